import { z } from 'zod'
import { action } from '../../kernel/action.ts'
import { editing } from '../../kernel/derive.ts'
import { Invalid } from '../../kernel/errors.ts'
import { maybe, milli, priceE4, ref } from '../../kernel/fields.ts'
import { sentence } from '../../kernel/sentence.ts'
import { Category, PriceListRecord, PriceRecord, Product, Unit, VatRate } from './records.ts'

const row = z.strictObject({
  productId: ref('product'),
  minQuantityMilli: milli().min(0),
  priceE4: maybe(priceE4()),
  discountPermille: maybe(z.int().min(0).max(1000)),
})

export const setPrices = action(PriceListRecord, {
  name: 'price_list.set_prices',
  says: 'Set prices in a list: each row a product, from which quantity, and a price or a discount',
  needs: { room: 'catalog', level: 'edit' },
  input: z.strictObject({ prices: z.array(row).min(1).max(5000) }),
  touches: ['price', 'price_list'],
  async run(ctx, list, { prices }) {
    const unclear = prices.findIndex((one) => (one.priceE4 === null) === (one.discountPermille === null))
    if (unclear >= 0)
      throw new Invalid([], sentence('price.either_or', 'Row {row}: give a price or a discount, one of the two.', { row: unclear + 1 }))
    const old = await ctx.lock(
      PriceRecord,
      (await ctx.facts(PriceRecord).where({ priceListId: list.id })).map(({ id }) => id),
    )
    const keyOf = (one: { productId: string; minQuantityMilli: number }) => `${one.productId} ${one.minQuantityMilli}`
    const known = new Map(old.map((price) => [keyOf(price), price]))
    const last = [...new Map(prices.map((one) => [keyOf(one), one])).values()]
    await ctx.changeMany(
      last.flatMap((one) =>
        known.has(keyOf(one))
          ? [{ row: known.get(keyOf(one))!, patch: { priceE4: one.priceE4, discountPermille: one.discountPermille } }]
          : [],
      ),
    )
    await ctx.createMany(
      PriceRecord,
      last.filter((one) => !known.has(keyOf(one))).map((one) => ({ ...one, priceListId: list.id })),
    )
    return sentence('price_list.prices_set', '{count} prices are set in {list}.', { count: last.length, list: list.name })
  },
})

export const removePrices = action(PriceListRecord, {
  name: 'price_list.remove_prices',
  says: 'Take products out of a price list',
  needs: { room: 'catalog', level: 'edit' },
  input: z
    .strictObject({
      productIds: z.array(z.uuid()).max(5000).default([]),
      /** Single prices, where not all of a product go. */
      rows: z
        .array(z.strictObject({ productId: ref('product'), minQuantityMilli: milli().min(0) }))
        .max(5000)
        .default([]),
    })
    .refine(({ productIds, rows }) => productIds.length + rows.length > 0, 'Say which products.'),
  touches: ['price', 'price_list'],
  async run(ctx, list, { productIds, rows }) {
    const whole = new Set(productIds)
    const single = new Set(rows.map(({ productId, minQuantityMilli }) => `${productId} ${minQuantityMilli}`))
    const asked = [...productIds, ...rows.map(({ productId }) => productId)]
    const found = (await ctx.facts(PriceRecord).where({ priceListId: list.id }).whereIn('productId', asked)).filter(
      ({ productId, minQuantityMilli }) => whole.has(productId) || single.has(`${productId} ${minQuantityMilli}`),
    )
    await ctx.removeMany(
      await ctx.lock(
        PriceRecord,
        found.map(({ id }) => id),
      ),
    )
    return sentence('price_list.prices_removed', '{count} prices are taken out of {list}.', { count: found.length, list: list.name })
  },
})

export const editUnit = editing(Unit)
export const editVatRate = editing(VatRate)
export const editCategory = editing(Category)
export const editProduct = editing(Product)
export const editPriceList = editing(PriceListRecord)
