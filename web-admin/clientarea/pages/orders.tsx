import { useCallback, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { instant, money } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useSession } from '../../shared/session.tsx'
import { Empty } from '../parts/empty.tsx'
import { Filters, Rows } from '../parts/list.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Status } from '../parts/status.tsx'
import { papers } from '../texts/papers.ts'
import { shop } from '../texts/shop.ts'
import type { OrderItem } from '../types.ts'
import { useHome, usePages, useRead } from '../use-portal.ts'
import classes from './pages.module.css'

/** All orders that this contact may see, and those of colleagues that wait for a yes. */
export const Orders = () => {
  const t = useTexts(papers)
  const say = useTexts(shop)
  const { language } = useLanguage()
  const { company } = useSession()
  const { data: home } = useHome()
  const [params, setParams] = useSearchParams()
  const state = params.get('state') ?? 'all'
  const [q, setQ] = useState('')
  const find = useCallback((text: string) => setQ(text), [])
  const pages = usePages<OrderItem>('/orders', { ...(state !== 'all' && { state }), ...(q && { q }) })
  const asked = useRead<{ items: (OrderItem & { approvalId: string })[] }>('/approvals', {}, { enabled: home?.rights.approve === true })
  const waiting = asked.data?.items ?? []
  const whole = home?.rights.wholeCompany
  return (
    <Page title={t('ordersTitle')}>
      {waiting.length > 0 && (
        <div className={classes.section}>
          <Panel title={t('approveTitle')}>
            {waiting.map((order) => (
              <Link key={order.id} href={`/orders/${order.id}`} className={classes.short}>
                <span>
                  {order.number} {order.by && `· ${order.by}`}
                </span>
                <strong className="num">{money(order.totalMinor, order.currency, language)}</strong>
              </Link>
            ))}
          </Panel>
        </div>
      )}
      <Filters
        filter={{
          label: t('show'),
          value: state,
          onChange: (value) => setParams(value === 'all' ? {} : { state: value }, { replace: true }),
          data: [
            { value: 'all', label: t('all') },
            { value: 'open', label: t('open') },
            { value: 'closed', label: t('closed') },
          ],
        }}
        find={{ label: t('findOrder'), onChange: find }}
      />
      <Rows
        pages={pages}
        heads={[
          { label: t('number') },
          { label: t('day') },
          { label: t('state') },
          ...(whole ? [{ label: t('by') }] : []),
          { label: t('reference') },
          { label: t('total'), isEnd: true },
        ]}
        row={(order) => [
          <Link key="number" href={`/orders/${order.id}`} className={classes.strong}>
            {order.number}
          </Link>,
          order.placedAt && <span key="day">{instant(order.placedAt, language, company.timezone)}</span>,
          <Status key="state" tone={order.tone}>
            {order.status}
          </Status>,
          ...(whole ? [order.by] : []),
          order.clientReference,
          <span key="total" className="num">
            {money(order.totalMinor, order.currency, language)}
          </span>,
        ]}
        empty={<Empty title={t('noOrders')} says={t('noOrdersSays')} to={{ href: '/catalogue', label: say('toCatalogue') }} />}
      />
    </Page>
  )
}
