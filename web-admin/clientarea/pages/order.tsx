import { Alert, Button, Group, Loader, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { day, instant, money, price } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useApi, useSession } from '../../shared/session.tsx'
import { common } from '../../shared/texts.ts'
import { Failed, Trouble } from '../parts/empty.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Status } from '../parts/status.tsx'
import { SumsOf } from '../parts/sums.tsx'
import { papers } from '../texts/papers.ts'
import type { Order } from '../types.ts'
import { useDeed, useHome, useRead } from '../use-portal.ts'
import { GiveBack } from './give-back.tsx'
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

/** Again, back, cancel: what is allowed now. */
const Deeds = ({ order }: { order: Order }) => {
  const t = useTexts(papers)
  const say = useTexts(common)
  const [, go] = useLocation()
  const deed = useDeed()
  const [isCancelling, cancelling] = useDisclosure()
  const [isReturning, returning] = useDisclosure()
  return (
    <>
      {order.can.return && (
        <Button variant="default" onClick={returning.open}>
          {t('give')}
        </Button>
      )}
      {order.can.cancel && (
        <Button variant="default" onClick={cancelling.open}>
          {t('cancel')}
        </Button>
      )}
      {order.can.again && (
        <Button
          variant={order.can.decide || order.approvalId ? 'default' : 'filled'}
          loading={deed.isPending && !isCancelling}
          onClick={() =>
            deed.mutate(
              { path: `/orders/${order.id}/again` },
              {
                onSuccess: ({ said }) => {
                  notifications.show({ message: said, color: 'teal' })
                  go('/cart')
                },
              },
            )
          }
        >
          {t('again')}
        </Button>
      )}
      <Modal opened={isCancelling} onClose={cancelling.close} title={t('cancel')} closeButtonProps={{ 'aria-label': say('close') }}>
        <Stack>
          <Text>{t('cancelSure', { number: order.number })}</Text>
          <Failed error={deed.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={cancelling.close}>
              {t('keep')}
            </Button>
            <Button
              color="red"
              loading={deed.isPending}
              onClick={() =>
                deed.mutate({ path: `/orders/${order.id}/cancel`, body: { version: order.version } }, { onSuccess: cancelling.close })
              }
            >
              {t('cancelYes')}
            </Button>
          </Group>
        </Stack>
      </Modal>
      <GiveBack order={order} isOpen={isReturning} close={returning.close} />
    </>
  )
}

/** We have offered it changed: what changed, and yes or no. */
const Offer = ({ order }: { order: Order }) => {
  const t = useTexts(papers)
  const { language } = useLanguage()
  const { company } = useSession()
  const deed = useDeed()
  const amount = (minor: number) => money(minor, order.currency, language)
  const decide = (way: 'take' | 'refuse') => deed.mutate({ path: `/orders/${order.id}/${way}`, body: { version: order.version } })
  return (
    <Panel title={t('offerTitle')}>
      <Stack gap="sm">
        {order.offer && <Text>{t('offerSays', { before: amount(order.offer.beforeMinor), after: amount(order.totalMinor) })}</Text>}
        <ul className={classes.changes}>
          {order.offer?.changes.map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
        {order.reason && <Text fs="italic">“{order.reason}”</Text>}
        {order.offer?.until && (
          <Text size="sm" c="dimmed">
            {t('offerUntil', { day: instant(order.offer.until, language, company.timezone) })}
          </Text>
        )}
        <Failed error={deed.error} />
        <Group>
          <Button loading={deed.isPending} onClick={() => decide('take')}>
            {t('take', { total: amount(order.totalMinor) })}
          </Button>
          <Button variant="default" loading={deed.isPending} onClick={() => decide('refuse')}>
            {t('refuse')}
          </Button>
        </Group>
      </Stack>
    </Panel>
  )
}

/** A colleague ordered above what they may alone. */
const Ask = ({ order, approvalId }: { order: Order; approvalId: string }) => {
  const t = useTexts(papers)
  const { language } = useLanguage()
  const deed = useDeed()
  const [why, setWhy] = useState('')
  return (
    <Panel title={t('approveTitle')}>
      <Stack gap="sm">
        <Text>{order.waits}</Text>
        <Textarea label={t('disagreeWhy')} value={why} onChange={(event) => setWhy(event.currentTarget.value)} autosize maxLength={500} />
        <Failed error={deed.error} />
        <Group>
          <Button loading={deed.isPending} onClick={() => deed.mutate({ path: `/approvals/${approvalId}/approve` })}>
            {t('agree', { total: money(order.totalMinor, order.currency, language) })}
          </Button>
          <Button
            variant="default"
            loading={deed.isPending}
            onClick={() => deed.mutate({ path: `/approvals/${approvalId}/reject`, body: why.trim() ? { reason: why.trim() } : {} })}
          >
            {t('disagree')}
          </Button>
        </Group>
      </Stack>
    </Panel>
  )
}
