import { formatDate } from '../../core/language/money.ts'
import { cancelOrder } from '../../core/modules/sales/actions/decide.ts'
import { setOrderDelivery } from '../../core/modules/sales/actions/draft.ts'
import { history } from '../../core/modules/sales/queries.ts'
import { settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import { plain } from '../channel.ts'
import type { Customers, InboundItem, Talk } from '../talk.ts'
import { read } from '../understand/read.ts'
import type { Change, Intent, Line, Pending, Reading } from '../understand/types.ts'
import { priceOfProducts, stockOfProducts, whereIsIt } from './answers.ts'
import { heldLines, putOn, takeOff } from './lines.ts'
import { howToPay, invoices, owed } from './money.ts'
import { pressed } from './presses.ts'
import { goOn } from './questions.ts'
import { summaryOf } from './summary.ts'
import { openTurn, type Turn } from './turn.ts'

/** Answers a customer: presses in their order, and all words that waited together as one message. */
export const customers: Customers = async (talk: Talk) => {
  const turn = await openTurn(talk)
  const words: InboundItem[] = []
  for (const item of talk.items) {
    if (item.kind === 'choice' && item.choice) {
      await heard(turn, words.splice(0))
      await pressed(turn, item)
    } else if (item.text?.trim() && ['text', 'edit', 'image', 'document', 'video'].includes(item.kind)) words.push(item)
    else if (item.kind === 'cart' && item.cart)
      words.push({ ...item, text: item.cart.map(({ code, quantity }) => `${quantity} x ${code}`).join('\n') })
    else otherKind(turn, item)
  }
  await heard(turn, words)
  talk.dialog.set(turn.memory as Record<string, unknown>)
}

const otherKind = (turn: Turn, { kind }: InboundItem) => {
  if (kind === 'voice') return turn.say('voice')
  if (kind === 'image' || kind === 'video') return turn.say('image')
  if (kind === 'document') return turn.say('file')
  if (kind === 'sticker') return turn.say('sticker')
  if (kind === 'location') return turn.say('location')
  if (kind === 'reaction' || kind === 'delete') return undefined
  return turn.say('unsupported')
}

/** The question that is open for a message: never one that was asked after it was written. */
const pendingFor = (turn: Turn, at: Date): Pending | null => {
  const { asked, open } = turn.memory
  if (!asked || at.getTime() < new Date(asked.at).getTime() - CLOCKS_DIFFER_MS) return null
  const line = open?.[0]
  if (asked.kind === 'confirm') return { kind: 'yes_no' }
  if (asked.kind === 'line' && line?.kind === 'which') return { kind: 'which', line }
  if (asked.kind === 'line' && line?.kind === 'how_many') return { kind: 'how_many', line }
  if (asked.kind === 'line' && line?.kind === 'inactive') return { kind: 'substitute', line }
  return null
}
/** Platforms stamp in whole seconds. */
const CLOCKS_DIFFER_MS = 1500

const heard = async (turn: Turn, items: readonly InboundItem[]) => {
  if (!items.length) return
  const text = items.map((item) => item.text).join('\n')
  const draft = await heldLines(turn)
  const reading = read(text, turn.index, {
    language: turn.spoken,
    history: await history(turn.ctx, turn.clientId),
    ...(draft.length && { draft }),
    ...(turn.memory.topic && { topic: turn.memory.topic }),
    pending: pendingFor(turn, items.at(-1)!.at),
    today: todayOf(turn.ctx, await settingsOf(turn.ctx)),
  })
  if (reading.cut) turn.say('cut')
  let touched = false
  for (const intent of reading.intents) touched = (await follow(turn, intent, reading)) || touched
  if (touched) await goOn(turn)
}

/** Does what an intent asks for. True where the draft was touched, so that questions or the summary follow. */
const follow = async (turn: Turn, intent: Intent, reading: Reading): Promise<boolean> => {
  switch (intent.kind) {
    case 'order':
    case 'usual':
      return order(turn, reading)
    case 'repeat':
      if (!reading.lines.length) {
        turn.say('repeat_none')
        return false
      }
      return order(turn, reading)
    case 'change':
      return change(turn, intent.changes)
    case 'answer':
      return answer(turn, intent)
    case 'price_of':
      await priceOfProducts(turn, intent.about)
      return false
    case 'stock_of':
      await stockOfProducts(turn, intent.about)
      return false
    case 'where_is_my_order':
      await whereIsIt(turn, intent.reference)
      return false
    case 'owed':
    case 'statement':
      await owed(turn)
      return false
    case 'invoices':
      await invoices(turn, intent.reference)
      return false
    case 'pay':
      await howToPay(turn)
      return false
    case 'cancel':
      await cancel(turn)
      return false
    case 'back':
      return back(turn)
    case 'human':
    case 'problem':
      turn.say(intent.kind === 'human' ? 'human' : 'problem')
      await turn.talk.handOver(intent.kind === 'human' ? 'asked for a person' : plain(intent.said).slice(0, 200))
      return false
    case 'delivery_date':
      return deliveryDate(turn, intent.day)
    case 'own_reference':
      return writeDown(turn, { clientReference: intent.reference })
    case 'show_draft':
      if (await turn.draft()) return true
      turn.say('no_draft')
      return false
    case 'yes':
    case 'no':
      return confirmWords(turn, intent.kind)
    case 'who_am_i':
      turn.say('who', { name: plain(turn.talk.conversation.contactName), client: plain(turn.talk.conversation.clientName) })
      return false
    case 'greeting':
      if (reading.intents.length === 1) turn.say('hello', { name: plain(turn.talk.conversation.contactName.split(' ')[0] ?? '') })
      return false
    case 'thanks':
      if (reading.intents.length === 1) turn.say('thanks')
      return false
    case 'help':
      turn.say('help')
      return false
    case 'catalogue':
      turn.say('catalogue')
      return false
    case 'delivery_note':
      await whereIsIt(turn, intent.reference)
      return false
    default:
      turn.say('not_understood')
      return false
  }
}

const settle = async (turn: Turn, lines: readonly Line[], deed: 'set' | 'add' = 'set') => {
  await putOn(turn, lines, deed)
  turn.memory.open = [...(turn.memory.open ?? []), ...lines.filter(({ kind }) => kind !== 'sure')]
}

const order = async (turn: Turn, reading: Reading): Promise<boolean> => {
  await settle(turn, reading.lines)
  if (reading.declined.length) turn.memory.declined = reading.declined.map(({ said }) => said.slice(0, 100))
  return reading.lines.length > 0
}

const answer = async (turn: Turn, { answer: given }: Extract<Intent, { kind: 'answer' }>): Promise<boolean> => {
  if (given.kind === 'yes' || given.kind === 'no') return confirmWords(turn, given.kind)
  if (given.kind !== 'lines') return false
  const rest = (turn.memory.open ?? []).slice(1)
  await putOn(turn, given.lines)
  turn.memory.open = [...given.lines.filter(({ kind }) => kind !== 'sure'), ...rest]
  return true
}

const change = async (turn: Turn, changes: readonly Change[]): Promise<boolean> => {
  for (const one of changes) {
    if (one.deed === 'remove') {
      if (one.about.candidates.length === 1) await takeOff(turn, one.about.candidates)
      else turn.say('not_found', { said: plain(one.about.said).slice(0, 200) })
    } else await settle(turn, [one.line], one.deed)
  }
  return true
}

/** Yes in words does not bind: it shows the summary again, whose button does. No drops nothing by itself either. */
const confirmWords = async (turn: Turn, said: 'yes' | 'no'): Promise<boolean> => {
  const draft = await turn.draft()
  if (!draft) {
    turn.say('no_draft')
    return false
  }
  if (said === 'no') {
    turn.say('change_how', {}, { choices: [{ id: `order.cancel:${draft.id}`, title: turn.words('b_cancel') }] })
    return false
  }
  const summary = await summaryOf(turn, draft.id)
  if (summary && !(turn.memory.open ?? []).length) {
    turn.reply(summary)
    return false
  }
  return true
}

const cancel = async (turn: Turn) => {
  const draft = await turn.draft()
  if (!draft) return turn.say('nothing_open')
  await turn.ctx.perform(cancelOrder, { id: draft.id, input: {} })
  turn.memory = {}
  turn.say('draft_cancelled')
}

/** One step back: the open question is put aside; without one, the summary is shown again. */
const back = async (turn: Turn): Promise<boolean> => {
  turn.memory.open = (turn.memory.open ?? []).slice(1)
  if (await turn.draft()) return true
  turn.say('no_draft')
  return false
}

const deliveryDate = async (turn: Turn, day: string | null): Promise<boolean> => {
  if (!day) {
    turn.say('date_unclear')
    return false
  }
  turn.say('date_set', { day: formatDate(day, turn.language) })
  return writeDown(turn, { wantedOn: day })
}

const writeDown = async (turn: Turn, given: { wantedOn?: string; clientReference?: string }): Promise<boolean> => {
  const draft = await turn.draft()
  if (!draft) {
    turn.say('no_draft')
    return false
  }
  await turn.ctx.perform(setOrderDelivery, { id: draft.id, input: given })
  return true
}
