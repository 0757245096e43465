import { Badge, Button, Card, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { ago } from '../../../../shared/format.ts'
import type { House } from '../../../../shared/house.ts'
import { useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { useApi } from '../../../../shared/session.tsx'
import { common } from '../../../../shared/texts.ts'
import { useHouse } from '../../../../shared/use-house.tsx'
import { Empty } from '../../../parts/empty.tsx'
import { Page } from '../../../parts/page.tsx'
import { Ready, tell, useDeed, useRead, useTellError } from '../parts/read.tsx'
import { machineTexts } from './words.ts'
import '../special.css'

type Letter = {
  id: string
  state: string
  contentKey: string
  conversationId?: string | null
  contactId?: string | null
  staffId?: string | null
  subject?: { record: string; id: string } | null
  text: string | null
  attempts: number
  error: string | null
  createdAt: string
}
type Effect = {
  eventId: number
  effect: string
  says: string
  record: string
  recordId: string
  event: string
  at: string
  attempts: number
  isDead: boolean
  error: string | null
}

const views = ['dead', 'inbound', 'waiting', 'effects'] as const
type View = (typeof views)[number]

/** Messages and consequences that did not get through, wait, or are on their way. */
export const Outbox = () => {
  const say = useTexts(machineTexts)
  const [params, setParams] = useSearchParams()
  const view = views.find((one) => one === params.get('show')) ?? 'dead'
  const labels: Readonly<Record<View, string>> = {
    dead: say('stuck'),
    inbound: say('unanswered'),
    waiting: say('waiting'),
    effects: say('effects'),
  }
  return (
    <Page title={say('outboxTitle')} says={say('outboxSays')}>
      <Stack>
        <div className="scroll-x">
          <SegmentedControl
            aria-label={say('outboxTitle')}
            data={views.map((value) => ({ value, label: labels[value] }))}
            value={view}
            onChange={(show) => setParams({ show }, { replace: true })}
          />
        </div>
        {view === 'effects' ? <Effects /> : <Letters key={view} view={view} />}
      </Stack>
    </Page>
  )
}

const Letters = ({ view }: { view: Exclude<View, 'effects'> }) => {
  const say = useTexts(machineTexts)
  const t = useTexts(common)
  const { language } = useLanguage()
  const { records } = useHouse()
  const letters = useRead<{ items: Letter[] }>('/messages', { state: view }, 5000)
  const resend = useDeed('message.resend')
  const drop = useDeed('message.drop')
  const sure = (id: string) =>
    modals.openConfirmModal({
      title: say('dropSure'),
      labels: { confirm: say('drop'), cancel: t('cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => void drop.go({ input: { messageId: id } }),
    })
  return (
    <Ready of={letters}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty
            icon={IconCircleCheck}
            title={say(view === 'waiting' ? 'noneHere' : 'allWell')}
            says={say(view === 'waiting' ? 'noneHereSays' : 'allWellSays')}
          />
        ) : (
          <Stack component="ul" className="plain-list" gap="xs">
            {items.map((letter) => (
              <Entry
                key={letter.id}
                title={titleOf(letter, records)}
                badge={letter.state === 'held' ? say('held') : letter.state === 'in_doubt' ? say('doubt') : letter.contentKey}
                text={letter.text ?? ''}
                trouble={letter.error}
                meta={`${ago(letter.createdAt, language)} · ${say('tries', { n: letter.attempts })}`}
              >
                {letter.conversationId && (
                  <Button size="compact-sm" variant="subtle" component={Link} href={`/conversations/${letter.conversationId}`}>
                    {say('openTalk')}
                  </Button>
                )}
                {view === 'dead' && (
                  <Button
                    size="compact-sm"
                    variant="light"
                    loading={resend.isRunning}
                    onClick={() => void resend.go({ input: { messageId: letter.id } })}
                  >
                    {say('resend')}
                  </Button>
                )}
                {view === 'dead' && (
                  <Button size="compact-sm" variant="default" onClick={() => sure(letter.id)}>
                    {say('drop')}
                  </Button>
                )}
              </Entry>
            ))}
          </Stack>
        )
      }
    </Ready>
  )
}

const titleOf = ({ subject, contentKey }: Letter, records: House['records']) =>
  subject ? `${records[subject.record]?.label ?? subject.record}: ${contentKey}` : contentKey

const Effects = () => {
  const say = useTexts(machineTexts)
  const t = useTexts(common)
  const { language } = useLanguage()
  const api = useApi()
  const queries = useQueryClient()
  const tellError = useTellError()
  const [busy, setBusy] = useState<string | null>(null)
  const effects = useRead<{ items: Effect[] }>('/outbox', {}, 5000)
  const nameOf = ({ eventId, effect }: Effect) => `${eventId} ${effect}`
  const decide = async (effect: Effect, deed: 'again' | 'drop') => {
    setBusy(nameOf(effect))
    try {
      await api.send('POST', '/outbox', { eventId: effect.eventId, effect: effect.effect, deed })
      tell(say(deed === 'again' ? 'resent' : 'dropped'))
      await queries.invalidateQueries({ queryKey: ['read', '/outbox'] })
    } catch (error) {
      tellError(error)
    } finally {
      setBusy(null)
    }
  }
  const sure = (effect: Effect) =>
    modals.openConfirmModal({
      title: say('dropEffect'),
      labels: { confirm: say('drop'), cancel: t('cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => void decide(effect, 'drop'),
    })
  return (
    <Ready of={effects}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty icon={IconCircleCheck} title={say('effectsNone')} says={say('effectsNoneSays')} />
        ) : (
          <Stack component="ul" className="plain-list" gap="xs">
            {items.map((effect) => (
              <Entry
                key={nameOf(effect)}
                title={effect.says}
                badge={effect.event}
                text=""
                trouble={effect.error}
                meta={`${ago(effect.at, language)} · ${say('tries', { n: effect.attempts })}`}
              >
                <Button size="compact-sm" variant="light" loading={busy === nameOf(effect)} onClick={() => void decide(effect, 'again')}>
                  {say('retry')}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => sure(effect)}>
                  {say('drop')}
                </Button>
              </Entry>
            ))}
          </Stack>
        )
      }
    </Ready>
  )
}

type EntryProps = { title: string; badge: string; text: string; trouble: string | null; meta: string; children: ReactNode }

const Entry = ({ title, badge, text, trouble, meta, children }: EntryProps) => (
  <Card withBorder component="li" padding="sm">
    <Group justify="space-between" align="start" gap="xs">
      <Stack gap={3} flex="1 1 280px" miw={0}>
        <Group gap="xs">
          <Text fw={600}>{title}</Text>
          <Badge variant="light" color="gray" className="wrap-badge">
            {badge}
          </Badge>
        </Group>
        {text && (
          <Text size="sm" lineClamp={2}>
            {text}
          </Text>
        )}
        {trouble && (
          <Text size="sm" c="var(--mantine-color-error)" className="break">
            {trouble}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {meta}
        </Text>
      </Stack>
      <Group gap="xs">{children}</Group>
    </Group>
  </Card>
)
