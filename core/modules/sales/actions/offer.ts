import { z } from 'zod'
import { action, type LockPlan } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { day, milli, priceE4, ref } from '../../../kernel/fields.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { counterApproval, withdrawApproval } from '../../approvals/actions/ask.ts'
import { waitingAbout } from '../../approvals/queries.ts'
import { Client } from '../../crm/records.ts'
import { holdCommitment } from '../../invoicing/actions/commitments.ts'
import { Commitment } from '../../invoicing/records.ts'
import { commitmentToLock } from '../../invoicing/rules.ts'
import { settingsOf } from '../../settings/queries.ts'
import { openBooks } from '../../warehouse/actions/books.ts'
import { reservedFor } from '../../warehouse/rules.ts'
import { asTold } from '../changes.ts'
import { orderLifecycle } from '../lifecycle.ts'
import { Order, OrderLine } from '../records.ts'
import { clientIsBlocked, excessOf, hidesADiscount, isOverLimitAsOffered, lacksGoods, type OrderRow, unsellable } from '../rules.ts'
import { rewrite } from './draft.ts'
import { answerOffer, DAY_MS, letGo, reason, reserve, source, underItsClient } from './holds.ts'

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

const asPlaced = async (ctx: Ctx, order: OrderRow) => ({
  lines: (await ctx.facts(OrderLine).where({ orderId: order.id }).orderBy('position')).map(asTold),
  totalMinor: order.totalMinor,
  deliverOn: order.deliverOn,
})

/** Stands with the order where what is offered goes above the limit, by whose word and why. */
const overTheLimit = async (ctx: Ctx, order: OrderRow) => {
  const excessMinor = await excessOf(order, ctx)
  if (excessMinor <= 0) return null
  return { approvalId: ctx.call.approvalId, reason: ctx.call.override?.reason ?? 'decided in its approval', excessMinor }
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
          quantityMilli: milli().min(1).max(1e12),
          unitPriceE4: priceE4().max(1e13).optional().describe('The price as it is to be (Default: the price list, less the discount)'),
          tax: z.enum(['net', 'gross']).optional().describe('Whether that price holds VAT (Default: as the price list)'),
          discountPermille: z.int().min(0).max(1000).optional().describe('How far below its price; a lower price must say so'),
          shortage: z.enum(['wait']).nullable().optional(),
        }),
      )
      .min(1)
      .max(500),
    wantedOn: day().nullable().optional().describe('The day it is to be delivered on (Default: as before)'),
    reason: reason.optional().describe('What the customer is told with it'),
  }),
  touches: ['order', 'order_line'],
  moves: { lifecycle: orderLifecycle, move: 'offer' },
  unless: [
    clientIsBlocked,
    async (_order, ctx, { lines }) => (await unsellable(ctx, lines)) ?? false,
    hidesADiscount,
    lacksGoods,
    isOverLimitAsOffered,
  ],
  locks: withAllItHolds,
  async run(ctx, order, input) {
    const changedFrom = await asPlaced(ctx, order)
    const sums = await rewrite(ctx, order, input.lines)
    const wantedOn = input.wantedOn === undefined ? order.wantedOn : input.wantedOn
    const { offer_expires_days } = await settingsOf(ctx)
    await ctx.move(orderLifecycle, order, 'offer', {
      ...sums,
      wantedOn,
      changedFrom,
      reason: input.reason ?? null,
      expiresAt: new Date(ctx.now.getTime() + offer_expires_days * DAY_MS),
    })
    await ctx.perform(holdCommitment, {
      input: { ...source(order), clientId: order.clientId, amountMinor: order.totalMinor, currency: order.currency },
    })
    await reserve(ctx, order)
    const { deliverOn } = await reservedFor(ctx, order.id, wantedOn)
    if (input.wantedOn && deliverOn && deliverOn > input.wantedOn)
      throw new Refusal(
        refuse('order.not_by_then', 'It cannot be there on {wanted}; the first day is {earliest}.', {
          wanted: { day: input.wantedOn },
          earliest: { day: deliverOn },
        }),
      )
    await ctx.change(order, { deliverOn, creditOverride: await overTheLimit(ctx, order) })
    await closeAsked(ctx, order, { changedBy: ctx.actor.kind === 'staff' ? ctx.actor.id : null })
    return sentence('order.is_offered', '{number} is offered as changed: {total}.', {
      number: order.number ?? '',
      total: { minor: order.totalMinor, currency: order.currency },
    })
  },
})

/** Closes what people were asked about the order as it was: with a counter-offer it is answered, else it is out of date. */
const closeAsked = async (ctx: Ctx, order: OrderRow, { changedBy }: { changedBy: string | null }) => {
  for (const { id, action } of (await waitingAbout(ctx, order.id)).filter((one) => one.id !== ctx.call.approvalId))
    if (action === 'order.accept') await ctx.perform(counterApproval, { id, input: { by: changedBy } })
    else await ctx.perform(withdrawApproval, { id, input: { reason: 'changed and offered to the customer' } })
}

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
    await answerOffer(ctx, order, 'take')
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
    await answerOffer(ctx, order, 'refuse')
    return sentence('order.offer_refused', 'The offer for {number} is refused. Nothing is ordered.', { number: order.number ?? '' })
  },
})
