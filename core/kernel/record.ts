import { Model, snakeCaseMappers } from 'objection'
import { z } from 'zod'
import type { Actor } from './actor.ts'
import { bare, metaOf } from './fields.ts'
import type { Select } from './reads.ts'

/** What every row has beside its own fields. Children have only `id`. */
export type Base = { id: string; version: number; createdAt: Date; archivedAt: Date | null; custom: Record<string, unknown> }
export type Fields = z.ZodObject<z.ZodRawShape>
export type RowOf<F extends Fields> = z.infer<F> & Base

export type NumberSeries = { name: string; prefix: string }

/** A noun with a table. */
export type RecordType<F extends Fields = Fields> = {
  name: string
  room: string
  table: string
  plural: string
  title(row: RowOf<F>): string
  list: readonly string[]
  fields: F
  model: typeof Model
  /** A child's owner and the field that points to it: own table, no lifecycle, no events of its own. */
  of: { record: RecordType; key: string } | null
  /** Where this record stands in the one lock order of the house (lower first). */
  lockRank: number
  /** Narrows a query to the rows this contact may see. Absent = contacts see none. */
  contactSees: ((query: Select, contact: Actor & { kind: 'contact' }) => unknown) | null
  /** A permission that a contact needs to see any row at all. */
  contactNeeds: string | null
  series: { name: string; prefix: string; field: string; width: number; by?: (row: RowOf<F>) => NumberSeries | null } | null
  events: { created: string; changed: string; archived: string }
  editable: readonly string[]
  /** Fields that only `x.create` takes; afterwards an action of their own changes them. */
  atBirth: readonly string[]
  seenBy: Readonly<Record<string, string>>
  personal: Readonly<Record<string, string>>
}

type Declared<F extends Fields> = {
  name: string
  room: string
  table: string
  /** The list's name in routes. (Default: name + 's') */
  plural?: string
  title(row: RowOf<F>): string
  list?: readonly (keyof z.infer<F> & string)[]
  fields: F
  of?: { record: RecordType; key: keyof z.infer<F> & string }
  lockRank?: number
  contactSees?: RecordType<F>['contactSees']
  contactNeeds?: string
  /** Numbers are drawn from this series, last thing before commit. */
  series?: NumberSeries & {
    field?: string
    width?: number /** Another series for some rows. */
    by?: (row: RowOf<F>) => NumberSeries | null
  }
  events?: { created: string; changed: string; archived: string }
  /** Fields that `x.create` and `x.update` are derived for. */
  editable?: readonly (keyof z.infer<F> & string)[]
  /** Fields that `x.create` takes beside them, and `x.update` does not. */
  atBirth?: readonly (keyof z.infer<F> & string)[]
}

const byModel = new WeakMap<object, RecordType>()

/** Declares a noun; its objection model is made here so that rooms hold no classes. */
export const record = <F extends Fields>(declared: Declared<F>): RecordType<F> => {
  const shape = declared.fields.shape as Record<string, z.ZodType>
  class Row extends Model {
    static override tableName = declared.table
    static override idColumn = 'id'
    static override columnNameMappers = snakeCaseMappers()
    static override jsonAttributes = [
      ...Object.keys(shape).filter((name) => isJson(shape[name]!) || metaOf(shape[name]!).json === true),
      'custom',
    ]
    static override useLimitInFirst = true
  }
  const metas = Object.fromEntries(Object.entries(shape).map(([name, schema]) => [name, metaOf(schema)]))
  const made: RecordType<F> = {
    name: declared.name,
    room: declared.room,
    table: declared.table,
    plural: declared.plural ?? `${declared.name}s`,
    title: declared.title,
    list: declared.list ?? [],
    fields: declared.fields,
    model: Row,
    of: declared.of ?? null,
    lockRank: declared.lockRank ?? 25,
    contactSees: declared.contactSees ?? null,
    contactNeeds: declared.contactNeeds ?? null,
    series: declared.series ? { field: 'number', width: 4, ...declared.series } : null,
    events: declared.events ?? {
      created: `${declared.name}.created`,
      changed: `${declared.name}.changed`,
      archived: `${declared.name}.archived`,
    },
    editable: declared.editable ?? [],
    atBirth: declared.atBirth ?? [],
    seenBy: { id: 'contact', version: 'contact', createdAt: 'contact', ...pick(metas, 'seenBy', 'staff') },
    personal: pick(metas, 'personal'),
  }
  byModel.set(Row, made as unknown as RecordType)
  return made
}

const pick = (metas: Record<string, z.core.GlobalMeta>, key: 'seenBy' | 'personal', otherwise?: string) =>
  Object.fromEntries(
    Object.entries(metas).flatMap(([name, meta]) => ((meta[key] ?? otherwise) ? [[name, String(meta[key] ?? otherwise)]] : [])),
  )

const isJson = (schema: z.ZodType) => {
  const inner = bare(schema)
  return (
    inner instanceof z.ZodObject ||
    inner instanceof z.ZodArray ||
    inner instanceof z.ZodRecord ||
    inner instanceof z.ZodUnknown ||
    inner instanceof z.ZodUnion ||
    inner instanceof z.ZodLazy
  )
}

/** The declaration behind a row that came from the database. */
export const recordOf = (row: object): RecordType => {
  const found = byModel.get(row.constructor)
  if (!found) throw new Error('This value is not a row that was read or made by the kernel.')
  return found
}

/** The columns of a record in camel case, for the conformance test and for selections. */
export const columnsOf = (record: RecordType) => [
  'id',
  ...(record.of ? [] : ['version', 'createdAt', 'archivedAt', 'custom']),
  ...Object.keys(record.fields.shape),
]
