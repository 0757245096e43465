import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { demoHouse, productCalled } from '../../demo/testing.ts'
import { Expected } from '../../kernel/errors.ts'
import { verifyChains } from '../../kernel/events.ts'
import { MONDAY } from '../../testing.ts'
import { castOf, phones } from '../../testing-decisions.ts'
import { Client } from '../crm/records.ts'
import { Commitment } from '../invoicing/records.ts'
import { bringStaffBack, comeBack, letStaffLeave, setAway } from '../people/actions.ts'
import { Staff } from '../people/records.ts'
import { standInOf } from '../people/stand-ins.ts'
import { expireOrder } from '../sales/actions/decide.ts'
import { offerOrder, refuseOffer, takeOffer } from '../sales/actions/offer.ts'
import { OrderLine } from '../sales/records.ts'
import { Reservation } from '../warehouse/records.ts'
import { expireApproval } from './actions/ask.ts'
import { approve, reject, reopen } from './actions/decide.ts'
import type { ApprovalRow } from './queries.ts'
import { Approval } from './records.ts'
import { isAllMet } from './tally.ts'

const RUNS = Number(process.env.MODEL_RUNS ?? 12)
const HOUR_MS = 3_600_000
const at = demoHouse()
const cast = castOf(at)
const names = ['Ada', 'Kim', 'Paul', 'Andreea', 'Violeta', 'Tudor'] as const
type Name = (typeof names)[number]

type Deed =
  | { do: 'yes' | 'no' | 'take_back' | 'leave' | 'return' | 'back'; who: Name }
  | { do: 'change'; who: Name; quantity: number; discountPermille: number }
  | { do: 'away'; who: Name; standIn: Name; days: number }
  | { do: 'take' | 'refuse' }
  | { do: 'wait'; hours: number }

const who = fc.constantFrom(...names)
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('yes' as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('no' as const, 'take_back' as const, 'leave' as const, 'return' as const, 'back' as const),
      who,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      who,
      quantity: fc.integer({ min: 1, max: 200 }),
      discountPermille: fc.constantFrom(0, 100, 200),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('away' as const), who, standIn: who, days: fc.integer({ min: 0, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('take' as const, 'refuse' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 30 }) }) },
)

let now = MONDAY
let productId = ''
const ids = new Map<Name, string>()
beforeAll(async () => {
  await at.db('stock').update({ on_hand_milli: 1e9 })
  await at.db('clients').update({ credit_limit_minor: 1e11 })
  productId = (await productCalled(cast.look(), 'PAP-A4-80')).id
  for (const name of names) ids.set(name, await cast.staffId(name))
})

const house = () => ({ ...at.house.self('model'), now })
const idOf = (name: Name) => ids.get(name)!

const act = async (orderId: string, one: Deed): Promise<void> => {
  const waiting = (await cast.look().facts(Approval).where({ recordId: orderId, state: 'waiting' }).orderBy('createdAt', 'desc'))[0]
  const about = waiting ?? (await cast.look().facts(Approval).where({ recordId: orderId }).orderBy('createdAt', 'desc').first())!
  switch (one.do) {
    case 'yes':
      return void (await (await cast.colleague(one.who)).perform(approve, { id: about.id, input: { reason: 'fine' } }))
    case 'no':
      return void (await (await cast.colleague(one.who)).perform(reject, { id: about.id, input: { reason: 'not this one' } }))
    case 'take_back':
      return void (await (await cast.colleague(one.who)).perform(reopen, { id: about.id, input: {} }))
    case 'leave':
      return void (await at.house.perform(house(), letStaffLeave as never, { id: idOf(one.who), input: {} }))
    case 'return':
      return void (await at.house.perform(house(), bringStaffBack as never, { id: idOf(one.who), input: {} }))
    case 'back':
      return void (await at.house.perform(house(), comeBack as never, { id: idOf(one.who), input: {} }))
    case 'away': {
      const until = new Date(now.getTime() + one.days * 24 * HOUR_MS).toISOString().slice(0, 10)
      return void (await at.house.perform(house(), setAway as never, { id: idOf(one.who), input: { until, standInId: idOf(one.standIn) } }))
    }
    case 'change': {
      const lines = [{ productId, quantityMilli: one.quantity * 1000, discountPermille: one.discountPermille }]
      return void (await (await cast.colleague(one.who)).perform(offerOrder, { id: orderId, input: { lines } }))
    }
    case 'take':
      return void (await (await cast.contact(phones.sorina)).perform(takeOffer, { id: orderId, press: 'wamid.take' }))
    case 'refuse':
      return void (await (await cast.contact(phones.sorina)).perform(refuseOffer, { id: orderId, input: {}, press: 'wamid.no' }))
    case 'wait': {
      now = new Date(now.getTime() + one.hours * HOUR_MS)
      at.at(now)
      if (waiting) await at.house.perform(house(), expireApproval as never, { id: waiting.id, input: {} })
      await at.house.perform(house(), expireOrder as never, { id: orderId, input: {} })
    }
  }
}

/** Everybody in whose name this person could speak at this moment, themselves included. */
const namesOf = async (id: string) => {
  const staff = await cast.look().facts(Staff)
  const active = new Map(staff.filter(({ state }) => state === 'active').map((one) => [one.id, one]))
  const today = now.toISOString().slice(0, 10)
  return { active, absent: [...active.keys()].filter((other) => standInOf(active, other, today) === id) }
}

const ENDS: Readonly<Record<string, readonly string[]>> = { changed: ['changed', 'taken', 'refused', 'expired'] }

const check = async (orderId: string, before: ReadonlyMap<string, ApprovalRow>): Promise<Map<string, ApprovalRow>> => {
  const order = await cast.orderOf(orderId)
  const lines = await cast.look().facts(OrderLine).where({ orderId })
  const held = await cast.look().facts(Reservation).where({ sourceId: orderId, archivedAt: null })
  const isHolding = ['placed', 'offered', 'accepted'].includes(order.state)
  const sum = (rows: readonly { quantityMilli: number }[]) => rows.reduce((total, { quantityMilli }) => total + quantityMilli, 0)
  expect(sum(held)).toBe(isHolding ? sum(lines) : 0)
  const [commitment] = await cast.look().facts(Commitment).where({ sourceId: orderId })
  if (order.invoiceState === 'none') expect(commitment!.amountMinor).toBe(isHolding ? order.totalMinor : 0)

  const approvals = await cast.look().facts(Approval).where({ recordId: orderId })
  const waiting = approvals.filter(({ state }) => state === 'waiting')
  if (order.state !== 'placed') expect(waiting).toEqual([])
  expect(waiting.filter(({ action }) => action === 'order.accept').length).toBe(order.state === 'placed' ? 1 : 0)
  if (order.state === 'accepted')
    expect(approvals.filter(({ state }) => state === 'approved' || state === 'taken').length).toBeGreaterThan(0)
  if (order.state === 'offered') expect(order.changedFrom).not.toBeNull()
  for (const approval of approvals) {
    const asked = [approval.requesterId, approval.onBehalfOf?.split(':')[1]]
    expect(isAllMet(approval.requirements, approval.decisions)).toBe(approval.state === 'approved')
    for (const code of approval.requirements.map((one) => one.code)) {
      const people = approval.decisions
        .filter(({ codes }) => codes.includes(code))
        .flatMap((one) => [one.by, ...(one.for ? [one.for] : [])])
      expect(new Set(people).size).toBe(people.length)
    }
    expect(approval.decisions.flatMap((one) => [one.by, one.for]).filter((id) => id !== null && asked.includes(id))).toEqual([])
    if (approval.decidedBy) expect(asked).not.toContain(approval.decidedBy)
    const was = before.get(approval.id)
    if (was && was.state !== 'waiting') expect(ENDS[was.state] ?? [was.state]).toContain(approval.state)
  }
  return new Map(approvals.map((one) => [one.id, one]))
}

test('whatever people do, in whatever order: what is decided was theirs to decide, and what is held is what is promised', async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(deed, { minLength: 4, maxLength: 14 }), async (isLarge, deeds) => {
      now = MONDAY
      at.at(now)
      await at.db('staff').update({ state: 'active', away_until: null, stand_in_id: null })
      const orderId = await cast.orders(phones.sorina, [['PAP-A4-80', isLarge ? 110 : 10]])
      const { salesAgentId } = await cast
        .look()
        .facts(Client)
        .byId((await cast.orderOf(orderId)).clientId)
      let known = await check(orderId, new Map())
      for (const one of deeds) {
        const people = 'who' in one ? await namesOf(idOf(one.who)) : null
        try {
          await act(orderId, one)
          if (one.do === 'yes') {
            // Whoever said yes was here, and somebody they speak for is an agent of the client, a manager, or steps in.
            const id = idOf(one.who)
            expect(people!.active.has(id)).toBe(true)
            const speaks = [id, ...people!.absent].map((other) => people!.active.get(other)!)
            expect(
              speaks.some((other) => other.id === salesAgentId || other.roles.some((role) => ['sales_manager', 'admin'].includes(role))),
            ).toBe(true)
          }
        } catch (error) {
          if (!(error instanceof Expected)) throw error
        }
        await cast.settle()
        known = await check(orderId, known)
      }
    }),
    { numRuns: RUNS },
  )
  expect((await verifyChains(at.db)).breaks).toEqual([])
}, 300_000)
