import { lastTime, usualWords } from '../understand/phrases.ts'
import { read } from '../understand/read.ts'
import { spanOf } from '../understand/spans.ts'
import { clean, tokenize } from '../understand/tokens.ts'
import type { About, CatalogueIndex, PastLine, ReadContext, Reading } from '../understand/types.ts'
import type { Asker, Model, ProposalRequest } from './port.ts'
import { readingOf, type Understood } from './reading.ts'
import { shortlist } from './shortlist.ts'

/** Reads by the rules; only what they cannot read is shown to the model, whose proposal becomes the same kind of reading. */
export const understand = async (
  ask: { model: Model; by: Asker } | null,
  text: string,
  index: CatalogueIndex,
  context: ReadContext,
): Promise<Understood> => {
  const rules = read(text, index, context)
  const unread = unreadIn(rules)
  if (!ask || !unread || !/\p{L}/u.test(text)) return { reading: rules, meant: [] }
  const request = requestFor(text, unread, index, context)
  const proposal = await ask.model.propose(request, ask.by)
  return proposal ? readingOf(proposal, { request, index, context, rules }) : { reading: rules, meant: [] }
}

/** What the rules could not read; empty = none of it, null = they are sure. */
const unreadIn = ({ intents, lines }: Reading): readonly string[] | null => {
  if (intents.every(({ kind }) => kind === 'unknown')) return []
  const unfound = (about: readonly About[]) => about.filter(({ candidates }) => candidates.length === 0).map(({ said }) => said)
  const said = [
    ...lines.filter(({ kind }) => kind === 'unknown').map((line) => line.said),
    ...intents.flatMap((intent) => {
      if (intent.kind === 'price_of' || intent.kind === 'stock_of') return unfound(intent.about)
      if (intent.kind !== 'change') return []
      return intent.changes.flatMap((change) =>
        change.deed === 'remove' ? unfound([change.about]) : change.line.kind === 'unknown' ? [change.line.said] : [],
      )
    }),
  ]
  return said.length ? said : null
}

const requestFor = (raw: string, unread: readonly string[], index: CatalogueIndex, context: ReadContext): ProposalRequest => {
  const { text } = clean(raw)
  const candidates = shortlist(text, index, context)
  const listed = new Map(candidates.map(({ code }) => [code, true]))
  const counted = (lines: readonly { productId: string; quantityMilli: number }[]) =>
    lines.flatMap(({ productId, quantityMilli }) => {
      const code = index.products.get(productId)?.code
      return code && listed.has(code) ? [{ code, quantity: quantityMilli / 1000 }] : []
    })
  return {
    text,
    language: context.language,
    today: context.today ?? null,
    unread,
    candidates,
    draft: counted(context.draft ?? []),
    earlier: pointsBack(text) ? counted(lastOrder(context.history ?? [])) : [],
    question: questionIn(context, index),
  }
}

/** Does the text point at what was bought before? Only then is any of it shown. */
const pointsBack = (text: string) => {
  const tokens = tokenize(text)
  return spanOf(tokens, lastTime) !== null || tokens.some((token) => token.kind === 'word' && usualWords.has(token.text))
}

const lastOrder = (history: readonly PastLine[]) => {
  const last = history.reduce<PastLine | null>((best, line) => (best === null || line.day > best.day ? line : best), null)
  return history.filter(({ reference }) => reference === last?.reference)
}

const questionIn = ({ pending }: ReadContext, index: CatalogueIndex): ProposalRequest['question'] => {
  const codes = (ids: readonly string[]) => ids.flatMap((id) => index.products.get(id)?.code ?? [])
  if (pending?.kind === 'which') return { asks: 'which', codes: codes(pending.line.candidates) }
  if (pending?.kind === 'substitute') return { asks: 'substitute', codes: codes(pending.line.substitutes) }
  return pending?.kind === 'how_many' ? { asks: 'how_many', codes: codes([pending.line.productId]) } : null
}
