import { describe, expect, test } from 'vitest'
import { conditionWords } from './describe-condition.ts'
import { catalogueProblems, messages, UnknownWords } from './words.ts'

const texts = {
  en: {
    hello: 'Hello {name}',
    boxes: '{count, plural, one {# box} other {# boxes}}',
    only: 'Only in English',
    who: '{kind, select, bot {I am a machine} other {I am a person}}',
  },
  ro: {
    hello: 'Bună, {name}',
    boxes: '{count, plural, one {# cutie} few {# cutii} other {# de cutii}}',
    who: '{kind, select, bot {Sunt un program} other {Sunt om}}',
  },
}
const say = messages<'hello' | 'boxes' | 'only' | 'who'>(texts)

describe('saying', () => {
  test('plurals follow the language', () => {
    expect([1, 3, 25].map((count) => say('boxes', { count }, 'ro'))).toEqual(['1 cutie', '3 cutii', '25 de cutii'])
    expect([1, 3].map((count) => say('boxes', { count }, 'en'))).toEqual(['1 box', '3 boxes'])
  })

  test('a language without the text, or unknown to us, gets English; a region gets its language', () => {
    expect(say('only', {}, 'ro')).toBe('Only in English')
    expect(say('hello', { name: 'Klaus' }, 'de')).toBe('Hello Klaus')
    expect(say('hello', { name: 'Ana' }, 'ro-MD')).toBe('Bună, Ana')
    expect(say('hello', { name: 'Ana' }, '__proto__')).toBe('Hello Ana')
  })

  test('values are text and nothing else', () => {
    const name = "<b>{count, plural, other {x}}</b> '{'"
    expect(say('hello', { name }, 'en')).toBe(`Hello ${name}`)
    expect(say('hello', { name: null }, 'en')).toBe('Hello ')
    const hostile: Record<string, unknown> = { name: () => 'called' }
    expect(() => say('hello', hostile as Record<string, string>, 'en')).toThrow(TypeError)
  })

  test('a value that is missing is an error, not a gap in the sentence', () => {
    expect(() => say('hello', {}, 'en')).toThrow(/name/)
  })

  test('a key that nobody wrote is an error', () => {
    const loose = messages<string>({ en: { hello: 'Hello' } })
    expect(() => loose('helo', {}, 'en')).toThrow(UnknownWords)
    expect(() => loose('toString', {}, 'ro')).toThrow(UnknownWords)
  })

  test('more texts than are kept compiled are all said right', () => {
    const many = Object.fromEntries(Array.from({ length: 2500 }, (_, number) => [`k${number}`, `Text ${number} {name}`]))
    const sayMany = messages<string>({ en: many })
    for (const round of ['a', 'b'])
      for (const key of Object.keys(many)) expect(sayMany(key, { name: round }, 'en')).toBe(`Text ${key.slice(1)} ${round}`)
  })
})

describe('the check of a catalogue', () => {
  test('it names what is missing, unknown, differently filled and unreadable', () => {
    const problems = catalogueProblems({
      en: { a: 'A {x}', b: 'B', c: 'C {n, plural, one {# of {y}} other {#}}' },
      ro: { a: 'A {z}', c: 'C {n, plural, one {#} other {#}}', d: 'D', e: '{' },
    })
    expect(problems).toHaveLength(6)
    expect(problems).toEqual(
      expect.arrayContaining([
        'ro lacks b',
        'ro has d, which English lacks',
        'ro a takes (z), English takes (x)',
        'ro c takes (n), English takes (n, y)',
        expect.stringContaining('ro e does not parse'),
      ]),
    )
  })

  test('the words of conditions are whole', () => {
    expect(catalogueProblems(conditionWords)).toEqual([])
  })
})
