import { fold } from './fold.ts'
import { readDecimal } from './money.ts'
import type { NumberWords } from './number-words.ts'
import { english, romanian } from './number-words.ts'

/**
 * A number read from words or digits: its value in thousandths and how many tokens it took. `ambiguous` marks digits that another
 * country would read otherwise ("1.250" is 1,250 to a Romanian and 1.25 to an Englishman); `milli` is then the reading of the language.
 */
export type ReadNumber = { milli: number; length: number; ambiguous?: true }

// Above this it is a telephone number or a slip, not a quantity.
const most = 1_000_000_000
const fractions = new Map(Object.entries({ '½': 500, '¼': 250, '¾': 750, '1/2': 500, '1/4': 250, '3/4': 750 }))

/**
 * Reads the number that begins at `tokens[at]` (words as people write them, split at spaces), or null where none begins: "20", "1,5", "2x",
 * "½", "twenty-five", "a dozen", "two and a half", "două sute", "o sută douăzeci și cinci". Null for ranges ("2-3") and for "a few".
 * The particle "de" ("douăzeci de cutii") and the unit are left to the caller.
 */
export const readNumber = (tokens: readonly string[], at: number, language: string): ReadNumber | null => {
  const words = language.startsWith('ro') ? romanian : english
  const token = bare(tokens[at])
  const times = /^(?:[x×*]([\d.,]+)|([\d.,]+)[x×*])$/.exec(token)
  const number = times
    ? readDigits(times[1] ?? times[2] ?? '', language)
    : (readDigitPhrase(tokens, at, words, language) ?? readWords(tokens, at, words))
  if (!number || number.milli > most) return null
  const next = bare(tokens[at + number.length])
  return !times && /^[x×*]$/.test(next) ? { ...number, length: number.length + 1 } : number
}

const bare = (token: string | undefined) =>
  (token ?? '')
    .slice(0, 60)
    .toLowerCase()
    .replace(/^[("„“]+|[.,;:!?)"”]+$/g, '')

const readDigits = (text: string, language: string): ReadNumber | null => {
  if (!/^\d/.test(text)) return null
  const milli = readDecimal(text, language, 3)
  if (milli === null) return null
  const mark = /^\d{1,3}([.,])\d{3}$/.exec(text)?.[1]
  return mark !== undefined && !text.startsWith('0') ? { milli, length: 1, ambiguous: true } : { milli, length: 1 }
}

/** Digits and what may follow them: "1 ½", "2 and a half", "3 dozen", "2 mii", "1 000". */
const readDigitPhrase = (tokens: readonly string[], at: number, words: NumberWords, language: string): ReadNumber | null => {
  const token = bare(tokens[at])
  const alone = fractions.get(token)
  if (alone !== undefined) return { milli: alone, length: 1 }
  const mixed = /^(\d{1,6})([½¼¾])$/.exec(token)
  if (mixed) return { milli: Number(mixed[1]) * 1000 + (fractions.get(mixed[2] ?? '') ?? 0), length: 1 }
  const number = readDigits(token, language)
  if (!number) return null
  const next = bare(tokens[at + 1])
  const whole = /^\d+$/.test(token)
  const fraction = whole ? fractions.get(next) : undefined
  if (fraction !== undefined) return { milli: number.milli + fraction, length: 2 }
  if (/^\d{1,3}$/.test(token) && next === '000') return { milli: number.milli * 1000, length: 2 }
  const scale = scaleOf(fold(next), words)
  if (scale > 1) return { ...number, milli: number.milli * scale, length: 2 }
  const rest = andFraction(wordsFrom(tokens, at + 1), 0, words)
  return rest ? { ...number, milli: number.milli + rest.milli, length: 1 + rest.taken } : number
}

const scaleOf = (word: string, words: NumberWords) =>
  words.hundred.includes(word) ? 100 : words.thousand.includes(word) ? 1000 : words.dozen.includes(word) ? 12 : 1

type Word = { text: string; token: number; last: boolean }

/** The next words, folded, with hyphens opened, each knowing its token: "twenty-five" is two words of one token. */
const wordsFrom = (tokens: readonly string[], from: number): Word[] => {
  const found: Word[] = []
  for (let token = from; token < Math.min(tokens.length, from + 12); token++) {
    const written = bare(tokens[token])
    // A comma or a full stop ends the number: "două, cinci" are two numbers.
    const ends = /[.,;:!?]$/.test(tokens[token] ?? '')
    const parts = /^[\p{L}\p{M}-]+$/u.test(written) ? fold(written).split(' ') : ['']
    for (const [place, text] of parts.entries()) found.push({ text, token: token - from, last: place === parts.length - 1 })
    if (ends) break
  }
  return found
}

const andFraction = (
  words: readonly Word[],
  at: number,
  vocabulary: NumberWords,
): { milli: number; taken: number; words: number } | null => {
  if (words[at]?.text !== vocabulary.and) return null
  const article = vocabulary.article.includes(words[at + 1]?.text ?? '') ? 1 : 0
  const word = words[at + 1 + article]
  if (!word?.last) return null
  const milli = vocabulary.half.includes(word.text) ? 500 : vocabulary.quarter.includes(word.text) ? 250 : 0
  return milli === 0 ? null : { milli, taken: word.token + 1, words: 2 + article }
}

/**
 * Words in order: units and tens add up, "hundred" and "dozen" multiply what stands before them, "thousand" closes a group. What does not fit
 * (two units in a row) ends the number.
 */
const readWords = (tokens: readonly string[], at: number, vocabulary: NumberWords): ReadNumber | null => {
  const words = wordsFrom(tokens, at)
  let total = 0
  let group = 0
  /** The largest part that may still be added to the group: 0 after a unit, 9 after tens, 99 after a hundred. */
  let room = 999
  let read: ReadNumber | null = null
  let place = 0
  const take = (word: Word, milli: number) => {
    if (word.last) read = { milli, length: word.token + 1 }
  }
  for (; place < words.length; place++) {
    const word = words[place]
    if (!word) break
    const { text } = word
    const started = place > 0
    const following = words[place + 1]?.text ?? ''
    // "hundreds of boxes" is no number, "hundred boxes" is.
    const counts = (bigger: readonly string[]) => group > 0 || (!started && text === bigger[0])
    const unit =
      own(vocabulary.units, text) ?? (vocabulary.article.includes(text) && room >= 1 && isBig(following, vocabulary) ? 1 : undefined)
    const tens = own(vocabulary.tens, text)
    const addend = unit ?? tens
    if (addend !== undefined) {
      if (started && (addend > room || addend === 0)) break
      group += addend
      room = tens === undefined ? 0 : 9
    } else if (vocabulary.hundred.includes(text) && group < 10 && counts(vocabulary.hundred)) {
      group = (group || 1) * 100
      room = 99
    } else if (vocabulary.thousand.includes(text) && total === 0 && counts(vocabulary.thousand)) {
      total = (group || 1) * 1000
      group = 0
      room = 999
    } else if (vocabulary.dozen.includes(text) && total === 0 && counts(vocabulary.dozen)) {
      take(word, (group || 1) * 12_000)
      return read
    } else if (text === vocabulary.and && started && room > 0 && canFollow(following, room, vocabulary)) {
      continue
    } else break
    take(word, (total + group) * 1000)
  }
  const quarters = words[place]
  if (read && total === 0 && group < 4 && quarters?.last && vocabulary.quarter.includes(quarters.text)) {
    return { milli: group * 250, length: quarters.token + 1 }
  }
  const fraction = read ? andFraction(words, place, vocabulary) : null
  if (fraction) return { milli: (total + group) * 1000 + fraction.milli, length: fraction.taken }
  return read ?? readSmall(words, vocabulary)
}

const isBig = (text: string, { hundred, thousand, dozen }: NumberWords) => [hundred, thousand, dozen].some((list) => list.includes(text))

const canFollow = (text: string, room: number, vocabulary: NumberWords) => {
  const value = own(vocabulary.units, text) ?? own(vocabulary.tens, text)
  return value !== undefined && value > 0 && value <= room
}

const own = (table: Record<string, number>, word: string) => (Object.hasOwn(table, word) ? table[word] : undefined)

/** "half", "a half", "half a dozen", "o jumătate", "a quarter"; last of all the article alone. */
const readSmall = (words: readonly Word[], vocabulary: NumberWords): ReadNumber | null => {
  const [first, second, third] = words
  if (!first) return null
  const article = vocabulary.article.includes(first.text)
  const word = article ? second : first
  const milli = vocabulary.half.includes(word?.text ?? '') ? 500 : vocabulary.quarter.includes(word?.text ?? '') ? 250 : 0
  if (word?.last && milli > 0) {
    const [one, other] = article ? [third, undefined] : [second, third]
    const dozen = vocabulary.dozen.includes(one?.text ?? '') ? one : vocabulary.article.includes(one?.text ?? '') ? other : undefined
    if (dozen?.last && vocabulary.dozen.includes(dozen.text)) return { milli: milli * 12, length: dozen.token + 1 }
    return { milli, length: word.token + 1 }
  }
  if (!article || !first.last || vocabulary.vague.includes(second?.text ?? '')) return null
  return { milli: 1000, length: 1 }
}
