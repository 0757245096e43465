import { Badge, Button, Group, Text, Title } from '@mantine/core'
import { IconAlertCircle, IconArrowLeft, IconCheck, IconChecks, IconClock, IconFile } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { day, instant } from '../../../../shared/format.ts'
import type { Row } from '../../../../shared/house.ts'
import { localeOf, useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { useApi, useMe, useSession } from '../../../../shared/session.tsx'
import { useHouse } from '../../../../shared/use-house.tsx'
import { ConfirmAction } from '../../../parts/confirm-action.tsx'
import { Ready, useDeed } from '../parts/read.tsx'
import { textOf } from '../parts/rows.ts'
import { Composer } from './composer.tsx'
import { byDay, type File, type Line, stateOf, type Thread as Told } from './lines.ts'
import { handlingOf, personOf, type TalkSay } from './person.ts'
import { talkTexts } from './words.ts'

/** One conversation like a chat: who said what, how far each message got, and what may be said now. */
export const Thread = ({ id }: { id: string }) => {
  const say = useTexts(talkTexts)
  const { language } = useLanguage()
  const { company } = useSession()
  const me = useMe()
  const api = useApi()
  const { records } = useHouse()
  const row = useQuery({
    queryKey: ['row', 'conversation', id],
    queryFn: ({ signal }) => api.get<Row>(`/conversations/${id}`, { titles: 1 }, signal),
    refetchInterval: 10_000,
  })
  const thread = useQuery({
    queryKey: ['lines', id],
    queryFn: ({ signal }) => api.get<Told>(`/conversations/${id}/lines`, {}, signal),
    refetchInterval: 2500,
  })
  const end = useRef<HTMLDivElement>(null)
  const last = thread.data?.items.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest stands in sight when it comes
  useEffect(() => end.current?.scrollIntoView({ block: 'end' }), [last])
  const talk = row.data
  const window = thread.data?.window
  const contactId = talk && textOf(talk, 'contactId')
  const can = (name: string) => talk?.$actions?.includes(name) ?? true
  return (
    <>
      <header className="talk-head">
        <Link href="/conversations" className="talk-back">
          <IconArrowLeft size={16} aria-hidden /> {say('back')}
        </Link>
        {talk && (
          <>
            <div className="talk-who">
              <Title order={2}>{personOf(talk)}</Title>
              <Group gap={6}>
                <Badge
                  variant="light"
                  color={talk.handling === 'waiting' ? 'clay' : talk.handling === 'person' ? 'petrol' : 'gray'}
                  className="wrap-badge"
                >
                  {handlingOf(talk, me.id, say)}
                </Badge>
                {window && (
                  <Badge variant="outline" color={window.open ? 'petrol' : 'clay'} className="wrap-badge">
                    {window.open && window.until
                      ? say('windowOpen', { at: instant(window.until, language, company.timezone) })
                      : window.open
                        ? (talk.$refs?.accountId ?? '')
                        : say('windowClosed')}
                  </Badge>
                )}
                {(talk.marketingStoppedAt || thread.data?.marketing?.stoppedAt) && (
                  <Badge variant="outline" color="gray" className="wrap-badge">
                    {say('stopped')}
                  </Badge>
                )}
              </Group>
              <Text size="sm" c="dimmed">
                {contactId && records.contact ? <Link href={`/contacts/${contactId}`}>{say('contact')}</Link> : say('unknown')}
              </Text>
            </div>
            <Group gap="xs">
              {talk.handlerId !== me.id && can('conversation.take') && (
                <ConfirmAction
                  action="conversation.take"
                  id={id}
                  fixed={{ staffId: me.id }}
                  label={say('take')}
                  variant="filled"
                  size="xs"
                />
              )}
              {talk.handling !== 'bot' && can('conversation.hand_back') && (
                <ConfirmAction action="conversation.hand_back" id={id} label={say('handBack')} size="xs" />
              )}
              {talk.handling === 'bot' && can('conversation.hand_over') && (
                <ConfirmAction action="conversation.hand_over" id={id} label={say('handOver')} size="xs" />
              )}
            </Group>
          </>
        )}
      </header>
      <Ready of={thread}>
        {({ items }) => (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
          <div className="talk-lines" tabIndex={0} role="log" aria-label={say('title')}>
            {items.length === 0 && (
              <Text c="dimmed" ta="center">
                {say('empty')}
              </Text>
            )}
            {byDay(items, company.timezone).map((group) => (
              <div key={group.day} className="talk-day">
                <div className="talk-date">{day(group.day, language)}</div>
                {group.lines.map((line) => (
                  <Bubble key={`${line.direction} ${line.id}`} line={line} say={say} timeZone={company.timezone} />
                ))}
              </div>
            ))}
            <div ref={end} />
          </div>
        )}
      </Ready>
      {talk && <Composer id={id} name={personOf(talk)} isMine={talk.handlerId === me.id} />}
    </>
  )
}

const states = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'dead',
  'held',
  'in_doubt',
  'dropped',
  'waiting',
  'handled',
] as const
type State = (typeof states)[number]
const isState = (state: string): state is State => (states as readonly string[]).includes(state)

const Bubble = ({ line, say, timeZone }: { line: Line; say: TalkSay; timeZone: string }) => {
  const { language } = useLanguage()
  const resend = useDeed('message.resend')
  const state = stateOf(line)
  const known = state && isState(state) ? state : null
  const failed = known === 'failed' || known === 'dead'
  const author = line.author?.name ?? (line.direction === 'out' && line.author?.kind !== 'staff' ? say('whoBot') : null)
  const at = new Intl.DateTimeFormat(localeOf(language), { timeStyle: 'short', timeZone }).format(new Date(line.at))
  return (
    <div className="talk-bubble" data-side={line.direction} data-failed={failed || undefined}>
      {author && line.direction !== 'in' && (
        <Text size="xs" fw={600} className="talk-author">
          {line.direction === 'note' ? say('noteBy', { name: author }) : author}
        </Text>
      )}
      <Text size="sm" className="talk-text">
        {line.text ?? (line.files?.length ? '' : say('nothing', { kind: line.kind }))}
      </Text>
      {line.files?.map((file) => (
        <Attachment key={file.name} file={file} say={say} />
      ))}
      <div className="talk-foot">
        <time dateTime={line.at}>{at}</time>
        {known && line.direction === 'out' && <Sign state={known} />}
        {known && <span>{say(`state_${known}`)}</span>}
      </div>
      {line.trouble && (
        <Text size="xs" c="var(--mantine-color-error)">
          {line.trouble}
        </Text>
      )}
      {failed && line.direction === 'out' && (
        <Button
          size="compact-xs"
          variant="default"
          mt={4}
          loading={resend.isRunning}
          onClick={() => void resend.go({ input: { messageId: line.id } })}
        >
          {say('resend')}
        </Button>
      )}
    </div>
  )
}

const Sign = ({ state }: { state: State }) => {
  if (state === 'failed' || state === 'dead') return <IconAlertCircle size={14} aria-hidden />
  if (state === 'read') return <IconChecks size={14} className="talk-seen" aria-hidden />
  if (state === 'delivered') return <IconChecks size={14} aria-hidden />
  return state === 'sent' ? <IconCheck size={14} aria-hidden /> : <IconClock size={13} aria-hidden />
}

const Attachment = ({ file, say }: { file: File; say: TalkSay }) =>
  file.url && file.type?.startsWith('image/') ? (
    <a href={file.url} target="_blank" rel="noopener">
      <img src={file.url} alt={say('file', { name: file.name })} className="talk-picture" loading="lazy" />
    </a>
  ) : (
    <div className="talk-file">
      <IconFile size={16} aria-hidden />
      {file.url ? (
        <a href={file.url} target="_blank" rel="noopener">
          {file.name}
        </a>
      ) : (
        file.name
      )}
    </div>
  )
