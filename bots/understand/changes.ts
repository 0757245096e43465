import type { Index } from './catalogue.ts'
import type { Draft } from './draft.ts'
import { draftsOf } from './drafts.ts'
import { interpret } from './line.ts'
import { aboutOf, linesOf } from './lines.ts'
import { spanOf } from './spans.ts'
import type { Token } from './tokens.ts'
import type { Change, ReadContext } from './types.ts'

type Deed = 'set' | 'add' | 'remove'

const any = (phrases: string) => new RegExp(` (?:${phrases})(?= )`)

// The longest stand first: "mai pune" adds, "pune" sets.
const verbs: readonly (readonly [Deed, RegExp])[] = [
  [
    'add',
    any(
      'mai pune(?:ti)?|mai adauga(?:ti)?|adauga(?:ti)?(?: si| inca)?|mai (?:vreau|vrem|trebuie)|inca|also add|add(?: another| also)?|another|plus|mai baga',
    ),
  ],
  [
    'remove',
    any(
      'scoate(?:ti|m)?|sterge(?:ti|m)?|elimina(?:ti|m)?|renunt(?:am|a|ati)? la|anuleaza|anulati|da jos|remove|delete|drop|take (?:out|off)|cancel|fara|without|nu mai (?:vreau|vrem|pune|puneti|trebuie)|no more',
    ),
  ],
  [
    'set',
    any(
      'pune(?:ti)?|fa(?:ceti)?|schimba(?:ti)?|modifica(?:ti)?|corecteaza|corectati|lasa(?:ti)?|make (?:it|that|the)|make|change|set|update|put|no wait|actually|de fapt|ba nu|mai bine|scuze|sorry',
    ),
  ],
  ['remove', any('no|nu|not')],
]

const insteadOf = any('in loc de|in locul|instead of|rather than')

type Segment = { deed: Deed; tokens: readonly Token[] }

/** Cuts a text at its verbs of change; null when it asks for no change of what is open. What stands before the first verb belongs to it. */
const segmentsOf = (tokens: readonly Token[]): Segment[] | null => {
  const starts: { at: number; to: number; deed: Deed }[] = []
  let at = 0
  while (at < tokens.length) {
    const here = verbAt(tokens, at)
    if (here) starts.push({ at, ...here })
    at = here ? here.to : at + 1
  }
  const replacing = spanOf(tokens, insteadOf)
  if (starts.length === 0) return replacing ? [{ deed: 'set', tokens }] : null
  return starts.map(({ at: from, to, deed }, place) => {
    const before = place === 0 ? tokens.slice(0, from) : []
    return { deed, tokens: [...before, ...tokens.slice(to, starts[place + 1]?.at)] }
  })
}

const verbAt = (tokens: readonly Token[], at: number): { deed: Deed; to: number } | null => {
  if (tokens[at]?.kind !== 'word') return null
  const rest = tokens.slice(at, at + 5)
  for (const [deed, pattern] of verbs) {
    const span = spanOf(rest, pattern)
    if (span && span[0] === 0) return { deed, to: at + span[1] }
  }
  return null
}

/** What a text asks to change in the open draft, or null when it asks for no change. */
export const changesIn = (
  tokens: readonly Token[],
  text: string,
  language: string,
  context: ReadContext,
  index: Index,
): Change[] | null => {
  const open = new Set((context.draft ?? []).flatMap(({ productId }) => index.at.get(productId) ?? []))
  if (open.size === 0) return null
  const segments = segmentsOf(tokens)
  if (!segments) return null
  const changes = segments.flatMap((segment) => {
    const replacing = spanOf(segment.tokens, insteadOf)
    if (replacing)
      return replaced(segment.tokens.slice(0, replacing[0]), segment.tokens.slice(replacing[1]), text, language, context, open, index)
    const drafts = draftsOf(segment.tokens, language, index)
    return drafts.flatMap((draft) => changeOf(draft, draft.declined ? 'remove' : segment.deed, text, context, open, index))
  })
  return changes.length > 0 ? changes : null
}

/** The draft's things narrowed to those that are open, when some are. */
const amongOpen = (draft: Draft, open: ReadonlySet<number>, index: Index): Draft | null => {
  const { match } = draft.found
  const among = match.products.filter((at) => open.has(at))
  const level = match.level
  if (among.length > 0 && level > 0)
    return { ...draft, found: { ...draft.found, match: { ...match, products: among, sure: among.length === 1 } } }
  const found = interpret(draft.lexemes, index, { within: open })
  if (!found.full || found.match.products.length === 0) return null
  return {
    ...draft,
    found: { ...found, match: { ...found.match, sure: found.match.products.length === 1 && found.terms.some((term) => term.head) } },
  }
}

const changeOf = (draft: Draft, deed: Deed, text: string, context: ReadContext, open: ReadonlySet<number>, index: Index): Change[] => {
  if (draft.bare)
    return deed === 'remove'
      ? []
      : linesOf([onTopic(draft, context, open, index)], text, index).map((line) => ({ deed: deed === 'add' ? 'add' : 'set', line }))
  const among = amongOpen(draft, open, index)
  if (deed === 'remove') return [{ deed, about: aboutOf(among ?? draft, text, index) }]
  if (!among) return linesOf([{ ...draft, declined: false }], text, index).map((line) => ({ deed: 'add', line }))
  return linesOf([among], text, index).map((line) => ({ deed, line }))
}

/** A number alone: of what was spoken of last, else of the only open line, else of one of them. */
const onTopic = (draft: Draft, context: ReadContext, open: ReadonlySet<number>, index: Index): Draft => {
  const topic = (context.topic ?? []).flatMap((id) => index.at.get(id) ?? []).filter((at) => open.has(at))
  const products = topic.length > 0 ? topic : [...open]
  return { ...draft, bare: false, found: { ...draft.found, full: true, match: { products, level: 2, sure: products.length === 1 } } }
}

/** "6 în loc de 5", "hârtie de 80 în loc de 75": the second goes, the first comes in its quantity unless it has its own. */
const replaced = (
  left: readonly Token[],
  right: readonly Token[],
  text: string,
  language: string,
  context: ReadContext,
  open: ReadonlySet<number>,
  index: Index,
): Change[] => {
  const [fresh, old] = [draftsOf(left, language, index)[0], draftsOf(right, language, index)[0]]
  if (!fresh) return []
  if (!old || old.bare || old.found.match.products.length === 0) return changeOf(fresh, 'set', text, context, open, index)
  const gone = amongOpen(old, open, index) ?? old
  const same = gone.found.match.sure && (fresh.bare || fresh.found.match.products.join() === gone.found.match.products.join())
  if (same)
    return linesOf([{ ...gone, start: fresh.start, found: { ...gone.found, amount: fresh.found.amount, counted: true } }], text, index).map(
      (line) => ({ deed: 'set', line }),
    )
  const [at] = gone.found.match.products
  const quantity =
    gone.found.match.sure && at !== undefined
      ? context.draft?.find(({ productId }) => index.at.get(productId) === at)?.quantityMilli
      : undefined
  const amount = fresh.found.counted || quantity === undefined ? fresh.found.amount : { milli: quantity, unit: null, numbers: [quantity] }
  const coming = { ...fresh, found: { ...fresh.found, amount, counted: true } }
  return [
    { deed: 'remove', about: aboutOf(gone, text, index) },
    ...linesOf([coming], text, index).map((line) => ({ deed: 'add' as const, line })),
  ]
}
