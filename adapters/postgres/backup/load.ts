import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import knex from 'knex'
import { Client } from 'pg'
import { from } from 'pg-copy-streams'
import { type Part, walkBackup } from './check.ts'
import { putFile } from './folder.ts'
import { counted, size } from './save.ts'
import type { Head, Manifest } from './shape.ts'
import { quoted, steady, sumOf, type Table, tablesOf, UNFINISHED } from './tables.ts'

/** What is in a database before a restore: nothing, the remains of a restore that did not finish, or somebody's data. */
export type Ground = 'empty' | 'unfinished' | 'taken'

/** Looks at the database. Throws a sentence when a Parley (or anybody else) works in it. */
export const groundOf = async (ownerUrl: string): Promise<Ground> =>
  asOwner(ownerUrl, async (client) => {
    const others = () =>
      client.query<{ name: string }>(
        "select application_name as name from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'",
      )
    let found = await others()
    // The server needs a moment to notice that a connection of ours has ended.
    for (let looks = 1; found.rows[0] && looks < 10; looks += 1) {
      await sleep(100)
      found = await others()
    }
    if (found.rows[0])
      throw new Error(
        `Somebody works in this database (${found.rows[0].name || 'a program without a name'}). Stop Parley first, then restore.`,
      )
    const { rows } = await client.query<{ name: string }>(
      "select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')",
    )
    if (rows.some(({ name }) => name === UNFINISHED)) return 'unfinished'
    return rows.length ? 'taken' : 'empty'
  })

/** Removes everything that stands in the current schema, and marks the database as one whose restore has not finished: one act, or none. */
export const clearGround = async (ownerUrl: string): Promise<void> =>
  asOwner(ownerUrl, async (client) => {
    await client.query('begin')
    const { rows } = await client.query<{ statement: string }>(
      `select format('drop %s if exists %I cascade', case relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' when 'f' then 'foreign table' else 'table' end, relname) as statement
       from pg_class c where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f', 'S') and ${notOfAnExtension('pg_class', 'c.oid')}
       union all
       select format('drop routine if exists %s cascade', p.oid::regprocedure) from pg_proc p where pronamespace = current_schema()::regnamespace and ${notOfAnExtension('pg_proc', 'p.oid')}
       union all
       select format('drop type if exists %I cascade', typname) from pg_type t where typnamespace = current_schema()::regnamespace and typtype in ('d', 'e') and ${notOfAnExtension('pg_type', 't.oid')}`,
    )
    for (const { statement } of rows) await client.query(statement)
    await client.query(`create table ${UNFINISHED} (begun_at timestamptz not null default now())`)
    await client.query('commit')
  })

const notOfAnExtension = (catalogue: string, id: string) =>
  `not exists (select from pg_depend where classid = '${catalogue}'::regclass and objid = ${id} and deptype = 'e')`

/** Says that the restore has finished: from now on a Parley may start on this database. */
export const finish = (ownerUrl: string): Promise<void> =>
  asOwner(ownerUrl, async (client) => void (await client.query(`drop table ${UNFINISHED}`)))

export type LoadOptions = {
  ownerUrl: string
  /** A whole backup, by `checkBackup`. */
  file: string
  manifest: Manifest
  dataDir: string
  /** The statements of the migration of that name. */
  migrationCalled: (name: string) => Promise<string>
  tell: (line: string) => void
}

/**
 * Makes the tables as the backup's migrations make them and fills them, all in one transaction of the database; puts its files in place.
 * The database is clear (`clearGround`) and stays marked. Throws when what was written is not what was saved.
 */
export const loadBackup = async ({ ownerUrl, file, manifest, dataDir, migrationCalled, tell }: LoadOptions): Promise<void> => {
  await makeMigrationTables(ownerUrl)
  await asOwner(ownerUrl, async (client) => {
    await client.query('begin')
    for (const name of manifest.migrations) await client.query(await migrationCalled(name))
    const tables = new Map((await tablesOf(client)).map((table) => [table.name, table]))
    refuseStrangers(manifest, tables)
    const again = await loosen(client, [...tables.keys()])
    await walkBackup(file, (part) => (part.kind === 'file' ? putFile(dataDir, part) : fill(client, part, tell)))
    tell('Indexes and references are being made…')
    for (const statement of again) await client.query(statement)
    for (const { table, column, last, called } of manifest.counters)
      await client.query('select setval(pg_get_serial_sequence($1, $2), $3, $4)', [quoted(table), column, last, called])
    tell('What was written is compared with what was saved…')
    for (const { table, rows, sha256 } of manifest.tables) {
      const written = await sumOf(client, tables.get(table)!)
      if (written.rows !== rows || written.sha256 !== sha256)
        throw new Error(`The table ${table} does not read as it was saved (${written.rows} of ${rows} rows). Nothing of it was kept.`)
    }
    await client.query('commit')
  })
}

/** The tables in which knex notes what was applied; it wants to make them itself. */
const makeMigrationTables = async (ownerUrl: string) => {
  const db = knex({ client: 'pg', connection: ownerUrl, pool: { min: 0, max: 1 } })
  const none = { getMigrations: async () => [], getMigrationName: () => '', getMigration: () => Promise.reject(new Error('none')) }
  try {
    await db.migrate.list({ migrationSource: none, tableName: 'migrations' })
  } finally {
    await db.destroy()
  }
}

const refuseStrangers = ({ tables, product }: Head & Manifest, made: ReadonlyMap<string, Table>) => {
  for (const { table, columns } of tables) {
    const target = made.get(table)
    const missing = target ? columns.find((column) => !target.columns.includes(column)) : table
    if (missing === undefined && columns.length === target?.columns.length) continue
    throw new Error(
      `The backup (of Parley ${product}) and the migrations of this release do not agree about the table ${table}. Restore it with the release that made it, then upgrade.`,
    )
  }
}

/** Takes away what slows filling down or insists on an order; gives the statements that bring it back. Also what migrations put in is taken out. */
const loosen = async (client: Client, tables: readonly string[]): Promise<string[]> => {
  const keys = await client.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where connamespace = current_schema()::regnamespace and contype = 'f' and conparentid = 0`,
  )
  for (const { table, name } of keys.rows) await client.query(`alter table ${table} drop constraint ${name}`)
  const indexes = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i join pg_class c on c.oid = i.indexrelid
     where c.relnamespace = current_schema()::regnamespace and not c.relispartition and not exists (select from pg_constraint where conindid = i.indexrelid)`,
  )
  for (const { name } of indexes.rows) await client.query(`drop index ${name}`)
  const triggers = await client.query<{ table: string; name: string }>(
    `select tgrelid::regclass::text as table, quote_ident(tgname) as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = current_schema()::regnamespace and not tgisinternal and tgenabled <> 'D'`,
  )
  for (const { table, name } of triggers.rows) await client.query(`alter table ${table} disable trigger ${name}`)
  await client.query(`truncate ${tables.map(quoted).join(', ')}`)
  return [
    ...indexes.rows.map(({ definition }) => definition),
    ...keys.rows.map(({ table, name, definition }) => `alter table ${table} add constraint ${name} ${definition}`),
    ...triggers.rows.map(({ table, name }) => `alter table ${table} enable trigger ${name}`),
  ]
}

const fill = async (client: Client, { start, bytes }: Extract<Part, { kind: 'table' }>, tell: LoadOptions['tell']) => {
  let count = 0
  const measured = async function* () {
    for await (const chunk of bytes) {
      count += chunk.length
      yield chunk
    }
  }
  const sink = client.query(from(`copy ${quoted(start.table)} (${start.columns.map(quoted).join(', ')}) from stdin`))
  await pipeline(Readable.from(measured(), { objectMode: false }), sink)
  tell(`${start.table}: ${counted(sink.rowCount, 'row')}, ${size(count)}`)
}

const asOwner = async <Result>(ownerUrl: string, work: (client: Client) => Promise<Result>): Promise<Result> => {
  const client = new Client({ connectionString: ownerUrl, application_name: 'parley restore' })
  // A connection that breaks is told by the query it breaks.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(steady)
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}
