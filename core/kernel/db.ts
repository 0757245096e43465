import knex, { type Knex } from 'knex'
import pg from 'pg'
import { v7 } from 'uuid'

// Days stay 'YYYY-MM-DD', bigints (all ours are far below 2^53) become numbers.
const DATE = 1082
const INT8 = 20
pg.types.setTypeParser(DATE, (text) => text)
pg.types.setTypeParser(INT8, (text) => {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new Error(`The database holds ${text}, which is more than this program can count exactly.`)
  return number
})

/** A process that is frozen in the middle of a transaction lets its rows go after this; none of ours waits in one for anything else. */
const IDLE_IN_TRANSACTION_MS = 25_000

const lettingGo = (connection: pg.Client, done: (error: Error | null, connection: pg.Client) => void) => {
  connection.query(`set idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MS}`, (error) => done(error, connection))
}

/** Opens a pool. `size`: most connections at once (Default: 10). */
export const openPool = (url: string, size = 10): Knex =>
  knex({
    client: 'pg',
    connection: { connectionString: url, application_name: 'parley' },
    pool: { min: 0, max: size, afterCreate: lettingGo },
    acquireConnectionTimeout: 20_000,
    // Queries may name columns as records name their fields; hand-written SQL names them as tables do.
    wrapIdentifier: (name, wrap) => wrap(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
  })

/** A new id: UUID v7, so that ids sort by time of making. */
export const newId = () => v7()

/** PostgreSQL's own code; objection wraps the driver's error. */
const codeOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return ''
  if ('nativeError' in error) return codeOf(error.nativeError)
  return 'code' in error ? String(error.code) : ''
}

/** Deadlock or serialisation failure: the whole call may simply be done again. */
export const isRetryable = (error: unknown) => ['40P01', '40001'].includes(codeOf(error))
export const isUniqueViolation = (error: unknown) => codeOf(error) === '23505'
