import { z } from 'zod'
import { action, type LockPlan } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { day, milli, priceE4, ref } from '../../../kernel/fields.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { withdrawApproval } from '../../approvals/actions.ts'
import { waitingAbout } from '../../approvals/queries.ts'
import { Client } from '../../crm/records.ts'
import { holdCommitment, releaseCommitment } from '../../invoicing/actions/commitments.ts'
import { Commitment } from '../../invoicing/records.ts'
import { commitmentToLock, exposureOf } from '../../invoicing/rules.ts'
import { settingsOf } from '../../settings/queries.ts'
import { openBooks } from '../../warehouse/actions/books.ts'
import { changeReservations, releaseStock } from '../../warehouse/actions/stock.ts'
import { orderLifecycle } from '../lifecycle.ts'
import { priced } from '../pricing.ts'
import { Order, OrderLine } from '../records.ts'
import {
  clientIsBlocked,
  excessOf,
  goodsHaveLeft,
  hasNoLines,
  hasUnsellableLines,
  isBelowMinimumValue,
  isOverCreditLimit,
  type OrderRow,
  unsellable,
} from '../rules.ts'
import { promised, rewrite } from './draft.ts'

const DAY_MS = 86_400_000
const reason = z.string().trim().min(3).max(500)
const underItsClient = (order: OrderRow): LockPlan => [{ record: Client as never, ids: [order.clientId] }]
const source = (order: OrderRow) => ({ sourceRecord: 'order', sourceId: order.id })

const reserve = async (ctx: Ctx, order: OrderRow) => {
  const rows = await ctx.facts(OrderLine).where({ orderId: order.id }).orderBy('position')
  await ctx.perform(changeReservations, {
    input: {
      ...source(order),
      lines: rows.map(({ id, productId, quantityMilli, shortage }) => ({
        lineId: id,
        productId,
        quantityMilli,
        shortage: shortage === 'wait' ? ('wait' as const) : ('refuse' as const),
      })),
    },
  })
}

const letGo = async (ctx: Ctx, order: OrderRow, why: string) => {
  await ctx.perform(releaseCommitment, { input: { sourceId: order.id } })
  await ctx.perform(releaseStock, { input: { sourceId: order.id } })
  for (const { id } of await waitingAbout(ctx, order.id)) await ctx.perform(withdrawApproval, { id, input: { reason: why } })
}

/** The price told is the price billed: what the summary said must still hold at the press. */
const pricesHaveChanged = async (order: OrderRow, ctx: Ctx) => {
  const client = await ctx.facts(Client).byId(order.clientId)
  const held = await ctx.facts(OrderLine).where({ orderId: order.id }).orderBy('position')
  const { sums } = await priced(
    ctx,
    client,
    held.map(({ productId, quantityMilli, shortage }) => ({ productId, quantityMilli, shortage })),
  )
  return (
    sums.totalMinor !== order.totalMinor &&
    refuse('order.prices_changed', 'Prices have changed since: it is {now} now, not {before}. Look at it again before you confirm.', {
      now: { minor: sums.totalMinor, currency: order.currency },
      before: { minor: order.totalMinor, currency: order.currency },
    })
  )
}

export const placeOrder = action(Order, {
  name: 'order.place',
  says: 'Place the order',
  needs: 'order.place',
  binding: true,
  input: z.strictObject({}),
  touches: ['order'],
  moves: { lifecycle: orderLifecycle, move: 'place' },
  unless: [hasNoLines, clientIsBlocked, hasUnsellableLines, isBelowMinimumValue, pricesHaveChanged],
  locks: underItsClient,
  async run(ctx, order) {
    const held = await ctx.facts(OrderLine).where({ orderId: order.id })
    const deliverOn = await promised(ctx, held, order.wantedOn)
    const { placed_expires_days } = await settingsOf(ctx)
    await ctx.move(orderLifecycle, order, 'place', {
      placedAt: ctx.now,
      deliverOn,
      expiresAt: new Date(ctx.now.getTime() + placed_expires_days * DAY_MS),
    })
    await ctx.perform(holdCommitment, {
      input: { ...source(order), clientId: order.clientId, amountMinor: order.totalMinor, currency: order.currency },
    })
    await reserve(ctx, order)
    if (!order.number) ctx.number(order)
    return sentence('order.is_placed', 'Order {number} is placed: {total}.', {
      number: () => order.number ?? '',
      total: { minor: order.totalMinor, currency: order.currency },
    })
  },
})

export const acceptOrder = action(Order, {
  name: 'order.accept',
  says: 'Accept the order',
  needs: 'order.accept',
  input: z.strictObject({}),
  touches: ['order'],
  moves: { lifecycle: orderLifecycle, move: 'accept' },
  unless: [clientIsBlocked, isOverCreditLimit],
  locks: underItsClient,
  async run(ctx, order) {
    const excessMinor = await excessOf(order, ctx)
    await ctx.move(orderLifecycle, order, 'accept', {
      acceptedAt: ctx.now,
      expiresAt: null,
      ...(excessMinor > 0 && {
        creditOverride: { approvalId: ctx.call.approvalId, reason: ctx.call.override?.reason ?? 'decided in its approval', excessMinor },
      }),
    })
    return sentence('order.is_accepted', '{number} is accepted.', { number: order.number ?? '' })
  },
})

export const declineOrder = action(Order, {
  name: 'order.decline',
  says: 'Decline the order, with the reason that the customer is told',
  needs: 'order.decline',
  input: z.strictObject({ reason }),
  touches: ['order'],
  moves: { lifecycle: orderLifecycle, move: 'decline' },
  locks: underItsClient,
  async run(ctx, order, input) {
    await ctx.move(orderLifecycle, order, 'decline', { reason: input.reason, expiresAt: null })
    await letGo(ctx, order, input.reason)
    return sentence('order.is_declined', '{number} is declined: {reason}', { number: order.number ?? '', reason: input.reason })
  },
})

/** Everything that new lines will write, so that an offer can also be made while it is decided about: the approval is locked last. */
const withAllItHolds = async (
  order: OrderRow,
  ctx: Ctx,
  { lines }: { lines: readonly { productId: string; shortage?: 'wait' | null | undefined }[] },
): Promise<LockPlan> => {
  await ctx.lock(Client, [order.clientId])
  await ctx.lock(Order, [order.id])
  await ctx.lock(
    OrderLine,
    (await ctx.facts(OrderLine).where({ orderId: order.id })).map(({ id }) => id),
  )
  const [commitment] = await commitmentToLock(ctx, order.id)
  if (commitment) await ctx.lock(Commitment, commitment.ids)
  const withArrivals = lines.some(({ shortage }) => shortage === 'wait')
  await openBooks(ctx, { sourceId: order.id, productIds: lines.map(({ productId }) => productId), withArrivals })
  return []
}

export const offerOrder = action(Order, {
  name: 'order.offer',
  says: 'Offer the order changed, for the customer to take or refuse',
  needs: 'order.offer',
  input: z.strictObject({
    lines: z
      .array(
        z.strictObject({
          productId: ref('product'),
          quantityMilli: milli().min(1),
          unitPriceE4: priceE4().optional(),
          discountPermille: z.int().min(0).max(1000).optional(),
          shortage: z.enum(['wait']).nullable().optional(),
        }),
      )
      .min(1)
      .max(500),
    wantedOn: day().nullable().optional(),
    reason: reason.optional(),
  }),
  touches: ['order', 'order_line'],
  moves: { lifecycle: orderLifecycle, move: 'offer' },
  unless: [async (_order, ctx, { lines }) => (await unsellable(ctx, lines)) ?? false],
  locks: withAllItHolds,
  async run(ctx, order, input) {
    const sums = await rewrite(ctx, order, input.lines)
    const wantedOn = input.wantedOn === undefined ? order.wantedOn : input.wantedOn
    const { offer_expires_days } = await settingsOf(ctx)
    await ctx.move(orderLifecycle, order, 'offer', {
      ...sums,
      wantedOn,
      reason: input.reason ?? null,
      expiresAt: new Date(ctx.now.getTime() + offer_expires_days * DAY_MS),
    })
    await ctx.perform(holdCommitment, {
      input: { ...source(order), clientId: order.clientId, amountMinor: order.totalMinor, currency: order.currency },
    })
    await reserve(ctx, order)
    for (const { id } of (await waitingAbout(ctx, order.id)).filter((one) => one.id !== ctx.call.approvalId))
      await ctx.perform(withdrawApproval, { id, input: { reason: 'changed and offered to the customer' } })
    return sentence('order.is_offered', '{number} is offered as changed: {total}.', {
      number: order.number ?? '',
      total: { minor: order.totalMinor, currency: order.currency },
    })
  },
})

export const takeOffer = action(Order, {
  name: 'order.take',
  says: 'Take the order as offered',
  needs: 'order.take',
  binding: true,
  input: z.strictObject({}),
  touches: ['order'],
  moves: { lifecycle: orderLifecycle, move: 'take' },
  unless: [clientIsBlocked],
  locks: underItsClient,
  async run(ctx, order) {
    await ctx.move(orderLifecycle, order, 'take', { acceptedAt: ctx.now, expiresAt: null })
    return sentence('order.is_accepted', '{number} is accepted.', { number: order.number ?? '' })
  },
})

export const refuseOffer = action(Order, {
  name: 'order.refuse',
  says: 'Refuse the offer',
  needs: 'order.refuse',
  input: z.strictObject({ reason: z.string().trim().max(500).optional() }),
  touches: ['order'],
  moves: { lifecycle: orderLifecycle, move: 'refuse' },
  locks: underItsClient,
  async run(ctx, order, input) {
    await ctx.move(orderLifecycle, order, 'refuse', { reason: input.reason ?? null, expiresAt: null })
    await letGo(ctx, order, 'the customer refused the offer')
    return sentence('order.offer_refused', 'The offer for {number} is refused. Nothing is ordered.', { number: order.number ?? '' })
  },
})

export const cancelOrder = action(Order, {
  name: 'order.cancel',
  says: 'Cancel the order',
  needs: 'order.cancel',
  input: z.strictObject({ reason: z.string().trim().max(500).optional() }),
  touches: ['order'],
  moves: { lifecycle: orderLifecycle, move: 'cancel' },
  unless: [
    goodsHaveLeft,
    (order) =>
      order.invoiceState !== 'none' &&
      refuse('order.is_invoiced', '{number} is invoiced already. Reverse the invoice first.', { number: order.number ?? '' }),
  ],
  locks: underItsClient,
  async run(ctx, order, input) {
    const wasDraft = order.state === 'draft'
    await ctx.move(orderLifecycle, order, 'cancel', { cancelledAt: ctx.now, reason: input.reason ?? null, expiresAt: null })
    if (!wasDraft) await letGo(ctx, order, 'the order is cancelled')
    return sentence('order.is_cancelled', '{what} is cancelled.', { what: order.number ?? Order.title(order) })
  },
})

export const expireOrder = action(Order, {
  name: 'order.expire',
  says: 'The order has run out of time',
  needs: 'order.expire',
  inner: true,
  input: z.strictObject({}),
  touches: ['order'],
  moves: { lifecycle: orderLifecycle, move: 'expire' },
  locks: underItsClient,
  async run(ctx, order) {
    if (!order.expiresAt || order.expiresAt > ctx.now)
      throw new Refusal(refuse('order.not_out_of_time', '{what} has time left.', { what: Order.title(order) }))
    const wasDraft = order.state === 'draft'
    await ctx.move(orderLifecycle, order, 'expire', {})
    if (!wasDraft) await letGo(ctx, order, 'the order ran out of time')
    return sentence('order.is_expired', '{what} has run out of time.', { what: Order.title(order) })
  },
})
