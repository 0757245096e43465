import type { Index } from './catalogue.ts'
import { type CommandKind, commandIn } from './command.ts'
import { dateIn } from './dates.ts'
import { draftsOf } from './drafts.ts'
import { greetings } from './lexicon.ts'
import { aboutOf } from './lines.ts'
import { lastTime, orderVerbs, questionWords, wantsToKnow, wishes } from './phrases.ts'
import { addressIn, outside, ownReferenceIn, referenceIn, withoutHoursAndPrices } from './references.ts'
import { asLine, type Sentence, sentencesOf, wordsOf } from './spans.ts'
import type { Token } from './tokens.ts'
import type { About, Intent, ReadContext, SpokenLanguage } from './types.ts'

/** A message taken apart: what it asks beside ordering, and the tokens that are left for an order. */
export type Sorted = {
  intents: Intent[]
  /** Greetings and thanks. */
  manners: Intent[]
  order: readonly Token[]
  /** What a number alone counts: a thing asked about in this message, else the topic of the talk. */
  topic: readonly string[]
  /** Words like "I want", so that an unknown thing is something wanted. */
  ordering: boolean
}

type WishKind = (typeof wishes)[number][0]

/** Sorts the sentences of a message by what they want. */
export const sortOut = (all: readonly Token[], text: string, language: string, context: ReadContext, index: Index): Sorted => {
  const sorted: Sorted & { order: Token[] } = {
    intents: [],
    manners: mannersIn(all),
    order: [],
    topic: context.topic ?? [],
    ordering: false,
  }
  const own = ownReferenceIn(text)
  if (own) sorted.intents.push({ kind: 'own_reference', reference: own.reference })
  const address = addressIn(text)
  const placed =
    address &&
    !holdsLine(
      all.filter((token) => token.start >= address.start && token.end <= address.end),
      language,
      index,
    )
      ? address
      : null
  if (placed) sorted.intents.push({ kind: 'other_address', said: placed.said })
  const tokens = withoutHoursAndPrices(outside(outside(all, own), placed))
  for (const sentence of sentencesOf(tokens)) takeSentence(sentence, text, language, context, index, sorted)
  return { ...sorted, intents: once(sorted.intents) }
}

const once = (intents: readonly Intent[]) => intents.filter((intent, at) => intents.findIndex((other) => other.kind === intent.kind) === at)

const holdsLine = (tokens: readonly Token[], language: string, index: Index) =>
  draftsOf(tokens, language, index).some(({ found }) => found.full && found.counted && (found.match.sure || found.match.level === 3))

const takeSentence = (
  sentence: Sentence,
  text: string,
  language: string,
  context: ReadContext,
  index: Index,
  sorted: Sorted & { order: Token[] },
) => {
  const words = wordsOf(sentence.tokens)
  const command = sentence.tokens.length < 10 ? commandIn(words.join(' '), words) : null
  if (command === 'greeting' || command === 'thanks') return
  const line = asLine(sentence.tokens)
  const first = wishes.find(([, pattern]) => pattern.test(line))?.[0] ?? null
  // "When can you deliver 10 boxes?" speaks of no order yet.
  const planned = first === 'where_is_my_order' && canDeliver.test(line) && isCounted(sentence, language, index)
  const wish = planned ? 'stock_of' : first
  const orders = orderVerbs.test(line) && !wantsToKnow.test(line)
  sorted.ordering ||= orders
  if (wish === null || (lastTime.test(line) && (wish === 'price_of' || wish === 'stock_of'))) {
    if (command && command !== 'repeat' && command !== 'stop' && command !== 'start' && !hasGoods(sentence, language, index)) {
      sorted.intents.push(asIntent(command, words))
      return
    }
    return void sorted.order.push(...datedOut(sentence, text, context, sorted))
  }
  if (wish === 'price_of' || wish === 'stock_of') return takeQuestion(wish, sentence, orders, text, language, context, index, sorted)
  if (wish === 'cancel' && context.draft?.length && hasGoods(sentence, language, index)) return void sorted.order.push(...sentence.tokens)
  sorted.intents.push(intentOf(wish, sentence, text))
  const beside: readonly WishKind[] = ['invoices', 'delivery_note', 'pay', 'language', 'human']
  if (orders && beside.includes(wish) && isCounted(sentence, language, index))
    sorted.order.push(...datedOut(sentence, text, context, sorted))
}

const canDeliver = / (?:can|could|puteti|ati putea|poti|se poate) (?:you )?(?:deliver|livra|aduce|trimite)(?= )/

const hasGoods = (sentence: Sentence, language: string, index: Index) =>
  draftsOf(sentence.tokens, language, index).some((draft) => draft.found.full && draft.found.match.products.length > 0)

const isCounted = (sentence: Sentence, language: string, index: Index) =>
  draftsOf(sentence.tokens, language, index).some(
    (draft) => draft.found.full && draft.found.counted && draft.found.match.products.length > 0,
  )

/** Takes the dates out of a sentence; each is a wish about the delivery. */
const datedOut = (sentence: Sentence, text: string, context: ReadContext, sorted: Sorted): readonly Token[] => {
  const found = dateIn(sentence.tokens, context.today)
  if (!found) return sentence.tokens
  const [first, last] = [sentence.tokens[found.from]!, sentence.tokens[found.to - 1]!]
  sorted.intents.push({ kind: 'delivery_date', day: found.day, said: text.slice(first.start, last.end).trim() })
  return [...sentence.tokens.slice(0, found.from), ...sentence.tokens.slice(found.to)]
}

const takeQuestion = (
  wish: 'price_of' | 'stock_of',
  sentence: Sentence,
  orders: boolean,
  text: string,
  language: string,
  context: ReadContext,
  index: Index,
  sorted: Sorted & { order: Token[] },
) => {
  const counted = orders && isCounted(sentence, language, index)
  const tokens = datelessOf(sentence, context).filter(
    (token, at, all) =>
      !isStillAsking(token, all[at - 1]) && (token.kind !== 'word' || !questionWords.has(token.text) || index.aliasWords.has(token.text)),
  )
  const about: About[] = draftsOf(tokens, language, index)
    .filter((draft) => !draft.declined && draft.found.match.products.length > 0)
    .map((draft) => aboutOf(draft, text, index))
  // "Vreau 5 mănuși M dacă aveți" is an order, whatever else it asks.
  if (counted) sorted.order.push(...tokens)
  if (counted && wish === 'stock_of') return
  if (about.length === 0 && wish === 'stock_of' && !sentence.question && !orders) return void sorted.order.push(...tokens)
  sorted.intents.push({ kind: wish, about })
  const clear = about.filter(({ candidates }) => candidates.length === 1).flatMap(({ candidates }) => candidates)
  if (clear.length > 0) sorted.topic = clear
}

/** "do you still sell" */
const isStillAsking = (token: Token, before: Token | undefined) =>
  token.kind === 'word' && token.text === 'still' && before?.kind === 'word' && before.text === 'you'

const datelessOf = (sentence: Sentence, context: ReadContext) => {
  const found = dateIn(sentence.tokens, context.today)
  return found ? [...sentence.tokens.slice(0, found.from), ...sentence.tokens.slice(found.to)] : sentence.tokens
}

const intentOf = (wish: Exclude<WishKind, 'price_of' | 'stock_of'>, sentence: Sentence, text: string): Intent => {
  const [first, last] = [sentence.tokens[0]!, sentence.tokens.at(-1)!]
  const said = text.slice(first.start, last.end).trim()
  switch (wish) {
    case 'invoices':
    case 'delivery_note':
    case 'pay':
    case 'cancel':
    case 'where_is_my_order':
      return { kind: wish, reference: referenceIn(said) }
    case 'language':
      return { kind: wish, to: languageIn(wordsOf(sentence.tokens)) }
    case 'problem':
      return { kind: wish, said }
    default:
      return { kind: wish }
  }
}

const languages: readonly (readonly [SpokenLanguage, RegExp])[] = [
  ['en', /^(?:english|engleza|englezeste|engleze)$/],
  ['ro', /^(?:romana|romaneste|romanian|romane)$/],
  ['de', /^(?:deutsch|german|germana)$/],
  ['es', /^(?:espanol|spanish|spaniola)$/],
  ['fr', /^(?:francais|french|franceza)$/],
]

/** The language that is named, or null. */
const languageIn = (words: readonly string[]) => languages.find(([, pattern]) => words.some((word) => pattern.test(word)))?.[0] ?? null

const thanks = new Set('thanks thank thx mersi multumesc multumim danke gracias merci cheers'.split(' '))

const mannersIn = (tokens: readonly Token[]): Intent[] => {
  const words = wordsOf(tokens)
  const found: Intent[] = []
  const [first = '', second = ''] = words
  if (greetings.has(first) || (first === 'good' && /^(?:morning|afternoon|evening)$/.test(second)) || (first === 'guten' && second !== ''))
    found.push({ kind: 'greeting' })
  if (words.some((word) => thanks.has(word))) found.push({ kind: 'thanks' })
  return found
}

/** What a command wants that is a whole message. */
export const asIntent = (command: Exclude<CommandKind, 'repeat'>, words: readonly string[]): Intent => {
  if (command === 'cancel') return { kind: command, reference: null }
  return command === 'language' ? { kind: command, to: languageIn(words) } : { kind: command }
}
