import { fold } from '../../core/language/fold.ts'
import { type Index, opened } from './catalogue.ts'
import { lexemesOf } from './lexemes.ts'
import { termsOf } from './terms.ts'
import { clean, tokenize } from './tokens.ts'
import type { CatalogueIndex } from './types.ts'

/** More words than this say nothing more about one product. */
const mostWords = 8

type Shelf = { id: string; code: string; barcode: string; words: readonly string[] }
const shelves = new WeakMap<CatalogueIndex, readonly Shelf[]>()

const bare = (text: string) => fold(text).replace(/ /g, '')

const shelfOf = (index: Index): readonly Shelf[] => {
  const known = shelves.get(index)
  if (known) return known
  const made = index.entries
    .filter(({ product }) => product.active)
    .map(({ product }) => ({
      id: product.id,
      code: bare(product.code),
      barcode: product.barcode ?? '',
      words: [
        ...new Set(
          fold([product.code, product.names.en, product.names.ro, ...product.aliases.en, ...product.aliases.ro].join(' '))
            .split(' ')
            .filter(Boolean),
        ),
      ],
    }))
  shelves.set(index, made)
  return made
}

/**
 * Products that a search box means, best first: by code, bar code, and words of their names and aliases, also half written and misspelt. Inactive ones
 * are left out. Every word must fit; where no product fits all, those that fit most of them.
 */
export const searchCatalogue = (raw: string, catalogue: CatalogueIndex): string[] => {
  const index = opened(catalogue)
  const { text } = clean(raw.slice(0, 200))
  const words = fold(text).split(' ').filter(Boolean).slice(0, mostWords)
  if (!words.length) return []
  const code = words.join('')
  const likes = words.map((word) => likesOf(word, index))
  const found: { id: string; score: number; fits: number; code: string }[] = []
  for (const shelf of shelfOf(index)) {
    const byCode = codeScore(shelf, code)
    const scores = words.map((word, at) => wordScore(shelf, word, likes[at]!))
    const fits = byCode ? words.length : scores.filter((score) => score > 0).length
    if (fits) found.push({ id: shelf.id, fits, code: shelf.code, score: byCode + scores.reduce((sum, score) => sum + score, 0) })
  }
  const most = Math.max(0, ...found.map(({ fits }) => fits))
  return found
    .filter(({ fits }) => fits === most && fits * 2 >= words.length)
    .sort((a, b) => b.score - a.score || (a.code < b.code ? -1 : 1))
    .map(({ id }) => id)
}

const codeScore = (shelf: Shelf, code: string) => {
  if (shelf.code === code || (shelf.barcode !== '' && shelf.barcode === code)) return 1000
  if (code.length < 2) return 0
  return shelf.code.startsWith(code) ? 200 : code.length > 2 && shelf.code.includes(code) ? 60 : 0
}

const wordScore = (shelf: Shelf, word: string, likes: ReadonlySet<string>): number => {
  if (shelf.words.includes(word)) return 10
  if (word.length > 1 && shelf.words.some((one) => one.startsWith(word))) return 7
  if (likes.has(shelf.id)) return 5
  return word.length > 3 && shelf.words.some((one) => one.includes(word)) ? 3 : 0
}

/** The products that a word means in another form, or misspelt. */
const likesOf = (word: string, index: Index): ReadonlySet<string> => {
  const [term] = termsOf(lexemesOf(tokenize(word), 'en', null), index)
  const places = [...(term?.keys ?? new Set<string>())].flatMap((key) => [...(index.postings.get(key) ?? [])])
  return new Set(places.map((at) => index.entries[at]!.product.id))
}
