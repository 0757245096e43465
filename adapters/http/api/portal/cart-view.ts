import { sayIn } from '../../../../bots/say.ts'
import { amountIn } from '../../../../bots/texts/units.ts'
import type { Ctx } from '../../../../core/kernel/ctx.ts'
import { Product } from '../../../../core/modules/catalog/records.ts'
import { ownClient } from '../../../../core/modules/crm/queries.ts'
import { draftOf, type OrderLineRow, type OrderView, orderView } from '../../../../core/modules/sales/queries.ts'
import {
  clientIsBlocked,
  hasNoLines,
  isBelowMinimumValue,
  isOverContactLimit,
  wouldExceedLimit,
} from '../../../../core/modules/sales/rules.ts'
import { settingsOf } from '../../../../core/modules/settings/queries.ts'
import { seesStock } from '../../../../core/modules/warehouse/queries.ts'
import { type LinePromise, promiseFor } from '../../../../core/modules/warehouse/rules.ts'
import type { Asked } from './operation.ts'
import { lineView, sumsView } from './shapes.ts'
import type { CartLine, CartView } from './views.ts'
import { sayInPortal } from './words.ts'

type Shelved = { unit: string; minQuantityMilli: number; stepQuantityMilli: number }
type Told = { ctx: Ctx; language: string; tellsStock: boolean }

const faultOf = (product: Shelved | undefined, quantityMilli: number, language: string): string | null => {
  if (!product) return sayInPortal('line_inactive', {}, language)
  const amount = (milli: number) => amountIn(milli, product.unit, language)
  const { minQuantityMilli: least, stepQuantityMilli: step } = product
  if (quantityMilli < least) return sayInPortal('line_min', { min: amount(least) }, language)
  if (quantityMilli % step !== 0 && (quantityMilli - least) % step !== 0) return sayInPortal('line_step', { step: amount(step) }, language)
  return null
}

/** So much of what is there could be sold: whole steps from the minimum on. */
export const sellableOf = ({ minQuantityMilli, stepQuantityMilli }: Shelved, thereMilli: number) =>
  thereMilli >= minQuantityMilli ? thereMilli - (thereMilli % stepQuantityMilli) : 0

const shortOf = (line: OrderLineRow, product: Shelved | undefined, promise: LinePromise | undefined, { language, tellsStock }: Told) => {
  if (!product || !promise || promise.laterMilli + promise.missingMilli === 0) return null
  const sellable = sellableOf(product, promise.nowMilli)
  const there = amountIn(promise.nowMilli, product.unit, language)
  const text =
    promise.nowMilli === 0
      ? sayInPortal('short_none', {}, language)
      : tellsStock
        ? sayInPortal('short_some', { there }, language)
        : sayInPortal('short_hidden', {}, language)
  return {
    text,
    decided: line.shortage === 'wait' && promise.missingMilli === 0,
    thereMilli: tellsStock ? sellable : null,
    canTakeThere: sellable > 0,
    allOn: promise.deliverOn,
  }
}

const emptyCart = async (ctx: Ctx): Promise<CartView> => {
  const { minimum_order_value, delivery_charge_free_above } = await settingsOf(ctx)
  const { currency } = await ownClient(ctx)
  return {
    id: null,
    version: 0,
    lines: [],
    sums: { currency, netMinor: 0, vat: [], roundingMinor: 0, deliveryChargeMinor: 0, totalMinor: 0 },
    deliverOn: null,
    wantedOn: null,
    addressId: null,
    clientReference: null,
    note: null,
    expiresAt: null,
    ready: false,
    problems: [],
    notices: [],
    minimumMinor: minimum_order_value,
    freeDeliveryFromMinor: delivery_charge_free_above,
    startedIn: null,
  }
}

/** The open draft of this contact, whichever door it was begun through, with what keeps it from being placed. */
export const cartOf = async ({ look, contact, language }: Pick<Asked, 'look' | 'contact' | 'language'>): Promise<CartView> => {
  const ctx = look()
  const draft = await draftOf(ctx, contact.id)
  const view = draft && (await orderView(ctx, draft.id))
  if (!view) return emptyCart(ctx)
  const { order, lines } = view
  const ids = lines.map(({ productId }) => productId)
  const products = new Map((await ctx.rows(Product).whereIn('id', ids)).map((row) => [row.id, row]))
  const told = { ctx, language, tellsStock: await seesStock(ctx) }
  const { lines: promises } = await promiseFor(ctx, {
    lines: lines.map(({ productId, quantityMilli }) => ({ lineId: productId, productId, quantityMilli })),
  })
  const shown = lines.map((line): CartLine => {
    const product = products.get(line.productId)
    return {
      ...lineView(line, language),
      minMilli: product?.minQuantityMilli ?? 1000,
      stepMilli: product?.stepQuantityMilli ?? 1000,
      fault: faultOf(product, line.quantityMilli, language),
      short: shortOf(
        line,
        product,
        promises.find(({ lineId }) => lineId === line.productId),
        told,
      ),
    }
  })
  const { problems, notices } = await judged(view, shown, told)
  const settings = await settingsOf(ctx)
  return {
    id: order.id,
    version: order.version,
    lines: shown,
    sums: sumsView(order),
    deliverOn: order.deliverOn,
    wantedOn: order.wantedOn,
    addressId: order.addressId,
    clientReference: order.clientReference,
    note: order.note,
    expiresAt: order.expiresAt?.toISOString() ?? null,
    ready: problems.length === 0,
    problems,
    notices,
    minimumMinor: settings.minimum_order_value,
    freeDeliveryFromMinor: settings.delivery_charge_free_above,
    startedIn: null,
  }
}

/** The same rules as the road asks when it is placed, before: nobody should find out by pressing. */
const judged = async ({ order }: OrderView, lines: readonly CartLine[], { ctx, language }: Told) => {
  const problems: CartView['problems'] = []
  for (const rule of [hasNoLines, clientIsBlocked, isBelowMinimumValue]) {
    const refused = await rule(order, ctx, {})
    if (refused) problems.push({ code: refused.code, text: sayIn(refused, language) })
  }
  const say = (code: string, key: Parameters<typeof sayInPortal>[0]) => ({ code, text: sayInPortal(key, {}, language) })
  if (lines.some(({ fault }) => fault)) problems.push(say('cart.faults', 'faults'))
  if (lines.some(({ short, fault }) => short && !short.decided && !fault)) problems.push(say('cart.short', 'short_open'))
  if (!order.addressId) problems.push(say('cart.no_address', 'no_address'))
  const notices: CartView['notices'] = []
  if (problems.length === 0 && (await isOverContactLimit(order, ctx, {}))) notices.push(say('cart.over_contact_limit', 'ahead_colleague'))
  if (problems.length === 0 && (await wouldExceedLimit(order, ctx))) notices.push(say('cart.over_credit_limit', 'ahead_limit'))
  return { problems, notices }
}
