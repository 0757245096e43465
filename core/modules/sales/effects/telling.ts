import type { Ctx } from '../../../kernel/ctx.ts'
import type { EventRow } from '../../../kernel/effect.ts'
import { enqueue, type Purpose } from '../../conversations/messages.ts'
import { Order } from '../records.ts'

export const about = (id: string) => ({ record: 'order', id })

/** Tells the contact of an order; the words are made when the message leaves, from what is true then. */
export const tellCustomer = async (
  ctx: Ctx,
  event: EventRow,
  orderId: string,
  contentKey: string,
  purpose: Purpose,
  values: Record<string, unknown> = {},
) => {
  const order = await ctx.facts(Order).byId(orderId)
  if (!order.contactId || !order.placedAt) return
  await enqueue(ctx, {
    uniqueKey: `${contentKey} ${event.id}`,
    contentKey,
    values: { orderId, ...values },
    purpose,
    to: { contactId: order.contactId },
    subject: about(orderId),
  })
}

/** One more line of the order's story, in the thread under its card. */
export const tellStory = (ctx: Ctx, event: EventRow, orderId: string, values: Record<string, unknown> = {}) =>
  enqueue(ctx, {
    uniqueKey: `order.story ${event.id}`,
    contentKey: 'order.story',
    values: {
      orderId,
      event: event.name,
      by: event.actorKind === 'system' ? (event.onBehalfOf ?? 'system') : `${event.actorKind}:${event.actorId}`,
      approvalId: event.approvalId,
      ...values,
    },
    purpose: 'staff',
    to: { place: 'orders' },
    threadOf: { subject: about(orderId), contentKey: 'order.card' },
    subject: about(orderId),
  })
