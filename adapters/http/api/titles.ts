import { metaOf } from '../../../core/kernel/fields.ts'
import type { House } from '../../../core/kernel/house.ts'
import { isUuid } from '../../../core/kernel/reads.ts'
import type { RecordType } from '../../../core/kernel/record.ts'
import { maySee } from './sight.ts'

type Row = Record<string, unknown> & { id: string }
type Reads = ReturnType<House['ctx']>

/** What a row is called, in the language of the reader where it has a name in both. */
export const titleOf = (record: RecordType, row: Record<string, unknown>, language: string): string => {
  const title = record.title(row as never)
  const { nameEn, nameRo } = row
  if (language !== 'ro' || typeof nameEn !== 'string' || typeof nameRo !== 'string' || !nameRo) return title
  return title.replace(nameEn, () => nameRo)
}

/** Which fields of a row hold ids of other records, and of which: declared, or named by a field beside it. */
const pointersOf = (record: RecordType): { field: string; of(row: Row): string | undefined }[] =>
  Object.entries(record.fields.shape as unknown as Record<string, Parameters<typeof metaOf>[0]>).flatMap(([field, schema]) => {
    const declared = metaOf(schema).record
    if (declared) return [{ field, of: () => declared }]
    const beside = { recordId: 'record', sourceId: 'sourceRecord', requesterId: 'requesterKind', decidedBy: 'decidedByKind' }[field]
    return beside ? [{ field, of: (row: Row) => (typeof row[beside] === 'string' ? row[beside] : undefined) }] : []
  })

/** What the rows that these rows point to are called, as far as the reader may see them: by id. One statement per record. */
export const titlesFor = async (reads: Reads, record: RecordType, rows: readonly Row[], language: string): Promise<Map<string, string>> => {
  const asked = new Map<string, Set<string>>()
  for (const { field, of } of pointersOf(record))
    for (const row of rows) {
      const [name, id] = [of(row), row[field]]
      if (name && typeof id === 'string' && isUuid(id)) asked.set(name, (asked.get(name) ?? new Set()).add(id))
    }
  const titles = new Map<string, string>()
  for (const [name, ids] of asked) {
    const other = reads.house.records.get(name)
    if (!other || !maySee(reads.actor, other)) continue
    for (const row of await reads.rows(other).whereIn('id' as never, [...ids])) titles.set(row.id, titleOf(other, row as never, language))
  }
  return titles
}

/** The titles of a row's references, by field. */
export const refsOf = (record: RecordType, row: Row, titles: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries(
    pointersOf(record).flatMap(({ field }) => {
      const title = titles.get(String(row[field]))
      return title === undefined ? [] : [[field, title]]
    }),
  )

/** A title that is made of ids says what they are called instead; empty where it is made of what this reader may not see. */
export const readable = (title: string | undefined, titles: ReadonlyMap<string, string>) =>
  (title ?? '').replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => titles.get(id) ?? id)
