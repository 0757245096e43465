import { describe, expect, test } from 'vitest'
import { catalogueProblems } from '../../core/language/words.ts'
import { priceWords } from '../../core/modules/catalog/price.ts'
import { invoiceWords } from '../../core/modules/invoicing/print.ts'
import { modules } from '../../core/modules.ts'
import { customerWords } from './customer.ts'
import * as notices from './notices.ts'
import * as returns from './returns.ts'
import { sentencesRo } from './sentences.ro.ts'
import * as staff from './staff.ts'
import * as actionTexts from './staff-actions.ts'
import * as desk from './staff-desk.ts'
import { hasStateWords } from './states.ts'
import { unitWords } from './units.ts'
import * as strangers from './unknown.ts'

type Words = { en: Record<string, string>; ro: Record<string, string> }
const isWords = (value: unknown): value is Words => typeof value === 'object' && value !== null && 'en' in value && 'ro' in value
const catalogues: readonly [string, Words][] = [
  ['customers', customerWords],
  ['units', unitWords],
  ['prices', priceWords],
  ['invoices', invoiceWords],
  ...Object.entries({ ...notices, ...returns, ...strangers, ...staff, ...desk, ...actionTexts }).flatMap(([name, value]) =>
    isWords(value) ? [[name, value] as [string, Words]] : [],
  ),
]
const romanian = [
  ...catalogues.flatMap(([name, { ro }]) => Object.entries(ro).map(([key, text]) => [`${name} ${key}`, text] as const)),
  ...Object.entries(sentencesRo),
]

describe('our words', () => {
  test.for(catalogues)('for %s are there in both languages, with the same places', ([, words]) => {
    expect(catalogueProblems(words)).toEqual([])
  })

  test('on buttons fit into twenty characters, in both languages', () => {
    const buttons = [customerWords.en, customerWords.ro].flatMap((words) => Object.entries(words).filter(([key]) => key.startsWith('b_')))
    expect(buttons.filter(([key, text]) => !text.includes('{') && [...text].length > (key === 'b_wait' ? 24 : 20))).toEqual([])
  })

  test('in Romanian are spelt with commas below, not cedillas', () => {
    expect(romanian.filter(([, text]) => /[şţŞŢ]/.test(text))).toEqual([])
  })

  test('in Romanian quote „so”', () => {
    expect(romanian.filter(([, text]) => /[“"]/.test(text))).toEqual([])
  })

  test('in Romanian say „tu” to everybody', () => {
    const formal = /(?<!\p{L})(dumneavoastră|dvs|puteți|aveți|vă|doriți|scrieți|trimiteți|apăsați)(?!\p{L})/iu
    // What a customer says to us may be formal; it stands in quotes.
    expect(romanian.filter(([, text]) => formal.test(text.replace(/„[^”]*”/g, '')))).toEqual([])
  })

  const bare = (keys: readonly string[]) => keys.filter((key) => !hasStateWords(key))
  const timetables = modules.flatMap((room) => room.lifecycles)

  test('name every state of every timetable', () => {
    expect(bare(timetables.flatMap(({ record, field, states }) => states.map((state) => `${record.name}.${field}.${state}`)))).toEqual([])
  })

  test('name every move of every timetable', () => {
    expect(bare(timetables.flatMap(({ record, moves }) => Object.keys(moves).map((move) => `${record.name}.move.${move}`)))).toEqual([])
  })
})
