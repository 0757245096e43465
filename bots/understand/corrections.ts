import { borrowed, hasHead } from './borrow.ts'
import type { Index } from './catalogue.ts'
import { type Draft, draft } from './draft.ts'
import type { Lexeme } from './lexemes.ts'
import { amountAlone, type Found, interpret } from './line.ts'
import { fitsUnit } from './match.ts'
import type { Piece } from './pieces.ts'
import { partsOf } from './split.ts'
import type { Token } from './tokens.ts'

const alsoWords = new Set(['also', 'too', 'mai', 'inca', 'si', 'and', 'plus', 'as'])
/** "sorry, also 3 staplers" takes nothing back. */
export const adds = (tokens: readonly Token[]) => tokens.some((token) => token.kind === 'word' && alsoWords.has(token.text))

/** "without", "not": takes what is not wanted away, and remembers it. */
export const takeDeclined = (piece: Piece, lexemes: readonly Lexeme[], bare: boolean, drafts: Draft[], index: Index) => {
  const last = drafts.findLast((other) => !other.declined)
  if (bare) {
    // "5, nu 6" may mean either; ask.
    if (last?.found.counted) drafts[drafts.indexOf(last)] = { ...last, found: doubted(last.found, amountAlone(lexemes, index)) }
    return
  }
  const own = interpret(lexemes, index)
  const found = !hasHead(lexemes, index) && last ? (borrowed(last.found, lexemes, index) ?? own) : own
  if (last?.bare && own.counted && own.match.products.length > 0) {
    // "5, nu 6 cutii mănuși": five or six?
    drafts[drafts.indexOf(last)] = { ...draft(piece, lexemes, doubted(own, last.found), index), declined: false, start: last.start }
    return
  }
  const gone = new Set(found.match.products)
  if (gone.size === 0) return
  for (let at = drafts.length - 1; at >= 0; at--) {
    const other = drafts[at]!
    if (
      !other.declined &&
      !other.bare &&
      other.found.match.products.length > 0 &&
      other.found.match.products.every((product) => gone.has(product))
    )
      drafts.splice(at, 1)
  }
  drafts.push(draft(piece, lexemes, found, index))
}

const doubted = (found: Found, other: Found): Found => ({
  ...found,
  amount: { milli: null, unit: found.amount.unit, open: 'vague', numbers: [...found.amount.numbers, ...other.amount.numbers] },
})

/** "fără toner și mănuși": the no goes on where nothing is counted. */
export const continuesNo = (piece: Piece, lexemes: readonly Lexeme[], bare: boolean, drafts: Draft[], index: Index): boolean => {
  if (bare || piece.after !== 'and' || !drafts.at(-1)?.declined || !hasHead(lexemes, index)) return false
  const found = interpret(lexemes, index)
  if (found.counted || found.match.products.length === 0) return false
  drafts.push({ ...draft(piece, lexemes, found, index), declined: true })
  return true
}

/** What was said last counts: "5, no wait, 6", "5 blue, I mean black". True when it took the line before back. */
export const correct = (piece: Piece, lexemes: readonly Lexeme[], bare: boolean, last: Draft, drafts: Draft[], index: Index): boolean => {
  const replace = (found: Found, changed: readonly Lexeme[]) => {
    drafts[drafts.indexOf(last)] = {
      ...last,
      found,
      lexemes: changed,
      start: last.start,
      end: lexemes.at(-1)!.end,
      bare: last.bare && bare,
    }
    return true
  }
  const rest = last.lexemes.filter((lexeme) => !last.found.used.has(lexeme))
  if (bare) {
    if (last.bare) return replace(amountAlone(lexemes, index), lexemes)
    const changed = [...rest, ...lexemes]
    const found = interpret(changed, index, last.borrows ? { within: new Set(last.found.match.products) } : {})
    const described = borrowed(last.found, lexemes, index)
    if (described?.full && !described.counted && !fitsLast(lexemes, last, index))
      return replace(withAmountOf(described, last.found), lexemes)
    const other =
      described && !described.counted && described.full && described.match.products.some((at) => !found.match.products.includes(at))
    if (!other) return replace(sameThing(last.found, found), changed)
    if (!found.full) return replace(withAmountOf(described, last.found), lexemes)
    const products = [...new Set([...found.match.products, ...described.match.products])]
    return replace(doubted({ ...last.found, match: { products, level: 2, sure: false } }, found), changed)
  }
  if (!hasHead(lexemes, index)) {
    const found = borrowed(last.found, lexemes, index)
    if (found) return replace(withAmountOf(found, last.found), lexemes)
  }
  const parts = partsOf(lexemes, index)
  const [first] = parts
  if (!first || first.found.match.products.length === 0) return false
  const kin =
    last.bare ||
    first.found.match.products.some((at) =>
      last.found.terms.some((term) => term.head && [...term.keys].some((key) => index.entries[at]!.heads.has(key))),
    )
  if (piece.turn === 'weak' && !kin) return false
  replace(withAmountOf(first.found, last.found), first.lexemes)
  for (const part of parts.slice(1)) drafts.push(draft(piece, part.lexemes, part.found, index))
  return true
}

/** Whether the measure said ("80 g", "5 l") may be a quantity of the line before. */
const fitsLast = (lexemes: readonly Lexeme[], last: Draft, index: Index) =>
  lexemes.every(
    (lexeme) =>
      lexeme.kind !== 'number' ||
      !lexeme.measure ||
      (lexeme.unit !== null && last.found.match.products.some((at) => fitsUnit(index.entries[at]!, lexeme.unit!))),
  )

/** The line with its new amount. A unit that speaks of another thing ("10 boxes, I mean 2 pallets") is a question. */
const sameThing = (before: Found, now: Found): Found => {
  if (!now.full) return { ...before, amount: now.amount, used: now.used, counted: true }
  if (now.match.products.join() === before.match.products.join()) return { ...now, match: before.match, counted: true }
  return {
    ...now,
    match: { products: [...new Set([...before.match.products, ...now.match.products])], level: 2, sure: false },
    counted: true,
  }
}

const withAmountOf = (found: Found, before: Found): Found =>
  found.counted ? found : { ...found, amount: before.amount, counted: before.counted }
