import { describe, expect, test } from 'vitest'
import { clientCalled, demoHouse, looking, productCalled } from '../../demo/testing.ts'
import type { Actor } from '../../kernel/actor.ts'
import type { Caller } from '../../kernel/ctx.ts'
import { movesFrom } from '../../kernel/lifecycle.ts'
import { drainOutbox } from '../../kernel/outbox.ts'
import { calls, colleague, MONDAY } from '../../testing.ts'
import { editProduct, setPrices } from '../catalog/actions.ts'
import { PriceListRecord, Product } from '../catalog/records.ts'
import { blockClient, setContactPermissions, setCreditLimit } from '../crm/actions.ts'
import { Contact } from '../crm/records.ts'
import { Invoice, InvoiceLine } from '../invoicing/records.ts'
import { exposureOf } from '../invoicing/rules.ts'
import { editSetting } from '../settings/module.ts'
import { Setting } from '../settings/records.ts'
import { availableOf } from '../warehouse/rules.ts'
import { acceptOrder, cancelOrder, declineOrder, expireOrder, placeOrder } from './actions/decide.ts'
import { draftOrder, setOrderDelivery, setOrderLines } from './actions/draft.ts'
import { draftDelivery, invoiceOrder } from './actions/fulfil.ts'
import { offerOrder, refuseOffer, takeOffer } from './actions/offer.ts'
import { orderLifecycle } from './lifecycle.ts'
import { history, onTheWay, orderByNumber, orderView } from './queries.ts'
import { Order, OrderLine } from './records.ts'

const at = demoHouse()
const manager = colleague(
  [
    'order.draft',
    'order.change',
    'order.place',
    'order.accept',
    'order.decline',
    'order.offer',
    'order.take',
    'order.refuse',
    'order.cancel',
    'delivery_note.draft',
    'invoice.issue',
  ],
  { sales: 'view', crm: 'view', invoicing: 'view', warehouse: 'view' },
)
const later = (hours: number) => new Date(MONDAY.getTime() + hours * 3_600_000)
const house = (now = MONDAY): Caller => ({ ...at.house.self('test'), now })
const staff = (now = MONDAY) => calls(manager, now, 'slack')

const contactOf = async (firstName: string): Promise<Actor> => {
  const row = (await looking(at).facts(Contact).where({ firstName }).first())!
  return (await at.house.hooks.actorFor(at.db, { kind: 'contact', id: row.id }))!
}
const phoneOf = async (firstName: string, now = MONDAY): Promise<Caller> => calls(await contactOf(firstName), now, 'whatsapp')
const lines = async (...wanted: [code: string, quantity: number][]) => {
  const made = []
  for (const [code, quantity] of wanted)
    made.push({ productId: (await productCalled(looking(at), code)).id, quantityMilli: quantity * 1000 })
  return made
}
const draft = async (caller: Caller, code: string, ...wanted: [string, number][]) =>
  (
    await at.house.perform(caller, draftOrder, {
      input: { clientId: (await clientCalled(looking(at), code)).id, lines: await lines(...wanted) },
    })
  ).id!
const placed = async (code: string, ...wanted: [string, number][]) => {
  const id = await draft(staff(), code, ...wanted)
  await at.house.perform(staff(), placeOrder, { id })
  return id
}
const order = (id: string) => looking(at).facts(Order).byId(id)
const refused = (code: string) => expect.objectContaining({ code })

describe('the timetable', () => {
  const deeds = {
    place: (id: string) => at.house.perform(house(), placeOrder, { id }),
    accept: (id: string) => at.house.perform(house(), acceptOrder, { id }),
    decline: (id: string) => at.house.perform(house(), declineOrder, { id, input: { reason: 'We cannot' } }),
    offer: async (id: string) => at.house.perform(house(), offerOrder, { id, input: { lines: await lines(['WAT-05', 40]) } }),
    take: (id: string) => at.house.perform(house(), takeOffer, { id }),
    refuse: (id: string) => at.house.perform(house(), refuseOffer, { id }),
    cancel: (id: string) => at.house.perform(house(), cancelOrder, { id }),
    expire: (id: string) => at.house.perform(house(later(24 * 60)), expireOrder, { id }),
  }
  const reach: Record<string, (keyof typeof deeds)[]> = {
    draft: [],
    placed: ['place'],
    offered: ['place', 'offer'],
    accepted: ['place', 'accept'],
    declined: ['place', 'decline'],
    cancelled: ['cancel'],
    expired: ['expire'],
  }

  test.for(Object.keys(reach))('from %s only the moves of the table are possible, and each of them is', async (state) => {
    for (const [move, deed] of Object.entries(deeds)) {
      const id = await draft(staff(), 'DIS-RAFT', ['WAT-05', 20])
      for (const step of reach[state]!) await deeds[step](id)
      expect((await order(id)).state).toBe(state)
      const before = await order(id)
      if (movesFrom(orderLifecycle as never, state).includes(move)) {
        await deed(id)
        expect((await order(id)).state).toBe(orderLifecycle.moves[move as 'place'].to)
      } else {
        await expect(deed(id)).rejects.toEqual(refused('lifecycle.not_from_here'))
        expect(await order(id)).toEqual(before)
      }
      // Nothing stays held for the next round.
      const now = await order(id)
      if (['placed', 'offered', 'accepted'].includes(now.state)) await deeds.cancel(id)
    }
  })

  test('every state keeps its published code', () => {
    expect(orderLifecycle.codes).toEqual({ draft: 1, placed: 2, offered: 2, accepted: 4, declined: 3, cancelled: 3, expired: 5 })
  })
})

describe('placing', () => {
  test('holds the goods and counts the amount, and letting go gives both back', async () => {
    const { id: productId } = await productCalled(looking(at), 'WAT-05')
    const { id: clientId } = await clientCalled(looking(at), 'DIS-RAFT')
    const free = async () => (await availableOf(looking(at), [productId])).get(productId)!.availableMilli
    const [before, owed] = [await free(), (await exposureOf(looking(at), clientId)).exposureMinor]
    const id = await placed('DIS-RAFT', ['WAT-05', 30])
    expect(await free()).toBe(before - 30_000)
    expect((await exposureOf(looking(at), clientId)).exposureMinor).toBe(owed + (await order(id)).totalMinor)
    await at.house.perform(staff(), declineOrder, { id, input: { reason: 'Not today' } })
    expect(await free()).toBe(before)
    expect((await exposureOf(looking(at), clientId)).exposureMinor).toBe(owed)
  })

  test('a customer needs a press, and its message is kept as evidence', async () => {
    const doina = await phoneOf('Doina')
    const id = await draft(doina, 'HOT-CORB', ['WAT-05', 20])
    await expect(at.house.perform(doina, placeOrder, { id })).rejects.toEqual(refused('action.needs_press'))
    await at.house.perform(doina, placeOrder, { id, press: 'wamid.press' })
    const event = await at.db('events').where({ record_id: id, name: 'order.placed' }).first()
    expect(JSON.parse(event.body).with).toMatchObject({ press: 'wamid.press' })
  })

  test('an order without lines is refused, with lines it goes', async () => {
    const id = await draft(staff(), 'DIS-RAFT')
    await expect(at.house.perform(staff(), placeOrder, { id })).rejects.toEqual(refused('order.has_no_lines'))
    await at.house.perform(staff(), setOrderLines, { id, input: { lines: await lines(['WAT-05', 20]) } })
    await at.house.perform(staff(), placeOrder, { id })
  })

  test('below the minimum or off the step is kept as asked, but not ordered', async () => {
    const below = await draft(staff(), 'DIS-RAFT', ['TP-3P', 1])
    expect((await orderView(looking(at), below))!.lines[0]!.quantityMilli).toBe(1000)
    await expect(at.house.perform(staff(), placeOrder, { id: below })).rejects.toEqual(refused('order.below_minimum'))
    const off = await draft(staff(), 'DIS-RAFT', ['COF-ARA', 1.25])
    await expect(at.house.perform(staff(), placeOrder, { id: off })).rejects.toEqual(refused('order.off_step'))
    await at.house.perform(staff(), placeOrder, { id: await draft(staff(), 'DIS-RAFT', ['COF-ARA', 1.5]) })
  })

  test('what is not sold any more cannot be put on an order', async () => {
    await expect(draft(staff(), 'DIS-RAFT', ['PAP-A4-80-R', 1])).rejects.toEqual(refused('product.not_sold'))
  })

  test('a blocked client is refused with what is owed; whoever may not see invoices is not told amounts', async () => {
    const nelu = await phoneOf('Nelu')
    const id = await draft(nelu, 'PEN-BURS', ['TP-3P', 10])
    const why = await at.house.perform(nelu, placeOrder, { id, press: 'p' }).catch((error: Error) => error)
    expect(why).toMatchObject({ code: 'client.blocked', said: { terms: { overdue: { minor: 731_840 } } } })
    const mioara = await phoneOf('Mioara')
    const bakery = await clientCalled(looking(at), 'BRU-COAJ')
    const quiet = await draft(mioara, 'BRU-COAJ', ['WAT-05', 20])
    await at.house.perform(house(), blockClient, { id: bakery.id, input: { reason: 'a test of the block' } })
    const told = await at.house.perform(mioara, placeOrder, { id: quiet, press: 'p' }).catch((error: Error) => error)
    expect(told).toMatchObject({ code: 'client.blocked_quietly' })
    expect(JSON.stringify(told)).not.toMatch(/minor/)
  })

  test('the smallest order value holds when it is set', async () => {
    const setting = (await looking(at).facts(Setting).where({ key: 'minimum_order_value' }).first())!
    await at.house.perform(house(), editSetting.update, { id: setting.id, input: { value: '500.00' } })
    const id = await draft(staff(), 'DIS-RAFT', ['WAT-05', 12])
    await expect(at.house.perform(staff(), placeOrder, { id })).rejects.toEqual(refused('order.below_minimum_value'))
    await at.house.perform(house(), editSetting.update, { id: setting.id, input: { value: '0.00' } })
    await at.house.perform(staff(), placeOrder, { id })
  })

  test('more than there is is refused whole, waiting for what comes is not', async () => {
    const id = await draft(staff(), 'DIS-RAFT', ['GLV-NIT-M', 50])
    await expect(at.house.perform(staff(), placeOrder, { id })).rejects.toEqual(refused('stock.not_enough'))
    expect((await order(id)).state).toBe('draft')
    const wanted = (await lines(['GLV-NIT-M', 50])).map((line) => ({ ...line, shortage: 'wait' as const }))
    await at.house.perform(staff(), setOrderLines, { id, input: { lines: wanted } })
    await at.house.perform(staff(), placeOrder, { id })
    // They come on Friday the 27th; the 30th and the 1st are public holidays in Romania.
    expect((await order(id)).deliverOn).toBe('2026-12-02')
    await at.house.perform(staff(), cancelOrder, { id })
  })
})

describe('the price told is the price billed', () => {
  test('a price that changed since the summary stops the press; a new summary has the new one', async () => {
    const horia = await phoneOf('Horia')
    const id = await draft(horia, 'TIP-CERN', ['TON-410-K', 2])
    const told = (await order(id)).totalMinor
    const list = (await looking(at).facts(PriceListRecord).where({ code: 'CLI-CERN' }).first())!
    const { id: productId } = await productCalled(looking(at), 'TON-410-K')
    await at.house.perform(house(), setPrices, {
      id: list.id,
      input: { prices: [{ productId, minQuantityMilli: 2000, priceE4: 2_800_000 }] },
    })
    await expect(at.house.perform(horia, placeOrder, { id, press: 'p' })).rejects.toEqual(refused('order.prices_changed'))
    expect((await order(id)).totalMinor).toBe(told)
    await at.house.perform(horia, setOrderLines, { id, input: { lines: await lines(['TON-410-K', 2]) } })
    await at.house.perform(horia, placeOrder, { id, press: 'p' })
    expect((await order(id)).netMinor).toBe(56_000)
  })

  test('a price that changes after the press changes nothing any more, down to the invoice', async () => {
    const id = await placed('DIS-RAFT', ['PAP-A4-80', 7], ['COF-ESP', 3])
    const { totalMinor, netMinor } = await order(id)
    const product = await productCalled(looking(at), 'PAP-A4-80')
    const all = await looking(at).facts(PriceListRecord)
    for (const list of all.filter(({ kind }) => kind !== 'client'))
      await at.house.perform(house(), setPrices, {
        id: list.id,
        input: { prices: [{ productId: product.id, minQuantityMilli: 1000, priceE4: 1_234_500 }] },
      })
    await at.house.perform(house(), acceptOrder, { id })
    await at.house.perform(house(), invoiceOrder, { id })
    const invoice = (await looking(at).facts(Invoice).where({ sourceId: id }).first())!
    expect(invoice).toMatchObject({ totalMinor, netMinor, state: 'issued' })
    const told = await looking(at).facts(OrderLine).where({ orderId: id }).orderBy('position')
    const billed = await looking(at).facts(InvoiceLine).where({ invoiceId: invoice.id }).orderBy('position')
    expect(billed.map(({ unitPriceE4, quantityMilli, netMinor }) => ({ unitPriceE4, quantityMilli, netMinor }))).toEqual(
      told.map(({ unitPriceE4, quantityMilli, netMinor }) => ({ unitPriceE4, quantityMilli, netMinor })),
    )
  })
})

describe('credit', () => {
  test('within the limit it is accepted, above it waits, and stepping over it is kept with its reason', async () => {
    const client = await clientCalled(looking(at), 'ATE-RIND')
    await at.house.perform(house(), setCreditLimit, { id: client.id, input: { creditLimitMinor: 50_000 } })
    const small = await placed('ATE-RIND', ['PAP-A4-75', 1])
    await at.house.perform(house(), acceptOrder, { id: small })
    const large = await placed('ATE-RIND', ['PAP-A4-75', 10])
    const waits = await at.house.perform(house(), acceptOrder, { id: large })
    expect(waits.kind).toBe('waiting')
    const overrider = calls(colleague(['order.accept', 'credit.override']), MONDAY, 'api')
    await expect(at.house.perform(overrider, acceptOrder, { id: large })).rejects.toEqual(refused('order.over_credit_limit'))
    await at.house.perform(overrider, acceptOrder, {
      id: large,
      override: { code: 'order.over_credit_limit', reason: 'Old customer, pays on Friday' },
    })
    expect(await order(large)).toMatchObject({ state: 'accepted', creditOverride: { reason: 'Old customer, pays on Friday' } })
  })

  test('of two orders that do not both fit, the one placed first fits', async () => {
    const client = await clientCalled(looking(at), 'TAB-CUCH')
    await at.house.perform(house(), setCreditLimit, { id: client.id, input: { creditLimitMinor: 150_000 } })
    const first = await placed('TAB-CUCH', ['PAP-A4-75', 10])
    const second = await placed('TAB-CUCH', ['PAP-A4-75', 10])
    expect((await at.house.perform(house(), acceptOrder, { id: second })).kind).toBe('waiting')
    expect((await at.house.perform(house(), acceptOrder, { id: first })).kind).toBe('done')
  })
})

describe('whose order it is', () => {
  test('nobody orders for another company, and a foreign order is not there', async () => {
    const doina = await phoneOf('Doina')
    await expect(draft(doina, 'CAF-ZIMB', ['WAT-05', 20])).rejects.toEqual(refused('order.not_your_company'))
    const theirs = await draft(staff(), 'CAF-ZIMB', ['WAT-05', 20])
    for (const action of [placeOrder, cancelOrder])
      await expect(at.house.perform(doina, action, { id: theirs, press: 'p' })).rejects.toEqual(refused('record.not_found'))
    expect(await orderView(at.house.ctx(doina), theirs)).toBeUndefined()
  })

  test('without the right to see the whole company a contact sees only its own orders', async () => {
    const emil = await phoneOf('Emil')
    const doina = await phoneOf('Doina')
    const hers = await draft(doina, 'HOT-CORB', ['WAT-05', 20])
    const his = await draft(emil, 'HOT-CORB', ['WAT-05', 20])
    expect(await orderView(at.house.ctx(emil), hers)).toBeUndefined()
    expect(await orderView(at.house.ctx(doina), his)).toBeDefined()
    expect(
      (await onTheWay(at.house.ctx(emil), (emil.actor as { clientId: string }).clientId)).every(
        ({ contactId }) => contactId === emil.actor.id,
      ),
    ).toBe(true)
    expect(await history(at.house.ctx(emil), (emil.actor as { clientId: string }).clientId)).toEqual([])
  })

  test('somebody who may not order does not, and from the moment the right is gone nobody does', async () => {
    const silvia = await phoneOf('Silvia')
    await expect(draft(silvia, 'HOT-CORB', ['WAT-05', 20])).rejects.toEqual(refused('actor.not_allowed'))
    const matei = await phoneOf('Matei')
    await draft(matei, 'CAF-ZIMB', ['WAT-05', 20])
    await at.house.perform(house(), setContactPermissions, { id: matei.actor.id!, input: { permissions: ['view_stock'] } })
    await expect(draft(await phoneOf('Matei'), 'CAF-ZIMB', ['WAT-05', 20])).rejects.toEqual(refused('actor.not_allowed'))
  })

  test('an order is found by its number as people write it', async () => {
    const id = await placed('DIS-RAFT', ['WAT-05', 20])
    const { number } = await order(id)
    for (const said of [number!, number!.toLowerCase(), String(Number(number!.replace(/\D/g, '')))])
      expect((await orderByNumber(looking(at), said))?.id).toBe(id)
    expect(await orderByNumber(looking(at), 'nothing')).toBeUndefined()
    expect(await orderByNumber(looking(at), '99999')).toBeUndefined()
  })
})

describe('what follows', () => {
  test('an accepted order gets its delivery notes and its invoice once, however often the event comes', async () => {
    const id = await placed('DIS-RAFT', ['WAT-05', 20])
    await drainOutbox(at.house)
    expect((await order(id)).state).toBe('accepted')
    const event = await at.db('events').where({ record_id: id, name: 'order.accepted' }).first()
    await at.db('outbox').insert({ event_id: event.id, subscriber: 'order.fulfil', due_at: MONDAY })
    await drainOutbox(at.house)
    expect(await at.db('delivery_notes').where({ source_id: id })).toHaveLength(1)
    expect(await at.db('invoices').where({ source_id: id })).toHaveLength(1)
  })

  test('nothing leaves and nothing is billed before an order is accepted', async () => {
    const id = await placed('SCH-NUCI', ['WAT-05', 20])
    for (const action of [draftDelivery, invoiceOrder])
      await expect(at.house.perform(house(), action, { id })).rejects.toEqual(refused('order.is_not_accepted'))
  })

  test('an invoiced order is not cancelled, a draft is not expired before its time', async () => {
    const id = await placed('SCH-NUCI', ['WAT-05', 20])
    await at.house.perform(house(), acceptOrder, { id })
    await at.house.perform(house(), invoiceOrder, { id })
    await at.house.perform(house(), cancelOrder, { id })
    expect(await looking(at).facts(Invoice).where({ sourceId: id, kind: 'invoice' }).first()).toMatchObject({ state: 'reversed' })
    const open = await draft(staff(), 'SCH-NUCI', ['WAT-05', 20])
    await expect(at.house.perform(house(), expireOrder, { id: open })).rejects.toEqual(refused('order.not_out_of_time'))
  })

  test('a draft says where, when and under which reference; a placed order is past that', async () => {
    const id = await draft(staff(), 'HOT-CORB', ['WAT-05', 20])
    await at.house.perform(staff(), setOrderDelivery, { id, input: { wantedOn: '2026-12-01', clientReference: 'PO 77' } })
    // The first of December is a public holiday in Romania.
    expect(await order(id)).toMatchObject({ deliverOn: '2026-12-02', clientReference: 'PO 77' })
    await at.house.perform(staff(), placeOrder, { id })
    await expect(at.house.perform(staff(), setOrderDelivery, { id, input: { clientReference: 'PO 78' } })).rejects.toEqual(
      refused('order.is_no_draft'),
    )
    await expect(at.house.perform(staff(), setOrderLines, { id, input: { lines: [] } })).rejects.toEqual(refused('order.is_no_draft'))
  })
})

test('a product that is put away can still be read on old orders', async () => {
  const id = await placed('SCH-NUCI', ['WAT-05', 20])
  const product = await productCalled(looking(at), 'WAT-05')
  await at.house.perform(house(), editProduct.archive, { id: product.id })
  expect((await orderView(looking(at), id))!.lines[0]).toMatchObject({ codeAsWritten: 'WAT-05' })
  expect(await looking(at).facts(Product).where({ id: product.id, archivedAt: null }).first()).toBeUndefined()
})

test('bringing a small order costs what is set, and it is billed as told; a large one comes free', async () => {
  const put = async (key: string, value: string) => {
    const setting = (await looking(at).facts(Setting).where({ key }).first())!
    await at.house.perform(house(), editSetting.update, { id: setting.id, input: { value } })
  }
  await put('delivery_charge', '25.00')
  await put('delivery_charge_free_above', '500.00')
  const small = await placed('SCH-NUCI', ['PAP-A4-100', 1])
  const { netMinor, deliveryChargeMinor, totalMinor } = await order(small)
  const goods = (await looking(at).facts(OrderLine).where({ orderId: small })).reduce((sum, line) => sum + line.netMinor, 0)
  expect({ deliveryChargeMinor, netMinor }).toEqual({ deliveryChargeMinor: 2500, netMinor: goods + 2500 })
  await at.house.perform(house(), acceptOrder, { id: small })
  await at.house.perform(house(), invoiceOrder, { id: small })
  const invoice = (await looking(at).facts(Invoice).where({ sourceId: small }).first())!
  expect(invoice).toMatchObject({ totalMinor, netMinor })
  expect(await looking(at).facts(InvoiceLine).where({ invoiceId: invoice.id, codeAsWritten: 'DELIVERY' }).first()).toMatchObject({
    netMinor: 2500,
  })
  expect(await order(await placed('SCH-NUCI', ['PAP-A4-100', 10]))).toMatchObject({ deliveryChargeMinor: 0 })
  await put('delivery_charge', '0.00')
})
