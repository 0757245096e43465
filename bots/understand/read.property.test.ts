import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stem } from '../../core/language/fold.ts'
import { demoIndex, putOn } from './corpus/check.ts'
import { demoProducts } from './corpus/demo.ts'
import { read } from './read.ts'
import type { CatalogueProduct } from './types.ts'

const runs = 1_000
type Language = 'en' | 'ro'
type Called = { alias: string; language: Language; owners: ReadonlySet<string> }

const active = demoProducts.filter((product) => product.active)

/** Every alias with everything that is called so, in either language. */
const called: readonly Called[] = (['en', 'ro'] as const).flatMap((language) =>
  [...new Set(active.flatMap((product) => product.aliases[language]))].map((alias) => ({ alias, language, owners: ownersOf(alias) })),
)

function ownersOf(alias: string): ReadonlySet<string> {
  const has = (product: CatalogueProduct) => product.aliases.en.includes(alias) || product.aliases.ro.includes(alias)
  return new Set(active.filter(has).map(({ id }) => id))
}

const units: Record<Language, readonly string[]> = {
  en: ['', 'x', 'boxes', 'packs', 'pcs', 'boxes of'],
  ro: ['', 'x', 'cutii', 'pachete', 'buc', 'cutii de', 'bax'],
}
const lead: Record<Language, readonly string[]> = { en: ['', 'please send ', 'Hi, I need '], ro: ['', 'vreau ', 'Bună ziua, vă rog '] }

const bare = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
const known = new Set(
  demoProducts
    .flatMap(({ names, aliases }) => [names.en, names.ro, ...aliases.en, ...aliases.ro])
    .flatMap((name) => bare(name).split(/[^a-z0-9]+/)),
)
const stems = new Set([...known].flatMap((word) => [stem(word, 'en'), stem(word, 'ro')]))

/** One slip of the finger in one word of five letters or more; numbers, sizes and codes are left alone. */
const misspelt = (text: string, seed: number) => {
  const words = text.split(' ')
  const long = words.flatMap((word, at) => (/^\p{L}{5,}$/u.test(word) ? [at] : []))
  const at = long[seed % Math.max(1, long.length)]
  const word = at === undefined ? undefined : words[at]
  if (at === undefined || word === undefined) return text
  const place = 1 + (Math.floor(seed / 7) % (word.length - 2))
  const slips = [
    word.slice(0, place) + word.slice(place + 1),
    word.slice(0, place) + word[place + 1] + word[place] + word.slice(place + 2),
    word.slice(0, place) + word[place] + word.slice(place),
    `${word.slice(0, place)}${String.fromCharCode(97 + (seed % 26))}${word.slice(place + 1)}`,
  ]
  const slip = slips[Math.floor(seed / 3) % slips.length] ?? word
  // "stapler" may turn into "staples": then it says so.
  words[at] = known.has(slip) || stems.has(stem(slip, 'en')) || stems.has(stem(slip, 'ro')) ? word : slip
  return words.join(' ')
}

const one = fc.record({
  call: fc.constantFrom(...called),
  count: fc.integer({ min: 1, max: 99 }),
  unit: fc.nat(6),
  before: fc.boolean(),
  typo: fc.option(fc.nat(100_000)),
  shout: fc.boolean(),
})
type One = typeof one extends fc.Arbitrary<infer Value> ? Value : never

const words = ({ call, count, unit, before, typo, shout }: One) => {
  const name = typo === null ? call.alias : misspelt(call.alias, typo)
  const measure = units[call.language][unit % units[call.language].length] ?? ''
  const text = before ? `${count} ${measure} ${name}` : `${name} ${count} ${measure.replace(/ (?:of|de)$/, '')}`
  const spaced = text.replace(/\s+/g, ' ').trim()
  return shout ? spaced.toUpperCase() : spaced
}

const owned = (lines: readonly One[]) => new Set(lines.flatMap(({ call }) => [...call.owners]))

describe('reading never puts a wrong product on an order without a question', () => {
  test('whatever a product is called, misspelt, counted before or after', () => {
    fc.assert(
      fc.property(one, fc.nat(2), (line, politeness) => {
        const language = line.call.language
        const reading = read(`${lead[language][politeness]}${words(line)}`, demoIndex, { language })
        const wrong = putOn(reading).filter((id) => !line.call.owners.has(id) && !isNarrower(line, id))
        expect(wrong).toEqual([])
      }),
      { numRuns: runs },
    )
  })

  test('what several products are called is never one of them', () => {
    const shared = called.filter(({ owners }) => owners.size > 1)
    fc.assert(
      fc.property(one, fc.constantFrom(...shared), (line, call) => {
        const said = { ...line, call, unit: 0, typo: null }
        const reading = read(words(said), demoIndex, { language: call.language })
        expect(putOn(reading)).toEqual([])
        expect(reading.lines.some(({ kind }) => kind === 'which' || kind === 'how_many')).toBe(true)
      }),
      { numRuns: runs },
    )
  })

  test('several lines with any mark between them', () => {
    const marks = fc.constantFrom(', ', '\n', '; ', ' + ', '\n- ')
    fc.assert(
      fc.property(fc.array(one, { minLength: 2, maxLength: 5 }), marks, (lines, mark) => {
        const language = lines[0]!.call.language
        const said = lines.map((line) => ({ ...line, call: line.call.language === language ? line.call : lines[0]!.call }))
        const reading = read(said.map(words).join(mark), demoIndex, { language })
        const meant = owned(said)
        const wrong = putOn(reading).filter((id) => !meant.has(id) && !said.some((line) => isNarrower(line, id)))
        expect([said.map(words).join(mark), wrong]).toEqual([said.map(words).join(mark), []])
      }),
      { numRuns: runs },
    )
  })

  test('a word that no product bears', () => {
    const strange = fc.constantFrom(
      'becuri',
      'scaune',
      'laptop',
      'monitor',
      'chairs',
      'lamps',
      'suport',
      'dulap',
      'covor',
      'shredder',
      'kettle',
      'televizor',
    )
    fc.assert(
      fc.property(one, strange, fc.boolean(), (line, word, first) => {
        fc.pre(!/ (?:and|si|cu) |\d/.test(line.call.alias))
        const name = first ? `${word} ${line.call.alias}` : `${line.call.alias} ${word}`
        const reading = read(`${line.count} ${name}`, demoIndex, { language: line.call.language })
        expect(putOn(reading)).toEqual([])
      }),
      { numRuns: runs },
    )
  })

  test('a code that is not quite one of ours', () => {
    fc.assert(
      fc.property(fc.constantFrom(...active), fc.nat(999), fc.integer({ min: 1, max: 50 }), (product, seed, count) => {
        const at = 1 + (seed % (product.code.length - 1))
        const code = `${product.code.slice(0, at)}${'QWX7'[seed % 4]}${product.code.slice(at + 1)}`
        if (demoProducts.some((other) => other.code.replaceAll('-', '') === code.replaceAll('-', ''))) return
        const reading = read(`${code} ${count} buc`, demoIndex, { language: 'ro' })
        expect(putOn(reading)).toEqual([])
      }),
      { numRuns: runs },
    )
  })
})

/** A unit may say which of several is meant: pallets, bottles, sets. The product must then bear every word that was said. */
const isNarrower = ({ call }: One, id: string) => {
  const product = active.find((other) => other.id === id)
  if (!product) return false
  const names = [product.names.en, product.names.ro, ...product.aliases.en, ...product.aliases.ro].join(' ')
  return call.owners.size > 0 && call.alias.split(' ').every((word) => bare(names).includes(word.replace(/(?:s|le|e|i|uri)$/, '')))
}

describe('reading takes any text', () => {
  test('and says something of it without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const reading = read(text, demoIndex, {
          language: 'ro',
          draft: [{ productId: 'PAP-A4-80', quantityMilli: 1000 }],
          today: '2026-03-16',
        })
        expect(reading.intents.length).toBeGreaterThan(0)
        for (const id of putOn(reading)) expect(demoIndex.products.has(id)).toBe(true)
      }),
      { numRuns: runs },
    )
  })
})
