import { z } from 'zod'
import type { LockPlan } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { answerCounter, withdrawApproval } from '../../approvals/actions/ask.ts'
import { counteredAbout, waitingAbout } from '../../approvals/queries.ts'
import { Client } from '../../crm/records.ts'
import { releaseCommitment } from '../../invoicing/actions/commitments.ts'
import { changeReservations, releaseStock } from '../../warehouse/actions/stock.ts'
import { OrderLine } from '../records.ts'
import type { OrderRow } from '../rules.ts'

export const DAY_MS = 86_400_000
export const reason = z.string().trim().min(3).max(500)
export const underItsClient = (order: OrderRow): LockPlan => [{ record: Client as never, ids: [order.clientId] }]
export const source = (order: OrderRow) => ({ sourceRecord: 'order', sourceId: order.id })

/** Holds the goods of an order's lines as they are now. */
export const reserve = async (ctx: Ctx, order: OrderRow) => {
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

/** Gives free all that an order holds, and closes what is asked about it. */
export const letGo = async (ctx: Ctx, order: OrderRow, why: string) => {
  await ctx.perform(releaseCommitment, { input: { sourceId: order.id } })
  await ctx.perform(releaseStock, { input: { sourceId: order.id } })
  for (const { id } of await waitingAbout(ctx, order.id)) await ctx.perform(withdrawApproval, { id, input: { reason: why } })
}

/** What the customer made of a counter-offer closes the approval that it answered. */
export const answerOffer = async (ctx: Ctx, order: OrderRow, answer: 'take' | 'refuse' | 'expire') => {
  for (const { id } of await counteredAbout(ctx, order.id)) await ctx.perform(answerCounter, { id, input: { answer } })
}
