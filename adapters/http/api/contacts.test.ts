import { beforeAll, expect, test } from 'vitest'
import { openEvent } from '../../../core/kernel/events.ts'
import { type Browser, sessionDoor } from '../session/testing.ts'
import { shownEvent } from './event-log.ts'

const at = sessionDoor()
let one: Browser
let nobody: Browser
beforeAll(async () => {
  const enter = async (contact: { id: string | null }) => {
    const browser = at.browse('clientarea')
    await browser.ask('/session/code', { body: { code: await at.code({ kind: 'contact', id: String(contact.id) }) } })
    return browser
  }
  one = await enter(at.books.contacts.a.everything)
  nobody = await enter(at.books.contacts.a.nobody)
})
const mine = () => (at.books.contacts.a.everything as { clientId: string }).clientId

test('a contact reads its own client’s rows, and of them the fields that contacts see', async () => {
  const { json } = await one.ask('/orders?titles=1&sort=-placedAt&limit=100')
  expect(json.items?.length).toBeGreaterThan(0)
  for (const item of json.items ?? []) {
    expect(item.clientId).toBe(mine())
    expect(item).not.toHaveProperty('internalNote')
    expect(item).not.toHaveProperty('custom')
  }
  expect((await one.ask('/clients')).json.items?.map(({ id }) => id)).toEqual([mine()])
  expect((await one.ask('/stock')).status).toBe(403)
  expect((await one.ask('/staff')).status).toBe(403)
  expect((await nobody.ask('/invoices')).status).toBe(403)
})

test('neither search, nor order, nor files, nor conditions show it more', async () => {
  const foreign = at.books.ids.get('order')!.b
  for (const path of [
    '/orders?q=a&limit=500',
    '/orders?sort=number&limit=500',
    `/orders/${foreign[0]}`,
    `/orders/${foreign[0]}/timeline`,
    `/orders/${foreign[0]}/order_lines`,
  ])
    for (const id of foreign) expect((await one.ask(path)).text.includes(`"id":"${id}"`), path).toBe(false)
  const csv = await one.ask('/clients.csv')
  expect(csv.text.trim().split('\r\n')).toHaveLength(2)
  for (const path of [
    '/clients?creditLimitMinor=0',
    '/clients?sort=creditLimitMinor',
    '/products?sort=listPriceE4',
    '/clients.csv?columns=iban',
  ])
    expect((await one.ask(path)).status, path).toBe(400)
})

test('what is the staff’s own is closed to contacts', async () => {
  for (const path of [
    '/summary',
    '/audit',
    '/health/parts',
    '/views',
    '/messages',
    '/outbox',
    `/prices/why?clientId=${mine()}&productId=${mine()}`,
  ])
    expect((await one.ask(path)).status, path).toBe(403)
  for (const path of ['/audit/verify', '/outbox', '/imports?of=products'])
    expect((await one.ask(path, { method: 'POST' })).status, path).toBe(403)
})

test('the house tells a contact of what it sees, and a timeline of its own order without reasons of the staff', async () => {
  const { json } = await one.ask('/house')
  const { records, actions } = json as unknown as {
    records: Record<string, { canSee: boolean; fields: { name: string }[] }>
    actions: Record<string, { may: boolean }>
  }
  expect({ order: records.order?.canSee, stock: records.stock?.canSee, role: records.role?.canSee }).toEqual({
    order: true,
    stock: false,
    role: false,
  })
  expect(records.product?.fields.map(({ name }) => name)).not.toContain('listPriceE4')
  expect({ draft: actions['order.draft']?.may, block: actions['client.block']?.may }).toEqual({ draft: true, block: false })
  const [order] = (await one.ask('/orders?limit=1')).json.items ?? []
  const timeline = await one.ask(`/orders/${order?.id}/timeline`)
  expect(timeline.status).toBe(200)
  expect(JSON.stringify(timeline.json)).not.toMatch(/internalNote|priceReason|"reason":/)
  const row = await one.ask(`/orders/${order?.id}`)
  for (const name of row.json.$actions as string[]) expect(actions[name]?.may).toBe(true)
})

test('of what happens a contact hears what happens to its own rows', async () => {
  const { house } = at.at
  const contact = at.books.contacts.a.everything
  const rows = await at.at.db('events').orderBy('id')
  const foreign = new Set([...at.books.ids.values()].flatMap(({ b }) => b))
  const heard = await Promise.all(rows.map((row) => shownEvent(house, contact, openEvent(row))))
  const told = heard.flatMap((event) => (event ? [String(event.recordId)] : []))
  expect(told.length).toBeGreaterThan(5)
  expect(told.filter((id) => foreign.has(id))).toEqual([])
  expect(rows.filter(({ record_id }) => foreign.has(record_id)).length).toBeGreaterThan(5)
})
