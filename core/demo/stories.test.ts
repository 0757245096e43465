import { describe, expect, test } from 'vitest'
import { netUnitPriceE4 } from '../language/money.ts'
import { pricesFor } from '../modules/catalog/queries.ts'
import { documentTotals } from '../modules/catalog/totals.ts'
import { clientCalled, demoHouse, looking, productCalled } from './testing.ts'

const today = '2026-11-23'

describe('the six stories', () => {
  const at = demoHouse()

  const priced = async (code: string, lines: readonly (readonly [product: string, quantity: number | null])[]) => {
    const ctx = looking(at)
    const client = await clientCalled(ctx, code)
    const asked = await Promise.all(
      lines.map(async ([product, quantity]) => ({
        productId: (await productCalled(ctx, product)).id,
        quantityMilli: quantity === null ? null : quantity * 1000,
      })),
    )
    const found = await pricesFor(ctx, client, asked, today)
    const { netMinor, totalMinor } = documentTotals(
      found.map(({ quantityMilli, price, vat }) => ({
        quantityMilli,
        unitPriceE4: price.unitPriceE4,
        tax: price.tax,
        vatCategory: vat.category,
        vatPermille: vat.permille,
      })),
      client.currency,
    )
    const told = found.map(({ price, vat }) => [netUnitPriceE4(price.unitPriceE4, price.tax, vat.permille) / 10_000, price.reason.listCode])
    return { told, netMinor, totalMinor }
  }

  test('1: the hotel pays the prices of its group', async () => {
    expect(
      await priced('HOT-CORB', [
        ['TP-3P', 30],
        ['SOP-5', 6],
        ['GLV-NIT-M', 5],
      ]),
    ).toEqual({
      told: [
        [16.5, 'GRP-HOTEL'],
        [26.9, 'GRP-HOTEL'],
        [24.5, 'GRP-HOTEL'],
      ],
      netMinor: 77_890,
      totalMinor: 94_247,
    })
  })

  test('2: the café orders as last time, with twelve kilos of espresso', async () => {
    const order = await priced('CAF-ZIMB', [
      ['COF-ESP', 12],
      ['CUP-8', 20],
      ['LID-8', 20],
      ['SUG-BRN', 2],
      ['MLK-UHT', 6],
    ])
    expect(order).toMatchObject({ netMinor: 154_320, totalMinor: 175_567 })
  })

  test('3: three papers, three prices; one of them is in the leaflet, with VAT', async () => {
    const papers = await priced('ATE-RIND', [
      ['PAP-A4-75', 10],
      ['PAP-A4-80', 10],
      ['PAP-A4-100', 10],
    ])
    expect(papers.told.map(([price]) => price)).toEqual([79.5, 90, 129])
    expect(papers.told[1]).toEqual([90, 'PRO-NOW'])
  })

  test('4: a contract, and a line of it that begins at two', async () => {
    expect(
      (
        await priced('TIP-CERN', [
          ['PAP-A4-80', 40],
          ['TON-410-K', 1],
        ])
      ).told,
    ).toEqual([
      [86, 'CLI-CERN'],
      [305, 'DEF'],
    ])
    expect((await priced('TIP-CERN', [['TON-410-K', 2]])).told).toEqual([[279, 'CLI-CERN']])
  })

  test('5: the first list wins, not the cheapest', async () => {
    expect((await priced('BRU-COAJ', [['FLR-L', null]])).told).toEqual([[6, 'PRO-NOW']])
    expect((await priced('BRU-COAJ', [['BLC-3', 10]])).told).toEqual([[18, 'PRO-NOW']])
    expect((await priced('HOT-CORB', [['BLC-3', 10]])).told).toEqual([[20, 'GRP-HOTEL']])
  })

  test('and a client with its own coffee list is still in its group for the rest', async () => {
    expect(
      (
        await priced('GAS-FUCH', [
          ['COF-ESP', 4],
          ['TP-3P', 5],
        ])
      ).told,
    ).toEqual([
      [58, 'CLI-FUCH'],
      [16.5, 'GRP-HOTEL'],
    ])
  })
})
