import { Alert, Button, Select, Stack, Text, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { price } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useApi } from '../../shared/session.tsx'
import { Failed } from '../parts/empty.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Stepper } from '../parts/stepper.tsx'
import { shop } from '../texts/shop.ts'
import type { Product, ReadLine } from '../types.ts'
import { useCartDeed } from '../use-portal.ts'
import classes from './pages.module.css'

type Wanted = ReadLine & { key: number; productId: string | null; milli: number | null }

const wantedOf = (line: ReadLine, key: number): Wanted => ({
  ...line,
  key,
  productId: line.state === 'which' || line.state === 'not_sold' ? null : (line.products[0]?.id ?? null),
  milli: line.quantityMilli ?? (line.state === 'sure' ? (line.products[0]?.minMilli ?? null) : null),
})

/** A list of lines as one would write it on the phone, read and shown before it goes into the cart. */
export const Quick = () => {
  const t = useTexts(shop)
  const api = useApi()
  const [, go] = useLocation()
  const [text, setText] = useState('')
  const [lines, setLines] = useState<Wanted[] | null>(null)
  const deed = useCartDeed()
  const reading = useMutation({
    mutationFn: (said: string) => api.send<{ lines: ReadLine[]; cut: boolean }>('POST', '/portal/cart/read', { text: said }),
    onSuccess: (read) => setLines(read.lines.map(wantedOf)),
  })
  const change = (key: number, patch: Partial<Wanted>) =>
    setLines((now) => now?.map((one) => (one.key === key ? { ...one, ...patch } : one)) ?? null)
  const clear = (lines ?? []).filter(
    (one): one is Wanted & { productId: string; milli: number } => one.productId !== null && (one.milli ?? 0) > 0,
  )
  const put = () =>
    deed.mutate(
      {
        method: 'POST',
        path: '/lines',
        body: { lines: clear.map(({ productId, milli }) => ({ productId, quantityMilli: milli, deed: 'add' })) },
      },
      {
        onSuccess: () => {
          notifications.show({ message: t('saved'), color: 'teal' })
          go('/cart')
        },
      },
    )
  return (
    <Page title={t('quickTitle')} says={t('quickSays')}>
      <div className={classes.two}>
        <Panel>
          <form
            onSubmit={(event) => {
              event.preventDefault()
              if (text.trim()) reading.mutate(text)
            }}
          >
            <Textarea
              label={t('quickLabel')}
              placeholder={t('quickExample')}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              minRows={8}
              autosize
              maxRows={20}
              maxLength={6000}
              size="md"
            />
            <Stack mt="md">
              <Failed error={reading.error} />
              <Button type="submit" loading={reading.isPending} disabled={!text.trim()}>
                {t('quickRead')}
              </Button>
            </Stack>
          </form>
        </Panel>
        {lines && (
          <Panel title={t('quickFound')}>
            <div aria-live="polite">
              {reading.data?.cut && <Alert color="yellow">{t('quickCut')}</Alert>}
              {!lines.length && <Text>{t('quickNothing')}</Text>}
            </div>
            <ul className={classes.read}>
              {lines.map((line) => (
                <ReadOne key={line.key} line={line} change={(patch) => change(line.key, patch)} />
              ))}
            </ul>
            {lines.length > 0 && (
              <Stack mt="md" gap="xs">
                {clear.length < lines.length && (
                  <Text size="sm" c="dimmed">
                    {t('quickLeft')}
                  </Text>
                )}
                <Failed error={deed.error} />
                <Button onClick={put} loading={deed.isPending} disabled={!clear.length}>
                  {t('quickPut', { count: clear.length })}
                </Button>
              </Stack>
            )}
          </Panel>
        )}
      </div>
    </Page>
  )
}

const ReadOne = ({ line, change }: { line: Wanted; change(patch: Partial<Wanted>): void }) => {
  const t = useTexts(shop)
  const { language } = useLanguage()
  const chosen = line.products.find(({ id }) => id === line.productId)
  const nameOf = (product: Product) => {
    const [tier] = product.prices?.tiers ?? []
    return `${product.code} · ${product.name}${tier ? ` · ${price(tier.netE4, product.prices?.currency, language)}` : ''}`
  }
  return (
    <li>
      <q className={classes.dim}>{line.said}</q>
      {line.state === 'unknown' && <Text c="red">{t('quickUnknown')}</Text>}
      {(line.state === 'which' || line.state === 'not_sold') && line.products.length > 0 && (
        <Select
          label={line.state === 'which' ? t('quickWhich') : t('quickNotSold')}
          data={line.products.map((product) => ({ value: product.id, label: nameOf(product) }))}
          value={line.productId}
          onChange={(id) => {
            const product = line.products.find((one) => one.id === id)
            change({ productId: id, milli: line.milli ?? product?.minMilli ?? null })
          }}
          comboboxProps={{ withinPortal: true }}
        />
      )}
      {chosen && (
        <div className={classes.readLine}>
          <span>
            <strong>{chosen.name}</strong> <span className={classes.dim}>{chosen.code}</span>
          </span>
          <Stepper
            name={chosen.name}
            milli={line.milli ?? 0}
            minMilli={chosen.minMilli}
            stepMilli={chosen.stepMilli}
            canEnd
            onChange={(milli) => change({ milli })}
          />
          <span className={classes.dim}>{chosen.unitName}</span>
        </div>
      )}
      {chosen && !line.milli && <Text c="red">{t('quickHowMany')}</Text>}
    </li>
  )
}
