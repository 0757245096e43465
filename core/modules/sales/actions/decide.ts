import { z } from 'zod'
import { action } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { Refusal } from '../../../kernel/errors.ts'
import type { Rule } from '../../../kernel/lifecycle.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { withdrawApproval } from '../../approvals/actions/ask.ts'
import { waitingAbout } from '../../approvals/queries.ts'
import { Approval } from '../../approvals/records.ts'
import { Client } from '../../crm/records.ts'
import { holdCommitment } from '../../invoicing/actions/commitments.ts'
import { settingsOf } from '../../settings/queries.ts'
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
  isOverContactLimit,
  isOverCreditLimit,
  type OrderRow,
} from '../rules.ts'
import { isPaidFor, needsPress, takeBackBill } from './bill.ts'
import { promised } from './draft.ts'
import { answerOffer, DAY_MS, letGo, reason, reserve, source, underItsClient } from './holds.ts'

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
  unless: [clientIsBlocked, isOverCreditLimit, isOverContactLimit],
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
    for (const { id } of (await waitingAbout(ctx, order.id)).filter((one) => one.id !== ctx.call.approvalId))
      await ctx.perform(withdrawApproval, { id, input: { reason: 'the order was accepted meanwhile' } })
    return sentence('order.is_accepted', '{number} is accepted.', { number: order.number ?? '' })
  },
})

/** A rejection may be taken back until it is followed; both happen under the order's lock. */
const isReopened: Rule<OrderRow, { approvalId?: string | undefined }> = async (order, ctx, { approvalId }) => {
  if (!approvalId) return false
  const approval = await ctx.facts(Approval).where({ id: approvalId, recordId: order.id }).first()
  return (
    approval?.state === 'waiting' &&
    refuse('order.decision_reopened', 'The decision on {number} was reopened.', { number: order.number ?? '' })
  )
}

export const declineOrder = action(Order, {
  name: 'order.decline',
  says: 'Decline the order, with the reason that the customer is told',
  needs: 'order.decline',
  input: z.strictObject({ reason, approvalId: z.uuid().optional().describe('The approval whose rejection this follows') }),
  touches: ['order'],
  moves: { lifecycle: orderLifecycle, move: 'decline' },
  unless: [isReopened],
  locks: underItsClient,
  async run(ctx, order, input) {
    await ctx.move(orderLifecycle, order, 'decline', { reason: input.reason, expiresAt: null })
    await letGo(ctx, order, input.reason)
    return sentence('order.is_declined', '{number} is declined: {reason}', { number: order.number ?? '', reason: input.reason })
  },
})

export const cancelOrder = action(Order, {
  name: 'order.cancel',
  says: 'Cancel the order',
  needs: 'order.cancel',
  input: z.strictObject({ reason: z.string().trim().max(500).optional() }),
  touches: ['order'],
  moves: { lifecycle: orderLifecycle, move: 'cancel' },
  unless: [needsPress, goodsHaveLeft, isPaidFor],
  locks: underItsClient,
  async run(ctx, order, input) {
    const wasDraft = order.state === 'draft'
    await ctx.move(orderLifecycle, order, 'cancel', { cancelledAt: ctx.now, reason: input.reason ?? null, expiresAt: null })
    if (!wasDraft) {
      await takeBackBill(ctx, order, 'the order is cancelled')
      await letGo(ctx, order, 'the order is cancelled')
    }
    await answerOffer(ctx, order, 'refuse')
    return sentence('order.is_cancelled', '{what} is cancelled.', { what: order.number ?? Order.title(order) })
  },
})

export const expireOrder = action(Order, {
  name: 'order.expire',
  says: 'The order has run out of time',
  needs: 'order.expire',
  inner: true,
  input: z.strictObject({ undecided: z.boolean().optional().describe('Nobody decided it in time, and nobody is left to ask') }),
  touches: ['order'],
  moves: { lifecycle: orderLifecycle, move: 'expire' },
  locks: underItsClient,
  async run(ctx, order, { undecided }) {
    const isLeft = undecided && order.state === 'placed' && (await waitingAbout(ctx, order.id)).length === 0
    if (!isLeft && (!order.expiresAt || order.expiresAt > ctx.now))
      throw new Refusal(refuse('order.not_out_of_time', '{what} has time left.', { what: Order.title(order) }))
    const wasDraft = order.state === 'draft'
    await ctx.move(orderLifecycle, order, 'expire', {})
    if (!wasDraft) await letGo(ctx, order, 'the order ran out of time')
    await answerOffer(ctx, order, 'expire')
    return sentence('order.is_expired', '{what} has run out of time.', { what: Order.title(order) })
  },
})
