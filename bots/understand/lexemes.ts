import { readNumber } from '../../core/language/numerals.ts'
import { aboutWords, rangeWords, vagueWords } from './lexicon.ts'
import type { Token } from './tokens.ts'
import { measureOf, unitOf } from './units.ts'

/** A word, a number with what follows it, a code, or a mark that matters: what lines and catalogue names are made of. */
export type Lexeme =
  | { kind: 'word'; text: string; start: number; end: number }
  | NumberLexeme
  | { kind: 'code'; products: readonly number[]; exact: boolean; start: number; end: number }
  | { kind: 'times'; start: number; end: number }

export type NumberLexeme = {
  kind: 'number'
  /** Thousandths; null when there is no single number. */
  milli: number | null
  numbers: readonly number[]
  open?: 'range' | 'vague'
  /** Only "a", "un", "o". */
  article: boolean
  /** "one", which may stand for a thing. */
  pronoun: boolean
  /** Written in digits: only such numbers describe goods in names. */
  digits: boolean
  /** "80 g" is [g, 80]; null for a bare number. */
  measure: { name: string; amount: number } | null
  /** The measure as written: a lone letter may be a size ("10 M gloves"). */
  measureWord: string | null
  /** kg, g, l or ml when such a word follows: it may be the unit of the quantity. */
  unit: string | null
  start: number
  end: number
}

/** What the catalogue knows that decides how letters and digits are cut: "410k", "24/6", "76x76", and the codes. */
export type Known = {
  has(word: string): boolean
  codeAt(tokens: readonly Token[], at: number): { lexeme: Lexeme; length: number } | null
}

/** Puts tokens together to lexemes. Marks other than "times" must have been taken away before; brackets and stray marks are passed over. */
export const lexemesOf = (tokens: readonly Token[], language: string, known: Known | null): Lexeme[] => {
  const found: Lexeme[] = []
  let at = 0
  while (at < tokens.length) {
    const token = tokens[at]!
    const taken = known?.codeAt(tokens, at) ?? joined(tokens, at, known) ?? numberAt(tokens, at, language, found) ?? plainAt(token)
    if (taken.lexeme) found.push(taken.lexeme)
    at += taken.length
  }
  return withGuesses(found)
}

type Taken = { lexeme: Lexeme | null; length: number }

const plainAt = (token: Token): Taken => {
  if (token.kind === 'word') return { lexeme: { kind: 'word', text: token.text, start: token.start, end: token.end }, length: 1 }
  if (token.kind === 'mark' && token.mark === 'times') return { lexeme: { kind: 'times', start: token.start, end: token.end }, length: 1 }
  return { lexeme: null, length: 1 }
}

const isMark = (token: Token | undefined, ...marks: readonly string[]) => token?.kind === 'mark' && marks.includes(token.mark)

/** "410k", "24/6" and "76 × 76" are one word where the catalogue says so (and always when the catalogue itself is read). */
const joined = (tokens: readonly Token[], at: number, known: Known | null): Taken | null => {
  const [first, second, third] = [tokens[at], tokens[at + 1], tokens[at + 2]]
  const foreignCode = known && first?.kind === 'word' && first.text.length <= 6 && !known.has(first.text)
  if (foreignCode && isMark(second, 'dash') && second?.glued && third?.kind === 'number' && third.glued) {
    // A code, but none of ours.
    return { lexeme: { kind: 'word', text: `${first.text}-${third.text}`, start: first.start, end: third.end }, length: 3 }
  }
  if (first?.kind !== 'number' || !second) return null
  const word = (text: string, length: number): Taken | null =>
    known && !known.has(text) ? null : { lexeme: { kind: 'word', text, start: first.start, end: tokens[at + length - 1]!.end }, length }
  // "210m" is magenta in a catalogue that calls it so, never 210 metres.
  const letter = second.kind === 'word' && second.glued && (second.text === 'm' || (!measureOf(second.text) && !unitOf(second.text)))
  if (letter) return word(first.text + second.text, 2)
  if (third?.kind !== 'number') return null
  if (isMark(second, 'slash') && second.glued && third.glued) return word(`${first.text}/${third.text}`, 3)
  if (isMark(second, 'times')) return word(`${first.text}x${third.text}`, 3)
  return null
}

/** The next words and, for each, the token behind it: "twenty-five" is one word of three tokens. */
const wordsFrom = (tokens: readonly Token[], at: number) => {
  const words: string[] = []
  const ends: number[] = []
  for (let place = at; place < at + 9; place++) {
    const token = tokens[place]
    if (!token || token.kind === 'mark') break
    const [dash, tail] = [tokens[place + 1], tokens[place + 2]]
    const hyphened = token.kind === 'word' && isMark(dash, 'dash') && dash?.glued && tail?.kind === 'word' && tail.glued
    words.push(hyphened ? `${token.text}-${tail.text}` : token.text)
    if (hyphened) place += 2
    ends.push(place + 1)
  }
  return { words, ends }
}

type Counted = { milli: number; numbers: readonly number[]; length: number; article: boolean; digits: boolean }

/** The number that begins at a token, with how many tokens it takes; words of either language. */
export const countedAt = (tokens: readonly Token[], at: number, language: string): Counted | null => {
  const token = tokens[at]
  if (!token || token.kind === 'mark') return null
  const { words, ends } = wordsFrom(tokens, at)
  const length = (read: { length: number }) => (ends[read.length - 1] ?? at + 1) - at
  const other = language === 'ro' ? 'en' : 'ro'
  const own = readNumber(words, 0, language)
  // An article of the other language ("a" in Romanian) is no number; other number words are.
  const read = own ?? (articles.has(token.text) ? null : readNumber(words, 0, other))
  if (token.kind === 'number') {
    const fraction = fractionAt(tokens, at)
    if (fraction) return fraction
    if (read && read.length > 1) return { milli: read.milli, numbers: [read.milli], length: length(read), article: false, digits: true }
    if (!Number.isFinite(token.milli)) return null
    return { milli: token.milli, numbers: token.numbers, length: 1, article: false, digits: true }
  }
  if (!read) return null
  return {
    milli: read.milli,
    numbers: [read.milli],
    length: length(read),
    article: articles.has(token.text) && read.length === 1,
    digits: false,
  }
}

const fractionAt = (tokens: readonly Token[], at: number): Counted | null => {
  const [over, slash, under] = [tokens[at], tokens[at + 1], tokens[at + 2]]
  if (over?.kind !== 'number' || !isMark(slash, 'slash') || !slash?.glued || under?.kind !== 'number' || !under.glued) return null
  const read = readNumber([`${over.text}/${under.text}`], 0, 'en')
  return read && { milli: read.milli, numbers: [read.milli], length: 3, article: false, digits: true }
}

const articles = new Set(['a', 'an', 'un', 'o'])

const numberAt = (tokens: readonly Token[], at: number, language: string, before: readonly Lexeme[]): Taken | null => {
  const first = tokens[at]!
  if (first.kind === 'word' && vagueWords.has(first.text)) return vagueAt(tokens, at)
  if (isMark(first, 'times')) return null
  const counted = countedAt(tokens, at, language)
  if (!counted) return null
  const article = counted.article && vagueWords.has(wordAt(tokens, at + 1))
  if (article) return vagueAt(tokens, at, 2)
  const range = counted.article ? null : rangeFrom(tokens, at, counted, language, before)
  const bare = range ?? { ...counted, open: counted.numbers.length > 1 ? ('vague' as const) : undefined }
  return withMeasure(tokens, at, bare)
}

const vagueAt = (tokens: readonly Token[], at: number, length = 1): Taken => ({
  lexeme: {
    kind: 'number',
    milli: null,
    numbers: [],
    open: 'vague',
    article: false,
    pronoun: false,
    digits: false,
    measure: null,
    measureWord: null,
    unit: null,
    start: tokens[at]!.start,
    end: tokens[at + length - 1]!.end,
  },
  length,
})

const wordAt = (tokens: readonly Token[], at: number) => {
  const token = tokens[at]
  return token?.kind === 'word' ? token.text : ''
}

/** "5-6", "5 or 6", "5 sau 6", "5 to 6", "5 până la 6", "between 5 and 6". */
const rangeFrom = (tokens: readonly Token[], at: number, from: Counted, language: string, before: readonly Lexeme[]) => {
  let next = at + from.length
  const lead = before.at(-1)
  const between = lead?.kind === 'word' && (lead.text === 'between' || lead.text === 'intre')
  const dash = isMark(tokens[next], 'dash') && (tokens[next]?.glued ? true : before.length === 0)
  const word = wordAt(tokens, next)
  if (dash || rangeWords.has(word) || (between && (word === 'and' || word === 'si'))) next++
  else return null
  if (wordAt(tokens, next) === 'la') next++
  if (word === 'or' && wordAt(tokens, next) === 'so') {
    return { ...from, length: next + 1 - at, open: 'vague' as const }
  }
  const to = countedAt(tokens, next, language)
  if (!to || to.article || (dash && to.milli <= from.milli)) return null
  return { ...from, numbers: [from.milli, to.milli], length: next + to.length - at, open: 'range' as const }
}

const withMeasure = (
  tokens: readonly Token[],
  at: number,
  number: Omit<Counted, 'length'> & { length: number; open?: 'range' | 'vague' },
): Taken => {
  const first = tokens[at]!
  let end = at + number.length
  let look = end
  if (wordAt(tokens, look) === 'de') look++
  // "half a kilo"
  if (number.milli < 1000 && !number.digits && /^an?$/.test(wordAt(tokens, look))) look++
  if (isMark(tokens[look], 'dash') && tokens[look]?.glued && tokens[look + 1]?.glued) look++
  const percent = isMark(tokens[look], 'percent')
  const word = percent ? '%' : wordAt(tokens, look)
  const found = percent ? (['%', 1] as const) : measureOf(word)
  const measure = found && !number.article ? { name: found[0], amount: Math.round(number.milli * found[1]) / 1000 } : null
  if (measure) {
    end = look + 1
    if (isMark(tokens[end], 'slash') && /^(m|mp|m2)$/.test(wordAt(tokens, end + 1))) end += 2
  }
  const unit = measure ? unitOf(word) : null
  const { milli, numbers, open, article, digits } = number
  return {
    lexeme: {
      kind: 'number',
      milli: open === 'range' || numbers.length > 1 ? null : milli,
      numbers,
      ...(open ? { open } : {}),
      article,
      pronoun: first.kind === 'word' && first.text === 'one' && number.length === 1,
      digits,
      measure,
      measureWord: measure ? word : null,
      unit: unit === 'kg' || unit === 'g' || unit === 'l' || unit === 'ml' ? unit : null,
      start: first.start,
      end: tokens[end - 1]!.end,
    },
    length: end - at,
  }
}

/** "about 5", "max 5": a number that is only a guess. */
const withGuesses = (lexemes: readonly Lexeme[]): Lexeme[] => {
  const found: Lexeme[] = []
  let guess = false
  for (const [at, lexeme] of lexemes.entries()) {
    // "the 80 gram one" counts nothing.
    if (lexeme.kind === 'number' && lexeme.pronoun && at > 0 && at === lexemes.length - 1) continue
    if (lexeme.kind === 'word' && aboutWords.has(lexeme.text)) guess = true
    else if (lexeme.kind === 'number' && guess) {
      found.push(lexeme.open === 'range' ? lexeme : { ...lexeme, open: 'vague', milli: null })
      guess = false
    } else {
      found.push(lexeme)
      if (lexeme.kind === 'word' && lexeme.text !== 'de' && lexeme.text !== 'la') guess = false
    }
  }
  return found
}
