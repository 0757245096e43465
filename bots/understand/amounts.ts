import { opened } from './catalogue.ts'
import type { Amount, CatalogueIndex, CatalogueProduct, InactiveLine, Line, LineNote, WhichLine } from './types.ts'
import { fitOf } from './units.ts'

export const nothingSaid: Amount = { milli: null, unit: null, numbers: [] }

// Above this nobody counts boxes; it is a telephone number or a slip.
const mostMilli = 1_000_000_000

/** What an amount of a product is in its sales units, or why it must be asked. Thousandths. */
export const inSalesUnits = (
  productId: string,
  amount: Amount,
  index: CatalogueIndex,
): { milli: number } | { why: 'missing' | 'range' | 'vague' | 'inner_unit' | 'pieces' | 'unit' } => {
  const entry = opened(index).entries[opened(index).at.get(productId) ?? -1]
  if (!entry) throw new RangeError(`No product ${productId} in this catalogue`)
  if (amount.open) return { why: amount.open }
  if (amount.milli === null || amount.milli <= 0) return { why: 'missing' }
  if (amount.milli > mostMilli) return { why: 'vague' }
  if (amount.unit === null) return { milli: amount.milli }
  const fit = fitOf(entry.product, entry.packing, amount.unit)
  if (fit.kind === 'own') return { milli: amount.milli }
  if (fit.kind === 'ask') return { why: fit.why }
  const milli = fit.kind === 'metric' ? (amount.milli * fit.times) / 1000 : amount.milli / fit.per
  if (fit.kind === 'metric') return Number.isInteger(milli) ? { milli } : { why: 'unit' }
  return Number.isInteger(milli) && milli % 1000 === 0 ? { milli } : { why: 'inner_unit' }
}

/** The line for a product and an amount: sure, a question about the quantity, or not sold any more. Throws RangeError for a product that is not in the index. */
export const count = (productId: string, amount: Amount, said: string, index: CatalogueIndex): Line => {
  const product = index.products.get(productId)
  if (!product) throw new RangeError(`No product ${productId} in this catalogue`)
  const quantity = inSalesUnits(productId, amount, index)
  if (!product.active) {
    const quantityMilli = 'milli' in quantity ? quantity.milli : null
    return { kind: 'inactive', productId, substitutes: substitutesOf(product, index), quantityMilli, said, amount }
  }
  if ('why' in quantity) return { kind: 'how_many', productId, why: quantity.why, said, numbers: amount.numbers, unit: amount.unit }
  return { kind: 'sure', productId, quantityMilli: quantity.milli, said, notes: notesOf(product, quantity.milli, amount) }
}

const substitutesOf = ({ substitutes }: CatalogueProduct, index: CatalogueIndex) =>
  substitutes.filter((id) => index.products.get(id)?.active === true)

const notesOf = (product: CatalogueProduct, milli: number, amount: Amount): readonly LineNote[] => {
  const notes: LineNote[] = []
  if (milli < product.minQuantityMilli) notes.push('below_min')
  if (product.stepQuantityMilli > 0 && milli % product.stepQuantityMilli !== 0) notes.push('off_step')
  const pack = (product.packSize ?? 0) * 1000
  if (amount.unit === null && product.packUnit === 'pc' && pack >= 20_000 && milli >= pack && milli % pack === 0) notes.push('maybe_pieces')
  return notes
}

/** Finishes a line with the product that the customer chose, keeping what was said about the quantity. */
export const choose = (line: WhichLine | InactiveLine, productId: string, index: CatalogueIndex): Line =>
  count(productId, line.amount, line.said, index)
