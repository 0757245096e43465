import { z } from 'zod'
import type { Inbound } from '../../bots/channel.ts'
import { typedText } from './markup.ts'

/** Who we are in a workspace, as `auth.test` says. */
export type Identity = { userId: string; botId?: string; teamId: string }

const SlackFile = z.object({
  id: z.string(),
  name: z.string().nullish(),
  mimetype: z.string().nullish(),
  subtype: z.string().nullish(),
})
type SlackFile = z.infer<typeof SlackFile>

const Written = z.object({
  user: z.string().optional(),
  bot_id: z.string().nullish(),
  text: z.string().nullish(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  subtype: z.string().optional(),
  edited: z.unknown().optional(),
  files: z.array(SlackFile).nullish(),
})
type Written = z.infer<typeof Written>

const Envelope = z.object({ event_id: z.string(), event_time: z.number().optional(), event: z.looseObject({ type: z.string() }) })
const Message = Written.partial({ ts: true }).extend({
  channel: z.string(),
  channel_type: z.string().optional(),
  event_ts: z.string().optional(),
  message: Written.optional(),
  previous_message: Written.optional(),
  deleted_ts: z.string().optional(),
})
type Message = z.infer<typeof Message>
const Reaction = z.object({
  user: z.string(),
  reaction: z.string(),
  item: z.object({ type: z.string(), channel: z.string().optional(), ts: z.string().optional() }),
  event_ts: z.string().optional(),
})

const personal = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message'])

/**
 * Reads an Events API delivery: the messages, edits, deletions and reactions of people, in direct chats, in threads, and where we are
 * mentioned. Everything else (our own messages, other bots, chatter of a channel, joins and leaves) gives an empty list.
 * One message with several files gives one inbound for each file; the text goes with the first.
 */
export const inboundsOf = (accountId: string, us: Identity, body: unknown): Inbound[] => {
  const envelope = Envelope.safeParse(body)
  if (!envelope.success) return []
  const { event_id: key, event } = envelope.data
  const shared = { accountId, key, raw: withoutSecrets(body) }
  if (event.type === 'reaction_added') return reactionOf(shared, us, event)
  const message = Message.safeParse(event)
  if (!message.success) return []
  if (event.type === 'app_mention') return writtenOf(shared, us, message.data, true)
  if (event.type !== 'message') return []
  if (message.data.subtype === 'message_changed') return changedOf(shared, us, message.data)
  if (message.data.subtype === 'message_deleted') return deletedOf(shared, us, message.data)
  return writtenOf(shared, us, message.data, false)
}

type Shared = Pick<Inbound, 'accountId' | 'key' | 'raw'>

const writtenOf = (shared: Shared, us: Identity, message: Message, mention: boolean): Inbound[] => {
  const { channel, ts } = message
  if (!ts || !message.user || !personal.has(message.subtype) || byBot(us, message)) return []
  // A direct chat may be told as a mention too; there the message itself always comes.
  if (isDirect(message) ? mention : !concernsUs(us, message, { ...message, ts })) return []
  const text = typedText(message.text ?? '', us.userId)
  const files = message.files ?? []
  // Slack tells a mention in a channel twice, as `message` and as `app_mention`, under two event ids: the message's own id makes them one.
  const key = !isDirect(message) && mentions(us, message.text) ? `${channel}:${ts}` : shared.key
  const said = {
    ...shared,
    key,
    ...placed(message, ts, message.thread_ts),
    user: { id: message.user },
    at: timeOf(ts),
    messageId: `${channel}:${ts}`,
  }
  if (files.length === 0) return [{ ...said, kind: 'text', text }]
  return files.map((file, index) => ({
    ...said,
    ...(index === 0 ? { text } : { key: `${key}:${index}` }),
    kind: kindOf(file),
    media: { id: file.id, mime: file.mimetype || 'application/octet-stream', ...(file.name ? { name: file.name } : {}) },
  }))
}

const changedOf = (shared: Shared, us: Identity, event: Message): Inbound[] => {
  const { message, previous_message: before, channel } = event
  if (!message) return []
  // A deleted message that has replies stays as a tombstone.
  if (message.subtype === 'tombstone') return deletedOf(shared, us, { ...event, deleted_ts: message.ts })
  // Slack sends the same event when it adds a link preview, and for every update of our own cards.
  if (!message.user || !message.edited || byBot(us, message) || message.text === before?.text) return []
  if (!concernsUs(us, event, message) && !concernsUs(us, event, before)) return []
  return [
    {
      ...shared,
      ...placed(event, message.ts, message.thread_ts),
      user: { id: message.user },
      at: timeOf(event.event_ts ?? event.ts ?? message.ts),
      kind: 'edit',
      messageId: `${channel}:${message.ts}`,
      text: typedText(message.text ?? '', us.userId),
    },
  ]
}

const deletedOf = (shared: Shared, us: Identity, event: Message): Inbound[] => {
  const { previous_message: before, deleted_ts: ts, channel } = event
  if (!ts || !before?.user || byBot(us, before) || !concernsUs(us, event, before)) return []
  const at = timeOf(event.event_ts ?? event.ts ?? ts)
  return [
    { ...shared, ...placed(event, ts, before.thread_ts), user: { id: before.user }, at, kind: 'delete', messageId: `${channel}:${ts}` },
  ]
}

const reactionOf = (shared: Shared, us: Identity, event: unknown): Inbound[] => {
  const reaction = Reaction.safeParse(event)
  if (!reaction.success || reaction.data.user === us.userId) return []
  const { user, item, event_ts } = reaction.data
  if (item.type !== 'message' || !item.channel || !item.ts) return []
  const place = isDirect({ channel: item.channel }) ? {} : { place: { channel: item.channel } }
  const quotes = `${item.channel}:${item.ts}`
  return [
    { ...shared, ...place, user: { id: user }, at: timeOf(event_ts ?? item.ts), kind: 'reaction', text: reaction.data.reaction, quotes },
  ]
}

/** Direct chats have no place. In a channel the answer goes into the thread, which a message outside of one begins itself. */
const placed = ({ channel, channel_type }: Message, ts: string, thread?: string): Pick<Inbound, 'place' | 'quotes'> => ({
  ...(isDirect({ channel, channel_type }) ? {} : { place: { channel, thread: thread ?? ts } }),
  ...(thread && thread !== ts ? { quotes: `${channel}:${thread}` } : {}),
})

const isDirect = ({ channel, channel_type }: { channel: string; channel_type?: string }) =>
  channel_type ? channel_type === 'im' : channel.startsWith('D')
const mentions = (us: Identity, text?: string | null) => text?.includes(`<@${us.userId}>`) || text?.includes(`<@${us.userId}|`) || false
const concernsUs = (us: Identity, event: Message, written?: Written) =>
  isDirect(event) || written?.thread_ts !== undefined || mentions(us, written?.text)
const byBot = (us: Identity, { user, bot_id }: { user?: string; bot_id?: string | null }) => user === us.userId || !!bot_id

const kindOf = ({ mimetype, subtype }: SlackFile): Inbound['kind'] => {
  if (subtype === 'slack_audio' || mimetype?.startsWith('audio/')) return 'voice'
  if (mimetype?.startsWith('image/')) return 'image'
  return mimetype?.startsWith('video/') ? 'video' : 'document'
}

/** Slack's timestamps are seconds with six digits after the point. */
export const timeOf = (ts: string) => new Date(Math.round(Number(ts) * 1000) || 0)

/** The delivery without the old verification token, which would be a secret kept for thirty days. */
const withoutSecrets = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null) return body
  const { token: _token, ...rest } = { token: undefined, ...body }
  return rest
}
