import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { House } from '../../core/kernel/house.ts'
import { MOST_TRIES } from '../../core/kernel/outbox.ts'
import type { Measured } from './track.ts'

/** For so long a look at the database holds: counting messages reads all of them. */
const LOOK_EVERY_MS = 15_000
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Prometheus' view: the process, requests by route, and what waits in the database, read at most every 15 s. `now` in milliseconds. */
export const makeMetrics = (house: House, process?: number, now: () => number = () => performance.now()) => {
  const registry = new Registry()
  if (process !== undefined) registry.setDefaultLabels({ process: String(process) })
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, by method, route template and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers,
  })
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers })
  const up = gauge('parley_database_up', 'Whether the database answered this scrape.')
  const depth = gauge('parley_outbox_depth', 'Effects that wait to run.')
  const age = gauge('parley_outbox_age_seconds', 'For how long the effect that is due longest has been due.')
  const dead = gauge('parley_outbox_dead_letters', 'Effects that were tried so often that a person should look.')
  const messages = new Gauge({ name: 'parley_messages', help: 'Messages by state.', labelNames: ['state'], registers })

  const read = async () => {
    const { rows } = await house.db.raw<{ rows: { kind: string; name: string; value: number }[] }>(
      `select 'outbox' as kind, 'depth' as name, count(*)::float8 as value from outbox where attempts < :most
       union all select 'outbox', 'dead', count(*)::float8 from outbox where attempts >= :most
       union all select 'outbox', 'age', coalesce(greatest(extract(epoch from :now::timestamptz - min(due_at)), 0), 0)::float8 from outbox where attempts < :most
       union all select 'message', state, count(*)::float8 from messages group by state`,
      { most: MOST_TRIES, now: house.clock() },
    )
    const outbox = Object.fromEntries(rows.filter(({ kind }) => kind === 'outbox').map(({ name, value }) => [name, value]))
    depth.set(outbox.depth ?? 0)
    dead.set(outbox.dead ?? 0)
    age.set(outbox.age ?? 0)
    messages.reset()
    for (const { kind, name, value } of rows) if (kind === 'message') messages.set({ state: name }, value)
  }

  /** Scrapes that come together share one look at the database. */
  let reading: Promise<void> | null = null
  let readAt = Number.NEGATIVE_INFINITY
  const refresh = async () => {
    if (now() - readAt < LOOK_EVERY_MS) return
    reading ??= read().finally(() => {
      reading = null
    })
    try {
      await reading
      readAt = now()
      up.set(1)
    } catch {
      for (const figure of [depth, age, dead, messages]) figure.reset()
      up.set(0)
    }
  }

  return {
    contentType: registry.contentType,
    measure: ({ method, route, status, seconds }: Measured) => durations.observe({ method, route, status }, seconds),
    scrape: async () => {
      await refresh()
      return registry.metrics()
    },
  }
}
