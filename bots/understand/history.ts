import { count } from './amounts.ts'
import type { Index } from './catalogue.ts'
import type { Draft } from './draft.ts'
import { interpret } from './line.ts'
import { idOf, linesOf } from './lines.ts'
import { usualWords } from './phrases.ts'
import type { Line, PastLine } from './types.ts'

/** The lines of the latest past order, or none. */
export const lastOrderOf = (history: readonly PastLine[]): readonly PastLine[] => {
  const last = history.reduce<PastLine | null>((best, line) => (best === null || isLater(line, best) ? line : best), null)
  return last ? history.filter((line) => line.reference === last.reference) : []
}

const isLater = (a: PastLine, b: PastLine) => a.day > b.day || (a.day === b.day && a.reference > b.reference)

const before = (line: Line): Line => (line.kind === 'sure' ? { ...line, notes: [...line.notes, 'from_history'] } : line)

const counted = (milli: number | null) => ({ milli, unit: null, numbers: milli === null ? [] : [milli] })

/** The last order again, with what was said to be different; "12 kg espresso" after "as last time" means the espresso of last time. */
export const repeated = (history: readonly PastLine[], drafts: readonly Draft[], text: string, index: Index): Line[] => {
  const last = lastOrderOf(history).filter((line) => index.at.has(line.productId))
  const pointed = drafts.map((draft) => pointedAt(draft, last, index))
  const changed = linesOf(pointed, text, index)
  const gone = new Set(
    pointed.filter((draft) => draft.declined).flatMap((draft) => draft.found.match.products.map((at) => idOf(index, at))),
  )
  const said = new Map(changed.flatMap((line) => ('productId' in line ? [[line.productId, line] as const] : [])))
  const kept = last
    .filter(({ productId }) => !gone.has(productId))
    .map(({ productId, quantityMilli }) => said.get(productId) ?? before(count(productId, counted(quantityMilli), '', index)))
  return [
    ...kept,
    ...changed.filter(
      (line) => !('productId' in line) || !last.some(({ productId }) => productId === line.productId && !gone.has(productId)),
    ),
  ]
}

/** A line that means one thing of the last order. */
const pointedAt = (draft: Draft, last: readonly PastLine[], index: Index): Draft => {
  if (draft.bare || draft.found.match.sure) return draft
  const among = draft.found.match.products.filter((at) => last.some(({ productId }) => productId === idOf(index, at)))
  if (draft.found.match.level === 0 || among.length !== 1) return draft
  return { ...draft, found: { ...draft.found, match: { ...draft.found.match, products: among, sure: true } } }
}

/** The draft with what this client usually takes of it; null when its history holds nothing of the kind. A name that says otherwise makes it a question. */
export const usual = (draft: Draft, history: readonly PastLine[], index: Index): { draft: Draft; fromHistory: boolean } | null => {
  const within = new Set(history.flatMap(({ productId }) => index.at.get(productId) ?? []))
  const lexemes = draft.lexemes.filter((lexeme) => lexeme.kind !== 'word' || !usualWords.has(lexeme.text))
  const found = interpret(lexemes, index, { within })
  if (!found.full || found.match.products.length === 0) return null
  const named = draft.found.match.sure ? draft.found.match.products : []
  const products =
    named.length > 0 && named.every((at) => found.match.products.includes(at)) ? named : [...new Set([...found.match.products, ...named])]
  const only = products.length === 1 ? products[0] : undefined
  const latest =
    only === undefined
      ? null
      : history
          .filter(({ productId }) => productId === idOf(index, only))
          .reduce<PastLine | null>((best, line) => (best === null || isLater(line, best) ? line : best), null)
  const fromHistory = !found.counted && latest !== null
  const amount = fromHistory ? counted(latest.quantityMilli) : found.amount
  return {
    draft: { ...draft, found: { ...found, amount, counted: true, match: { ...found.match, products, sure: only !== undefined } } },
    fromHistory,
  }
}

/** The lines of the drafts, where those that point at the history mean what it holds. */
export const linesWithUsual = (drafts: readonly Draft[], pointed: boolean, history: readonly PastLine[], text: string, index: Index) => {
  let found = false
  const lines = drafts.flatMap((draft) => {
    const asUsual = !draft.declined && !draft.bare && (pointed || draft.usual) ? usual(draft, history, index) : null
    if (!asUsual) return linesOf([draft], text, index)
    found = true
    const lines = linesOf([asUsual.draft], text, index)
    return asUsual.fromHistory ? lines.map(before) : lines
  })
  return { lines, found }
}
