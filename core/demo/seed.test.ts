import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { verifyChains } from '../kernel/events.ts'
import { drainOutbox } from '../kernel/outbox.ts'
import { PriceListRecord, Product, VatRate } from '../modules/catalog/records.ts'
import { ensureAccount } from '../modules/conversations/actions/account.ts'
import { ChatIdentity, ChatPlace } from '../modules/conversations/records.ts'
import { contactsAtPhone } from '../modules/crm/queries.ts'
import { Address, Client } from '../modules/crm/records.ts'
import { accountOf, openInvoicesOf } from '../modules/invoicing/queries.ts'
import { staffActor } from '../modules/people/queries.ts'
import { Staff } from '../modules/people/records.ts'
import { lastOrders } from '../modules/sales/queries.ts'
import { Order, OrderLine } from '../modules/sales/records.ts'
import { editCompany } from '../modules/settings/module.ts'
import { settingsOf } from '../modules/settings/queries.ts'
import { Setting } from '../modules/settings/records.ts'
import { stockFor } from '../modules/warehouse/queries.ts'
import { Incoming, Stock, Warehouse } from '../modules/warehouse/records.ts'
import { hooks, modules } from '../modules.ts'
import { MONDAY, testHouse } from '../testing.ts'
import { isSeeded, seedChannels, seedCompany } from './seed.ts'
import { demoFolder, readTable } from './tables.ts'
import { clientCalled, demoHouse, looking, productCalled } from './testing.ts'

const distinct = (name: string, ...columns: string[]) =>
  new Set(readTable(demoFolder, name).map((row) => columns.map((column) => row.text(column)).join(' '))).size

/** How many rows each table must hold, by the company's own tables. */
const counts = (): Record<string, number> => ({
  companies: 1,
  // Two of ours beside them: the day, and that all is there.
  settings: distinct('settings', 'key') + 2,
  roles: 6,
  staff: distinct('staff', 'email'),
  units: 8,
  vat_rates: 2,
  categories: distinct('categories', 'code'),
  products: 72,
  price_lists: distinct('price-lists', 'code'),
  prices: distinct('prices', 'price_list_code', 'product_code', 'min_qty'),
  warehouses: distinct('warehouses', 'code'),
  stock: distinct('stock', 'warehouse_code', 'product_code'),
  incoming_stock: readTable(demoFolder, 'incoming').length,
  client_groups: distinct('groups', 'code'),
  clients: distinct('clients', 'code'),
  contacts: readTable(demoFolder, 'contacts').length,
  addresses: readTable(demoFolder, 'addresses').length,
  policies: distinct('policies', 'code'),
  invoices: distinct('open-invoices', 'reference'),
  sales_orders: distinct('past-orders', 'reference'),
  sales_order_lines: readTable(demoFolder, 'past-orders').length,
})

describe('the demo company', () => {
  const at = demoHouse()

  test('has a row for every row of its tables', async () => {
    const expected = counts()
    const found = await Promise.all(Object.keys(expected).map(async (table) => [table, await at.db(table).count().first()] as const))
    expect(Object.fromEntries(found.map(([table, row]) => [table, row?.count]))).toEqual(expected)
    expect(distinct('products', 'code')).toBe(72)
  })

  test('is what every settings key, role and colleague says', async () => {
    const ctx = looking(at)
    const settings = new Map((await ctx.facts(Setting)).map(({ key, value }) => [key, value]))
    for (const row of readTable(demoFolder, 'settings')) expect(settings.get(row.text('key')), row.text('key')).toBe(row.text('value'))
    expect(await settingsOf(ctx)).toMatchObject({ order_cut_off: '15:00', auto_create_goods_delivery: true, invoice_on_shipping: false })
    const people = await ctx.facts(Staff)
    const actors = await Promise.all(people.map(async ({ id, email }) => [email.split('.')[0], await staffActor(at.db, id)] as const))
    expect(Object.fromEntries(actors.map(([name, actor]) => [name, actor?.kind === 'staff' ? actor.roles : null]))).toEqual({
      tudor: ['admin'],
      ada: ['sales_manager'],
      kim: ['sales_agent'],
      paul: ['sales_agent'],
      andreea: ['sales_agent'],
      bianca: ['support_agent'],
      costel: ['warehouse'],
      rodica: ['warehouse'],
      violeta: ['finance'],
    })
  })

  test('sells by the step, in units, with names customers use and substitutes by code', async () => {
    const ctx = looking(at)
    expect(await productCalled(ctx, 'COF-ARA')).toMatchObject({ unit: 'kg', minQuantityMilli: 1000, stepQuantityMilli: 500 })
    expect(await productCalled(ctx, 'PAP-A4-80')).toMatchObject({
      unit: 'box',
      packSizeMilli: 5000,
      packUnit: 'pack',
      listPriceE4: 989000,
      vatClass: 'standard',
      substitutes: ['PAP-A4-75', 'PAP-A4-100'],
      state: 'active',
    })
    expect((await productCalled(ctx, 'PAP-A4-80')).aliasesRo).toContain('hartie copiator')
    const inactive = await ctx.facts(Product).where({ state: 'inactive' })
    expect(inactive.map(({ code }) => code).sort()).toEqual(['CUP-PLA-200', 'PAP-A4-80-R'])
    const codes = new Set((await ctx.facts(Product)).map(({ code }) => code))
    expect((await ctx.facts(Product)).flatMap(({ substitutes }) => substitutes).filter((code) => !codes.has(code))).toEqual([])
    const rates = (await ctx.facts(VatRate)).map(({ class: name, permille, validFrom }) => [name, permille, validFrom])
    expect(rates.sort()).toEqual([
      ['reduced', 110, '2025-11-23'],
      ['standard', 210, '2025-11-23'],
    ])
  })

  test('counts the windows of its price lists from the day of seeding', async () => {
    const lists = await looking(at).facts(PriceListRecord)
    const windows = Object.fromEntries(lists.map(({ code, validFrom, validTo, taxIncluded }) => [code, [validFrom, validTo, taxIncluded]]))
    expect(windows).toMatchObject({
      DEF: [null, null, false],
      'CLI-CERN': ['2026-07-26', '2027-07-26', false],
      'PRO-NOW': ['2026-11-13', '2026-12-13', true],
      'PRO-PAST': ['2026-09-24', '2026-10-24', false],
      'PRO-NEXT': ['2026-12-23', '2027-01-22', false],
    })
  })

  test('has in stock what its table says, thousandths included, and no promise to anybody', async () => {
    const ctx = looking(at)
    const rows = await ctx.facts(Stock)
    const told = readTable(demoFolder, 'stock').reduce((sum, row) => sum + row.scaled('on_hand', 3), 0)
    expect(rows.reduce((sum, { onHandMilli }) => sum + onHandMilli, 0)).toBe(told)
    expect(rows.every(({ reservedMilli }) => reservedMilli === 0)).toBe(true)
    const gloves = await productCalled(ctx, 'GLV-NIT-M')
    expect((await stockFor(ctx, [gloves.id])).get(gloves.id)).toMatchObject({ availableMilli: 3000 })
    const [coming] = await ctx.facts(Incoming).where({ productId: gloves.id })
    const [bv, ...others] = await ctx.facts(Warehouse).where({ isDefault: true })
    expect(others).toEqual([])
    expect(bv).toMatchObject({ code: 'BV', deliveryDays: 1 })
    expect(coming).toMatchObject({ warehouseId: bv!.id, quantityMilli: 200_000, expectedOn: '2026-11-27', state: 'expected' })
    expect(await ctx.facts(Warehouse).where({ code: 'BUC' }).first()).toMatchObject({ deliveryDays: 2, isDefault: false })
  })

  test('has clients with a limit, an agent and a group; one is blocked', async () => {
    const ctx = looking(at)
    const clients = await ctx.facts(Client)
    expect(clients.filter(({ state }) => state === 'blocked').map(({ code }) => code)).toEqual(['PEN-BURS'])
    const limits = Object.fromEntries(clients.map(({ code, creditLimitMinor }) => [code, creditLimitMinor]))
    for (const row of readTable(demoFolder, 'clients')) expect(limits[row.text('code')]).toBe(row.scaled('credit_limit', 2))
    const paul = await ctx.facts(Staff).where({ email: 'paul.neagoe@carpath.example' }).first()
    expect((await clientCalled(ctx, 'HOT-CORB')).salesAgentId).toBe(paul!.id)
    const places = await ctx.facts(Address).where({ clientId: (await clientCalled(ctx, 'HOT-CORB')).id, kind: 'delivery' })
    expect(places.map(({ label, isDefault, deliveryNote }) => [label, isDefault, deliveryNote]).sort()).toEqual([
      ['Kitchen entrance', true, 'Before 11:00'],
      ['Spa annex', false, 'Ring the bell twice'],
    ])
  })

  test('knows Silvia at two clients, by one phone', async () => {
    const ctx = looking(at)
    const silvias = await contactsAtPhone(ctx, '+40700000103')
    const clients = await Promise.all(silvias.map(async ({ clientId }) => (await ctx.facts(Client).byId(clientId)).code))
    expect(clients.sort()).toEqual(['HOT-CORB', 'PEN-BURS'])
    expect(silvias.every(({ permissions }) => !permissions.includes('order') && permissions.includes('pay'))).toBe(true)
  })

  test.for([
    ['PEN-BURS', 731_840, 731_840],
    ['CAF-ZIMB', 245_000, 0],
    ['HOT-CORB', 980_000, 0],
    ['DIS-RAFT', 4_125_000, 0],
    ['SCH-NUCI', 0, 0],
  ] as const)('%s owes %d, %d of it overdue', async ([code, openMinor, overdueMinor]) => {
    const ctx = looking(at)
    const client = await clientCalled(ctx, code)
    expect(await accountOf(ctx, client.id)).toMatchObject({ openMinor, overdueMinor, committedMinor: 0, currency: 'RON' })
  })

  test('has an invoice of the guest house that is paid in part', async () => {
    const ctx = looking(at)
    const invoices = await openInvoicesOf(ctx, (await clientCalled(ctx, 'PEN-BURS')).id)
    expect(invoices.map(({ foreignReference, state, paidMinor, dueOn }) => [foreignReference, state, paidMinor, dueOn])).toEqual([
      ['OPEN-PEN-1', 'issued', 0, '2026-10-06'],
      ['OPEN-PEN-2', 'partly_paid', 50_000, '2026-11-02'],
    ])
  })

  test('has past orders, delivered and invoiced, at the prices of their day', async () => {
    const ctx = looking(at)
    const orders = await ctx.facts(Order)
    expect(new Set(orders.map(({ state, deliveryState, invoiceState }) => `${state} ${deliveryState} ${invoiceState}`))).toEqual(
      new Set(['accepted wholly wholly']),
    )
    const lineOf = async (reference: string, code: string) =>
      (await ctx
        .facts(OrderLine)
        .where({ orderId: orders.find(({ foreignReference }) => foreignReference === reference)!.id, codeAsWritten: code })
        .first())!
    // Five days ago the leaflet ran already; a fortnight ago it did not, and the paper cost what the default list says.
    expect(await lineOf('PAST-BRU-1', 'FLR-L')).toMatchObject({ unitPriceE4: 72_600, tax: 'gross', quantityMilli: 40_000 })
    expect((await lineOf('PAST-BRU-1', 'FLR-L')).priceReason).toMatchObject({ level: 'promotion', listCode: 'PRO-NOW' })
    expect((await lineOf('PAST-COW-1', 'PAP-A4-80')).priceReason).toMatchObject({ level: 'default', listCode: 'DEF' })
    const last = await lastOrders(ctx, (await clientCalled(ctx, 'CAF-ZIMB')).id)
    expect(last.map(({ foreignReference }) => foreignReference)).toEqual(['PAST-CAF-2', 'PAST-CAF-1'])
    expect(last[0]!.placedAt).toEqual(new Date('2026-11-17T08:00:00Z'))
  })

  test('leaves an audit trail whose chains hold, of what the house itself did', async () => {
    const { events, breaks } = await verifyChains(at.db)
    expect(breaks).toEqual([])
    expect(events).toBeGreaterThan(400)
    expect(await at.db('events').distinct('actor_kind', 'door', 'request_id')).toEqual([
      { actor_kind: 'system', door: 'system', request_id: 'seed' },
    ])
  })

  test('tells nobody anything: the outbox drains without a message or a fault', async () => {
    await drainOutbox(at.house)
    expect(await at.db('outbox')).toEqual([])
    expect(await at.db('messages')).toEqual([])
    expect(await at.db('approvals')).toEqual([])
  })

  test('is loaded once: a second time nothing happens', async () => {
    const before = await at.db('events').count().first()
    expect(await isSeeded(at.house)).toBe(true)
    await seedCompany(at.house, { now: new Date(MONDAY.getTime() + 3 * 86_400_000) })
    expect(await at.db('events').count().first()).toEqual(before)
  })

  test('posts in its Slack channels and knows its colleagues there, however often that is said', async () => {
    const ctx = looking(at)
    const account = await ctx.perform(ensureAccount, { input: { kind: 'slack', name: 'Carpath', externalId: 'T0CARPATH' } })
    await seedChannels(at.house, { slackAccountId: account.id! })
    const before = await at.db('events').count().first()
    await seedChannels(at.house, { slackAccountId: account.id! })
    expect(await at.db('events').count().first()).toEqual(before)
    const places = await ctx.facts(ChatPlace)
    expect(places.map(({ purpose, externalId, name }) => [purpose, externalId, name]).sort()).toEqual([
      ['credit', 'C0CREDIT01', '#credit'],
      ['finance', 'C0FINANCE1', '#finance'],
      ['inbox', 'C0INBOX001', '#inbox'],
      ['orders', 'C0ORDERS01', '#orders'],
    ])
    const identities = await ctx.facts(ChatIdentity)
    const people = new Map((await ctx.facts(Staff)).map(({ id, firstName }) => [id, firstName]))
    expect(identities.every(({ verifiedAt, endedAt }) => verifiedAt !== null && endedAt === null)).toBe(true)
    expect(Object.fromEntries(identities.map(({ externalUserId, staffId }) => [externalUserId, people.get(staffId!)]))).toMatchObject({
      U0CARP0001: 'Tudor',
      U0CARP0002: 'Ada',
      U0CARP0009: 'Violeta',
    })
    expect(identities).toHaveLength(9)
    expect(await at.db('messages')).toEqual([])
  })
})

describe('loading that breaks off', () => {
  const at = testHouse(modules, hooks)
  const folder = mkdtempSync(join(tmpdir(), 'parley-demo-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('says where the table is wrong, is not there yet, and goes on where it stopped, as of its first day', async () => {
    cpSync(demoFolder, folder, { recursive: true, filter: (path) => !path.endsWith('.ts') })
    const orders = join(folder, 'past-orders.csv')
    const whole = readFileSync(orders, 'utf8')
    writeFileSync(orders, whole.replace('PAST-DIS-1,-20,PEN-BLU,20', 'PAST-DIS-1,-20,PEN-BLU,twenty'))
    // Half past midnight in Brașov: Tuesday already.
    const now = new Date('2026-11-23T22:30:00Z')
    await expect(seedCompany(at.house, { now, csvFolder: folder })).rejects.toThrow(
      'past-orders.csv, row 44: qty is not a number with at most 3 decimals.',
    )
    expect(await isSeeded(at.house)).toBe(false)

    writeFileSync(orders, whole)
    await seedCompany(at.house, { now: new Date('2026-11-25T09:00:00Z'), csvFolder: folder })
    expect(await isSeeded(at.house)).toBe(true)
    const expected = counts()
    const found = await Promise.all(
      Object.keys(expected).map(async (table) => [table, (await at.db(table).count().first())?.count] as const),
    )
    expect(Object.fromEntries(found)).toEqual(expected)
    const leaflet = await looking(at).facts(PriceListRecord).where({ code: 'PRO-NOW' }).first()
    expect(leaflet).toMatchObject({ validFrom: '2026-11-14', validTo: '2026-12-14' })
  })
})

describe('a database with another company in it', () => {
  const at = testHouse(modules, hooks)

  test('is left alone', async () => {
    const ctx = looking(at)
    const company = { legalName: 'Acme SRL', taxId: 'RO1', street: 'Strada 1', city: 'Iași', country: 'RO', currency: 'RON' }
    await ctx.perform(editCompany.create, { input: { ...company, timeZone: 'Europe/Bucharest', language: 'ro' } })
    await expect(seedCompany(at.house, { now: MONDAY })).rejects.toThrow('into an empty database only')
    expect(await at.db('settings')).toEqual([])
  })
})
