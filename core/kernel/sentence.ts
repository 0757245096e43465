/** What may stand in a sentence: formatted at the edge, in the reader's language. */
export type Term =
  | string
  | number
  | { minor: number; currency: string }
  | { milli: number }
  | { day: string }
  /** An instant, told in this time zone (IANA name). */
  | { at: Date; zone: string }
  | { key: string }
  /** Told this once; what is kept of the answer has it no more. */
  | { secret: string }

/**
 * Something said to a person: a stable code, the English words with {places}, and what goes there.
 * Doors translate by code; the English words are the fallback and the documentation.
 */
export type Sentence = { code: string; words: string; terms: Record<string, Term> }

/** `sentence('order.placed', 'Order {number} is placed.', { number })`. A term may be a function where its value is known only at commit (numbers). */
export const sentence = (code: string, words: string, terms: Record<string, Term | (() => Term)> = {}): Sentence => ({
  code,
  words,
  get terms() {
    return Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, typeof term === 'function' ? term() : term]))
  },
})

/** Why a rule says no. `overridableBy` names the permission whose holder may say yes with a reason. */
export type Refused = Sentence & { overridableBy?: string; excessMinor?: number }

/** A refusal that a guard returns: `refuse('quote.has_no_lines', 'Add at least one line first.')`. */
export const refuse = (
  code: string,
  words: string,
  terms: Record<string, Term> = {},
  more: { overridableBy?: string; excessMinor?: number } = {},
): Refused => ({
  code,
  words,
  terms,
  ...more,
})

/** The English sentence, plainly; doors use their own translation first. */
export const inEnglish = ({ words, terms }: Sentence) =>
  words.replace(/\{(\w+)\}/g, (place, name: string) => (terms[name] === undefined ? place : plainTerm(terms[name])))

const plainTerm = (term: Term) => {
  if (typeof term !== 'object') return String(term)
  if ('minor' in term) return `${(term.minor / 100).toFixed(2)} ${term.currency}`
  if ('milli' in term) return String(term.milli / 1000)
  if ('day' in term) return term.day
  // A sentence that was stored comes back with its instants as text.
  if ('at' in term) return new Date(term.at).toISOString()
  return 'secret' in term ? term.secret : term.key
}
