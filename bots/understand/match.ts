import type { Alias, Entry, Index } from './catalogue.ts'
import type { Term } from './terms.ts'
import { fitOf, unitOf } from './units.ts'

/** Which products some terms may mean. */
export type Match = {
  /** Places in the catalogue, best first. */
  products: readonly number[]
  /** 3: the terms are aliases of the products; above 2: an alias and words of their names; 1: words of their names; 0: some terms fit nothing. */
  level: number
  /** One product and no doubt about it. */
  sure: boolean
}

export const noMatch: Match = { products: [], level: 0, sure: false }

/** More than this is no choice to put before anybody. */
const candidatesAtMost = 10

type Scored = { entry: Entry; level: number; headed: boolean }

/** Finds the products that explain every term; where none does, those whose head word was said, never as sure. The unit narrows. */
export const matchTerms = (terms: readonly Term[], unit: string | null, index: Index, within?: ReadonlySet<number>): Match => {
  if (terms.length === 0) return noMatch
  const counts = explainedCounts(terms, index, within)
  const full = [...counts].filter(([, count]) => count === terms.length).map(([at]) => scored(index.entries[at]!, terms, unit))
  if (full.length === 0) return partialMatch(terms, counts, unit, index)
  const chosen = narrowed(full, unit)
  const active = chosen.filter(({ entry }) => entry.product.active)
  const kept = active.length > 0 ? active : chosen
  // "10 paper" is paper, not paper cups.
  const named = kept.filter(({ headed }) => headed)
  const left = named.length > 0 && named[0]!.level === 1 ? named : kept
  const level = Math.max(...left.map((one) => one.level))
  const products = left.map(({ entry }) => entry.at).sort((a, b) => a - b)
  const single = left.length === 1 ? left[0]! : null
  return { products: products.slice(0, candidatesAtMost), level, sure: single?.headed === true && !isThin(terms, level) }
}

/**
 * Too little to be sure of: a misspelt word that may be another, one word out of a longer name (a bucket is no mop set), and a unit ("5 cutii")
 * where some name has that word.
 */
const isThin = (terms: readonly Term[], level: number) =>
  terms.some((term) => term.risky) ||
  (level === 1 && terms.filter((term) => !term.number).length < 2) ||
  (level < 3 && terms.every((term) => unitOf(term.text) !== null))

const explainedCounts = (terms: readonly Term[], index: Index, within?: ReadonlySet<number>) => {
  const counts = new Map<number, number>()
  for (const term of terms) {
    const seen = new Set<number>()
    for (const key of term.keys) for (const at of index.postings.get(key) ?? []) seen.add(at)
    for (const at of seen) if (!within || within.has(at)) counts.set(at, (counts.get(at) ?? 0) + 1)
  }
  return counts
}

const scored = (entry: Entry, terms: readonly Term[], unit: string | null): Scored => {
  const covered = new Set<number>()
  let loose = false
  let whole = false
  for (const alias of entry.aliases) {
    const places = placesOf(alias, terms)
    if (!places) continue
    if (inOrder(places)) for (const place of places) covered.add(place)
    else loose = true
    whole ||= inOrder(places) && places.length === terms.length
  }
  // The more of the words an alias holds, the better: "ground coffee 250 g" is no decaf.
  const level = covered.size === terms.length ? 3 : covered.size > 0 || loose ? 2 + covered.size / 100 : 1
  return { entry, level, headed: whole || isHeaded(entry, terms, level) || isCalledByUnit(entry, unit) }
}

/** Where each word of an alias was said, or null when one was not. */
const placesOf = ({ terms: wanted }: Alias, terms: readonly Term[]): readonly number[] | null => {
  const places: number[] = []
  for (const keys of wanted) {
    const place = terms.findIndex((term, at) => !places.includes(at) && keys.some((key) => term.keys.has(key)))
    if (place < 0) return null
    places.push(place)
  }
  return places
}

const inOrder = (places: readonly number[]) => places.every((place, at) => at === 0 || place > places[at - 1]!)

/**
 * Whether the word that says what is wanted says what this product is. English puts it last, Romanian first; "coffee filters" are no coffee,
 * "suport de pahare" is no cup.
 */
const isHeaded = (entry: Entry, terms: readonly Term[], level: number) => {
  const heads = terms.filter((term) => term.head)
  if (heads.length === 0) return level === 3
  const says = (term: Term, language: string) => [...term.keys].some((key) => key.startsWith(language) && entry.heads.has(key))
  const [first, last] = [heads[0]!, heads.at(-1)!]
  return (
    says(first, 'r:') || (says(last, 'e:') && !heads.slice(0, -1).some((term) => term.plural)) || (heads.length === 1 && says(first, 'e:'))
  )
}

/** "2 paleți hârtie": the unit itself is what the thing is called. */
const isCalledByUnit = ({ product, heads }: Entry, unit: string | null) =>
  unit !== null && unit === product.unit && [...heads].some((key) => unitOf(key.slice(2)) === unit)

// So many things come in these that they tell none apart from what it is called.
const common = new Set(['box', 'pack', 'case', 'carton', 'pc'])

const narrowed = (full: readonly Scored[], unit: string | null): readonly Scored[] => {
  const best = Math.max(...full.map(({ level }) => level))
  const top = full.filter(({ level }) => level === best)
  if (unit === null) return top
  const sells = ({ entry }: Scored) => fitsUnit(entry, unit)
  const fitting = top.filter(sells)
  if (fitting.length > 0) return fitting
  // "2 paleți hârtie A4": what is called so comes in boxes, but something that comes in pallets bears these words too.
  const others = common.has(unit) ? [] : full.filter(sells)
  const level = Math.max(0, ...others.map((other) => other.level))
  return others.length > 0 ? others.filter((other) => other.level === level) : top
}

/** Whether a product comes in this unit, or has it inside. */
export const fitsUnit = ({ product, packing }: Entry, unit: string) => {
  const fit = fitOf(product, packing, unit)
  return fit.kind !== 'ask' || fit.why !== 'unit'
}

const explains = (entry: Entry, term: Term) => [...term.keys].some((key) => entry.vocabulary.has(key))

/** Some words fit nothing: offer what the head word means, if it is known, and be sure of nothing. */
const partialMatch = (terms: readonly Term[], counts: ReadonlyMap<number, number>, unit: string | null, index: Index): Match => {
  const heads = terms.filter((term) => term.head)
  if (heads.length === 0) return noMatch
  const [first, last] = [heads[0]!, heads.at(-1)!]
  const says = (entry: Entry, term: Term, language: string) =>
    [...term.keys].some((key) => key.startsWith(language) && entry.heads.has(key))
  const headed = [...counts]
    .map(([at, count]) => ({ entry: index.entries[at]!, count }))
    .filter(({ entry }) => says(entry, first, 'r:') || says(entry, last, 'e:'))
  if (headed.length === 0) return noMatch
  const most = Math.max(...headed.map(({ count }) => count))
  const counted = headed
    .filter(({ count }) => count === most)
    .map(({ entry }) =>
      scored(
        entry,
        terms.filter((term) => explains(entry, term)),
        unit,
      ),
    )
  const level = Math.max(...counted.map((one) => one.level))
  const best = counted.filter((one) => one.level === level).map(({ entry }) => entry)
  const active = best.filter((entry) => entry.product.active)
  const left = active.length > 0 ? active : best
  const fitting = unit === null ? left : left.filter((entry) => fitsUnit(entry, unit))
  const chosen = (fitting.length > 0 ? fitting : left).map(({ at }) => at).sort((a, b) => a - b)
  return { products: chosen.slice(0, candidatesAtMost), level: 0, sure: false }
}
