import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from '../../language/calendar.ts'
import { netUnitPriceE4 } from '../../language/money.ts'
import { catalogueProblems } from '../../language/words.ts'
import type { PriceList, PriceRow, ProductToPrice } from './price.ts'
import { priceLevels, priceOf, priceWords, sayReason } from './price.ts'
import { documentTotals } from './totals.ts'

const today = '2026-03-05'

/** Decimal text of the demo files as a whole number of 10^-decimals. */
const scaled = (text: string, decimals: number) => {
  const [whole = '', fraction = ''] = text.split('.')
  return Number(whole + fraction.padEnd(decimals, '0'))
}
const rowsOf = (file: string): Record<string, string>[] =>
  parse(readFileSync(new URL(`../../demo/${file}`, import.meta.url)), { columns: true, relax_column_count: false })
const dayOrNull = (inDays = '') => (inDays === '' ? null : addDays(today, Number(inDays)))

const products = new Map<string, ProductToPrice>()
for (const row of rowsOf('products.csv')) {
  const { code = '', list_price = '', min_qty = '', vat_rate = '' } = row
  products.set(code, {
    id: code,
    code,
    listPriceE4: scaled(list_price, 4),
    currency: 'RON',
    minQuantityMilli: scaled(min_qty, 3),
    vatPermille: scaled(vat_rate, 1),
  })
}
const prices = rowsOf('prices.csv')
const lists = rowsOf('price-lists.csv').map(
  (row): PriceList => ({
    id: row.code ?? '',
    code: row.code ?? '',
    name: row.name ?? '',
    kind: row.kind as PriceList['kind'],
    clientId: row.client_code || null,
    groupId: row.group_code || null,
    currency: row.currency ?? '',
    validFrom: dayOrNull(row.valid_from_in_days),
    validTo: dayOrNull(row.valid_to_in_days),
    taxIncluded: row.tax_included === 'yes',
    rows: prices
      .filter((price) => price.price_list_code === row.code)
      .map((price) => ({
        productId: price.product_code ?? '',
        minQuantityMilli: scaled(price.min_qty ?? '', 3),
        priceE4: price.price ? scaled(price.price, 4) : null,
        discountPermille: price.discount_percent ? scaled(price.discount_percent, 1) : null,
      })),
  }),
)
const groupOf = new Map(rowsOf('clients.csv').map((row) => [row.code, row.group_code || null]))

const productCalled = (code: string) => {
  const product = products.get(code)
  if (!product) throw new Error(`no product ${code} in the demo files`)
  return product
}
const priceFor = (client: string, code: string, quantity?: number, day = today) => {
  expect(groupOf.has(client)).toBe(true)
  const quantityMilli = quantity === undefined ? undefined : quantity * 1000
  return priceOf({ product: productCalled(code), quantityMilli, day, client: { id: client, groupId: groupOf.get(client) ?? null }, lists })
}
const netOf = (client: string, code: string, quantity?: number, day = today) => {
  const { unitPriceE4, tax } = priceFor(client, code, quantity, day)
  return netUnitPriceE4(unitPriceE4, tax, productCalled(code).vatPermille) / 10_000
}
const totalsOf = (client: string, order: [string, number][]) =>
  documentTotals(
    order.map(([code, quantity]) => {
      const { unitPriceE4, tax } = priceFor(client, code, quantity)
      return { quantityMilli: quantity * 1000, unitPriceE4, tax, vatCategory: 'S', vatPermille: productCalled(code).vatPermille }
    }),
    'RON',
  )

describe('the stories of Carpath', () => {
  test('the hotel’s morning: group prices, 778.90, with VAT 942.47', () => {
    const hotel = 'HOT-CORB'
    expect([netOf(hotel, 'TP-3P', 30), netOf(hotel, 'SOP-5', 6), netOf(hotel, 'GLV-NIT-M', 5)]).toEqual([16.5, 26.9, 24.5])
    const totals = totalsOf(hotel, [
      ['TP-3P', 30],
      ['SOP-5', 6],
      ['GLV-NIT-M', 5],
    ])
    expect(totals).toMatchObject({ netMinor: 77_890, totalMinor: 94_247, roundingMinor: 0 })
  })

  test('the café at its limit: as last time but 12 kg of espresso, 1,543.20, with VAT 1,755.67', () => {
    const totals = totalsOf('CAF-ZIMB', [
      ['COF-ESP', 12],
      ['CUP-8', 20],
      ['LID-8', 20],
      ['SUG-BRN', 2],
      ['MLK-UHT', 6],
    ])
    expect(totals).toMatchObject({ netMinor: 154_320, totalMinor: 175_567, roundingMinor: 0 })
    expect(totals.vat).toMatchObject([
      { category: 'S', vatPermille: 210, baseMinor: 42_720, vatMinor: 8971 },
      { category: 'S', vatPermille: 110, baseMinor: 111_600, vatMinor: 12_276 },
    ])
  })

  test('which paper: 79.50, 90.00 from the leaflet (108.90 with VAT), 129.00', () => {
    const workshop = 'ATE-RIND'
    expect([netOf(workshop, 'PAP-A4-75', 10), netOf(workshop, 'PAP-A4-80', 10), netOf(workshop, 'PAP-A4-100', 10)]).toEqual([79.5, 90, 129])
    expect(priceFor(workshop, 'PAP-A4-80', 10)).toMatchObject({
      unitPriceE4: 1_089_000,
      currency: 'RON',
      tax: 'gross',
      reason: { level: 'promotion', listCode: 'PRO-NOW' },
    })
    expect(totalsOf(workshop, [['PAP-A4-80', 10]])).toMatchObject({
      netMinor: 90_000,
      vatMinor: 18_900,
      roundingMinor: 0,
      totalMinor: 108_900,
    })
  })

  test('a contract: 86.00 for 40, one toner 305.00 from the default list, two at 279.00', () => {
    const printer = 'TIP-CERN'
    expect([netOf(printer, 'PAP-A4-80', 40), netOf(printer, 'TON-410-K', 1), netOf(printer, 'TON-410-K', 2)]).toEqual([86, 305, 279])
    expect(priceFor(printer, 'PAP-A4-80', 40).reason).toMatchObject({ level: 'client', listCode: 'CLI-CERN', minQuantityMilli: 40_000 })
    expect(priceFor(printer, 'TON-410-K', 1).reason).toMatchObject({ level: 'default', listCode: 'DEF' })
    expect([netOf(printer, 'PAP-A4-80', 39), netOf(printer, 'PAP-A4-80', 1000)]).toEqual([88, 86])
  })

  test('leaflet and hierarchy: floor cleaner 6.00 (7.26), bleach 18.00, and 20.00 for the hotel', () => {
    const bakery = 'BRU-COAJ'
    expect([netOf(bakery, 'FLR-L'), netOf(bakery, 'FLR-L', 40), netOf(bakery, 'BLC-3', 10), netOf('HOT-CORB', 'BLC-3', 10)]).toEqual([
      6, 6, 18, 20,
    ])
    expect(priceFor(bakery, 'FLR-L')).toMatchObject({ unitPriceE4: 72_600, tax: 'gross', reason: { minQuantityMilli: 20_000 } })
    expect(totalsOf(bakery, [['FLR-L', 40]])).toMatchObject({ netMinor: 24_000, totalMinor: 29_040, roundingMinor: 0 })
  })

  test('the guest house in a group and with a list of its own pays its own coffee price', () => {
    expect([netOf('GAS-FUCH', 'COF-ESP', 1), netOf('HOT-CORB', 'COF-ESP', 1)]).toEqual([58, 54.56])
    expect(priceFor('HOT-CORB', 'COF-ESP', 1).reason).toMatchObject({ level: 'group', discountPermille: 120 })
  })

  test('who is a client of nobody’s list pays the list price where there is no other', () => {
    expect(priceFor('ATE-RIND', 'RAG-KG')).toMatchObject({
      unitPriceE4: 95_000,
      tax: 'net',
      reason: { level: 'list_price', listCode: null },
    })
    expect(priceFor('ATE-RIND', 'FLR-L', 10).reason.level).toBe('list_price')
  })

  test.for([
    [-11, 'default'],
    [-10, 'promotion'],
    [20, 'promotion'],
    [21, 'default'],
    [-30, 'promotion'],
  ] as const)('on day %i paper at the workshop comes from the %s: both ends of a window count', ([inDays, level]) => {
    expect(priceFor('ATE-RIND', 'PAP-A4-80', 1, addDays(today, inDays)).reason.level).toBe(level)
  })

  test('a contract has a window too', () => {
    expect(priceFor('TIP-CERN', 'PAP-A3-80', 1, addDays(today, 245)).reason.level).toBe('client')
    expect(priceFor('TIP-CERN', 'PAP-A3-80', 1, addDays(today, 246)).reason.level).toBe('list_price')
  })
})

const product: ProductToPrice = { id: 'p', code: 'P', listPriceE4: 1_000_000, currency: 'RON', minQuantityMilli: 1000, vatPermille: 210 }
const row = (values: Partial<PriceRow>): PriceRow => ({
  productId: 'p',
  minQuantityMilli: 1000,
  priceE4: null,
  discountPermille: null,
  ...values,
})
const list = (values: Partial<PriceList> & { code: string }): PriceList => ({
  id: values.code,
  name: values.code,
  kind: 'promotion',
  clientId: null,
  groupId: null,
  currency: 'RON',
  validFrom: null,
  validTo: null,
  taxIncluded: false,
  rows: [],
  ...values,
})
const client = { id: 'c', groupId: 'g' }
const ask = (asked: readonly PriceList[], quantityMilli = 1000) => priceOf({ product, quantityMilli, day: today, client, lists: asked })

describe('ties and odd rows', () => {
  test('on one level the lower net price wins, also against a price with VAT, and the reason names the loser', () => {
    const net = list({ code: 'A', rows: [row({ priceE4: 900_001 })] })
    const gross = list({ code: 'B', taxIncluded: true, rows: [row({ priceE4: 1_089_000 })] })
    expect(ask([net, gross])).toEqual({
      unitPriceE4: 1_089_000,
      currency: 'RON',
      tax: 'gross',
      reason: {
        level: 'promotion',
        listCode: 'B',
        listName: 'B',
        minQuantityMilli: 1000,
        discountPermille: null,
        losers: [{ listCode: 'A', unitPriceE4: 900_001, currency: 'RON', tax: 'net' }],
      },
    })
  })

  test('equal prices go by list code', () => {
    const twins = ['B', 'A', 'C'].map((code) => list({ code, rows: [row({ priceE4: 5 })] }))
    expect(ask(twins).reason).toMatchObject({ listCode: 'A', losers: [{ listCode: 'B' }, { listCode: 'C' }] })
  })

  test('within a list the highest minimum counts even if it is dearer, and of two rows alike the cheaper', () => {
    const rows = [row({ priceE4: 10 }), row({ minQuantityMilli: 5000, priceE4: 30 }), row({ minQuantityMilli: 5000, priceE4: 20 })]
    expect(ask([list({ code: 'A', rows })], 4999).unitPriceE4).toBe(10)
    expect(ask([list({ code: 'A', rows })], 5000).unitPriceE4).toBe(20)
  })

  test('a discount in a list with VAT is still off the list price, so without VAT', () => {
    const leaflet = list({ code: 'A', taxIncluded: true, rows: [row({ discountPermille: 125 })] })
    expect(ask([leaflet])).toMatchObject({ unitPriceE4: 875_000, tax: 'net', reason: { discountPermille: 125 } })
  })

  test('an empty row is no hit, a price of nothing is one', () => {
    expect(ask([list({ code: 'A', rows: [row({})] })]).reason.level).toBe('list_price')
    expect(ask([list({ code: 'A', rows: [row({ priceE4: 0 })] })])).toMatchObject({ unitPriceE4: 0, reason: { level: 'promotion' } })
  })

  test('a list in the currency of the product goes before one in another', () => {
    const euro = list({ code: 'A', currency: 'EUR', rows: [row({ priceE4: 1 })] })
    const lei = list({ code: 'B', rows: [row({ priceE4: 100 })] })
    expect(ask([euro, lei])).toMatchObject({ currency: 'RON', reason: { losers: [{ listCode: 'A', currency: 'EUR' }] } })
    expect(ask([euro])).toMatchObject({ currency: 'EUR', unitPriceE4: 1 })
  })

  test('lists of others never count', () => {
    const others = [
      list({ code: 'A', kind: 'client', clientId: 'x', rows: [row({ priceE4: 1 })] }),
      list({ code: 'B', kind: 'client', rows: [row({ priceE4: 1 })] }),
      list({ code: 'C', kind: 'group', groupId: 'x', rows: [row({ priceE4: 1 })] }),
      list({ code: 'D', kind: 'group', rows: [row({ priceE4: 1 })] }),
    ]
    expect(ask(others).reason.level).toBe('list_price')
    expect(priceOf({ product, day: today, client: { id: 'c', groupId: null }, lists: others }).reason.level).toBe('list_price')
    expect(priceOf({ product, day: today, client: null, lists: others }).reason.level).toBe('list_price')
  })
})

describe('any lists', () => {
  const anyRow = fc.record({
    productId: fc.constantFrom('p', 'q'),
    minQuantityMilli: fc.constantFrom(1000, 2000, 5000),
    priceE4: fc.option(fc.nat(2_000_000)),
    discountPermille: fc.option(fc.nat(1000)),
  })
  const day = fc.option(fc.constantFrom('2026-03-04', today, '2026-03-06'))
  const anyList = fc.record({
    kind: fc.constantFrom('client', 'group', 'promotion', 'default'),
    clientId: fc.option(fc.constantFrom('c', 'x')),
    groupId: fc.option(fc.constantFrom('g', 'x')),
    validFrom: day,
    validTo: day,
    taxIncluded: fc.boolean(),
    rows: fc.array(anyRow, { maxLength: 4 }),
  })
  const anyLists = fc.array(anyList, { maxLength: 8 }).map((all) => all.map((values, place) => list({ ...values, code: `L${place}` })))

  test('the answer is the same in whatever order lists and rows come', () => {
    fc.assert(
      fc.property(anyLists, fc.nat(10), (all, turn) => {
        const turned = [...all.slice(turn % (all.length + 1)), ...all.slice(0, turn % (all.length + 1))].reverse()
        expect(ask(turned.map((one) => ({ ...one, rows: [...one.rows].reverse() })))).toEqual(ask(all))
      }),
    )
  })

  test('the first level that hits decides: what stands on later levels changes nothing', () => {
    fc.assert(
      fc.property(anyLists, fc.constantFrom(1000, 3000, 9000), (all, quantityMilli) => {
        const { reason, ...price } = ask(all, quantityMilli)
        const upTo = priceLevels.indexOf(reason.level)
        const earlier = all.filter((one) => priceLevels.indexOf(one.kind) < upTo)
        expect(ask(earlier, quantityMilli).reason.level).toBe('list_price')
        const enough = all.filter((one) => priceLevels.indexOf(one.kind) <= upTo)
        expect(ask(enough, quantityMilli)).toEqual({ reason, ...price })
      }),
    )
  })
})

describe('the reason in words', () => {
  test.for([
    ['ATE-RIND', 'PAP-A4-80', 10, 'en', 'the promotion “Clean start (leaflet, prices with VAT)”'],
    ['TIP-CERN', 'PAP-A4-80', 40, 'en', 'your own price list “Cerneală și Fii, paper and toner contract”, for 40 or more'],
    ['HOT-CORB', 'COF-ESP', 1, 'en', '12% off the list price, from the price list “Hotels and guest houses” of your group'],
    ['HOT-CORB', 'COF-ESP', 1, 'ro', '12 % reducere din prețul de catalog, după lista de prețuri „Hotels and guest houses” a grupului tău'],
    ['ATE-RIND', 'RAG-KG', 5, 'ro', 'prețul nostru de catalog'],
    ['BRU-COAJ', 'FLR-L', 20, 'ro', 'promoția „Clean start (leaflet, prices with VAT)”, de la 20 în sus'],
  ] as const)('%s, %s, %i, in %s: %s', ([who, code, quantity, language, words]) => {
    expect(sayReason(priceFor(who, code, quantity).reason, language)).toBe(words)
  })

  test('losers are named', () => {
    const twins = ['B', 'A', 'C'].map((code) => list({ code, name: `List ${code}`, rows: [row({ priceE4: 5 })] }))
    expect(sayReason(ask(twins).reason, 'en')).toBe('the promotion “List A”, ahead of B, C')
  })

  test('a list called {quantity} is only called so', () => {
    const { reason } = ask([list({ code: 'A', name: '{quantity} <b>', rows: [row({ priceE4: 5, minQuantityMilli: 1000 })] })])
    expect(sayReason(reason, 'en')).toBe('the promotion “{quantity} <b>”')
  })

  test('both languages have all the words', () => {
    expect(catalogueProblems(priceWords)).toEqual([])
  })
})
