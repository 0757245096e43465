import { editDistance } from '../../core/language/fold.ts'
import { canHead, type Index } from './catalogue.ts'
import { keysOf, numberKeysOf } from './keys.ts'
import type { Lexeme } from './lexemes.ts'
import { conceptOf, stopWords, talk } from './lexicon.ts'

/** One word or number of what was said about a product, with the catalogue keys it may stand for. */
export type Term = {
  text: string
  keys: ReadonlySet<string>
  /** Whether it can say what the thing is. */
  head: boolean
  /** Read as another word because it seems misspelt. */
  misspelt: boolean
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
  return { text: String(lexeme.milli), keys, head: false, misspelt: false, number: true, strange, plural: false }
}

const wordTerm = (text: string, index: Index): Term => {
  const base = { text, number: false, misspelt: false, strange: false }
  const own = keysOf(text).filter((key) => index.postings.has(key))
  if (own.length > 0) {
    const plural = text.endsWith('s') && !index.words.has(text) && index.words.has(text.slice(0, -1))
    return { ...base, keys: new Set(own), head: canHead(text), plural }
  }
  const likely = conceptOf(text) ? [] : likeWords(text, index)
  const keys = likely.flatMap((word) => keysOf(word).filter((key) => index.postings.has(key)))
  if (keys.length > 0) return { ...base, keys: new Set(keys), head: likely.some(canHead), misspelt: true, plural: false }
  const numeric = /\d/.test(text)
  return { ...base, keys: new Set(), head: canHead(text), number: numeric, strange: true, plural: false }
}

/** Catalogue words that a misspelt word may be: only the nearest, within one slip for five letters and two for eight. */
const likeWords = (text: string, index: Index): readonly string[] => {
  const length = text.length
  if (length < 5 || length > 24 || /\d/.test(text)) return []
  const most = length < 8 ? 1 : 2
  let best = most + 1
  let found: string[] = []
  for (let other = length - most; other <= length + most; other++) {
    for (const word of index.spellings.get(other) ?? []) {
      if (word.length < 4) continue
      const distance = editDistance(text, word, Math.min(best, most))
      if (distance > most || distance > best) continue
      // The first letter is the one people get right; two slips and another first letter is another word.
      if (distance > 1 && word[0] !== text[0]) continue
      if (distance < best) found = []
      best = distance
      found.push(word)
    }
  }
  return found
}
