import { parseDecimal, typedDecimal } from '../../../../shared/format.ts'
import type { Language } from '../../../../shared/i18n.tsx'

/** A price as the server keeps it: a child of its list. */
export type PriceRow = { id: string; productId: string; minQuantityMilli: number; priceE4: number | null; discountPermille: number | null }

/** A line of the grid: what is typed, beside what is kept. `kept` null is a line that is not in the list yet. */
export type Line = {
  key: string
  productId: string
  product: string
  kept: { from: string; price: string; discount: string } | null
  from: string
  price: string
  discount: string
}

export type Column = 'from' | 'price' | 'discount'
export const columns: readonly Column[] = ['from', 'price', 'discount']

/** What the server is told for a line that is saved. */
export type PriceInput = { productId: string; minQuantityMilli: number; priceE4: number | null; discountPermille: number | null }

/** A number as people type it, scaled; null where it is empty, NaN where it cannot be read or is below zero. */
export const scaledNumber = (text: string, digits: number, language: Language): number | null => {
  if (text.trim() === '') return null
  const scaled = parseDecimal(text, digits, language)
  return scaled === null || scaled < 0 ? Number.NaN : scaled
}

/** A kept price as the grid shows it, in the language in which it is typed. */
export const lineOf = (row: PriceRow, product: string, language: Language): Line => {
  const kept = {
    from: typedDecimal(row.minQuantityMilli, 3, language),
    price: row.priceE4 === null ? '' : typedDecimal(row.priceE4, 4, language, 2),
    discount: row.discountPermille === null ? '' : typedDecimal(row.discountPermille, 1, language),
  }
  return { key: row.id, productId: row.productId, product, kept, ...kept }
}

export const isTouched = ({ kept, from, price, discount }: Line) =>
  kept === null || kept.from !== from || kept.price !== price || kept.discount !== discount

export type Fault = { column: Column; code: 'number' | 'nothing' | 'hundred' | 'twice' }

/** What is wrong with a line as it is typed, or null. `others` are the lines of the same list. */
export const faultIn = (line: Line, others: readonly Line[], language: Language): Fault | null => {
  const from = scaledNumber(line.from, 3, language)
  const price = scaledNumber(line.price, 4, language)
  const discount = scaledNumber(line.discount, 1, language)
  if (Number.isNaN(from)) return { column: 'from', code: 'number' }
  if (Number.isNaN(price)) return { column: 'price', code: 'number' }
  if (Number.isNaN(discount)) return { column: 'discount', code: 'number' }
  if (discount !== null && discount > 1000) return { column: 'discount', code: 'hundred' }
  if (price === null && discount === null) return { column: 'price', code: 'nothing' }
  const twin = others.some(
    (one) => one.key !== line.key && one.productId === line.productId && scaledNumber(one.from, 3, language) === from,
  )
  return twin ? { column: 'from', code: 'twice' } : null
}

/** What is sent for a line without faults. A price goes before a discount, so the discount is dropped where both stand. */
export const inputOf = (line: Line, language: Language): PriceInput => {
  const priceE4 = scaledNumber(line.price, 4, language)
  return {
    productId: line.productId,
    minQuantityMilli: scaledNumber(line.from, 3, language) ?? 0,
    priceE4,
    discountPermille: priceE4 === null ? scaledNumber(line.discount, 1, language) : null,
  }
}

/** The cell that a key leads to: Enter and arrows go up and down, Tab is left to the browser. Stays at the edges. */
export const cellAfter = (key: string, row: number, column: Column, rows: number): { row: number; column: Column } | null => {
  const down = key === 'Enter' || key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0
  if (!down) return null
  const next = row + down
  return next < 0 || next >= rows ? null : { row: next, column }
}
