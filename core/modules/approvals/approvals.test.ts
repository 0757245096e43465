import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { demoHouse, productCalled } from '../../demo/testing.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { MONDAY } from '../../testing.ts'
import { castOf, phones } from '../../testing-decisions.ts'
import { letStaffLeave, makeToken } from '../people/actions.ts'
import { tokenActor } from '../people/queries.ts'
import { offerOrder } from '../sales/actions/offer.ts'
import { approve, reject } from './actions/decide.ts'
import { decidersOf, stepsOf } from './queries.ts'

const at = demoHouse()
const cast = castOf(at)
let now = MONDAY

const ordinary = [['PAP-A4-75', 1]] as const
/** Above ten thousand: the agent and then the manager. */
const large = [['PAP-A4-80', 110]] as const
const bleach = [['BLC-3', 5]] as const

const yes = async (who: Ctx, id: string, reason?: string) => (await who.perform(approve, { id, input: reason ? { reason } : {} })).said.code
const no = async (who: Ctx, id: string) => (await who.perform(reject, { id, input: { reason: 'not today' } })).said.code
const say = async (first: string, id: string, reason?: string) => yes(await cast.colleague(first), id, reason)
const house = () => at.house.ctx(at.house.self('test'))
const agentAndManager = [{ who: 'agent_of_client' }, { who: 'role', role: 'sales_manager' }]

// Goods and credit are not what is tried here; the café keeps its limit.
beforeAll(async () => {
  await at.db('stock').update({ on_hand_milli: 1e9 })
  await at.db('clients').whereNot({ code: 'CAF-ZIMB' }).update({ credit_limit_minor: 1e10 })
})

beforeEach(() => {
  now = MONDAY
  at.at(now)
})

describe('one who decides', () => {
  test('is the agent of the client or the manager; another agent is told who', async () => {
    const order = await cast.orders(phones.sorina, ordinary)
    const { id } = await cast.waiting(order)
    await expect(say('Paul', id)).rejects.toThrow(/^You cannot decide A-\d+: it also needs .*Andreea Pop/)
    expect(await say('Andreea', id)).toBe('order.is_accepted')
    expect(await cast.approvalOf(id)).toMatchObject({ state: 'approved', decidedByKind: 'staff', decidedFor: null })
    expect((await cast.orderOf(order)).state).toBe('accepted')
  })

  test('never asked for it, not even through the house', async () => {
    const order = await cast.ordersFor('Ada', phones.horia, large)
    const { id, onBehalfOf } = await cast.waiting(order)
    expect(onBehalfOf).toBe(`staff:${await cast.staffId('Ada')}`)
    await expect(say('Ada', id)).rejects.toMatchObject({ code: 'approval.own_request' })
    await expect(say('Kim', id)).rejects.toMatchObject({ code: 'approval.not_yours' })
    // Ada is the only manager, so it has fallen to the admin.
    expect(await say('Tudor', id)).toBe('order.is_accepted')
  })

  test('has the role at this moment: lost or left since the card came, nothing is decided', async () => {
    const order = await cast.orders(phones.sorina, ordinary)
    const { id } = await cast.waiting(order)
    const dana = await cast.hire('Dana', ['sales_manager'])
    const held = await cast.colleague('Dana')
    await cast.setRoles('Dana', ['support_agent'])
    await expect(yes(held, id)).rejects.toMatchObject({ code: 'approval.not_yours' })
    await cast.setRoles('Dana', ['sales_manager'])
    await at.house.perform(at.house.self('leave'), letStaffLeave as never, { id: dana, input: {} })
    await expect(yes(held, id)).rejects.toMatchObject({ code: 'approval.not_yours' })
    expect((await cast.approvalOf(id)).state).toBe('waiting')
    await no(await cast.colleague('Andreea'), id)
  })

  test('may be a machine with a token of that role', async () => {
    const { id } = await cast.waiting(await cast.orders(phones.sorina, ordinary))
    const made = async (role: string) => {
      const input = { name: role, role, token: `parley_${role.padEnd(40, 'x')}` }
      const token = await at.house.perform(at.house.self('token'), makeToken, { input })
      const actor = (await tokenActor(at.db, { id: token.id! }))!
      return at.house.ctx({ actor, door: 'api', requestId: role, now })
    }
    await expect(yes(await made('sales_agent'), id)).rejects.toMatchObject({ code: 'approval.not_yours' })
    expect(await yes(await made('sales_manager'), id)).toBe('order.is_accepted')
    expect(await cast.approvalOf(id)).toMatchObject({ state: 'approved', decidedByKind: 'token' })
  })

  test('comes late and hears who decided, and when', async () => {
    const { id, number } = await cast.waiting(await cast.orders(phones.sorina, ordinary))
    await say('Andreea', id)
    await expect(say('Ada', id)).rejects.toThrow(`${number} is approval.state.approved already: Andreea Pop, ${MONDAY.toISOString()}.`)
    await expect(no(await cast.colleague('Ada'), id)).rejects.toMatchObject({ code: 'approval.decided_already' })
  })

  test('is told who changed it, and when, where it is out of date', async () => {
    const order = await cast.orders(phones.sorina, ordinary)
    const { id } = await cast.waiting(order)
    await at.db('sales_orders').where({ id: order }).increment('version', 1)
    await expect(say('Andreea', id)).rejects.toThrow(/is out of date: Sorina Bucur changed what it is about/)
    await at.db('sales_orders').where({ id: order }).decrement('version', 1)
    await no(await cast.colleague('Andreea'), id)
  })
})

describe('several', () => {
  afterEach(async () => {
    await cast.policy('ORDERS', { approvers: agentAndManager, needed: 1 })
    await cast.policy('BIG', { approvers: [{ who: 'role', role: 'sales_manager' }] })
  })

  test('in order: the agent first, then the manager; the manager may do both at once', async () => {
    const first = await cast.orders(phones.horia, large)
    const { id } = await cast.waiting(first)
    expect((await stepsOf(house(), await cast.approvalOf(id))).map(({ requirement, state }) => [requirement.code, state])).toEqual([
      ['BIG', 'later'],
      ['ORDERS', 'open'],
    ])
    const agent = (await stepsOf(house(), await cast.approvalOf(id)))[1]!.people.find(({ name }) => name !== 'Ada Voicu')!
    expect(await say(agent.name.split(' ')[0]!, id)).toBe('approval.agreed')
    expect((await cast.orderOf(first)).state).toBe('placed')
    await expect(say(agent.name.split(' ')[0]!, id)).rejects.toMatchObject({ code: 'approval.agreed_already' })
    expect(await say('Ada', id)).toBe('order.is_accepted')
    expect((await cast.approvalOf(id)).decisions.map(({ codes }) => codes)).toEqual([['ORDERS'], ['BIG']])

    const second = await cast.waiting(await cast.orders(phones.fiona, large))
    expect(await say('Ada', second.id, 'a good client')).toBe('order.is_accepted')
    expect(await cast.approvalOf(second.id)).toMatchObject({ state: 'approved', reason: 'a good client' })
    expect((await cast.approvalOf(second.id)).decisions).toHaveLength(1)
  })

  test('in order: whose turn has not come cannot say yes, nor no', async () => {
    await cast.policy('BIG', { approvers: [{ who: 'role', role: 'finance' }] })
    const { id } = await cast.waiting(
      await cast.orders(phones.gheorghe, [
        ['BLC-3', 60],
        ['PAP-A4-75', 130],
      ]),
    )
    await expect(say('Violeta', id, 'ok')).rejects.toMatchObject({ code: 'approval.not_your_turn' })
    await expect(no(await cast.colleague('Violeta'), id)).rejects.toMatchObject({ code: 'approval.not_your_turn' })
    await say('Ada', id, 'ok')
    expect((await cast.approvalOf(id)).state).toBe('waiting')
    expect(await no(await cast.colleague('Violeta'), id)).toBe('approval.rejected')
  })

  test('two of a role, each a person of their own', async () => {
    await cast.policy('ORDERS', { approvers: [{ who: 'role', role: 'sales_agent' }], needed: 2 })
    const order = await cast.orders(phones.sorina, ordinary)
    const { id } = await cast.waiting(order)
    expect(await say('Kim', id)).toBe('approval.agreed')
    await expect(say('Kim', id)).rejects.toMatchObject({ code: 'approval.agreed_already' })
    await expect(say('Ada', id)).rejects.toMatchObject({ code: 'approval.not_yours' })
    expect((await cast.orderOf(order)).state).toBe('placed')
    expect(await say('Paul', id)).toBe('order.is_accepted')
  })

  test('of a team, or one named person', async () => {
    await cast.policy('ORDERS', { approvers: [{ who: 'team', team: 'Finance' }] })
    const one = await cast.waiting(await cast.orders(phones.sorina, ordinary))
    await expect(say('Ada', one.id)).rejects.toMatchObject({ code: 'approval.not_yours' })
    expect(await say('Violeta', one.id)).toBe('order.is_accepted')
    await cast.policy('ORDERS', { approvers: [{ who: 'staff', id: await cast.staffId('Kim') }] })
    const other = await cast.waiting(await cast.orders(phones.sorina, ordinary))
    await expect(say('Paul', other.id)).rejects.toMatchObject({ code: 'approval.not_yours' })
    expect(await say('Kim', other.id)).toBe('order.is_accepted')
  })

  test('a policy and an override: each by its own people, with a reason from whoever steps over the rule alone', async () => {
    const order = await cast.orders(phones.ilinca, [
      ['COF-ESP', 12],
      ['CUP-8', 20],
      ['LID-8', 20],
    ])
    const { id } = await cast.waiting(order)
    expect(await say('Andreea', id)).toBe('approval.agreed')
    await expect(say('Violeta', id)).rejects.toMatchObject({ code: 'approval.needs_reason' })
    expect(await say('Violeta', id, 'she pays on Friday')).toBe('order.is_accepted')
    expect((await cast.orderOf(order)).creditOverride).toMatchObject({ approvalId: id })
    expect(await cast.approvalOf(id)).toMatchObject({ reason: 'she pays on Friday', decidedBy: await cast.staffId('Violeta') })
  })
})

describe('a policy', () => {
  test('is refused where nobody or too few could decide, and where it would wait for itself', async () => {
    await expect(cast.policy('BIG', { approvers: [{ who: 'role', role: 'warehouse' }] })).rejects.toMatchObject({
      code: 'policy.nobody_can_decide',
    })
    await expect(cast.policy('BIG', { needed: 2 })).rejects.toMatchObject({ code: 'policy.too_few_can_decide' })
    await expect(cast.policy('ORDERS', { after: 'BIG' })).rejects.toMatchObject({ code: 'policy.waits_for_itself' })
    await expect(cast.policy('ORDERS', { after: 'ORDERS' })).rejects.toMatchObject({ code: 'policy.waits_for_itself' })
  })

  test('with four eyes asks another even of those who could decide', async () => {
    const order = await cast.orders(phones.gheorghe, bleach)
    const productId = (await productCalled(house(), 'BLC-3')).id
    const lines = [{ productId, quantityMilli: 5000, discountPermille: 300 }]
    await cast.policy('DISCOUNT', { fourEyes: true })
    const asked = await (await cast.colleague('Ada')).perform(offerOrder, { id: order, input: { lines } })
    expect(asked.kind).toBe('waiting')
    await cast.policy('DISCOUNT', { fourEyes: false })
    expect((await (await cast.colleague('Ada')).perform(offerOrder, { id: order, input: { lines } })).kind).toBe('done')
    expect((await cast.approvalOf(asked.kind === 'waiting' ? asked.approvalId : '')).state).toBe('withdrawn')
  })

  test('asked for under a key answers under it that it waits, and later what came of it', async () => {
    const order = await cast.orders(phones.gheorghe, bleach)
    const productId = (await productCalled(house(), 'BLC-3')).id
    const lines = [{ productId, quantityMilli: 5000, discountPermille: 300 }]
    const asks = async () => (await cast.colleague('Andreea')).perform(offerOrder, { id: order, input: { lines }, key: 'offer-1' })
    const asked = await asks()
    expect(asked.kind).toBe('waiting')
    expect(await asks()).toMatchObject({ kind: 'waiting', said: { code: 'approval.waits' } })
    await (await cast.colleague('Ada')).perform(approve, { id: asked.kind === 'waiting' ? asked.approvalId : '', input: {} })
    expect(await asks()).toMatchObject({ kind: 'done', id: order, said: { code: 'order.is_offered' } })
    expect((await cast.orderOf(order)).state).toBe('offered')
  })

  test('of which everybody is gone since falls to the admin', async () => {
    const { id, requirements, clientId } = await cast.waiting(await cast.orders(phones.horia, [['PAP-A4-80', 60]]))
    expect((await decidersOf(house(), requirements, clientId, null)).map(({ name }) => name)).not.toContain('Tudor Lazăr')
    await cast.setRoles('Ada', ['support_agent'])
    await at.db('clients').where({ id: clientId! }).update({ sales_agent_id: null })
    expect((await decidersOf(house(), requirements, clientId, null)).map(({ name }) => name)).toEqual(['Tudor Lazăr'])
    expect(await say('Tudor', id)).toBe('order.is_accepted')
    await cast.setRoles('Ada', ['sales_manager'])
  })
})
