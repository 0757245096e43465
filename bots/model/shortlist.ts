import { fold, trigramsOf } from '../../core/language/fold.ts'
import type { CatalogueIndex, CatalogueProduct, ReadContext } from '../understand/types.ts'
import type { Candidate } from './port.ts'

export const MOST_CANDIDATES = 60
const MOST_WORDS = 80
/** Less alike than this is chance. */
const ALIKE = 0.5

/** The words of the catalogue, which products bear them, and which words hold a trigram. */
type Cut = {
  products: readonly { product: CatalogueProduct; code: string }[]
  words: readonly { size: number; bearers: readonly number[] }[]
  holders: ReadonlyMap<string, readonly number[]>
}

/** The catalogue is cut up once; the cut goes when the index goes. */
const cuts = new WeakMap<CatalogueIndex, Cut>()

const cutOf = (index: CatalogueIndex): Cut => {
  const known = cuts.get(index)
  if (known) return known
  const products = [...index.products.values()].filter(({ active }) => active).map((product) => ({ product, code: fold(product.code) }))
  const bearers = new Map<string, number[]>()
  for (const [at, { product }] of products.entries()) {
    const { names, aliases } = product
    const words = new Set([names.en, names.ro, ...aliases.en, ...aliases.ro].flatMap((name) => fold(name).split(' ')))
    for (const word of words) if (word.length > 1) bearers.set(word, [...(bearers.get(word) ?? []), at])
  }
  const holders = new Map<string, number[]>()
  const words = [...bearers].map(([word, at], place) => {
    const parts = trigramsOf(word)
    for (const part of parts) {
      const held = holders.get(part)
      if (held) held.push(place)
      else holders.set(part, [place])
    }
    return { size: parts.size, bearers: at }
  })
  const cut = { products, words, holders }
  cuts.set(index, cut)
  return cut
}

/** How well each product's best word is like this one: shared trigrams over those of the shorter of the two. */
const likenessOf = (word: string, { words, holders }: Cut): Map<number, number> => {
  const parts = trigramsOf(word)
  const shared = new Map<number, number>()
  for (const part of parts) for (const place of holders.get(part) ?? []) shared.set(place, (shared.get(place) ?? 0) + 1)
  const found = new Map<number, number>()
  for (const [place, count] of shared) {
    const { size, bearers } = words[place]!
    const likeness = count / Math.min(size, parts.size)
    if (likeness >= ALIKE) for (const at of bearers) found.set(at, Math.max(found.get(at) ?? 0, likeness))
  }
  return found
}

/**
 * The products that a text may speak of, likeliest first: named by their code, in the draft, in the last answer or in the open question,
 * then those whose words are like its words, then the rest of the catalogue while there is room. Only active ones.
 */
export const shortlist = (text: string, index: CatalogueIndex, context: ReadContext): Candidate[] => {
  const cut = cutOf(index)
  const folded = ` ${fold(text)} `
  const said = [...new Set(folded.trim().split(' '))].filter((word) => word.length > 2 && !/^\d+$/.test(word)).slice(0, MOST_WORDS)
  const scores = new Map<number, number>()
  for (const word of said) {
    const found = likenessOf(word, cut)
    // A word that many products bear says little about which one is meant.
    for (const [at, likeness] of found) scores.set(at, (scores.get(at) ?? 0) + likeness / Math.sqrt(found.size))
  }
  const near = new Set([...(context.draft ?? []).map(({ productId }) => productId), ...(context.topic ?? []), ...asked(context)])
  return cut.products
    .map(({ product, code }, at) => {
      const named = folded.includes(` ${code} `) ? 1000 : 0
      return { product, score: named + (near.has(product.id) ? 500 : 0) + (scores.get(at) ?? 0), at }
    })
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .slice(0, MOST_CANDIDATES)
    .map(({ product }) => asCandidate(product, context.language))
}

const asked = ({ pending }: ReadContext): readonly string[] => {
  if (pending?.kind === 'which') return pending.line.candidates
  if (pending?.kind === 'substitute') return pending.line.substitutes
  return pending?.kind === 'how_many' ? [pending.line.productId] : []
}

const asCandidate = ({ code, names, unit, packSize, packUnit }: CatalogueProduct, language: string): Candidate => {
  const [name, otherName] = language === 'ro' ? [names.ro, names.en] : [names.en, names.ro]
  return { code, name, otherName, unit: packSize && packUnit ? `${unit} of ${packSize} ${packUnit}` : unit }
}
