import type { Ctx } from '../../../kernel/ctx.ts'
import { refuse } from '../../../kernel/sentence.ts'
import { leftFor } from '../../warehouse/rules.ts'
import { OrderLine, OrderReturn, OrderReturnLine } from '../records.ts'
import type { OrderRow } from '../rules.ts'

/** A line of an order of which something may go back still: what has left, less what goes back already. */
export type Returnable = { lineId: string; productId: string; freeMilli: number }

/** For an order that the asker may see: tells how much of its lines has left and not come back. Lines with nothing are left out. */
export const returnableOf = async (ctx: Ctx, orderId: string): Promise<Returnable[]> => {
  const left = await leftFor(ctx, orderId)
  const asked = await ctx.facts(OrderReturn).where({ orderId, archivedAt: null }).whereIn('state', ['requested', 'approved'])
  const back = await ctx.facts(OrderReturnLine).whereIn(
    'returnId',
    asked.map(({ id }) => id),
  )
  const lines = await ctx.facts(OrderLine).where({ orderId }).orderBy('position')
  const sum = (all: readonly { quantityMilli: number }[]) => all.reduce((total, { quantityMilli }) => total + quantityMilli, 0)
  return lines
    .map(({ id, productId }) => ({
      lineId: id,
      productId,
      freeMilli: sum(left.filter(({ lineId }) => lineId === id)) - sum(back.filter(({ orderLineId }) => orderLineId === id)),
    }))
    .filter(({ freeMilli }) => freeMilli > 0)
}

/** Before goods have left there is nothing to give back: that is a cancellation. */
export const nothingHasLeft = (order: OrderRow) =>
  order.deliveryState === 'none' &&
  refuse('order.nothing_has_left', 'Nothing of {number} has left yet, so nothing can go back. It can be cancelled.', {
    number: order.number ?? '',
  })

export const isMoreThanLeft = async (
  order: OrderRow,
  ctx: Ctx,
  { lines }: { lines: readonly { lineId: string; quantityMilli: number }[] },
) => {
  const free = new Map((await returnableOf(ctx, order.id)).map(({ lineId, freeMilli }) => [lineId, freeMilli]))
  const wanted = new Map<string, number>()
  for (const { lineId, quantityMilli } of lines) wanted.set(lineId, (wanted.get(lineId) ?? 0) + quantityMilli)
  const tooMuch = [...wanted].find(([lineId, quantityMilli]) => quantityMilli > (free.get(lineId) ?? 0))
  if (!tooMuch) return false
  const line = await ctx.facts(OrderLine).where({ orderId: order.id, id: tooMuch[0] }).first()
  return refuse('order.return_too_much', 'Of {product} at most {most} can go back.', {
    product: line?.codeAsWritten ?? '–',
    most: { milli: free.get(tooMuch[0]) ?? 0 },
  })
}
