import { effect } from '../../../kernel/effect.ts'
import { enqueue, refresh } from '../../conversations/messages.ts'
import { OrderReturn } from '../records.ts'

const about = (id: string) => ({ record: 'order_return', id })

export const showReturnToStaff = effect({
  name: 'order_return.show_to_staff',
  when: 'order_return.requested',
  says: 'Post the card of a return where the staff decides about it',
  async run(ctx, { recordId }) {
    await enqueue(ctx, {
      uniqueKey: `order_return.card ${recordId}`,
      contentKey: 'order_return.card',
      values: { returnId: recordId },
      purpose: 'staff',
      to: { place: 'orders' },
      subject: about(recordId),
    })
  },
})

export const followReturn = effect({
  name: 'order_return.follow',
  when: ['order_return.approved', 'order_return.declined'],
  says: 'Tell the customer how the return was decided, with the credit note; tell finance what is to be paid back',
  async run(ctx, event) {
    const row = await ctx.facts(OrderReturn).byId(event.recordId)
    await refresh(ctx, about(row.id), 'order_return.card')
    if (row.contactId)
      await enqueue(ctx, {
        uniqueKey: `order_return.decided ${event.id}`,
        contentKey: 'order_return.decided',
        values: { returnId: row.id },
        purpose: 'billing',
        to: { contactId: row.contactId },
        subject: about(row.id),
      })
    if (row.refundMinor > 0)
      await enqueue(ctx, {
        uniqueKey: `order_return.refund ${event.id}`,
        contentKey: 'order_return.refund',
        values: { returnId: row.id },
        purpose: 'staff',
        to: { place: 'finance' },
        subject: about(row.id),
      })
  },
})
