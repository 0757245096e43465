import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { inject } from 'vitest'
import { ensureDatabase, withDatabase } from './databases.ts'
import { type OpenDatabase, openDatabase } from './open.ts'

/** What the run's one server tells its test files. */
export type TestServer = { ownerUrl: string; appUrl: string; template: string }

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer
  }
}

export type TestDatabase = {
  ownerUrl: string
  appUrl: string
  /** Drops the database, whoever is still connected to it. */
  drop: () => Promise<void>
}

/**
 * Starts the server for a whole test run: embedded in a temporary folder and careless of crashes, or the one in TEST_DATABASE_URL.
 * `migrate` fills the template that every test file clones. The folder vanishes with the run, also when the run is killed.
 */
export const startTestServer = async (
  migrate: (ownerUrl: string) => Promise<void>,
): Promise<{ server: TestServer; stop: () => Promise<void> }> => {
  const run = `parley_test_${randomBytes(4).toString('hex')}`
  const database = await openDatabase({
    dataDir: join(tmpdir(), run),
    databaseUrl: process.env.TEST_DATABASE_URL || undefined,
    log: (sentence) => console.error(sentence),
    careless: true,
    removeAfter: true,
  })
  const stop = async () => {
    if (process.env.TEST_DATABASE_URL) await dropAll(database, run)
    await database.stop()
  }
  try {
    await migrate(await ensureDatabase(database.ownerUrl, run))
    return { server: { ownerUrl: database.ownerUrl, appUrl: database.appUrl, template: run }, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A database of this test file's own, with everything that `migrate` made. */
export const freshDatabase = async (template?: string): Promise<TestDatabase> => {
  const server = inject('testServer')
  const name = `${server.template}_${randomBytes(6).toString('hex')}`
  await cloneDatabase(server.ownerUrl, template ?? server.template, name)
  return {
    ownerUrl: withDatabase(server.ownerUrl, name),
    appUrl: withDatabase(server.appUrl, name),
    drop: () => asOwner(server.ownerUrl, (owner) => owner.query(`drop database if exists ${owner.escapeIdentifier(name)} with (force)`)),
  }
}

const cloneDatabase = (ownerUrl: string, template: string, name: string) =>
  asOwner(ownerUrl, async (owner) => {
    const statement = `create database ${owner.escapeIdentifier(name)} template ${owner.escapeIdentifier(template)}`
    for (let attempt = 1; ; attempt++) {
      try {
        return await owner.query(statement)
      } catch (error) {
        // The last connection to the template (a migration just done) may need a moment to go.
        const isBusy = error instanceof Error && 'code' in error && error.code === '55006'
        if (!isBusy || attempt === 50) throw error
        await sleep(100)
      }
    }
  })

const dropAll = ({ ownerUrl }: OpenDatabase, run: string) =>
  asOwner(ownerUrl, async (owner) => {
    const left = await owner.query<{ datname: string }>('select datname from pg_database where starts_with(datname, $1)', [run])
    for (const { datname } of left.rows) await owner.query(`drop database if exists ${owner.escapeIdentifier(datname)} with (force)`)
  })

const asOwner = async (url: string, work: (owner: Client) => Promise<unknown>) => {
  const owner = new Client({ connectionString: url })
  await owner.connect()
  try {
    await work(owner)
  } finally {
    await owner.end()
  }
}
