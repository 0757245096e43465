import { may } from '../../kernel/actor.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { NotFound } from '../../kernel/errors.ts'
import type { Rule } from '../../kernel/lifecycle.ts'
import type { RowOf } from '../../kernel/record.ts'
import { refuse } from '../../kernel/sentence.ts'
import { discountedE4 } from '../../language/money.ts'
import { Product } from '../catalog/records.ts'
import { Client, Contact } from '../crm/records.ts'
import { exposureOf } from '../invoicing/rules.ts'
import { settingsOf } from '../settings/queries.ts'
import { availableOf, reservationsOf } from '../warehouse/rules.ts'
import { discountBetween, priced, referencePrices, type Wanted } from './pricing.ts'
import { Order, OrderLine } from './records.ts'

export type OrderRow = RowOf<(typeof Order)['fields']>

export const hasNoLines: Rule<OrderRow> = async (order, ctx) =>
  (await ctx.facts(OrderLine).where({ orderId: order.id }).count()) === 0 &&
  refuse('order.has_no_lines', 'There is nothing on this order yet. Say what you need first.')

/** Hard: the way out is to pay or to talk to a person, not to press again. Amounts are told only to those who may see invoices. */
export const clientIsBlocked: Rule<Pick<OrderRow, 'clientId'>> = async (order, ctx) => {
  const client = await ctx.facts(Client).byId(order.clientId)
  if (client.state !== 'blocked') return false
  if (ctx.actor.kind === 'contact' && !may(ctx.actor, 'view_invoices'))
    return refuse(
      'client.blocked_quietly',
      'New orders for {client} are stopped at the moment. Ask the person at your company who sees the invoices, or talk to us.',
      { client: client.name },
    )
  const { overdueMinor, openMinor } = await exposureOf(ctx, client.id)
  return refuse(
    'client.blocked',
    'New orders for {client} are stopped: {open} is open, {overdue} of it overdue. Once it is paid, orders go through again.',
    {
      client: client.name,
      open: { minor: openMinor, currency: client.currency },
      overdue: { minor: overdueMinor, currency: client.currency },
    },
  )
}

/** What is asked is kept, never rounded; but it is not ordered as long as it cannot be sold like that. */
export const hasUnsellableLines: Rule<OrderRow> = async (order, ctx) => {
  const lines = await ctx.facts(OrderLine).where({ orderId: order.id }).orderBy('position')
  return (await unsellable(ctx, lines)) ?? false
}

export const unsellable = async (ctx: Ctx, lines: readonly { productId: string; quantityMilli: number }[]) => {
  const products = new Map(
    (
      await ctx.facts(Product).whereIn(
        'id',
        lines.map(({ productId }) => productId),
      )
    ).map((product) => [product.id, product]),
  )
  for (const { productId, quantityMilli } of lines) {
    const product = products.get(productId)
    if (!product) throw new NotFound('product', productId)
    const terms = {
      product: product.code,
      min: { milli: product.minQuantityMilli },
      step: { milli: product.stepQuantityMilli },
      unit: product.unit,
    }
    if (product.state !== 'active' || product.archivedAt)
      return refuse('product.not_sold', '{product} is not sold any more.', { product: product.code })
    if (quantityMilli < product.minQuantityMilli) return refuse('order.below_minimum', '{product} is sold from {min} {unit} on.', terms)
    if (quantityMilli % product.stepQuantityMilli !== 0 && (quantityMilli - product.minQuantityMilli) % product.stepQuantityMilli !== 0)
      return refuse('order.off_step', '{product} is sold in steps of {step} {unit}.', terms)
  }
  return null
}

export const isBelowMinimumValue: Rule<OrderRow> = async (order, ctx) => {
  const { minimum_order_value } = await settingsOf(ctx)
  return (
    minimum_order_value > 0 &&
    order.netMinor < minimum_order_value &&
    refuse('order.below_minimum_value', 'Orders start at {minimum} without VAT; this one is {net}.', {
      minimum: { minor: minimum_order_value, currency: order.currency },
      net: { minor: order.netMinor, currency: order.currency },
    })
  )
}

/**
 * By how much this order goes beyond the limit: 0 or less = not at all. Its own amount counts since it was placed, and so does what was
 * placed before it and is not decided yet; what was placed after it does not, so that of many orders at once the first ones fit.
 */
export const excessOf = async (order: OrderRow, ctx: Ctx): Promise<number> => {
  const { exposureMinor, limitMinor } = await exposureOf(ctx, order.clientId)
  const waiting = await ctx
    .facts(Order)
    .where({ clientId: order.clientId })
    .whereIn('state', ['placed', 'offered'])
    .whereNot('id', order.id)
  const isLater = ({ placedAt, id }: OrderRow) => `${placedAt?.toISOString()} ${id}` > `${order.placedAt?.toISOString()} ${order.id}`
  const laterMinor = waiting.filter(isLater).reduce((sum, { totalMinor }) => sum + totalMinor, 0)
  return exposureMinor - laterMinor - limitMinor
}

/** Would this draft go over the limit of its client if it were placed now? It is asked before, so that nobody is surprised. */
export const wouldExceedLimit = async (order: OrderRow, ctx: Ctx): Promise<boolean> => (await excessOf(order, ctx)) + order.totalMinor > 0

export const isOverCreditLimit: Rule<OrderRow> = (order, ctx) => overLimit(order, ctx, 0)

const overLimit = async (order: OrderRow, ctx: Ctx, growthMinor: number) => {
  const excessMinor = (await excessOf(order, ctx)) + growthMinor
  if (excessMinor <= 0) return false
  const { exposureMinor, limitMinor } = await exposureOf(ctx, order.clientId)
  const client = await ctx.facts(Client).byId(order.clientId)
  return refuse(
    'order.over_credit_limit',
    'This brings {client} to {exposure}, {excess} above the limit of {limit}.',
    {
      client: client.name,
      exposure: { minor: exposureMinor + growthMinor, currency: order.currency },
      excess: { minor: excessMinor, currency: order.currency },
      limit: { minor: limitMinor, currency: order.currency },
    },
    { overridableBy: 'credit.override', excessMinor },
  )
}

/** The client sets how much a person may order alone; a colleague of the same company agrees to more. */
export const isOverContactLimit: Rule<OrderRow> = async (order, ctx) => {
  const contact = order.contactId ? await ctx.facts(Contact).where({ id: order.contactId }).first() : undefined
  if (!contact || contact.orderLimitMinor === null || order.totalMinor <= contact.orderLimitMinor) return false
  return refuse(
    'order.over_contact_limit',
    '{name} may order up to {limit} alone, and this is {total}: a colleague of the same company agrees first.',
    {
      name: Contact.title(contact),
      limit: { minor: contact.orderLimitMinor, currency: order.currency },
      total: { minor: order.totalMinor, currency: order.currency },
    },
    { overridableBy: 'approve_orders', excessMinor: order.totalMinor - contact.orderLimitMinor },
  )
}

type Offer = { lines: readonly Wanted[] }

/** What is offered is taken without a second look, so the limit is looked at here. */
export const isOverLimitAsOffered: Rule<OrderRow, Offer> = async (order, ctx, { lines }) => {
  const client = await ctx.facts(Client).byId(order.clientId)
  const { sums } = await priced(ctx, client, lines)
  return overLimit(order, ctx, sums.totalMinor - order.totalMinor)
}

/** A price that is simply written down is a discount too, and policies judge discounts by what they are called. */
export const hidesADiscount: Rule<OrderRow, Offer> = async (order, ctx, { lines }) => {
  const client = await ctx.facts(Client).byId(order.clientId)
  const references = await referencePrices(ctx, client, await ctx.facts(OrderLine).where({ orderId: order.id }), lines)
  for (const { productId, unitPriceE4, discountPermille } of lines) {
    const referenceE4 = references.get(productId)!
    if (unitPriceE4 === undefined || unitPriceE4 >= discountedE4(referenceE4, discountPermille ?? 0, order.currency)) continue
    const product = await ctx.facts(Product).byId(productId)
    return refuse('order.discount_not_told', '{product} at this price is a discount of {percent} %. Say it as one.', {
      product: product.code,
      percent: discountBetween(referenceE4, unitPriceE4, order.currency) / 10,
    })
  }
  return false
}

/** Looked at before anybody is asked to agree: what the order holds already counts as free for it. */
export const lacksGoods: Rule<OrderRow, Offer> = async (order, ctx, { lines }) => {
  const asked = lines.filter(({ shortage }) => shortage !== 'wait')
  const free = await availableOf(
    ctx,
    asked.map(({ productId }) => productId),
  )
  const held = (await reservationsOf(ctx, order.id)).filter(({ state }) => state === 'held')
  for (const { productId } of asked) {
    const sum = (all: readonly { productId: string; quantityMilli: number }[]) =>
      all.reduce((total, one) => total + (one.productId === productId ? one.quantityMilli : 0), 0)
    const available = (free.get(productId)?.availableMilli ?? 0) + sum(held)
    if (sum(asked) <= available) continue
    const product = await ctx.facts(Product).byId(productId)
    return refuse('order.not_enough_goods', '{product}: {wanted} asked, but only {available} can be had now.', {
      product: product.code,
      wanted: { milli: sum(asked) },
      available: { milli: available },
    })
  }
  return false
}

/** After goods have left it is a return, not a cancellation. */
export const goodsHaveLeft: Rule<OrderRow> = (order) =>
  order.deliveryState !== 'none' &&
  refuse('order.goods_have_left', 'Goods of {number} have left already, so it cannot be cancelled. It can be returned.', {
    number: order.number ?? '',
  })

/** A customer may act only for the own company; staff for any. */
export const isForAnotherClient: Rule<null, { clientId: string }> = (_none, ctx, { clientId }) =>
  ctx.actor.kind === 'contact' &&
  ctx.actor.clientId !== clientId &&
  refuse('order.not_your_company', 'You can order for your own company only.')

export const isNoDraft: Rule<OrderRow> = (order) =>
  order.state !== 'draft' &&
  refuse('order.is_no_draft', '{number} is placed already; it cannot be changed here. Ask a person to change it, or place another order.', {
    number: order.number ?? '',
  })
