import type { ParsedUrlQuery } from 'node:querystring'
import { z } from 'zod'
import type { Actor } from '../../../core/kernel/actor.ts'
import { bare } from '../../../core/kernel/fields.ts'
import { fieldsSeenBy, isUuid } from '../../../core/kernel/reads.ts'
import type { RecordType } from '../../../core/kernel/record.ts'
import { fault } from '../fault.ts'

export const DEFAULT_LIMIT = 50
export const MOST_ROWS = 500

type Value = string | number | boolean | Date | null
export type ListQuery = { after: string | null; limit: number; where: Record<string, Value> }

/** Where a page ends, for the next one to begin. Opaque to callers. */
export const cursorOf = (id: string) => Buffer.from(`after ${id}`).toString('base64url')

const idIn = (cursor: string) => {
  const [, id = ''] = /^after (.*)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (!isUuid(id)) throw unfit('after', 'the value of `next` in the page before')
  return id
}

/** Fields of this record that this actor may see and that one plain value can be compared with. */
export const filtersFor = (record: RecordType, actor: Actor): string[] =>
  fieldsSeenBy(record, actor).filter((field) => {
    const schema = schemaOf(record, field)
    return schema !== null && kindOf(schema) !== null
  })

/**
 * Reads a list's parameters: `after`, `limit`, and `field=value` for fields that this actor may see.
 * Throws Fault 400 that names what is not known (a hidden field is not known either) or does not fit.
 */
export const readListQuery = (record: RecordType, actor: Actor, query: ParsedUrlQuery): ListQuery => {
  const { after, limit, ...filters } = query
  const known = filtersFor(record, actor)
  const strange = Object.keys(filters).filter((name) => !known.includes(name))
  if (strange.length)
    throw fault(400, 'query.unknown', 'Not known here: {names}. Known: {known}.', {
      names: strange
        .slice(0, 10)
        .map((name) => name.slice(0, 60))
        .join(', '),
      known: ['after', 'limit', ...known].join(', '),
    })
  for (const [name, value] of Object.entries(query)) if (Array.isArray(value)) throw unfit(name, 'given only once')
  return {
    after: after === undefined ? null : idIn(String(after)),
    limit: limit === undefined ? DEFAULT_LIMIT : limitIn(String(limit)),
    where: Object.fromEntries(Object.entries(filters).map(([name, text]) => [name, valueIn(record, name, String(text))])),
  }
}

const limitIn = (text: string) => {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > MOST_ROWS) throw unfit('limit', `a whole number from 1 to ${MOST_ROWS}`)
  return limit
}

const own: Readonly<Record<string, z.ZodType>> = { id: z.uuid(), version: z.int(), createdAt: z.date() }

const schemaOf = (record: RecordType, field: string): z.ZodType | null =>
  (record.fields.shape as unknown as Record<string, z.ZodType | undefined>)[field] ?? own[field] ?? null

const readers: Readonly<Record<string, (text: string) => Value>> = {
  string: (text) => text,
  enum: (text) => text,
  literal: (text) => text,
  number: (text) => (/^-?\d{1,16}(?:\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN),
  boolean: (text) => (text === 'true' ? true : text === 'false' ? false : text),
  date: (text) => (/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text) ? new Date(text) : text),
}

const kindOf = (schema: z.ZodType) => readers[bare(schema).def.type] ?? null

/** An empty value asks for rows where the field is empty. */
const valueIn = (record: RecordType, field: string, text: string): Value => {
  const schema = schemaOf(record, field)
  const read = schema && kindOf(schema)
  if (!schema || !read) throw unfit(field, 'a field that can be compared')
  if (text === '' && schema.safeParse(null).success) return null
  const value = read(text)
  if (text.includes('\0') || !text.isWellFormed() || !bare(schema).safeParse(value).success)
    throw unfit(field, 'a value that this field can have')
  return value
}

const unfit = (name: string, should: string) =>
  fault(400, 'query.unfit', 'The parameter {name} should be {should}.', { name: name.slice(0, 60), should })
