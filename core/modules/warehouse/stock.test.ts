import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Call } from '../../kernel/ctx.ts'
import { Refusal } from '../../kernel/errors.ts'
import { verifyChains } from '../../kernel/events.ts'
import { inEnglish } from '../../kernel/sentence.ts'
import { calls, colleague, testHouse } from '../../testing.ts'
import { catalog } from '../catalog/module.ts'
import { crm } from '../crm/module.ts'
import { people } from '../people/module.ts'
import { settings } from '../settings/module.ts'
import { adjustStock, changeExpectedGoods, receiveGoods } from './actions/goods.ts'
import { changeReservations, releaseStock, reserveStock } from './actions/stock.ts'
import { type SmallWarehouse, smallWarehouse } from './cast.ts'
import { warehouse } from './module.ts'
import { availableOf, earliestDate, promiseFor, reservedFor } from './rules.ts'

const at = testHouse([settings, people, crm, catalog, warehouse])
let here: SmallWarehouse
beforeAll(async () => {
  here = await smallWarehouse(at.house)
})

type Line = { productId: string; quantityMilli: number; shortage?: 'refuse' | 'what_there_is' | 'wait'; lineId?: string }
const linesOf = (lines: readonly Line[]) => lines.map((line) => ({ lineId: randomUUID(), ...line }))
const reserve = (sourceId: string, lines: readonly Line[], call: Call = {}) =>
  at.house.perform(here.self, reserveStock, { ...call, input: { sourceRecord: 'order', sourceId, lines: linesOf(lines) } })
const release = (sourceId: string, lineIds?: string[]) => at.house.perform(here.self, releaseStock, { input: { sourceId, lineIds } })
const stockOf = async (productId: string) => {
  const rows: { on_hand_milli: number; reserved_milli: number; warehouse_id: string }[] = await at
    .db('stock')
    .where({ product_id: productId })
  return Object.fromEntries(
    rows.map((row) => [row.warehouse_id === here.brasov ? 'brasov' : 'bucuresti', [row.on_hand_milli, row.reserved_milli]]),
  )
}
const available = async (productId: string) => (await availableOf(at.house.ctx(here.self), [productId])).get(productId)!.availableMilli
const refusal = async (attempt: Promise<unknown>) => {
  const error = await attempt.then(
    () => undefined,
    (why: unknown) => why,
  )
  if (!(error instanceof Refusal)) throw error ?? new Error('it was not refused')
  return { code: error.code, words: inEnglish(error.said) }
}

describe('reserving', () => {
  test('takes from the default warehouse first and from the other for the rest', async () => {
    const paper = await here.product('PAPER', 10_000, 5_000)
    await reserve(randomUUID(), [{ productId: paper, quantityMilli: 12_000 }])
    expect(await stockOf(paper)).toEqual({ brasov: [10_000, 10_000], bucuresti: [5_000, 2_000] })
    expect(await available(paper)).toBe(3_000)
  })

  test('is refused as a whole when one line is short, naming what there is', async () => {
    const paper = await here.product('PAPER', 10_000)
    const toner = await here.product('TONER', 1_000)
    const lines = [
      { productId: paper, quantityMilli: 4_000 },
      { productId: toner, quantityMilli: 2_000 },
    ]
    const { code, words } = await refusal(reserve(randomUUID(), lines))
    expect(code).toBe('stock.not_enough')
    expect(words).toMatch(/TONER.*2 wanted, 1 available.*: –\.$/)
    expect([await stockOf(paper), await stockOf(toner)]).toEqual([{ brasov: [10_000, 0] }, { brasov: [1_000, 0] }])
  })

  test('tells when all of it can be there, on the working day after it comes in', async () => {
    const gloves = await here.product('GLOVES', 3_000)
    await here.expect(gloves, 200_000, '2026-11-27')
    const { code, words } = await refusal(reserve(randomUUID(), [{ productId: gloves, quantityMilli: 5_000 }]))
    expect(code).toBe('stock.not_enough')
    // 27 November 2026 is a Friday; Monday the 30th and Tuesday the 1st are public holidays in Romania.
    expect(words).toMatch(/5 wanted, 3 available.*2026-12-02/)
  })

  test('of what there is takes that much, and nothing when nothing is there', async () => {
    const soap = await here.product('SOAP', 3_000)
    const line = { productId: soap, quantityMilli: 5_000, shortage: 'what_there_is' as const }
    const order = randomUUID()
    await reserve(order, [line])
    expect(await reservedFor(at.house.ctx(here.self), order)).toMatchObject({ lines: [{ nowMilli: 3_000, laterMilli: 0 }] })
    expect((await refusal(reserve(randomUUID(), [line]))).code).toBe('stock.not_enough')
  })

  test('with waiting promises the rest from what is coming, and no more than is coming', async () => {
    const gloves = await here.product('GLOVES', 3_000)
    await here.expect(gloves, 4_000, '2026-11-27')
    const line = { productId: gloves, quantityMilli: 5_000, shortage: 'wait' as const }
    const order = randomUUID()
    await reserve(order, [line])
    expect(await reservedFor(at.house.ctx(here.self), order)).toMatchObject({
      deliverOn: '2026-12-02',
      lines: [{ nowMilli: 3_000, laterMilli: 2_000, deliverOn: '2026-12-02' }],
    })
    expect((await refusal(reserve(randomUUID(), [line]))).code).toBe('stock.not_enough')
    await reserve(randomUUID(), [{ ...line, quantityMilli: 2_000 }])
    expect(await at.db('incoming_stock').where({ product_id: gloves }).first('promised_milli')).toEqual({ promised_milli: 4_000 })
  })

  test('with the same key twice reserves once', async () => {
    const paper = await here.product('PAPER', 10_000)
    const call = {
      key: randomUUID(),
      input: { sourceRecord: 'order', sourceId: randomUUID(), lines: linesOf([{ productId: paper, quantityMilli: 4_000 }]) },
    }
    const [one, two] = await Promise.all([at.house.perform(here.self, reserveStock, call), at.house.perform(here.self, reserveStock, call)])
    expect(one.said.code).toBe(two.said.code)
    expect(await stockOf(paper)).toEqual({ brasov: [10_000, 4_000] })
  })

  test('by many at once gives out exactly what there is', async () => {
    const paper = await here.product('PAPER', 7_000, 4_000)
    const toner = await here.product('TONER', 50_000)
    const attempts = Array.from({ length: 24 }, (_, index) => {
      const both = [
        { productId: paper, quantityMilli: 1_000 },
        { productId: toner, quantityMilli: 1_000 },
      ]
      return refusal(reserve(randomUUID(), index % 2 ? both : both.reverse()).then(() => Promise.reject('reserved')))
    })
    const outcomes = await Promise.allSettled(attempts)
    const reserved = outcomes.filter((one) => one.status === 'rejected' && one.reason === 'reserved')
    const refused = outcomes.filter((one) => one.status === 'fulfilled' && one.value.code === 'stock.not_enough')
    expect([reserved.length, refused.length]).toEqual([11, 13])
    expect(await stockOf(paper)).toEqual({ brasov: [7_000, 7_000], bucuresti: [4_000, 4_000] })
    expect(await stockOf(toner)).toEqual({ brasov: [50_000, 11_000] })
  })

  test('and waiting by many at once promises exactly what is coming', async () => {
    const gloves = await here.product('GLOVES', 2_000)
    await here.expect(gloves, 3_000, '2026-11-27')
    await here.expect(gloves, 4_000, '2026-12-04')
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => reserve(randomUUID(), [{ productId: gloves, quantityMilli: 1_000, shortage: 'wait' }])),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(9)
    const rows: { quantity_milli: number; promised_milli: number }[] = await at.db('incoming_stock').where({ product_id: gloves })
    expect(rows.every((row) => row.promised_milli === row.quantity_milli)).toBe(true)
  })
})

describe('releasing', () => {
  test('gives everything back, once', async () => {
    const paper = await here.product('PAPER', 10_000)
    const order = randomUUID()
    await here.expect(paper, 5_000, '2026-11-27')
    await reserve(order, [{ productId: paper, quantityMilli: 12_000, shortage: 'wait' }])
    await Promise.all([release(order), release(order), release(order)])
    expect(await stockOf(paper)).toEqual({ brasov: [10_000, 0] })
    expect(await at.db('incoming_stock').where({ product_id: paper }).first('promised_milli')).toEqual({ promised_milli: 0 })
    expect((await release(order)).kind).toBe('done')
  })

  test('of one line leaves the others', async () => {
    const paper = await here.product('PAPER', 10_000)
    const toner = await here.product('TONER', 10_000)
    const order = randomUUID()
    const [first, second] = [randomUUID(), randomUUID()]
    await reserve(order, [
      { lineId: first, productId: paper, quantityMilli: 4_000 },
      { lineId: second, productId: toner, quantityMilli: 3_000 },
    ])
    await release(order, [first])
    expect([await available(paper), await available(toner)]).toEqual([10_000, 7_000])
  })
})

describe('changing what a source has reserved', () => {
  const change = (sourceId: string, lines: readonly Line[]) =>
    at.house.perform(here.self, changeReservations, { input: { sourceRecord: 'order', sourceId, lines: linesOf(lines) } })

  test('counts its own goods as free for it', async () => {
    const paper = await here.product('PAPER', 10_000)
    const order = randomUUID()
    await reserve(order, [{ productId: paper, quantityMilli: 8_000 }])
    await change(order, [{ productId: paper, quantityMilli: 10_000 }])
    expect(await stockOf(paper)).toEqual({ brasov: [10_000, 10_000] })
  })

  test('leaves everything as it was when the new lines cannot be had', async () => {
    const paper = await here.product('PAPER', 10_000)
    const order = randomUUID()
    await reserve(order, [{ productId: paper, quantityMilli: 8_000 }])
    expect((await refusal(change(order, [{ productId: paper, quantityMilli: 11_000 }]))).code).toBe('stock.not_enough')
    expect(await reservedFor(at.house.ctx(here.self), order)).toMatchObject({ lines: [{ nowMilli: 8_000 }] })
  })
})

describe('goods that come in', () => {
  const receive = (id: string, quantityMilli?: number) => at.house.perform(here.self, receiveGoods, { id, input: { quantityMilli } })

  test('serve the oldest promise first and leave the rest waiting', async () => {
    const gloves = await here.product('GLOVES', 0)
    const incoming = await here.expect(gloves, 10_000, '2026-11-27')
    const [early, late] = [randomUUID(), randomUUID()]
    await reserve(early, [{ productId: gloves, quantityMilli: 3_000, shortage: 'wait' }])
    await reserve(late, [{ productId: gloves, quantityMilli: 4_000, shortage: 'wait' }])
    await receive(incoming, 5_000)
    expect(await stockOf(gloves)).toEqual({ brasov: [5_000, 5_000] })
    expect(await reservedFor(at.house.ctx(here.self), early)).toMatchObject({ lines: [{ nowMilli: 3_000, laterMilli: 0 }] })
    expect(await reservedFor(at.house.ctx(here.self), late)).toMatchObject({ lines: [{ nowMilli: 2_000, laterMilli: 2_000 }] })
    await receive(incoming)
    expect(await stockOf(gloves)).toEqual({ brasov: [10_000, 7_000] })
    expect((await refusal(receive(incoming))).code).toBe('lifecycle.not_from_here')
  })

  test('may be more than was expected', async () => {
    const gloves = await here.product('GLOVES', 1_000)
    await receive(await here.expect(gloves, 2_000, '2026-11-27'), 6_000)
    expect(await available(gloves)).toBe(7_000)
  })

  test('and are promised, received and given back at once without losing a thousandth', async () => {
    const gloves = await here.product('GLOVES', 5_000)
    const incoming = await here.expect(gloves, 20_000, '2026-11-27')
    const orders = Array.from({ length: 12 }, () => randomUUID())
    await Promise.all([
      ...orders.map((order, index) =>
        reserve(order, [{ productId: gloves, quantityMilli: 2_000, shortage: 'wait' }]).then(() =>
          index % 3 ? undefined : release(order),
        ),
      ),
      receive(incoming, 7_000),
      receive(incoming, 6_000),
    ])
    const held: { state: string; quantity_milli: number }[] = await at
      .db('reservations')
      .where({ product_id: gloves })
      .whereNull('archived_at')
    const sum = (state: string) => held.filter((row) => row.state === state).reduce((total, row) => total + row.quantity_milli, 0)
    expect(await stockOf(gloves)).toEqual({ brasov: [18_000, sum('held')] })
    expect(await at.db('incoming_stock').where({ id: incoming }).first('promised_milli', 'quantity_milli')).toEqual({
      promised_milli: sum('waiting'),
      quantity_milli: 7_000,
    })
    expect(sum('held') + sum('waiting')).toBe(16_000)
  })

  test('cannot become fewer than are promised', async () => {
    const gloves = await here.product('GLOVES', 0)
    const incoming = await here.expect(gloves, 10_000, '2026-11-27')
    await reserve(randomUUID(), [{ productId: gloves, quantityMilli: 6_000, shortage: 'wait' }])
    const to = (quantityMilli: number) => at.house.perform(here.self, changeExpectedGoods, { id: incoming, input: { quantityMilli } })
    expect(await refusal(to(5_000))).toMatchObject({
      code: 'incoming.promised',
      words: expect.stringMatching(/^6 of the GLOVES.*become 5/),
    })
    expect((await to(6_000)).kind).toBe('done')
  })
})

describe('a count', () => {
  const count = (productId: string, countedMilli: number) =>
    at.house.perform(here.self, adjustStock, {
      input: { warehouseId: here.brasov, productId, countedMilli, reason: 'yearly count' },
    })

  test('sets what lies there, but never below what is reserved', async () => {
    const paper = await here.product('PAPER', 10_000)
    await reserve(randomUUID(), [{ productId: paper, quantityMilli: 4_000 }])
    await count(paper, 4_000)
    expect(await stockOf(paper)).toEqual({ brasov: [4_000, 4_000] })
    expect(await refusal(count(paper, 3_999))).toMatchObject({
      code: 'stock.below_reserved',
      words: expect.stringMatching(/^4 of PAPER.*3\.999/),
    })
  })

  test('of something new by two people at once makes one row', async () => {
    const paper = await here.product('PAPER', 0)
    await Promise.all(Array.from({ length: 8 }, () => count(paper, 5_000)))
    expect(await stockOf(paper)).toEqual({ brasov: [5_000, 0] })
  })

  test('needs the right to count', async () => {
    const kim = calls(colleague([], { warehouse: 'edit' }))
    const input = { warehouseId: here.brasov, productId: randomUUID(), countedMilli: 1, reason: 'just so' }
    await expect(at.house.perform(kim, adjustStock, { input })).rejects.toMatchObject({ code: 'actor.not_allowed' })
    const paper = await here.product('PAPER', 1_000)
    await expect(at.house.perform(kim, adjustStock, { input: { ...input, productId: paper } })).rejects.toMatchObject({
      code: 'actor.not_allowed',
    })
  })
})

describe('a day is promised', () => {
  test('by the cut-off, the days of the warehouse, and what is coming', async () => {
    const paper = await here.product('PAPER', 10_000, 10_000)
    await here.expect(paper, 10_000, '2026-12-03')
    const day = (quantityMilli: number, now: string) =>
      earliestDate(at.house.ctx({ ...here.self, now: new Date(now) }), paper, quantityMilli)
    // Local time is two hours ahead. Tuesday the 24th: before 15:00, after it; then the second warehouse; then the arrival on Thursday.
    expect(await day(10_000, '2026-11-24T12:59:00Z')).toBe('2026-11-25')
    expect(await day(10_000, '2026-11-24T13:01:00Z')).toBe('2026-11-26')
    expect(await day(11_000, '2026-11-24T12:59:00Z')).toBe('2026-11-26')
    expect(await day(21_000, '2026-11-24T12:59:00Z')).toBe('2026-12-04')
    expect(await day(31_000, '2026-11-24T12:59:00Z')).toBeNull()
  })

  test('not earlier than the customer wants it', async () => {
    const paper = await here.product('PAPER', 10_000)
    const lines = [{ lineId: randomUUID(), productId: paper, quantityMilli: 1_000 }]
    // Monday 30 November and Tuesday 1 December are public holidays.
    expect(await promiseFor(at.house.ctx(here.self), { lines, wantedOn: '2026-11-29' })).toMatchObject({ deliverOn: '2026-12-02' })
    expect(await promiseFor(at.house.ctx(here.self), { lines, wantedOn: '2026-11-20' })).toMatchObject({ deliverOn: '2026-11-24' })
  })
})

test('every chain of events is whole after all this', async () => {
  expect((await verifyChains(at.db)).breaks).toEqual([])
})
