import { randomInt } from 'node:crypto'
import type { Knex } from 'knex'
import { Client } from 'pg'
import type { Log } from './log.ts'

/** One half of the advisory locks that are signs of life; the other half is the process's own number. */
const SIGNS = 7_267_540
const AGAIN_MS = 1000

export type Sign = {
  /** Names this process in what it takes for a while: leases, messages on their way, effects. */
  owner: string
  stop(): Promise<void>
}

/**
 * A sign of life in the database: a lock that a connection of its own holds, and that the server drops in the moment this process is gone,
 * however it went. What carries the `owner` of a process without a sign may be taken by others at once, see `signsOfLife`.
 * Rejects where the database cannot be reached at first; a connection that is lost later is made again.
 */
export const giveSign = async (connectionString: string, log: Log): Promise<Sign> => {
  const number = randomInt(1, 2_147_483_647)
  let stopped = false
  let held: Client | null = null
  const hold = async () => {
    const client = new Client({ connectionString, application_name: 'parley sign of life', keepAlive: true })
    client.on('error', () => {})
    client.once('end', () => {
      held = null
      if (stopped) return
      log.warn({}, 'the sign of life was lost; others may take over what this process was doing')
      void again()
    })
    await client.connect()
    await client.query('select pg_advisory_lock($1, $2)', [SIGNS, number])
    held = client
  }
  const again = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS).unref())
    if (!stopped && !held) await hold().catch(again)
  }
  await hold()
  return {
    owner: ownerOf(number),
    stop: async () => {
      stopped = true
      await held?.end()
    },
  }
}

const ownerOf = (number: number) => `process ${number}`

/** The owners that live. What any other `process …` holds is nobody's. */
export const signsOfLife = async (db: Knex): Promise<string[]> => {
  const { rows } = await db.raw<{ rows: { number: number }[] }>(
    `select objid::bigint as number from pg_locks where locktype = 'advisory' and classid = ? and granted
       and database = (select oid from pg_database where datname = current_database())`,
    [SIGNS],
  )
  return rows.map(({ number }) => ownerOf(number))
}
