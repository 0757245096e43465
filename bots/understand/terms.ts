import { editDistance, stem } from '../../core/language/fold.ts'
import { canHead, type Index } from './catalogue.ts'
import { keysOf, numberKeysOf } from './keys.ts'
import type { Lexeme } from './lexemes.ts'
import { stopWords, talk } from './lexicon.ts'

/** One word or number of what was said about a product, with the catalogue keys it may stand for. */
export type Term = {
  text: string
  keys: ReadonlySet<string>
  /** Whether it can say what the thing is. */
  head: boolean
  /** Read as another word because it seems misspelt. */
  misspelt: boolean
  /** Misspelt, and other words are nearly as near. */
  risky: boolean
  /** A number: never passed over. */
  number: boolean
  /** Not one key is in the catalogue. */
  strange: boolean
  /** Written in the plural although the catalogue knows only the singular: in English that is the thing itself ("coffee filters"). */
  plural: boolean
}

/** The terms of some lexemes. Words of talk are left out, numbers given as `amounts` too. */
export const termsOf = (lexemes: readonly Lexeme[], index: Index): Term[] =>
  lexemes.flatMap((lexeme) => {
    if (lexeme.kind === 'word') return isTalk(lexeme.text, index) ? [] : [wordTerm(lexeme.text, index)]
    if (lexeme.kind !== 'number' || lexeme.article) return []
    return [numberTerm(lexeme, index)]
  })

/** A word that carries no goods in this catalogue. */
export const isTalk = (word: string, index: Index) => stopWords.has(word) || (talk.has(word) && !index.aliasWords.has(word))

const numberTerm = (lexeme: Lexeme & { kind: 'number' }, index: Index): Term => {
  const keys = new Set(numberKeysOf(lexeme))
  const strange = ![...keys].some((key) => index.postings.has(key) || key.startsWith('u:'))
  return { text: String(lexeme.milli), keys, head: false, misspelt: false, risky: false, number: true, strange, plural: false }
}

const wordTerm = (text: string, index: Index): Term => {
  const base = { text, number: false, misspelt: false, risky: false, strange: false }
  const own = keysOf(text).filter((key) => index.postings.has(key))
  if (own.length > 0) {
    const plural = text.endsWith('s') && !index.words.has(text) && index.words.has(text.slice(0, -1))
    return { ...base, keys: new Set(own), head: canHead(text), plural }
  }
  const { keys, risky } = likeWords(text, index)
  if (keys.length > 0) return { ...base, keys: new Set(keys), head: canHead(text), misspelt: true, risky, plural: false }
  return { ...base, keys: new Set(), head: canHead(text), number: /\d/.test(text), strange: true, plural: false }
}

type Like = { keys: readonly string[]; risky: boolean }
const likeNothing: Like = { keys: [], risky: false }

/** The keys of what a misspelt word may be: the nearest within one slip for five letters and two for eight. Risky when others are nearly as near. */
const likeWords = (text: string, index: Index): Like => {
  if (text.length < 5 || text.length > 24 || /\d/.test(text)) return likeNothing
  const distances = new Map<string, number>()
  for (const form of new Set([text, stem(text, 'en'), stem(text, 'ro')]))
    if (form.length >= 4) compareForm(form, text.length, index, distances)
  const nearest = Math.min(...distances.values())
  if (nearest > slipsIn(text.length)) return likeNothing
  const keys = [...distances].filter(([, distance]) => distance === nearest).map(([key]) => key)
  return { keys, risky: keys.length > 2 || [...distances.values()].some((distance) => distance === nearest + 1) }
}

const slipsIn = (length: number) => (length < 8 ? 1 : 2)

/** Notes how far each known word is from a form; one slip more than allowed is noted too, so that near misses show. */
const compareForm = (form: string, written: number, index: Index, distances: Map<string, number>) => {
  const most = slipsIn(written) + 1
  for (let length = form.length - most; length <= form.length + most; length++) {
    for (const spelling of index.spellings.get(length) ?? []) {
      if (spelling.form.length < 4) continue
      const distance = editDistance(form, spelling.form, most)
      // The first letter is the one people get right; two slips and another first letter is another word.
      if (distance > most || (distance > 1 && spelling.form[0] !== form[0])) continue
      if (distance < (distances.get(spelling.key) ?? most + 1)) distances.set(spelling.key, distance)
    }
  }
}
