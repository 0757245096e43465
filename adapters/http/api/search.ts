import type { Actor } from '../../../core/kernel/actor.ts'
import type { House } from '../../../core/kernel/house.ts'
import { fieldsSeenBy, type Select } from '../../../core/kernel/reads.ts'
import type { RecordType } from '../../../core/kernel/record.ts'
import { fold } from '../../../core/language/fold.ts'
import { unfit } from './fields.ts'
import { OWN_PLAN } from './sorting.ts'

/**
 * The fields that `q` looks into, by record. The long lists have an index on exactly these, in this order:
 * who changes a line here changes the index, too (a test holds it).
 */
const searched: Readonly<Record<string, readonly string[]>> = {
  client: ['code', 'name', 'legalName', 'taxId'],
  contact: ['firstName', 'lastName', 'email', 'phone'],
  product: ['code', 'nameEn', 'nameRo', 'barcode'],
  order: ['number', 'clientReference', 'foreignReference'],
  invoice: ['number', 'reference', 'orderNumber', 'foreignReference'],
  delivery_note: ['number', 'reference', 'orderNumber'],
  payment: ['number', 'reference'],
  conversation: ['profileName', 'phone', 'externalUserId'],
}

/** Other records are short lists: any of these fields, where they have it. */
const USUAL = [
  'number',
  'code',
  'key',
  'name',
  'title',
  'label',
  'nameEn',
  'nameRo',
  'firstName',
  'lastName',
  'legalName',
  'email',
  'value',
]
const ELSEWHERE = ['city', 'street', 'externalId', 'externalUserId', 'action', 'reason', 'class']

/** A row is also found by what its client or product is called. */
const THROUGH = ['clientId', 'productId'] as const
const MOST_FOUND_THROUGH = 200
const MOST_WORDS = 8

/** The fields of this record that this actor may look into by `q`. */
export const searchedFields = (record: RecordType, actor: Actor): string[] => {
  const seen = fieldsSeenBy(record, actor)
  const own = searched[record.name] ?? [...USUAL, ...ELSEWHERE].filter((field) => field in record.fields.shape)
  const mine = own.filter((field) => seen.includes(field))
  return mine.length || !seen.some((field) => (THROUGH as readonly string[]).includes(field)) ? mine : ['id']
}

/** The words of `q`: bare, small, at most eight. Throws 400 for a text that is too long. */
export const wordsOf = (q: string): string[] => {
  if (q.length > 200) throw unfit('q', 'a text of at most 200 characters')
  return [...new Set(fold(q).split(' ').filter(Boolean))].slice(0, MOST_WORDS)
}

/** What a word is looked for as: anywhere, or at the beginning of a word where it is too short for the index. */
const patternOf = (word: string) => (word.length < 3 ? `% ${word}%` : `%${word}%`)

const textOf = (record: RecordType, fields: readonly string[]) =>
  `folded(${fields.map((field) => `' ' || coalesce("${record.table}"."${record.model.propertyNameToColumnName(field)}"${field === 'id' ? '::text' : ''}, '')`).join(' || ')})`

/** The text of a row that words are looked for in, as SQL. */
export const searchSql = (record: RecordType, actor: Actor) => textOf(record, searchedFields(record, actor))

const ownSearch = (record: RecordType, actor: Actor, words: readonly string[]) => {
  const text = searchSql(record, actor)
  return { sql: words.map(() => `${text} like ?`).join(' and '), bindings: words.map(patternOf) }
}

type Reads = ReturnType<House['ctx']>

/** Narrows a list to the rows in which every word of `q` is found, or whose client or product is called so. */
export const searchFor = async (reads: Reads, record: RecordType, words: readonly string[]): Promise<(query: Select) => unknown> => {
  const own = ownSearch(record, reads.actor, words)
  const seen = fieldsSeenBy(record, reads.actor)
  const others: { field: string; ids: string[] }[] = []
  for (const field of THROUGH) {
    const other = seen.includes(field) && field in record.fields.shape ? reads.house.records.get(field.replace('Id', '')) : undefined
    if (!other) continue
    const { sql, bindings } = ownSearch(other, reads.actor, words)
    const found = await reads
      .rows(other)
      .shape((query) => query.clearSelect().select('id').whereRaw(sql, bindings).whereRaw(OWN_PLAN).limit(MOST_FOUND_THROUGH))
    if (found.length) others.push({ field, ids: found.map(({ id }) => id) })
  }
  return (query) =>
    query.where((either) => {
      either.whereRaw(own.sql, own.bindings)
      for (const { field, ids } of others) either.orWhereIn(`${record.table}.${field}`, ids)
    })
}
