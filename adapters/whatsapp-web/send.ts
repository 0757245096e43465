import type { Knex } from 'knex'
import { type Address, type Channel, ChannelError } from '../../bots/channel.ts'
import {
  beginPiece,
  holdsWebSession,
  mediaKept,
  type PieceSent,
  pieceSent,
  piecesOf,
} from '../../core/modules/conversations/web-sessions.ts'
import type { Browser } from './browser.ts'
import { type HumanPace, oneAtATime, typingMs } from './pace.ts'
import { type Part, printOfOurs, render } from './render.ts'

/** How long WhatsApp Web may take to say that a message went. */
const SENT_WITHIN_MS = 40_000
/** The chat is read so far back for a message in doubt. */
const LOOKED_AT = 40
/** A message that WhatsApp Web failed to send so often is given up. */
const MOST_FAILURES = 3
const CLOCKS_DIFFER_MS = 5_000

type Parts = {
  db: Knex
  accountId: string
  browser: Browser
  /** What this owner's fence is; an old one sends nothing. */
  fence: number
  /** Whether the lease is still good by our own clock. */
  holds(): boolean
  pace: HumanPace
  polls: boolean
  sentWithinMs?: number
  now(): Date
}

export type WebChannel = Omit<Channel, 'media' | 'find'> & {
  find(to: Address, messageId: string): Promise<{ externalId: string } | null>
  media(id: string): Promise<{ bytes: Uint8Array; mime: string }>
  /** Resolves when the message that is on its way now (to this person) has its id written down. */
  booked(userId?: string): Promise<void>
}

/** The sending half of one account, for as long as this process holds its browser. */
export const openChannel = (parts: Parts): WebChannel => {
  const { db, accountId, browser, fence, pace, now } = parts
  const inTurn = oneAtATime(pace)
  const running = new Set<Promise<unknown>>()
  const failures = new Map<string, number>()
  let onItsWay: { userId: string; leaving: Promise<unknown> } | null = null

  const demandHeld = async () => {
    if (parts.holds() && (await holdsWebSession(db, { accountId, fence }))) return
    throw new ChannelError('later', 'not_the_owner', 'Another process has taken over this number.', 1000)
  }

  const sendPart = async (messageId: string, userId: string, part: Part, place: { part: number; parts: number }) => {
    const content = await part.content()
    await demandHeld()
    const piece = { messageId, accountId, userId, print: part.print, ...place }
    await beginPiece(db, piece, now())
    const waitMs = parts.sentWithinMs ?? SENT_WITHIN_MS
    const leaving = (async () => {
      const told = await browser.ask({ do: 'send', to: userId, content, typingMs: typingMs(pace, content), waitMs })
      if (told.ok && told.id) await pieceSent(db, piece, told.id, now())
      return told
    })()
    onItsWay = { userId, leaving }
    const answer = await leaving
    if (answer.ok && answer.id) return answer.id
    const { mishap, text } = answer.ok ? { mishap: 'silent' as const, text: 'WhatsApp Web gave no id for a message.' } : answer
    if (mishap === 'nobody') throw new ChannelError('refused', 'not_on_whatsapp', text)
    if (mishap === 'silent') throw new ChannelError('doubt', 'no_answer', text)
    const count = (failures.get(messageId) ?? 0) + 1
    failures.set(messageId, count)
    if (failures.size > 1000) failures.delete(failures.keys().next().value!)
    const why = `WhatsApp Web could not send a message. ${hushed(text)}`
    throw count < MOST_FAILURES
      ? new ChannelError('later', 'send_failed', why, 20_000 * count)
      : new ChannelError('refused', 'send_failed', why)
  }

  const sendAll = async (messageId: string, userId: string, all: Part[]) => {
    const known = await piecesOf(db, messageId)
    let externalId = ''
    for (const [index, part] of all.entries()) {
      const before = known.find((one) => one.part === index + 1 && one.print === part.print && one.parts === all.length)
      externalId = before?.externalId ?? (await sendPart(messageId, userId, part, { part: index + 1, parts: all.length }))
    }
    failures.delete(messageId)
    return { externalId }
  }

  /** Its pieces that were begun and not confirmed are looked for among our last messages in the chat, by their content. */
  const look = async (userId: string, messageId: string, pieces: PieceSent[]) => {
    const answer = await browser.ask({ do: 'recent', to: userId, limit: LOOKED_AT })
    if (!answer.ok) throw new ChannelError('later', 'not_readable', 'The chat cannot be read at this moment.', 2000)
    const taken = new Set(pieces.map(({ externalId }) => externalId))
    for (const piece of pieces.filter(({ externalId }) => externalId === null)) {
      const since = piece.begunAt.getTime() - CLOCKS_DIFFER_MS
      // What failed visibly has not left; what still has its clock is sent by the page itself as soon as it can.
      const found = answer.ours?.find((one) => one.at >= since && one.ack >= 0 && !taken.has(one.id) && printOfOurs(one) === piece.print)
      if (!found) continue
      taken.add(found.id)
      await pieceSent(db, { messageId, part: piece.part }, found.id, now())
      piece.externalId = found.id
    }
  }

  const tracked = async <Done>(work: Promise<Done>) => {
    running.add(work)
    return work.finally(() => running.delete(work))
  }

  return {
    kind: 'whatsapp-web',
    accountId,

    async send({ messageId }, to, reply) {
      try {
        const userId = recipient(to)
        const all = render(reply, { polls: parts.polls })
        return await tracked(inTurn(() => sendAll(messageId, userId, all)))
      } catch (problem) {
        if (problem instanceof ChannelError) throw problem
        throw new ChannelError('later', 'not_sent', 'This message could not be sent from here at this moment.', 2000)
      }
    },

    async find(to, messageId) {
      const userId = recipient(to)
      const pieces = await piecesOf(db, messageId)
      if (!pieces.length) return null
      await demandHeld()
      if (pieces.some(({ externalId }) => externalId === null)) await tracked(look(userId, messageId, pieces))
      const last = pieces.find(({ part, parts: of }) => part === of)
      return last?.externalId ? { externalId: last.externalId } : null
    },

    async media(id) {
      const kept = await mediaKept(db, accountId, id)
      if (kept) return kept
      throw new ChannelError('refused', 'no_media', 'WhatsApp Web has no such file any more.')
    },

    async booked(userId) {
      if (onItsWay && (userId === undefined || onItsWay.userId === userId)) await onItsWay.leaving.catch(() => {})
    },
    stop: async () => void (await Promise.allSettled(running)),
  }
}

/** Digits, or WhatsApp's hidden id of somebody whose number it keeps to itself. */
const recipient = (to: Address) => {
  if (!('user' in to)) throw new ChannelError('refused', 'no_places', 'WhatsApp messages go to one person, not to a group.')
  const digits = to.user.replace(/^\+/, '')
  if (/^\d{6,15}$/.test(digits)) return digits
  if (/^\d{1,20}@lid$/.test(to.user)) return to.user
  throw new ChannelError('refused', 'bad_recipient', 'This is neither a phone number nor a WhatsApp user id.')
}

/** Errors of the page may repeat numbers. */
const hushed = (text: string) => text.replace(/\+?\d{7,}/g, '…').slice(0, 300)
