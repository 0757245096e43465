import type { Ctx } from '../../../kernel/ctx.ts'
import { type EventRow, effect } from '../../../kernel/effect.ts'
import { quietEnd } from '../../../language/quiet.ts'
import { type ApprovalRow, stepsOf } from '../../approvals/queries.ts'
import { Approval } from '../../approvals/records.ts'
import { enqueue, refresh } from '../../conversations/messages.ts'
import { identitiesOf } from '../../conversations/queries.ts'
import { Client } from '../../crm/records.ts'
import { StaffNotice, usualNotices } from '../../people/records.ts'
import { settingsOf } from '../../settings/queries.ts'
import { Order } from '../records.ts'

/** The page of a colleague beside the chat shows what is true now. Who never opened theirs has none. */
const refreshPages = async (ctx: Ctx, staffIds: Iterable<string | null>) => {
  for (const id of new Set(staffIds)) if (id) await refresh(ctx, { record: 'staff', id }, 'staff.home')
}

/** People who are written to one by one; more are reached by the card in the shared place. */
const MOST_ASKED = 10

/** Writes to somebody that a decision waits for them: once for ever, in their waking hours, and only who is linked and wants it. */
const tellDecider = async (ctx: Ctx, approval: ApprovalRow, staffId: string, zone: string) => {
  const chosen = (await ctx.facts(StaffNotice).where({ staffId, archivedAt: null }).first()) ?? usualNotices
  if (!chosen.approvalsDirectly || !(await identitiesOf(ctx, staffId)).length) return
  const notBefore = quietEnd(ctx.now, chosen, zone)
  await enqueue(ctx, {
    uniqueKey: `approval.yours ${approval.id} ${staffId}`,
    contentKey: 'approval.yours',
    values: { approvalId: approval.id, orderId: approval.record === 'order' ? approval.recordId : null },
    purpose: 'staff',
    to: { staffId },
    subject: { record: 'approval', id: approval.id },
    ...(notBefore && { notBefore }),
  })
}

export const tellThoseWhoDecide = effect({
  name: 'approval.tell_deciders',
  when: [
    'approval.requested',
    'approval.agreed',
    'approval.taken_back',
    'approval.escalated',
    'approval.reopened',
    'approval.approved',
    'approval.rejected',
    'approval.countered',
    'approval.taken',
    'approval.refused',
    'approval.expired',
    'approval.lapsed',
    'approval.withdrawn',
  ],
  says: 'Write to those for whom a decision waits, outside their quiet hours, and keep what was written true',
  async run(ctx, event: EventRow) {
    const approval = await ctx.facts(Approval).byId(event.recordId)
    await refresh(ctx, { record: 'approval', id: approval.id }, 'approval.yours')
    const { timezone } = await settingsOf(ctx)
    const steps = await stepsOf(ctx, approval)
    const people = steps.flatMap((step) =>
      step.people.filter(({ kind }) => kind === 'staff').map(({ id }) => ({ id, isOpen: step.state === 'open' })),
    )
    const asked = new Set(people.flatMap(({ id, isOpen }) => (isOpen ? [id] : [])))
    if (approval.state === 'waiting') for (const id of [...asked].slice(0, MOST_ASKED)) await tellDecider(ctx, approval, id, timezone)
    await refreshPages(ctx, [...people.map(({ id }) => id), event.actorKind === 'staff' ? event.actorId : null])
  },
})

export const showOnPages = effect({
  name: 'order.show_on_pages',
  when: [
    'order.placed',
    'order.accepted',
    'order.declined',
    'order.offered',
    'order.cancelled',
    'order.expired',
    'order.partly_delivered',
    'order.delivered',
  ],
  says: 'Keep the page of the client’s agent true',
  async run(ctx, { recordId, actorKind, actorId }) {
    const order = await ctx.facts(Order).byId(recordId)
    const client = await ctx.facts(Client).byId(order.clientId)
    await refreshPages(ctx, [client.salesAgentId, actorKind === 'staff' ? actorId : null])
  },
})
