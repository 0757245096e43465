import { randomUUID } from 'node:crypto'
import type { Ctx } from '../core/kernel/ctx.ts'
import type { House } from '../core/kernel/house.ts'
import { enqueue, type Message } from '../core/modules/conversations/messages.ts'
import {
  DOUBT_ASKED_MS,
  DOUBT_WAITED_MS,
  keepWords,
  putBack,
  putBackRevision,
  settle,
  settleRevision,
  type Taken,
  takeDue,
  takeOutdated,
  type Way,
  wayOf,
} from '../core/modules/conversations/outgoing.ts'
import { permitFor } from '../core/modules/conversations/permits.ts'
import { takeStrays, WINDOW_CLOSED } from '../core/modules/conversations/reports.ts'
import { type Address, type Channel, ChannelError, type FileToSend, type Reply } from './channel.ts'
import type { Contents, PrintDocument } from './contents.ts'
import { type Pace, pacer, paces } from './pace.ts'
import { type Pool, pool } from './pool.ts'
import { asKept, sameWords, wordsOf } from './word.ts'

const ABREAST = 12
const MOST_TRIES = 20
const LONGEST_WAIT_MS = 600_000

export type DeliveryParts = {
  house: House
  /** By id of the channel account. Read anew for each batch, so accounts may come and go. */
  channels: ReadonlyMap<string, Channel>
  contents: Contents
  /** (Default: no document can be printed) */
  printDocument?: PrintDocument
  /** (Default: what each platform takes) */
  paces?: Partial<Record<Channel['kind'], Pace>>
  now?: () => Date
}

type Task = { kind: 'send'; message: Taken } | { kind: 'revise'; message: Message }

/** Sends due messages and brings posted cards up to date. Many processes may do so at once. */
export const makeDelivery = (parts: DeliveryParts): Pool => {
  const { house, channels } = parts
  const now = parts.now ?? house.clock
  // Platforms count posts and updates apart.
  const pace = { send: pacer(now), revise: pacer(now) }
  let claims = 0
  return pool<Task>({
    abreast: ABREAST,
    async claim(room) {
      const wanted = { now: now(), room, owner: house.owner, accounts: [...channels.keys()], resting: pace.send.resting() }
      const due = await takeDue(house.db, wanted)
      // New messages first; cards that are out of date get their turn also when there is no end of those.
      claims += 1
      const isTheirTurn = due.length === 0 || (claims % 4 === 0 && due.length < room)
      const old = isTheirTurn ? await takeOutdated(house.db, { ...wanted, resting: pace.revise.resting(), room: room - due.length }) : []
      return [
        ...due.map((message) => ({ kind: 'send', message }) as const),
        ...old.map((message) => ({ kind: 'revise', message }) as const),
      ]
    },
    async run({ kind, message }) {
      const channel = channels.get(message.account_id!)!
      const wait = pace[kind].take(message.pace, parts.paces?.[channel.kind] ?? paces[channel.kind])
      if (wait) {
        pace[kind].pause(message.pace, wait)
        await (kind === 'send' ? putBack(house.db, message, wait) : putBackRevision(house.db, message, wait))
        return
      }
      const ctx = house.ctx({ ...house.self(message.request_id), now: now() }, undefined, { remembers: true })
      const sending: Sending = { ...parts, now, ctx, channel, pause: (until) => pace[kind].pause(message.pace, until) }
      await (kind === 'send' ? send(sending, message) : revise(sending, message))
    },
    failed: (error) => house.log.error({ error }, 'messages could not be delivered; they are tried again'),
  })
}

/** Sends everything that is due, and returns how much was looked at. */
export const drainMessages = (parts: DeliveryParts) => makeDelivery(parts).drain()

type Sending = DeliveryParts & { now(): Date; ctx: Ctx; channel: Channel; pause(until: Date): void }

const send = async (sending: Sending, message: Taken) => {
  const { house, channel, now } = sending
  try {
    const way = await wayOf(house.db, message.id)
    const to = addressOf(message, way)
    if (!to) return await settle(house.db, message, { state: 'dead', code: 'no_address', text: null }, now())
    if (message.doubtful) {
      const found = await search(sending, to, message.id)
      if (found) return await sent(sending, message, found.externalId)
    }
    // An offer that may have arrived is not worth a second one.
    if (message.doubtful && !channel.find && message.purpose === 'marketing')
      return await settle(
        house.db,
        message,
        { state: 'failed', code: 'doubt', text: 'It may have arrived; offers are not sent twice.' },
        now(),
      )
    const fresh = await wordsOf(sending, sending.ctx, message, way, false)
    const reply = message.doubtful && message.rendered ? sameWords(message.rendered, fresh) : fresh
    if (!reply) return await settle(house.db, message, { state: 'dropped', code: 'nothing_to_say', text: null }, now())
    const verdict = permitFor(message, way, { template: reply.template !== undefined }, now())
    if (verdict.kind === 'never') return await settle(house.db, message, { state: 'dropped', code: verdict.code, text: null }, now())
    if (verdict.kind === 'hold') return await hold(sending, message)
    // What takes long is made before: from here to the platform's answer, a process that dies leaves a doubt.
    const made = await filesMade(reply)
    // What was said in a talk stands in the message itself.
    if (message.content_key !== 'reply' && !(await keepWords(house.db, message, asKept(reply)))) return
    const { externalId } = await channel.send(verdict.permit, to, made)
    await sent(sending, message, externalId)
  } catch (error) {
    await failed(sending, message, error)
  }
}

/** The same reply with the bytes of its files at hand; a file that cannot be made now is left to the channel, which says so. */
const filesMade = async (reply: Reply): Promise<Reply> => {
  const made = async (file: FileToSend): Promise<FileToSend> => {
    const bytes = await file.load().catch(() => null)
    return bytes ? { ...file, load: async () => bytes } : file
  }
  const { files, template } = reply
  return {
    ...reply,
    ...(files && { files: await Promise.all(files.map(made)) }),
    ...(template?.document && { template: { ...template, document: await made(template.document) } }),
  }
}

/** Looks whether an earlier try arrived; where the platform does not let us look, we do not know. */
const search = async ({ channel, house }: Sending, to: Address, messageId: string) => {
  try {
    return (await channel.find?.(to, messageId)) ?? null
  } catch (error) {
    if (!(error instanceof ChannelError) || error.kind !== 'refused') throw error
    house.log.warn({ error, messageId }, 'a message in doubt cannot be looked for; it is sent again')
    return null
  }
}

const sent = async ({ house, channel, now }: Sending, message: Message, externalId: string) => {
  await settle(house.db, message, { state: 'sent', externalId }, now())
  if (channel.kind === 'whatsapp-cloud') await takeStrays(house.db, message.account_id!, externalId, now())
}

const failed = async ({ house, channel, now, pause }: Sending, message: Taken, error: unknown) => {
  const told = error instanceof ChannelError ? error : null
  const problem = { code: told?.code ?? 'bug', text: told?.message ?? (error instanceof Error ? error.message : String(error)) }
  if (!told) {
    house.log.error({ error, messageId: message.id, contentKey: message.content_key }, 'a message could not be worded or sent')
    problem.text = `Error ${randomUUID().slice(0, 8)} while wording this message.`
  }
  if (told?.kind === 'doubt') {
    const dueAt = after(now(), channel.find ? DOUBT_ASKED_MS : DOUBT_WAITED_MS)
    return settle(house.db, message, { state: message.attempts >= MOST_TRIES ? 'dead' : 'in_doubt', dueAt, ...problem }, now())
  }
  if (told?.kind === 'refused') {
    const asTemplate = told.code === WINDOW_CLOSED && !message.as_template
    return settle(house.db, message, asTemplate ? { state: 'as_template', dueAt: now() } : { state: 'failed', ...problem }, now())
  }
  if (message.attempts >= MOST_TRIES) return settle(house.db, message, { state: 'dead', ...problem }, now())
  const dueAt = after(now(), waitMs(message.attempts, told?.retryAfterMs))
  if (told?.retryAfterMs !== undefined) pause(dueAt)
  await settle(house.db, message, { state: message.doubtful ? 'in_doubt' : 'queued', dueAt, ...problem }, now())
}

/** What the platform asks for; on its own account longer and longer. */
const waitMs = (attempts: number, asked?: number) => {
  const ours = Math.min(2 ** attempts * 250, LONGEST_WAIT_MS)
  return asked === undefined ? ours : attempts > 5 ? Math.max(asked, ours) : asked
}

const after = (now: Date, ms: number) => new Date(now.getTime() + ms)

/** The window is closed and no template says this: it waits until the customer writes, and the staff is told. */
const hold = async ({ house, ctx, now }: Sending, message: Message) => {
  await settle(house.db, message, { state: 'held', code: 'window_closed', text: null }, now())
  const subject = { record: 'conversation', id: message.conversation_id! }
  await enqueue(ctx, {
    uniqueKey: `message.held ${message.id}`,
    contentKey: 'message.held',
    values: { messageId: message.id, conversationId: message.conversation_id, contentKey: message.content_key },
    purpose: 'staff',
    to: { place: 'inbox' },
    threadOf: { subject, contentKey: 'conversation.card' },
    subject,
  })
}

const revise = async (sending: Sending, message: Message) => {
  const { house, channel, now } = sending
  try {
    const way = await wayOf(house.db, message.id)
    const to = addressOf(message, way)
    const reply = channel.update && to && message.external_id ? await wordsOf(sending, sending.ctx, message, way, true) : null
    const verdict = reply && permitFor(message, way, { template: false }, now())
    if (reply && verdict?.kind === 'go') await channel.update!(verdict.permit, to!, message.external_id!, reply)
    await settleRevision(house.db, message, null)
  } catch (error) {
    const told = error instanceof ChannelError ? error : null
    const isOver = told?.kind === 'refused' || message.attempts >= MOST_TRIES
    if (!told || isOver)
      house.log.error({ error, messageId: message.id, contentKey: message.content_key }, 'a posted card could not be brought up to date')
    const wait = after(now(), waitMs(message.attempts, told?.retryAfterMs))
    if (told?.retryAfterMs !== undefined) sending.pause(wait)
    await settleRevision(house.db, message, isOver ? null : wait)
  }
}

/** Where it goes on the platform; null where that user is nobody to us any more. */
const addressOf = ({ conversation_id, staff_id, place, recipient }: Message, way: Way): Address | null => {
  if (conversation_id) return way.externalUserId ? { user: way.externalUserId } : null
  if (staff_id && way.staffUserId) return 'page' in recipient && recipient.page ? { home: way.staffUserId } : { user: way.staffUserId }
  if (staff_id) return null
  if (!place) return null
  const thread = 'channel' in recipient ? recipient.thread : way.parentExternalId ? messageInPlace(place, way.parentExternalId) : undefined
  return { channel: place, ...(thread && { thread }) }
}

/** `C01:1700000000.000100` in `C01` is `1700000000.000100`. */
const messageInPlace = (place: string, externalId: string) =>
  externalId.startsWith(`${place}:`) ? externalId.slice(place.length + 1) : externalId
