import { describe, expect, test } from 'vitest'
import type { Caller } from '../kernel/ctx.ts'
import { drainOutbox } from '../kernel/outbox.ts'
import { approve } from '../modules/approvals/actions/decide.ts'
import { decidersOf } from '../modules/approvals/queries.ts'
import { Approval } from '../modules/approvals/records.ts'
import { contactsAtPhone } from '../modules/crm/queries.ts'
import { Staff } from '../modules/people/records.ts'
import { placeOrder } from '../modules/sales/actions/decide.ts'
import { draftOrder } from '../modules/sales/actions/draft.ts'
import { offerOrder } from '../modules/sales/actions/offer.ts'
import { Order } from '../modules/sales/records.ts'
import { hooks } from '../modules.ts'
import { MONDAY } from '../testing.ts'
import { approversIn, conditionIn } from './policies.ts'
import { demoHouse, looking, productCalled } from './testing.ts'

describe('the words of a policy', () => {
  test('become a condition', () => {
    expect(conditionIn('door is a customer door')).toEqual({
      condition: { field: 'call.door', op: 'in', value: ['whatsapp', 'clientarea', 'email'] },
      refusal: null,
    })
    expect(conditionIn('total with VAT above 10000')).toEqual({
      condition: { field: 'record.totalMinor', op: 'gt', value: 1_000_000 },
      refusal: null,
    })
    expect(conditionIn('discount above 10 percent on any line')).toEqual({
      condition: { some: { in: 'call.lines', where: { field: 'item.discountPermille', op: 'gt', value: 100 } } },
      refusal: null,
    })
    expect(conditionIn('refusal order.over_credit_limit')).toEqual({ condition: null, refusal: 'order.over_credit_limit' })
    expect(() => conditionIn('on a whim')).toThrow('on a whim')
  })

  test('become the people who decide', () => {
    expect(approversIn("the client's sales agent or role:sales_manager")).toEqual([
      { who: 'agent_of_client' },
      { who: 'role', role: 'sales_manager' },
    ])
    expect(approversIn('permission:credit.override (sales_manager and finance)')).toEqual([
      { who: 'permission', permission: 'credit.override' },
    ])
    expect(() => approversIn('somebody')).toThrow('somebody')
  })
})

describe('the policies of the demo company', () => {
  const at = demoHouse()

  const orders = async (phone: string, lines: readonly (readonly [product: string, quantity: number])[]) => {
    const [contact] = await contactsAtPhone(looking(at), phone)
    const actor = (await hooks.actorFor(at.db, { kind: 'contact', id: contact!.id }))!
    const caller: Caller = { actor, door: 'whatsapp', requestId: `order ${phone}`, now: MONDAY }
    const ctx = at.house.ctx(caller)
    const wanted = await Promise.all(
      lines.map(async ([product, quantity]) => ({
        productId: (await productCalled(looking(at), product)).id,
        quantityMilli: quantity * 1000,
      })),
    )
    const drafted = await ctx.perform(draftOrder, { input: { clientId: contact!.clientId, lines: wanted } })
    await ctx.perform(placeOrder, { id: drafted.id!, press: 'wamid.press' })
    await drainOutbox(at.house)
    const order = await looking(at).facts(Order).byId(drafted.id!)
    const [approval] = await looking(at).facts(Approval).where({ recordId: order.id })
    return { order, approval }
  }
  const colleague = async (email: string) => {
    const person = await looking(at).facts(Staff).where({ email }).first()
    const actor = (await hooks.actorFor(at.db, { kind: 'staff', id: person!.id }))!
    return at.house.ctx({ actor, door: 'slack', requestId: email, now: MONDAY })
  }
  const deciders = async (approval: { requirements: Parameters<typeof decidersOf>[1]; clientId: string | null }) =>
    (await decidersOf(looking(at), approval.requirements, approval.clientId, null)).map(({ name }) => name).sort()

  test("send a customer's order to the agent of the client, or the manager", async () => {
    const { order, approval } = await orders('+40700000101', [['TP-3P', 30]])
    expect(order.state).toBe('placed')
    expect(approval!.requirements.map(({ code }) => code)).toEqual(['ORDERS'])
    expect(await deciders(approval!)).toEqual(['Ada Voicu', 'Paul Neagoe'])
  })

  test('ask the manager, with a reason, where the café goes over its limit', async () => {
    const { order, approval } = await orders('+40700000111', [
      ['COF-ESP', 12],
      ['CUP-8', 20],
      ['LID-8', 20],
      ['SUG-BRN', 2],
      ['MLK-UHT', 6],
    ])
    expect(order).toMatchObject({ state: 'placed', totalMinor: 175_567 })
    expect(approval!.requirements.map(({ code, needsReason }) => [code, needsReason])).toEqual([
      ['ORDERS', false],
      ['order.over_credit_limit', true],
    ])
    expect(approval!.requirements[1]).toMatchObject({ expiresHours: 48, escalateTo: [{ who: 'role', role: 'admin' }] })
    expect(approval!.refusals).toMatchObject([{ code: 'order.over_credit_limit', excessMinor: 120_567 }])
    expect(await deciders(approval!)).toEqual(['Ada Voicu'])

    const ada = await colleague('ada.voicu@carpath.example')
    await expect(ada.perform(approve, { id: approval!.id, input: {} })).rejects.toThrow('needs a reason')
    await ada.perform(approve, { id: approval!.id, input: { reason: 'pays on Fridays' } })
    await drainOutbox(at.house)
    expect(await looking(at).facts(Order).byId(order.id)).toMatchObject({
      state: 'accepted',
      invoiceState: 'wholly',
      creditOverride: { excessMinor: 120_567 },
    })
    expect(await at.db('outbox')).toEqual([])
  })

  test('ask for a second look at an order of more than ten thousand', async () => {
    const { order, approval } = await orders('+40700000141', [['PAP-A4-80', 110]])
    expect(order.totalMinor).toBeGreaterThan(1_000_000)
    expect(approval!.requirements.map(({ code }) => code)).toEqual(['BIG', 'ORDERS'])
    expect(await deciders(approval!)).toEqual(['Ada Voicu'])
  })

  test('let the agent give up to ten percent, and ask the manager beyond', async () => {
    const { order } = await orders('+40700000121', [['BLC-3', 10]])
    const ctx = await colleague('andreea.pop@carpath.example')
    const productId = (await productCalled(ctx, 'BLC-3')).id
    const offering = (discountPermille: number) =>
      ctx.perform(offerOrder, { id: order.id, input: { lines: [{ productId, quantityMilli: 10_000, discountPermille }] } })
    const beyond = await offering(101)
    expect(beyond.kind).toBe('waiting')
    const approval = await looking(at)
      .facts(Approval)
      .byId(beyond.kind === 'waiting' ? beyond.approvalId : '')
    expect(approval.requirements.map(({ code }) => code)).toEqual(['DISCOUNT'])
    expect((await offering(100)).kind).toBe('done')
    expect(await looking(at).facts(Order).byId(order.id)).toMatchObject({ state: 'offered', netMinor: 17_100 })
  })

  test('offer what the manager agrees to', async () => {
    const { order, approval: first } = await orders('+40700000122', [['BLC-3', 10]])
    const ctx = await colleague('andreea.pop@carpath.example')
    const productId = (await productCalled(ctx, 'BLC-3')).id
    const lines = [{ productId, quantityMilli: 10_000, discountPermille: 200 }]
    const asked = await ctx.perform(offerOrder, { id: order.id, input: { lines } })
    const approvalId = asked.kind === 'waiting' ? asked.approvalId : ''
    await (await colleague('ada.voicu@carpath.example')).perform(approve, { id: approvalId, input: {} })
    expect(await looking(at).facts(Approval).byId(approvalId)).toMatchObject({ state: 'approved' })
    expect(await looking(at).facts(Approval).byId(first!.id)).toMatchObject({ state: 'changed' })
    expect(await looking(at).facts(Order).byId(order.id)).toMatchObject({ state: 'offered', netMinor: 15_200 })
  })

  test('do not come to matter for a blocked client: it is refused, with what it owes', async () => {
    await expect(orders('+40700000131', [['TP-3P', 10]])).rejects.toThrow('7318.40 RON of it overdue')
  })
})
