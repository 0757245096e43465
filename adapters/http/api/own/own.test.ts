import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { parse } from 'csv-parse/sync'
import { beforeAll, expect, test } from 'vitest'
import { demoDoor } from '../../demo-door.ts'
import { harmless } from '../csv.ts'

const house = demoDoor()
let check: Ajv2020
beforeAll(async () => {
  const { json } = await house.ask('/api/v1/openapi.json')
  check = new Ajv2020({ strict: false, allErrors: true })
  formats.default(check)
  check.addSchema({ $id: 'parley', ...json })
})
const faultsOf = (name: string, value: unknown) => {
  const judge = check.getSchema(`parley#/components/schemas/${name}`)!
  judge(value)
  return (judge.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
const read = (path: string, token = house.admin, headers = {}) => house.ask(`/api/v1/${path}`, { token, headers })
const act = (name: string, body: object) => house.ask(`/api/v1/actions/${name}`, { token: house.admin, body })
const first = async (path: string) => (await read(`${path}${path.includes('?') ? '&' : '?'}limit=1`)).json.items![0]!
const helper = async (rooms: Record<string, 'view'>) =>
  (await house.door.machine(`t${Math.random().toString(36).slice(2, 8).replace(/\d/g, 'x')}`, [], rooms)).token

test('a timeline tells what happened in words of the reader, with the labels of fields and who did it', async () => {
  const client = await first('clients?state=active')
  await act('client.set_credit', { id: client.id, input: { creditLimitMinor: 1_234_500 } })
  await act('client.block', { id: client.id, input: { reason: 'unpaid' } })
  const { json } = await read(`clients/${client.id}/timeline`, house.admin, { 'Accept-Language': 'ro' })
  for (const item of json.items ?? []) expect(faultsOf('happening', item)).toEqual([])
  expect(json.items?.slice(0, 2)).toMatchObject([
    { name: 'client.blocked', says: 'Blocat', actor: { kind: 'token', name: 'everything' }, door: 'api' },
    {
      name: 'client.changed',
      says: 'Modificat',
      changes: [{ field: 'creditLimitMinor', label: 'Limita de credit, cu TVA', after: 1_234_500, afterText: '12.345,00 lei' }],
    },
  ])
  expect((await read(`clients/${client.id}/timeline`, await helper({ catalog: 'view' }))).status).toBe(403)
  expect((await read('clients/019ac1f0-5c00-7000-8000-0000000000c1/timeline')).status).toBe(404)
  await act('client.unblock', { id: client.id, input: {} })
})

test('the summary tells each reader what they may look at', async () => {
  const all = await read('summary')
  expect(faultsOf('summary', all.json)).toEqual([])
  expect(all.json).toMatchObject({ orders: expect.any(Object), owed: { open: { RON: expect.any(Number) } } })
  expect((await read('summary', await helper({ catalog: 'view' }))).json).toMatchObject({
    orders: null,
    owed: null,
    messagesDead: null,
    lowStock: null,
  })
})

test('the health of the parts and the dead letters are for those who look after the house', async () => {
  const { json } = await read('health/parts')
  expect(faultsOf('health', json)).toEqual([])
  expect((await read('health/parts', await helper({ crm: 'view' }))).status).toBe(403)
  for (const path of ['outbox', 'messages', 'messages?state=waiting', 'messages?state=inbound'])
    expect(await read(path)).toMatchObject({ status: 200, json: { items: expect.any(Array) } })
})

test('a dead effect is tried again or dropped', async () => {
  const [event] = await house.at.db('events').limit(1)
  const row = { event_id: event.id, subscriber: 'order.gone', due_at: new Date(), attempts: 12, last_error: 'it broke' }
  await house.at.db('outbox').insert(row)
  const { json } = await read('outbox')
  expect(json.items).toContainEqual(expect.objectContaining({ effect: 'order.gone', isDead: true, error: 'it broke' }))
  for (const item of json.items ?? []) expect(faultsOf('waiting_effect', item)).toEqual([])
  const decide = (deed: string) =>
    house.ask('/api/v1/outbox', { token: house.admin, body: { eventId: Number(event.id), effect: 'order.gone', deed } })
  expect((await decide('drop')).status).toBe(204)
  expect((await decide('drop')).status).toBe(404)
})

test('the audit log is told by page and filter, and verified', async () => {
  const page = await read('audit?record=client&limit=5')
  expect(page.json.items).toHaveLength(5)
  for (const item of page.json.items ?? []) expect(faultsOf('audited', item)).toEqual([])
  const next = await read(`audit?record=client&limit=5&after=${page.json.next}`)
  expect(Number(next.json.items?.[0]?.id)).toBeLessThan(Number(page.json.items?.at(-1)?.id))
  expect((await read('audit?colour=red')).status).toBe(400)
  expect((await read('audit?recordId=1')).status).toBe(400)
  const verified = await house.ask('/api/v1/audit/verify', { token: house.admin, method: 'POST' })
  expect(faultsOf('verified', verified.json)).toEqual([])
  expect(verified.json).toMatchObject({ ok: true, breaks: [] })
})

test('why a price is what it is, level by level', async () => {
  const client = await first('clients?state=active')
  const product = await first('products?state=active')
  const { json } = await read(`prices/why?clientId=${client.id}&productId=${product.id}&quantityMilli=10000&on=2026-11-23`)
  expect(faultsOf('why', json)).toEqual([])
  expect((json.steps as { won: boolean }[]).filter(({ won }) => won)).toHaveLength(1)
  expect((await read(`prices/why?clientId=${client.id}&productId=x`)).status).toBe(400)
  expect((await read(`prices/why?clientId=${client.id}&productId=${client.id}`)).status).toBe(404)
})

test('views are saved by name, shared if wanted, and deleted by their owner alone', async () => {
  const save = (body: object, token = house.admin) => house.ask('/api/v1/views', { token, body })
  const view = { list: 'clients', name: 'Blocked', query: { state: 'blocked', sort: 'name' }, columns: ['name'], shared: true }
  const made = await save(view)
  expect(faultsOf('view', made.json)).toEqual([])
  expect((await save({ ...view, shared: false })).json).toMatchObject({ id: made.json.id, shared: false, mine: true })
  const other = await helper({ crm: 'view' })
  expect((await read('views', other)).json.items).toEqual([])
  await save(view)
  expect((await read('views?list=clients', other)).json.items).toMatchObject([{ name: 'Blocked', mine: false }])
  const remove = (token: string) => house.ask(`/api/v1/views/${made.json.id}`, { token, method: 'DELETE' })
  expect((await remove(other)).status).toBe(404)
  expect((await remove(house.admin)).status).toBe(204)
  expect((await save({ ...view, list: 'colours' })).status).toBe(404)
})

test('a list as CSV has every row, the words of the reader, and no formulas', async () => {
  const group = { code: 'EVIL', nameEn: '=HYPERLINK("http://x")', nameRo: '@SUM(A1)' }
  await act('client_group.create', { input: group })
  const answer = await read('client_groups.csv?sort=code', house.admin, { 'Accept-Language': 'ro' })
  expect(answer.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8' })
  expect(answer.text.startsWith('\uFEFF')).toBe(true)
  const rows = parse(answer.text, { bom: true, columns: true }) as Record<string, string>[]
  expect(rows.find((row) => row.Codul === 'EVIL')).toMatchObject({
    'Numele în engleză': `'${group.nameEn}`,
    'Numele în română': `'${group.nameRo}`,
  })
  const clients = parse((await read('clients.csv?columns=code,creditLimitMinor,groupId')).text, { bom: true, columns: true }) as Record<
    string,
    string
  >[]
  expect(clients.length).toBe((await read('clients?limit=500')).json.items?.length)
  expect(Object.keys(clients[0]!)).toEqual(['Code', 'Credit limit with VAT', 'Price group'])
  expect(clients[0]!['Price group']).not.toMatch(/^[0-9a-f-]{36}$/)
  expect((await read('clients.csv?columns=sealedSecrets')).status).toBe(400)
})

test.for([
  ['=1+1', "'=1+1"],
  ['+40 700', "'+40 700"],
  ['-5', "'-5"],
  ['@x', "'@x"],
  ['\tx', "'\tx"],
  ['  =x', "'  =x"],
  ['plain', 'plain'],
])('the cell %j is written %j', ([cell, written]) => {
  expect(harmless(cell)).toBe(written)
})

test('a document without a number is not printed, and without a printer there is none', async () => {
  const invoice = await first('invoices?number=')
  expect(await read(`invoices/${invoice.id}/document`)).toMatchObject({ status: 409, json: { code: 'document.not_yet' } })
  expect((await read(`clients/${invoice.clientId}/document`)).status).toBe(404)
  expect((await read(`invoices/${invoice.id}/document`, await helper({ crm: 'view' }))).status).toBe(403)
})
