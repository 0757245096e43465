import { z } from 'zod'
import { indexOf } from '../../../../bots/customer/turn.ts'
import { unitForms, unitIn } from '../../../../bots/texts/units.ts'
import { searchCatalogue } from '../../../../bots/understand/search.ts'
import type { Ctx } from '../../../../core/kernel/ctx.ts'
import { NotFound } from '../../../../core/kernel/errors.ts'
import { isUuid } from '../../../../core/kernel/reads.ts'
import { grossUnitPriceE4, netUnitPriceE4 } from '../../../../core/language/money.ts'
import { breaksFor, type ProductRow, seesPrices } from '../../../../core/modules/catalog/queries.ts'
import { Category, Product } from '../../../../core/modules/catalog/records.ts'
import { ownClient } from '../../../../core/modules/crm/queries.ts'
import { draftOf, history, orderView } from '../../../../core/modules/sales/queries.ts'
import { settingsOf, todayOf } from '../../../../core/modules/settings/queries.ts'
import { stockFor } from '../../../../core/modules/warehouse/queries.ts'
import { operation, pageAfter, pageKey, paging } from './operation.ts'
import { CategoryView, ProductPage, ProductView } from './views.ts'

/** A search shows so many; who wants more says more. */
const MOST_FOUND = 240
const MOST_SUBSTITUTES = 6

type Named = { nameEn: string; nameRo: string }
export const named = (row: Named, language: string) => (language === 'ro' ? row.nameRo : row.nameEn)

/** What of each product is in the contact's open draft. */
const inCart = async (ctx: Ctx): Promise<Map<string, number>> => {
  const draft = ctx.actor.id ? await draftOf(ctx, ctx.actor.id) : undefined
  const view = draft && (await orderView(ctx, draft.id))
  return new Map((view?.lines ?? []).map(({ productId, quantityMilli }) => [productId, quantityMilli]))
}

/** Products as this contact may buy them: own prices, and stock where the house and the client allow it. */
export const productViews = async (ctx: Ctx, products: readonly ProductRow[], language: string): Promise<ProductView[]> => {
  if (!products.length) return []
  const ids = products.map(({ id }) => id)
  const priced = seesPrices(ctx)
  const day = todayOf(ctx, await settingsOf(ctx))
  const breaks = priced ? await breaksFor(ctx, await ownClient(ctx), ids, day) : null
  const stock = await stockFor(ctx, ids)
  const held = await inCart(ctx)
  return products.map((product) => {
    const tiers = breaks?.get(product.id) ?? []
    const here = stock.get(product.id)
    const [first] = tiers
    return {
      id: product.id,
      code: product.code,
      name: named(product, language),
      categoryId: product.categoryId,
      unit: product.unit,
      unitName: unitIn(product.unit, language),
      unitForms: unitForms(product.unit, language),
      pack:
        product.packSizeMilli && product.packUnit
          ? { sizeMilli: product.packSizeMilli, unitForms: unitForms(product.packUnit, language) }
          : null,
      minMilli: product.minQuantityMilli,
      stepMilli: product.stepQuantityMilli,
      prices: first
        ? {
            currency: first.price.currency,
            vatPermille: first.vat.permille,
            tiers: tiers.map(({ fromMilli, price, vat }) => ({
              fromMilli,
              netE4: netUnitPriceE4(price.unitPriceE4, price.tax, vat.permille),
              grossE4: grossUnitPriceE4(price.unitPriceE4, price.tax, vat.permille),
            })),
            promotionUntil: first.until,
            isPromotion: first.price.reason.level === 'promotion',
          }
        : null,
      stock: here
        ? {
            availableMilli: here.availableMilli,
            incoming: here.incoming.map(({ expectedOn, freeMilli }) => ({ on: expectedOn, milli: freeMilli })),
          }
        : null,
      inCartMilli: held.get(product.id) ?? 0,
    }
  })
}

/** Products with these ids, in their order; those that are not sold are left out. */
export const productsById = async (ctx: Ctx, ids: readonly string[], language: string): Promise<ProductView[]> => {
  const rows = new Map((await ctx.rows(Product).whereIn('id', ids)).map((row) => [row.id, row]))
  return productViews(
    ctx,
    ids.flatMap((id) => rows.get(id) ?? []),
    language,
  )
}

/** A category with all below it. */
const branchOf = async (ctx: Ctx, categoryId: string): Promise<string[]> => {
  const all = await ctx.rows(Category)
  const branch = [categoryId]
  for (const id of branch) branch.push(...all.filter((one) => one.parentId === id && !branch.includes(one.id)).map((one) => one.id))
  return branch
}

/** What this client buys most often, then last. */
const usualIds = async (ctx: Ctx, clientId: string): Promise<string[]> => {
  const times = new Map<string, { count: number; last: string }>()
  for (const { productId, day } of await history(ctx, clientId)) {
    const known = times.get(productId)
    times.set(productId, { count: (known?.count ?? 0) + 1, last: known && known.last > day ? known.last : day })
  }
  return [...times].sort(([, a], [, b]) => b.count - a.count || (a.last < b.last ? 1 : -1)).map(([id]) => id)
}

const listQuery = z.object({
  q: z.string().max(200).optional().describe('Code, bar code or words, also misspelt'),
  category: z.uuid().optional(),
  usual: z.literal('1').optional().describe('Only what was bought before, most often first'),
  ...paging,
})

const listProducts = operation('get', '/portal/products', 'portal.products', {
  says: 'The catalogue at own prices: browsed, searched, or what is usually bought',
  query: listQuery,
  answer: ProductPage,
  async run({ look, language, query: { q, category, usual, after, limit }, contact }) {
    const ctx = look()
    const branch = category ? await branchOf(ctx, category) : null
    if (q?.trim() || usual) {
      const found = q?.trim() ? searchCatalogue(q, await indexOf(ctx)) : await usualIds(ctx, contact.clientId)
      const rows = await ctx.rows(Product).whereIn('id', found.slice(0, MOST_FOUND))
      const byId = new Map(rows.map((row) => [row.id, row]))
      const fitting = found.flatMap((id) => byId.get(id) ?? []).filter(({ categoryId }) => !branch || branch.includes(categoryId ?? ''))
      const [, last] = pageAfter(after) ?? [null, null]
      const from = last ? fitting.findIndex(({ id }) => id === last) + 1 : 0
      const page = fitting.slice(from, from + limit)
      const more = fitting.length > from + limit
      return {
        items: await productViews(ctx, page, language),
        next: more ? pageKey(null, page.at(-1)!.id) : null,
        found: fitting.length,
      }
    }
    const reading = ctx.rows(Product)
    if (branch) reading.whereIn('categoryId', branch)
    const [code] = pageAfter(after) ?? [null]
    if (code !== null) reading.where('code', '>', code)
    const rows = await reading.orderBy('code').limit(limit + 1)
    const page = rows.slice(0, limit)
    return {
      items: await productViews(ctx, page, language),
      next: rows.length > limit ? pageKey(page.at(-1)!.code, page.at(-1)!.id) : null,
      found: null,
    }
  },
})

const readProduct = operation('get', '/portal/products/:id', 'portal.product', {
  says: 'One product, by id or code, with what may stand in for it',
  answer: ProductView.extend({ category: CategoryView.pick({ id: true, name: true }).nullable(), substitutes: z.array(ProductView) }),
  async run({ look, language, params }) {
    const ctx = look()
    const said = params.id ?? ''
    const row = await ctx
      .rows(Product)
      .where(isUuid(said) ? { id: said } : { code: said })
      .first()
    if (!row) throw new NotFound('product', said)
    const [view] = await productViews(ctx, [row], language)
    const category = row.categoryId ? await ctx.rows(Category).where({ id: row.categoryId }).first() : undefined
    const substitutes = (await indexOf(ctx)).products.get(row.id)?.substitutes ?? []
    return {
      ...view!,
      category: category ? { id: category.id, name: named(category, language) } : null,
      substitutes: await productsById(ctx, substitutes.slice(0, MOST_SUBSTITUTES), language),
    }
  },
})

const listCategories = operation('get', '/portal/categories', 'portal.categories', {
  says: 'The categories that hold something, with how much',
  answer: z.object({ items: z.array(CategoryView) }),
  async run({ look, language }) {
    const ctx = look()
    const all = await ctx.rows(Category).orderBy('code')
    const { rows } = await ctx.db.raw<{ rows: { category: string | null; count: number }[] }>(
      'select category_id as category, count(*)::int as count from products where id in (?) group by category_id',
      [ctx.visible(Product as never)],
    )
    const own = new Map(rows.map(({ category, count }) => [category, count]))
    const countOf = (id: string, above: readonly string[] = []): number =>
      (own.get(id) ?? 0) +
      all.filter((one) => one.parentId === id && !above.includes(one.id)).reduce((sum, one) => sum + countOf(one.id, [...above, id]), 0)
    return {
      items: all
        .map((row) => ({ id: row.id, code: row.code, name: named(row, language), parentId: row.parentId, products: countOf(row.id) }))
        .filter(({ products }) => products > 0),
    }
  },
})

export const catalogOperations = [listProducts, readProduct, listCategories]
