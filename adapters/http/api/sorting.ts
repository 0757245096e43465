import type { Actor } from '../../../core/kernel/actor.ts'
import { isUuid, type Select } from '../../../core/kernel/reads.ts'
import type { RecordType } from '../../../core/kernel/record.ts'
import { filtersFor, fitsField, isText, type Kind, unfit, unknown } from './fields.ts'

/**
 * What the long lists can be sorted by: each has an index that begins with it and ends with the id (a test holds it).
 * Short lists can be sorted by any plain field.
 */
const sorted: Readonly<Record<string, readonly string[]>> = {
  client: ['code', 'name', 'creditLimitMinor'],
  contact: ['firstName', 'lastName'],
  address: [],
  product: ['code', 'nameEn', 'nameRo', 'listPriceE4'],
  price: [],
  stock: ['onHandMilli'],
  incoming: ['expectedOn'],
  reservation: [],
  delivery_note: ['number', 'deliverOn'],
  delivery_note_line: [],
  invoice: ['number', 'issuedOn', 'dueOn', 'totalMinor'],
  invoice_line: [],
  payment: ['number', 'paidOn', 'amountMinor'],
  commitment: [],
  approval: ['expiresAt'],
  conversation: ['profileName', 'handedOverAt'],
  order: ['number', 'placedAt', 'deliverOn', 'totalMinor'],
  order_line: [],
  order_return: ['number'],
  order_return_line: [],
}

/** Stands in the statements of lists, so that they are never prepared: which index is best depends on the very values that are asked for. */
export const OWN_PLAN = 'true /* .* */'

export type Sort = { field: string; direction: 'asc' | 'desc'; kind: Kind }

/** The end of a page in its order: the sorted value and the id, which decides between equal ones. */
export type Key = { value: string | number | boolean | null; id: string }

/** The fields by which this actor may sort this list. `createdAt` is the order of the ids. */
export const sortsFor = (record: RecordType, actor: Actor): string[] => {
  const kinds = filtersFor(record, actor)
  const long = sorted[record.name]
  const able = long ?? [...kinds.keys()].filter((field) => !['id', 'version'].includes(field))
  return [...new Set([...able, ...(record.of ? [] : ['createdAt'])])].filter((field) => kinds.has(field))
}

/** Reads `sort`: a field, with `-` before it for the other way round. Null: newest first. Throws 400 that names what is possible. */
export const readSort = (record: RecordType, actor: Actor, text: string): Sort | null => {
  const [, minus = '', field = ''] = /^(-?)(\w{1,60})$/.exec(text) ?? []
  const able = sortsFor(record, actor)
  if (!able.includes(field)) throw unknown([text], able.length ? able.flatMap((one) => [one, `-${one}`]) : ['no sort'])
  if (field === 'createdAt' && minus) return null
  return { field: field === 'createdAt' ? 'id' : field, direction: minus ? 'desc' : 'asc', kind: filtersFor(record, actor).get(field)! }
}

/** What is compared: numbers of documents by their length first, names without marks and capitals, everything else as it is. */
export const expressionOf = (record: RecordType, { field, kind }: Pick<Sort, 'field' | 'kind'>, of?: string): string => {
  const column = of ?? `"${record.table}"."${record.model.propertyNameToColumnName(field)}"`
  if (field === 'number') return `lpad(${column}, 24) collate "C"`
  return isText(kind) && kind.type === 'string' && field !== 'code' ? `folded(${column})` : column
}

const casts: Readonly<Partial<Record<Kind['type'], string>>> = { number: '::bigint', boolean: '::boolean', date: '::timestamptz' }

const castOf = (kind: Kind) => {
  if (kind.type !== 'string' || isText(kind)) return casts[kind.type] ?? '::text'
  return (kind.schema.def as { format?: string }).format === 'date' ? '::date' : '::uuid'
}

/** Puts a list into its order after a key. Rows in which the field is empty come last, in a second part of their own (`isEmpty`). */
export const inOrder =
  (record: RecordType, sort: Sort, after: Key | null, isEmpty: boolean) =>
  (query: Select): unknown => {
    const id = `"${record.table}"."id"`
    const than = sort.direction === 'asc' ? '>' : '<'
    if (sort.field === 'id') {
      if (after) query.whereRaw(`${id} ${than} ?`, [after.id])
      return query.orderByRaw(`${id} ${sort.direction}`)
    }
    const expression = expressionOf(record, sort)
    if (sort.kind.nullable) query.whereRaw(`${expression} is ${isEmpty ? '' : 'not '}null`)
    if (after && isEmpty) query.whereRaw(`${id} ${than} ?`, [after.id])
    else if (after) {
      const value = expressionOf(record, sort, `?${castOf(sort.kind)}`)
      query.whereRaw(`(${expression}, ${id}) ${than} (${value}, ?)`, [after.value as string, after.id])
    }
    return query.orderByRaw(`${expression} ${sort.direction}, ${id} ${sort.direction}`)
  }

/** The key of a row in this order, as the next page takes it. Opaque to callers. */
export const keyOf = (sort: Sort, row: Record<string, unknown>): string => {
  const value = row[sort.field]
  const plain = value instanceof Date ? value.toISOString() : (value ?? null)
  return Buffer.from(JSON.stringify([sort.field, sort.direction, sort.field === 'id' ? null : plain, row.id])).toString('base64url')
}

/** Reads a key that `keyOf` made, for the same order. Throws 400. */
export const readKey = (sort: Sort, cursor: string): Key => {
  const parts = parsed(cursor)
  const [field, direction, value, id] = Array.isArray(parts) ? (parts as unknown[]) : []
  const told = sort.kind.type === 'date' && typeof value === 'string' ? new Date(value) : value
  const fits = value === null || fitsField(sort.kind, told)
  if (field !== sort.field || direction !== sort.direction || !isUuid(String(id)) || !fits)
    throw unfit('after', 'the value of `next` in the page before, with the same `sort`')
  return { value: value as Key['value'], id: String(id) }
}

const parsed = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor.slice(0, 2000), 'base64url').toString())
  } catch {
    return null
  }
}
