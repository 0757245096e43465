import { readFileSync } from 'node:fs'
import { may, needsInWords } from '../../../../core/kernel/actor.ts'
import { NotAllowed } from '../../../../core/kernel/errors.ts'
import { MOST_TRIES } from '../../../../core/kernel/outbox.ts'
import { sweeps } from '../../../../core/sweeps.ts'
import { actorIn } from '../caller.ts'
import { answers, jsonContent } from '../openapi/common.ts'
import { refTo } from '../openapi/schemas.ts'
import type { OwnRoute } from './route.ts'

const { version } = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as { version: string }

type Figure = { kind: string; name: string; value: number | null }
type Job = { name: string; last_run_at: Date | null; next_run_at: Date | null; failed_at: Date | null; fail_reason: string | null }

/** `GET /health/parts`: how the machine room is doing. */
export const healthRoute: OwnRoute = {
  method: 'get',
  path: '/health/parts',
  operation: {
    operationId: 'health.parts',
    tags: ['API'],
    summary: 'How the parts are doing: jobs, outbox, messages, database',
    description: 'Needs the level `view` in the room `settings`.',
    responses: { '200': { description: 'The parts.', content: jsonContent(refTo('health')) }, ...answers('401', '403', '429', '503') },
  },
  async run({ house }, ctx) {
    const needs = { room: 'settings', level: 'view' } as const
    if (!may(actorIn(ctx), needs)) throw new NotAllowed(needsInWords(needs))
    const now = house.clock()
    const { rows } = await house.db.raw<{ rows: Figure[] }>(
      `select 'outbox' as kind, 'waiting' as name, count(*)::float8 as value from outbox where attempts < :most
       union all select 'outbox', 'dead', count(*)::float8 from outbox where attempts >= :most
       union all select 'outbox', 'oldestSeconds', greatest(extract(epoch from :now::timestamptz - min(due_at)), 0)::float8 from outbox where attempts < :most
       union all select 'messages', state, count(*)::float8 from messages where state in ('queued', 'sending', 'in_doubt', 'held', 'dead', 'failed') group by state
       union all select 'inbound', 'waiting', count(*)::float8 from inbound where handled_at is null and not dead and lane = 'message'
       union all select 'inbound', 'dead', count(*)::float8 from inbound where dead
       union all select 'database', 'bytes', pg_database_size(current_database())::float8
       union all select 'database', 'connections', count(*)::float8 from pg_stat_activity where datname = current_database()
       union all select 'events', 'count', greatest(reltuples, 0)::float8 from pg_class where oid = 'events'::regclass`,
      { most: MOST_TRIES, now },
    )
    const part = (kind: string): Record<string, number | null> =>
      Object.fromEntries(rows.filter((row) => row.kind === kind).map(({ name, value }) => [name, value]))
    ctx.body = {
      version,
      node: process.version,
      startedAt: new Date(Date.now() - process.uptime() * 1000).toISOString(),
      uptimeSeconds: Math.round(process.uptime()),
      at: now.toISOString(),
      outbox: { waiting: 0, dead: 0, oldestSeconds: null, ...part('outbox') },
      messages: { queued: 0, sending: 0, in_doubt: 0, held: 0, dead: 0, failed: 0, ...part('messages') },
      inbound: part('inbound'),
      database: part('database'),
      events: part('events').count ?? 0,
      jobs: await jobsOf(house.db),
    }
  },
}

/** The ticks as the scheduler keeps them; where it has not started yet, what there will be. */
const jobsOf = async (db: Parameters<OwnRoute['run']>[0]['house']['db']) => {
  const { rows: there } = await db.raw<{ rows: { name: string | null }[] }>(`select to_regclass('agenda_jobs')::text as name`)
  const planned = sweeps.map(({ name, everyMs }) => ({ name, everySeconds: everyMs / 1000 }))
  if (!there[0]?.name) return planned.map((job) => ({ ...job, lastRunAt: null, nextRunAt: null, failedAt: null, failReason: null }))
  const { rows } = await db.raw<{ rows: Job[] }>(
    'select name, last_run_at, next_run_at, failed_at, fail_reason from agenda_jobs order by name',
  )
  return rows.map((job) => ({
    name: job.name,
    everySeconds: planned.find(({ name }) => name === job.name)?.everySeconds ?? null,
    lastRunAt: job.last_run_at?.toISOString() ?? null,
    nextRunAt: job.next_run_at?.toISOString() ?? null,
    failedAt: job.failed_at?.toISOString() ?? null,
    failReason: job.fail_reason?.slice(0, 500) ?? null,
  }))
}
