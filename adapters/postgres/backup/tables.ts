import { createHash } from 'node:crypto'
import type { Client } from 'pg'
import { to } from 'pg-copy-streams'
import type { Counter } from './shape.ts'

/** Stands in a database while a restore is at work in it, and after one that did not finish. */
export const UNFINISHED = 'restore_unfinished'

/** The ticking's own tables are made anew at every start, and the lock of migrations belongs to a moment. */
const notKept = (table: string) => table.startsWith('agenda') || table === 'migrations_lock' || table === UNFINISHED

/** What makes rows read the same on every server. */
export const steady = `set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set bytea_output = 'hex';
  set extra_float_digits = 1; set client_encoding = 'UTF8'; set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0`

/** A table as it is read and written: its columns, and the order in which its rows come. */
export type Table = { name: string; columns: string[]; order: string }

type Column = { table: string; column: string; kind: string; generated: string; collated: boolean; key: number | null }

/**
 * The tables of the current schema that a backup keeps. Left out are columns that the server counts for itself (`xid8`, which means
 * nothing on another server) or works out.
 */
export const tablesOf = async (client: Client): Promise<Table[]> => {
  const { rows } = await client.query<Column>(
    `select c.relname as table, a.attname as column, format_type(a.atttypid, null) as kind, a.attgenerated as generated, a.attcollation <> 0 as collated,
       array_position(i.indkey::int[], a.attnum::int) as key
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     left join pg_index i on i.indrelid = c.oid and i.indisprimary
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
     order by c.relname collate "C", a.attnum`,
  )
  const kept = rows.filter(({ table, kind, generated }) => !notKept(table) && kind !== 'xid8' && generated === '')
  return [...Map.groupBy(kept, ({ table }) => table)].map(([name, columns]) => {
    const keys = columns.filter(({ key }) => key !== null).sort((one, other) => one.key! - other.key!)
    const sorted = (keys.length ? keys : columns).map(({ column, collated }) =>
      collated ? `${quoted(column)} collate "C"` : quoted(column),
    )
    // What has no key is ordered by its text: not every type of column has an order.
    const order = keys.length ? sorted.join(', ') : columns.map(({ column }) => `${quoted(column)}::text collate "C"`).join(', ')
    return { name, columns: columns.map(({ column }) => column), order }
  })
}

/** All of a table's rows in COPY's text form. */
export const copyOut = (client: Client, { name, columns, order }: Table) =>
  client.query(to(`copy (select ${columns.map(quoted).join(', ')} from ${quoted(name)} order by ${order}) to stdout`))

/** Rows, bytes and sum of a table, as `copyOut` gives it. */
export const sumOf = async (client: Client, table: Table) => {
  const stream = copyOut(client, table)
  const sum = createHash('sha256')
  let bytes = 0
  for await (const chunk of stream) {
    sum.update(chunk as Buffer)
    bytes += (chunk as Buffer).length
  }
  return { rows: stream.rowCount, bytes, sha256: sum.digest('hex') }
}

/** Where the columns that count by themselves stand. A sequence knows no snapshot: it may stand further than the rows, never behind them. */
export const countersOf = async (client: Client, tables: readonly Table[]): Promise<Counter[]> => {
  const found: Counter[] = []
  for (const { name, columns } of tables)
    for (const column of columns) {
      const { rows } = await client.query<{ sequence: string | null }>('select pg_get_serial_sequence($1, $2) as sequence', [
        quoted(name),
        column,
      ])
      const sequence = rows[0]?.sequence
      if (!sequence) continue
      const state = await client.query<{ last: string; called: boolean }>(
        `select last_value::text as last, is_called as called from ${sequence}`,
      )
      found.push({ table: name, column, ...state.rows[0]! })
    }
  return found
}

/** A name as SQL takes it. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
