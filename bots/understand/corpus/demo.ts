import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type { CatalogueProduct, PastLine } from '../types.ts'

/** The demo company's catalogue and history as tests of reading use them. A product's id is its code. */
const rows = (name: string): Record<string, string>[] =>
  parse(readFileSync(new URL(`../../../core/demo/${name}.csv`, import.meta.url), 'utf8'), { columns: true, bom: true })

const list = (text: string | undefined) => (text ?? '').split('|').filter(Boolean)

export const demoProducts: readonly CatalogueProduct[] = rows('products').map((row) => ({
  id: row.code ?? '',
  code: row.code ?? '',
  barcode: row.barcode || null,
  names: { en: row.name_en ?? '', ro: row.name_ro ?? '' },
  aliases: { en: list(row.aliases_en), ro: list(row.aliases_ro) },
  unit: row.unit ?? '',
  packSize: row.pack_size ? Number(row.pack_size) : null,
  packUnit: row.pack_unit || null,
  minQuantityMilli: Math.round(Number(row.min_qty) * 1000),
  stepQuantityMilli: Math.round(Number(row.step_qty) * 1000),
  active: row.active === 'yes',
  substitutes: list(row.substitutes),
}))

/** What a client of the demo company ordered, counted back from 2026-03-16 (a Monday). */
export const demoHistory = (client: string): readonly PastLine[] =>
  rows('past-orders')
    .filter((row) => row.client_code === client)
    .map((row) => ({
      productId: row.product_code ?? '',
      quantityMilli: Math.round(Number(row.qty) * 1000),
      reference: row.reference ?? '',
      day: new Date(Date.UTC(2026, 2, 16 + Number(row.ordered_in_days))).toISOString().slice(0, 10),
    }))
