import { beforeAll, describe, expect, test } from 'vitest'
import { portalOperations } from './routes.ts'
import { type Guest, portalDoor } from './testing.ts'
import type { CartView, OrderView, ProductView } from './views.ts'

const house = portalDoor()
const guests: Record<string, Guest> = {}
const people = {
  doina: '+40700000101',
  emil: '+40700000102',
  silvia: '+40700000103',
  nelu: '+40700000131',
  horia: '+40700000141',
  dan: '+40700000161',
  mioara: '+40700000162',
  fiona: '+40700000171',
  ilinca: '+40700000111',
} as const
beforeAll(async () => {
  for (const [name, phone] of Object.entries(people)) guests[name] = await house.guest(phone)
})
const as = (name: keyof typeof people) => guests[name]!
const items = <T>(answer: { json: unknown }) => (answer.json as { items: T[] }).items
const product = async (name: keyof typeof people, code: string) => (await as(name).get(`/products/${code}`)).json as unknown as ProductView
const cart = async (name: keyof typeof people) => (await as(name).get('/cart')).json as unknown as CartView
const put = async (name: keyof typeof people, lines: Record<string, number>) => {
  const wanted = await Promise.all(
    Object.entries(lines).map(async ([code, quantityMilli]) => ({ productId: (await product(name, code)).id, quantityMilli })),
  )
  const answer = await as(name).post('/cart/lines', { lines: wanted })
  expect(answer.status).toBe(200)
  return answer.json as unknown as CartView
}

describe('the catalogue', () => {
  test('shows own prices, by quantity, and own promotions: the one price function', async () => {
    const doina = await product('doina', 'TP-3P')
    const horia = await product('horia', 'PAP-A4-80')
    expect(doina.prices).toMatchObject({ currency: 'RON', vatPermille: 210 })
    expect(horia.prices!.tiers.find(({ fromMilli }) => fromMilli === 40_000)?.netE4).toBe(860_000)
    expect(horia.prices!.tiers.length).toBeGreaterThan(1)
    const dan = await product('dan', 'PAP-A4-80')
    expect(dan.prices!.tiers[0]!.netE4).not.toBe(horia.prices!.tiers[0]!.netE4)
  })

  test('is found by code, by half a word, by a misspelt one, and in the other language', async () => {
    for (const [q, code] of [
      ['pap-a4-80', 'PAP-A4-80'],
      ['papa480', 'PAP-A4-80'],
      ['hartie igien', 'TP-3P'],
      ['tonerr 410', 'TON-410-K'],
      ['floor clea', 'FLR-L'],
    ] as const) {
      const found = items<ProductView>(await as('doina').get(`/products?q=${encodeURIComponent(q)}`))
      expect(
        found.slice(0, 4).some((one) => one.code.startsWith(code.slice(0, 5))),
        q,
      ).toBe(true)
    }
    expect(items(await as('doina').get('/products?q=zzzzqqqq'))).toEqual([])
  })

  test('turns pages by key, without gaps or repeats', async () => {
    const seen: string[] = []
    let after = ''
    do {
      const page = await as('doina').get(`/products?limit=20${after && `&after=${after}`}`)
      seen.push(...items<ProductView>(page).map(({ code }) => code))
      after = (page.json.next as string | null) ?? ''
    } while (after)
    expect(seen).toEqual([...new Set(seen)].toSorted())
    expect(seen.length).toBe(70)
    expect(seen).not.toContain('PAP-A4-80-R')
  })

  test('of a category holds what is in the categories below it', async () => {
    const categories = items<{ id: string; parentId: string | null; products: number }>(await as('doina').get('/categories'))
    const top = categories.filter(({ parentId }) => parentId === null)
    expect(top.reduce((sum, one) => sum + one.products, 0)).toBe(70)
    const page = await as('doina').get(`/products?category=${top[0]!.id}&limit=100`)
    expect(items(page)).toHaveLength(top[0]!.products)
  })

  test('tells stock to those who may know it, and to nobody where the house does not', async () => {
    expect((await product('doina', 'PAP-A4-80')).stock?.availableMilli).toBeGreaterThan(0)
    expect((await product('mioara', 'PAP-A4-80')).stock).toBeNull()
    await house.at.db('settings').where({ key: 'client_sees_stock' }).update({ value: '0' })
    expect((await product('doina', 'PAP-A4-80')).stock).toBeNull()
    await house.at.db('settings').where({ key: 'client_sees_stock' }).update({ value: '1' })
  })

  test('knows what this company usually buys', async () => {
    const usual = items<ProductView>(await as('ilinca').get('/products?usual=1'))
    expect(usual.length).toBeGreaterThan(0)
  })
})

describe('the cart', () => {
  test('is the draft of the chat: begun here, it stands there, and the other way round', async () => {
    const made = await put('fiona', { 'PAP-A4-80': 5000 })
    const draft = await house.at.db('sales_orders').where({ id: made.id }).first()
    expect(draft).toMatchObject({ state: 'draft', door: 'clientarea', contact_id: as('fiona').actor.id })
    const more = await put('fiona', { 'PAP-A4-80': 7000, 'PAP-A4-75': 1000 })
    expect(more.id).toBe(made.id)
    expect(more.lines.map(({ code, quantityMilli }) => [code, quantityMilli])).toEqual([
      ['PAP-A4-80', 7000],
      ['PAP-A4-75', 1000],
    ])
    expect((await put('fiona', { 'PAP-A4-75': 0 })).lines).toHaveLength(1)
    expect(((await as('fiona').drop('/cart')).json as unknown as CartView).lines).toEqual([])
  })

  test('keeps what was asked and says what does not fit', async () => {
    const made = await put('dan', { 'PAP-A4-80': 1500 })
    expect(made.lines[0]).toMatchObject({ quantityMilli: 1500, fault: expect.stringContaining('steps') })
    expect(made).toMatchObject({ ready: false, problems: [{ code: 'cart.faults' }] })
    await as('dan').drop('/cart')
  })

  test('offers what to do about goods that are short, and takes the answer', async () => {
    const made = await put('doina', { 'GLV-NIT-M': 5000 })
    const line = made.lines[0]!
    expect(line.short).toMatchObject({ decided: false, thereMilli: 3000, canTakeThere: true, allOn: expect.any(String) })
    const waits = await as('doina').post('/cart/shortage', { productId: line.productId, way: 'wait' })
    expect(waits.json).toMatchObject({ ready: true, lines: [{ quantityMilli: 5000, short: { decided: true } }] })
    const there = await as('doina').post('/cart/shortage', { productId: line.productId, way: 'there' })
    expect(there.json).toMatchObject({ ready: true, lines: [{ quantityMilli: 3000, short: null }] })
    await as('doina').drop('/cart')
  })

  test('reads lines of text as the chat does, and puts nothing in by itself', async () => {
    const answer = await as('doina').post('/cart/read', { text: '20 baxuri hârtie igienică 3 straturi\n10 cutii hârtie A4\n7 zzz' })
    const { lines } = answer.json as unknown as { lines: { state: string; products: ProductView[]; quantityMilli: number | null }[] }
    expect(lines.map(({ state }) => state)).toEqual(['sure', 'which', 'unknown'])
    expect(lines[1]!.products.length).toBe(3)
    expect((await cart('doina')).lines).toEqual([])
  })

  test('is placed as it was shown, with the press as evidence, once for one key', async () => {
    const before = await put('doina', { 'TP-3P': 20_000 })
    const made = await put('doina', { 'TP-3P': 30_000 })
    const stale = await as('doina').post(`/orders/${made.id}/place`, { version: before.version })
    expect(stale).toMatchObject({ status: 409, json: { code: 'record.changed_meanwhile' } })
    const key = { 'Idempotency-Key': 'press-1' }
    const first = await as('doina').post(`/orders/${made.id}/place`, { version: made.version }, key)
    const again = await as('doina').post(`/orders/${made.id}/place`, { version: made.version }, key)
    expect(first).toMatchObject({ status: 200, json: { id: made.id } })
    expect(again.json).toEqual(first.json)
    const events = await house.at.db('events').where({ record_id: made.id, name: 'order.placed' })
    expect(events).toHaveLength(1)
    expect(events[0].door).toBe('clientarea')
    expect(JSON.parse(events[0].body).with.press).toMatch(/^clientarea /)
    await house.settle()
    const order = (await as('doina').get(`/orders/${made.id}`)).json as unknown as OrderView
    expect(order).toMatchObject({ mine: true, number: expect.stringMatching(/^CMD-/) })
  })

  test('of a blocked client cannot be placed, and says why', async () => {
    const made = await put('nelu', { 'TP-3P': 1000 })
    expect(made.ready).toBe(false)
    expect(made.problems.map(({ code }) => code)).toContain('client.blocked')
    expect((await as('nelu').post(`/orders/${made.id}/place`, { version: made.version })).json.code).toBe('client.blocked')
    await as('nelu').drop('/cart')
  })

  test('above the limit says before that somebody decides, and after what it waits for', async () => {
    const made = await put('ilinca', { 'PAP-A4-80': 10_000 })
    expect(made.notices).toMatchObject([{ code: 'cart.over_credit_limit' }])
    await as('ilinca').post(`/orders/${made.id}/place`, { version: made.version })
    await house.settle()
    const order = (await as('ilinca').get(`/orders/${made.id}`)).json as unknown as OrderView
    expect(order).toMatchObject({ state: 'placed', waits: expect.stringContaining('limit'), can: { cancel: true } })
    const cancelled = await as('ilinca').post(`/orders/${made.id}/cancel`, { version: order.version })
    expect(cancelled.status).toBe(200)
    await house.settle()
    expect((await as('ilinca').get(`/orders/${made.id}`)).json).toMatchObject({ state: 'cancelled', can: { cancel: false } })
  })

  test('takes a new address where the house allows it, and goes there', async () => {
    const address = { label: 'Depozit', street: 'Str. Nouă 7', city: 'Brașov' }
    const added = await as('doina').post('/addresses', address)
    expect(added.status).toBe(200)
    await put('doina', { 'TP-3P': 5000 })
    const set = await as('doina').patch('/cart', { addressId: added.json.id, clientReference: 'PO-7', note: 'La poartă' })
    expect(set.json).toMatchObject({ addressId: added.json.id, clientReference: 'PO-7', note: 'La poartă' })
    await house.at.db('settings').insert({
      id: crypto.randomUUID(),
      version: 1,
      created_at: new Date(),
      custom: {},
      key: 'client_adds_addresses',
      value: '0',
    })
    expect((await as('doina').post('/addresses', address)).json.code).toBe('address.only_by_us')
    await house.at.db('settings').where({ key: 'client_adds_addresses' }).delete()
    await as('doina').drop('/cart')
  })

  test('takes an earlier order again, at the prices of today', async () => {
    const orders = items<{ id: string }>(await as('ilinca').get('/orders?state=closed'))
    const past = orders.at(-1)!
    const again = await as('ilinca').post(`/orders/${past.id}/again`)
    expect(again.status).toBe(200)
    expect((await cart('ilinca')).lines.length).toBeGreaterThan(0)
    await as('ilinca').drop('/cart')
  })
})

describe('permissions', () => {
  test('of who may not order: no cart, no placing, and nothing in it', async () => {
    expect(await as('silvia').get('/cart')).toMatchObject({ status: 403 })
    expect(await as('silvia').post('/cart/lines', { lines: [{ productId: crypto.randomUUID(), quantityMilli: 1000 }] })).toMatchObject({
      status: 403,
    })
    expect((await as('silvia').get('')).json).toMatchObject({ rights: { order: false, invoices: true }, cart: null })
  })

  test('of who sees no invoices: no invoices, no account, no papers', async () => {
    for (const path of ['/invoices', '/account', '/account/document', '/delivery_notes'])
      expect(await as('emil').get(path)).toMatchObject({ status: 403 })
    expect((await as('emil').get('')).json).toMatchObject({ account: null, rights: { invoices: false, documents: false } })
  })

  test('of who may not pay: sees what is open, and gets no link', async () => {
    const account = (await as('doina').get('/account')).json as unknown as { open: { id: string }[]; canPay: boolean }
    expect(account.canPay).toBe(false)
    const [invoice] = account.open
    expect(await as('doina').post('/account/pay', { invoiceIds: [invoice?.id ?? crypto.randomUUID()] })).toMatchObject({ status: 403 })
    const nelu = (await as('nelu').get('/account')).json as unknown as { open: { id: string }[]; canPay: boolean; overdueMinor: number }
    expect(nelu).toMatchObject({ canPay: true, overdueMinor: 731_840 })
    const paid = await as('nelu').post('/account/pay', { invoiceIds: [nelu.open[0]!.id] })
    expect(paid.json.url).toContain('/pay/')
  })

  test('of who sees only the own orders: those of colleagues are not there', async () => {
    const all = items<{ id: string; mine: boolean }>(await as('doina').get('/orders'))
    expect(all.length).toBeGreaterThan(0)
    const own = items<{ id: string; mine: boolean }>(await as('emil').get('/orders'))
    expect(own.every(({ mine }) => mine)).toBe(true)
    const foreign = all.find(({ mine }) => mine)!
    expect(await as('emil').get(`/orders/${foreign.id}`)).toMatchObject({ status: 404 })
    expect(await as('emil').post(`/orders/${foreign.id}/again`)).toMatchObject({ status: 404 })
  })

  test('of who is told no prices: the catalogue without them', async () => {
    const contact = await house.contactAt(people.mioara)
    await house.at
      .db('contacts')
      .where({ id: contact })
      .update({ permissions: JSON.stringify(['view_stock']) })
    expect((await product('mioara', 'PAP-A4-80')).prices).toBeNull()
    await house.at
      .db('contacts')
      .where({ id: contact })
      .update({ permissions: JSON.stringify(['order']) })
    expect((await product('mioara', 'PAP-A4-80')).prices).not.toBeNull()
  })

  test('show the people of the company to those who see what it orders, and to others nobody', async () => {
    expect(((await as('doina').get('/profile')).json as { people: unknown[] }).people).toHaveLength(3)
    expect(((await as('emil').get('/profile')).json as { people: unknown[] }).people).toEqual([])
  })
})

describe('the profile', () => {
  test('takes a name, a language and consent, for all phones of this person', async () => {
    const changed = await as('fiona').patch('/profile', { firstName: 'Fee', language: 'ro', marketing: false })
    expect(changed.json).toMatchObject({ contact: { firstName: 'Fee', lastName: 'Ashdown', language: 'ro', marketing: false } })
    const back = await as('fiona').patch('/profile', { firstName: 'Fiona', language: 'en', marketing: true })
    expect(back.json).toMatchObject({ contact: { firstName: 'Fiona', marketing: true } })
  })

  test('takes nothing else', async () => {
    expect(await as('fiona').patch('/profile', { permissions: ['pay'] })).toMatchObject({ status: 422 })
    expect(await as('fiona').patch('/profile', { firstName: '' })).toMatchObject({ status: 422, json: { issues: [{ path: 'firstName' }] } })
  })
})

describe('somebody else', () => {
  test('without a session, or with a token, gets nothing from any of these routes', async () => {
    const { token } = await house.door.machine('robot', ['*'], {})
    for (const { method, path } of portalOperations) {
      const at = `/api/v1${path.replace(':id', crypto.randomUUID())}`
      const asking = { method: method.toUpperCase(), ...(method !== 'get' && { body: {} }) }
      expect({ path, status: (await house.door.ask(at, asking)).status }).toEqual({ path, status: 401 })
      expect({ path, status: (await house.door.ask(at, { ...asking, token })).status }).toEqual({ path, status: 403 })
    }
  })

  test('of another client finds none of these papers, and does nothing with them', async () => {
    const orderId = items<{ id: string }>(await as('doina').get('/orders'))[0]!.id
    const { version } = (await as('doina').get(`/orders/${orderId}`)).json as unknown as OrderView
    const invoiceId = items<{ id: string }>(await as('nelu').get('/invoices'))[0]!.id
    const asked: [string, unknown][] = [
      [`/orders/${orderId}/take`, { version }],
      [`/orders/${orderId}/refuse`, { version }],
      [`/orders/${orderId}/cancel`, { version }],
      [`/orders/${orderId}/place`, { version }],
      [`/orders/${orderId}/again`, {}],
      [`/orders/${orderId}/return`, { lines: [{ lineId: crypto.randomUUID(), quantityMilli: 1000 }], reason: 'mine now' }],
      ['/account/pay', { invoiceIds: [invoiceId] }],
    ]
    for (const [path, body] of asked) expect({ path, status: (await as('dan').post(path, body)).status }).toEqual({ path, status: 404 })
    for (const path of [`/orders/${orderId}`, `/invoices/${invoiceId}/document`])
      expect({ path, status: (await as('dan').get(path)).status }).toEqual({ path, status: 404 })
    for (const path of ['/orders?limit=100', '/invoices?limit=100'])
      expect(items<{ id: string }>(await as('dan').get(path)).filter(({ id }) => id === orderId || id === invoiceId)).toEqual([])
    // The address of another company is no place to deliver to.
    const [address] = items<{ id: string }>(await as('doina').get('/addresses'))
    await put('dan', { 'PAP-A4-80': 1000 })
    expect(await as('dan').patch('/cart', { addressId: address!.id })).toMatchObject({ status: 404 })
    await as('dan').drop('/cart')
  })

  test('hears nothing of what changes elsewhere', async () => {
    const before = (await as('dan').get('/pulse')).json.mark
    await put('doina', { 'PAP-A4-80': 1000 })
    expect((await as('dan').get('/pulse')).json.mark).toBe(before)
    const own = (await as('doina').get('/pulse')).json.mark
    await as('doina').drop('/cart')
    expect((await as('doina').get('/pulse')).json.mark).not.toBe(own)
  })

  test('may know whose shop it is', async () => {
    const { status, json } = await house.door.ask('/api/v1/portal/brand')
    expect({ status, json }).toEqual({
      status: 200,
      json: { name: 'Carpath Supplies SRL', colour: '#0b7285', language: 'ro', sandbox: false },
    })
  })
})

test('an order that nobody has to decide is confirmed, billed, and its papers come as files to those who may have them', async () => {
  await house.at.db('policies').update({ state: 'off' })
  const made = await put('dan', { 'PAP-A4-80': 1000 })
  expect(made).toMatchObject({ ready: true, problems: [], notices: [] })
  await as('dan').post(`/orders/${made.id}/place`, { version: made.version })
  await house.settle()
  const order = (await as('dan').get(`/orders/${made.id}`)).json as unknown as OrderView
  expect(order).toMatchObject({ state: 'accepted', status: 'Confirmed, being prepared', can: { cancel: true, again: true } })
  const [invoice] = order.invoices
  const file = await as('dan').get(`/invoices/${invoice!.id}/document`)
  expect(file).toMatchObject({ status: 200, text: '%PDF-', headers: { 'content-type': 'application/pdf' } })
  expect((await as('dan').get('/account/document')).status).toBe(200)
  expect(await as('mioara').get(`/invoices/${invoice!.id}/document`)).toMatchObject({ status: 404 })
})
