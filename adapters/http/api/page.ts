import type { House } from '../../../core/kernel/house.ts'
import type { RecordType } from '../../../core/kernel/record.ts'
import type { ListQuery } from './query.ts'
import { searchFor } from './search.ts'
import { inOrder, OWN_PLAN } from './sorting.ts'

type Reads = ReturnType<House['ctx']>
type Row = Record<string, unknown> & { id: string }

/** The rows of one page, and whether there are more. Rows that come while somebody turns pages make no gaps and no repeats. */
export const rowsOfPage = async (reads: Reads, record: RecordType, query: ListQuery): Promise<{ rows: Row[]; isLast: boolean }> => {
  const { after, limit, fields, where, words, sort } = query
  const search = words.length ? await searchFor(reads, record, words) : null
  const part = async (isEmpty: boolean, from: ListQuery['after'], most: number) => {
    const reading = reads.rows(record).where(fields as never)
    if (where) reading.shape((asked) => asked.whereRaw(where.sql, [...where.bindings]))
    if (search) reading.shape(search)
    if (search || where || sort || Object.keys(fields).length) reading.shape((asked) => asked.whereRaw(OWN_PLAN))
    if (sort) reading.shape(inOrder(record, sort, from, isEmpty))
    else {
      if (from) reading.where('id' as never, '<', from.id)
      reading.orderBy('id' as never, 'desc')
    }
    return (await reading.limit(most)) as unknown as Row[]
  }
  // Rows in which the sorted field is empty come last, whichever way it is sorted.
  const inEmpty = sort !== null && sort.field !== 'id' && sort.kind.nullable && after !== null && after.value === null
  const rows = await part(inEmpty, after, limit + 1)
  if (sort?.kind.nullable && sort.field !== 'id' && !inEmpty && rows.length <= limit)
    rows.push(...(await part(true, null, limit + 1 - rows.length)))
  return { rows: rows.slice(0, limit), isLast: rows.length <= limit }
}

/** How many rows there are, told on a first page: counted where that is all of them, else what the database believes of a whole list. Null: not known. */
export const totalOf = async (
  { db, actor }: Reads,
  record: RecordType,
  { after, fields, where, words }: ListQuery,
  { rows, isLast }: { rows: readonly Row[]; isLast: boolean },
): Promise<number | null> => {
  if (after) return null
  if (isLast) return rows.length
  if (where || words.length || Object.keys(fields).length || actor.kind === 'contact') return null
  const { rows: told } = await db.raw<{ rows: { about: number }[] }>(
    'select reltuples::float8 as about from pg_class where oid = ?::regclass',
    [record.table],
  )
  const about = told[0]?.about ?? -1
  return about >= rows.length ? Math.round(about) : null
}
