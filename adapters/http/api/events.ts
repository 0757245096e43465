import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Actor } from '../../../core/kernel/actor.ts'
import type { House } from '../../../core/kernel/house.ts'
import type { Log } from '../../../core/kernel/log.ts'
import { fault } from '../fault.ts'
import type { Door } from '../state.ts'
import { actorIn } from './caller.ts'
import { type Place, readLog, shownEvent } from './event-log.ts'

export type StreamLimits = {
  /** How often the log is looked at, in milliseconds. (Default: 500) */
  everyMs?: number
  /** A sign of life after so many milliseconds, when the token is looked at again too. (Default: 15,000) */
  beatMs?: number
  /** Streams of one token. (Default: 4) */
  mostPerToken?: number
  /** Streams of this process. (Default: 100) */
  most?: number
}

const AT_ONCE = 100
const STALLED_MS = 60_000
const CURSOR = /^(\d{1,18}),(\d{1,18})$/
const NEWEST: Place = { tx: '999999999999999999', id: '0' }
const cursor = ({ tx, id }: Place) => `${tx},${id}`

/** `GET /api/v1/events`: what happens, as server-sent events, from `Last-Event-ID` on or from now on. `closing` ends all of them. */
export const streamEvents = (house: House, closing: AbortSignal, limits: StreamLimits = {}): Door => {
  const { everyMs = 500, beatMs = 15_000, mostPerToken = 4, most = 100 } = limits
  const open = new Map<string, number>()

  /** Takes one of the places for streams; gives what returns it. Throws Fault 429. */
  const enter = (token: string) => {
    const own = open.get(token) ?? 0
    const all = [...open.values()].reduce((sum, count) => sum + count, 0)
    if (own >= mostPerToken || all >= most)
      throw fault(429, 'events.too_many', 'As many streams as may be are open. Close one first.', {}, { 'Retry-After': '10' })
    open.set(token, own + 1)
    return () => {
      const left = (open.get(token) ?? 1) - 1
      if (left) open.set(token, left)
      else open.delete(token)
    }
  }

  const tell = async function* (first: Actor, again: () => Promise<Actor | null>, from: Place, gone: AbortSignal): AsyncGenerator<string> {
    let place = from
    let actor = first
    let lived = performance.now()
    yield `retry: 2000\nid: ${cursor(place)}\n\n`
    while (!gone.aborted) {
      const { logged, settled } = await readLog(house, actor, place, AT_ONCE)
      const isQuiet = performance.now() - lived >= beatMs
      if (logged.length || isQuiet) {
        // Rights are those of this moment: who lost them hears no more.
        const now = await again()
        if (!now) return
        actor = now
      }
      for (const { place: at, event } of logged) {
        const shown = await shownEvent(house, actor, event)
        if (gone.aborted) return
        if (shown) yield `id: ${cursor(at)}\nevent: ${event.name}\ndata: ${JSON.stringify(shown)}\n\n`
      }
      const isMore = logged.length === AT_ONCE
      place = isMore ? logged.at(-1)!.place : settled
      // The id alone tells nothing new, but who comes back need not be told of what was not for them again.
      if (isQuiet) yield `: here\nid: ${cursor(place)}\n\n`
      if (isQuiet || logged.length) lived = performance.now()
      if (!isMore) await sleep(everyMs, undefined, { signal: gone }).catch(() => {})
    }
  }

  return async (ctx) => {
    const actor = actorIn(ctx)
    const from = await placeOf(house, actor, ctx.get('last-event-id'))
    if (closing.aborted) throw fault(503, 'house.stopping', 'This is about to stop. Come back in a moment.', {}, { 'Retry-After': '2' })
    const leave = enter(String(actor.id))
    const gone = new AbortController()
    const end = () => gone.abort()
    closing.addEventListener('abort', end)
    ctx.res.once('close', () => {
      closing.removeEventListener('abort', end)
      end()
      leave()
    })
    ctx.set({ 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
    ctx.type = 'text/event-stream'
    // Who neither reads nor hangs up is cut, so that the place becomes free.
    ctx.res.setTimeout(STALLED_MS)
    ctx.body = Readable.from(untilTrouble(tell(actor, ctx.state.again ?? (async () => null), from, gone.signal), ctx.state.log), {
      objectMode: false,
      encoding: 'utf8',
      highWaterMark: 16_384,
    })
    ctx.flushHeaders()
  }
}

/** A stream that meets trouble ends, and its reader comes back for the rest: half an answer cannot become an error. */
const untilTrouble = async function* (told: AsyncGenerator<string>, log: Log): AsyncGenerator<string> {
  try {
    yield* told
  } catch (error) {
    log.warn({ error }, 'a stream of events ended before its time')
  }
}

/** Where to go on: after the event that was received last, or where everything is settled now. Throws Fault 400. */
const placeOf = async (house: House, actor: Actor, given: string): Promise<Place> => {
  const { settled } = await readLog(house, actor, NEWEST, 1)
  if (!given) return settled
  const [, tx, id] = CURSOR.exec(given) ?? []
  if (tx === undefined || id === undefined || BigInt(tx) > BigInt(settled.tx))
    throw fault(400, 'events.unknown_place', 'Last-Event-ID should be the last id that came from here; “0,0” is the beginning.')
  return { tx, id }
}
