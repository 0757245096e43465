import type { Index } from './catalogue.ts'
import type { Lexeme, NumberLexeme } from './lexemes.ts'
import { fitsUnit, type Match, matchTerms, noMatch } from './match.ts'
import { isTalk, type Term, termsOf } from './terms.ts'
import type { Amount } from './types.ts'
import { fitOf, unitOf } from './units.ts'

/** What one line may mean: products, amount, and how well that explains the words. */
export type Found = {
  match: Match
  terms: readonly Term[]
  amount: Amount
  /** The lexemes that say the quantity. */
  used: ReadonlySet<Lexeme>
  /** Something was said about the quantity, be it vague. */
  counted: boolean
  /** Every word is explained. */
  full: boolean
  score: number
}

/** What cannot be read as one line. */
export const notUnderstood: Found = {
  match: noMatch,
  terms: [],
  amount: { milli: null, unit: null, numbers: [] },
  used: new Set(),
  counted: false,
  full: false,
  score: 0,
}

/** Only these products; terms said before that hold here too. */
export type Scope = { within?: ReadonlySet<number>; also?: readonly Term[] }

/** Reads some lexemes as one line: tries each number as the quantity, the rest as the goods, and keeps the best; a tie is a question. */
export const interpret = (lexemes: readonly Lexeme[], index: Index, scope: Scope = {}): Found => {
  if (lexemes.length > lexemesAtMost) return notUnderstood
  const coded = lexemes.some((lexeme) => lexeme.kind === 'code')
  const readings = amountsOf(lexemes, index).map((reading) => (coded ? codeFound : wordsFound)(reading, lexemes, index, scope))
  readings.sort((a, b) => b.score - a.score)
  const best = readings[0]!
  const rival = readings.find((other) => other !== best && other.full && best.full && best.score - other.score < 5 && differs(best, other))
  return rival ? undecided(best, rival) : asNamed(byName(best, readings, index), index)
}

/** Reads lexemes that hold only a quantity; what it counts is not known yet. */
export const amountAlone = (lexemes: readonly Lexeme[], index: Index): Found => {
  const [best] = amountsOf(lexemes, index)
    .filter((reading) => reading.number !== null && reading.added.length === 0)
    .sort((a, b) => b.weight - a.weight)
  const { amount, used } = best ?? { amount: nothing, used: new Set<Lexeme>() }
  return { match: noMatch, terms: [], amount, used, counted: best !== undefined, full: false, score: 0 }
}

const lexemesAtMost = 40

type Reading = {
  amount: Amount
  number: NumberLexeme | null
  used: ReadonlySet<Lexeme>
  added: readonly Lexeme[]
  weight: number
  misfit: number
}

const nothing: Amount = { milli: null, unit: null, numbers: [] }

/** Every way to take one of the numbers, or none, as the quantity. */
const amountsOf = (lexemes: readonly Lexeme[], index: Index): Reading[] => {
  const readings: Reading[] = [{ amount: nothing, number: null, used: new Set(), added: [], weight: 0, misfit: 0 }]
  const units = lexemes.filter((lexeme) => lexeme.kind === 'word' && lexeme.text.length > 1 && unitOf(lexeme.text) !== null)
  const lone = units.length === 1 && !lexemes.some((lexeme) => lexeme.kind === 'number') ? units[0]! : null
  if (lone?.kind === 'word') {
    readings.push({
      amount: { ...nothing, unit: unitOf(lone.text) },
      number: null,
      used: new Set([lone]),
      added: [],
      weight: 0,
      misfit: -20,
    })
  }
  for (const [at, lexeme] of lexemes.entries()) if (lexeme.kind === 'number') readings.push(...readingsOf(lexeme, at, lexemes, index))
  return readings
}

const readingsOf = (number: NumberLexeme, at: number, lexemes: readonly Lexeme[], index: Index): Reading[] => {
  const times = lexemes[at + 1]?.kind === 'times' || lexemes[at - 1]?.kind === 'times'
  const leads = lexemes.slice(0, at).every((before) => before.kind === 'times' || (before.kind === 'word' && isTalk(before.text, index)))
  const trails = lexemes
    .slice(at + 1)
    .every((after) => after.kind === 'times' || (after.kind === 'word' && (isTalk(after.text, index) || unitOf(after.text) !== null)))
  const weight = times ? 36 : leads ? (number.article ? 15 : 20) : trails ? 10 : number.article ? -20 : 0
  const amount = (unit: string | null): Amount => ({
    milli: number.milli,
    unit,
    numbers: number.numbers,
    ...(number.open ? { open: number.open } : {}),
  })
  const found: Reading[] = []
  if (number.measure) {
    if (number.unit) found.push({ amount: amount(number.unit), number, used: new Set([number]), added: [], weight: 30, misfit: -40 })
    const letter = number.measureWord
    if (!letter || letter.length > 1 || !index.aliasWords.has(letter)) return found
    const size: Lexeme = { kind: 'word', text: letter, start: number.start, end: number.end }
    return [...found, { amount: amount(null), number, used: new Set([number]), added: [size], weight, misfit: 0 }]
  }
  found.push({ amount: amount(null), number, used: new Set([number]), added: [], weight, misfit: 0 })
  for (const unitWord of unitsAround(at, lexemes)) {
    found.push({ amount: amount(unitOf(unitWord.text)), number, used: new Set([number, unitWord]), added: [], weight: 30, misfit: -10 })
  }
  return found
}

type WordLexeme = Lexeme & { kind: 'word' }

/** The unit behind the number ("10 cutii", "10 x cutii", "20 de cutii"), before it ("cutii: 10"), or at the end of the line ("100 green tea bags"). */
const unitsAround = (at: number, lexemes: readonly Lexeme[]): WordLexeme[] => {
  const isUnit = (lexeme: Lexeme | undefined): lexeme is WordLexeme => lexeme?.kind === 'word' && unitOf(lexeme.text) !== null
  let next = at + 1
  while (lexemes[next]?.kind === 'times' || isThin(lexemes[next])) next++
  if (isUnit(lexemes[next])) return [lexemes[next] as WordLexeme]
  const before = lexemes[at - 1]
  if (isUnit(before) && lexemes[at - 2]?.kind !== 'number') return [before]
  const last = lexemes.at(-1)
  return isUnit(last) && lexemes.slice(at + 1).every((lexeme) => lexeme.kind === 'word') ? [last] : []
}

const isThin = (lexeme: Lexeme | undefined) => lexeme?.kind === 'word' && (lexeme.text === 'de' || lexeme.text === 'of')

const wordsFound = (reading: Reading, lexemes: readonly Lexeme[], index: Index, scope: Scope): Found => {
  const { amount, number } = reading
  const rest = [...lexemes.filter((lexeme) => !reading.used.has(lexeme)), ...reading.added]
  const terms = [...(scope.also ?? []), ...termsOf(rest, index)]
  let match = matchTerms(terms, amount.unit, index, scope.within)
  if (match.level === 0 && number) match = withoutPackSize(rest, amount, index, scope) ?? match
  const full = match.level > 0
  const bareNumbers = rest.some((lexeme) => lexeme.kind === 'number' && lexeme.digits && !lexeme.measure)
  const fits = amount.unit === null || match.products.some((at) => fitsUnit(index.entries[at]!, amount.unit!))
  // No quantity although a number stands there: only where an alias says just so ("toner 410").
  const weight = number
    ? fits
      ? reading.weight
      : reading.misfit
    : amount.unit
      ? fits
        ? -1
        : -20
      : bareNumbers && match.level === 3 && saysBare(terms, index, scope)
        ? 25
        : 0
  const score = (full ? 1000 : match.products.length > 0 ? 300 : 0) + weight + match.level - strangers(terms)
  return { match, terms, amount, used: reading.used, counted: number !== null, full, score }
}

/** Whether an alias has the number without a measure ("toner 410"); "apă plată 2" is two of the water as well as the two litres. */
const saysBare = (terms: readonly Term[], index: Index, scope: Scope) =>
  matchTerms(
    terms.map((term) => (term.number ? { ...term, keys: new Set([...term.keys].filter((key) => !key.startsWith('b:'))) } : term)),
    null,
    index,
    scope.within,
  ).level === 3

const strangers = (terms: readonly Term[]) => terms.filter((term) => term.strange).length * 10

/** "a box of 50 blue pens": a number that only repeats what is in the box. */
const withoutPackSize = (rest: readonly Lexeme[], amount: Amount, index: Index, scope: Scope): Match | null => {
  const size = rest.find((lexeme) => lexeme.kind === 'number' && lexeme.digits && !lexeme.measure)
  if (size?.kind !== 'number') return null
  const after = rest[rest.indexOf(size) + 1]
  const inside = after?.kind === 'word' && unitOf(after.text) ? after : null
  const terms = [
    ...(scope.also ?? []),
    ...termsOf(
      rest.filter((lexeme) => lexeme !== size && lexeme !== inside),
      index,
    ),
  ]
  const match = matchTerms(terms, amount.unit, index, scope.within)
  const same = match.products.every((at) => (index.entries[at]!.product.packSize ?? 0) * 1000 === size.milli)
  return match.level > 0 && same ? match : null
}

const codeFound = (reading: Reading, lexemes: readonly Lexeme[], index: Index, scope: Scope): Found => {
  const codes = lexemes.filter((lexeme) => lexeme.kind === 'code')
  const rest = [...lexemes.filter((lexeme) => !reading.used.has(lexeme) && lexeme.kind !== 'code'), ...reading.added]
  const terms = termsOf(rest, index)
  const named = new Set(codes.flatMap((code) => code.products))
  const exact = codes.length === 1 && codes[0]!.exact
  const known = terms.filter((term) => !term.strange)
  const narrowed = known.length > 0 ? matchTerms(known, reading.amount.unit, index, named) : noMatch
  const agrees = known.length === 0 || narrowed.level > 0
  const all = agrees && narrowed.level > 0 ? [...narrowed.products] : [...named]
  const active = all.filter((at) => index.entries[at]!.product.active)
  const products = active.length > 0 && !exact ? active : all
  // A code with words that speak of something else: ask which of the two was meant.
  const other = agrees ? [] : matchTerms(known, reading.amount.unit, index).products
  const oddNumbers = terms.some((term) => term.number && term.strange)
  const sure = agrees && exact && !oddNumbers
  const match: Match = { products: [...new Set([...products, ...other])].slice(0, 10), level: agrees && !oddNumbers ? 3 : 0, sure }
  const fits = reading.amount.unit === null || products.some((at) => fitsUnit(index.entries[at]!, reading.amount.unit!))
  const weight = reading.number ? (fits ? reading.weight : reading.misfit) : reading.amount.unit ? -1 : 0
  const score = 1000 + weight + (match.level ? 5 : -20) - strangers(terms)
  return {
    match: scope.within && !products.some((at) => scope.within?.has(at)) ? { ...match, sure: false } : match,
    terms,
    amount: reading.amount,
    used: reading.used,
    counted: reading.number !== null,
    full: true,
    score,
  }
}

const differs = (a: Found, b: Found) =>
  a.match.products.join() !== b.match.products.join() || a.amount.milli !== b.amount.milli || a.amount.unit !== b.amount.unit

const undecided = (a: Found, b: Found): Found => {
  const products = [...new Set([...a.match.products, ...b.match.products])].slice(0, 10)
  const numbers = [...new Set([...a.amount.numbers, ...b.amount.numbers])]
  const same = a.amount.milli === b.amount.milli && a.amount.unit === b.amount.unit
  const amount: Amount = same ? a.amount : { milli: null, unit: null, numbers, open: 'vague' }
  return { ...a, match: { products, level: a.match.level, sure: products.length === 1 }, amount }
}

/** "10 role termice": the unit word belongs to the name; then the number may count either, unless both come to the same. */
const byName = (best: Found, readings: readonly Found[], index: Index): Found => {
  const { unit, milli } = best.amount
  if (unit === null || milli === null) return best
  const isNamed = (other: Found) => other.terms.some((term) => !term.strange && unitOf(term.text) === unit)
  const named = readings.find(
    (other) => other.full && other.amount.unit === null && other.amount.milli === milli && other.match.level > 0 && isNamed(other),
  )
  if (!named || named.match.level < best.match.level || (named.match.level === best.match.level && named.terms.length > 2)) return best
  const match = best.match.sure && named.match.products.includes(best.match.products[0] ?? -1) ? best.match : named.match
  const counts = match.products.some((at) => hasInside(index, at, unit))
  return counts ? { ...named, match, amount: { ...best.amount, open: 'inner_unit' } } : { ...named, match }
}

/** "10 till rolls": the thing is called by what is inside the pack, so the number may count either. */
const asNamed = (found: Found, index: Index): Found => {
  const { amount, match, terms } = found
  if (amount.unit !== null || amount.milli === null || amount.open) return found
  const units = terms.flatMap((term) => unitOf(term.text) ?? [])
  const named = units.find((unit) => match.products.some((at) => hasInside(index, at, unit)))
  return named ? { ...found, amount: { ...amount, unit: named, open: 'inner_unit' } } : found
}

const hasInside = (index: Index, at: number, unit: string) => {
  const { product, packing } = index.entries[at]!
  return fitOf(product, packing, unit).kind === 'inner'
}
