import { Badge, Button, Card, Group, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCopy, IconHelpCircle, IconPencil, IconPlus, IconTable, IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { day } from '../../../../shared/format.ts'
import type { Row } from '../../../../shared/house.ts'
import { type Say, useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { useHouse } from '../../../../shared/use-house.tsx'
import type { PageProps } from '../../../page-entry.ts'
import { Empty } from '../../../parts/empty.tsx'
import { Page } from '../../../parts/page.tsx'
import { RecordForm } from '../../../parts/record-form.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Ready, tell, useDeed, useRead, useRows } from '../parts/read.tsx'
import { textOf } from '../parts/rows.ts'
import { PriceGrid } from './price-grid.tsx'
import { type NamedPrice, usePrices } from './use-prices.ts'
import { priceTexts } from './words.ts'
import '../special.css'

const order = ['client', 'group', 'promotion', 'default']
type PriceSay = Say<keyof (typeof priceTexts)['en'] & string>

const windowOf = (row: Row, say: PriceSay, language: 'en' | 'ro') => {
  const [from, to] = [textOf(row, 'validFrom'), textOf(row, 'validTo')]
  if (from && to) return say('between', { from: day(from, language), to: day(to, language) })
  if (from) return say('fromDay', { day: day(from, language) })
  return to ? say('toDay', { day: day(to, language) }) : say('always')
}

const kindOf = (row: Row, say: PriceSay) => {
  const kind = textOf(row, 'kind')
  return order.includes(kind) ? say(`kind_${kind as 'client' | 'group' | 'promotion' | 'default'}`) : kind
}

/** All price lists, in the order in which they are asked. */
export const PriceLists = () => {
  const say = useTexts(priceTexts)
  const { language } = useLanguage()
  const { actions } = useHouse()
  const lists = useRows('price_lists')
  const [isAdding, adding] = useDisclosure()
  const [, go] = useLocation()
  const add = actions['price_list.create']?.may && (
    <Button leftSection={<IconPlus size={16} />} onClick={adding.open}>
      {say('new')}
    </Button>
  )
  return (
    <Page
      title={say('title')}
      says={say('says')}
      actions={
        <>
          <Button component={Link} href="/prices/why" variant="default" leftSection={<IconHelpCircle size={16} />}>
            {say('why')}
          </Button>
          <Button component={Link} href="/import?of=prices" variant="default" leftSection={<IconUpload size={16} />}>
            {say('import')}
          </Button>
          {add}
        </>
      }
    >
      <Ready of={lists}>
        {({ items }) =>
          items.length ? (
            <Stack gap="sm" component="ul" className="plain-list">
              {[...items]
                .sort(
                  (a, b) =>
                    order.indexOf(textOf(a, 'kind')) - order.indexOf(textOf(b, 'kind')) ||
                    textOf(a, 'code').localeCompare(textOf(b, 'code')),
                )
                .map((row) => (
                  <Card key={row.id} withBorder component="li" className="policy-card" data-off={row.state !== 'active' || undefined}>
                    <Group justify="space-between" gap="xs">
                      <Stack gap={2}>
                        <Link href={`/price_lists/${row.id}`} className="strong-link">
                          {textOf(row, 'name')}
                        </Link>
                        <Text size="sm" c="dimmed">
                          {[textOf(row, 'code'), row.$refs?.clientId ?? row.$refs?.groupId, windowOf(row, say, language)]
                            .filter(Boolean)
                            .join(' · ')}
                        </Text>
                      </Stack>
                      <Group gap={6}>
                        <Badge variant="light">{kindOf(row, say)}</Badge>
                        <Badge variant="light" color="gray">
                          {`${textOf(row, 'currency')} ${say(row.taxIncluded ? 'gross' : 'net')}`}
                        </Badge>
                        {row.state !== 'active' && <Badge color="gray">{say('off')}</Badge>}
                      </Group>
                    </Group>
                  </Card>
                ))}
            </Stack>
          ) : (
            <Empty icon={IconTable} title={say('none')} says={say('noneSays')} action={add} />
          )
        }
      </Ready>
      <Dialog opened={isAdding} onClose={adding.close} title={say('newTitle')} size="lg">
        <RecordForm
          record="price_list"
          onCancel={adding.close}
          onDone={(outcome) => {
            adding.close()
            if (outcome.state === 'done' && outcome.id) go(`/price_lists/${outcome.id}`)
          }}
        />
      </Dialog>
    </Page>
  )
}

/** One price list: its details, and its prices to be typed in place. */
export const PriceListPage = ({ params }: PageProps) => {
  const say = useTexts(priceTexts)
  const { language } = useLanguage()
  const { actions } = useHouse()
  const id = params.id ?? ''
  const list = useRead<Row>(`/price_lists/${id}`, { titles: 1 })
  const prices = usePrices(id)
  const [isEditing, editing] = useDisclosure()
  const [isCloning, cloning] = useDisclosure()
  const row = list.data
  return (
    <Page
      title={row ? textOf(row, 'name') : say('title')}
      back={{ href: '/price_lists', label: say('title') }}
      says={
        row && [textOf(row, 'code'), row.$refs?.clientId ?? row.$refs?.groupId, windowOf(row, say, language)].filter(Boolean).join(' · ')
      }
      beside={
        row && (
          <Group gap={6}>
            <Badge variant="light">{kindOf(row, say)}</Badge>
            <Badge variant="light" color="gray">
              {`${textOf(row, 'currency')} ${say(row.taxIncluded ? 'gross' : 'net')}`}
            </Badge>
            {row.state !== 'active' && <Badge color="gray">{say('off')}</Badge>}
          </Group>
        )
      }
      actions={
        row && (
          <>
            {actions['price_list.create']?.may && (
              <Button variant="default" leftSection={<IconCopy size={16} />} onClick={cloning.open} disabled={!prices.data}>
                {say('clone')}
              </Button>
            )}
            {actions['price_list.update']?.may && (
              <Button variant="default" leftSection={<IconPencil size={16} />} onClick={editing.open}>
                {say('edit')}
              </Button>
            )}
          </>
        )
      }
    >
      <Ready of={prices}>{(all) => <PriceGrid listId={id} prices={all} mayEdit={actions['price_list.set_prices']?.may ?? false} />}</Ready>
      {row && (
        <Dialog opened={isEditing} onClose={editing.close} title={say('details')} size="lg">
          <RecordForm record="price_list" row={row} onDone={editing.close} onCancel={editing.close} />
        </Dialog>
      )}
      {row && prices.data && (
        <Dialog opened={isCloning} onClose={cloning.close} title={say('cloneTitle', { name: textOf(row, 'name') })}>
          <Clone row={row} prices={prices.data} onDone={cloning.close} />
        </Dialog>
      )}
    </Page>
  )
}

/** A new list with the same prices, switched off until somebody looks at it. */
const Clone = ({ row, prices, onDone }: { row: Row; prices: readonly NamedPrice[]; onDone(): void }) => {
  const say = useTexts(priceTexts)
  const create = useDeed('price_list.create')
  const set = useDeed('price_list.set_prices')
  const [, go] = useLocation()
  const [code, setCode] = useState(`${textOf(row, 'code')}-2`)
  const [name, setName] = useState(say('copyOf', { name: textOf(row, 'name') }))
  const clone = async () => {
    const { kind, clientId, groupId, currency, validFrom, validTo, taxIncluded } = row
    const made = await create.go(
      { input: { code, name, kind, clientId, groupId, currency, validFrom, validTo, taxIncluded, state: 'inactive' } },
      true,
    )
    if (made?.state !== 'done' || !made.id) return
    const rows = prices.map(({ productId, minQuantityMilli, priceE4, discountPermille }) => ({
      productId,
      minQuantityMilli,
      priceE4,
      discountPermille,
    }))
    if (rows.length && !(await set.go({ id: made.id, input: { prices: rows } }, true))) return
    tell(say('cloned'))
    onDone()
    go(`/price_lists/${made.id}`)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void clone()
      }}
    >
      <Stack>
        <Text size="sm">{say('cloneSays', { n: prices.length })}</Text>
        <TextInput
          label={say('newCode')}
          value={code}
          onChange={({ currentTarget }) => setCode(currentTarget.value)}
          error={create.issueAt('code')}
          required
          maxLength={40}
          data-autofocus
        />
        <TextInput
          label={say('newName')}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={create.issueAt('name')}
          required
          maxLength={200}
        />
        <Group>
          <Button type="submit" loading={create.isRunning || set.isRunning}>
            {say('clone')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
