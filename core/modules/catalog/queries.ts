import { may } from '../../kernel/actor.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { NotFound, Refusal } from '../../kernel/errors.ts'
import type { RowOf } from '../../kernel/record.ts'
import { refuse } from '../../kernel/sentence.ts'
import { type Price, type PriceRow, priceOf } from './price.ts'
import { Product, VatRate } from './records.ts'
import type { VatCategory } from './totals.ts'

export type ProductRow = RowOf<(typeof Product)['fields']>
export type Vat = { category: VatCategory; permille: number; exemptionReason: string | null }
export type Priced = { product: ProductRow; quantityMilli: number; price: Price; vat: Vat }

/** The VAT of a class on a day. A class without a rate that day is a refusal: nothing may be sold with a guessed rate. */
export const vatOn = async (ctx: Ctx, day: string): Promise<(vatClass: string) => Vat> => {
  const rates = await ctx.once(VatRate, async () => ctx.facts(VatRate).where({ archivedAt: null }).orderBy('validFrom', 'desc'))
  return (vatClass) => {
    const rate = rates.find((one) => one.class === vatClass && one.validFrom <= day && (one.validTo === null || one.validTo >= day))
    if (!rate)
      throw new Refusal(
        refuse('vat.no_rate', 'There is no VAT rate for “{class}” on {day}. An admin can add one in the catalogue.', {
          class: vatClass,
          day: { day },
        }),
      )
    return { category: rate.category, permille: rate.permille, exemptionReason: rate.exemptionReason }
  }
}

type ListRow = {
  id: string
  code: string
  name: string
  kind: 'client' | 'group' | 'promotion' | 'default'
  client_id: string | null
  group_id: string | null
  currency: string
  valid_from: string | null
  valid_to: string | null
  tax_included: boolean
  product_id: string
  min_quantity_milli: number
  price_e4: number | null
  discount_permille: number | null
}

/** The price lists that can matter to this client on this day, with their rows for these products. Reads for the price function only. */
const listsFor = async (ctx: Ctx, client: { id: string; groupId: string | null }, productIds: readonly string[]) => {
  const { rows } = await ctx.db.raw<{ rows: ListRow[] }>(
    `select l.id, l.code, l.name, l.kind, l.client_id, l.group_id, l.currency, l.valid_from, l.valid_to, l.tax_included, p.product_id, p.min_quantity_milli, p.price_e4, p.discount_permille
     from prices p join price_lists l on l.id = p.price_list_id
     where p.product_id = any(:products) and l.archived_at is null and l.state = 'active'
       and (l.kind in ('promotion', 'default') or (l.kind = 'client' and l.client_id = :client) or (l.kind = 'group' and l.group_id = :group))`,
    { products: productIds as string[], client: client.id, group: client.groupId },
  )
  const lists = new Map<string, Omit<ListRow, 'product_id'> & { rows: PriceRow[] }>()
  for (const row of rows) {
    const list = lists.get(row.id) ?? { ...row, rows: [] }
    list.rows.push({
      productId: row.product_id,
      minQuantityMilli: row.min_quantity_milli,
      priceE4: row.price_e4,
      discountPermille: row.discount_permille,
    })
    lists.set(row.id, list)
  }
  return [...lists.values()].map((list) => ({
    id: list.id,
    code: list.code,
    name: list.name,
    kind: list.kind,
    clientId: list.client_id,
    groupId: list.group_id,
    currency: list.currency,
    validFrom: list.valid_from,
    validTo: list.valid_to,
    taxIncluded: list.tax_included,
    rows: list.rows,
  }))
}

/**
 * What these products cost this client on this day: the one price function, for every door. `quantityMilli` null = the product's minimum.
 * Throws NotFound for an unknown product.
 */
export const pricesFor = async (
  ctx: Ctx,
  client: { id: string; groupId: string | null; currency: string },
  asked: readonly { productId: string; quantityMilli: number | null }[],
  day: string,
): Promise<Priced[]> => {
  if (!asked.length) return []
  const ids = [...new Set(asked.map(({ productId }) => productId))]
  const products = new Map((await ctx.facts(Product).whereIn('id', ids)).map((product) => [product.id, product]))
  const lists = await listsFor(ctx, client, ids)
  const vatFor = await vatOn(ctx, day)
  return asked.map(({ productId, quantityMilli }) => {
    const product = products.get(productId)
    if (!product) throw new NotFound('product', productId)
    const vat = vatFor(product.vatClass)
    const toPrice = {
      id: product.id,
      code: product.code,
      listPriceE4: product.listPriceE4,
      currency: client.currency,
      minQuantityMilli: product.minQuantityMilli,
      vatPermille: vat.permille,
    }
    const price = priceOf({ product: toPrice, quantityMilli, day, client, lists })
    return { product, quantityMilli: quantityMilli ?? product.minQuantityMilli, price, vat }
  })
}

/** A quantity from which a product has this price; `until` is the last day of the promotion that gives it, if one does. */
export type Break = { fromMilli: number; price: Price; vat: Vat; until: string | null }

/** What these products cost this client on this day, from the least that is sold of them upwards: by the one price function, step by step. */
export const breaksFor = async (
  ctx: Ctx,
  client: { id: string; groupId: string | null; currency: string },
  productIds: readonly string[],
  day: string,
): Promise<Map<string, Break[]>> => {
  const ids = [...new Set(productIds)]
  const lists = ids.length ? await listsFor(ctx, client, ids) : []
  const steps = lists.flatMap(({ rows }) => rows.map(({ productId, minQuantityMilli }) => ({ productId, quantityMilli: minQuantityMilli })))
  const found = await pricesFor(ctx, client, [...ids.map((productId) => ({ productId, quantityMilli: null })), ...steps], day)
  const untilOf = (code: string | null) => lists.find((list) => list.code === code)?.validTo ?? null
  return new Map(
    ids.map((id) => {
      const own = found.filter(({ product, quantityMilli }) => product.id === id && quantityMilli >= product.minQuantityMilli)
      const breaks: Break[] = []
      for (const { quantityMilli, price, vat } of own.toSorted((a, b) => a.quantityMilli - b.quantityMilli)) {
        const last = breaks.at(-1)
        if (last && last.price.unitPriceE4 === price.unitPriceE4 && last.price.tax === price.tax) continue
        const until = price.reason.level === 'promotion' ? untilOf(price.reason.listCode) : null
        breaks.push({ fromMilli: quantityMilli, price, vat, until })
      }
      return [id, breaks]
    }),
  )
}

/** May this person be told prices? Contacts who order, agree to orders, or see what was ordered or billed; colleagues of the catalogue. */
export const seesPrices = ({ actor }: Ctx): boolean =>
  actor.kind === 'contact'
    ? ['order', 'approve_orders', 'view_invoices', 'view_all_company_orders'].some((one) => may(actor, one))
    : may(actor, { room: 'catalog', level: 'view' })

/** All active products and, for naming what is not sold any more, the inactive ones. Facts: used by understanding, which shows names and codes only. */
export const catalogueProducts = (ctx: Ctx) => ctx.facts(Product).where({ archivedAt: null }).orderBy('code')
