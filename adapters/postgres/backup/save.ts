import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { Client } from 'pg'
import { blocksOf, jsonBlock } from './blocks.ts'
import type { KeptFile } from './folder.ts'
import { FORM, type Head, type Manifest, type SavedFile, type SavedTable } from './shape.ts'
import { copyOut, countersOf, steady, tablesOf } from './tables.ts'

export type SaveOptions = {
  /** As the owner of the tables. */
  ownerUrl: string
  /** Where the backup is written; it appears there only when it is whole, readable by its owner alone. */
  file: string
  /** Version of this Parley. */
  product: string
  /** Fingerprint of the secret key. */
  key: string | null
  /** Files of the data folder that belong to it, the secret key among them if the operator wants it so. */
  files: readonly KeptFile[]
  /** Told a line for each table and for the files. */
  tell: (line: string) => void
  now?: Date
}

/** Writes all tables, as one moment saw them, and the files into one file. Needs the memory of a few blocks, however large they are. */
export const saveBackup = async ({ ownerUrl, file, product, key, files, tell, now = new Date() }: SaveOptions): Promise<Manifest> => {
  const client = new Client({ connectionString: ownerUrl, application_name: 'parley backup' })
  await client.connect()
  const part = `${file}.part`
  let manifest: Manifest | undefined
  try {
    await client.query(steady)
    await client.query('begin isolation level repeatable read read only')
    const head = await headOf(client, { product, key, createdAt: now.toISOString() })
    const blocks = async function* () {
      yield jsonBlock('P', head)
      const tables: SavedTable[] = []
      for (const table of await tablesOf(client)) {
        const start = { table: table.name, columns: table.columns }
        yield jsonBlock('T', start)
        const stream = copyOut(client, table)
        const sums = meter()
        for await (const chunk of stream) {
          sums.add(chunk as Buffer)
          yield* blocksOf('D', chunk as Buffer)
        }
        const end = { rows: stream.rowCount, ...sums.end() }
        yield jsonBlock('E', end)
        tables.push({ ...start, ...end })
        tell(`${table.name}: ${counted(end.rows, 'row')}, ${size(end.bytes)}`)
      }
      const saved: SavedFile[] = []
      for (const one of files) {
        const handle = await opened(one)
        if (!handle) continue
        const start = { file: one.path, mode: one.mode }
        yield jsonBlock('F', start)
        const sums = meter()
        for await (const chunk of bytesOf(one, handle)) {
          sums.add(chunk)
          yield* blocksOf('D', chunk)
        }
        const end = sums.end()
        yield jsonBlock('E', end)
        saved.push({ ...start, ...end })
      }
      if (saved.length) tell(`${counted(saved.length, 'file')} of the data folder`)
      // Read last: a counter is never behind the rows that were saved.
      manifest = { ...head, tables, files: saved, counters: await countersOf(client, await tablesOf(client)) }
      yield jsonBlock('M', manifest)
    }
    await rm(part, { force: true })
    await pipeline(blocks, createGzip({ level: 6 }), createWriteStream(part, { mode: 0o600, flags: 'wx', flush: true }))
    await client.query('commit')
    await rename(part, file)
    await settle(dirname(file))
    return manifest!
  } catch (error) {
    await rm(part, { force: true })
    throw error
  } finally {
    await client.end().catch(() => {})
  }
}

const headOf = async (client: Client, told: Pick<Head, 'product' | 'key' | 'createdAt'>): Promise<Head> => {
  const { rows } = await client.query<{ database: string; migrated: boolean }>(
    "select current_database() as database, to_regclass('migrations') is not null as migrated",
  )
  const { database, migrated } = rows[0]!
  if (!migrated) throw new Error(`The database "${database}" holds nothing of Parley's: there is nothing to back up.`)
  const applied = await client.query<{ name: string }>('select name from migrations order by id')
  return { format: 'parley backup', form: FORM, ...told, database, migrations: applied.rows.map(({ name }) => name) }
}

/** Undefined where the file has gone since it was listed. */
const opened = async ({ from }: KeptFile): Promise<FileHandle | 'given' | undefined> => {
  if (from === null) return 'given'
  try {
    return await open(from)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

const bytesOf = async function* ({ content }: KeptFile, handle: FileHandle | 'given'): AsyncGenerator<Buffer> {
  if (handle === 'given') yield Buffer.from(content ?? '')
  else for await (const chunk of handle.createReadStream()) yield chunk as Buffer
}

/** Makes the new name last, where the system can. */
const settle = async (folder: string) => {
  const handle = await open(folder).catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

const meter = () => {
  const sum = createHash('sha256')
  let bytes = 0
  return {
    add(chunk: Buffer) {
      sum.update(chunk)
      bytes += chunk.length
    },
    end: () => ({ bytes, sha256: sum.digest('hex') }),
  }
}

export const counted = (count: number, what: string) => `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`

export const size = (bytes: number) => {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB']
  return `${value.toFixed(1)} ${unit}`
}
