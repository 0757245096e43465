import { z } from 'zod'
import { action, type LockPlan } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { milli } from '../../../kernel/fields.ts'
import type { RowOf } from '../../../kernel/record.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { Client } from '../../crm/records.ts'
import { creditInvoice } from '../../invoicing/actions/credit.ts'
import { Invoice } from '../../invoicing/records.ts'
import { balanceMinor } from '../../invoicing/rules.ts'
import { takeBackGoods } from '../../warehouse/actions/returns.ts'
import { leftFor } from '../../warehouse/rules.ts'
import { returnLifecycle } from '../lifecycle.ts'
import { Order, OrderLine, OrderReturn, OrderReturnLine } from '../records.ts'
import { isMoreThanLeft, nothingHasLeft } from '../rules/returns.ts'

type ReturnRow = RowOf<(typeof OrderReturn)['fields']>

/** The customer asks to give goods back; people decide. Nothing moves yet. */
export const returnOrder = action(Order, {
  name: 'order.return',
  says: 'Ask to give back goods of a delivered order',
  needs: 'order.return',
  binding: true,
  input: z.strictObject({
    lines: z
      .array(z.strictObject({ lineId: z.uuid(), quantityMilli: milli().min(1).max(1e12) }))
      .min(1)
      .max(500),
    reason: z.string().trim().min(3).max(500).describe('Why it goes back'),
  }),
  touches: ['order_return', 'order_return_line'],
  unless: [nothingHasLeft, isMoreThanLeft],
  locks: (order) => [{ record: Client as never, ids: [order.clientId] }],
  async run(ctx, order, { lines, reason }) {
    const held = new Map((await ctx.facts(OrderLine).where({ orderId: order.id })).map((line) => [line.id, line.productId]))
    const wanted = new Map<string, number>()
    for (const { lineId, quantityMilli } of lines) wanted.set(lineId, (wanted.get(lineId) ?? 0) + quantityMilli)
    const row = await ctx.create(OrderReturn, {
      orderId: order.id,
      clientId: order.clientId,
      contactId: ctx.actor.kind === 'contact' ? ctx.actor.id : order.contactId,
      reason,
      currency: order.currency,
    })
    await ctx.createMany(
      OrderReturnLine,
      [...wanted].map(([orderLineId, quantityMilli]) => ({
        returnId: row.id,
        orderLineId,
        productId: held.get(orderLineId)!,
        quantityMilli,
      })),
    )
    ctx.number(row)
    const said = sentence('order_return.is_requested', 'The return {number} of {order} is asked for.', {
      number: () => row.number ?? '',
      order: order.number ?? '',
    })
    return { said, row }
  },
})

const underItsOrder = (row: ReturnRow): LockPlan => [
  { record: Client as never, ids: [row.clientId] },
  { record: Order as never, ids: [row.orderId] },
]

/** Goods come back to the warehouses that they left from. */
const parcelsOf = async (ctx: Ctx, row: ReturnRow) => {
  const left = await leftFor(ctx, row.orderId)
  const lines = await ctx.facts(OrderReturnLine).where({ returnId: row.id })
  return lines.flatMap(({ orderLineId, productId, quantityMilli }) => {
    let rest = quantityMilli
    return left
      .filter(({ lineId }) => lineId === orderLineId)
      .flatMap(({ warehouseId, quantityMilli: leftMilli }) => {
        const taken = Math.min(rest, leftMilli)
        rest -= taken
        return taken > 0 ? [{ warehouseId, productId, quantityMilli: taken }] : []
      })
  })
}

export const approveReturn = action(OrderReturn, {
  name: 'order_return.approve',
  says: 'Take goods back: a credit note is issued, and the goods return to stock',
  needs: 'order_return.approve',
  input: z.strictObject({
    restock: z.boolean().default(true).describe('The goods can be sold again'),
    answer: z.string().trim().max(500).optional().describe('A line to the customer'),
  }),
  touches: ['order_return'],
  moves: { lifecycle: returnLifecycle, move: 'approve' },
  locks: underItsOrder,
  async run(ctx, row, { restock, answer }) {
    const lines = await ctx.facts(OrderReturnLine).where({ returnId: row.id })
    const [invoice] = await ctx
      .facts(Invoice)
      .where({ sourceId: row.orderId, kind: 'invoice', archivedAt: null })
      .whereIn('state', ['issued', 'partly_paid', 'paid'])
      .orderBy('id')
    if (!invoice)
      throw new Refusal(
        refuse('order_return.not_invoiced', 'This order is not invoiced yet. Issue its invoice first, then take the goods back.'),
      )
    const openMinor = balanceMinor(invoice)
    await ctx.move(returnLifecycle, row, 'approve', { answer: answer || null, restocked: restock })
    const credited = await ctx.perform(creditInvoice, {
      id: invoice.id,
      input: { lines: lines.map(({ productId, quantityMilli }) => ({ productId, quantityMilli })), reason: row.reason },
    })
    const credit = await ctx.facts(Invoice).byId(credited.id!)
    const refundMinor = Math.max(0, credit.totalMinor - openMinor)
    await ctx.change(row, { creditNoteId: credit.id, refundMinor })
    if (restock) await ctx.perform(takeBackGoods, { input: { parcels: await parcelsOf(ctx, row), reason: row.reason } })
    return sentence('order_return.is_approved', '{number} is taken back: {total} are credited.', {
      number: row.number ?? '',
      total: { minor: credit.totalMinor, currency: credit.currency },
    })
  },
})

export const declineReturn = action(OrderReturn, {
  name: 'order_return.decline',
  says: 'Do not take goods back, with the reason that the customer is told',
  needs: 'order_return.decline',
  input: z.strictObject({ reason: z.string().trim().min(3).max(500) }),
  touches: ['order_return'],
  moves: { lifecycle: returnLifecycle, move: 'decline' },
  locks: underItsOrder,
  async run(ctx, row, { reason }) {
    await ctx.move(returnLifecycle, row, 'decline', { answer: reason })
    return sentence('order_return.is_declined', '{number} is declined: {reason}', { number: row.number ?? '', reason })
  },
})
