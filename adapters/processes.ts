import cluster, { type Worker } from 'node:cluster'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { Log } from '../core/kernel/log.ts'

/** Where a process stands among those of one start. */
export type Place = {
  /** From 1; a process that takes the place of a dead one has its number. */
  number: number
  of: number
  /** The one address of them all, once the first of them is up. */
  url: string | undefined
}

/** What a process tells the one that started it. */
type Told = { tell: string } | { up: { url: string; sandboxUrl: string | null } }

/** A process of many ends by itself within 10 s; the one that started it waits a little longer for all of them. */
const STOPS_WITHIN_MS = 9_500
const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 10_000
/** Who lived this long did not die of its start. */
const STEADY_MS = 5_000

/** The place of this process where it is one of many; undefined where it is alone or only minds the others. */
export const placeAmongMany = (): Place | undefined =>
  cluster.isWorker
    ? { number: Number(process.env.PARLEY_PROCESS), of: Number(process.env.PARLEY_PROCESSES), url: process.env.PARLEY_URL || undefined }
    : undefined

/** Says something to the operator, through the process that started this one. */
export const tellStarter = (line: string) => void process.send?.({ tell: line } satisfies Told)

/** This process is up and takes requests. */
export const saysUp = (up: { url: string; sandboxUrl: string | null }) => void process.send?.({ up } satisfies Told)

/** `leave` is called when the process that started this one is gone. (Node itself would end at once, without any drain.) */
export const whenAbandoned = (leave: () => void) => {
  if (!cluster.worker) return
  cluster.worker.exitedAfterDisconnect = true
  process.once('disconnect', leave)
}

/**
 * Runs this program `count` times on one port. The first one is up (database migrated and seeded, sandbox started) before the others
 * begin; one that dies is started again, later and later while it keeps dying. Rejects where the first does not come up.
 * `stop` lets all of them drain at once and resolves within 10 s.
 */
export const startMany = async ({
  count,
  log,
  tell,
}: {
  count: number
  log: Log
  tell(line: string): void
}): Promise<{ stop(): Promise<void> }> => {
  const living = new Map<number, Worker>()
  let stopping = false
  let home: { url: string; sandboxUrl: string | null } | null = null
  cluster.schedulingPolicy = cluster.SCHED_RR

  /** Starts the process number `number`; resolves once it is up, rejects where it ends before. */
  const begin = (number: number, deaths: number) =>
    new Promise<void>((resolve, reject) => {
      const began = performance.now()
      const worker = cluster.fork({ PARLEY_PROCESS: String(number), PARLEY_PROCESSES: String(count), PARLEY_URL: home?.url ?? '' })
      let isUp = false
      living.set(number, worker)
      worker.on('message', (told: Told) => {
        if ('tell' in told) return home ? log.info({ process: number }, told.tell) : tell(told.tell)
        isUp = true
        home ??= told.up
        resolve()
      })
      worker.on('error', reject)
      worker.on('exit', (code, signal) => {
        living.delete(number)
        if (stopping) return resolve()
        const wasSteady = isUp && performance.now() - began > STEADY_MS
        if (!home) return reject(new Error('Parley could not start.'))
        resolve()
        const dead = wasSteady ? 0 : deaths + 1
        const wait = dead === 0 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (dead - 1), LONGEST_WAIT_MS)
        log.error({ process: number, ended: signal ?? code, againInMs: wait }, 'a process ended and is started again')
        setTimeout(() => {
          if (!stopping)
            void begin(number, dead).catch((error: unknown) => log.error({ error, process: number }, 'a process did not start'))
        }, wait)
      })
    })

  const stop = async () => {
    stopping = true
    for (const worker of living.values()) worker.process.kill('SIGTERM')
    const until = performance.now() + STOPS_WITHIN_MS
    while (living.size > 0 && performance.now() < until) await sleep(20)
    for (const worker of living.values()) worker.process.kill('SIGKILL')
    if (home?.sandboxUrl) await stopSandbox(home.sandboxUrl)
  }

  try {
    await begin(1, 0)
    await Promise.all(Array.from({ length: count - 1 }, (_, index) => begin(index + 2, 0)))
  } catch (error) {
    await stop()
    throw error
  }
  return { stop }
}

/** The stand-ins belong to all processes, so none of them stops them. */
const stopSandbox = (url: string) =>
  fetch(`${url}/control/stop`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    signal: AbortSignal.timeout(3000),
  }).catch(() => {})

/** What each process takes beside its pool: the job clock's connections and its sign of life. */
const BESIDE_POOL = 4
/** Left to others: migrations, backups, a person with psql, the server's own reserve. */
const LEFT_FREE = 12
export const LARGEST_POOL = 20
const SMALLEST_POOL = 5

/** How many connections the pool of one of `processes` may have, so that all of them fit into `most`. */
export const poolSize = (most: number, processes: number): number =>
  Math.min(LARGEST_POOL, Math.max(SMALLEST_POOL, Math.floor((most - LEFT_FREE) / processes) - BESIDE_POOL))

/** How many connections the server takes in all. */
export const mostConnections = async (url: string): Promise<number> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ max_connections: string }>('show max_connections')
    return Number(rows[0]?.max_connections ?? 100)
  } finally {
    await client.end()
  }
}
