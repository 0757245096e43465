import type { Ctx } from '../../kernel/ctx.ts'
import { Refusal } from '../../kernel/errors.ts'
import { refuse } from '../../kernel/sentence.ts'
import { discountedE4, exponentOf, grossUnitPriceE4, netUnitPriceE4 } from '../../language/money.ts'
import { pricesFor, vatOn } from '../catalog/queries.ts'
import { documentTotals } from '../catalog/totals.ts'
import { settingsOf, todayOf } from '../settings/queries.ts'

export type Wanted = {
  id?: string | undefined
  productId: string
  quantityMilli: number
  shortage?: 'what_there_is' | 'wait' | null | undefined
  /** The price as it is to be, in the tax mode beside it (Default: what the price function says, less the discount). */
  unitPriceE4?: number | undefined
  tax?: 'net' | 'gross' | undefined
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
  const settings = await settingsOf(ctx)
  const day = todayOf(ctx, settings)
  const asked = merged(wanted)
  const found = await pricesFor(ctx, client, asked, day)
  const rows = found.map(({ product, quantityMilli, price, vat }, index) => {
    const { id, shortage, unitPriceE4, discountPermille, tax } = asked[index]!
    if (product.state !== 'active' || product.archivedAt)
      throw new Refusal(refuse('product.not_sold', '{product} is not sold any more.', { product: product.code }))
    return {
      ...(id && { id }),
      position: index + 1,
      productId: product.id,
      codeAsWritten: product.code,
      nameAsWritten: { en: product.nameEn, ro: product.nameRo },
      unitAsWritten: product.unit,
      quantityMilli,
      unitPriceE4: unitPriceE4 ?? discountedE4Of(price.unitPriceE4, discountPermille, client.currency),
      discountPermille: discountPermille ?? 0,
      tax: (unitPriceE4 === undefined ? undefined : tax) ?? price.tax,
      priceReason: JSON.parse(JSON.stringify(price.reason)) as Record<string, unknown>,
      vatCategory: vat.category,
      vatPermille: vat.permille,
      exemptionReason: vat.exemptionReason,
      shortage: shortage ?? null,
    }
  })
  const goods = documentTotals(rows, client.currency)
  const deliveryChargeMinor = chargeFor(settings, goods.netMinor)
  const charge = deliveryChargeMinor ? [await chargeLine(ctx, deliveryChargeMinor, client.currency, day)] : []
  const totals = charge.length ? documentTotals([...rows, ...charge], client.currency) : goods
  return {
    lines: rows.map(({ exemptionReason: _exemption, ...row }, index) => ({ ...row, netMinor: totals.lines[index]!.netMinor })),
    sums: {
      netMinor: totals.netMinor,
      vatMinor: totals.vatMinor,
      roundingMinor: totals.roundingMinor,
      totalMinor: totals.totalMinor,
      deliveryChargeMinor,
      vatTable: totals.vat,
    },
  }
}

/** What bringing an order of this net amount costs: nothing where no charge is set, nothing is ordered, or it is free from that amount on. */
export const chargeFor = (settings: { delivery_charge: number; delivery_charge_free_above: number }, netMinor: number): number =>
  netMinor <= 0 || (settings.delivery_charge_free_above > 0 && netMinor >= settings.delivery_charge_free_above)
    ? 0
    : settings.delivery_charge

/** The charge as a line to be summed and billed, at the standard rate of the day. */
export const chargeLine = async (ctx: Ctx, chargeMinor: number, currency: string, day: string) => {
  const vat = (await vatOn(ctx, day))('standard')
  return {
    quantityMilli: 1000,
    unitPriceE4: chargeMinor * 10 ** (4 - exponentOf(currency)),
    tax: 'net' as const,
    vatCategory: vat.category,
    vatPermille: vat.permille,
    exemptionReason: vat.exemptionReason,
  }
}

const discountedE4Of = (unitPriceE4: number, discountPermille: number | undefined, currency: string) =>
  discountPermille ? discountedE4(unitPriceE4, discountPermille, currency) : unitPriceE4

type Told = { productId: string; quantityMilli: number; unitPriceE4: number; tax: 'net' | 'gross' }

/**
 * From which price a discount on these lines is counted, by product: what the customer was told for as much or less of it, or today's
 * price where that is lower. Each in the tax mode of its line.
 */
export const referencePrices = async (
  ctx: Ctx,
  client: { id: string; groupId: string | null; currency: string },
  told: readonly Told[],
  wanted: readonly Wanted[],
): Promise<Map<string, number>> => {
  const day = todayOf(ctx, await settingsOf(ctx))
  const before = new Map(told.map((line) => [line.productId, line]))
  const found = await pricesFor(ctx, client, merged(wanted), day)
  return new Map(
    found.map(({ product, quantityMilli, price, vat }) => {
      const line = before.get(product.id)
      const tax = wanted.find(({ productId }) => productId === product.id)?.tax ?? price.tax
      const inMode = (unitPriceE4: number, from: 'net' | 'gross') =>
        tax === 'gross' ? grossUnitPriceE4(unitPriceE4, from, vat.permille) : netUnitPriceE4(unitPriceE4, from, vat.permille)
      const now = inMode(price.unitPriceE4, price.tax)
      const counts = line && quantityMilli >= line.quantityMilli
      return [product.id, counts ? Math.min(now, inMode(line.unitPriceE4, line.tax)) : now]
    }),
  )
}

/** The smallest discount, in thousandths, that brings a price down to another; 0 where it is not lower. */
export const discountBetween = (referenceE4: number, unitPriceE4: number, currency: string): number => {
  if (unitPriceE4 >= referenceE4) return 0
  let permille = Math.max(0, Math.floor(((referenceE4 - unitPriceE4) * 1000) / referenceE4) - 100)
  while (permille < 1000 && discountedE4(referenceE4, permille, currency) > unitPriceE4) permille += 1
  return permille
}
