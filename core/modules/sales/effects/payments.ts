import { effect } from '../../../kernel/effect.ts'
import { enqueue } from '../../conversations/messages.ts'
import { Invoice, Payment } from '../../invoicing/records.ts'
import { Order } from '../records.ts'

export const followOnlinePayment = effect({
  name: 'payment.follow_online',
  when: 'payment.recorded',
  says: 'Thank whoever paid online, and tell finance of payments that belong to no order',
  async run(ctx, event) {
    const payment = await ctx.facts(Payment).byId(event.recordId)
    if (payment.method !== 'online') return
    const invoice = await ctx.facts(Invoice).byId(payment.invoiceId)
    const order = invoice.sourceRecord === 'order' && invoice.sourceId ? await ctx.facts(Order).byId(invoice.sourceId) : null
    const [kind, payer] = (event.onBehalfOf ?? `${event.actorKind}:${event.actorId}`).split(':')
    const values = { paymentId: payment.id, invoiceId: invoice.id }
    const subject = { record: 'invoice', id: invoice.id }
    // Who ordered is thanked with the order.
    if (kind === 'contact' && payer && payer !== order?.contactId)
      await enqueue(ctx, {
        uniqueKey: `payment.thanks ${event.id}`,
        contentKey: 'payment.thanks',
        values,
        purpose: 'billing',
        to: { contactId: payer },
        subject,
      })
    if (!order)
      await enqueue(ctx, {
        uniqueKey: `payment.story ${event.id}`,
        contentKey: 'payment.story',
        values,
        purpose: 'staff',
        to: { place: 'finance' },
        subject,
      })
  },
})
