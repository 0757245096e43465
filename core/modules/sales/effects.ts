import type { Ctx } from '../../kernel/ctx.ts'
import { type EventRow, effect } from '../../kernel/effect.ts'
import { Refusal } from '../../kernel/errors.ts'
import { withdrawApproval } from '../approvals/actions.ts'
import { waitingAbout } from '../approvals/queries.ts'
import { Approval } from '../approvals/records.ts'
import { enqueue, type Purpose, refresh } from '../conversations/messages.ts'
import { Invoice, Payment } from '../invoicing/records.ts'
import { settingsOf } from '../settings/queries.ts'
import { DeliveryNote } from '../warehouse/records.ts'
import { acceptOrder, declineOrder, expireOrder } from './actions/decide.ts'
import { draftDelivery, invoiceOrder, noteDelivery } from './actions/fulfil.ts'
import { Order } from './records.ts'

const about = (id: string) => ({ record: 'order', id })

/** Tells the contact of an order; the words are made when the message leaves, from what is true then. */
const tellCustomer = async (
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
const tellStory = (ctx: Ctx, event: EventRow, orderId: string, values: Record<string, unknown> = {}) =>
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
      await ctx.perform(declineOrder, { id: recordId, input: { reason: error.message.slice(0, 500) } })
    }
  },
})

export const tellThatItWaits = effect({
  name: 'order.tell_that_it_waits',
  when: 'approval.requested',
  says: 'Show on the order card who must decide, and tell the customer where a rule is stepped over',
  async run(ctx, event) {
    const approval = await ctx.facts(Approval).byId(event.recordId)
    if (approval.record !== 'order' || !approval.recordId) return
    await refresh(ctx, about(approval.recordId), 'order.card')
    if (approval.action !== 'order.accept') {
      await showAsked(ctx, approval.id, approval.recordId)
      return
    }
    if (approval.refusals.length === 0) return
    await tellCustomer(ctx, event, approval.recordId, 'order.waits', 'order', { approvalId: approval.id })
    await enqueue(ctx, {
      uniqueKey: `approval.notice ${approval.id}`,
      contentKey: 'approval.notice',
      values: { orderId: approval.recordId, approvalId: approval.id },
      purpose: 'staff',
      to: { place: 'credit' },
      subject: { record: 'approval', id: approval.id },
    })
  },
})

/** What a colleague asks about an order (a discount that is theirs to ask for, not to give): a card of its own, under the order's. */
const showAsked = (ctx: Ctx, approvalId: string, orderId: string) =>
  enqueue(ctx, {
    uniqueKey: `approval.card ${approvalId}`,
    contentKey: 'approval.card',
    values: { approvalId, orderId },
    purpose: 'staff',
    to: { place: 'orders' },
    threadOf: { subject: about(orderId), contentKey: 'order.card' },
    subject: { record: 'approval', id: approvalId },
  })

export const followApproval = effect({
  name: 'order.follow_approval',
  when: [
    'approval.approved',
    'approval.rejected',
    'approval.lapsed',
    'approval.withdrawn',
    'approval.expired',
    'approval.changed',
    'approval.countered',
  ],
  says: 'Bring the cards up to date; a rejected order is declined with its reason, one out of time expires',
  async run(ctx, event) {
    const approval = await ctx.facts(Approval).byId(event.recordId)
    if (approval.record !== 'order' || !approval.recordId) return
    const id = approval.recordId
    const order = await ctx.facts(Order).byId(id)
    await refresh(ctx, { record: 'approval', id: approval.id })
    // A no to a colleague's offer is no answer to the customer: the order waits on.
    if (approval.action !== 'order.accept') {
      if (approval.state !== 'approved') await tellStory(ctx, event, id, { approvalId: approval.id })
      return refresh(ctx, about(id), 'order.card')
    }
    if (order.state === 'placed' && approval.state === 'rejected')
      await ctx.perform(declineOrder, { id, input: { reason: approval.reason ?? '…' } })
    if (order.state === 'placed' && approval.state === 'lapsed')
      await ctx.perform(declineOrder, { id, input: { reason: approval.reason ?? '…' } })
    if (order.state === 'placed' && approval.state === 'expired' && order.expiresAt && order.expiresAt <= ctx.now)
      await ctx.perform(expireOrder, { id, input: {} })
    await refresh(ctx, about(id), 'order.card')
    // Of a counter-offer the order itself tells, whatever becomes of it.
    const isCounter = event.name === 'approval.countered' || event.body.before.state === 'changed'
    if (approval.state !== 'approved' && !isCounter) await tellStory(ctx, event, id, { approvalId: approval.id })
  },
})

export const askAgain = effect({
  name: 'order.ask_again',
  when: 'order.changed',
  says: 'A placed order was changed: what was asked about it is closed and asked anew',
  async run(ctx, { recordId }) {
    const order = await ctx.facts(Order).byId(recordId)
    const stale = (await waitingAbout(ctx, recordId)).filter(({ recordVersion }) => recordVersion !== order.version)
    if (order.state !== 'placed' || !stale.length) return
    for (const { id } of stale) await ctx.perform(withdrawApproval, { id, input: { reason: 'the order was changed' } })
    await ctx.perform(acceptOrder, { id: recordId, input: {} })
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
