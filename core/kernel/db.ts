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

/** Statements that a connection keeps prepared, so that the server need not read and plan them anew each time. */
const MOST_PREPARED = 300
const LONGEST_PREPARED = 6000
/** Said this often, a statement is worth it. */
const OFTEN = 3
/** A list of columns by `*` may be another one after a migration, and then what was prepared is void. */
const PREPARABLE = /^\s*(?:select|insert|update|delete|with)\b(?!.*(?:\.\*|\bselect \*|\breturning \*))/is
const said = new Map<string, number>()
const names = new Map<string, string>()

const nameOf = (text: string): string | undefined => {
  const known = names.get(text)
  if (known || names.size >= MOST_PREPARED || text.length > LONGEST_PREPARED) return known
  const times = (said.get(text) ?? 0) + 1
  if (said.size > 10 * MOST_PREPARED) said.clear()
  said.set(text, times)
  if (times < OFTEN || !PREPARABLE.test(text)) return undefined
  names.set(text, `parley_${names.size}`)
  return names.get(text)
}

type Asked = { text: string; values: unknown[]; name?: string }
type Asks = (asked: Asked, ...rest: unknown[]) => unknown

const preparing = (connection: pg.Client) => {
  const ask = connection.query.bind(connection) as unknown as Asks
  const query: Asks = (asked, ...rest) => {
    const name = asked.values?.length ? nameOf(asked.text) : undefined
    return ask(name ? { ...asked, name } : asked, ...rest)
  }
  Object.assign(connection, { query })
}

const lettingGo = (connection: pg.Client, done: (error: Error | null, connection: pg.Client) => void) => {
  preparing(connection)
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
