import { expect, test } from 'vitest'
import { documentTexts, printedDay } from './texts.ts'
import { printable, wrapped } from './words.ts'

const latin = (codePoint: number) => codePoint < 0x250
const each = (text: string) => text.length

test.for([
  ['tabs\tand\r\nlines', 'tabs and lines'],
  ['\u202eover\u2066ride\u200b', 'override'],
  ['1\u202f234,50\u2003lei', '1\u00a0234,50 lei'],
  ['s\u0326', 'ș'],
  ['ok 👩‍👩‍👧‍👦!', 'ok □!'],
  ['\ud800', '□'],
  ['  trimmed  ', 'trimmed'],
  [undefined, ''],
] as const)('%j prints as %j', ([raw, said]) => {
  expect(printable(raw, latin)).toBe(said)
})

test.for([
  ['one two three', 7, ['one two', 'three']],
  ['Cluj-Napoca', 6, ['Cluj-', 'Napoca']],
  ['J29/90114', 6, ['J29/90', '114']],
  ['a -12,00', 6, ['a', '-12,00']],
  ['abcdefgh', 3, ['abc', 'def', 'gh']],
  ['1\u00a0234,50 lei', 9, ['1\u00a0234,50', 'lei']],
  ['', 5, []],
] as const)('%j in %i columns breaks well', ([text, width, lines]) => {
  expect(wrapped(text, width, 9, each)).toEqual(lines)
})

test('a text beyond all reason is cut, and shows it', () => {
  expect(printable('x'.repeat(9000), () => true)).toBe(`${'x'.repeat(4000)}…`)
})

test('what does not fit ends in an ellipsis, within the width', () => {
  expect(wrapped('one two three four', 5, 2, each)).toEqual(['one', 'two…'])
  expect(wrapped('abcdefghijkl', 4, 2, each)).toEqual(['abcd', 'efg…'])
})

test('both languages have the same texts, none empty, with the same places to fill', () => {
  const { en, ro } = documentTexts
  expect(Object.keys(ro).sort()).toEqual(Object.keys(en).sort())
  const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()
  for (const key of Object.keys(en) as (keyof typeof en)[]) {
    expect(ro[key].trim()).not.toBe('')
    expect(en[key].trim()).not.toBe('')
    expect(places(ro[key])).toEqual(places(en[key]))
  }
})

test.for([
  ['2025-11-03', 'en', '3 Nov 2025'],
  ['2025-11-03', 'ro', '03.11.2025'],
  ['2025-13-01', 'en', '2025-13-01'],
  ['', 'ro', ''],
] as const)('%s in %s reads %s', ([day, language, said]) => {
  expect(printedDay(day, language)).toBe(said)
})
