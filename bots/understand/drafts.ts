import { borrowed, hasHead } from './borrow.ts'
import type { Index } from './catalogue.ts'
import { codeAt } from './codes.ts'
import { adds, continuesNo, correct, takeDeclined } from './corrections.ts'
import { type Draft, draft, isUsualWord } from './draft.ts'
import { shareAmounts } from './each.ts'
import { type Lexeme, lexemesOf } from './lexemes.ts'
import { greetings } from './lexicon.ts'
import { amountAlone, type Found, interpret } from './line.ts'
import { withNames } from './names.ts'
import { type Piece, piecesOf } from './pieces.ts'
import { partsOf } from './split.ts'
import { termsOf } from './terms.ts'
import type { Token } from './tokens.ts'
import { unitOf } from './units.ts'

/** Everything an order text says, before it becomes lines. */
export const draftsOf = (tokens: readonly Token[], language: string, index: Index): Draft[] => {
  const known = {
    has: (word: string) => index.words.has(word),
    codeAt: (list: readonly Token[], at: number) => codeAt(index.codes, list, at),
  }
  const drafts: Draft[] = []
  for (const piece of piecesOf(withNames(tokens, index.names), language, (word) => index.withoutWords.has(word))) {
    const lexemes = withoutChatter(lexemesOf(piece.tokens, language, known), index)
    if (lexemes.length <= longest && says(lexemes, index)) takePiece(piece, lexemes, drafts, index)
  }
  return shareAmounts(lentForward(drafts, index))
}

// Longer stretches without any mark between are no order lines.
const longest = 120

/** Whether there is more in it than politeness. */
const says = (lexemes: readonly Lexeme[], index: Index) =>
  lexemes.some((lexeme) => lexeme.kind === 'code' || (lexeme.kind === 'number' && !lexeme.article)) || termsOf(lexemes, index).length > 0

/** "Hi Paul", and "Ana de la magazinul mare are nevoie de 10 …": several words nobody sells, before the quantity. */
const withoutChatter = (lexemes: readonly Lexeme[], index: Index): readonly Lexeme[] => {
  const [first] = lexemes
  const named =
    lexemes.length <= 3 && lexemes.every((lexeme) => lexeme.kind === 'word') && termsOf(lexemes, index).every((term) => term.strange)
  if (named && first?.kind === 'word' && greetings.has(first.text)) return []
  const number = lexemes.findIndex((lexeme) => lexeme.kind === 'number' && !lexeme.article)
  if (number < 3) return lexemes
  const [before, after] = [termsOf(lexemes.slice(0, number), index), termsOf(lexemes.slice(number + 1), index)]
  return before.length >= 3 && before.every((term) => term.strange) && after.some((term) => !term.strange) ? lexemes.slice(number) : lexemes
}

/** "cafeaua obișnuită" is coffee as usual; "a4 obișnuită" is what the catalogue calls so. */
const withoutUsual = (lexemes: readonly Lexeme[], index: Index) =>
  lexemes.some(isUsualWord) && interpret(lexemes, index).match.level !== 3 ? lexemes.filter((lexeme) => !isUsualWord(lexeme)) : lexemes

const takePiece = (piece: Piece, said: readonly Lexeme[], drafts: Draft[], index: Index) => {
  const before = drafts.length
  const lexemes = withoutUsual(said, index)
  if (lexemes.length > 0) takeLexemes(piece, lexemes, drafts, index)
  if (said.some(isUsualWord)) for (let at = before; at < drafts.length; at++) drafts[at] = { ...drafts[at]!, usual: true }
}

const takeLexemes = (piece: Piece, lexemes: readonly Lexeme[], drafts: Draft[], index: Index) => {
  const bare = isBareAmount(lexemes, index)
  const last = drafts.findLast((other) => !other.declined)
  if (piece.declined) return takeDeclined(piece, lexemes, bare, drafts, index)
  if (piece.turn && last && !adds(piece.tokens) && correct(piece, lexemes, bare, last, drafts, index)) return
  if (continuesNo(piece, lexemes, bare, drafts, index)) return
  if (last && !hasHead(lexemes, index) && joinsLast(piece, lexemes, last, drafts, index)) return
  if (bare) {
    if (last && borrowLast(piece, lexemes, last, drafts, index)) return
    const found = interpret(lexemes, index)
    const named =
      found.counted &&
      (found.match.level === 3 ||
        (found.full && found.terms.some((term) => !term.number && term.text.length > 1 && unitOf(term.text) === null)))
    drafts.push(named ? draft(piece, lexemes, found, index) : { ...draft(piece, lexemes, amountAlone(lexemes, index), index), bare: true })
    return
  }
  const parts = partsOf(lexemes, index)
  if (
    parts.length === 1 &&
    last &&
    !hasHead(lexemes, index) &&
    !parts[0]!.found.match.sure &&
    borrowLast(piece, lexemes, last, drafts, index)
  )
    return
  const [only] = parts
  if (only && piece.after === 'and' && last && drafts.at(-1) === last && sameAgain(only.found, last, lexemes, drafts, index)) return
  const joined = piece.after === 'and' || piece.after === 'comma'
  if (only?.found.full && !only.found.match.sure && parts.length === 1 && joined && last?.found.match.sure) {
    // "two boxes of green tea and one of mint"
    const found = borrowed(last.found, lexemes, index)
    if (found?.match.sure && found.match.products.every((at) => only.found.match.products.includes(at))) only.found = found
  }
  for (const part of parts) drafts.push(draft(piece, part.lexemes, part.found, index))
  takeUpBare(drafts, parts.length, index)
}

/** "a mop and bucket": both halves of one name. */
const sameAgain = (found: Found, last: Draft, lexemes: readonly Lexeme[], drafts: Draft[], index: Index): boolean => {
  if (
    found.counted ||
    found.match.products.length !== 1 ||
    !last.found.match.sure ||
    found.match.products[0] !== last.found.match.products[0]
  )
    return false
  const joined = [...last.lexemes, ...lexemes]
  const whole = interpret(joined, index)
  if (!whole.match.sure || whole.match.level < 3) return false
  drafts[drafts.length - 1] = { ...last, lexemes: joined, found: whole, end: lexemes.at(-1)!.end }
  return true
}

/** "10, hârtie A4 80": an amount alone before a thing without one. */
const takeUpBare = (drafts: Draft[], taken: number, index: Index) => {
  const before = drafts.at(-1 - taken)
  const first = drafts.at(-taken)
  if (!before?.bare || before.each || !first || first.found.counted || first.after === 'stop' || first.after === 'line') return
  const lexemes = [...before.lexemes, ...first.lexemes]
  const found = interpret(lexemes, index)
  if (found.full) drafts.splice(drafts.length - taken - 1, 2, { ...first, lexemes, found, start: before.start })
}

/** Whether only a quantity was said, perhaps with its unit. */
const isBareAmount = (lexemes: readonly Lexeme[], index: Index) =>
  lexemes.some((lexeme) => lexeme.kind === 'number' && (!lexeme.measure || lexeme.unit !== null) && !lexeme.article) &&
  lexemes.every((lexeme) => lexeme.kind !== 'code') &&
  termsOf(
    lexemes.filter((lexeme) => lexeme.kind === 'word' && unitOf(lexeme.text) === null),
    index,
  ).length === 0

/** "hârtie A4, 80 g, 10 cutii": a description or an amount that completes the line before. */
const joinsLast = (piece: Piece, lexemes: readonly Lexeme[], last: Draft, drafts: Draft[], index: Index): boolean => {
  if (drafts.at(-1) !== last || last.bare || piece.each || piece.after === 'stop') return false
  const own = interpret(lexemes, index)
  const joined = [...last.lexemes, ...lexemes]
  const found = interpret(joined, index, last.borrows ? { within: new Set(last.found.match.products) } : {})
  const twice = last.found.counted && own.counted && !lexemes.every((lexeme) => lexeme.kind === 'number' && lexeme.measure)
  if (twice || !found.full || found.match.products.length === 0) return false
  const same = found.match.products.every((at) => last.found.match.products.includes(at))
  const better = !own.counted || found.counted !== last.found.counted || found.match.products.length < last.found.match.products.length
  if (!same || !better) return false
  drafts[drafts.length - 1] = { ...last, lexemes: joined, found, end: lexemes.at(-1)!.end }
  return true
}

/** "2 toner 410 negru, 1 cyan": the thing is the one before. */
const borrowLast = (piece: Piece, lexemes: readonly Lexeme[], last: Draft, drafts: Draft[], index: Index): boolean => {
  const found = borrowed(last.found, lexemes, index)
  if (!found) return false
  drafts[drafts.indexOf(last)] = { ...last, lends: true }
  drafts.push({ ...draft(piece, lexemes, found, index), borrows: true })
  return true
}

/** "5 blue and 5 black pens": the thing comes later. */
const lentForward = (drafts: readonly Draft[], index: Index): Draft[] => {
  const done = [...drafts]
  for (let at = done.length - 2; at >= 0; at--) {
    const [here, next] = [done[at]!, done[at + 1]!]
    if (here.borrows || here.declined || here.bare || here.found.match.sure || hasHead(here.lexemes, index)) continue
    if (next.declined || next.bare || next.after === 'stop' || next.after === 'line') continue
    const found = borrowed(next.found, here.lexemes, index)
    if (found) {
      done[at] = { ...here, found, borrows: true }
      done[at + 1] = { ...next, lends: true, borrows: next.borrows || !next.found.counted }
    }
  }
  return done
}
