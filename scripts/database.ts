import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { Client } from 'pg'
import { type Config, readConfig } from '../adapters/config/read.ts'
import { loadSecretKey } from '../adapters/config/secret-key.ts'
import { KEY_FILE } from '../adapters/postgres/backup/folder.ts'
import { ensureDatabase, refuseUnfinished, sandboxName, withDatabase } from '../adapters/postgres/databases.ts'
import { openDatabase } from '../adapters/postgres/open.ts'
import { Seal } from '../core/kernel/seal.ts'

/** The database that a command works on: the one that `npm start` with the same environment would use, or another of the same server. */
export type Chosen = {
  config: Config
  dataDir: string
  name: string
  ownerUrl: string
  appUrl: string
  appRole: string | undefined
  close(): Promise<void>
}

/**
 * Joins the database server that runs for this data folder or starts it; DATABASE_URL is used where it is set.
 * `name`: another database than the configured one. `make`: it may be made. `unfinished`: it may hold a restore that has not finished. Throws a sentence.
 */
export const openChosen = async ({
  name,
  make = false,
  unfinished = false,
}: {
  name?: string | undefined
  make?: boolean
  unfinished?: boolean
}): Promise<Chosen> => {
  const config = readConfig(process.env)
  const dataDir = resolve(config.dataDir)
  const opened = await openDatabase({
    dataDir,
    databaseUrl: config.database.url,
    databaseAppUrl: config.database.appUrl,
    log: (line) => process.stderr.write(`${line}\n`),
    // The one that is opened on the way is not always the one that is meant.
    unfinished: unfinished || name !== undefined || config.sandbox,
  })
  try {
    const home = decodeURIComponent(new URL(opened.ownerUrl).pathname.slice(1))
    const chosen = name ?? (config.sandbox ? sandboxName(opened.ownerUrl) : home)
    const ownerUrl = withDatabase(opened.ownerUrl, chosen)
    if (make) await ensureDatabase(opened.ownerUrl, chosen, { unfinished })
    else await mustBeThere(ownerUrl, chosen)
    const appUrl = chosen === home ? opened.appUrl : withDatabase(opened.appUrl, chosen)
    return {
      config,
      dataDir: existsSync(dataDir) ? realpathSync(dataDir) : dataDir,
      name: chosen,
      ownerUrl,
      appUrl,
      appRole: opened.appRole,
      close: opened.stop,
    }
  } catch (error) {
    await opened.stop()
    throw error
  }
}

const mustBeThere = async (url: string, name: string) => {
  const client = new Client({ connectionString: url })
  try {
    await client.connect()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '3D000')
      throw new Error(`There is no database "${name}" on this server. With \`-- --database NAME\` you choose another one.`, {
        cause: error,
      })
    throw error
  } finally {
    await client.end().catch(() => {})
  }
  await refuseUnfinished(url)
  await mustBeOurs(url, name)
}

const mustBeOurs = async (url: string, name: string) => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ ours: boolean }>("select to_regclass('events') is not null as ours")
    if (!rows[0]?.ours) throw new Error(`The database "${name}" holds nothing of Parley's yet.`)
  } finally {
    await client.end().catch(() => {})
  }
}

/** The secret key that is there; undefined where none was made yet. Never makes one. */
export const secretKeyOf = ({ config, dataDir }: Pick<Chosen, 'config' | 'dataDir'>): string | undefined =>
  config.secretKey ?? (existsSync(resolve(dataDir, KEY_FILE)) ? loadSecretKey({ env: {}, dataDir }) : undefined)

/** What a backup keeps of the secret key: enough to know the right one again, nothing that would open anything. */
export const keyMark = (secret: string) => new Seal(secret).fingerprint('parley backup')

/** Version of this Parley. */
export const productVersion = (): string =>
  (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version

/** A path as the operator meant it: relative to where npm was called, not to where it runs us. */
export const fromHere = (path: string) => resolve(process.env.INIT_CWD ?? process.cwd(), path)

/** Runs a command to its end: what it throws is told in one sentence, and ends it with 1. */
export const command = async (run: () => Promise<number | undefined>): Promise<void> => {
  try {
    process.exitCode = (await run()) ?? 0
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}

export const say = (line: string) => void process.stdout.write(`${line}\n`)
