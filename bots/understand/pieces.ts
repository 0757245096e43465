import { countedAt } from './lexemes.ts'
import { andWords, butWords, eachWords } from './lexicon.ts'
import type { Mark, Token } from './tokens.ts'

/** A stretch of a message between commas, "and", line ends and turns of mind: what may be one line of an order. */
export type Piece = {
  tokens: readonly Token[]
  /** What stands before it. */
  after: 'start' | 'line' | 'stop' | 'comma' | 'and'
  /** "no wait", "de fapt": what came before is taken back. `weak` turns ("actually") may also only add. */
  turn?: 'strong' | 'weak'
  /** "without", "nu vreau": not wanted. */
  declined: boolean
  /** "2 of each", "câte 2". */
  each: false | 'each' | 'of_each'
  /** Ends in a colon: a heading for what follows. */
  heading: boolean
  start: number
  end: number
}

const phrases = (text: string) => text.split('|').map((phrase) => phrase.trim().split(' '))

const strongTurns = phrases(
  'no wait|wait no|wait|no no|no sorry|sorry no|ba nu|nu stai|stai nu|stai|nu nu|i mean|i meant|or rather|rather|correction|scratch that|oops|make that|sorry|my mistake|scuze|pardon|ma scuzati|scuzati|imi cer scuze|corectie|corectez|am gresit|gresit|vreau sa zic|vreau sa spun|adica|mai bine|better|perdon|nein',
)
const weakTurns = phrases('actually|de fapt|in fact')
const declines = phrases(
  `fara|without|no more|no need for|dont need|do not need|dont want|do not want|we dont need|i dont need|i dont want|we dont want|nu mai vreau|nu vreau|nu mai vrem|nu vrem|nu mai dorim|nu dorim|nu mai doresc|nu doresc
  |nu mai trebuie|nu trebuie|nu ne mai trebuie|nu ne trebuie|nu imi mai trebuie|nu imi trebuie|nu mai am nevoie de|nu mai avem nevoie de|nu am nevoie de|nu avem nevoie de|nu e nevoie de|nu este nevoie de|nu mai pune|nu mai pune-ti|nu mai puneti|nu pune|nu puneti|nu mai trimiteti|nu trimiteti|nu mai luam|nu luam|nu mai iau|nu iau
  |scoate|scoateti|sterge|stergeti|elimina|eliminati|remove|delete|take out|take off|leave out|skip the|skip|except for|except|minus|in afara de|exceptand|mai putin|not the|not|no|nu|ohne|kein|keine|keinen|sin|sans`.replace(
    /\n/g,
    ' ',
  ),
)

const phraseAt = (tokens: readonly Token[], at: number, list: readonly (readonly string[])[]): number => {
  let longest = 0
  for (const phrase of list) {
    let look = at
    let matched = 0
    while (matched < phrase.length) {
      const token = tokens[look]
      if (token?.kind === 'mark' && token.mark === 'comma' && matched > 0) {
        look++
        continue
      }
      if (token?.kind !== 'word' || token.text !== phrase[matched]) break
      look++
      matched++
    }
    if (matched === phrase.length && look - at > longest) longest = look - at
  }
  return longest
}

const separators: Partial<Record<Mark, Piece['after']>> = {
  line: 'line',
  stop: 'stop',
  question: 'stop',
  comma: 'comma',
  plus: 'and',
  bullet: 'line',
}
const abbreviations = new Set([
  'buc',
  'bc',
  'pcs',
  'pc',
  'pach',
  'pkt',
  'cut',
  'ctn',
  'nr',
  'no',
  'approx',
  'aprox',
  'cca',
  'ex',
  'litr',
  'gr',
  'ml',
  'kg',
])

/** Cuts the tokens of an order text into pieces. `keeps`: a word after "without" that belongs to a product's name ("fără cofeină"). */
export const piecesOf = (tokens: readonly Token[], language: string, keeps: (word: string) => boolean): Piece[] => {
  const pieces: Piece[] = []
  let open = blank('start')
  const close = (after: Piece['after']) => {
    // "5, no wait, 6": the comma behind the turn does not end it.
    if (open.tokens.length === 0) return
    pieces.push(finished(open))
    open = blank(after)
  }
  let at = 0
  while (at < tokens.length) {
    const token = tokens[at]!
    const number = countedAt(tokens, at, language)
    if (number && number.length > 1) {
      open.tokens.push(...tokens.slice(at, at + number.length))
      at += number.length
      continue
    }
    // "BIS-BUT": what is joined by a dash is no "but" between two lines.
    if (token.kind === 'word' && token.glued && isDash(tokens[at - 1]) && tokens[at - 1]?.glued) {
      open.tokens.push(token)
      at++
      continue
    }
    const turn = turnAt(tokens, at, open.tokens)
    if (turn) {
      close('comma')
      open.turn = turn.kind
      at += turn.length
      continue
    }
    const declined = declineAt(tokens, at, open.tokens, keeps)
    if (declined) {
      close('comma')
      open.declined = true
      at += declined
      continue
    }
    const separator = isBetween(open.tokens, token, tokens[at + 1]) ? null : separatorAt(tokens, at, open.tokens, language)
    if (separator) close(separator)
    else if (token.kind === 'word' && eachWords.has(token.text)) {
      open.each = eachOf(open.tokens.at(-1), tokens[at + 1])
      if (isKind(tokens[at + 1])) at++
    } else if (token.kind === 'mark' && token.mark === 'colon') open.heading = tokens[at + 1]?.kind === 'mark' || open.heading
    else if (!isBullet(token, open.tokens)) open.tokens.push(token)
    at++
  }
  close('stop')
  return pieces
}

const isDash = (token: Token | undefined) => token?.kind === 'mark' && token.mark === 'dash'

type Open = { -readonly [Key in keyof Omit<Piece, 'tokens' | 'start' | 'end'>]: Piece[Key] } & { tokens: Token[] }

const blank = (after: Piece['after']): Open => ({ tokens: [], after, declined: false, each: false, heading: false })

const finished = (open: Open): Piece => ({
  ...open,
  ...trailingNo(open),
  start: open.tokens[0]?.start ?? 0,
  end: open.tokens.at(-1)?.end ?? 0,
})

/** "toner nu": what is declined may stand first. */
const trailingNo = (open: Open): { declined: boolean; tokens: Token[] } => {
  const last = open.tokens.at(-1)
  const no = open.tokens.length > 1 && last?.kind === 'word' && (last.text === 'nu' || last.text === 'no' || last.text === 'not')
  return no ? { declined: true, tokens: open.tokens.slice(0, -1) } : { declined: open.declined, tokens: open.tokens }
}

const turnAt = (tokens: readonly Token[], at: number, before: readonly Token[]) => {
  const strong = phraseAt(tokens, at, strongTurns)
  if (strong > 0) return { kind: 'strong' as const, length: strong }
  const weak = phraseAt(tokens, at, weakTurns)
  if (weak > 0) return { kind: 'weak' as const, length: weak }
  // "5, nu, 6": a no with a pause takes the first number back; "5, nu 6" may as well mean five.
  const token = tokens[at]
  if (token?.kind !== 'word' || (token.text !== 'nu' && token.text !== 'no' && token.text !== 'ba')) return null
  const comma = tokens[at + 1]
  const paused = comma?.kind === 'mark' && comma.mark === 'comma'
  return paused && tokens[at + 2]?.kind === 'number' && before.length === 0 ? { kind: 'strong' as const, length: 2 } : null
}

const declineAt = (tokens: readonly Token[], at: number, before: readonly Token[], keeps: (word: string) => boolean): number => {
  const length = phraseAt(tokens, at, declines)
  if (length === 0) return 0
  const next = tokens[at + length]
  const first = tokens[at]
  if (
    next?.kind === 'number' &&
    length === 1 &&
    before.length === 0 &&
    first?.kind === 'word' &&
    (first.text === 'not' || first.text === 'nu')
  )
    return 1
  if (next?.kind !== 'word' || (before.length > 0 && keeps(next.text))) return 0
  return length
}

const separatorAt = (tokens: readonly Token[], at: number, before: readonly Token[], language: string): Piece['after'] | null => {
  const token = tokens[at]!
  if (token.kind === 'word') {
    if (butWords.has(token.text)) return 'comma'
    if (!andWords.has(token.text)) return null
    const foreign = token.text === 'y' || token.text === 'und' || token.text === 'et'
    return foreign && (language === 'en' || language === 'ro') ? null : 'and'
  }
  if (token.kind !== 'mark') return null
  const last = before.at(-1)
  if (token.mark === 'stop' && token.glued && last?.kind === 'word' && abbreviations.has(last.text)) return null
  if (token.mark === 'slash') return token.glued ? null : 'comma'
  return separators[token.mark] ?? null
}

/** "between 5 and 10" is one amount. */
const isBetween = (before: readonly Token[], token: Token, next: Token | undefined) => {
  const [lead, number] = before.slice(-2)
  return (
    token.kind === 'word' &&
    number?.kind === 'number' &&
    next?.kind === 'number' &&
    lead?.kind === 'word' &&
    (lead.text === 'between' || lead.text === 'intre')
  )
}

const eachOf = (before: Token | undefined, after: Token | undefined) =>
  (before?.kind === 'word' && (before.text === 'of' || before.text === 'din' || before.text === 'de')) || isKind(after) ? 'of_each' : 'each'

const kinds = new Set('colour color colours size sizes kind type one of culoare culori marime marimi fel sort tip dintre din'.split(' '))
const isKind = (token: Token | undefined) => token?.kind === 'word' && kinds.has(token.text)

/** A dash that begins a line, and the number of a numbered list, say nothing. */
const isBullet = (token: Token, before: readonly Token[]) => token.kind === 'mark' && token.mark === 'dash' && before.length === 0
