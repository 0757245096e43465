import { Button, Group, Modal, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type SubmitEvent, useState } from 'react'
import { Problem } from '../../shared/api.ts'
import { useTexts } from '../../shared/i18n.tsx'
import { common } from '../../shared/texts.ts'
import { Failed } from '../parts/empty.tsx'
import { shop } from '../texts/shop.ts'
import type { Address, Cart } from '../types.ts'
import { useCartDeed, useDeed, useHome, useRead } from '../use-portal.ts'

/** Where, when and under which reference; each is kept when it is left. */
export const Delivery = ({ cart }: { cart: Cart }) => {
  const t = useTexts(shop)
  const { data: home } = useHome()
  const addresses = useRead<{ items: Address[] }>('/addresses')
  const deed = useCartDeed()
  const [isOpen, { open, close }] = useDisclosure()
  const keep = (body: Partial<Pick<Cart, 'addressId' | 'wantedOn' | 'clientReference' | 'note'>>) =>
    deed.mutate({ method: 'PATCH', path: '', body })
  const today = new Date().toISOString().slice(0, 10)
  return (
    <Stack gap="md">
      <Group align="flex-end" gap="sm" wrap="wrap">
        <Select
          label={t('address')}
          data={(addresses.data?.items ?? []).map(({ id, label, street, city }) => ({ value: id, label: `${label} · ${street}, ${city}` }))}
          value={cart.addressId}
          onChange={(addressId) => addressId && keep({ addressId })}
          allowDeselect={false}
          flex="1 1 260px"
        />
        {home?.rights.addAddress && (
          <Button variant="default" onClick={open}>
            {t('newAddress')}
          </Button>
        )}
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          key={`day ${cart.wantedOn}`}
          type="date"
          label={t('wantedDay')}
          description={t('wantedHelp')}
          min={today}
          defaultValue={cart.wantedOn ?? ''}
          onChange={(event) => {
            const wanted = event.currentTarget.value
            if (wanted === '' || wanted >= today) keep({ wantedOn: wanted || null })
          }}
        />
        <TextInput
          key={`reference ${cart.clientReference}`}
          label={t('reference')}
          description={t('referenceHelp')}
          maxLength={100}
          defaultValue={cart.clientReference ?? ''}
          onBlur={(event) => {
            const text = event.currentTarget.value.trim()
            if (text !== (cart.clientReference ?? '')) keep({ clientReference: text || null })
          }}
        />
      </SimpleGrid>
      <Textarea
        key={`note ${cart.note}`}
        label={t('note')}
        maxLength={500}
        autosize
        minRows={2}
        defaultValue={cart.note ?? ''}
        onBlur={(event) => {
          const text = event.currentTarget.value.trim()
          if (text !== (cart.note ?? '')) keep({ note: text || null })
        }}
      />
      <Failed error={deed.error} />
      <NewAddress
        isOpen={isOpen}
        close={close}
        added={(addressId) => {
          close()
          keep({ addressId })
        }}
      />
    </Stack>
  )
}

const fields = ['label', 'street', 'city', 'countyCode', 'postalCode', 'deliveryNote'] as const
type FieldName = (typeof fields)[number]

const NewAddress = ({ isOpen, close, added }: { isOpen: boolean; close(): void; added(id: string): void }) => {
  const t = useTexts(shop)
  const say = useTexts(common)
  const deed = useDeed()
  const [missing, setMissing] = useState<readonly FieldName[]>([])
  const issues = deed.error instanceof Problem ? deed.error.issues : []
  const errorOf = (name: FieldName) =>
    missing.includes(name) ? say('needed') : (issues.find(({ path }) => path === name)?.message ?? null)
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const given = (name: FieldName) => String(form.get(name) ?? '').trim()
    const lacking = (['label', 'street', 'city'] as const).filter((name) => !given(name))
    setMissing(lacking)
    if (lacking.length) return
    const body = {
      label: given('label'),
      street: given('street'),
      city: given('city'),
      countyCode: given('countyCode') || null,
      postalCode: given('postalCode') || null,
      deliveryNote: given('deliveryNote') || null,
    }
    deed.mutate({ path: '/addresses', body }, { onSuccess: ({ id }) => id && added(id) })
  }
  return (
    <Modal opened={isOpen} onClose={close} title={t('newAddress')} closeButtonProps={{ 'aria-label': say('close') }}>
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="sm">
          <TextInput
            name="label"
            label={t('label')}
            description={t('labelHelp')}
            error={errorOf('label')}
            maxLength={100}
            withAsterisk
            data-autofocus
          />
          <TextInput
            name="street"
            label={t('street')}
            error={errorOf('street')}
            maxLength={200}
            withAsterisk
            autoComplete="street-address"
          />
          <SimpleGrid cols={{ base: 1, xs: 3 }}>
            <TextInput name="city" label={t('city')} error={errorOf('city')} maxLength={100} withAsterisk autoComplete="address-level2" />
            <TextInput name="countyCode" label={t('county')} error={errorOf('countyCode')} maxLength={10} />
            <TextInput name="postalCode" label={t('postal')} error={errorOf('postalCode')} maxLength={20} autoComplete="postal-code" />
          </SimpleGrid>
          <TextInput name="deliveryNote" label={t('deliveryNote')} error={errorOf('deliveryNote')} maxLength={500} />
          {issues.length === 0 && <Failed error={deed.error} />}
          {issues.length > 0 && (
            <Text c="red" size="sm" role="alert">
              {issues.map(({ message }) => message).join(' ')}
            </Text>
          )}
          <Button type="submit" loading={deed.isPending}>
            {t('addAddress')}
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}
