import type { ParsedUrlQuery } from 'node:querystring'
import type { Actor } from '../../../core/kernel/actor.ts'
import { fieldsSeenBy, isUuid } from '../../../core/kernel/reads.ts'
import type { RecordType } from '../../../core/kernel/record.ts'
import { type Custom, customFilters } from './custom.ts'
import { filtersFor, fitsField, isInstant, type Kind, unfit, unknown } from './fields.ts'
import { searchedFields, wordsOf } from './search.ts'
import { type Key, readKey, readSort, type Sort } from './sorting.ts'
import { type Part, readWhere } from './where.ts'

export const DEFAULT_LIMIT = 50
export const MOST_ROWS = 500
/** Names in the query that are no filters. A field that is called so is asked for with `where`. */
export const PARAMETERS = ['after', 'limit', 'where', 'q', 'sort', 'titles', 'area', 'columns'] as const

/** The fields that can be filtered by as `field=value`. */
export const plainFilters = (fields: ReadonlyMap<string, Kind>): string[] =>
  [...fields.keys()].filter((name) => !(PARAMETERS as readonly string[]).includes(name))

type Value = string | number | boolean | Date | null
export type ListQuery = {
  /** In the order of `sort`; without one, an id. */
  after: Key | null
  limit: number
  fields: Record<string, Value>
  where: Part | null
  /** The words of `q`. */
  words: string[]
  /** Null: newest first. */
  sort: Sort | null
  /** Are titles of references wanted? */
  titles: boolean
  columns: string[] | null
}

/** Where a page ends, for the next one to begin. Opaque to callers. */
export const cursorOf = (id: string) => Buffer.from(`after ${id}`).toString('base64url')

const idIn = (cursor: string) => {
  const [, id = ''] = /^after (.*)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (!isUuid(id)) throw unfit('after', 'the value of `next` in the page before')
  return id
}

/**
 * Reads a list's parameters: `after`, `limit`, `q`, `sort`, `titles`, `where` (a condition tree), and `field=value` for fields that this actor may see.
 * Throws Fault 400 that names what is not known (a hidden field is not known either) or does not fit.
 */
export const readListQuery = (record: RecordType, actor: Actor, query: ParsedUrlQuery, customs: readonly Custom[] = []): ListQuery => {
  const { after, limit, where, q, sort, titles, area: _area, columns, ...filters } = query
  const own = filtersFor(record, actor)
  const fields = new Map([...customFilters(customs), ...own])
  const strange = Object.keys(filters).filter((name) => !fields.has(name))
  if (strange.length) throw unknown(strange, [...PARAMETERS, ...plainFilters(fields)])
  for (const [name, value] of Object.entries(query)) if (Array.isArray(value)) throw unfit(name, 'given only once')
  const words = q === undefined ? [] : wordsOf(String(q))
  if (q !== undefined && !searchedFields(record, actor).length) throw unknown(['q'], plainFilters(fields))
  const declared = Object.entries(filters).flatMap(([name, text]) =>
    own.has(name) ? [] : [customPart(name, fields.get(name)!, String(text))],
  )
  const order = sort === undefined || sort === '' ? null : readSort(record, actor, String(sort))
  return {
    words,
    sort: order,
    titles: flagIn('titles', titles),
    columns: columns === undefined ? null : columnsIn(record, actor, String(columns)),
    after: after === undefined ? null : order ? readKey(order, String(after)) : { value: null, id: idIn(String(after)) },
    limit: limit === undefined ? DEFAULT_LIMIT : limitIn(String(limit)),
    fields: Object.fromEntries(
      Object.entries(filters).flatMap(([name, text]) => (own.has(name) ? [[name, valueIn(name, own.get(name)!, String(text))]] : [])),
    ),
    where: bothOf(where === undefined ? null : readWhere(String(where), fields, [...fields.keys()]), declared),
  }
}

/** A plain filter by a field that the admin declared. */
const customPart = (name: string, kind: Kind, text: string): Part => {
  const value = valueIn(name, kind, text)
  if (value === null) return { sql: `(custom ->> '${name}' is null)`, bindings: [] }
  return { sql: '(custom @> ?::jsonb)', bindings: [JSON.stringify({ [name]: value })] }
}

const bothOf = (where: Part | null, others: readonly Part[]): Part | null => {
  const parts = [...(where ? [where] : []), ...others]
  if (parts.length < 2) return parts[0] ?? null
  return { sql: parts.map(({ sql }) => sql).join(' and '), bindings: parts.flatMap(({ bindings }) => [...bindings]) }
}

const flagIn = (name: string, value: ParsedUrlQuery[string]) => {
  if (value === undefined) return false
  if (!['0', '1'].includes(String(value))) throw unfit(name, '1 or 0')
  return value === '1'
}

const columnsIn = (record: RecordType, actor: Actor, text: string): string[] => {
  const seen = fieldsSeenBy(record, actor)
  const asked = text.split(',').filter(Boolean)
  const strange = asked.filter((name) => !seen.includes(name))
  if (strange.length) throw unknown(strange, seen)
  return asked
}

const limitIn = (text: string) => {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > MOST_ROWS) throw unfit('limit', `a whole number from 1 to ${MOST_ROWS}`)
  return limit
}

const readers: Readonly<Record<Kind['type'], (text: string) => Value>> = {
  string: (text) => text,
  enum: (text) => text,
  literal: (text) => text,
  number: (text) => (/^-?\d{1,16}(?:\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN),
  boolean: (text) => (text === 'true' ? true : text === 'false' ? false : text),
  date: (text) => (isInstant(text) ? new Date(text) : text),
}

/** An empty value asks for rows where the field is empty. */
const valueIn = (field: string, kind: Kind, text: string): Value => {
  if (text === '' && kind.nullable) return null
  const value = readers[kind.type](text)
  if (text.includes('\0') || !text.isWellFormed() || !fitsField(kind, value)) throw unfit(field, 'a value that this field can have')
  return value
}
