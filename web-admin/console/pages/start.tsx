import { Alert, SimpleGrid, Skeleton, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useErrorText } from '../../shared/errors.ts'
import { day, money, number } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useApi, useMe, useSession } from '../../shared/session.tsx'
import { useHouse } from '../../shared/use-house.tsx'
import { Quantity } from '../../shared/values.tsx'
import { Page } from '../parts/page.tsx'
import classes from './start.module.css'
import { Ages, Figure, Hours, Panel, type Sums } from './start-panels.tsx'
import { startTexts } from './start-texts.ts'
import { StepsLeft } from './steps-left.tsx'

/** `GET /summary`; a part is null for those who may not see it. */
type Summary = {
  day: string
  currency: string
  deliveries: { due: number; late: number } | null
  approvals: number | null
  orders: { placed: number; accepted: number; declined: number; open: number; sales: Sums; byHour: Sums } | null
  payments: { count: number; sums: Sums } | null
  owed: { open: Sums; overdue: Sums; overdueCount: number; byAge: Sums } | null
  conversationsWaiting: number | null
  messagesDead: number | null
  effectsDead: number | null
  lowStock:
    | readonly {
        productId: string
        code: string
        nameEn: string
        nameRo: string
        unit: string
        onHandMilli: number
        reservedMilli: number
      }[]
    | null
}

const addressOf = (path: string, filters: readonly { field: string; op: string; value: unknown }[]) =>
  `${path}?f=${encodeURIComponent(JSON.stringify(filters))}`

/** The start page: what waits for somebody, and how today goes. */
export const Start = () => {
  const t = useTexts(startTexts)
  const me = useMe()
  const { setup } = useSession()
  const api = useApi()
  const { language } = useLanguage()
  const { records } = useHouse()
  const errorText = useErrorText()
  const { data, error } = useQuery({
    queryKey: ['summary'],
    queryFn: ({ signal }) => api.get<Summary>('/summary', undefined, signal),
    refetchInterval: 60_000,
  })
  const [first = ''] = me.name.split(' ')
  if (error)
    return (
      <Page title={t('hello', { name: first })}>
        <Alert color="red">{errorText(error)}</Alert>
      </Page>
    )
  if (!data)
    return (
      <Page title={t('hello', { name: first })}>
        <SimpleGrid cols={{ base: 2, md: 4 }} aria-busy="true">
          {[1, 2, 3, 4].map((one) => (
            <Skeleton key={one} h={96} radius="md" />
          ))}
        </SimpleGrid>
      </Page>
    )
  const { orders, owed, payments, deliveries } = data
  const sum = (sums: Sums | undefined) =>
    Object.entries(sums ?? {})
      .map(([currency, minor]) => money(minor, currency, language))
      .join(' + ')
  const troubles = [
    { n: data.messagesDead, label: t('messagesDead', { n: data.messagesDead ?? 0 }), href: '/outbox' },
    { n: data.effectsDead, label: t('effectsDead', { n: data.effectsDead ?? 0 }), href: '/outbox' },
  ].filter(({ n }) => (n ?? 0) > 0)
  return (
    <Page title={t('hello', { name: first })} says={day(data.day, language)}>
      {!setup.done && <StepsLeft />}
      {troubles.map(({ label, href }) => (
        <Link key={label} href={href} className={classes.trouble}>
          <IconAlertTriangle size={17} aria-hidden="true" /> {label}
        </Link>
      ))}
      <section aria-labelledby="waiting">
        <Title order={2} id="waiting" mb="xs">
          {t('waiting')}
        </Title>
        <div className={classes.figures}>
          {data.approvals !== null && (
            <Figure
              label={t('approvals')}
              value={number(data.approvals, language)}
              href={addressOf('/approvals', [{ field: 'state', op: 'in', value: ['waiting'] }])}
              isDue={data.approvals > 0}
            />
          )}
          {data.conversationsWaiting !== null && (
            <Figure
              label={t('conversations')}
              value={number(data.conversationsWaiting, language)}
              href="/conversations"
              isDue={data.conversationsWaiting > 0}
            />
          )}
          {deliveries && (
            <Figure
              label={t('deliveries')}
              value={number(deliveries.due, language)}
              note={deliveries.late ? t('late', { n: deliveries.late }) : undefined}
              isDue={deliveries.late > 0}
              href={addressOf('/delivery_notes', [{ field: 'state', op: 'in', value: ['draft', 'waiting'] }])}
            />
          )}
          {orders && (
            <Figure
              label={t('open')}
              value={number(orders.open, language)}
              href={addressOf('/orders', [{ field: 'state', op: 'in', value: ['placed', 'offered'] }])}
            />
          )}
        </div>
      </section>
      <section aria-labelledby="today">
        <Title order={2} id="today" mb="xs">
          {t('today')}
        </Title>
        <div className={classes.figures}>
          {orders && (
            <Figure label={t('placed')} value={number(orders.placed, language)} note={sum(orders.sales) || undefined} href="/orders" />
          )}
          {orders && (
            <Figure
              label={t('accepted')}
              value={number(orders.accepted, language)}
              note={orders.declined ? t('declined', { n: orders.declined }) : undefined}
              href="/orders"
            />
          )}
          {payments && (
            <Figure
              label={t('payments')}
              value={number(payments.count, language)}
              note={sum(payments.sums) || undefined}
              href="/payments"
            />
          )}
          {owed && (
            <Figure
              label={t('overdue')}
              value={number(owed.overdueCount, language)}
              note={sum(owed.overdue) || undefined}
              isDue={owed.overdueCount > 0}
              href={addressOf('/invoices', [
                { field: 'state', op: 'in', value: ['issued', 'partly_paid'] },
                { field: 'dueOn', op: 'lte', value: data.day },
              ])}
            />
          )}
        </div>
      </section>
      <div className={classes.columns}>
        {owed && (
          <Panel title={t('owed')}>
            <Ages ages={owed.byAge} currency={data.currency} total={owed.open[data.currency] ?? 0} />
          </Panel>
        )}
        {orders && Object.keys(orders.byHour).length > 0 && (
          <Panel title={t('byHour')}>
            <Hours byHour={orders.byHour} />
          </Panel>
        )}
        {data.lowStock && data.lowStock.length > 0 && records.product?.canSee && (
          <Panel title={t('lowStock')}>
            <ul className={classes.rows}>
              {data.lowStock.slice(0, 6).map((one) => (
                <li key={`${one.productId}${one.onHandMilli}${one.code}`}>
                  <Link href={`/products/${one.productId}`}>{language === 'ro' ? one.nameRo : one.nameEn}</Link>
                  <span className="num">
                    <Quantity milli={one.onHandMilli - one.reservedMilli} /> {one.unit}
                  </span>
                </li>
              ))}
            </ul>
          </Panel>
        )}
      </div>
    </Page>
  )
}
