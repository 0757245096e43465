import { PostgresBackend } from '@agendajs/postgres-backend'
import { Agenda, type Job } from 'agenda'
import pg from 'pg'
import { signsOfLife } from '../core/kernel/alive.ts'
import type { House } from '../core/kernel/house.ts'
import { freeEffects } from '../core/kernel/outbox.ts'
import { freeConversations } from '../core/modules/conversations/incoming.ts'
import { freeMessages } from '../core/modules/conversations/outgoing.ts'
import type { Drain } from './drain.ts'
import { retention, type Sweep, sweeper } from './sweeps.ts'

const STOPS_WITHIN_MS = 10_000
// Short: agenda leaves a timer of half of it behind each finished job, and a dead process's job waits that long. Held on to by touch().
const LOCK_MS = 4_000

/**
 * The ticking: each second a look for work that no commit of this process announced (retries, other processes that died), each
 * minute the sweeps. Agenda only wakes; the work is in the tables. Rejects where the database does not let it begin.
 */
export const startJobs = async (parts: {
  house: House
  connectionString: string
  drain: Drain
  sweeps?: readonly Sweep[]
}): Promise<{ stop(): Promise<void> }> => {
  const { house, drain } = parts
  const sweep = sweeper(house, [...retention, ...(parts.sweeps ?? [])])
  const pool = new pg.Pool({ connectionString: parts.connectionString, max: 3, application_name: 'parley jobs' })
  // A database that restarts ends idle connections: without this listener that would end us.
  pool.on('error', (error) => house.log.warn({ error }, 'a connection of the job clock was lost'))
  await makeTables(pool).catch(async (error) => {
    await pool.end()
    throw error
  })
  const agenda = new Agenda({
    backend: new PostgresBackend({ pool, disableNotifications: true, ensureSchema: false }),
    processEvery: 200,
    defaultConcurrency: 1,
    defaultLockLimit: 100,
    lockLimit: 100,
    defaultLockLifetime: LOCK_MS,
    removeOnComplete: true,
  })
  agenda.on('error', (error: unknown) => house.log.error({ error }, 'the job clock has trouble'))
  const tick = async () => {
    await freeWhatTheDeadHold(house).catch((error) => house.log.error({ error }, 'what dead processes hold could not be freed'))
    drain.wake()
  }
  agenda.define('tick', (job: Job) => held(job, tick), { lockLifetime: LOCK_MS, concurrency: 1 })
  agenda.define('sweep', (job: Job) => held(job, () => sweep(house.clock())), { lockLifetime: LOCK_MS, concurrency: 1 })
  await agenda.start()
  await agenda.every('1 second', 'tick')
  await agenda.every('1 minute', 'sweep')
  await tick()
  return {
    async stop() {
      const began = Date.now()
      await agenda
        .drain({ timeout: STOPS_WITHIN_MS / 2 })
        .catch((error: unknown) => house.log.warn({ error }, 'the job clock did not stop cleanly'))
      await drain.stop(Math.max(STOPS_WITHIN_MS - (Date.now() - began), 0))
      await pool.end().catch(() => {})
    },
  }
}

/** Conversations, messages and effects of processes that are gone need not wait until their time is over. */
const freeWhatTheDeadHold = async (house: House) => {
  const living = await signsOfLife(house.db)
  await freeEffects(house.db, living)
  await freeConversations(house.db, living)
  await freeMessages(house.db, living, house.clock())
}

// Any number that nothing else locks.
const TABLES_LOCK = 7_267_539

/** Agenda's own tables, made by one process at a time: two that start at once would trip over each other. */
const makeTables = async (pool: pg.Pool) => {
  const holder = await pool.connect()
  try {
    await holder.query('select pg_advisory_lock($1)', [TABLES_LOCK])
    await new PostgresBackend({ pool, disableNotifications: true }).connect()
  } finally {
    // Ending the connection lets the lock go, whatever happened.
    holder.release(true)
  }
}

/** Keeps a job's lock while it works: without that agenda starts it again beside itself. */
const held = async (job: Job, work: () => Promise<void>) => {
  const touching = setInterval(() => void job.touch().catch(() => {}), LOCK_MS / 4)
  try {
    await work()
  } finally {
    clearInterval(touching)
  }
}
