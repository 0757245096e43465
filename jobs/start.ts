import { PostgresBackend } from '@agendajs/postgres-backend'
import { Agenda, type Job } from 'agenda'
import type { House } from '../core/kernel/house.ts'
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
  const agenda = new Agenda({
    backend: new PostgresBackend({
      poolConfig: { connectionString: parts.connectionString, max: 2, application_name: 'parley jobs' },
      disableNotifications: true,
    }),
    processEvery: 200,
    defaultConcurrency: 1,
    defaultLockLimit: 100,
    lockLimit: 100,
    defaultLockLifetime: LOCK_MS,
    removeOnComplete: true,
  })
  agenda.on('error', (error: unknown) => house.log.error({ error }, 'the job clock has trouble'))
  agenda.define('tick', async () => drain.wake(), { lockLifetime: LOCK_MS, concurrency: 1 })
  agenda.define('sweep', (job: Job) => held(job, () => sweep(house.clock())), { lockLifetime: LOCK_MS, concurrency: 1 })
  await agenda.start()
  await agenda.every('1 second', 'tick')
  await agenda.every('1 minute', 'sweep')
  drain.wake()
  return {
    async stop() {
      const began = Date.now()
      await agenda.drain({ timeout: STOPS_WITHIN_MS / 2 })
      await drain.stop(Math.max(STOPS_WITHIN_MS - (Date.now() - began), 0))
    },
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
