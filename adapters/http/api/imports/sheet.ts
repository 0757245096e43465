import { parse } from 'csv-parse/sync'

/** What a spreadsheet holds, as texts: the first row is the header. */
export type Sheet = { rows: string[][]; encoding: string; delimiter: string | null }

export const MOST_LINES = 100_000
const MOST_COLUMNS = 200
const LONGEST_CELL = 5000

/** Why a file cannot be read; `routes.ts` says it in words. */
export class Unreadable extends Error {
  code: 'empty' | 'too_long' | 'not_a_sheet'
  constructor(code: Unreadable['code']) {
    super(code)
    this.code = code
  }
}

/** Reads CSV of any usual kind: UTF-8 with or without a mark, UTF-16, else Windows-1250; commas, semicolons or tabs. Throws Unreadable. */
export const readCsv = (bytes: Uint8Array): Sheet => {
  const { text, encoding } = decoded(bytes)
  if (text.includes('\0')) throw new Unreadable('not_a_sheet')
  const delimiter = delimiterOf(text)
  let rows: string[][]
  try {
    rows = parse(text, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      bom: true,
      to: MOST_LINES + 2,
    }) as string[][]
  } catch {
    throw new Unreadable('not_a_sheet')
  }
  return { ...tidy(rows), encoding, delimiter }
}

const decoded = (bytes: Uint8Array): { text: string; encoding: string } => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'UTF-16' }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' }
  } catch {
    // Romanian letters of that time have a cedilla; ours have a comma.
    const cedillas: Readonly<Record<string, string>> = { ş: 'ș', Ş: 'Ș', ţ: 'ț', Ţ: 'Ț' }
    const text = new TextDecoder('windows-1250').decode(bytes).replace(/[şŞţŢ]/g, (letter) => cedillas[letter]!)
    return { text, encoding: 'Windows-1250' }
  }
}

/** The mark that stands most often in the header, outside quotes. */
const delimiterOf = (text: string): string => {
  const header =
    text
      .slice(0, 20_000)
      .replaceAll(/"(?:[^"]|"")*"/g, '')
      .split(/\r?\n/, 1)[0] ?? ''
  const count = (mark: string) => header.split(mark).length - 1
  return [';', '\t', ','].reduce((best, mark) => (count(mark) > count(best) ? mark : best), ',')
}

/** The first sheet of a workbook as it was read by the library. */
export const fromWorkbook = (rows: readonly (readonly unknown[])[]): Sheet => ({
  ...tidy(rows.map((row) => row.map(cellText)).filter((row) => row.some((cell) => cell !== ''))),
  encoding: 'XLSX',
  delimiter: null,
})

const cellText = (cell: unknown): string => {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return cell.toISOString().slice(0, 10)
  return String(cell)
}

/** Cells without blanks around them and without what cannot be kept; not more than we take. */
const tidy = (rows: readonly (readonly string[])[]): { rows: string[][] } => {
  if (rows.length < 2) throw new Unreadable('empty')
  if (rows.length > MOST_LINES + 1) throw new Unreadable('too_long')
  return {
    rows: rows.map((row) =>
      row
        .slice(0, MOST_COLUMNS)
        .map((cell) => cell.replaceAll('\0', '').toWellFormed().normalize('NFC').trim().slice(0, LONGEST_CELL))
        // What our own files guard against formulas by an apostrophe is read without it.
        .map((cell) => (/^'\s*[=+\-@]/.test(cell) ? cell.slice(1) : cell)),
    ),
  }
}
