import type { Middleware } from 'koa'
import { Client } from 'pg'
import { seedChannels, seedCompany } from '../../core/demo/seed.ts'
import { seedTeams } from '../../core/demo/teams.ts'
import { firstToken } from '../../core/first-start.ts'
import type { House } from '../../core/kernel/house.ts'

const PATH = '/sandbox/start-over'
/** What may be asked meanwhile: how the process is doing, and the sandbox's own page. */
const isFree = (path: string) =>
  ['/', '/healthz', '/readyz', '/metrics'].includes(path) || path === '/sandbox' || path.startsWith('/sandbox/')

/** How long requests that run already may take to end, in milliseconds. */
const RUNNING_MAY_TAKE_MS = 10_000
// Whoever pressed in the sandbox empties the stand-ins once more when it has our answer; what is posted before that would be gone.
const REST_MS = 1_000

/**
 * Who is connected and with which keys is no part of the demo: these stay, with their events, so that the channels of running
 * processes keep their ids and the admin's token its door.
 */
const KEPT = [
  { table: 'channel_accounts', record: 'channel_account' },
  { table: 'api_tokens', record: 'api_token' },
] as const

/**
 * Empties a sandbox's database: every table but those of migrations and the job clock, in one transaction. Waits for transactions that run.
 * Throws a sentence when the database is not a sandbox's; that is looked up in the database itself.
 */
export const emptySandbox = async (ownerUrl: string): Promise<void> => {
  const client = new Client({ connectionString: ownerUrl, application_name: 'parley start over' })
  await client.connect()
  try {
    const { rows: here } = await client.query<{ name: string }>('select current_database() as name')
    if (!here[0]!.name.endsWith('_sandbox'))
      throw new Error(`The database "${here[0]!.name}" is not a sandbox's, so nothing in it is removed.`)
    await client.query('begin')
    for (const { table, record } of KEPT) {
      await client.query(`create temporary table kept_${table} on commit drop as select * from ${table}`)
      await client.query(`create temporary table kept_${table}_events on commit drop as select * from events where record = '${record}'`)
    }
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables
       where schemaname = current_schema() and tablename not like 'migrations%' and tablename not like 'agenda%' order by 1`,
    )
    await client.query(`truncate ${rows.map(({ name }) => name).join(', ')}`)
    for (const { table } of KEPT) {
      await client.query(`insert into ${table} select * from kept_${table}`)
      await client.query(`insert into events overriding system value select * from kept_${table}_events`)
    }
    await client.query('commit')
  } finally {
    await client.end().catch(() => {})
  }
}

export type StartOverParts = {
  house: House
  /** Of the sandbox's database. */
  ownerUrl: string
  /** Where the stand-ins are. */
  sandboxUrl: string
  /** Lets nothing work on the database any more and waits for what does. */
  pause(): Promise<void>
  resume(): Promise<void>
}

/**
 * The doors around starting over. `gate` stands before all others: it answers 503 while the demo is emptied. `door`, behind the sandbox's own,
 * serves `POST /sandbox/start-over`: presses that come together are one.
 */
export const startOver = (parts: StartOverParts): { gate: Middleware; door: Middleware; idle(): Promise<void> } => {
  const { house, ownerUrl, sandboxUrl, pause, resume } = parts
  let running = 0
  let closed = false
  let current: { fresh: Promise<void>; over: Promise<void> } | null = null

  const settle = async () => {
    const until = performance.now() + RUNNING_MAY_TAKE_MS
    while (running > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const renew = async () => {
    closed = true
    try {
      await settle()
      await pause()
      await emptySandbox(ownerUrl)
      await resetStandIns(sandboxUrl)
      await seedCompany(house, { now: house.clock() })
      await firstToken(house)
      const teams = await house
        .db('channel_accounts')
        .where({ kind: 'teams' })
        .whereNot({ state: 'off' })
        .first<{ id: string } | undefined>('id')
      if (teams) await seedTeams(house, { teamsAccountId: teams.id })
      const slack = await house
        .db('channel_accounts')
        .where({ kind: 'slack', external_id: 'sandbox' })
        .first<{ id: string } | undefined>('id')
      if (slack) await seedChannels(house, { slackAccountId: slack.id })
    } finally {
      closed = false
    }
  }
  const begin = () => {
    const fresh = renew()
    const over = fresh
      .catch(() => {})
      .then(() => new Promise((resolve) => setTimeout(resolve, REST_MS)))
      .then(resume)
      .catch((error: unknown) => house.log.error({ error }, 'the work could not be taken up again after starting over; restart Parley'))
      .finally(() => {
        current = null
      })
    return { fresh, over }
  }

  return {
    idle: () => current?.over ?? Promise.resolve(),
    gate: async (ctx, next) => {
      if (isFree(ctx.path)) return next()
      if (closed) {
        ctx.status = 503
        ctx.set('Retry-After', '1')
        ctx.body = 'The sandbox is starting over.'
        return
      }
      running += 1
      try {
        await next()
      } finally {
        running -= 1
      }
    },
    door: async (ctx, next) => {
      if (ctx.path !== PATH) return next()
      if (ctx.method !== 'POST') {
        ctx.status = 405
        ctx.set('Allow', 'POST')
        return
      }
      current ??= begin()
      try {
        await current.fresh
        ctx.body = { ok: true }
      } catch (error) {
        house.log.error({ error }, 'the sandbox could not start over')
        ctx.status = 500
        ctx.body = 'The sandbox could not start over; the log says why. Press again, or restart Parley.'
      }
    },
  }
}

const resetStandIns = async (sandboxUrl: string) => {
  const answer = await fetch(`${sandboxUrl}/control/reset`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    signal: AbortSignal.timeout(10_000),
  })
  if (!answer.ok) throw new Error(`The stand-ins could not be emptied (they answered ${answer.status}).`)
}
