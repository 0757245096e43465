import type { Ctx } from '../../../kernel/ctx.ts'
import { refuse } from '../../../kernel/sentence.ts'
import { reverseInvoice } from '../../invoicing/actions/invoices.ts'
import { Commitment, Invoice } from '../../invoicing/records.ts'
import { commitmentToLock } from '../../invoicing/rules.ts'
import type { OrderRow } from '../rules.ts'

const billsOf = (ctx: Ctx, orderId: string) =>
  ctx
    .facts(Invoice)
    .where({ sourceId: orderId, kind: 'invoice', archivedAt: null })
    .whereIn('state', ['issued', 'partly_paid', 'paid'])
    .orderBy('id')

/** Money that came in has to go back first, and that is for people. */
export const isPaidFor = async (order: OrderRow, ctx: Ctx) =>
  (await billsOf(ctx, order.id)).some(({ paidMinor }) => paidMinor > 0) &&
  refuse('order.is_paid_for', 'Money has come in for {number} already, so it cannot simply be cancelled. A colleague can pay it back.', {
    number: order.number ?? '',
  })

/** What was placed is given up with evidence: a customer's press. */
export const needsPress = (order: OrderRow, ctx: Ctx) =>
  order.state !== 'draft' &&
  ctx.actor.kind === 'contact' &&
  !ctx.call.press &&
  refuse('action.needs_press', 'This binds you, so it needs a press on the button of the summary.')

/** Takes back the bill of an order that is given up before anything has left. Locks the commitment first, as the house's order asks. */
export const takeBackBill = async (ctx: Ctx, order: OrderRow, why: string): Promise<void> => {
  const bills = await billsOf(ctx, order.id)
  if (!bills.length) return
  const [commitment] = await commitmentToLock(ctx, order.id)
  if (commitment) await ctx.lock(Commitment, commitment.ids)
  for (const { id } of bills) await ctx.perform(reverseInvoice, { id, input: { reason: why } })
}
