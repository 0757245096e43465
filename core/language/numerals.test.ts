import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readNumber } from './numerals.ts'

const read = (text: string, language: string) => readNumber(text.split(' '), 0, language)

describe('digits', () => {
  test.for([
    ['20 cutii', 'ro', 20_000, 1],
    ['1,5 kg', 'ro', 1500, 1],
    ['1.5 kg', 'ro', 1500, 1],
    ['0.125', 'ro', 125, 1],
    ['2x', 'en', 2000, 1],
    ['x2', 'en', 2000, 1],
    ['2×', 'en', 2000, 1],
    ['20 x A4', 'en', 20_000, 2],
    ['5,', 'en', 5000, 1],
    ['(3)', 'en', 3000, 1],
    ['½ kg', 'en', 500, 1],
    ['1½', 'en', 1500, 1],
    ['1 ½ kg', 'en', 1500, 2],
    ['1/2', 'en', 500, 1],
    ['1 1/2', 'en', 1500, 2],
    ['1 000', 'ro', 1_000_000, 2],
    ['2 mii', 'ro', 2_000_000, 2],
    ['3 dozen', 'en', 36_000, 2],
    ['2 duzini', 'ro', 24_000, 2],
    ['2 and a half', 'en', 2500, 4],
    ['2 si jumatate', 'ro', 2500, 3],
    ['0', 'en', 0, 1],
  ] as const)('"%s" (%s) is %i thousandths in %i words', ([text, language, milli, length]) => {
    expect(read(text, language)).toEqual({ milli, length })
  })

  test('one separator before three figures is read as the language does, and marked as doubtful', () => {
    expect(read('1.250', 'ro')).toEqual({ milli: 1_250_000, length: 1, ambiguous: true })
    expect(read('1.250', 'en')).toEqual({ milli: 1250, length: 1, ambiguous: true })
    expect(read('1,250', 'en')).toEqual({ milli: 1_250_000, length: 1, ambiguous: true })
    expect(read('1.250,5', 'en')).toEqual({ milli: 1_250_500, length: 1 })
  })

  test.for([
    '2-3',
    '24/6',
    '10..12',
    '1.2.3',
    '+5',
    '-5',
    '0,1234',
    '+40700000101',
    '0700000101x',
    '40700000101',
    'a4',
    '410k',
    '80g',
    'x',
    '',
    '1e5',
    '٣',
  ])('"%s" is no quantity', (text) => {
    expect(read(text, 'ro')).toBeNull()
  })

  test('every whole number is read back, in digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (number) => {
        expect(read(String(number), 'ro')).toEqual({ milli: number * 1000, length: 1 })
      }),
    )
  })
})

describe('words', () => {
  test.for([
    ['two boxes', 'en', 2000, 1],
    ['twenty-five', 'en', 25_000, 1],
    ['Twenty five boxes', 'en', 25_000, 2],
    ['two hundred and five', 'en', 205_000, 4],
    ['one thousand two hundred', 'en', 1_200_000, 4],
    ['a hundred', 'en', 100_000, 2],
    ['a dozen pens', 'en', 12_000, 2],
    ['two dozen', 'en', 24_000, 2],
    ['half a dozen', 'en', 6000, 3],
    ['half a box', 'en', 500, 1],
    ['a half', 'en', 500, 2],
    ['two and a half kilos', 'en', 2500, 4],
    ['three quarters', 'en', 750, 2],
    ['a stapler', 'en', 1000, 1],
    ['two and three', 'en', 2000, 1],
    ['doi', 'ro', 2000, 1],
    ['două sute', 'ro', 200_000, 2],
    ['DOUĂZECI ŞI CINCI', 'ro', 25_000, 3],
    ['douazeci de cutii', 'ro', 20_000, 1],
    ['o sută', 'ro', 100_000, 2],
    ['o sută douăzeci și cinci', 'ro', 125_000, 5],
    ['două mii trei sute', 'ro', 2_300_000, 4],
    ['o duzină', 'ro', 12_000, 2],
    ['jumătate de kilogram', 'ro', 500, 1],
    ['o jumătate', 'ro', 500, 2],
    ['două și jumătate', 'ro', 2500, 3],
    ['trei sferturi', 'ro', 750, 2],
    ['un sfert', 'ro', 250, 2],
    ['cinșpe', 'ro', 15_000, 1],
    ['un capsator', 'ro', 1000, 1],
    ['două, cinci', 'ro', 2000, 1],
    ['cinci mănuși și zece pixuri', 'ro', 5000, 1],
  ] as const)('"%s" (%s) is %i thousandths in %i words', ([text, language, milli, length]) => {
    expect(read(text, language)).toEqual({ milli, length })
  })

  test.for([
    ['a few', 'en'],
    ['a couple', 'en'],
    ['hundreds of', 'en'],
    ['dozens', 'en'],
    ['câteva', 'ro'],
    ['o grămadă', 'ro'],
    ['sute de', 'ro'],
    ['two-ply', 'en'],
    ['constructor', 'en'],
    ['hârtie', 'ro'],
  ] as const)('"%s" (%s) is no number: ask', ([text, language]) => {
    expect(read(text, language)).toBeNull()
  })

  test('it starts where it is told, and past the end there is nothing', () => {
    expect(readNumber(['pune', 'două', 'tonere'], 1, 'ro')).toEqual({ milli: 2000, length: 1 })
    expect(readNumber(['pune'], 5, 'ro')).toBeNull()
  })

  test('in a language we do not speak, digits still count', () => {
    expect(read('12 Kisten', 'de')).toEqual({ milli: 12_000, length: 1 })
  })

  test('whatever is written, it neither throws nor takes more words than there are', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('and', 'a', 'half', 'two', 'hundred', 'și', 'o', 'sute', 'x', '1', '½', '1.000', 'dozen', 'twenty-', '-'),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), fc.constantFrom('en', 'ro'), (tokens, language) => {
        const number = readNumber(tokens, 0, language)
        if (number === null) return
        expect(Number.isSafeInteger(number.milli)).toBe(true)
        expect(number.length).toBeGreaterThan(0)
        expect(number.length).toBeLessThanOrEqual(tokens.length)
      }),
    )
  })
})
