import { describe, expect, test } from 'vitest'
import { isTest, literalOf, type Node, sources, treeOf, walk } from '../../core/testing-source.ts'
import { sentencesRo } from './sentences.ro.ts'

type Said = { code: string; words: string; path: string; terms: readonly string[] | null }

const placesIn = (words: string) => [...new Set([...words.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].sort()

/** The names in `{ number, total: … }`; null where a spread or a variable keeps them from sight. */
const namesOf = (terms: Node | undefined): readonly string[] | null => {
  if (!terms) return []
  if (terms.type !== 'ObjectExpression') return null
  const properties = terms.properties as Node[]
  return properties.some(({ type }) => type !== 'Property')
    ? null
    : properties.map(({ key }) => String((key as Node).name ?? (key as Node).value))
}

/** What the house says: `sentence('…', '…')`, `refuse('…', '…')` and `new Conflict('…', '…')` wherever they are written. */
const saidIn = (path: string): Said[] => {
  const found: Said[] = []
  walk(treeOf(path), (node) => {
    const name = ((node.callee as Node | undefined)?.name ?? '') as string
    const says =
      (node.type === 'CallExpression' && ['sentence', 'refuse'].includes(name)) || (node.type === 'NewExpression' && name === 'Conflict')
    if (!says) return
    const [code, words, terms] = (node.arguments as Node[]).slice(0, 3)
    const [told, english] = [literalOf(code), literalOf(words)]
    // What is handed through by `Conflict` itself was written where it comes from.
    if (told === undefined && path === 'core/kernel/errors.ts') return
    found.push({ code: told ?? '(computed)', words: english ?? '(computed)', path, terms: namesOf(terms) })
  })
  return found
}
const said = sources.filter((path) => /^(core|bots|jobs)\//.test(path) && !isTest(path)).flatMap(saidIn)
const english = new Map(said.map((one) => [one.code, one.words]))

describe('a sentence of the house', () => {
  test('has its code and its words written out, so that a search finds them', () => {
    expect(said.length).toBeGreaterThan(100)
    expect(said.filter(({ code, words }) => !/^[a-z_]+\.[a-z_]+$/.test(code) || words === '(computed)')).toEqual([])
  })

  test('has one wording in English, however often it is said', () => {
    expect(said.filter(({ code, words }) => english.get(code) !== words).map(({ code, path }) => `${code} in ${path}`)).toEqual([])
  })

  test('is given every term that its words name', () => {
    const lacking = said.flatMap(({ code, words, path, terms }) =>
      terms
        ? placesIn(words)
            .filter((place) => !terms.includes(place))
            .map((place) => `${path}: ${code} lacks {${place}}`)
        : [],
    )
    expect(lacking).toEqual([])
  })

  test('has Romanian words, and there are no others', () => {
    expect([...english.keys()].filter((code) => !sentencesRo[code]).sort()).toEqual([])
    expect(Object.keys(sentencesRo).filter((code) => !english.has(code))).toEqual([])
  })

  test('has the same places in Romanian', () => {
    const wrong = Object.entries(sentencesRo).filter(([code, words]) => placesIn(words).join() !== placesIn(english.get(code) ?? '').join())
    expect(wrong.map(([code]) => code)).toEqual([])
  })
})
