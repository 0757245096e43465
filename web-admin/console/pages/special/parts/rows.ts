import type { Row } from '../../../../shared/house.ts'

/** What a row is called: the title the server tells, or the likeliest of its fields. */
export const titled = (row: Row): string =>
  row.$title ?? [row.code, row.name ?? row.title ?? row.nameEn, row.number].filter((one) => typeof one === 'string').join(' ') ?? row.id

/** A field of a row as text; empty where it is none. */
export const textOf = (row: Row, name: string): string => (typeof row[name] === 'string' ? row[name] : '')

/** A field of a row as a number, or null. */
export const numberOf = (row: Row, name: string): number | null => (typeof row[name] === 'number' ? row[name] : null)

/** A field of a row as a list of texts. */
export const textsOf = (row: Row, name: string): string[] =>
  Array.isArray(row[name]) ? row[name].filter((one): one is string => typeof one === 'string') : []
