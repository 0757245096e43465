import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { onTestFinished } from 'vitest'
import { steady, sumOf, tablesOf } from '../adapters/postgres/backup/tables.ts'
import { withDatabase } from '../adapters/postgres/databases.ts'
import { root } from './setup.mjs'

/** The secret of the houses in tests (`testHouse`). */
export const testSecret = 'a secret that only the tests know and nobody else'

export type Ended = { code: number | null; out: string; err: string }
export type Running = {
  env?: Record<string, string>
  /** Typed into it. */
  typed?: string
  as?: { uid: number; gid: number } | undefined
  /** Called with everything it has said so far, and with what ends it outright. */
  watch?: (out: string, kill: () => void) => void
}

/** Runs a script as its npm command does, with an environment of its own, to its end. */
export const run = (script: string, args: readonly string[], { env = {}, typed, as, watch }: Running = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const { PATH, TMPDIR, NODE_COMPILE_CACHE } = process.env
    const child = spawn(process.execPath, [join(root, 'scripts', script), ...args], {
      ...as,
      cwd: root,
      env: { PATH, TMPDIR, ...(as ? {} : { NODE_COMPILE_CACHE }), SANDBOX: 'off', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (text: Buffer) => {
      out += text
      watch?.(out, () => child.kill('SIGKILL'))
    })
    child.stderr.on('data', (text: Buffer) => (err += text))
    child.stdin.on('error', () => {}).end(typed ?? '')
    child.once('error', reject).once('close', (code) => resolve({ code, out, err }))
  })

/** A folder that is gone after the test; others may walk through it, but not look. */
export const ground = () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-scripts-'))
  chmodSync(folder, 0o711)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }))
  return folder
}

/** The url of a database that is not there yet; gone after the test. */
export const databaseToBe = (ownerUrl: string) => {
  const name = `parley_test_restore_${randomBytes(6).toString('hex')}`
  onTestFinished(async () => void (await asked(ownerUrl, `drop database if exists "${name}" with (force)`)))
  return withDatabase(ownerUrl, name)
}

const withClient = async <Result>(url: string, work: (client: Client) => Promise<Result>) => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(steady)
    return await work(client)
  } finally {
    await client.end()
  }
}

export const asked = (url: string, statement: string, values: unknown[] = []) =>
  withClient(url, async (client) => (await client.query(statement, values)).rows as Record<string, unknown>[])

/** The rows and the sum of every table, byte for byte. */
export const sums = (url: string) =>
  withClient(url, async (client) => {
    const found: Record<string, string> = {}
    for (const table of await tablesOf(client)) {
      const { rows, sha256 } = await sumOf(client, table)
      found[table.name] = `${rows} ${sha256}`
    }
    return found
  })
