import type { Ctx } from '../../kernel/ctx.ts'
import { Refusal } from '../../kernel/errors.ts'
import { refuse } from '../../kernel/sentence.ts'
import { pricesFor } from '../catalog/queries.ts'
import { documentTotals } from '../catalog/totals.ts'
import { settingsOf, todayOf } from '../settings/queries.ts'

export type Wanted = {
  id?: string | undefined
  productId: string
  quantityMilli: number
  shortage?: 'what_there_is' | 'wait' | null | undefined
  unitPriceE4?: number | undefined
  discountPermille?: number | undefined
}

/** One line per product: asked for twice, it is asked for together. */
const merged = (lines: readonly Wanted[]): Wanted[] => {
  const byProduct = new Map<string, Wanted>()
  for (const line of lines) {
    const known = byProduct.get(line.productId)
    byProduct.set(line.productId, known ? { ...known, quantityMilli: known.quantityMilli + line.quantityMilli } : line)
  }
  return [...byProduct.values()]
}

/**
 * The lines of an order as they would be told today: prices by the one price function, names, units and VAT as of now, and the totals.
 * Refuses products that are not sold. Quantities stand as asked; placing looks at minimum and step.
 */
export const priced = async (ctx: Ctx, client: { id: string; groupId: string | null; currency: string }, wanted: readonly Wanted[]) => {
  const day = todayOf(ctx, await settingsOf(ctx))
  const asked = merged(wanted)
  const found = await pricesFor(ctx, client, asked, day)
  const rows = found.map(({ product, quantityMilli, price, vat }, index) => {
    const { id, shortage, unitPriceE4, discountPermille } = asked[index]!
    if (product.state !== 'active' || product.archivedAt)
      throw new Refusal(refuse('product.not_sold', '{product} is not sold any more.', { product: product.code }))
    const base = unitPriceE4 ?? price.unitPriceE4
    return {
      ...(id && { id }),
      position: index + 1,
      productId: product.id,
      codeAsWritten: product.code,
      nameAsWritten: { en: product.nameEn, ro: product.nameRo },
      unitAsWritten: product.unit,
      quantityMilli,
      unitPriceE4: discountPermille ? Math.round((base * (1000 - discountPermille)) / 1000) : base,
      discountPermille: discountPermille ?? 0,
      tax: price.tax,
      priceReason: JSON.parse(JSON.stringify(price.reason)) as Record<string, unknown>,
      vatCategory: vat.category,
      vatPermille: vat.permille,
      exemptionReason: vat.exemptionReason,
      shortage: shortage ?? null,
    }
  })
  const totals = documentTotals(rows, client.currency)
  return {
    lines: rows.map(({ exemptionReason: _exemption, ...row }, index) => ({ ...row, netMinor: totals.lines[index]!.netMinor })),
    sums: {
      netMinor: totals.netMinor,
      vatMinor: totals.vatMinor,
      roundingMinor: totals.roundingMinor,
      totalMinor: totals.totalMinor,
      vatTable: totals.vat,
    },
  }
}
