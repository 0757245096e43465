import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LineToSum } from './totals.ts'
import { documentTotals } from './totals.ts'

const line = (values: Partial<LineToSum>): LineToSum => ({
  quantityMilli: 1000,
  unitPriceE4: 100_000,
  tax: 'net',
  vatCategory: 'S',
  vatPermille: 210,
  ...values,
})

describe('a document', () => {
  test('VAT is counted on the sum of a rate, not line by line', () => {
    // 0.12 each: 21 % of it is 0.0252, shown as 0.03; of ten it is 0.25, not 0.30.
    const totals = documentTotals(Array(10).fill(line({ unitPriceE4: 1200 })), 'RON')
    expect(totals.lines[0]).toEqual({ netMinor: 12, vatShownMinor: 3, grossShownMinor: 15 })
    expect(totals).toMatchObject({ netMinor: 120, vatMinor: 25, roundingMinor: 0, totalMinor: 145 })
  })

  test('prices with VAT that do not divide come to what was told, by a rounding amount', () => {
    // 1.00 with VAT is 0.83 net (0.8264); three are 2.49 + 0.52 = 3.01 but 3.00 was told.
    const totals = documentTotals(Array(3).fill(line({ unitPriceE4: 10_000, tax: 'gross' })), 'RON')
    expect(totals.lines[0]).toEqual({ netMinor: 83, vatShownMinor: 17, grossShownMinor: 100 })
    expect(totals).toMatchObject({ netMinor: 249, vatMinor: 52, roundingMinor: -1, totalMinor: 300 })
  })

  test('one line of three units needs none', () => {
    const totals = documentTotals([line({ unitPriceE4: 10_000, quantityMilli: 3000, tax: 'gross' })], 'RON')
    expect(totals).toMatchObject({ netMinor: 248, vatMinor: 52, roundingMinor: 0, totalMinor: 300 })
  })

  test('rates and categories stand apart, highest rate first, with the reason of an exemption', () => {
    const totals = documentTotals(
      [
        line({ vatPermille: 0, vatCategory: 'E', exemptionReason: 'Art. 292' }),
        line({ vatPermille: 0, vatCategory: 'AE', exemptionReason: 'Reverse charge' }),
        line({ vatPermille: 110 }),
        line({}),
        line({ vatPermille: 0, vatCategory: 'E', exemptionReason: 'Art. 292' }),
      ],
      'RON',
    )
    expect(totals.vat).toEqual([
      { category: 'S', vatPermille: 210, baseMinor: 1000, vatMinor: 210, exemptionReason: null },
      { category: 'S', vatPermille: 110, baseMinor: 1000, vatMinor: 110, exemptionReason: null },
      { category: 'AE', vatPermille: 0, baseMinor: 1000, vatMinor: 0, exemptionReason: 'Reverse charge' },
      { category: 'E', vatPermille: 0, baseMinor: 2000, vatMinor: 0, exemptionReason: 'Art. 292' },
    ])
    expect(totals.totalMinor).toBe(5320)
  })

  test('net and gross lines may stand together: each line costs what was told', () => {
    const totals = documentTotals([...Array(3).fill(line({ unitPriceE4: 10_000, tax: 'gross' })), line({ unitPriceE4: 1200 })], 'RON')
    expect(totals).toMatchObject({ netMinor: 261, vatMinor: 55, roundingMinor: -1, totalMinor: 315 })
  })

  test('gross lines that cancel out leave nothing to pay', () => {
    const there = line({ unitPriceE4: 10_000, tax: 'gross' })
    const back = line({ unitPriceE4: 5000, quantityMilli: -2000, tax: 'gross' })
    expect(documentTotals([there, back], 'RON')).toMatchObject({ netMinor: 0, vatMinor: 0, totalMinor: 0 })
    const halves = [
      there,
      line({ unitPriceE4: 3000, quantityMilli: -1000, tax: 'gross' }),
      line({ unitPriceE4: 7000, quantityMilli: -1000, tax: 'gross' }),
    ]
    expect(documentTotals(halves, 'RON').totalMinor).toBe(0)
  })

  test('no lines, nothing to pay', () => {
    expect(documentTotals([], 'RON')).toEqual({ lines: [], vat: [], netMinor: 0, vatMinor: 0, roundingMinor: 0, totalMinor: 0 })
  })

  test('currencies without decimals and with three', () => {
    expect(documentTotals([line({ unitPriceE4: 1_005_000 })], 'JPY')).toMatchObject({ netMinor: 101, vatMinor: 21, totalMinor: 122 })
    expect(documentTotals([line({ unitPriceE4: 12_345 })], 'KWD')).toMatchObject({ netMinor: 1235, vatMinor: 259, totalMinor: 1494 })
  })

  test('what is too large is refused', () => {
    const large = line({ unitPriceE4: 9_000_000_000_000_000, quantityMilli: 90_000 })
    expect(() => documentTotals(Array(200).fill(large), 'RON')).toThrow(RangeError)
    expect(() => documentTotals([line({})], 'lei')).toThrow(RangeError)
  })
})

describe('any document', () => {
  const anyLine = fc.record({
    quantityMilli: fc.integer({ min: 1, max: 5_000_000 }),
    unitPriceE4: fc.nat(50_000_000),
    tax: fc.constantFrom('net', 'gross'),
    vatCategory: fc.constant('S'),
    vatPermille: fc.constantFrom(210, 110, 55),
  }) satisfies fc.Arbitrary<LineToSum>
  const anyLines = fc.array(anyLine, { maxLength: 30 })

  test('the VAT table is the total, and the total is net, VAT and rounding', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        const totals = documentTotals(lines, 'RON')
        const sum = (values: readonly number[]) => values.reduce((so, value) => so + value, 0)
        expect(sum(totals.vat.map((row) => row.vatMinor))).toBe(totals.vatMinor)
        expect(sum(totals.vat.map((row) => row.baseMinor))).toBe(totals.netMinor)
        expect(sum(totals.lines.map((one) => one.netMinor))).toBe(totals.netMinor)
        expect(totals.netMinor + totals.vatMinor + totals.roundingMinor).toBe(totals.totalMinor)
      }),
    )
  })

  test('BR-CO-17: the VAT of a rate is its base times the rate, to half a ban', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        for (const { baseMinor, vatMinor, vatPermille } of documentTotals(lines, 'RON').vat) {
          const twice = 2 * (vatMinor * 1000 - baseMinor * vatPermille)
          expect(twice).toBeGreaterThan(-1000)
          expect(twice).toBeLessThanOrEqual(1000)
        }
      }),
    )
  })

  test('the order of the lines changes no sum', () => {
    fc.assert(
      fc.property(anyLines, fc.func(fc.integer()), (lines, weight) => {
        const { lines: _before, ...sums } = documentTotals(lines, 'RON')
        const { lines: _after, ...mixed } = documentTotals(
          [...lines].sort((a, b) => weight(a) - weight(b)),
          'RON',
        )
        expect(mixed).toEqual(sums)
      }),
    )
  })

  test('net prices never need a rounding amount', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        expect(
          documentTotals(
            lines.map((one) => ({ ...one, tax: 'net' })),
            'RON',
          ).roundingMinor,
        ).toBe(0)
      }),
    )
  })

  test('with prices that hold VAT the customer pays exactly the sum of what each line was told to cost', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        const totals = documentTotals(
          lines.map((one) => ({ ...one, tax: 'gross' })),
          'RON',
        )
        expect(totals.totalMinor).toBe(totals.lines.reduce((sum, one) => sum + one.grossShownMinor, 0))
        // Each line is off by less than a ban, and the VAT of each rate by half a one.
        expect(Math.abs(totals.roundingMinor)).toBeLessThanOrEqual(lines.length + 3)
      }),
    )
  })

  test('a credit note mirrors its invoice', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        const invoice = documentTotals(lines, 'RON')
        const credit = documentTotals(
          lines.map((one) => ({ ...one, quantityMilli: -one.quantityMilli })),
          'RON',
        )
        expect(credit.totalMinor + invoice.totalMinor).toBe(0)
        expect(credit.vatMinor + invoice.vatMinor).toBe(0)
      }),
    )
  })
})
