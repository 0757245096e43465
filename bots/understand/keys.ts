import { stem } from '../../core/language/fold.ts'
import type { Lexeme, NumberLexeme } from './lexemes.ts'
import { conceptOf, stopWords } from './lexicon.ts'

/*
 * What is compared is keys. c:black = a colour or size in any language; e:paper, r:hart = an English or Romanian stem; w:a4 = a word with
 * a digit, as it is; n:80 = a bare number; b:80 = a bare number where a name has a measure; m:80:g = a measure; u:80 = a number with any unit.
 */

/** The keys under which a word of a name or alias in one language is found: one, or none for a word between the words. */
export const keyIn = (word: string, language: 'en' | 'ro'): string | null => {
  if (stopWords.has(word)) return null
  const concept = conceptOf(word)
  if (concept) return `c:${concept}`
  if (/\d/.test(word)) return `w:${word}`
  return `${language === 'en' ? 'e' : 'r'}:${stem(word, language)}`
}

/** All keys that a customer's word may be found under. */
export const keysOf = (word: string): readonly string[] => {
  const keys = [keyIn(word, 'en'), keyIn(word, 'ro')].filter((key) => key !== null)
  return keys[0] === keys[1] ? keys.slice(0, 1) : keys
}

const plainNumber = (milli: number) => String(milli / 1000)

/** The keys of a number that describes goods. */
export const numberKeysOf = (number: NumberLexeme): readonly string[] => {
  if (number.milli === null) return []
  const bare = plainNumber(number.milli)
  return number.measure ? [`m:${number.measure.amount}:${number.measure.name}`, `u:${bare}`] : [`n:${bare}`, `b:${bare}`]
}

/** The keys that a number in a name or alias may be asked by. */
export const numberKeysIn = (number: NumberLexeme): { measured: string | null; bare: string } => ({
  measured: number.measure ? `m:${number.measure.amount}:${number.measure.name}` : null,
  bare: plainNumber(number.milli ?? 0),
})

/** Whether a lexeme is only a word between the words. */
export const isStop = (lexeme: Lexeme) => lexeme.kind === 'word' && stopWords.has(lexeme.text)
