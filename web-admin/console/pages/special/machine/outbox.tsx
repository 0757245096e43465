import { Badge, Button, Card, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { ago } from '../../../../shared/format.ts'
import { useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { useApi } from '../../../../shared/session.tsx'
import { common } from '../../../../shared/texts.ts'
import { Empty } from '../../../parts/empty.tsx'
import { Page } from '../../../parts/page.tsx'
import { Ready, tell, useDeed, useRead, useTellError } from '../parts/read.tsx'
import { machineTexts } from './words.ts'
import '../special.css'

type Letter = {
  id: string
  at: string
  to?: string | null
  conversationId?: string | null
  account?: string | null
  contentKey: string
  text?: string | null
  state: string
  attempts: number
  dueAt?: string | null
  code?: string | null
  trouble?: string | null
}
type Effect = {
  eventId: string
  subscriber: string
  record: string
  recordId: string
  event: string
  at: string
  attempts: number
  trouble?: string | null
}

const views = ['dead', 'held', 'in_doubt', 'queued', 'effects'] as const
type View = (typeof views)[number]

/** Messages and consequences that did not get through, wait, or are on their way. */
export const Outbox = () => {
  const say = useTexts(machineTexts)
  const [params, setParams] = useSearchParams()
  const view = views.find((one) => one === params.get('show')) ?? 'dead'
  const labels: Readonly<Record<View, string>> = {
    dead: say('stuck'),
    held: say('held'),
    in_doubt: say('doubt'),
    queued: say('waiting'),
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
            title={say(view === 'dead' ? 'allWell' : 'noneHere')}
            says={say(view === 'dead' ? 'allWellSays' : 'noneHereSays')}
          />
        ) : (
          <Stack component="ul" className="plain-list" gap="xs">
            {items.map((letter) => (
              <Entry
                key={letter.id}
                title={letter.to ?? letter.account ?? '–'}
                badge={letter.contentKey}
                text={letter.text ?? ''}
                trouble={letter.trouble ?? letter.code ?? null}
                meta={`${ago(letter.at, language)} · ${say('tries', { n: letter.attempts })}`}
              >
                {letter.conversationId && (
                  <Button size="compact-sm" variant="subtle" component={Link} href={`/conversations/${letter.conversationId}`}>
                    {say('openTalk')}
                  </Button>
                )}
                <Button
                  size="compact-sm"
                  variant="light"
                  loading={resend.isRunning}
                  onClick={() => void resend.go({ input: { messageId: letter.id } })}
                >
                  {say('resend')}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => sure(letter.id)}>
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

const Effects = () => {
  const say = useTexts(machineTexts)
  const t = useTexts(common)
  const { language } = useLanguage()
  const api = useApi()
  const queries = useQueryClient()
  const tellError = useTellError()
  const [busy, setBusy] = useState<string | null>(null)
  const effects = useRead<{ items: Effect[] }>('/outbox', { dead: 1 }, 5000)
  const pathOf = ({ eventId, subscriber }: Effect) => `/outbox/${eventId}/${encodeURIComponent(subscriber)}`
  const doing = async (effect: Effect, work: () => Promise<unknown>, said: string) => {
    setBusy(pathOf(effect))
    try {
      await work()
      tell(said)
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
      onConfirm: () => void doing(effect, () => api.send('DELETE', pathOf(effect)), say('dropped')),
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
                key={pathOf(effect)}
                title={effect.subscriber}
                badge={effect.event}
                text=""
                trouble={effect.trouble ?? null}
                meta={`${ago(effect.at, language)} · ${say('tries', { n: effect.attempts })}`}
              >
                <Button
                  size="compact-sm"
                  variant="light"
                  loading={busy === pathOf(effect)}
                  onClick={() => void doing(effect, () => api.send('POST', `${pathOf(effect)}/retry`, {}), say('resent'))}
                >
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
