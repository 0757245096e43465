import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Feed } from '../feed.ts'
import type { Journal } from '../journal.ts'
import type { Mischief } from '../mischief.ts'
import { Misbehaviour } from '../mischief.ts'
import { Refused } from '../wire.ts'
import type { Route } from './route.ts'
import { bodyOf, route } from './route.ts'

/** Clock, misbehaviour, the record of calls, waiting for changes, and starting over. */
export const switchRoutes = (parts: {
  clock: Clock
  mischief: Mischief
  journal: Journal
  feed: Feed
  appUrl: string
  reset: () => Promise<void>
  stop: () => void
}): Route[] => {
  const { clock, mischief, journal, feed } = parts
  const told = () => feed.tell({ platform: 'sandbox', what: 'switches' })
  const time = () => ({ now: clock.now(), offsetMs: clock.offsetMs() })

  const startOver = async () => {
    const response = await fetch(`${parts.appUrl}/sandbox/start-over`, { method: 'POST', signal: AbortSignal.timeout(60_000) }).catch(
      () => undefined,
    )
    if (!response?.ok)
      throw new Refused(502, `Parley did not start over (${response ? `it answered ${response.status}` : 'it does not answer'}).`)
    await parts.reset()
    return { ok: true }
  }

  return [
    route('GET', '/events', (call) => feed.stream(call.response)),
    route('GET', '/changes', async (call) => {
      const ms = Math.min(Number(call.query.get('ms') ?? 0) || 0, 30_000)
      return { version: await feed.next(Number(call.query.get('after') ?? -1), ms) }
    }),
    route('GET', '/calls', (call) => {
      const wanted = (name: string, value: string) => call.query.get(name) === null || call.query.get(name) === value
      const entries = journal
        .entries()
        .filter((one) => wanted('direction', one.direction) && wanted('platform', one.platform) && wanted('method', one.method))
      return { entries, counts: journal.counts() }
    }),
    route('GET', '/misbehave', () => mischief.list()),
    route('POST', '/misbehave', async (call) => {
      mischief.add(await bodyOf(call, Misbehaviour))
      told()
      return mischief.list()
    }),
    route('POST', '/behave', async (call) => {
      mischief.clear((await bodyOf(call, z.object({ platform: z.enum(['slack', 'teams', 'whatsapp']).optional() }))).platform)
      told()
      return mischief.list()
    }),
    route('GET', '/clock', time),
    route('POST', '/clock', async (call) => {
      const shape = z.object({
        now: z.union([z.int(), z.iso.datetime({ offset: true })]).optional(),
        advanceMs: z.int().optional(),
        reset: z.boolean().optional(),
      })
      const { now, advanceMs, reset } = await bodyOf(call, shape)
      if (reset) clock.reset()
      if (now !== undefined) clock.set(typeof now === 'number' ? now : Date.parse(now))
      if (advanceMs !== undefined) clock.advance(advanceMs)
      told()
      return time()
    }),
    route('POST', '/reset', async () => {
      await parts.reset()
      return { ok: true }
    }),
    route('POST', '/start-over', startOver),
    route('POST', '/stop', () => {
      setImmediate(parts.stop)
      return { ok: true }
    }),
  ]
}
