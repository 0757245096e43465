import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { demoHouse, productCalled } from '../../demo/testing.ts'
import { newId } from '../../kernel/db.ts'
import { Expected } from '../../kernel/errors.ts'
import { verifyChains } from '../../kernel/events.ts'
import type { Lifecycle } from '../../kernel/lifecycle.ts'
import { MONDAY } from '../../testing.ts'
import { castOf, phones } from '../../testing-decisions.ts'
import { approve, reject } from '../approvals/actions/decide.ts'
import { Approval } from '../approvals/records.ts'
import { reverseInvoice } from '../invoicing/actions/invoices.ts'
import { recordPayment } from '../invoicing/actions/payments.ts'
import { Commitment, Invoice, Payment } from '../invoicing/records.ts'
import { balanceMinor } from '../invoicing/rules.ts'
import { adjustStock, expectGoods, receiveGoods } from '../warehouse/actions/goods.ts'
import { approveDeliveryNote, confirmDelivery, discardDeliveryNote } from '../warehouse/actions/notes.ts'
import { deliveryNoteLifecycle } from '../warehouse/lifecycle.ts'
import { DeliveryNote, DeliveryNoteLine, Incoming, Reservation, Stock, Warehouse } from '../warehouse/records.ts'
import { cancelOrder, declineOrder, expireOrder, placeOrder } from './actions/decide.ts'
import { draftOrder, setOrderLines } from './actions/draft.ts'
import { draftDelivery, invoiceOrder } from './actions/fulfil.ts'
import { offerOrder, refuseOffer, takeOffer } from './actions/offer.ts'
import { approveReturn, declineReturn, returnOrder } from './actions/returns.ts'
import { deliveryLifecycle, invoicingLifecycle, orderLifecycle } from './lifecycle.ts'
import { Order, OrderLine, OrderReturn, OrderReturnLine } from './records.ts'
import type { OrderRow } from './rules.ts'

const RUNS = Number(process.env.MODEL_RUNS ?? 12)
const HOUR_MS = 3_600_000
const CODE = 'PAP-A4-80'
const at = demoHouse()
const cast = castOf(at)
const people = ['sorina', 'doina'] as const

const plain = [
  'place',
  'yes',
  'no',
  'take',
  'refuse',
  'cancel',
  'decline',
  'note',
  'leaves',
  'arrives',
  'discard',
  'bill',
  'pay',
  'reverse',
  'return',
  'return_yes',
  'return_no',
  'receive',
] as const
type Deed =
  | { do: (typeof plain)[number]; pick: number; share: number }
  | { do: 'order'; who: (typeof people)[number]; quantity: number; waits: boolean }
  | { do: 'lines' | 'offer'; pick: number; quantity: number; waits: boolean }
  | { do: 'expect' | 'count'; pick: number; quantity: number }
  | { do: 'wait'; hours: number }
  /** Whatever usually comes next for this order. */
  | { do: 'on'; pick: number; share: number }

const pick = fc.nat(20)
const quantity = fc.integer({ min: 1, max: 40 })
const waits = fc.boolean()
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 30, arbitrary: fc.record({ do: fc.constant('on' as const), pick, share: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 18, arbitrary: fc.record({ do: fc.constantFrom(...plain), pick, share: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('order' as const), who: fc.constantFrom(...people), quantity, waits }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('lines' as const, 'offer' as const), pick, quantity, waits }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('expect' as const, 'count' as const), pick, quantity }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 200 }) }) },
)

let now = MONDAY
let productId = ''
let warehouses: string[] = []
beforeAll(async () => {
  productId = (await productCalled(cast.look(), CODE)).id
  warehouses = (await cast.look().facts(Warehouse).orderBy('code')).map(({ id }) => id)
  await at.db('clients').update({ credit_limit_minor: 1e11 })
})

const one = <Row>(rows: readonly Row[], nth: number): Row | undefined => rows[nth % Math.max(1, rows.length)]
/** The orders of this round alone. */
let since = ''
const mine = async () => cast.look().facts(Order).where({ archivedAt: null, foreignReference: null }).where('id', '>', since).orderBy('id')
const self = () => ({ ...at.house.self('model'), now })
const does = (action: unknown, call: object) => at.house.perform(self(), action as never, call as never)
const reason = 'for a good reason'

const next = async (order: OrderRow): Promise<(typeof plain)[number]> => {
  if (order.state === 'draft') return 'place'
  if (order.state === 'placed') return 'yes'
  if (order.state === 'offered') return 'take'
  const notes = await cast.look().facts(DeliveryNote).where({ sourceId: order.id })
  if (!notes.some(({ state }) => state !== 'discarded')) return 'note'
  if (notes.some(({ state }) => state === 'draft')) return 'leaves'
  if (order.invoiceState === 'none') return 'bill'
  const [back] = await cast.look().facts(OrderReturn).where({ orderId: order.id, state: 'requested' })
  if (back) return 'return_yes'
  return notes.some(({ state }) => state === 'waiting') ? 'receive' : notes.some(({ state }) => state === 'approved') ? 'arrives' : 'return'
}

/** Does one thing; gives how much came into the house or was found missing, in thousandths. */
const act = async (given: Deed): Promise<number> => {
  const orders = await mine()
  const look = cast.look()
  const order = 'pick' in given ? one(orders, given.pick) : undefined
  const lines = 'quantity' in given ? [{ productId, quantityMilli: given.quantity * 1000, ...shortage(given) }] : []
  switch (given.do) {
    case 'on':
      return order ? act({ ...given, do: await next(order) }) : 0
    case 'order': {
      const ctx = await cast.contact(phones[given.who])
      await ctx.perform(draftOrder, { input: { clientId: ctx.clientId, contactId: null, lines } })
      return 0
    }
    case 'wait':
      now = new Date(now.getTime() + given.hours * HOUR_MS)
      at.at(now)
      for (const { id } of orders) await does(expireOrder, { id, input: {} }).catch(expected)
      return 0
    case 'expect':
      await does(expectGoods, {
        input: { warehouseId: one(warehouses, given.pick), productId, quantityMilli: given.quantity * 1000, expectedOn: dayAfter(3) },
      })
      return 0
    case 'count': {
      const [shelf] = await look.facts(Stock).where({ productId, warehouseId: one(warehouses, given.pick)! })
      const countedMilli = given.quantity * 1000
      await does(adjustStock, { input: { warehouseId: one(warehouses, given.pick), productId, countedMilli, reason } })
      return countedMilli - (shelf?.onHandMilli ?? 0)
    }
    case 'receive': {
      const coming = one(await look.facts(Incoming).where({ productId, state: 'expected' }).orderBy('id'), given.pick)
      if (!coming) return 0
      const quantityMilli = Math.max(1, Math.floor(coming.quantityMilli / given.share))
      await does(receiveGoods, { id: coming.id, input: { quantityMilli } })
      return quantityMilli
    }
  }
  if (!order) return 0
  const id = order.id
  const contact = async () => cast.contact(order.clientId === sorinas ? phones.sorina : phones.doina)
  const notes = await look.facts(DeliveryNote).where({ sourceId: id }).orderBy('id')
  const note = one(notes, given.pick)
  const [bill] = await look.facts(Invoice).where({ sourceId: id, kind: 'invoice' }).orderBy('id', 'desc')
  const [waiting] = await look.facts(Approval).where({ recordId: id, state: 'waiting' })
  const back = one(await look.facts(OrderReturn).where({ orderId: id }).orderBy('id', 'desc'), 0)
  switch (given.do) {
    case 'lines':
      await (await contact()).perform(setOrderLines, { id, input: { lines } })
      return 0
    case 'offer':
      await (await cast.colleague('Ada')).perform(offerOrder, { id, input: { lines } })
      return 0
    case 'place':
      await (await contact()).perform(placeOrder, { id, press: 'wamid.place' })
      return 0
    case 'yes':
      if (waiting) await (await cast.colleague('Ada')).perform(approve, { id: waiting.id, input: { reason } })
      return 0
    case 'no':
      if (waiting) await (await cast.colleague('Ada')).perform(reject, { id: waiting.id, input: { reason } })
      return 0
    case 'take':
      await (await contact()).perform(takeOffer, { id, press: 'wamid.take' })
      return 0
    case 'refuse':
      await (await contact()).perform(refuseOffer, { id, input: {}, press: 'wamid.no' })
      return 0
    case 'cancel':
      await (await contact()).perform(cancelOrder, { id, input: {}, press: 'wamid.cancel' })
      return 0
    case 'decline':
      await does(declineOrder, { id, input: { reason } })
      return 0
    case 'note':
      await does(draftDelivery, { id, input: {} })
      return 0
    case 'leaves':
      if (note) await does(approveDeliveryNote, { id: note.id, input: {} })
      return 0
    case 'arrives':
      if (note) await does(confirmDelivery, { id: note.id, input: {} })
      return 0
    case 'discard':
      if (note) await does(discardDeliveryNote, { id: note.id, input: {} })
      return 0
    case 'bill':
      await does(invoiceOrder, { id, input: {} })
      return 0
    case 'pay':
      if (bill) await does(recordPayment, { id: bill.id, input: { amountMinor: Math.ceil(bill.totalMinor / given.share), method: 'bank' } })
      return 0
    case 'reverse':
      if (bill) await does(reverseInvoice, { id: bill.id, input: { reason } })
      return 0
    case 'return': {
      const [line] = await look.facts(OrderLine).where({ orderId: id })
      const quantityMilli = Math.ceil(line!.quantityMilli / given.share)
      await (await contact()).perform(returnOrder, {
        id,
        input: { lines: [{ lineId: line!.id, quantityMilli }], reason },
        press: 'wamid.r',
      })
      return 0
    }
    case 'return_yes':
      if (back) await does(approveReturn, { id: back.id, input: {} })
      return 0
    case 'return_no':
      if (back) await does(declineReturn, { id: back.id, input: { reason } })
      return 0
  }
}

const shortage = (given: Deed) => ('waits' in given && given.waits && given.do !== 'offer' ? { shortage: 'wait' as const } : {})
const dayAfter = (days: number) => new Date(now.getTime() + days * 24 * HOUR_MS).toISOString().slice(0, 10)
const expected = (error: unknown) => {
  if (!(error instanceof Expected)) throw error
}
let sorinas = ''

/** Pairs `from to` that some move of the timetable makes; staying is always possible. */
const steps = (timetable: Lifecycle): ReadonlySet<string> =>
  new Set(Object.values(timetable.moves).flatMap(({ from, to }) => [from].flat().map((state) => `${state} ${to}`)))
const tables = {
  state: steps(orderLifecycle as never),
  deliveryState: steps(deliveryLifecycle as never),
  invoiceState: steps(invoicingLifecycle as never),
}
const noteSteps = steps(deliveryNoteLifecycle as never)
/** What one deed sets off may go two steps: placed and accepted at once, accepted with its note and its bill. */
const reaches = (made: ReadonlySet<string>, from: string, to: string): boolean => {
  const seen = new Set([from])
  for (const state of seen) for (const step of made) if (step.startsWith(`${state} `)) seen.add(step.split(' ')[1]!)
  return seen.has(to)
}

type Known = ReadonlyMap<string, Record<string, string>>
const sum = (rows: readonly { quantityMilli: number }[]) => rows.reduce((total, { quantityMilli }) => total + quantityMilli, 0)

const check = async (before: Known, onHandMilli: number): Promise<Map<string, Record<string, string>>> => {
  const look = cast.look()
  const known = new Map<string, Record<string, string>>()
  const shelves = await look.facts(Stock).where({ productId })
  const held = await look.facts(Reservation).where({ productId, archivedAt: null })
  const notes = await look.facts(DeliveryNote).where({ archivedAt: null })
  const noteLines = await look.facts(DeliveryNoteLine).where({ productId })
  for (const shelf of shelves) {
    expect(shelf.reservedMilli).toBeGreaterThanOrEqual(0)
    expect(shelf.reservedMilli).toBeLessThanOrEqual(shelf.onHandMilli)
    expect(shelf.reservedMilli).toBe(sum(held.filter((row) => row.state === 'held' && row.warehouseId === shelf.warehouseId)))
  }
  for (const coming of await look.facts(Incoming).where({ productId })) {
    expect(coming.promisedMilli).toBeLessThanOrEqual(coming.quantityMilli)
    expect(coming.promisedMilli).toBe(sum(held.filter((row) => row.state === 'waiting' && row.incomingId === coming.id)))
  }
  const hasLeft = new Set(notes.filter(({ state }) => state === 'approved' || state === 'delivered').map(({ id }) => id))
  const gone = noteLines.filter(({ deliveryNoteId }) => hasLeft.has(deliveryNoteId))
  const backAgain = await look.facts(OrderReturn).where({ state: 'approved', restocked: true })
  const backLines = await look.facts(OrderReturnLine).whereIn(
    'returnId',
    backAgain.map(({ id }) => id),
  )
  // Nothing is made and nothing vanishes: what lies there is what there was and came, less what left, and what came back.
  expect(shelves.reduce((total, shelf) => total + shelf.onHandMilli, 0)).toBe(onHandMilli - sum(gone) + sum(backLines))

  for (const order of await mine()) {
    const now_ = { state: order.state, deliveryState: order.deliveryState, invoiceState: order.invoiceState }
    const was = before.get(order.id)
    for (const field of ['state', 'deliveryState', 'invoiceState'] as const)
      if (was) expect(reaches(tables[field], was[field]!, now_[field]), `${field}: ${was[field]} → ${now_[field]}`).toBe(true)
    known.set(order.id, now_)
    const lines = await look.facts(OrderLine).where({ orderId: order.id })
    const own = held.filter(({ sourceId }) => sourceId === order.id)
    const left = gone.filter(({ deliveryNoteId }) => notes.find(({ id }) => id === deliveryNoteId)!.sourceId === order.id)
    const isHolding = ['placed', 'offered', 'accepted'].includes(order.state)
    if (!isHolding) expect([...own, ...left]).toEqual([])
    // What waits for nobody's goods is promised to nobody: at most what was ordered, and never more than once.
    expect(sum(own) + sum(left)).toBeLessThanOrEqual(sum(lines))
    if (order.deliveryState !== 'none') expect(left.length).toBeGreaterThan(0)
    const bills = await look.facts(Invoice).where({ sourceId: order.id, kind: 'invoice' })
    const standing = bills.filter(({ state }) => !['draft', 'discarded', 'reversed'].includes(state))
    expect(standing.length).toBeLessThanOrEqual(1)
    for (const bill of standing) expect(bill.totalMinor).toBe(order.totalMinor)
    const [commitment] = await look.facts(Commitment).where({ sourceId: order.id })
    if (order.invoiceState === 'none') expect(commitment?.amountMinor ?? 0).toBe(isHolding ? order.totalMinor : 0)
    else if (standing.length) expect(commitment?.amountMinor ?? 0).toBe(0)
    for (const bill of bills) {
      const paid = (await look.facts(Payment).where({ invoiceId: bill.id })).reduce((total, { amountMinor }) => total + amountMinor, 0)
      expect(bill.paidMinor).toBe(paid)
      expect(balanceMinor(bill)).toBeGreaterThanOrEqual(0)
      if (bill.state === 'paid') expect(balanceMinor(bill)).toBe(0)
      const credits = await look.facts(Invoice).where({ reversesId: bill.id })
      expect(credits.reduce((total, { totalMinor }) => total + totalMinor, 0)).toBeLessThanOrEqual(bill.totalMinor)
    }
  }
  for (const note of notes) {
    const was = before.get(note.id)
    if (was) expect(reaches(noteSteps, was.state!, note.state), `note: ${was.state} → ${note.state}`).toBe(true)
    known.set(note.id, { state: note.state })
  }
  return known
}

test('whatever happens to orders, in whatever order: they keep to their timetables, and goods and money are neither made nor lost', async () => {
  sorinas = (await cast.contact(phones.sorina)).clientId
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 10, maxLength: 40 }), async (deeds) => {
      now = new Date(Math.max(now.getTime(), MONDAY.getTime()))
      at.at(now)
      since = newId()
      let onHand = await whatLies()
      let known = await check(new Map(), onHand)
      const lead: Deed[] = [
        { do: 'order', who: 'sorina', quantity: 20, waits: true },
        { do: 'place', pick: 0, share: 1 },
        { do: 'order', who: 'doina', quantity: 10, waits: false },
        { do: 'place', pick: 1, share: 1 },
      ]
      for (const given of [...lead, ...deeds]) {
        try {
          onHand += await act(given)
        } catch (error) {
          expected(error)
        }
        await cast.settle()
        known = await check(known, onHand)
      }
    }),
    { numRuns: RUNS },
  )
  expect((await verifyChains(at.db)).breaks).toEqual([])
}, 300_000)

/** All that was ever there: what lies there now, with what left, less what came back. */
const whatLies = async () => {
  const { rows } = await at.db.raw<{ rows: { all: string }[] }>(
    `select (select coalesce(sum(on_hand_milli), 0) from stock where product_id = :productId)
       + (select coalesce(sum(l.quantity_milli), 0) from delivery_note_lines l join delivery_notes n on n.id = l.delivery_note_id
          where l.product_id = :productId and n.state in ('approved', 'delivered'))
       - (select coalesce(sum(l.quantity_milli), 0) from order_return_lines l join order_returns r on r.id = l.return_id
          where l.product_id = :productId and r.state = 'approved' and r.restocked) as all`,
    { productId },
  )
  return Number(rows[0]!.all)
}
