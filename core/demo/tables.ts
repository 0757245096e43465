import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'

/** Ids of rows that were made, by their code. */
export type Ids = ReadonlyMap<string, string>

/** One row of a table. Whatever cannot be read throws an Error that names file, row and column. */
export type Row = {
  text(column: string): string
  /** Null where nothing stands. */
  maybe(column: string): string | null
  /** Values between bars. */
  list(column: string): string[]
  yes(column: string): boolean
  /** A decimal number in integer parts of 10^-decimals: `scaled('price', 4)` of 79.50 is 795000. */
  scaled(column: string, decimals: number): number
  maybeScaled(column: string, decimals: number): number | null
  /** The id behind a code. */
  ref(column: string, ids: Ids): string
  maybeRef(column: string, ids: Ids): string | null
}

/** Where the tables of the demo company lie. */
export const demoFolder = fileURLToPath(new URL('.', import.meta.url))

/** Reads `<folder>/<name>.csv`. */
export const readTable = (folder: string, name: string): Row[] => {
  const records: Record<string, string>[] = parse(readFileSync(`${folder}/${name}.csv`, 'utf8'), { columns: true, bom: true })
  return records.map((values, index) => rowOf(values, `${name}.csv, row ${index + 1}`))
}

const rowOf = (values: Record<string, string>, where: string): Row => {
  const wrong = (column: string, why: string) => new Error(`${where}: ${column} ${why}.`)
  const text = (column: string) => {
    const value = values[column]
    if (value === undefined) throw wrong(column, 'is missing')
    return value
  }
  const scaled = (column: string, decimals: number) => {
    const [, sign = '', whole, part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text(column)) ?? []
    if (whole === undefined || part.length > decimals) throw wrong(column, `is not a number with at most ${decimals} decimals`)
    return Number(`${sign}${whole}${part.padEnd(decimals, '0')}`)
  }
  const ref = (column: string, ids: Ids) => {
    const id = ids.get(text(column))
    if (!id) throw wrong(column, `names ${text(column)}, which is not there`)
    return id
  }
  const orNone = <Value>(column: string, read: () => Value) => (text(column) === '' ? null : read())
  return {
    text,
    maybe: (column) => orNone(column, () => text(column)),
    list: (column) => text(column).split('|').filter(Boolean),
    yes(column) {
      if (!['yes', 'no'].includes(text(column))) throw wrong(column, 'is neither yes nor no')
      return text(column) === 'yes'
    },
    scaled,
    maybeScaled: (column, decimals) => orNone(column, () => scaled(column, decimals)),
    ref,
    maybeRef: (column, ids) => orNone(column, () => ref(column, ids)),
  }
}
