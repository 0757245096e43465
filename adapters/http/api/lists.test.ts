import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { creation } from '../../../core/kernel/action.ts'
import { module } from '../../../core/kernel/module.ts'
import { sentence } from '../../../core/kernel/sentence.ts'
import { catalog } from '../../../core/modules/catalog/module.ts'
import { PriceListRecord, PriceRecord, Product } from '../../../core/modules/catalog/records.ts'
import { editClientGroup } from '../../../core/modules/crm/actions.ts'
import { crm } from '../../../core/modules/crm/module.ts'
import { Client, ClientGroup } from '../../../core/modules/crm/records.ts'
import { people } from '../../../core/modules/people/module.ts'
import { settings } from '../../../core/modules/settings/module.ts'
import { type Row, testDoor } from '../testing.ts'
import { cursorOf } from './query.ts'

const stockUp = creation(ClientGroup, {
  name: 'trial.stock_up',
  says: 'Makes a small company',
  needs: 'trial.run',
  input: z.strictObject({}),
  touches: ['client_group', 'client', 'product', 'price_list', 'price'],
  inner: true,
  async run(ctx) {
    const hotels = await ctx.create(ClientGroup, { code: 'HOTELS', nameEn: 'Hotels', nameRo: 'Hoteluri' })
    const plain = { country: 'RO', paymentTermDays: 30, creditLimitMinor: 0, currency: 'RON', language: 'ro' }
    for (const [code, groupId] of [
      ['CORB', hotels.id],
      ['ZIMBRU', null],
      ['URSU', hotels.id],
    ] as const)
      await ctx.create(Client, { ...plain, code, name: code, legalName: `${code} SRL`, groupId })
    const products = await ctx.createMany(
      Product,
      ['PAP', 'TON', 'CAF'].map((code) => ({
        code,
        nameEn: code,
        nameRo: code,
        unit: 'box',
        packSizeMilli: null,
        packUnit: null,
        minQuantityMilli: 1000,
        stepQuantityMilli: 1000,
        listPriceE4: 100_000,
        vatClass: 'standard',
        aliasesEn: [],
        aliasesRo: [],
        substitutes: [],
        state: 'active' as const,
      })),
    )
    const [list, other] = await ctx.createMany(PriceListRecord, [
      { code: 'HOT', name: 'Hotels', kind: 'group', groupId: hotels.id, currency: 'RON' },
      { code: 'ALL', name: 'All', kind: 'default', currency: 'RON', taxIncluded: true },
    ])
    for (const { id } of products)
      await ctx.create(PriceRecord, { priceListId: list?.id ?? '', productId: id, minQuantityMilli: 0, priceE4: 90_000 })
    await ctx.create(PriceRecord, { priceListId: other?.id ?? '', productId: products[0]?.id ?? '', minQuantityMilli: 0, priceE4: 95_000 })
    return { said: sentence('trial.stocked', 'Done.'), row: hotels }
  },
})
const room = module({ name: 'trial', title: 'Trial', uses: ['crm', 'catalog'], actions: [stockUp] })

const door = testDoor([settings, people, crm, catalog, room])
const { ask, at } = door
let reader = ''
let auditor = ''
beforeAll(async () => {
  await at.house.perform(at.house.self('seed'), stockUp, { input: {} })
  reader = (await door.machine('reader', [], { crm: 'view', catalog: 'view', people: 'view' })).token
  auditor = (await door.machine('auditor', ['*'], { people: 'view' })).token
})
const list = (path: string, token = reader) => ask(`/api/v1/${path}`, { token })
const codes = (items: Row[] = []) => items.map(({ code }) => String(code)).sort()

test('a list gives the rows with every field that the token may see', async () => {
  const { status, json, headers } = await list('clients?code=CORB')
  expect(status).toBe(200)
  expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  expect(json).toEqual({
    items: [
      expect.objectContaining({
        id: expect.any(String),
        version: 1,
        createdAt: '2026-11-23T08:00:00.000Z',
        archivedAt: null,
        code: 'CORB',
        creditLimitMinor: 0,
        taxId: null,
        state: 'active',
      }),
    ],
    next: null,
    approximateTotal: 1,
  })
})

test('one record by its id is the same as in the list', async () => {
  const { json } = await list('clients?code=CORB')
  const one = await list(`clients/${json.items?.[0]?.id}`)
  expect(one).toMatchObject({ status: 200 })
  expect(one.json).toEqual({ ...json.items?.[0], $actions: [], $confirm: {}, $refs: { groupId: 'Hotels' } })
})

test('a field that nobody may see is neither shown nor a filter, not even for an admin', async () => {
  for (const token of [reader, auditor]) {
    const shown = await list('api_tokens', token)
    expect(shown.json.items?.length).toBeGreaterThan(0)
    expect(shown.text).not.toContain('fingerprint')
    const refused = await list(`api_tokens?fingerprint=${'0'.repeat(64)}`, token)
    expect(refused).toMatchObject({
      status: 400,
      json: { code: 'query.unknown', detail: expect.stringContaining('Not known here: fingerprint.') },
    })
    expect(String(refused.json.detail).split('Known:')[1]).not.toContain('fingerprint')
  }
})

test('lists of rooms that the token may not see are 403, one by one and as a whole, absent or not', async () => {
  const [client] = await at.db('clients')
  for (const path of [
    'clients',
    `clients/${client.id}`,
    `clients/${randomUUID()}`,
    'price_lists',
    `price_lists/${randomUUID()}/prices`,
    'prices',
  ])
    expect(await list(path, auditor)).toMatchObject({ status: 403, json: { code: 'actor.not_allowed' } })
})

test('records that were put away are gone', async () => {
  const made = await at.house.perform(at.house.self('test'), editClientGroup.create, {
    input: { code: 'OLD', nameEn: 'Old', nameRo: 'Vechi' },
  })
  await at.db('client_groups').where({ id: made.id }).update({ archived_at: at.house.clock() })
  expect(codes((await list('client_groups')).json.items)).not.toContain('OLD')
  expect(await list(`client_groups/${made.id}`)).toMatchObject({ status: 404 })
})

test.for(['constructor', '__proto__', 'client', 'nothing', 'Clients', 'clients%00', "clients'--"])(
  'there is no list “%s”',
  async (name) => {
    expect(await list(name)).toMatchObject({ status: 404, json: { code: 'record.not_found' } })
  },
)

test.for([randomUUID(), 'x', '0', "'", '%00', '..%2f..%2fetc%2fpasswd', '%zz', 'null'])('there is no client “%s”', async (id) => {
  expect(await list(`clients/${id}`)).toMatchObject({ status: 404, json: { code: 'record.not_found' } })
})

test('children are listed under their owner', async () => {
  const lists = await list('price_lists?code=HOT')
  const id = lists.json.items?.[0]?.id
  const prices = await list(`price_lists/${id}/prices`)
  expect(prices.json.items).toHaveLength(3)
  expect(new Set(prices.json.items?.map(({ priceListId }) => priceListId))).toEqual(new Set([id]))
  const product = prices.json.items?.[0]?.productId
  expect((await list(`price_lists/${id}/prices?productId=${product}`)).json.items).toHaveLength(1)
  expect((await list(`prices?productId=${(await at.db('products').where({ code: 'PAP' }))[0].id}`)).json.items).toHaveLength(2)
})

test('children of another owner cannot be asked for by a filter', async () => {
  const [hot] = await at.db('price_lists').where({ code: 'HOT' })
  const [all] = await at.db('price_lists').where({ code: 'ALL' })
  const { json } = await list(`price_lists/${all.id}/prices?priceListId=${hot.id}`)
  expect(json.items?.every(({ priceListId }) => priceListId === all.id)).toBe(true)
})

test('children of a record that is not there, and lists that are no children, are 404', async () => {
  const [all] = await at.db('price_lists')
  for (const path of [
    `price_lists/${randomUUID()}/prices`,
    `price_lists/${all.id}/clients`,
    `price_lists/${all.id}/prices/x`,
    'clients/x/prices',
  ])
    expect((await list(path)).status).toBe(404)
})

test.for<[string, string, string[]]>([
  ['a text', 'clients?code=CORB', ['CORB']],
  ['two fields', 'clients?state=active&code=URSU', ['URSU']],
  ['nothing that fits', 'clients?state=blocked', []],
  ['a number', 'clients?paymentTermDays=30', ['CORB', 'URSU', 'ZIMBRU']],
  ['a yes or no', 'price_lists?taxIncluded=true', ['ALL']],
  ['a no', 'price_lists?taxIncluded=false', ['HOT']],
  ['an empty field', 'clients?groupId=', ['ZIMBRU']],
  ['an instant', `clients?createdAt=${encodeURIComponent('2026-11-23T10:00:00+02:00')}`, ['CORB', 'URSU', 'ZIMBRU']],
  ['SQL as a text', `clients?code=${encodeURIComponent("' or 1=1 --")}`, []],
])('a filter by %s', async ([, path, expected]) => {
  const { status, json } = await list(path)
  expect({ status, codes: codes(json.items) }).toEqual({ status: 200, codes: expected })
})

test.for<[string, string, RegExp]>([
  ['an unknown field', 'clients?colour=red', /Not known here: colour\./],
  ['two unknown fields', 'clients?colour=red&size=1', /Not known here: colour, size\./],
  ['a property of every object', 'clients?__proto__=1&constructor=1', /Not known here: .*constructor/],
  ['SQL for a name', `clients?${encodeURIComponent('code"=1--')}=1`, /Not known here/],
  ['an operator', 'clients?code[ne]=1', /Not known here: code\[ne\]/],
  ['a field of lists', 'contacts?permissions=order', /Not known here: permissions/],
  ['a text for a number', 'clients?paymentTermDays=soon', /paymentTermDays should be/],
  ['a number too large for its field', 'clients?paymentTermDays=99999999999', /paymentTermDays should be/],
  ['a text for an id', 'clients?groupId=hotels', /groupId should be/],
  ['a state that is none', 'clients?state=happy', /state should be/],
  ['a text for a yes or no', 'price_lists?taxIncluded=1', /taxIncluded should be/],
  ['a day that is none', 'price_lists?validFrom=2026-02-31', /validFrom should be/],
  ['NUL in a text', 'clients?code=a%00b', /code should be/],
  ['a field given twice', 'clients?code=A&code=B', /code should be given only once/],
  ['a limit of nothing', 'clients?limit=0', /limit should be a whole number from 1 to 500/],
  ['a limit too high', 'clients?limit=501', /limit should/],
  ['a limit that is no number', 'clients?limit=ten', /limit should/],
  ['a limit below zero', 'clients?limit=-1', /limit should/],
  ['a cursor that is none', 'clients?after=abc', /after should/],
  ['a cursor with SQL inside', `clients?after=${cursorOf("' or 1=1")}`, /after should/],
])('%s is a 400 that names it', async ([, path, words]) => {
  const answer = await list(path)
  expect(answer).toMatchObject({ status: 400, json: { detail: expect.stringMatching(words) } })
})

test('what every list says that it can be filtered by, it can', async () => {
  const all = await ask('/api/v1', { token: reader })
  const lists = all.json.lists as { route: string; fields: string[]; filters: string[] }[]
  expect(lists.length).toBeGreaterThan(8)
  for (const { route, fields } of lists) {
    const { status, json } = await ask(route, { token: reader })
    expect(status).toBe(200)
    for (const item of json.items ?? []) expect(Object.keys(item)).toEqual([...fields, '$title'])
  }
})

test('pages by key show every row once, newest first, also while rows are added and put away', async () => {
  const add = (code: string) =>
    at.house.perform(at.house.self('test'), editClientGroup.create, { input: { code, nameEn: code, nameRo: code } })
  const before = []
  for (let index = 0; index < 25; index += 1) before.push((await add(`P${index}`)).id)
  const [archived] = before
  const seen: string[] = []
  let path: string | null = 'client_groups?limit=4'
  for (let pageNumber = 0; path; pageNumber += 1) {
    const { json } = await list(path)
    expect(json.items?.length).toBeLessThanOrEqual(4)
    seen.push(...(json.items ?? []).map(({ id }) => id))
    await add(`N${pageNumber}`)
    if (pageNumber === 2) await at.db('client_groups').where({ id: archived }).update({ archived_at: at.house.clock() })
    path = json.next ? `client_groups?limit=4&after=${json.next}` : null
  }
  expect(seen).toEqual([...seen].sort().reverse())
  expect(new Set(seen).size).toBe(seen.length)
  for (const id of before.slice(1)) expect(seen).toContain(id)
  expect(seen).not.toContain(archived)
})

test('a page that ends exactly at the last row has no next', async () => {
  expect((await list('clients?limit=3')).json.next).toBe(null)
  expect((await list('clients?limit=2')).json.next).toEqual(expect.any(String))
})

test('without a limit a page has fifty rows', async () => {
  const rows = Array.from({ length: 60 }, () => ({
    id: randomUUID(),
    version: 1,
    created_at: at.house.clock(),
    custom: '{}',
    code: randomUUID().slice(0, 8),
    name_en: 'x',
    name_ro: 'x',
  }))
  await at.db('units').insert(rows)
  expect((await list('units')).json.items).toHaveLength(50)
  expect((await list('units?limit=500')).json.items?.length).toBeGreaterThanOrEqual(60)
})
