import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  discountedE4,
  exponentOf,
  formatDate,
  formatDateTime,
  formatMoney,
  formatPermille,
  formatQuantity,
  formatShortDate,
  formatUnitPrice,
  grossUnitPriceE4,
  lineNetMinor,
  netOfGrossMinor,
  netUnitPriceE4,
  parseMoney,
  shareMinor,
  timesOver,
} from './money.ts'

const wholes = fc.integer({ min: -(10 ** 9), max: 10 ** 9 })

describe('amounts', () => {
  test.for([
    ['RON', 2],
    ['JPY', 0],
    ['KWD', 3],
  ] as const)('%s has %i decimals', ([currency, decimals]) => {
    expect(exponentOf(currency)).toBe(decimals)
  })

  test('what is no currency is refused', () => {
    expect(() => exponentOf('LEI')).toThrow(RangeError)
    expect(() => exponentOf('<b>')).toThrow(RangeError)
  })

  test.for([
    { what: 'a plain price', unitPriceE4: 165_000, quantityMilli: 30_000, currency: 'RON', minor: 49_500 },
    { what: 'half a ban goes up', unitPriceE4: 50, quantityMilli: 1000, currency: 'RON', minor: 1 },
    { what: 'less than half a ban goes down', unitPriceE4: 49, quantityMilli: 1000, currency: 'RON', minor: 0 },
    { what: 'a credited half goes away from zero', unitPriceE4: 50, quantityMilli: -1000, currency: 'RON', minor: -1 },
    { what: 'half a kilo', unitPriceE4: 690_000, quantityMilli: 10_500, currency: 'RON', minor: 72_450 },
    { what: 'a third that does not divide', unitPriceE4: 3_333, quantityMilli: 333, currency: 'RON', minor: 11 },
    { what: 'yen have no decimals', unitPriceE4: 15_000, quantityMilli: 1000, currency: 'JPY', minor: 2 },
    { what: 'dinars have three', unitPriceE4: 12_345, quantityMilli: 1000, currency: 'KWD', minor: 1235 },
    {
      what: 'beyond 2^53 on the way',
      unitPriceE4: 9_999_999_999,
      quantityMilli: 1_234_567_891,
      currency: 'RON',
      minor: 123_456_789_087_654,
    },
  ])('price times quantity: $what', ({ unitPriceE4, quantityMilli, currency, minor }) => {
    expect(lineNetMinor(unitPriceE4, quantityMilli, currency)).toBe(minor)
  })

  test('fractions and results beyond 2^53 are refused', () => {
    expect(() => lineNetMinor(1.5, 1000, 'RON')).toThrow(RangeError)
    expect(() => lineNetMinor(Number.NaN, 1000, 'RON')).toThrow(RangeError)
    expect(() => lineNetMinor(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 'RON')).toThrow(RangeError)
    expect(() => timesOver(1, 1, 0)).toThrow(RangeError)
  })

  test('times over is exact and half goes away from zero', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), wholes, fc.integer({ min: 1, max: 10 ** 7 }), (a, b, divisor) => {
        const size = BigInt(a) * BigInt(b) < 0n ? -(BigInt(a) * BigInt(b)) : BigInt(a) * BigInt(b)
        const whole = size / BigInt(divisor) + ((size % BigInt(divisor)) * 2n >= BigInt(divisor) ? 1n : 0n)
        fc.pre(whole <= BigInt(Number.MAX_SAFE_INTEGER))
        const result = timesOver(a, b, divisor)
        expect(BigInt(Math.abs(result))).toBe(whole)
        expect(result === 0 || result < 0 === BigInt(a) * BigInt(b) < 0n).toBe(true)
      }),
    )
  })

  test('a credit note mirrors its invoice', () => {
    fc.assert(
      fc.property(wholes, wholes, (price, quantity) => {
        const credited = lineNetMinor(price, -quantity, 'RON')
        expect(credited + lineNetMinor(price, quantity, 'RON')).toBe(0)
        expect(Object.is(credited, -0)).toBe(false)
      }),
    )
  })

  test('shares, and the net inside a gross amount', () => {
    expect(shareMinor(77_890, 210)).toBe(16_357)
    expect(netOfGrossMinor(10_890, 210)).toBe(9000)
    fc.assert(
      fc.property(fc.nat(10 ** 12), fc.integer({ min: 0, max: 300 }), (gross, permille) => {
        const net = netOfGrossMinor(gross, permille)
        expect(Math.abs(net + shareMinor(net, permille) - gross)).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('a discount is rounded half up to the minor unit of the currency', () => {
    expect(discountedE4(620_000, 120, 'RON')).toBe(545_600)
    expect(discountedE4(24_500, 30, 'RON')).toBe(23_800) // 2.3765
    expect(discountedE4(100_500, 500, 'RON')).toBe(50_300) // 5.025
    expect(discountedE4(1_005_000, 500, 'JPY')).toBe(500_000) // 50.25
    expect(discountedE4(12_345, 0, 'KWD')).toBe(12_350)
  })

  test('unit prices with and without VAT', () => {
    expect(netUnitPriceE4(1_089_000, 'gross', 210)).toBe(900_000)
    expect(netUnitPriceE4(900_000, 'net', 210)).toBe(900_000)
    expect(grossUnitPriceE4(900_000, 'net', 210)).toBe(1_089_000)
    expect(grossUnitPriceE4(1_089_000, 'gross', 210)).toBe(1_089_000)
  })
})

describe('saying', () => {
  test.for([
    [123_450, 'RON', 'en', 'RON 1,234.50'],
    [123_450, 'RON', 'ro', '1.234,50 lei'],
    [123_450, 'EUR', 'en', '€1,234.50'],
    [-5, 'KWD', 'en', '-KWD 0.005'],
    [1234, 'JPY', 'en', 'JP¥1,234'],
    [123_450, 'RON', 'de', '1.234,50 RON'],
    [123_450, 'RON', 'not a language', 'RON 1,234.50'],
    [Number.MAX_SAFE_INTEGER, 'RON', 'ro', '90.071.992.547.409,91 lei'],
  ] as const)('%i %s in %s is %s', ([minor, currency, language, words]) => {
    expect(formatMoney(minor, currency, language)).toBe(words)
  })

  test('a fraction of a ban is no amount', () => {
    expect(() => formatMoney(0.5, 'RON', 'en')).toThrow(RangeError)
  })

  test('unit prices show their small decimals, and no more than they have', () => {
    expect(formatUnitPrice(165_000, 'RON', 'ro')).toBe('16,50 lei')
    expect(formatUnitPrice(24_555, 'RON', 'en')).toBe('RON 2.4555')
  })

  test('quantities and percentages', () => {
    expect(formatQuantity(1500, 'ro')).toBe('1,5')
    expect(formatQuantity(1_250_000, 'en')).toBe('1,250')
    expect(formatPermille(210, 'en')).toBe('21%')
    expect(formatPermille(55, 'ro')).toBe('5,5 %')
  })

  test('days and instants', () => {
    expect(formatDate('2026-03-05', 'en')).toBe('5 March 2026')
    expect(formatDate('2026-03-05', 'ro')).toBe('5 martie 2026')
    expect(formatShortDate('2026-12-02', 'en')).toBe('2 Dec')
    expect(formatShortDate('2026-12-02', 'ro')).toBe('2 dec.')
    expect(formatDateTime(new Date('2026-03-05T22:00:00Z'), 'en', 'Europe/Bucharest')).toBe('6 March 2026 at 00:00')
    expect(formatDateTime(new Date('2026-07-05T12:00:00Z'), 'ro', 'Europe/Bucharest')).toBe('5 iulie 2026 la 15:00')
  })
})

describe('reading', () => {
  test.for([
    ['1.234,50', 'ro', 123_450],
    ['1,234.50', 'ro', 123_450],
    ['1.234,50', 'en', 123_450],
    ['120', 'ro', 12_000],
    ['120 lei', 'ro', 12_000],
    ['120 de lei', 'ro', 12_000],
    ['120lei', 'ro', 12_000],
    ['RON 5.5', 'en', 550],
    ['12,5', 'en', 1250],
    ['1.234', 'ro', 123_400],
    ['1,234', 'en', 123_400],
    ['1.234.567', 'en', 123_456_700],
    ['1 234,50', 'ro', 123_450],
    ["1'234.50", 'de', 123_450],
    ['-12', 'en', -1200],
    ['１２', 'en', 1200],
    ['0', 'en', 0],
  ] as const)('"%s" in %s is %i', ([text, language, minor]) => {
    expect(parseMoney(text, language, 'RON')).toBe(minor)
  })

  test.for([
    ['1,234', 'ro', 'may be a thousand or a little above one'],
    ['1.234', 'en', 'may be a thousand or a little above one'],
    ['1.23.4', 'ro', 'broken groups'],
    ['12.34.567,8', 'ro', 'broken groups'],
    ['1,2345', 'ro', 'too many decimals'],
    ['€5', 'ro', 'another currency'],
    ['10-12', 'ro', 'a range'],
    ['5 lei si', 'ro', 'more words'],
    ['', 'ro', 'nothing'],
    ['lei', 'ro', 'no number'],
    [`1${'0'.repeat(30)}`, 'en', 'too large'],
    ['1'.repeat(5000), 'en', 'endless'],
  ] as const)('"%s" in %s is no amount: %s', ([text, language]) => {
    expect(parseMoney(text, language, 'RON')).toBeNull()
  })

  test('the decimals of the currency decide', () => {
    expect(parseMoney('1.234', 'en', 'KWD')).toBe(1234)
    expect(parseMoney('1.5', 'en', 'JPY')).toBeNull()
  })

  test('every amount that we say is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), fc.constantFrom('ro', 'de', 'es', 'fr'), (minor, language) => {
        expect(parseMoney(formatMoney(minor, 'RON', language), language, 'RON')).toBe(minor)
      }),
    )
  })
})
