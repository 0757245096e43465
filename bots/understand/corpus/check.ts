import { catalogueIndex } from '../catalogue.ts'
import { read } from '../read.ts'
import type { About, Intent, Line, Reading } from '../types.ts'
import { demoHistory, demoProducts } from './demo.ts'
import type { Sentence } from './sentence.ts'

export const demoIndex = catalogueIndex(demoProducts)

const number = (milli: number | null) => (milli === null ? '' : ` ${milli / 1000}`)
const noteNames = { below_min: '!min', off_step: '!step', from_history: '~hist', maybe_pieces: '~pcs' } as const

/** A line in the words of the corpus. */
export const inWords = (line: Line): string => {
  switch (line.kind) {
    case 'sure':
      return [`${line.productId}${number(line.quantityMilli)}`, ...line.notes.map((note) => noteNames[note])].join(' ')
    case 'which':
      return `?${line.candidates.join('|')}${number(line.quantityMilli)}${line.quantityMilli !== null && line.unit ? ` ${line.unit}` : ''}`
    case 'how_many':
      return `#${line.productId} ${line.why}`
    case 'inactive':
      return `x${line.productId}${number(line.quantityMilli)}`
    case 'unknown':
      return `unknown${number(line.quantityMilli)}`
  }
}

const about = ({ candidates, quantityMilli }: About) => `${candidates.join('|')}${number(quantityMilli)}`

const intentInWords = (intent: Intent): string[] => {
  switch (intent.kind) {
    case 'price_of':
    case 'stock_of':
      return [`@${intent.kind} ${intent.about.map(about).join(', ')}`]
    case 'change':
      return intent.changes.map(
        (change) => `@change ${change.deed} ${change.deed === 'remove' ? about(change.about) : inWords(change.line)}`,
      )
    case 'repeat':
      return [`@repeat${intent.reference ? ` ${intent.reference}` : ''}`]
    case 'delivery_date':
      return [`@delivery_date ${intent.day}`]
    case 'own_reference':
      return [`@own_reference ${intent.reference}`]
    default:
      return [`@${intent.kind}`]
  }
}

const manners = new Set(['@greeting', '@thanks'])

const expanded = (text: string) =>
  text.replace(/[A-Z]+(?:-[A-Z0-9]+)*\*/g, (start) =>
    demoProducts
      .filter(({ code, active }) => active && code.startsWith(start.slice(0, -1)))
      .map(({ code }) => code)
      .join('|'),
  )

/** "TON* 2" for sure lines is one line each. */
const eachAlone = (part: string) =>
  /^[A-Z].*\|/.test(part)
    ? part
        .replace(/ .*/, '')
        .split('|')
        .map((code) => `${code} ${part.split(' ').slice(1).join(' ')}`)
    : [part]

export type Check = { said: string; wanted: string; got: string; exact: boolean; wrong: readonly string[] }

/** Reads a sentence of the corpus and compares; `wrong` names products put on the order, or changed, that were not meant. */
export const check = ([said, expected, setting]: Sentence, language: 'en' | 'ro'): Check => {
  const where = typeof setting === 'object' ? setting : {}
  const reading = read(said, demoIndex, {
    language,
    today: '2026-03-16',
    ...(where.history ? { history: demoHistory(where.history) } : {}),
    ...(where.topic ? { topic: where.topic.split('|') } : {}),
    ...(where.draft ? { draft: where.draft.split('; ').map(draftLine) } : {}),
  })
  const parts = expected.split('; ').map(expanded).flatMap(eachAlone)
  const wantedLines = parts.filter((part) => !part.startsWith('@') && !part.startsWith('no '))
  const wantedRest = parts.filter((part) => part.startsWith('@') || part.startsWith('no ')).sort()
  const lines = reading.lines.map(inWords)
  const intents = reading.intents
    .flatMap(intentInWords)
    .filter((intent) => intent !== '@order' && (!manners.has(intent) || parts.includes(intent)))
  const rest = [...intents, ...reading.declined.map((one) => `no ${about(one)}`)].sort()
  const exact =
    setting === 'asks'
      ? putOn(reading).length === wantedLines.filter((line) => /^[A-Z]/.test(line)).length
      : lines.join('; ') === wantedLines.join('; ') && rest.join('; ') === wantedRest.join('; ')
  const meant = new Set(
    setting === 'asks'
      ? wantedLines.filter((line) => /^[A-Z]/.test(line)).map(codeOf)
      : parts.map((part) => codeOf(part.replace(/^@change (?:set|add|remove) /, ''))),
  )
  const wrong = putOn(reading).filter((code) => !meant.has(code))
  return { said, wanted: expected, got: [...lines, ...rest].join('; '), exact, wrong }
}

const codeOf = (part: string) => part.replace(/^[#x]/, '').split(' ')[0] ?? ''

const draftLine = (text: string) => {
  const [productId = '', quantity = '1'] = text.split(' ')
  return { productId, quantityMilli: Number(quantity) * 1000 }
}

/** Every product that this reading would order, change or take off without asking. */
export const putOn = (reading: Reading): string[] => [
  ...reading.lines.flatMap((line) => (line.kind === 'sure' ? [line.productId] : [])),
  ...reading.intents.flatMap((intent) =>
    intent.kind === 'change'
      ? intent.changes.flatMap((change) =>
          change.deed === 'remove'
            ? change.about.candidates.length === 1
              ? [...change.about.candidates]
              : []
            : change.line.kind === 'sure'
              ? [change.line.productId]
              : [],
        )
      : [],
  ),
]
