import { codesOf } from './codes.ts'
import { keyIn, keysOf, numberKeysIn } from './keys.ts'
import { type Lexeme, lexemesOf, type NumberLexeme } from './lexemes.ts'
import { conceptOf, describing, stopWords } from './lexicon.ts'
import { type Names, namesOf } from './names.ts'
import type { Term } from './terms.ts'
import { clean, type Token, tokenize } from './tokens.ts'
import type { CatalogueIndex, CatalogueProduct, SpokenLanguage } from './types.ts'
import { type Packing, unitOf } from './units.ts'

/** An alias as the keys that satisfy each of its words, in order. */
export type Alias = { terms: readonly (readonly string[])[] }

export type Entry = {
  at: number
  product: CatalogueProduct
  packing: Packing
  /** Every key that describes the product. */
  vocabulary: ReadonlySet<string>
  aliases: readonly Alias[]
  /** Keys that say what the product is, not how it is. */
  heads: ReadonlySet<string>
}

/** The index as the readers in this folder see it. */
export type Index = CatalogueIndex & {
  language: SpokenLanguage
  entries: readonly Entry[]
  at: ReadonlyMap<string, number>
  /** Which entries a key describes. */
  postings: ReadonlyMap<string, readonly number[]>
  /** Words of names and aliases, as written and as stems, with their key, by length: what a misspelt word may be. */
  spellings: ReadonlyMap<number, readonly Spelling[]>
  words: ReadonlySet<string>
  aliasWords: ReadonlySet<string>
  /** Words that follow "without" in an alias ("fără cofeină"). */
  withoutWords: ReadonlySet<string>
  codes: ReturnType<typeof codesOf>
  names: Names
  /** Terms of words that were met before; emptied when it grows large. */
  met: Map<string, Term>
}

/** Opens the index for the readers in this folder. */
export const opened = (index: CatalogueIndex) => index as Index

/** Builds what reading needs of a catalogue; costs about a millisecond per twenty products, so keep it while the catalogue stays. */
export const catalogueIndex = (products: readonly CatalogueProduct[], language: SpokenLanguage = 'ro'): CatalogueIndex => {
  const words = new Set<string>()
  const aliasWords = new Set<string>()
  const withoutWords = new Set<string>()
  const entries = products.map((product, at) => entryOf(product, at, { words, aliasWords, withoutWords }))
  const postings = new Map<string, number[]>()
  for (const { at, vocabulary } of entries) for (const key of vocabulary) postings.set(key, [...(postings.get(key) ?? []), at])
  const index: Omit<Index, keyof CatalogueIndex> & { products: ReadonlyMap<string, CatalogueProduct> } = {
    products: new Map(products.map((product) => [product.id, product])),
    language,
    entries,
    at: new Map(products.map(({ id }, at) => [id, at])),
    postings,
    spellings: spellingsOf(words, postings),
    words,
    aliasWords,
    withoutWords,
    codes: codesOf(products, words),
    names: namesOf(products),
    met: new Map(),
  }
  return index as Index
}

/** `letters`: one bit per letter, so that words with quite other letters need no closer look. */
export type Spelling = { form: string; word: string; key: string; letters: number }

/** The letters of a word as bits. */
export const lettersOf = (word: string) => {
  let bits = 0
  for (let at = 0; at < word.length; at++) bits |= 1 << (word.charCodeAt(at) & 31)
  return bits
}

const spellingsOf = (words: ReadonlySet<string>, postings: ReadonlyMap<string, unknown>) => {
  const forms = new Map<string, Spelling>()
  for (const word of words) {
    if (/\d/.test(word)) continue
    for (const key of keysOf(word)) {
      if (!postings.has(key)) continue
      forms.set(`${word} ${key}`, { form: word, word, key, letters: lettersOf(word) })
      if (!key.startsWith('c:')) forms.set(`${key} ${word}`, { form: key.slice(2), word, key, letters: lettersOf(key.slice(2)) })
    }
  }
  const spellings = new Map<number, Spelling[]>()
  for (const spelling of forms.values()) spellings.set(spelling.form.length, [...(spellings.get(spelling.form.length) ?? []), spelling])
  return spellings
}

type Seen = { words: Set<string>; aliasWords: Set<string>; withoutWords: Set<string> }

const entryOf = (product: CatalogueProduct, at: number, { words, aliasWords, withoutWords }: Seen): Entry => {
  const vocabulary = new Set<string>()
  const heads = new Set<string>()
  const inner = new Set<string>()
  const container = new Set<string>()
  const numbers: NumberLexeme[] = []
  const drafts: { lexemes: readonly Lexeme[]; language: 'en' | 'ro' }[] = []
  for (const language of ['en', 'ro'] as const) {
    for (const clause of clausesOf(product.names[language])) {
      const lexemes = lexemesOf(tokenize(clause), language, null)
      const packing = packs(lexemes, product, inner)
      if (!packing) contains(lexemes, product, container)
      const about = packing ? lexemes.filter((lexeme) => lexeme.kind === 'number' && lexeme.measure) : lexemes
      describe(about, language, vocabulary, words, numbers)
    }
    for (const alias of product.aliases[language]) {
      const lexemes = lexemesOf(tokenize(clean(alias).text), language, null)
      describe(lexemes, language, vocabulary, words, numbers)
      for (const lexeme of lexemes) if (lexeme.kind === 'word') aliasWords.add(lexeme.text)
      for (const key of headKeysOf(lexemes, language)) heads.add(key)
      drafts.push({ lexemes, language })
      const without = lexemes.findIndex((lexeme) => lexeme.kind === 'word' && withoutStarts.has(lexeme.text))
      const after = lexemes[without + 1]
      if (without >= 0 && after?.kind === 'word') withoutWords.add(after.text)
    }
  }
  // What is sold by weight or measure is never told apart by "1 kg".
  if (product.unit === 'kg') vocabulary.add('m:1000:g')
  if (product.unit === 'l') vocabulary.add('m:1000:ml')
  const aliases = drafts.map((draft) => aliasOf(draft.lexemes, draft.language, numbers)).filter((alias) => alias.terms.length > 0)
  if (heads.size === 0) for (const language of ['en', 'ro'] as const) nameHeads(product.names[language], language, heads)
  return { at, product, packing: { inner, container }, vocabulary, aliases, heads }
}

const withoutStarts = new Set(['fara', 'without', 'no', 'ohne', 'sin', 'sans'])

/** A name's parts; what stands in brackets without a number ("discontinued") says nothing about the goods. */
const clausesOf = (name: string) =>
  clean(name)
    .text.replace(/\([^()\d]*\)/g, ' ')
    .split(/,(?!\d)/)

/** "box of 5 reams", "bax de 12 sticle", "per kg": how it is packed, not what it is. Notes what is inside. */
const packs = (lexemes: readonly Lexeme[], { packSize }: CatalogueProduct, inner: Set<string>) => {
  const first = lexemes.find((lexeme) => !isThin(lexeme))
  if (first?.kind !== 'word' || !/^(per|la|full|palet)$|^filled/.test(first.text))
    if (first?.kind !== 'word' || !unitOf(first.text)) return false
  if (first?.kind === 'word' && (first.text === 'per' || first.text === 'la')) return true
  const count = lexemes.findIndex((lexeme) => lexeme.kind === 'number' && packSize !== null && lexeme.milli === packSize * 1000)
  if (count < 0) return false
  const inside = lexemes.slice(count + 1).find((lexeme) => !isThin(lexeme))
  const unit = inside?.kind === 'word' ? unitOf(inside.text) : null
  const number = lexemes[count]
  if (unit && number?.kind === 'number' && !number.measure) inner.add(unit)
  return number?.kind === 'number' && !number.measure
}

const isThin = (lexeme: Lexeme) => lexeme.kind === 'word' && (lexeme.text === 'de' || lexeme.text === 'of' || lexeme.text === 'cu')

/** "5 l canister", "pungă de 1 kg": what one sales unit stands in, where the measure is one sales unit. */
const contains = (lexemes: readonly Lexeme[], product: CatalogueProduct, container: Set<string>) => {
  const number = lexemes.find((lexeme) => lexeme.kind === 'number' && lexeme.measure !== null)
  if (number?.kind !== 'number') return
  const whole = product.unit === 'pc' || (number.unit === product.unit && number.milli === 1000)
  for (const lexeme of lexemes) {
    const unit = lexeme.kind === 'word' && whole ? unitOf(lexeme.text) : null
    if (unit === 'canister' || unit === 'bottle' || unit === 'bag') container.add(unit)
  }
}

const describe = (
  lexemes: readonly Lexeme[],
  language: 'en' | 'ro',
  vocabulary: Set<string>,
  words: Set<string>,
  numbers: NumberLexeme[],
) => {
  for (const lexeme of lexemes) {
    if (lexeme.kind === 'number' && lexeme.milli !== null && !lexeme.article) {
      const { measured, bare } = numberKeysIn(lexeme)
      vocabulary.add(`n:${bare}`)
      if (measured) vocabulary.add(measured)
      numbers.push(lexeme)
    }
    const key = lexeme.kind === 'word' ? keyIn(lexeme.text, language) : null
    if (key === null || lexeme.kind !== 'word') continue
    vocabulary.add(key)
    words.add(lexeme.text)
  }
}

const aliasOf = (lexemes: readonly Lexeme[], language: 'en' | 'ro', numbers: readonly NumberLexeme[]): Alias => {
  const terms: (readonly string[])[] = []
  for (const lexeme of lexemes) {
    if (lexeme.kind === 'number' && lexeme.milli !== null && !lexeme.article) terms.push(aliasNumber(lexeme, numbers))
    const key = lexeme.kind === 'word' ? keyIn(lexeme.text, language) : null
    if (key) terms.push([key])
  }
  return { terms }
}

/** The bare 80 of "a4 80" is also met by "80 g", where the product's name says grams. */
const aliasNumber = (number: NumberLexeme, all: readonly NumberLexeme[]): readonly string[] => {
  const { measured, bare } = numberKeysIn(number)
  if (measured) return [measured, `b:${bare}`]
  const named = all.filter((other) => other.milli === number.milli && other.measure).map((other) => numberKeysIn(other).measured ?? '')
  return [`n:${bare}`, ...(named.length ? named : [`u:${bare}`])]
}

/** Whether a word can say what the thing is: no colour, no size, no code, nothing that only describes. */
export const canHead = (word: string) =>
  !stopWords.has(word) && !describing.has(word) && conceptOf(word) === null && !/\d/.test(word) && word.length > 2

const headKeysOf = (lexemes: readonly Lexeme[], language: 'en' | 'ro') => {
  const words = lexemes.flatMap((lexeme) => (lexeme.kind === 'word' && canHead(lexeme.text) ? [lexeme.text] : []))
  // An English thing stands last ("black toner"), unless the rest hangs on it ("pallet of paper"); a Romanian one first ("toner negru").
  const hung = language === 'en' ? lexemes.findIndex((lexeme) => lexeme.kind === 'word' && /^(of|with|for|and)$/.test(lexeme.text)) : -1
  const before =
    hung > 0 ? lexemes.slice(0, hung).flatMap((lexeme) => (lexeme.kind === 'word' && canHead(lexeme.text) ? [lexeme.text] : [])) : words
  const head = language === 'en' ? before.at(-1) : words[0]
  const key = head ? keyIn(head, language) : null
  return key ? [key] : []
}

const nameHeads = (name: string, language: 'en' | 'ro', heads: Set<string>) => {
  const words = tokenize(clausesOf(name)[0] ?? '').flatMap((token: Token) =>
    token.kind === 'word' && canHead(token.text) ? [token.text] : [],
  )
  const [first, last] = [words[0], words.at(-1)]
  for (const word of language === 'en' ? [first, last] : [first]) {
    const key = word ? keyIn(word, language) : null
    if (key) heads.add(key)
  }
}
