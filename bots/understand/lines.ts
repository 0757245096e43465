import { count } from './amounts.ts'
import type { Index } from './catalogue.ts'
import type { Draft } from './draft.ts'
import type { About, Line } from './types.ts'

const saidAtMost = 120

/** The customer's own words for a draft. */
export const saidBy = (draft: { start: number; end: number }, text: string) => {
  const words = text.slice(draft.start, draft.end).replace(/\s+/g, ' ').trim()
  return words.length > saidAtMost ? `${words.slice(0, saidAtMost - 1)}…` : words
}

export const idOf = (index: Index, at: number) => index.entries[at]!.product.id

/** The lines of the drafts that are wanted. "2 of each 410 toner" gives one line for each. */
export const linesOf = (drafts: readonly Draft[], text: string, index: Index): Line[] =>
  drafts.flatMap((draft) => {
    if (draft.declined || isHeading(draft)) return []
    const { match, amount } = draft.found
    const said = saidBy(draft, text)
    const ids = match.products.map((at) => idOf(index, at))
    if (draft.bare || ids.length === 0) return [{ kind: 'unknown', said, quantityMilli: amount.milli, unit: amount.unit }]
    if (match.sure && ids[0]) return [count(ids[0], amount, said, index)]
    if (draft.each === 'of_each' && match.level >= 2) return ids.map((id) => count(id, amount, said, index))
    return [{ kind: 'which', candidates: ids, quantityMilli: amount.open ? null : amount.milli, unit: amount.unit, said, amount }]
  })

/** A line that only names the thing for those below it. */
const isHeading = (draft: Draft) => draft.lends && !draft.found.counted && (draft.heading || !draft.found.match.sure)

/** What a draft is about, for questions and removals. */
export const aboutOf = (draft: Draft, text: string, index: Index): About => ({
  candidates: draft.found.match.products.map((at) => idOf(index, at)),
  quantityMilli: draft.found.match.sure && draft.found.amount.open === undefined ? sales(draft, index) : null,
  said: saidBy(draft, text),
})

const sales = ({ found }: Draft, index: Index) => {
  const id = idOf(index, found.match.products[0]!)
  const line = count(id, found.amount, '', index)
  return line.kind === 'sure' || line.kind === 'inactive' ? line.quantityMilli : null
}
