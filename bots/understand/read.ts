import { readAnswer } from './answers.ts'
import { opened } from './catalogue.ts'
import { changesIn } from './changes.ts'
import { commandIn } from './command.ts'
import { draftsOf } from './drafts.ts'
import { inEnglish } from './foreign.ts'
import { guessLanguage } from './guess.ts'
import { lastOrderOf, linesWithUsual, repeated } from './history.ts'
import { aboutOf } from './lines.ts'
import { withoutListNumbers } from './lists.ts'
import { lastTime } from './phrases.ts'
import { asIntent, sortOut } from './sort-out.ts'
import { asLine, spanOf, without, wordsOf } from './spans.ts'
import { clean, readAtMost, type Token, tokenize } from './tokens.ts'
import type { CatalogueIndex, Intent, Pending, ReadContext, Reading, SpokenLanguage } from './types.ts'
import { worthAsking } from './worth.ts'

/** Reads a customer's message: what it wants, and every line of an order in it. Pure, bounded in time, never throws for any text. */
export const read = (raw: string, index: CatalogueIndex, context: ReadContext): Reading => {
  const { text, cut } = clean(raw)
  const tokens = withoutListNumbers(tokenize(text))
  const words = wordsOf(tokens)
  const language = guessLanguage(words, text)
  const base = { language, lines: [], declined: [], cut }
  if (context.pending) {
    const answer = readAnswer(raw, context.pending, index, context.language)
    if (answer) return { ...base, intents: [{ kind: 'answer', answer }] }
    const both = answerAndMore(raw, index, context, context.pending)
    if (both) return { ...both, cut }
  }
  const command = commandIn(text, words)
  if (command && command !== 'repeat') return { ...base, intents: [asIntent(command, words)] }
  return readMessage(text, tokens, language, cut, index, context)
}

/** "a doua, și 5 mănuși M": an answer, and then more that is wanted. */
const answerAndMore = (raw: string, index: CatalogueIndex, context: ReadContext, pending: Pending): Reading | null => {
  const parts = /^([^,;.\n]{1,60}?)(?:[,;.\n]|\s(?:și|si|and|plus)\s)\s*(?:(?:și|si|and|plus)\s)?(.+)$/isu.exec(raw.slice(0, readAtMost))
  const [, first, more] = parts ?? []
  const answer = first && more ? readAnswer(first, pending, index, context.language) : null
  if (!answer || !more) return null
  const rest = read(more, index, { ...context, pending: null })
  if (!rest.lines.some((line) => line.kind !== 'unknown') && rest.intents.every(({ kind }) => kind === 'unknown')) return null
  return { ...rest, intents: [{ kind: 'answer', answer }, ...rest.intents] }
}

/** Numbers are read by the language of the message; what is neither English nor Romanian is read as English. */
const countsIn = (guess: SpokenLanguage | null, told: SpokenLanguage) => {
  const language = guess ?? told
  return language === 'ro' ? 'ro' : 'en'
}

const readMessage = (
  text: string,
  tokens: readonly Token[],
  guess: SpokenLanguage | null,
  cut: boolean,
  catalogue: CatalogueIndex,
  context: ReadContext,
): Reading => {
  const index = opened(catalogue)
  const language = countsIn(guess, context.language)
  const sorted = sortOut(inEnglish(tokens, guess), text, language, context, index)
  const intents = [...sorted.intents]
  const changes = changesIn(sorted.order, text, language, context, index)
  if (changes) {
    return { language: guess, intents: [{ kind: 'change', changes }, ...intents, ...sorted.manners], lines: [], declined: [], cut }
  }
  const { lines, declined, kind } = orderIn(sorted.order, text, language, { ...context, topic: sorted.topic }, index)
  const wanted = worthAsking(lines, sorted)
  if (kind) intents.unshift(kind)
  else if (wanted.length > 0) intents.unshift({ kind: 'order' })
  const all = [...intents, ...sorted.manners]
  return { language: guess, intents: all.length > 0 ? all : [{ kind: 'unknown' }], lines: wanted, declined, cut }
}

type Order = Pick<Reading, 'lines' | 'declined'> & { kind: Intent | null }

const orderIn = (
  tokens: readonly Token[],
  text: string,
  language: string,
  context: ReadContext,
  index: ReturnType<typeof opened>,
): Order => {
  const span = spanOf(tokens, lastTime)
  const rest = span ? without(tokens, span) : tokens
  const drafts = draftsOf(rest, language, index).map((draft) => {
    const topic = draft.bare ? (context.topic ?? []).flatMap((id) => index.at.get(id) ?? []) : []
    // A number alone counts what was spoken of last.
    return topic.length > 0
      ? {
          ...draft,
          bare: false,
          found: { ...draft.found, full: true, match: { products: topic, level: 2 as const, sure: topic.length === 1 } },
        }
      : draft
  })
  const declined = drafts.filter((draft) => draft.declined).map((draft) => aboutOf(draft, text, index))
  const history = context.history ?? []
  if (span && !pointsAtOne(tokens, span)) {
    const reference = lastOrderOf(history)[0]?.reference ?? null
    return { lines: repeated(history, drafts, text, index), declined, kind: { kind: 'repeat', reference } }
  }
  const { lines, found } = linesWithUsual(drafts, span !== null, history, text, index)
  return { lines, declined, kind: found && lines.length > 0 ? { kind: 'usual' } : null }
}

/** "cafeaua de data trecută", "the coffee as last time": said of one thing, right behind it, and nothing else stands there. */
const pointsAtOne = (tokens: readonly Token[], [from, to]: readonly [number, number]) => {
  const before = tokens.slice(0, from)
  const after = asLine(tokens.slice(to)).trim()
  const noun = before.at(-1)
  return (
    after === '' &&
    noun?.kind === 'word' &&
    wordsOf(before).length <= 4 &&
    /^(?:cafeaua|hartia|apa|tonerul|sapunul|detergentul|manusile|pixurile|laptele|zaharul|ceaiul|paharele|sacii|coffee|paper|water|toner|soap|gloves|pens|milk|sugar|tea|cups|bags)$/.test(
      noun.text,
    )
  )
}
