import { Alert, Loader, Stack, Text } from '@mantine/core'
import { Link, useSearchParams } from 'wouter'
import { day, instant, money, price } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useApi, useSession } from '../../shared/session.tsx'
import { Trouble } from '../parts/empty.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Status } from '../parts/status.tsx'
import { SumsOf } from '../parts/sums.tsx'
import { papers } from '../texts/papers.ts'
import type { Order } from '../types.ts'
import { useHome, useRead } from '../use-portal.ts'
import { Ask, Deeds, Offer } from './order-deeds.tsx'
import classes from './pages.module.css'

/** One order: how it goes on, what it holds, and what may be done with it now. */
export const OneOrder = ({ id }: { id: string }) => {
  const t = useTexts(papers)
  const { language } = useLanguage()
  const { company } = useSession()
  const [params] = useSearchParams()
  const { data: order, error, refetch } = useRead<Order>(`/orders/${id}`)
  if (error) return <Trouble error={error} again={() => refetch()} />
  if (!order) return <Loader />
  const when = order.placedAt ? instant(order.placedAt, language, company.timezone) : ''
  return (
    <Page
      title={t('order', { number: order.number })}
      says={
        <>
          <Status tone={order.tone}>{order.status}</Status>
          <div>{order.by && !order.mine ? t('placedBy', { day: when, name: order.by }) : t('placedOn', { day: when })}</div>
        </>
      }
      aside={<Deeds order={order} />}
    >
      <Stack gap="md">
        {params.get('placed') && order.state === 'placed' && (
          <Alert color="teal" variant="light" role="status">
            {t('placedNow')}
          </Alert>
        )}
        {order.waits && !order.approvalId && (
          <Alert color="blue" variant="light">
            {order.waits}
          </Alert>
        )}
        {order.can.decide && <Offer order={order} />}
        {order.approvalId && <Ask order={order} approvalId={order.approvalId} />}
        {order.reason && !order.can.decide && (
          <Alert color="gray" variant="light" title={t('reasonOf')}>
            {order.reason}
          </Alert>
        )}
        <div className={classes.checkout}>
          <Stack gap="md" miw={0}>
            <Panel title={t('lines')} flush>
              <Lines order={order} />
            </Panel>
          </Stack>
          <Stack gap="md" miw={0}>
            <Panel title={t('total')}>
              <SumsOf sums={order.sums} />
            </Panel>
            <Panel title={t('going')}>
              <Steps order={order} />
            </Panel>
            {(order.invoices.length > 0 || order.deliveryNotes.length > 0 || order.steps.some(({ done }) => !done)) && (
              <Panel title={t('papersOf')}>
                <Papers order={order} />
              </Panel>
            )}
            {(order.address || order.clientReference || order.note) && (
              <Panel title={t('deliverTo')}>
                {order.address && (
                  <div>
                    <strong>{order.address.name}</strong>
                    {order.address.addressLines.map((line) => (
                      <div key={line}>{line}</div>
                    ))}
                    {order.address.note && <div className={classes.dim}>{order.address.note}</div>}
                  </div>
                )}
                {order.clientReference && (
                  <Text mt="xs">
                    {t('reference')}: {order.clientReference}
                  </Text>
                )}
                {order.note && (
                  <Text mt="xs">
                    {t('noteOf')}: {order.note}
                  </Text>
                )}
              </Panel>
            )}
            {order.returns.length > 0 && (
              <Panel title={t('returnsOf')}>
                {order.returns.map((one) => (
                  <div key={one.id} className={classes.paper}>
                    <span>
                      <strong>{one.number}</strong>
                      <div className={classes.dim}>{one.answer ?? one.reason}</div>
                    </span>
                    <Status tone={one.tone}>{one.status}</Status>
                  </div>
                ))}
              </Panel>
            )}
          </Stack>
        </div>
      </Stack>
    </Page>
  )
}

const Lines = ({ order }: { order: Order }) => {
  const { language } = useLanguage()
  return (
    <ul className={classes.lines}>
      {order.lines.map((line) => (
        <li key={line.id}>
          <div className={classes.lineName}>
            <Link href={`/products/${encodeURIComponent(line.code)}`} className={classes.plain}>
              {line.name}
            </Link>
            <div className={classes.dim}>
              {line.code} · {price(line.unitNetE4, order.currency, language)}
            </div>
          </div>
          <span>{line.amount}</span>
          <div className={classes.lineSum}>
            <span className="num">{money(line.netMinor, order.currency, language)}</span>
          </div>
        </li>
      ))}
    </ul>
  )
}

const Steps = ({ order }: { order: Order }) => {
  const { language } = useLanguage()
  const { company } = useSession()
  const written = (at: string) => (at.length > 10 ? instant(at, language, company.timezone) : day(at, language))
  return (
    <ol className={classes.steps}>
      {order.steps.map((step) => (
        <li key={`${step.text} ${step.at}`} data-done={step.done || undefined} data-tone={step.tone}>
          <span>{step.text}</span>
          {step.at && <time dateTime={step.at}>{written(step.at)}</time>}
        </li>
      ))}
    </ol>
  )
}

const Papers = ({ order }: { order: Order }) => {
  const t = useTexts(papers)
  const { language } = useLanguage()
  const api = useApi()
  const { data: home } = useHome()
  const mayLoad = home?.rights.documents
  if (!order.invoices.length && !order.deliveryNotes.length) return <Text c="dimmed">{t('noPapers')}</Text>
  const link = (path: string, number: string) => (
    <a href={api.address(`/portal${path}/document`)} target="_blank" rel="noopener" aria-label={t('pdfOf', { number })}>
      {t('pdf')}
    </a>
  )
  return (
    <>
      {order.invoices.map((invoice) => (
        <div key={invoice.id} className={classes.paper}>
          <span>
            <strong>{invoice.number}</strong> <span className="num">{money(invoice.totalMinor, invoice.currency, language)}</span>
            <div>
              <Status tone={invoice.tone}>{invoice.status}</Status>
            </div>
          </span>
          {mayLoad && invoice.printable && link(`/invoices/${invoice.id}`, invoice.number)}
        </div>
      ))}
      {order.deliveryNotes.map((note) => (
        <div key={note.id} className={classes.paper}>
          <span>
            <strong>{note.number}</strong>
            <div>
              <Status tone={note.tone}>{note.status}</Status>
            </div>
          </span>
          {mayLoad && link(`/delivery_notes/${note.id}`, note.number)}
        </div>
      ))}
    </>
  )
}
