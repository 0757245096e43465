import { looking, productCalled } from './demo/testing.ts'
import type { Actor } from './kernel/actor.ts'
import type { Caller, Ctx } from './kernel/ctx.ts'
import { NotAllowed } from './kernel/errors.ts'
import { drainOutbox } from './kernel/outbox.ts'
import { changePolicy } from './modules/approvals/actions/policies.ts'
import { type ApprovalRow, waitingAbout } from './modules/approvals/queries.ts'
import { Approval, Policy } from './modules/approvals/records.ts'
import { contactsAtPhone } from './modules/crm/queries.ts'
import { editStaff } from './modules/people/actions.ts'
import { Staff } from './modules/people/records.ts'
import { placeOrder } from './modules/sales/actions/decide.ts'
import { draftOrder } from './modules/sales/actions/draft.ts'
import { Order } from './modules/sales/records.ts'
import { hooks } from './modules.ts'
import type { TestHouse } from './testing.ts'

export type Cast = ReturnType<typeof castOf>
type Lines = readonly (readonly [product: string, quantity: number])[]

/** The people of the demo company at work on orders and the decisions about them. */
export const castOf = (at: TestHouse) => {
  let calls = 0
  const callerOf = (actor: Actor, door: Caller['door']): Caller => {
    calls += 1
    return { actor, door, requestId: `cast ${calls}`, now: at.house.clock() }
  }
  const look = () => looking(at)
  const settle = () => drainOutbox(at.house)

  const staffId = async (first: string) => (await look().facts(Staff).where({ firstName: first }).first())!.id
  /** A colleague with the rights of this moment. */
  const colleague = async (first: string, door: Caller['door'] = 'slack'): Promise<Ctx> => {
    const actor = await hooks.actorFor(at.db, { kind: 'staff', id: await staffId(first) })
    // Whoever has left comes through no door.
    if (!actor) throw new NotAllowed('staff')
    return at.house.ctx(callerOf(actor, door))
  }
  const contact = async (phone: string): Promise<Ctx & { clientId: string }> => {
    const [found] = await contactsAtPhone(look(), phone)
    const actor = (await hooks.actorFor(at.db, { kind: 'contact', id: found!.id }))!
    return Object.assign(at.house.ctx(callerOf(actor, 'whatsapp')), { clientId: found!.clientId })
  }
  const draft = async (ctx: Ctx, clientId: string, contactId: string | null, lines: Lines) => {
    const wanted = await Promise.all(
      lines.map(async ([product, quantity]) => ({
        productId: (await productCalled(look(), product)).id,
        quantityMilli: quantity * 1000,
      })),
    )
    return (await ctx.perform(draftOrder, { input: { clientId, contactId, lines: wanted } })).id!
  }
  const orderOf = (id: string) => look().facts(Order).byId(id)
  const waiting = async (orderId: string): Promise<ApprovalRow> => {
    const [found] = await waitingAbout(look(), orderId)
    if (!found) throw new Error('Nothing waits about this order.')
    return found
  }

  return {
    look,
    settle,
    colleague,
    staffId,
    contact,
    orderOf,
    waiting,
    approvalOf: (id: string) => look().facts(Approval).byId(id),
    /** A contact orders and the house asks whoever must agree. */
    async orders(phone: string, lines: Lines) {
      const ctx = await contact(phone)
      const id = await draft(ctx, ctx.clientId, null, lines)
      await ctx.perform(placeOrder, { id, press: 'wamid.place' })
      await settle()
      return id
    },
    /** A colleague orders for a client. */
    async ordersFor(first: string, phone: string, lines: Lines) {
      const { clientId, actor } = await contact(phone)
      const ctx = await colleague(first, 'api')
      const id = await draft(ctx, clientId, actor.id, lines)
      await ctx.perform(placeOrder, { id })
      await settle()
      return id
    },
    /** Changes a policy of the demo company. */
    async policy(code: string, patch: Record<string, unknown>) {
      const { approvers, needed, after, fourEyes, expiresHours, escalateTo, furtherTo, note, condition, refusal, action, id } =
        (await look().facts(Policy).where({ code }).first())!
      const now = { approvers, needed, after, fourEyes, expiresHours, escalateTo, furtherTo, note, condition, refusal, action }
      return at.house.perform(at.house.self(`policy ${code}`), changePolicy as never, { id, input: { ...now, ...patch } })
    },
    async setRoles(first: string, roles: string[]) {
      await at.house.perform(at.house.self('roles'), editStaff.update as never, { id: await staffId(first), input: { roles } })
    },
    async hire(first: string, roles: string[]) {
      const input = { firstName: first, lastName: 'New', email: `${first.toLowerCase()}@carpath.example`, roles, language: 'en' }
      return (await at.house.perform(at.house.self('hire'), editStaff.create, { input })).id!
    },
  }
}

export const phones = {
  doina: '+40700000101',
  ilinca: '+40700000111',
  gheorghe: '+40700000121',
  camelia: '+40700000122',
  horia: '+40700000141',
  sorina: '+40700000151',
  fiona: '+40700000171',
} as const
