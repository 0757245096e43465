import { effect } from '../../kernel/effect.ts'
import { Refusal } from '../../kernel/errors.ts'
import { enqueue, refresh } from '../conversations/messages.ts'
import { Invoice, Payment } from '../invoicing/records.ts'
import { settingsOf } from '../settings/queries.ts'
import { DeliveryNote } from '../warehouse/records.ts'
import { acceptOrder, declineOrder } from './actions/decide.ts'
import { draftDelivery, invoiceOrder, noteDelivery } from './actions/fulfil.ts'
import { about, tellCustomer, tellStory } from './effects/telling.ts'
import { Order } from './records.ts'

export const showOrderToStaff = effect({
  name: 'order.show_to_staff',
  when: 'order.placed',
  says: 'Post the card of a placed order where the staff sees it',
  async run(ctx, event) {
    await enqueue(ctx, {
      uniqueKey: `order.card ${event.recordId}`,
      contentKey: 'order.card',
      values: { orderId: event.recordId },
      purpose: 'staff',
      to: { place: 'orders' },
      subject: about(event.recordId),
    })
  },
})

export const acceptPlacedOrder = effect({
  name: 'order.accept_when_placed',
  when: 'order.placed',
  says: "Accept a placed order on the customer's behalf; rules and policies say whether people decide first",
  async run(ctx, { recordId }) {
    const order = await ctx.facts(Order).byId(recordId)
    if (order.state !== 'placed') return
    try {
      await ctx.perform(acceptOrder, { id: recordId, input: {} })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // A hard no (the client was blocked meanwhile): the customer hears it instead of silence.
      await ctx.perform(declineOrder, { id: recordId, input: { reason: ctx.house.word(error.said, order.language).slice(0, 500) } })
    }
  },
})

export const fulfilAcceptedOrder = effect({
  name: 'order.fulfil',
  when: 'order.accepted',
  says: 'Write the delivery note and the invoice of an accepted order, as the settings say',
  async run(ctx, { recordId }) {
    const settings = await settingsOf(ctx)
    const order = await ctx.facts(Order).byId(recordId)
    if (order.state !== 'accepted') return
    if (settings.auto_create_goods_delivery) await ctx.perform(draftDelivery, { id: recordId, input: {} })
    if (settings.estimate_auto_convert_to_invoice_on_client_accept && !settings.invoice_on_shipping && order.invoiceState === 'none')
      await ctx.perform(invoiceOrder, { id: recordId, input: {} })
  },
})

export const tellDecision = effect({
  name: 'order.tell_decision',
  when: ['order.accepted', 'order.declined', 'order.offered', 'order.cancelled', 'order.expired'],
  says: 'Tell the customer how it was decided, and the staff in the thread of the order',
  async run(ctx, event) {
    if (!event.body.before.state || event.body.before.state === 'draft') return
    await refresh(ctx, about(event.recordId), 'order.card')
    const from = event.body.before.state
    await tellStory(ctx, event, event.recordId, { from })
    await tellCustomer(ctx, event, event.recordId, event.name, 'order', { from })
  },
})

export const followDeliveryNote = effect({
  name: 'order.follow_delivery_note',
  when: ['delivery_note.approved', 'delivery_note.delivered', 'delivery_note.created', 'delivery_note.ready'],
  says: 'Goods have left: note it on the order, tell the customer with the delivery note, bill if that is when billing is due',
  async run(ctx, event) {
    const note = await ctx.facts(DeliveryNote).byId(event.recordId)
    if (note.sourceRecord !== 'order') return
    if (event.name === 'delivery_note.approved') {
      await ctx.perform(noteDelivery, { id: note.sourceId, input: {} })
      await tellCustomer(ctx, event, note.sourceId, 'order.shipped', 'order', { noteId: note.id })
      const settings = await settingsOf(ctx)
      const order = await ctx.facts(Order).byId(note.sourceId)
      if (settings.invoice_on_shipping && order.invoiceState === 'none') await ctx.perform(invoiceOrder, { id: order.id, input: {} })
    }
    await refresh(ctx, about(note.sourceId), 'order.card')
    await tellStory(ctx, event, note.sourceId, { noteId: note.id })
  },
})

export const followInvoice = effect({
  name: 'order.follow_invoice',
  when: ['invoice.issued', 'invoice.paid', 'invoice.partly_paid', 'invoice.reversed', 'invoice.became_overdue'],
  says: 'Send the customer the invoice, and tell who needs to know what became of it',
  async run(ctx, event) {
    const invoice = await ctx.facts(Invoice).byId(event.recordId)
    if (invoice.kind !== 'invoice') return
    const values = { invoiceId: invoice.id }
    if (invoice.sourceRecord === 'order' && invoice.sourceId) {
      if (event.name === 'invoice.issued') await tellCustomer(ctx, event, invoice.sourceId, 'invoice.issued', 'billing', values)
      await refresh(ctx, about(invoice.sourceId), 'order.card')
      await tellStory(ctx, event, invoice.sourceId, values)
    }
    if (event.name === 'invoice.became_overdue')
      await enqueue(ctx, {
        uniqueKey: `invoice.overdue ${invoice.id}`,
        contentKey: 'invoice.overdue',
        values,
        purpose: 'staff',
        to: { place: 'finance' },
        subject: { record: 'invoice', id: invoice.id },
      })
  },
})

export const thankForPayment = effect({
  name: 'order.thank_for_payment',
  when: 'payment.recorded',
  says: 'Thank the customer for a payment, with what is left to pay',
  async run(ctx, event) {
    const payment = await ctx.facts(Payment).byId(event.recordId)
    // What a credit note settles is told with what it is for.
    if (payment.method === 'credit') return
    const invoice = await ctx.facts(Invoice).byId(payment.invoiceId)
    if (invoice.sourceRecord === 'order' && invoice.sourceId)
      await tellCustomer(ctx, event, invoice.sourceId, 'payment.received', 'billing', { paymentId: payment.id, invoiceId: invoice.id })
  },
})
