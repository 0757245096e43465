import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { instant, money } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useSession } from '../../shared/session.tsx'
import { common } from '../../shared/texts.ts'
import { Failed } from '../parts/empty.tsx'
import { Panel } from '../parts/page.tsx'
import { papers } from '../texts/papers.ts'
import type { Order } from '../types.ts'
import { useDeed } from '../use-portal.ts'
import { GiveBack } from './give-back.tsx'
import classes from './pages.module.css'

/** Again, back, cancel: what is allowed now. */
export const Deeds = ({ order }: { order: Order }) => {
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
export const Offer = ({ order }: { order: Order }) => {
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
export const Ask = ({ order, approvalId }: { order: Order; approvalId: string }) => {
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
