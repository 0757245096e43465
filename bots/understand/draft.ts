import type { Index } from './catalogue.ts'
import type { Lexeme } from './lexemes.ts'
import type { Found } from './line.ts'
import { usualWords } from './phrases.ts'
import type { Piece } from './pieces.ts'
import { isTalk } from './terms.ts'

/** A line in the making: what was said, and what it may mean. */
export type Draft = {
  lexemes: readonly Lexeme[]
  found: Found
  start: number
  end: number
  after: Piece['after']
  declined: boolean
  each: Piece['each']
  heading: boolean
  /** Took its thing from the line before, or lent its own: "gloves: 5 S, 3 M". */
  borrows: boolean
  lends: boolean
  /** An amount that stands alone. */
  bare: boolean
  /** "the usual coffee": means what this client's history holds. */
  usual: boolean
}

/** Whether a word points at what this client always takes. */
export const isUsualWord = (lexeme: Lexeme) => lexeme.kind === 'word' && usualWords.has(lexeme.text)

/** A new draft of a piece. */
export const draft = (piece: Piece, lexemes: readonly Lexeme[], found: Found, index: Index): Draft => ({
  lexemes,
  found,
  start: (lexemes.find((lexeme) => lexeme.kind !== 'word' || !isTalk(lexeme.text, index)) ?? lexemes[0])?.start ?? piece.start,
  end: lexemes.at(-1)?.end ?? piece.end,
  after: piece.after,
  declined: piece.declined,
  each: piece.each,
  heading: piece.heading,
  borrows: false,
  lends: false,
  bare: false,
  usual: lexemes.some(isUsualWord),
})
