import { fold } from '../../core/language/fold.ts'
import { choose, count } from '../understand/amounts.ts'
import { countedAt } from '../understand/lexemes.ts'
import { read } from '../understand/read.ts'
import { clean, tokenize } from '../understand/tokens.ts'
import type {
  About,
  Amount,
  Answer,
  CatalogueIndex,
  Change,
  Intent,
  IntentKind,
  Line,
  Pending,
  ReadContext,
  Reading,
} from '../understand/types.ts'
import { unitOf } from '../understand/units.ts'
import type { ProposalRequest } from './port.ts'
import type { Proposal, ProposedLine, Wish } from './proposal.ts'

/** Wishes that would act at once, or call people: the customer is asked first. */
const ASKED_BACK = ['cancel', 'pay', 'human', 'problem'] as const satisfies readonly Wish[]
export type AskedBack = (typeof ASKED_BACK)[number]

/** What a text turned out to say. `meant`: what is only asked back. */
export type Understood = { reading: Reading; meant: readonly AskedBack[] }

/** What a proposal is held against: what was sent, and what the rules know. */
type Against = { request: ProposalRequest; index: CatalogueIndex; context: ReadContext; rules: Reading }

const LONGEST_SAID = 120

/**
 * A proposal as the same typed reading that the rules make. Only what stands in the customer's own text is believed: a number or unit that
 * was not said makes a question, words that were not said are not repeated, a product that was not on the list is not there.
 */
export const readingOf = (proposal: Proposal, against: Against): Understood => {
  const { rules, context, request } = against
  const seen = seenIn(request.text)
  const lines = proposal.lines.map((line) => ({ ...line, said: wordsOf(line.said, against), ids: idsOf(line, against) }))
  if (rules.intents.some(({ kind }) => kind !== 'unknown')) return { reading: completed(rules, lines, seen, against), meant: [] }

  const answer = answerIn(lines, seen, against)
  const about = (deed: ProposedLine['deed']) => lines.filter((line) => line.deed === deed && line.ids.length > 0)
  const hasDraft = (context.draft ?? []).length > 0
  const ordered = lines.filter(({ deed }) => deed === 'order' || (!hasDraft && (deed === 'add' || deed === 'set')))
  const wanted = ordered.map((line) => lineOf(line, seen, against))
  const changes = hasDraft ? lines.flatMap((line) => changeOf(line, seen, against)) : []
  const again = proposal.wishes.includes('repeat') ? lastTime(against) : null
  const intents: Intent[] = [
    ...(answer ? [{ kind: 'answer' as const, answer }] : []),
    ...(again ? again.intents : wanted.length ? [{ kind: 'order' as const }] : []),
    ...(changes.length ? [{ kind: 'change' as const, changes }] : []),
    ...(about('price').length ? [{ kind: 'price_of' as const, about: about('price').map((line) => aboutOf(line, seen)) }] : []),
    ...(about('stock').length ? [{ kind: 'stock_of' as const, about: about('stock').map((line) => aboutOf(line, seen)) }] : []),
    ...[...new Set(proposal.wishes)].flatMap((wish) => intentOf(wish, proposal, against)),
  ]
  const meant = ASKED_BACK.filter((wish) => proposal.wishes.includes(wish))
  if (!intents.length && !meant.length) return { reading: rules, meant: [] }
  return { reading: { ...rules, intents, lines: [...(again?.lines ?? []), ...wanted] }, meant }
}

type Checked = ProposedLine & { ids: readonly string[] }

/** What the rules read stays; only what they could not read is filled in. */
const completed = (rules: Reading, lines: readonly Checked[], seen: Seen, against: Against): Reading => {
  const found = (said: string) => lines.filter((line) => line.ids.length > 0 && isAbout(line.said, said))
  const taken = new Set(rules.lines.flatMap((line) => ('productId' in line ? [line.productId] : [])))
  const fill = (line: Line): readonly Line[] => {
    if (line.kind !== 'unknown') return [line]
    const proposed = found(line.said)
      .filter(({ ids }) => ids.length > 1 || !taken.has(ids[0]!))
      .map((one) => lineOf(one, seen, against))
    return proposed.length ? proposed : [line]
  }
  const know = (about: About): About => {
    if (about.candidates.length) return about
    return { ...about, candidates: [...new Set(found(about.said).flatMap(({ ids }) => ids))] }
  }
  const intents = rules.intents.map((intent): Intent => {
    if (intent.kind === 'price_of' || intent.kind === 'stock_of') return { ...intent, about: intent.about.map(know) }
    if (intent.kind !== 'change') return intent
    const changes = intent.changes.flatMap((change): readonly Change[] =>
      change.deed === 'remove'
        ? [{ deed: 'remove', about: inDraft(know(change.about), against) }]
        : fill(change.line).map((line) => ({ deed: change.deed, line })),
    )
    return { kind: 'change', changes }
  })
  return { ...rules, intents, lines: rules.lines.flatMap(fill) }
}

const isAbout = (one: string, other: string) => {
  const [a, b] = [fold(one), fold(other)]
  return a !== '' && b !== '' && (a.includes(b) || b.includes(a))
}

/** Only what is on the draft can be taken off it. */
const inDraft = (about: About, { context }: Against): About => {
  const held = new Set((context.draft ?? []).map(({ productId }) => productId))
  return { ...about, candidates: about.candidates.filter((id) => held.has(id)) }
}

const changeOf = (line: Checked, seen: Seen, against: Against): Change[] => {
  if (line.deed === 'remove') {
    const about = inDraft(aboutOf(line, seen), against)
    return about.candidates.length ? [{ deed: 'remove', about }] : []
  }
  return line.deed === 'add' || line.deed === 'set' ? [{ deed: line.deed, line: lineOf(line, seen, against) }] : []
}

const lastTime = ({ index, context }: Against): Pick<Reading, 'intents' | 'lines'> =>
  read(context.language === 'ro' ? 'ca data trecută' : 'same as last time', index, { ...context, pending: null })

const intentOf = (wish: Wish, { reference, day }: Proposal, { request, context }: Against): Intent[] => {
  const said = reference !== null && stands(reference, request.text) ? reference.trim().slice(0, 60) : null
  switch (wish) {
    case 'repeat':
    case 'cancel':
    case 'pay':
    case 'human':
    case 'problem':
      return []
    case 'where_is_my_order':
    case 'invoices':
    case 'delivery_note':
      return [{ kind: wish, reference: said }]
    case 'delivery_date':
      return [{ kind: wish, day: isComing(day, context.today) ? day : null, said: '' }]
    default:
      return [{ kind: wish } satisfies { kind: IntentKind }]
  }
}

/** A real day from today on, within a year. */
const isComing = (day: string | null, today: string | undefined) => {
  if (day === null || !today || !/^\d{4}-\d\d-\d\d$/.test(day)) return false
  const at = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== day) return false
  return day >= today && at.getTime() - new Date(`${today}T00:00:00Z`).getTime() <= 366 * 86_400_000
}

/** The question that was open, answered: only with what it offered. */
const answerIn = (lines: readonly Checked[], seen: Seen, { context, index }: Against): Answer | null => {
  const given = lines.find(({ deed }) => deed === 'answer')
  const pending: Pending | null = context.pending ?? null
  if (!given || !pending || pending.kind === 'choice' || pending.kind === 'yes_no') return null
  if (pending.kind === 'how_many') {
    const { line } = pending
    const counted = count(line.productId, amountOf(given, seen), line.said, index)
    return counted.kind === 'sure' ? { kind: 'lines', lines: [counted] } : null
  }
  const offered = pending.kind === 'which' ? pending.line.candidates : pending.line.substitutes
  const chosen = given.ids.filter((id) => offered.includes(id))
  if (chosen.length === 1) return { kind: 'lines', lines: [choose(pending.line, chosen[0]!, index)] }
  if (pending.kind !== 'which' || chosen.length === 0 || chosen.length === offered.length) return null
  return { kind: 'lines', lines: [{ ...pending.line, candidates: chosen }] }
}

/** Codes that were on the list, as products. */
const idsOf = ({ codes }: ProposedLine, { request, index }: Against): readonly string[] => {
  const listed = new Set(request.candidates.map(({ code }) => code))
  const wanted = new Set(codes.filter((code) => listed.has(code)))
  return [...index.products.values()].filter(({ code, active }) => active && wanted.has(code)).map(({ id }) => id)
}

const lineOf = (line: Checked, seen: Seen, against: Against): Line => {
  const { said, ids } = line
  const amount = amountOf(line, seen, againstEarlier(line, against))
  const [only] = ids
  if (only === undefined) return { kind: 'unknown', said, quantityMilli: amount.milli, unit: amount.unit }
  if (ids.length === 1) return count(only, amount, said, against.index)
  return { kind: 'which', candidates: ids, quantityMilli: amount.milli, unit: amount.unit, said, amount }
}

const aboutOf = (line: Checked, seen: Seen): About => ({ candidates: line.ids, quantityMilli: amountOf(line, seen).milli, said: line.said })

/** Quantities of the last order count as said where the words point at it. */
const againstEarlier = ({ codes }: ProposedLine, { request }: Against): ReadonlySet<number> =>
  new Set(request.earlier.filter(({ code }) => codes.includes(code)).map(({ quantity }) => Math.round(quantity * 1000)))

const amountOf = ({ quantity, unit }: ProposedLine, seen: Seen, also: ReadonlySet<number> = new Set()): Amount => {
  const milli = quantity === null || !Number.isFinite(quantity) || quantity <= 0 ? null : Math.round(quantity * 1000)
  if (milli === null || milli === 0 || !Number.isSafeInteger(milli)) return { milli: null, unit: null, numbers: [] }
  const amount = { milli, unit: unit !== null && seen.units.has(unit) ? unit : null, numbers: [milli] }
  // A number that nobody said is a guess, and a guess is a question.
  return seen.numbers.has(milli) || also.has(milli) ? amount : { ...amount, milli: null, open: 'vague' }
}

type Seen = { numbers: ReadonlySet<number>; units: ReadonlySet<string> }

/** Every number and unit that stands in a text, in digits or in words. */
const seenIn = (raw: string): Seen => {
  const tokens = tokenize(clean(raw).text)
  const numbers = new Set<number>()
  const units = new Set<string>()
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'mark') continue
    for (const language of ['ro', 'en']) for (const milli of countedAt(tokens, at, language)?.numbers ?? []) numbers.add(milli)
    const unit = unitOf(token.text)
    if (unit) units.add(unit)
  }
  return { numbers, units }
}

const stands = (part: string, text: string) => {
  const [inner, outer] = [fold(part), fold(text)]
  return inner !== '' && ` ${outer} `.includes(` ${inner} `)
}

/** The customer's own words for a line. What the model says they are counts only where they stand in the text. */
const wordsOf = (said: string, { request }: Against): string =>
  said.length <= LONGEST_SAID && stands(said, request.text)
    ? said.trim()
    : [...(request.unread[0] ?? request.text).replace(/\s+/g, ' ').trim()].slice(0, 60).join('')
