import type { Ctx } from '../../../kernel/ctx.ts'
import { type EventRow, effect } from '../../../kernel/effect.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { withdrawApproval } from '../../approvals/actions/ask.ts'
import { type ApprovalRow, stepsOf, waitingAbout } from '../../approvals/queries.ts'
import { Approval } from '../../approvals/records.ts'
import { enqueue, refresh } from '../../conversations/messages.ts'
import { settingsOf } from '../../settings/queries.ts'
import { acceptOrder, declineOrder, expireOrder } from '../actions/decide.ts'
import { Order } from '../records.ts'
import { about, tellCustomer, tellStory } from './telling.ts'

/** People who are asked one by one; more are reached by the card in the shared place. */
const MOST_ASKED = 10

const subjectOf = (approval: ApprovalRow) => ({ record: 'approval', id: approval.id })

/** The approval of an event, where it is about an order. */
const aboutOrder = async (ctx: Ctx, event: EventRow) => {
  const approval = await ctx.facts(Approval).byId(event.recordId)
  return approval.record === 'order' && approval.recordId ? { approval, orderId: approval.recordId } : null
}

export const tellThatItWaits = effect({
  name: 'order.tell_that_it_waits',
  when: 'approval.requested',
  says: 'Show on the order card who must decide, ask contacts who decide, and tell the customer where a rule is stepped over',
  async run(ctx, event) {
    const found = await aboutOrder(ctx, event)
    if (!found) return
    const { approval, orderId } = found
    await refresh(ctx, about(orderId), 'order.card')
    await askContacts(ctx, approval, orderId)
    if (approval.action !== 'order.accept') {
      await showAsked(ctx, approval, orderId)
      return
    }
    if (!approval.refusals.length) return
    await tellCustomer(ctx, event, orderId, 'order.waits', 'order', {
      approvalId: approval.id,
      refusals: approval.refusals.map(({ code }) => code),
    })
    if (!approval.refusals.some(({ code }) => code === 'order.over_credit_limit')) return
    await enqueue(ctx, {
      uniqueKey: `approval.notice ${approval.id}`,
      contentKey: 'approval.notice',
      values: { orderId, approvalId: approval.id },
      purpose: 'staff',
      to: { place: 'credit' },
      subject: subjectOf(approval),
    })
  },
})

/** What a colleague asks about an order (a discount that is theirs to ask for, not to give): a card of its own, under the order's. */
const showAsked = (ctx: Ctx, approval: ApprovalRow, orderId: string) =>
  enqueue(ctx, {
    uniqueKey: `approval.card ${approval.id}`,
    contentKey: 'approval.card',
    values: { approvalId: approval.id, orderId },
    purpose: 'staff',
    to: { place: 'orders' },
    threadOf: { subject: about(orderId), contentKey: 'order.card' },
    subject: subjectOf(approval),
  })

const askedNow = async (ctx: Ctx, approval: ApprovalRow) =>
  (await stepsOf(ctx, approval)).filter(({ state }) => state === 'open').flatMap(({ people }) => people)

/** Contacts who decide are asked in their own chat, once. */
const askContacts = async (ctx: Ctx, approval: ApprovalRow, orderId: string) => {
  const contacts = (await askedNow(ctx, approval)).filter(({ kind }) => kind === 'contact')
  if (!contacts.length) return
  for (const { id } of contacts.slice(0, MOST_ASKED))
    await enqueue(ctx, {
      uniqueKey: `approval.asked ${approval.id} ${id}`,
      contentKey: 'approval.asked',
      values: { approvalId: approval.id, orderId },
      purpose: 'order',
      to: { contactId: id },
      subject: about(orderId),
    })
}

export const askWhoIsNext = effect({
  name: 'order.ask_who_is_next',
  when: ['approval.agreed', 'approval.escalated', 'approval.taken_back', 'approval.reopened'],
  says: 'Show on the cards who has agreed, and ask contacts whose turn it is now',
  async run(ctx, event) {
    const found = await aboutOrder(ctx, event)
    if (!found) return
    const { approval, orderId } = found
    await refresh(ctx, subjectOf(approval))
    await refresh(ctx, about(orderId), 'order.card')
    await tellStory(ctx, event, orderId, { approvalId: approval.id })
    if (approval.state !== 'waiting' || event.name === 'approval.taken_back') return
    await askContacts(ctx, approval, orderId)
  },
})

export const followApproval = effect({
  name: 'order.follow_approval',
  when: ['approval.approved', 'approval.rejected', 'approval.lapsed', 'approval.withdrawn', 'approval.expired', 'approval.countered'],
  says: 'Bring the cards up to date; a rejected order is declined with its reason, one out of time expires',
  async run(ctx, event) {
    const found = await aboutOrder(ctx, event)
    if (!found) return
    const { approval, orderId } = found
    await follow(ctx, approval, orderId)
    await refresh(ctx, subjectOf(approval))
    await refresh(ctx, about(orderId), 'order.card')
    // Of a counter-offer the order itself tells, whatever becomes of it.
    const isCounter = event.name === 'approval.countered' || event.body.before.state === 'changed'
    if (approval.state !== 'approved' && !isCounter) await tellStory(ctx, event, orderId, { approvalId: approval.id })
  },
})

/** A no to a colleague's offer is no answer to the customer: that order waits on. */
const follow = async (ctx: Ctx, approval: ApprovalRow, orderId: string) => {
  const order = await ctx.facts(Order).byId(orderId)
  if (approval.action !== 'order.accept' || order.state !== 'placed') return
  const { reject_grace_minutes } = await settingsOf(ctx)
  const isSettled = approval.state === 'lapsed' || (approval.state === 'rejected' && reject_grace_minutes === 0)
  try {
    if (isSettled) await ctx.perform(declineOrder, { id: orderId, input: { reason: approval.reason ?? '…', approvalId: approval.id } })
    if (approval.state === 'expired') await ctx.perform(expireOrder, { id: orderId, input: { undecided: true } })
  } catch (error) {
    // Taken back, or decided otherwise, in the moment between.
    if (!(error instanceof Refusal)) throw error
  }
}

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

export const showWhoDecides = effect({
  name: 'order.show_who_decides',
  when: ['staff.changed', 'staff.left', 'staff.returned'],
  says: 'Bring the cards of what waits up to date when somebody leaves, is away or comes back',
  async run(ctx) {
    const waiting = await ctx.facts(Approval).where({ state: 'waiting', record: 'order' }).orderBy('createdAt').limit(200)
    for (const approval of waiting) {
      await refresh(ctx, subjectOf(approval))
      await refresh(ctx, about(approval.recordId!), 'order.card')
    }
  },
})
