import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify/sync'
import { labelOfField } from '../../../bots/texts/labels.ts'
import type { House } from '../../../core/kernel/house.ts'
import { fieldsSeenBy } from '../../../core/kernel/reads.ts'
import type { RecordType } from '../../../core/kernel/record.ts'
import { type Custom, customValues, labelOfCustom } from './custom.ts'
import { rowsOfPage } from './page.ts'
import type { ListQuery } from './query.ts'
import { keyOf, readKey } from './sorting.ts'
import { readable, refsOf, titleOf, titlesFor } from './titles.ts'

type Reads = ReturnType<House['ctx']>
type Row = Record<string, unknown> & { id: string }

const AT_ONCE = 500
const BOM = '\uFEFF'
/** What a spreadsheet takes for a formula, also behind blanks. */
const FORMULA = /^\s*[=+\-@\t\r]/

/** A cell as a spreadsheet shows it and nothing more: a text that begins like a formula gets an apostrophe, numbers stay numbers. */
export const harmless = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = value instanceof Date ? value.toISOString() : typeof value === 'object' ? JSON.stringify(value) : String(value)
  return FORMULA.test(text) ? `'${text}` : text
}

/** Whole numbers that count parts of something, as people write them: 12345 bani are 123.45. */
const scaleOf = (field: string) =>
  /minor$/i.test(field) ? 2 : /E4$/.test(field) ? 4 : /milli$/i.test(field) ? 3 : /permille$/i.test(field) ? 1 : 0

const cellOf = (field: string, value: unknown) => {
  const scale = scaleOf(field)
  return scale && typeof value === 'number'
    ? (value / 10 ** scale).toFixed(scale === 2 ? 2 : scale).replace(/(\.\d\d)0+$/, '$1')
    : harmless(value)
}

export type Wanted = {
  reads: Reads
  record: RecordType
  query: ListQuery
  language: string
  delimiter: ',' | ';'
  customs: readonly Custom[]
}

/** A whole list as CSV, read page by page while it is sent. References stand by their titles, beside their ids. */
export const csvOf = (wanted: Wanted): Readable => Readable.from(linesOf(wanted), { objectMode: false, encoding: 'utf8' })

const linesOf = async function* ({ reads, record, query, language, delimiter, customs }: Wanted): AsyncGenerator<string> {
  const seen = fieldsSeenBy(record, reads.actor).filter((field) => !['version', 'archivedAt', 'custom'].includes(field))
  const fields = query.columns ?? seen
  const line = (cells: readonly string[]) => stringify([cells as string[]], { delimiter, record_delimiter: 'windows' })
  yield BOM +
    line(
      [...fields.map((field) => labelOfField(record.name, field, language)), ...customs.map((one) => labelOfCustom(one, language))].map(
        harmless,
      ),
    )
  let page: ListQuery = { ...query, limit: AT_ONCE }
  for (;;) {
    const { rows, isLast } = await rowsOfPage(reads, record, page)
    const titles = await titlesFor(reads, record, rows, language)
    const values = await customValues(
      reads.house,
      reads.actor,
      record,
      customs,
      rows.map(({ id }) => id),
    )
    yield rows
      .map((row) => {
        const custom = (values.get(row.id) ?? row.custom ?? {}) as Record<string, unknown>
        return line([...cellsOf(record, row, fields, titles, language), ...customs.map(({ name }) => harmless(custom[name]))])
      })
      .join('')
    const last = rows.at(-1)
    if (isLast || !last) return
    page = { ...page, after: page.sort ? readKey(page.sort, keyOf(page.sort, last)) : { value: null, id: last.id } }
  }
}

const cellsOf = (record: RecordType, row: Row, fields: readonly string[], titles: ReadonlyMap<string, string>, language: string) => {
  const refs = refsOf(record, row, titles)
  return fields.map((field) => {
    if (field === '$title') return harmless(readable(titleOf(record, row, language), titles))
    return refs[field] === undefined ? cellOf(field, row[field]) : harmless(refs[field])
  })
}
