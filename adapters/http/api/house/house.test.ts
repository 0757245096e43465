import { expect, test } from 'vitest'
import { demoDoor } from '../../demo-door.ts'
import { ask } from '../../testing.ts'

const house = demoDoor()
type Field = {
  name: string
  label: string
  type: string
  ref?: string
  choices?: { value: string; label: string; tone?: string }[]
  sortable?: boolean
  fields?: Field[]
}
type Told = {
  records: Record<
    string,
    {
      label: string
      fields: Field[]
      canSee: boolean
      searchable: boolean
      create?: string
      states?: object[]
      list: string[]
      children: string[]
    }
  >
  actions: Record<
    string,
    { label: string; may: boolean; danger: boolean; needsId: boolean; fields: Field[]; input: { properties: Record<string, object> } }
  >
  permissions: { name: string; label: string; room: string }[]
  rooms: { name: string; label: string }[]
}
const told = async (language = 'en', token = house.admin) =>
  (await ask(house.door.url, '/api/v1/house', { token, headers: { 'Accept-Language': language } })).json as unknown as Told

test('the house says what every record and action is, in the language of the caller', async () => {
  const [en, ro] = [await told('en'), await told('ro')]
  expect(en.records.client).toMatchObject({ label: 'Client', canSee: true, searchable: true, create: 'client.create' })
  expect(ro.records.client?.fields.find(({ name }) => name === 'groupId')).toMatchObject({
    label: 'Grupul de prețuri',
    type: 'ref',
    ref: 'client_group',
  })
  expect(en.records.order?.states).toContainEqual({ value: 'declined', label: 'declined', tone: 'bad' })
  expect(en.records.order?.children).toEqual(['order_line'])
  expect(en.actions['order.cancel']).toMatchObject({ danger: true, needsId: true, may: true })
  expect(ro.actions['client.create']).toMatchObject({ label: 'Adaugă un client', danger: false, needsId: false })
  expect(en.actions['client.set_credit']?.input.properties).toMatchObject({
    creditLimitMinor: { title: 'Credit limit with VAT', 'x-money': 'minor' },
  })
  expect(en.actions['order.draft']?.fields.find(({ name }) => name === 'lines')?.fields).toContainEqual(
    expect.objectContaining({ name: 'productId', type: 'ref', ref: 'product' }),
  )
  expect(en.permissions).toContainEqual({
    name: 'credit.override',
    label: 'Let a client go over its credit limit, with a reason',
    room: 'invoicing',
  })
  expect(ro.rooms).toContainEqual({ name: 'crm', label: 'Clienți' })
})

test('it says what this caller may see and do', async () => {
  const { token } = await house.door.machine('counter', ['stock.adjust'], { warehouse: 'view' })
  const { records, actions } = await told('en', token)
  expect(Object.values(records).flatMap(({ canSee }) => (canSee ? [1] : [])).length).toBeLessThan(10)
  expect({ stock: records.stock?.canSee, client: records.client?.canSee }).toEqual({ stock: true, client: false })
  expect({ adjust: actions['stock.adjust']?.may, client: actions['client.create']?.may }).toEqual({ adjust: true, client: false })
  expect(records.channel_account?.fields.map(({ name }) => name)).not.toContain('sealedSecrets')
})

const read = async (path: string, token = house.admin) => house.ask(`/api/v1/${path}`, { token })

test('a list is searched by words, without regard to marks and capitals, also by the name of the client', async () => {
  const [client] = (await read('clients?limit=1')).json.items ?? []
  const word = String(client?.name).toUpperCase().split(' ').at(-1)!
  const found = await read(`clients?q=${encodeURIComponent(word)}`)
  expect(found.json.items?.map(({ id }) => id)).toContain(client?.id)
  const orders = await read('orders?limit=1&titles=1')
  const [order] = orders.json.items ?? []
  const refs = order?.$refs as Record<string, string>
  const byClient = await read(`orders?limit=500&q=${encodeURIComponent(refs.clientId ?? '')}`)
  expect(byClient.json.items?.length).toBeGreaterThan(0)
  expect(new Set(byClient.json.items?.map(({ clientId }) => clientId)).size).toBe(1)
  expect((await read('products?q=hartie')).json.items?.map(({ nameRo }) => String(nameRo)).join()).toContain('ârtie')
  expect((await read('clients?q=zzqqxx')).json.items).toEqual([])
  expect((await read(`clients?q=${'a'.repeat(201)}`)).status).toBe(400)
})

test.for([
  ['clients', 'name'],
  ['clients', '-creditLimitMinor'],
  ['orders', 'deliverOn'],
  ['orders', '-deliverOn'],
  ['orders', 'number'],
  ['orders', '-placedAt'],
  ['invoices', 'dueOn'],
  ['stock', '-onHandMilli'],
  ['price_lists', 'validTo'],
  ['price_lists', 'taxIncluded'],
  ['products', 'createdAt'],
] as const)('%s by %s: key pages show each row once, whatever is equal or empty', async ([plural, sort]) => {
  const field = sort.replace('-', '')
  const whole = (await read(`${plural}?limit=500&sort=${sort}`)).json.items ?? []
  const paged: string[] = []
  let path: string | null = `${plural}?limit=7&sort=${sort}`
  while (path && paged.length < 600) {
    const { json, status } = await read(path)
    expect({ status, code: json.code }).toEqual({ status: 200, code: undefined })
    paged.push(...(json.items ?? []).map(({ id }) => id))
    path = json.next ? `${plural}?limit=7&sort=${sort}&after=${json.next}` : null
    if (paged.length >= whole.length) break
  }
  expect(paged.length).toBeGreaterThanOrEqual(Math.min(3, whole.length))
  expect(paged).toEqual(whole.map(({ id }) => id).slice(0, paged.length))
  const empties = whole.map((row) => row[field] === null)
  expect(empties).toEqual([...empties].sort((a, b) => Number(a) - Number(b)))
})

test('a page key of another order, and a field that cannot be sorted by, are 400', async () => {
  const { json } = await read('clients?limit=1&sort=name')
  expect((await read(`clients?limit=1&sort=-name&after=${json.next}`)).json).toMatchObject({ status: 400, code: 'query.unfit' })
  expect((await read('clients?sort=iban')).json).toMatchObject({ status: 400, code: 'query.unknown' })
  expect((await read(`clients?sort=${encodeURIComponent('name;drop table clients')}`)).status).toBe(400)
})

test('one row says what may be done to it as it stands', async () => {
  const [placed] = (await read('orders?state=accepted&limit=1')).json.items ?? []
  const { json } = await read(`orders/${placed?.id}`)
  expect(json.$actions).not.toContain('order.place')
  expect(json.$title).toBe(placed?.$title)
  const [client] = (await read('clients?state=active&limit=1')).json.items ?? []
  const one = await read(`clients/${client?.id}`)
  expect(one.json.$actions).toContain('client.block')
  expect(one.json.$actions).not.toContain('client.unblock')
  const { token } = await house.door.machine('looker', [], { crm: 'view' })
  expect((await read(`clients/${client?.id}`, token)).json.$actions).toEqual([])
})

test('a field that the admin declares stands in the house, in forms, lists, filters and files, for those who see it', async () => {
  const act = (name: string, body: object) => house.ask(`/api/v1/actions/${name}`, { token: house.admin, body })
  const declare = (input: object) =>
    act('custom_field.create', { input: { record: 'client', labelRo: 'Zona', visibleTo: 'contact', filterable: true, ...input } })
  expect((await declare({ name: 'zone', kind: 'choice', labelEn: 'Zone', options: ['north', 'south'] })).status).toBe(200)
  expect((await declare({ name: 'floors', kind: 'number', labelEn: 'Floors', visibleTo: 'staff' })).status).toBe(200)
  expect((await declare({ name: 'Bad name', kind: 'text', labelEn: 'x' })).status).toBe(422)

  const { records, actions } = await told('ro')
  expect(records.client?.fields.find(({ name }) => name === 'zone')).toMatchObject({
    label: 'Zona',
    type: 'choice',
    custom: true,
    filterable: true,
    choices: [{ value: 'north' }, { value: 'south' }],
  })
  expect(actions['client.update']?.fields.find(({ name }) => name === 'custom')?.fields).toMatchObject([
    { name: 'floors' },
    { name: 'zone' },
  ])

  const [one, other] = (await read('clients?limit=2')).json.items ?? []
  expect((await act('client.update', { id: one!.id, input: { custom: { zone: 'west' } } })).status).toBe(422)
  expect((await act('client.update', { id: one!.id, input: { custom: { zone: 'north', floors: 12 } } })).status).toBe(200)
  const ids = async (query: string) => (await read(`clients?${query}`)).json.items?.map(({ id }) => id)
  expect(await ids('zone=north')).toEqual([one!.id])
  expect(await ids('zone=south')).toEqual([])
  expect(await ids('floors=12&limit=5')).toEqual([one!.id])
  expect(await ids(`zone=&limit=500`)).toContain(other!.id)
  const where = (tree: object) => ids(`where=${encodeURIComponent(JSON.stringify(tree))}`)
  expect(await where({ field: 'floors', op: 'gt', value: 11 })).toEqual([one!.id])
  expect(
    await where({
      all: [
        { field: 'zone', op: 'eq', value: 'north' },
        { field: 'floors', op: 'lt', value: 5 },
      ],
    }),
  ).toEqual([])
  expect(await where({ field: 'zone', op: 'contains', value: 'ORT' })).toEqual([one!.id])
  expect((await read('clients?colour=red')).status).toBe(400)
  expect((await read('clients.csv?zone=north')).text).toContain('Zone')

  const [field] = (await read('custom_fields?name=zone')).json.items ?? []
  await act('custom_field.archive', { id: field!.id, input: {} })
  expect((await told()).records.client?.fields.map(({ name }) => name)).not.toContain('zone')
  expect((await read(`clients/${one!.id}`)).json.custom).toEqual({ zone: 'north', floors: 12 })
})
