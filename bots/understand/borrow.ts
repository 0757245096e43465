import type { Index } from './catalogue.ts'
import type { Lexeme } from './lexemes.ts'
import { type Found, interpret } from './line.ts'
import { matchTerms } from './match.ts'
import { type Term, termsOf } from './terms.ts'
import { unitOf } from './units.ts'

/** Whether some word says what the thing is, be it known or not. */
export const hasHead = (lexemes: readonly Lexeme[], index: Index) =>
  lexemes.some((lexeme) => lexeme.kind === 'code') || termsOf(lexemes, index).some((term) => term.head && unitOf(term.text) === null)

/** Reads a piece without a thing of its own ("3 L", "1 cyan") as being about the thing of another line, or null when that does not fit. */
export const borrowed = (from: Found, lexemes: readonly Lexeme[], index: Index): Found | null => {
  const family = familyOf(from, index)
  if (family.size === 0) return null
  const found = interpret(lexemes, index, { within: family })
  if (!found.full || found.match.products.length === 0) return null
  // Of those that fit, the ones that share most of what was said before: after "toner 410 negru", "cyan" is the 410's.
  const shared = (at: number) => from.terms.filter((term) => explains(index, at, term)).length
  const most = Math.max(...found.match.products.map(shared))
  const products = found.match.products.filter((at) => shared(at) === most)
  const terms = [...from.terms.filter((term) => products.some((at) => explains(index, at, term))), ...found.terms]
  const whole = matchTerms(terms, found.amount.unit, index, new Set(products))
  const chosen = whole.level > 0 ? whole.products : products
  return { ...found, terms, match: { products: chosen, level: 2, sure: chosen.length === 1 && from.full } }
}

const explains = (index: Index, at: number, term: Term) => [...term.keys].some((key) => index.entries[at]!.vocabulary.has(key))

/** Everything that the head words of a line may mean; of a line with a code alone, what its product is called. */
const familyOf = (from: Found, index: Index): ReadonlySet<number> => {
  const heads = from.terms.filter((term) => term.head && !term.strange)
  if (heads.length > 0)
    return new Set(index.entries.filter((entry) => heads.every((term) => explains(index, entry.at, term))).map(({ at }) => at))
  const names = from.match.products.map((at) => index.entries[at]!.heads)
  return new Set(index.entries.filter((entry) => names.some((own) => [...own].some((key) => entry.heads.has(key)))).map(({ at }) => at))
}
