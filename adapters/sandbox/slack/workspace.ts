import { createHmac, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Answer, Courier } from '../deliver.ts'
import type { Feed } from '../feed.ts'
import type { Fields } from '../wire.ts'
import { rowsOf, textOf } from '../wire.ts'
import type { Emulator } from './emulator.ts'
import type { SlackSeed } from './team.ts'
import { BOT, TEAM } from './team.ts'
import type { Views } from './views.ts'

/** A message only one person sees. */
export type Whisper = {
  ts: string
  channel: string
  user: string
  text: string
  blocks?: Fields[]
  thread_ts?: string
  from: 'app' | 'slackbot'
}

/** A `response_url`: five uses in thirty minutes. */
export type Reply = { channel: string; user: string; ts?: string; whisper: boolean; uses: number; until: number }

export type SlackParts = {
  seed: SlackSeed
  botToken: string
  signingSecret: string
  /** Where webhooks go, without a slash at the end. */
  appUrl: string
  publicUrl: () => string
  clock: Clock
  feed: Feed
  courier: Courier
  emulator: Emulator
  views: Views
  /** Waits before redelivering an event. */
  retryMs: readonly number[]
}

export type Workspace = ReturnType<typeof createWorkspace>

const ACK_MS = 3_000
const REPLY_LIFE_MS = 30 * 60_000

/** `v0=` and the HMAC-SHA256 of `v0:timestamp:body`, as Slack signs what it delivers. */
export const slackSignature = (secret: string, timestamp: number, body: string) =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`

/** What people and the Web API share: whispers, reply addresses, and signed deliveries to the app. */
export const createWorkspace = (parts: SlackParts) => {
  const { clock, feed, courier, appUrl, signingSecret } = parts
  let whispers: Whisper[] = []
  const replies = new Map<string, Reply>()
  let tick = 0

  const deliver = (name: string, body: string, type: string, seen: unknown, retryMs: readonly number[], channel?: string) =>
    courier.deliver({
      platform: 'slack',
      name,
      url: `${appUrl}/slack/events`,
      body,
      seen,
      timeoutMs: ACK_MS,
      retryMs,
      ...(channel === undefined ? {} : { channel }),
      headers: (attempt, failure) => {
        // Signed with the machine's clock: the app's check of a request's age looks at that one.
        const timestamp = Math.floor(Date.now() / 1_000)
        return {
          'content-type': type,
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          'x-slack-request-timestamp': String(timestamp),
          'x-slack-signature': slackSignature(signingSecret, timestamp, body),
          ...(attempt > 1 ? { 'x-slack-retry-num': String(attempt - 1), 'x-slack-retry-reason': failure } : {}),
        }
      },
    })

  /** A slash command or an interaction: once, without retries, as Slack does. */
  const form = (name: string, fields: Record<string, string>, channel?: string): Promise<Answer> => {
    const body = new URLSearchParams(fields).toString()
    return deliver(name, body, 'application/x-www-form-urlencoded', fields, [], channel)
  }

  const unfurled = new Map<string, readonly Fields[]>()

  return {
    ...parts,
    /** A time stamp of the sandbox's clock that no other message has. */
    stamp: () => `${Math.floor(clock.now() / 1_000)}.${String(900_000 + (++tick % 100_000)).padStart(6, '0')}`,
    knows: (user: string) => parts.seed.staff.some((person) => person.slackUserId === user),
    personCalled: (user: string) => parts.seed.staff.find((person) => person.slackUserId === user),
    form,
    interaction: (payload: Fields, channel?: string) => form(textOf(payload.type), { payload: JSON.stringify(payload) }, channel),
    /** Delivers an event of the Events API, again up to three times when the app does not take it. */
    event: (event: Fields) => {
      const envelope = {
        token: 'sandbox',
        team_id: TEAM.id,
        api_app_id: BOT.appId,
        event,
        type: 'event_callback',
        event_id: `Ev${randomBytes(5).toString('hex').toUpperCase()}`,
        event_time: Math.floor(clock.now() / 1_000),
        authorizations: [{ enterprise_id: null, team_id: TEAM.id, user_id: BOT.userId, is_bot: true, is_enterprise_install: false }],
        is_ext_shared_channel: false,
      }
      const channel = typeof event.channel === 'string' ? event.channel : undefined
      return deliver(textOf(event.type), JSON.stringify(envelope), 'application/json', envelope, parts.retryMs, channel)
    },
    /** What the app shows under addresses in a message; later calls come beside earlier ones. */
    unfurl: (channel: string, ts: string, cards: readonly Fields[]) => {
      unfurled.set(ts, [...(unfurled.get(ts) ?? []), ...cards].slice(-20))
      if (unfurled.size > 2_000) unfurled.delete(unfurled.keys().next().value!)
      feed.tell({ platform: 'slack', what: 'update', channel, ts })
    },
    unfurled: (ts: string) => unfurled.get(ts) ?? [],
    whisper: (whisper: Whisper) => {
      whispers = [...whispers, whisper].slice(-2_000)
      feed.tell({ platform: 'slack', what: 'whisper', channel: whisper.channel, user: whisper.user })
    },
    whispers: (user: string, channel?: string) =>
      whispers.filter((one) => one.user === user && (channel === undefined || one.channel === channel)),
    changeWhisper: (ts: string, change: ((old: Whisper) => Whisper) | null) => {
      const old = whispers.find((one) => one.ts === ts)
      whispers = whispers.flatMap((one) => (one.ts !== ts ? [one] : change ? [change(one)] : []))
      if (old) feed.tell({ platform: 'slack', what: 'whisper', channel: old.channel, user: old.user })
    },
    /** A new response_url. */
    replyUrl: (reply: Omit<Reply, 'uses' | 'until'>) => {
      const id = randomBytes(12).toString('hex')
      replies.set(id, { ...reply, uses: 0, until: clock.now() + REPLY_LIFE_MS })
      if (replies.size > 5_000) for (const [old, { until }] of replies) if (until < clock.now()) replies.delete(old)
      return `${parts.publicUrl()}/slack/respond/${id}`
    },
    reply: (id: string) => replies.get(id),
    /** One message as this person (or the app) sees it; undefined when it is not there. */
    message: async (channel: string, ts: string, as?: string) => {
      const page = rowsOf((await parts.emulator.call('conversations.replies', { channel, ts }, as)).messages)
      const found = page.find((one) => one.ts === ts)
      if (found) return found
      const all = rowsOf((await parts.emulator.call('conversations.history', { channel, limit: 1_000 }, as)).messages)
      return all.find((one) => one.ts === ts)
    },
    reset: () => {
      whispers = []
      unfurled.clear()
      replies.clear()
      parts.views.reset()
    },
  }
}
