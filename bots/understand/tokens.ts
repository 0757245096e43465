import { fold } from '../../core/language/fold.ts'

export type Mark =
  | 'line'
  | 'comma'
  | 'stop'
  | 'question'
  | 'colon'
  | 'dash'
  | 'slash'
  | 'plus'
  | 'times'
  | 'percent'
  | 'open'
  | 'close'
  | 'bullet'
  | 'other'

/**
 * A word, a number in digits, or a mark, with its place in the cleaned text. `glued`: nothing stands between it and the one before.
 * `product`: it stands for the whole name of that place in the catalogue.
 */
export type Token =
  | { kind: 'word'; text: string; start: number; end: number; glued: boolean; product?: number }
  | { kind: 'number'; text: string; milli: number; numbers: readonly number[]; start: number; end: number; glued: boolean }
  | { kind: 'mark'; mark: Mark; start: number; end: number; glued: boolean }

/** Messages longer than this are read up to here and no further. An order of a hundred lines fits. */
export const readAtMost = 6000

/** The text as it is read: one form of letters, plain digits, no invisible or direction marks; at most `readAtMost` characters. */
export const clean = (raw: string): { text: string; cut: boolean } => {
  const cut = raw.length > readAtMost
  const text = (cut ? wholeWords(raw) : raw)
    .normalize('NFC')
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]|[\uFE00-\uFE0F]|\u20E3/g, '')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\S\n]|(?!\n)\p{Cc}/gu, ' ')
    // "s-ar", "v-aș": a lone letter that leans on the next word is no size.
    .replace(/(?<![\p{L}\p{N}-])[SMLVNDsmlvnd]-(?=\p{Ll}{2})/gu, '')
  return { text, cut }
}

const wholeWords = (raw: string) => {
  const head = raw.slice(0, readAtMost)
  // A whole line if there is one: half a line may count something else.
  const end = [head.lastIndexOf('\n'), head.lastIndexOf(' ')].find((place) => place > readAtMost / 2)
  return end === undefined ? head : head.slice(0, end)
}

const pattern = /(\n[ \n]*)|([xX×*](?=\d))|(\d+(?:[.,]\d+)*[½¼¾]?|[½¼¾])|(\p{L}[\p{L}\p{M}\p{N}]*(?:['’`´]\p{L}+)?)|([^\s\p{L}\p{N}])/gu
const halves: Record<string, number> = { '½': 500, '¼': 250, '¾': 750 }
const marks: Record<string, Mark> = {
  ',': 'comma',
  ';': 'stop',
  '.': 'stop',
  '!': 'stop',
  '?': 'question',
  ':': 'colon',
  '-': 'dash',
  '–': 'dash',
  '—': 'dash',
  '−': 'dash',
  '/': 'slash',
  '+': 'plus',
  '&': 'plus',
  '×': 'times',
  '*': 'times',
  '%': 'percent',
  '(': 'open',
  ')': 'close',
  ...Object.fromEntries([...'•▪◦●‣·✓✔☑►▶→➤'].map((bullet) => [bullet, 'bullet' as const])),
}

/** Cuts a cleaned text into tokens, in one pass. */
export const tokenize = (text: string): Token[] => {
  const tokens: Token[] = []
  let last = -1
  for (const match of text.matchAll(pattern)) {
    const [whole, line, times, digits, word] = match
    const start = match.index
    const place = { start, end: start + whole.length, glued: start === last }
    last = place.end
    if (line) tokens.push({ kind: 'mark', mark: 'line', ...place })
    // "x5" is five times; inside a word ("max5") the letter never stands alone, so the pattern cannot reach it there.
    else if (times) tokens.push({ kind: 'mark', mark: 'times', ...place })
    else if (digits) tokens.push({ kind: 'number', text: digits, ...numberOf(digits), ...place })
    else if (word) tokens.push(wordOf(word, place))
    else tokens.push({ kind: 'mark', mark: marks[whole] ?? 'other', ...place })
  }
  return tokens
}

const wordOf = (word: string, place: { start: number; end: number; glued: boolean }): Token => {
  const folded = fold(word).replaceAll(' ', '')
  // "unul" counts like "unu".
  const text = folded === 'unul' ? 'unu' : folded
  return text === 'x' ? { kind: 'mark', mark: 'times', ...place } : { kind: 'word', text, ...place }
}

/** Thousandths of a number in digits. "1.000" and "1,000" are a thousand; "2,500" may be two and a half, so both are told. */
export const numberOf = (digits: string): { milli: number; numbers: readonly number[] } => {
  const fraction = halves[digits.at(-1) ?? ''] ?? 0
  const rest = fraction ? digits.slice(0, -1) : digits
  const groups = rest.split(/[.,]/)
  const whole = Number(groups.join(''))
  if (groups.length === 1) return one(Number(rest || 0) * 1000 + fraction)
  const thousands = groups[0] !== '0' && (groups[0]?.length ?? 0) <= 3 && groups.slice(1).every((group) => group.length === 3)
  if (thousands && (groups.length > 2 || groups[1] === '000')) return one(whole * 1000)
  if (groups.length > 2) return one(Number.NaN)
  const decimal = Math.round(Number(`${groups[0]}.${groups[1]}`) * 1000)
  return thousands ? { milli: decimal, numbers: [decimal, whole * 1000] } : one(decimal)
}

const one = (milli: number) => ({ milli, numbers: [milli] })
