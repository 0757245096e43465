import type { ParsedUrlQuery } from 'node:querystring'
import type { Actor } from '../../../core/kernel/actor.ts'
import { isUuid } from '../../../core/kernel/reads.ts'
import type { RecordType } from '../../../core/kernel/record.ts'
import { filtersFor, fitsField, isInstant, type Kind, unfit, unknown } from './fields.ts'
import { type Part, readWhere } from './where.ts'

export const DEFAULT_LIMIT = 50
export const MOST_ROWS = 500
/** Names in the query that are no filters. A field that is called so is asked for with `where`. */
export const PARAMETERS = ['after', 'limit', 'where'] as const

/** The fields that can be filtered by as `field=value`. */
export const plainFilters = (fields: ReadonlyMap<string, Kind>): string[] =>
  [...fields.keys()].filter((name) => !(PARAMETERS as readonly string[]).includes(name))

type Value = string | number | boolean | Date | null
export type ListQuery = { after: string | null; limit: number; fields: Record<string, Value>; where: Part | null }

/** Where a page ends, for the next one to begin. Opaque to callers. */
export const cursorOf = (id: string) => Buffer.from(`after ${id}`).toString('base64url')

const idIn = (cursor: string) => {
  const [, id = ''] = /^after (.*)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (!isUuid(id)) throw unfit('after', 'the value of `next` in the page before')
  return id
}

/**
 * Reads a list's parameters: `after`, `limit`, `where` (a condition tree), and `field=value` for fields that this actor may see.
 * Throws Fault 400 that names what is not known (a hidden field is not known either) or does not fit.
 */
export const readListQuery = (record: RecordType, actor: Actor, query: ParsedUrlQuery): ListQuery => {
  const { after, limit, where, ...filters } = query
  const fields = filtersFor(record, actor)
  const strange = Object.keys(filters).filter((name) => !fields.has(name))
  if (strange.length) throw unknown(strange, [...PARAMETERS, ...plainFilters(fields)])
  for (const [name, value] of Object.entries(query)) if (Array.isArray(value)) throw unfit(name, 'given only once')
  return {
    after: after === undefined ? null : idIn(String(after)),
    limit: limit === undefined ? DEFAULT_LIMIT : limitIn(String(limit)),
    fields: Object.fromEntries(Object.entries(filters).map(([name, text]) => [name, valueIn(name, fields.get(name)!, String(text))])),
    where: where === undefined ? null : readWhere(String(where), fields, [...fields.keys()]),
  }
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
