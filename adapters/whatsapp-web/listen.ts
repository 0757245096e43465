import { setTimeout as sleep } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { Doors, Inbound } from '../../bots/channel.ts'
import type { Log } from '../../core/kernel/log.ts'
import { askedIn, askedLast, keepMedia, messageOfPiece } from '../../core/modules/conversations/web-sessions.ts'
import type { Browser } from './browser.ts'
import { changeOf, chosenBy, inboundOf, pressOf, stateOf } from './receive.ts'
import type { Heard, Told } from './wire.ts'

/** Platforms stamp in whole seconds: a question of the same second may be the one that is answered. */
const SECOND_MS = 999
/** An answer can be here before we know that its question arrived; longer than this nobody waits for that. */
const BOOKED_WITHIN_MS = 500

type Parts = {
  db: Knex
  accountId: string
  doors: Pick<Doors, 'receive' | 'report'>
  log: Pick<Log, 'info' | 'warn' | 'error'>
  browser: Pick<Browser, 'ask'>
  /** Resolves when the message that is on its way now (to this person) has its id written down. */
  booked(userId?: string): Promise<void>
  now(): Date
}

type Event = Extract<Told, { tell: 'message' | 'edit' | 'delete' | 'reaction' | 'vote' | 'ack' }>

/** Takes what the page tells into the house, in its order, once each. What was stored counts as read in the chat. */
export const makeEar = ({ db, accountId, doors, log, browser, booked, now }: Parts) => {
  /** A number or a title answers the question it quotes, else the one that was asked last. */
  const answered = async (heard: Heard, inbound: Inbound): Promise<Inbound> => {
    if (inbound.kind !== 'text') return inbound
    const asked = inbound.quotes
      ? await askedIn(db, { accountId, externalId: inbound.quotes })
      : await askedLast(db, { accountId, userId: inbound.user.id, before: new Date(heard.at + SECOND_MS) })
    const choice = asked && chosenBy(inbound.text, asked.choices)
    return choice ? { ...inbound, kind: 'choice', choice: choice.id, text: choice.title, quotes: asked.externalId } : inbound
  }

  const message = async (heard: Heard) => {
    const { bytes, mime } = heard.media ?? {}
    const inbound = inboundOf(accountId, heard)
    await Promise.race([booked(inbound.user.id), sleep(BOOKED_WITHIN_MS)])
    if (bytes && mime) await keepMedia(db, { accountId, id: heard.id, userId: inbound.user.id, mime, bytes }, now())
    await doors.receive(await answered(heard, inbound))
    await browser.ask({ do: 'seen', chat: heard.chat }).catch(() => {})
  }

  const vote = async (told: Extract<Event, { tell: 'vote' }>) => {
    const asked = await askedIn(db, { accountId, externalId: told.id })
    const choice = asked?.choices[told.option]
    if (choice) await doors.receive(pressOf(accountId, told, choice))
    else log.info({ accountId }, 'a vote in a poll of somebody else was left out')
  }

  const ack = async ({ id, ack: tick, at }: Extract<Event, { tell: 'ack' }>) => {
    const state = stateOf(tick)
    if (!state) return
    let ours = await messageOfPiece(db, { accountId, externalId: id })
    if (!ours) {
      await booked()
      ours = await messageOfPiece(db, { accountId, externalId: id })
    }
    // What people write on the phone itself is not ours to follow.
    if (!ours) return
    const messageId = ours.part === ours.parts ? ours.messageId : `${ours.messageId}#${ours.part}`
    const error = state === 'failed' ? { error: { code: 'send_failed', title: 'WhatsApp Web could not send this message.' } } : {}
    await doors.report({ accountId, externalId: id, messageId, state, at: new Date(at), ...error })
  }

  const take = async (event: Event) => {
    switch (event.tell) {
      case 'message':
        return message(event.heard)
      case 'vote':
        return vote(event)
      case 'ack':
        return ack(event)
      default:
        return void (await doors.receive(changeOf(accountId, event)))
    }
  }

  // Ticks may wait for a message that is on its way; what people write may not wait for ticks.
  const lines = { people: Promise.resolve(), ticks: Promise.resolve() }
  return {
    hear(event: Event) {
      const line = event.tell === 'ack' ? 'ticks' : 'people'
      lines[line] = lines[line]
        .then(() => take(event))
        .catch((error: unknown) => {
          // It stays unread in the chat, and is found there when the browser opens the next time.
          const why = error instanceof Error ? error.name : 'unknown'
          log.error({ accountId, why, what: event.tell }, 'something from WhatsApp Web could not be stored')
        })
    },
    /** Resolves when everything heard so far is stored. */
    settled: async () => void (await Promise.all([lines.people, lines.ticks])),
  }
}
