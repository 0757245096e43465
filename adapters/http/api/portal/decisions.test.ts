import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../../../core/kernel/actor.ts'
import { setContactPermissions, setOrderLimit } from '../../../../core/modules/crm/actions.ts'
import { contactPermissions } from '../../../../core/modules/crm/records.ts'
import { offerOrder } from '../../../../core/modules/sales/actions/offer.ts'
import { hooks } from '../../../../core/modules.ts'
import { calls } from '../../../../core/testing.ts'
import { type Guest, portalDoor } from './testing.ts'
import type { CartView, OrderView, ProductView } from './views.ts'

const house = portalDoor()
let doina: Guest
let emil: Guest
let ada: Actor
beforeAll(async () => {
  const { at } = house
  const self = at.house.self('seed')
  // Nobody of the house looks at these orders: what is decided here, contacts decide.
  await at.db('policies').update({ state: 'off' })
  await at.house.perform(self, setOrderLimit, { id: await house.contactAt('+40700000102'), input: { orderLimitMinor: 50_000 } })
  await at.house.perform(self, setContactPermissions, {
    id: await house.contactAt('+40700000101'),
    input: { permissions: [...contactPermissions] },
  })
  doina = await house.guest('+40700000101')
  emil = await house.guest('+40700000102')
  const manager = await at.db('staff').whereRaw("roles::text like '%sales_manager%'").first<{ id: string }>('id')
  ada = (await hooks.actorFor(at.db, { kind: 'staff', id: manager.id }))!
})

/** Puts so many boxes of paper into the cart of this contact, and places it. Gives the order's id. */
const places = async (who: Guest, quantityMilli: number) => {
  const { id: productId } = (await who.get('/products/PAP-A4-80')).json as unknown as ProductView
  const cart = (await who.post('/cart/lines', { lines: [{ productId, quantityMilli }] })).json as unknown as CartView
  expect((await who.post(`/orders/${cart.id}/place`, { version: cart.version })).status).toBe(200)
  await house.settle()
  return { id: cart.id!, cart }
}
const order = async (who: Guest, id: string) => (await who.get(`/orders/${id}`)).json as unknown as OrderView
const asked = async (who: Guest) => ((await who.get('/approvals')).json as unknown as { items: { id: string; approvalId: string }[] }).items

describe('an order above what a contact orders alone', () => {
  test('says before that a colleague is asked, and after for whom it waits', async () => {
    const { id, cart } = await places(emil, 10_000)
    expect(cart.notices).toMatchObject([{ code: 'cart.over_contact_limit' }])
    expect(await order(emil, id)).toMatchObject({
      state: 'placed',
      waits: expect.stringContaining('a colleague at your company'),
      approvalId: null,
    })
    expect(await asked(emil)).toEqual([])
    expect((await asked(doina)).map((one) => one.id)).toEqual([id])
  })

  test('is agreed to by the colleague who may, with the press as evidence, and by nobody else', async () => {
    const [{ id, approvalId }] = (await asked(doina)) as [{ id: string; approvalId: string }]
    expect(await order(doina, id)).toMatchObject({ approvalId, mine: false, by: 'Emil Toader' })
    expect(await emil.post(`/approvals/${approvalId}/approve`)).toMatchObject({ status: 403 })
    expect(await doina.post(`/approvals/${approvalId}/approve`)).toMatchObject({ status: 200 })
    await house.settle()
    expect(await order(emil, id)).toMatchObject({ state: 'accepted', waits: null })
    expect(await asked(doina)).toEqual([])
    const row = await house.at.db('approvals').where({ id: approvalId }).first('decisions')
    expect(row.decisions).toMatchObject([{ kind: 'contact', press: expect.stringMatching(/^clientarea /) }])
  })

  test('is not ordered where the colleague does not agree, who is named', async () => {
    const { id } = await places(emil, 11_000)
    const [{ approvalId }] = (await asked(doina)) as [{ id: string; approvalId: string }]
    expect(await doina.post(`/approvals/${approvalId}/reject`, {})).toMatchObject({ status: 200 })
    await house.settle()
    expect(await order(emil, id)).toMatchObject({ state: 'declined', reason: expect.stringContaining('Doina Marcu') })
  })
})

describe('an order that we offer changed', () => {
  /** Placed above the limit of the contact, so that it waits, and then offered with fewer boxes. */
  const offered = async (boxes: number) => {
    const { id } = await places(emil, 12_000)
    const row = await order(emil, id)
    const line = row.lines[0]!
    await house.at.house.perform(calls(ada, house.at.house.clock(), 'console'), offerOrder, {
      id,
      input: { lines: [{ productId: line.productId, quantityMilli: boxes * 1000 }], reason: 'That is what is here.' },
    })
    await house.settle()
    return id
  }

  test('shows what changed, and is taken as it is by who ordered it', async () => {
    const id = await offered(4)
    const shown = await order(emil, id)
    expect(shown).toMatchObject({ state: 'offered', can: { decide: true }, offer: { beforeMinor: expect.any(Number) } })
    expect(shown.offer!.changes.join(' ')).toMatch(/12 boxes → 4 boxes/)
    expect((await emil.get('')).json).toMatchObject({ waiting: { offers: 1 } })
    expect(await emil.post(`/orders/${id}/take`, { version: shown.version - 1 })).toMatchObject({ status: 409 })
    expect(await emil.post(`/orders/${id}/take`, { version: shown.version })).toMatchObject({ status: 200 })
    await house.settle()
    expect(await order(emil, id)).toMatchObject({ state: 'accepted', lines: [{ quantityMilli: 4000 }] })
  })

  test('is refused, and nothing is ordered', async () => {
    const id = await offered(3)
    const { version } = await order(emil, id)
    expect(await emil.post(`/orders/${id}/refuse`, { version, reason: 'Too few' })).toMatchObject({ status: 200 })
    await house.settle()
    expect(await order(emil, id)).toMatchObject({ state: 'declined', can: { decide: false, cancel: false } })
  })
})
