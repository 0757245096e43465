import { amountIn } from '../texts/units.ts'
import type { Turn } from './turn.ts'

type Counted = { productId: string; quantityMilli: number }

/** Below the minimum or off the step: told, never rounded. */
export const lineFaults = (turn: Turn, lines: readonly Counted[]): string[] =>
  lines.flatMap(({ productId, quantityMilli }) => {
    const fault = faultOf(turn, { productId, quantityMilli })
    return fault ? [fault] : []
  })

export const faultOf = ({ index, words, name, language }: Turn, { productId, quantityMilli }: Counted): string | null => {
  const product = index.products.get(productId)
  if (!product) return null
  const amount = (milli: number) => amountIn(milli, product.unit, language)
  if (quantityMilli < product.minQuantityMilli)
    return words('below_min', { product: name(productId), min: amount(product.minQuantityMilli) })
  const step = product.stepQuantityMilli
  if (quantityMilli % step !== 0 && (quantityMilli - product.minQuantityMilli) % step !== 0)
    return words('off_step', { product: name(productId), step: amount(step) })
  return null
}
