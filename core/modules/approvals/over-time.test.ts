import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { demoHouse, productCalled } from '../../demo/testing.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { NotAllowed, NotFound } from '../../kernel/errors.ts'
import { MONDAY } from '../../testing.ts'
import { castOf, phones } from '../../testing-decisions.ts'
import { blockClient, setOrderLimit, unblockClient } from '../crm/actions.ts'
import { contactsAtPhone } from '../crm/queries.ts'
import { setAway } from '../people/actions.ts'
import { offerOrder } from '../sales/actions/offer.ts'
import { editSetting } from '../settings/module.ts'
import { Setting } from '../settings/records.ts'
import { expireApproval, withdrawApproval } from './actions/ask.ts'
import { approve, REOPEN_MS, reject, reopen } from './actions/decide.ts'
import { stepsOf } from './queries.ts'

const HOUR_MS = 3_600_000
const at = demoHouse()
const cast = castOf(at)
let now = MONDAY
const later = (ms: number) => {
  now = new Date(now.getTime() + ms)
  at.at(now)
}

const ordinary = [['PAP-A4-75', 1]] as const
/** Above ten thousand: the agent and then the manager. */
const large = [['PAP-A4-80', 110]] as const
const bleach = [['BLC-3', 5]] as const

const yes = async (who: Ctx, id: string, reason?: string) => (await who.perform(approve, { id, input: reason ? { reason } : {} })).said.code
const no = async (who: Ctx, id: string) => (await who.perform(reject, { id, input: { reason: 'not today' } })).said.code
const say = async (first: string, id: string, reason?: string) => yes(await cast.colleague(first), id, reason)
const house = () => at.house.ctx(at.house.self('test'))
const put = async (key: string, value: string) => {
  const known = await house().facts(Setting).where({ key }).first()
  if (known) await at.house.perform(at.house.self('put'), editSetting.update as never, { id: known.id, input: { value } })
  else await at.house.perform(at.house.self('put'), editSetting.create, { input: { key, value } })
}
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

describe('somebody who is away', () => {
  const away = async (first: string, standIn: string | null, until = '2026-11-24') =>
    (await cast.colleague(first)).perform(setAway, {
      id: await cast.staffId(first),
      input: { until, standInId: standIn && (await cast.staffId(standIn)) },
    })
  const back = (first: string) => at.db('staff').where({ first_name: first }).update({ away_until: null, stand_in_id: null })
  afterEach(async () => {
    for (const first of ['Ada', 'Kim', 'Paul', 'Andreea']) await back(first)
  })

  test('is stood in for: decided in their name, by the rights they have', async () => {
    const { id, number } = await cast.waiting(await cast.orders(phones.horia, large))
    await expect(say('Kim', id)).rejects.toMatchObject({ code: 'approval.not_yours' })
    await away('Ada', 'Kim')
    expect(await say('Kim', id)).toBe('order.is_accepted')
    expect(await cast.approvalOf(id)).toMatchObject({ decidedBy: await cast.staffId('Kim'), decidedFor: await cast.staffId('Ada') })
    await expect(say('Paul', id)).rejects.toThrow(`${number} is approval.state.approved already: Kim Olteanu → Ada Voicu`)
  })

  test('is stood in for to the end of the last day, and not a day longer', async () => {
    const { id } = await cast.waiting(await cast.orders(phones.sorina, ordinary))
    await away('Ada', 'Kim', '2026-11-23')
    later(24 * HOUR_MS)
    await expect(say('Kim', id)).rejects.toMatchObject({ code: 'approval.not_yours' })
    later(-24 * HOUR_MS)
    expect(await say('Kim', id)).toBe('order.is_accepted')
  })

  test('is not stood in for by whoever asked, nor is whoever asked', async () => {
    const order = await cast.orders(phones.gheorghe, bleach)
    const productId = (await productCalled(house(), 'BLC-3')).id
    const lines = [{ productId, quantityMilli: 5000, discountPermille: 300 }]
    await away('Ada', 'Andreea')
    const asked = await (await cast.colleague('Andreea')).perform(offerOrder, { id: order, input: { lines } })
    const id = asked.kind === 'waiting' ? asked.approvalId : ''
    await expect(say('Andreea', id)).rejects.toMatchObject({ code: 'approval.own_request' })
    await back('Ada')
    await away('Andreea', 'Paul')
    await expect(say('Paul', id)).rejects.toMatchObject({ code: 'approval.not_yours' })
    expect(await say('Ada', id)).toBe('order.is_offered')
  })

  test('hands on along the stand-ins, each looked at once', async () => {
    await away('Kim', 'Paul')
    await away('Ada', 'Kim')
    const { id } = await cast.waiting(await cast.orders(phones.sorina, ordinary))
    await expect(say('Kim', id)).rejects.toMatchObject({ code: 'approval.not_yours' })
    await expect(away('Paul', 'Ada')).rejects.toMatchObject({ code: 'staff.stand_in_is_away' })
    expect(await say('Paul', id)).toBe('order.is_accepted')
    expect(await cast.approvalOf(id)).toMatchObject({ decidedFor: await cast.staffId('Ada') })
  })

  test('counts once, whoever says it', async () => {
    await cast.policy('ORDERS', { approvers: [{ who: 'role', role: 'sales_agent' }], needed: 2 })
    const { id } = await cast.waiting(await cast.orders(phones.sorina, ordinary))
    await away('Kim', 'Paul')
    expect(await say('Paul', id)).toBe('approval.agreed')
    await expect(say('Paul', id)).rejects.toMatchObject({ code: 'approval.agreed_already' })
    expect(await say('Kim', id)).toBe('order.is_accepted')
    await cast.policy('ORDERS', { approvers: agentAndManager, needed: 1 })
  })

  test('says so for themselves, names somebody who may decide, and not for the past', async () => {
    const kim = await cast.staffId('Kim')
    await expect((await cast.colleague('Paul')).perform(setAway, { id: kim, input: { until: '2026-11-30' } })).rejects.toMatchObject({
      code: 'staff.only_oneself',
    })
    await expect(away('Kim', 'Bianca')).rejects.toMatchObject({ code: 'staff.stand_in_may_not_decide' })
    await expect(away('Kim', 'Kim')).rejects.toMatchObject({ code: 'staff.no_stand_in' })
    await expect(away('Kim', null, '2026-11-22')).rejects.toMatchObject({ code: 'staff.away_in_the_past' })
    await (await cast.colleague('Tudor')).perform(setAway, { id: kim, input: { until: '2026-11-30' } })
  })
})

describe('a request', () => {
  test('is withdrawn by whoever made it, and by nobody else', async () => {
    const order = await cast.orders(phones.gheorghe, bleach)
    const first = await cast.waiting(order)
    const productId = (await productCalled(house(), 'BLC-3')).id
    const lines = [{ productId, quantityMilli: 5000, discountPermille: 300 }]
    const asked = await (await cast.colleague('Andreea')).perform(offerOrder, { id: order, input: { lines } })
    const id = asked.kind === 'waiting' ? asked.approvalId : ''
    const withdraws = async (who: string, what: string) => (await cast.colleague(who)).perform(withdrawApproval, { id: what, input: {} })
    await expect(withdraws('Ada', id)).rejects.toMatchObject({ code: 'approval.not_yours_to_withdraw' })
    await expect(withdraws('Andreea', first.id)).rejects.toMatchObject({ code: 'approval.not_yours_to_withdraw' })
    expect((await withdraws('Andreea', id)).said.code).toBe('approval.withdrawn')
    await cast.settle()
    expect((await cast.waiting(order)).id).toBe(first.id)
  })
})

describe('a slip', () => {
  test('among several is taken back within ten minutes', async () => {
    const { id } = await cast.waiting(
      await cast.orders(phones.ilinca, [
        ['COF-ESP', 12],
        ['CUP-8', 20],
        ['LID-8', 20],
      ]),
    )
    await say('Andreea', id)
    later(REOPEN_MS)
    const andreea = await cast.colleague('Andreea')
    await expect((await cast.colleague('Ada')).perform(reopen, { id, input: {} })).rejects.toMatchObject({ code: 'approval.nothing_said' })
    expect((await andreea.perform(reopen, { id, input: {} })).said.code).toBe('approval.taken_back')
    expect((await cast.approvalOf(id)).decisions).toEqual([])
    await say('Andreea', id)
    later(REOPEN_MS + 1)
    await expect((await cast.colleague('Andreea')).perform(reopen, { id, input: {} })).rejects.toMatchObject({
      code: 'approval.too_late_to_reopen',
    })
    await no(await cast.colleague('Ada'), id)
    await cast.settle()
  })

  test('that was a no is taken back before it is followed, where the company gives it time', async () => {
    await put('reject_grace_minutes', '10')
    const order = await cast.orders(phones.sorina, ordinary)
    const { id } = await cast.waiting(order)
    await no(await cast.colleague('Andreea'), id)
    await cast.settle()
    expect((await cast.orderOf(order)).state).toBe('placed')
    await expect((await cast.colleague('Paul')).perform(reopen, { id, input: {} })).rejects.toMatchObject({ code: 'approval.not_yours' })
    expect((await (await cast.colleague('Ada')).perform(reopen, { id, input: {} })).said.code).toBe('approval.reopened')
    expect(await cast.approvalOf(id)).toMatchObject({ state: 'waiting', decidedBy: null, reason: null })
    expect(await say('Andreea', id)).toBe('order.is_accepted')
    await put('reject_grace_minutes', '0')
  })

  test('that was followed is no slip any more: the order is declined, or accepted', async () => {
    const refused = await cast.orders(phones.sorina, ordinary)
    const first = await cast.waiting(refused)
    await no(await cast.colleague('Andreea'), first.id)
    await cast.settle()
    expect((await cast.orderOf(refused)).state).toBe('declined')
    const ada = await cast.colleague('Ada')
    await expect(ada.perform(reopen, { id: first.id, input: {} })).rejects.toMatchObject({ code: 'approval.has_followed' })
    const second = await cast.waiting(await cast.orders(phones.sorina, ordinary))
    await say('Ada', second.id)
    await expect(ada.perform(reopen, { id: second.id, input: {} })).rejects.toMatchObject({ code: 'approval.has_followed' })
  })
})

describe('time', () => {
  const expire = (id: string) => at.house.perform({ ...at.house.self('sweep'), now }, expireApproval as never, { id, input: {} })

  test('runs out: it goes up the ladder, and after the last rung the order ends', async () => {
    await cast.policy('ORDERS', { escalateTo: [{ who: 'role', role: 'finance' }], furtherTo: [[{ who: 'role', role: 'admin' }]] })
    const order = await cast.orders(phones.sorina, ordinary)
    const { id } = await cast.waiting(order)
    expect((await expire(id)).said.code).toBe('approval.not_expired')
    await expect(say('Violeta', id)).rejects.toMatchObject({ code: 'approval.not_yours' })
    later(24 * HOUR_MS)
    expect((await expire(id)).said.code).toBe('approval.escalated')
    await cast.settle()
    await expect(say('Tudor', id)).rejects.toMatchObject({ code: 'approval.not_yours' })
    const steps = await stepsOf(house(), await cast.approvalOf(id))
    expect(steps[0]!.people.map(({ name }) => name)).toContain('Violeta Enache')
    later(24 * HOUR_MS)
    expect((await expire(id)).said.code).toBe('approval.escalated')
    expect((await stepsOf(house(), await cast.approvalOf(id)))[0]!.people.map(({ name }) => name)).toContain('Tudor Lazăr')
    later(24 * HOUR_MS)
    expect((await expire(id)).said.code).toBe('approval.expired')
    await cast.settle()
    expect((await cast.orderOf(order)).state).toBe('expired')
    await cast.policy('ORDERS', { escalateTo: [{ who: 'role', role: 'sales_manager' }], furtherTo: [] })
  })

  test('begins anew for the next step', async () => {
    const { id } = await cast.waiting(await cast.orders(phones.gheorghe, [['PAP-A4-75', 130]]))
    later(20 * HOUR_MS)
    await say('Andreea', id)
    expect((await cast.approvalOf(id)).expiresAt).toEqual(new Date(now.getTime() + 24 * HOUR_MS))
    await no(await cast.colleague('Ada'), id)
    await cast.settle()
  })

  test('changes what holds: what cannot be done any more lapses, and the order is declined with the reason', async () => {
    const order = await cast.orders(phones.sorina, ordinary)
    const { id, clientId } = await cast.waiting(order)
    await at.house.perform(at.house.self('block'), blockClient as never, { id: clientId!, input: { reason: 'does not pay' } })
    expect(await say('Andreea', id)).toBe('approval.lapsed')
    await cast.settle()
    expect((await cast.approvalOf(id)).state).toBe('lapsed')
    expect((await cast.orderOf(order)).state).toBe('declined')
    await at.house.perform(at.house.self('unblock'), unblockClient as never, { id: clientId!, input: {} })
  })
})

describe('a contact with a limit', () => {
  test('waits for a colleague of the same company, who decides with a press', async () => {
    const [camelia] = await contactsAtPhone(house(), phones.camelia)
    const [gheorghe] = await contactsAtPhone(house(), phones.gheorghe)
    await at
      .db('contacts')
      .where({ id: gheorghe!.id })
      .update({ permissions: JSON.stringify([...gheorghe!.permissions, 'approve_orders']) })
    await (await cast.colleague('Ada')).perform(setOrderLimit, { id: camelia!.id, input: { orderLimitMinor: 10_000 } })

    const small = await cast.waiting(await cast.orders(phones.camelia, [['SUG-BRN', 1]]))
    expect(small.requirements.map(({ code }) => code)).toEqual(['ORDERS'])
    await no(await cast.colleague('Andreea'), small.id)
    await cast.settle()

    const order = await cast.orders(phones.camelia, [['COF-ESP', 3]])
    const { id, requirements } = await cast.waiting(order)
    expect(requirements.map(({ code, needsReason }) => [code, needsReason])).toEqual([
      ['ORDERS', false],
      ['order.over_contact_limit', false],
    ])
    const asked = await at.db('messages').where({ content_key: 'approval.asked' })
    expect(asked.map(({ contact_id }) => contact_id)).toEqual([gheorghe!.id])
    await expect(yes(await cast.contact(phones.camelia), id)).rejects.toThrow(NotAllowed)
    const [doina] = await contactsAtPhone(house(), phones.doina)
    await at
      .db('contacts')
      .where({ id: doina!.id })
      .update({ permissions: JSON.stringify(['approve_orders']) })
    await expect(yes(await cast.contact(phones.doina), id)).rejects.toThrow(NotFound)
    await expect(yes(await cast.contact(phones.gheorghe), id)).rejects.toMatchObject({ code: 'action.needs_press' })
    const decides = async () => (await cast.contact(phones.gheorghe)).perform(approve, { id, input: {}, press: 'wamid.yes' })
    expect((await decides()).said.code).toBe('approval.agreed')
    await expect(decides()).rejects.toMatchObject({ code: 'approval.agreed_already' })
    expect((await cast.approvalOf(id)).decisions).toMatchObject([
      { by: gheorghe!.id, kind: 'contact', codes: ['order.over_contact_limit'], press: 'wamid.yes' },
    ])
    expect(await say('Andreea', id)).toBe('order.is_accepted')
  })

  test('waits for an admin where no colleague may agree', async () => {
    const [camelia] = await contactsAtPhone(house(), phones.camelia)
    await at
      .db('contacts')
      .where({ client_id: camelia!.clientId })
      .update({ permissions: JSON.stringify(['order']) })
    const { id } = await cast.waiting(await cast.orders(phones.camelia, [['COF-ESP', 3]]))
    expect(await say('Andreea', id)).toBe('approval.agreed')
    await expect(say('Paul', id)).rejects.toMatchObject({ code: 'approval.not_yours' })
    expect(await say('Tudor', id)).toBe('order.is_accepted')
  })
})
