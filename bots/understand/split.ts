import { hasHead } from './borrow.ts'
import type { Index } from './catalogue.ts'
import type { Lexeme } from './lexemes.ts'
import { type Found, interpret, notUnderstood } from './line.ts'
import { unitOf } from './units.ts'

/** A stretch of lexemes that was read as one line. */
export type Part = { lexemes: readonly Lexeme[]; found: Found }

/** No single line has more words; a piece with more lines than this and no mark between them is not guessed at. */
const wordsInLine = 24
const wordsInPiece = 90

/** Reads a piece as one line, or, when that explains it badly and it holds several numbers, as the lines that explain it best. */
export const partsOf = (lexemes: readonly Lexeme[], index: Index): Part[] => {
  if (lexemes.length > wordsInPiece) return [{ lexemes, found: notUnderstood }]
  const whole = { lexemes, found: lexemes.length > wordsInLine ? notUnderstood : interpret(lexemes, index) }
  const codes = lexemes.filter((lexeme) => lexeme.kind === 'code').length
  if (lexemes.length < 3 || (whole.found.full && codes < 2 && whole.found.match.level > 0)) return [whole]
  const cuts = cutsOf(lexemes)
  if (cuts.length === 0) return [whole]
  const best = bestCut([0, ...cuts, lexemes.length], lexemes, index)
  return best && best.length > 1 && best.every((part) => part.found.full) ? best : [whole]
}

/** Where a line may end: before a number or a code, behind a number or its unit. */
const cutsOf = (lexemes: readonly Lexeme[]) => {
  const cuts: number[] = []
  for (let at = 1; at < lexemes.length; at++) {
    const [before, here] = [lexemes[at - 1]!, lexemes[at]!]
    if (here.kind === 'times') continue
    const near = before.kind === 'word' && unitOf(before.text) !== null && lexemes[at - 2]?.kind === 'number'
    if (here.kind === 'number' || here.kind === 'code' || before.kind === 'number' || near) cuts.push(at)
  }
  return cuts
}

/** The fewest lines that explain everything, each with a quantity where one can be had. */
const bestCut = (ends: readonly number[], lexemes: readonly Lexeme[], index: Index): Part[] | null => {
  const best: ({ parts: Part[]; score: number } | null)[] = [{ parts: [], score: 0 }]
  for (let end = 1; end < ends.length; end++) {
    best[end] = null
    for (let start = 0; start < end; start++) {
      const before = best[start]
      if (!before || (start === 0 && end === ends.length - 1) || ends[end]! - ends[start]! > 12) continue
      const part = lexemes.slice(ends[start], ends[end])
      const found = interpret(part, index)
      if (!found.counted || !found.full || found.match.products.length === 0 || !(hasHead(part, index) || found.match.sure)) continue
      // A misspelt word is no reason to cut a line in two.
      if (found.terms.every((term) => term.misspelt || term.number) && !part.some((lexeme) => lexeme.kind === 'code')) continue
      const score = before.score + found.score - 1000 - 15
      if (score > (best[end]?.score ?? Number.NEGATIVE_INFINITY)) best[end] = { parts: [...before.parts, { lexemes: part, found }], score }
    }
  }
  return best[ends.length - 1]?.parts ?? null
}
