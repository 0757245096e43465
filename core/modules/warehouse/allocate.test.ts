import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Arrival, allocate, type Shelf, shortages, type Wanted } from './allocate.ts'

const shelf = (stockId: string, freeMilli: number, productId = 'paper'): Shelf => ({
  stockId,
  warehouseId: `in ${stockId}`,
  productId,
  freeMilli,
})
const arrival = (incomingId: string, freeMilli: number, expectedOn: string, productId = 'paper'): Arrival => ({
  incomingId,
  warehouseId: 'in A',
  productId,
  freeMilli,
  expectedOn,
})
const want = (quantityMilli: number, shortage: Wanted['shortage'] = 'refuse', lineId = 'line', productId = 'paper'): Wanted => ({
  lineId,
  productId,
  quantityMilli,
  shortage,
})
const from = ({ picks }: ReturnType<typeof allocate>) => picks.map((pick) => [pick.stockId ?? pick.incomingId, pick.quantityMilli])

describe('goods are dealt out', () => {
  test('from the first warehouse, then from the other', () => {
    expect(from(allocate([want(12)], [shelf('A', 10), shelf('B', 10)], []))).toEqual([
      ['A', 10],
      ['B', 2],
    ])
  })

  test('and a line that does not wait takes nothing that is coming, but is told when it would be complete', () => {
    expect(allocate([want(12)], [shelf('A', 10)], [arrival('later', 1, '2026-12-09'), arrival('soon', 1, '2026-12-03')])).toEqual({
      picks: [],
      short: [{ lineId: 'line', productId: 'paper', wantedMilli: 12, availableMilli: 10, completeOn: '2026-12-09' }],
    })
  })

  test('and a line that waits takes what is coming first', () => {
    const dealt = allocate([want(12, 'wait')], [shelf('A', 10)], [arrival('later', 5, '2026-12-09'), arrival('soon', 1, '2026-12-03')])
    expect(from(dealt)).toEqual([
      ['A', 10],
      ['soon', 1],
      ['later', 1],
    ])
  })

  test('and what there is is taken where that was asked for, unless there is nothing', () => {
    expect(from(allocate([want(12, 'what_there_is')], [shelf('A', 10)], []))).toEqual([['A', 10]])
    expect(allocate([want(12, 'what_there_is')], [shelf('A', 0)], []).short).toHaveLength(1)
  })

  test('and never twice: the second line of a product gets what the first has left', () => {
    const dealt = allocate([want(6, 'refuse', 'one'), want(6, 'refuse', 'two')], [shelf('A', 10)], [])
    expect(dealt.short).toEqual([{ lineId: 'two', productId: 'paper', wantedMilli: 6, availableMilli: 4, completeOn: null }])
  })

  test('so that no source gives more than it has, and every line is whole, cut as asked, or named', () => {
    const product = fc.constantFrom('paper', 'toner')
    const milli = fc.integer({ min: 0, max: 50 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(product, milli), { maxLength: 6 }),
        fc.array(fc.tuple(product, milli, fc.constantFrom('2026-12-01', '2026-12-05')), { maxLength: 6 }),
        fc.array(fc.tuple(product, fc.integer({ min: 1, max: 60 }), fc.constantFrom(...shortages)), { minLength: 1, maxLength: 6 }),
        (lying, coming, asked) => {
          const shelves = lying.map(([productId, free], index) => shelf(`s${index}`, free, productId))
          const arrivals = coming.map(([productId, free, day], index) => arrival(`i${index}`, free, day, productId))
          const wanted = asked.map(([productId, quantity, shortage], index) => want(quantity, shortage, `l${index}`, productId))
          const { picks, short } = allocate(wanted, shelves, arrivals)
          for (const { stockId, freeMilli } of shelves)
            expect(sum(picks.filter((pick) => pick.stockId === stockId))).toBeLessThanOrEqual(freeMilli)
          for (const { incomingId, freeMilli } of arrivals)
            expect(sum(picks.filter((pick) => pick.incomingId === incomingId))).toBeLessThanOrEqual(freeMilli)
          for (const line of wanted) {
            const got = picks.filter(({ lineId }) => lineId === line.lineId)
            const named = short.some(({ lineId }) => lineId === line.lineId)
            expect(got.every((pick) => pick.productId === line.productId && pick.quantityMilli > 0)).toBe(true)
            if (named) expect(got).toEqual([])
            else if (line.shortage === 'what_there_is') expect(sum(got)).toBeGreaterThan(0)
            else expect(sum(got)).toBe(line.quantityMilli)
            if (line.shortage !== 'wait') expect(got.every(({ incomingId }) => incomingId === null)).toBe(true)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

const sum = (picks: readonly { quantityMilli: number }[]) => picks.reduce((total, { quantityMilli }) => total + quantityMilli, 0)
