import { editDistance, stem } from '../../core/language/fold.ts'
import { canHead, type Index, lettersOf } from './catalogue.ts'
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

const metAtMost = 5000

const wordTerm = (text: string, index: Index): Term => {
  const met = index.met.get(text)
  if (met) return met
  const term = newTerm(text, index)
  if (index.met.size >= metAtMost) index.met.clear()
  index.met.set(text, term)
  return term
}

const newTerm = (text: string, index: Index): Term => {
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
    if (form.length >= 4) compareForm(form, slipsIn(form.length), index, distances)
  const nearest = Math.min(...distances.values())
  if (distances.size === 0) return likeNothing
  const words = [...distances].filter(([, distance]) => distance === nearest).map(([word]) => word)
  const asWritten = new Map<string, number>()
  compareForm(text, nearest + 1, index, asWritten)
  const near = [...asWritten].filter(([, distance]) => distance <= nearest + 1).map(([word]) => word)
  const keys = [...new Set(words.flatMap(keysOf))].filter((key) => index.postings.has(key))
  const [first = ''] = words
  const own = new Set(keysOf(first))
  return {
    keys,
    risky: !words.some((word) => isLikelySlip(text, word)) || [...words, ...near].some((word) => !keysOf(word).some((key) => own.has(key))),
  }
}

// A finger beside the key, vowels and letters that sound alike are slips; "covor" for "color" is another word.
const rows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']
const alike = ['aeiouy', 'ckq', 'sz', 'fv', 'td', 'bp', 'mn', 'gj', 'iy', 'wv']
const isNearKey = (a: string, b: string) =>
  alike.some((letters) => letters.includes(a) && letters.includes(b)) ||
  rows.some((row, at) => {
    const place = row.indexOf(a)
    return (
      place >= 0 &&
      [row, rows[at - 1], rows[at + 1]].some((near) => near !== undefined && Math.abs(near.indexOf(b) - place) <= 1 && near.includes(b))
    )
  })

/** Whether a word of the same length differs in nothing but what fingers and ears mix up; longer and shorter ones lost or doubled a letter. */
const isLikelySlip = (text: string, word: string) => {
  if (text.length !== word.length) return text[0] === word[0]
  const odd = [...text].flatMap((letter, at) => (letter === word[at] ? [] : [[letter, word[at] ?? ''] as const]))
  return odd.length !== 1 || isNearKey(odd[0]![0], odd[0]![1])
}

const slipsIn = (length: number) => (length < 8 ? 1 : 2)

const bitsIn = (bits: number) => {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++
  return count
}

/** Notes how far each known word is from a form, up to so many slips. */
const compareForm = (form: string, most: number, index: Index, distances: Map<string, number>) => {
  const letters = lettersOf(form)
  for (let length = form.length - most; length <= form.length + most; length++) {
    for (const spelling of index.spellings.get(length) ?? []) {
      if (spelling.form.length < 4 || bitsIn(letters ^ spelling.letters) > 2 * most) continue
      const distance = editDistance(form, spelling.form, most)
      // The first letter is the one people get right; two slips and another first letter is another word.
      if (distance > most || (distance > 1 && spelling.form[0] !== form[0])) continue
      if (distance < (distances.get(spelling.word) ?? most + 1)) distances.set(spelling.word, distance)
    }
  }
}
