import { may } from '../../core/kernel/actor.ts'
import { draftOrder } from '../../core/modules/sales/actions/draft.ts'
import { plain } from '../channel.ts'
import type { Change, Intent, Line, Reading } from '../understand/types.ts'
import { priceOfProducts, stockOfProducts } from './answers.ts'
import { cancel } from './cancel.ts'
import { browse } from './catalogue.ts'
import { otherAddress, ownReference, wantedLater } from './delivery.ts'
import { putOn, takeOff } from './lines.ts'
import { owed } from './money.ts'
import { deliveryNote, invoices, statement } from './papers.ts'
import { pay } from './pay.ts'
import { portalLink } from './portal.ts'
import { pressed } from './presses.ts'
import { asksForReturn, beginReturn, orderNamedIn } from './returns.ts'
import { askLanguage, whoAmI } from './self.ts'
import { again, showDraft } from './summary.ts'
import type { Turn } from './turn.ts'
import { whereIsIt } from './where.ts'

const ABOUT_PAPERS = new Set<Intent['kind']>(['where_is_my_order', 'cancel', 'invoices', 'delivery_note', 'pay', 'problem'])

/** Does what an intent asks for. True where the draft was touched, so that questions or the summary follow. */
export const follow = async (turn: Turn, intent: Intent, reading: Reading): Promise<boolean> => {
  switch (intent.kind) {
    case 'order':
    case 'usual':
      return order(turn, reading)
    case 'repeat':
      if (reading.lines.length) return order(turn, reading)
      turn.say('repeat_none')
      return false
    case 'change':
      return change(turn, intent.changes)
    case 'answer':
      return answer(turn, intent)
    case 'delivery_date':
      return wantedLater(turn, intent.day)
    case 'own_reference':
      // "Where is our order 4711?" names the order, it does not write on the draft.
      if (reading.intents.some(({ kind }) => ABOUT_PAPERS.has(kind))) return false
      if (await turn.draft()) return ownReference(turn, intent.reference)
      await whereIsIt(turn, intent.reference)
      return false
    case 'other_address':
      return otherAddress(turn, intent.said)
    case 'back':
      return back(turn)
    case 'unknown':
    case 'stop':
    case 'start':
      turn.say('not_understood')
      return false
    case 'yes':
    case 'no':
      return again(turn, intent.kind)
    case 'show_draft':
      return showDraft(turn)
    default:
      await tell(turn, intent, reading)
      return false
  }
}

type Told = Exclude<
  Intent,
  { kind: 'order' | 'usual' | 'repeat' | 'change' | 'answer' | 'delivery_date' | 'own_reference' | 'other_address' | 'back' | 'unknown' }
>

/** Answers that leave the draft as it is. */
const tell = async (turn: Turn, intent: Told, reading: Reading): Promise<unknown> => {
  const own = reading.intents.find((one) => one.kind === 'own_reference')
  const reference = 'reference' in intent ? (intent.reference ?? own?.reference ?? turn.quoted?.reference ?? null) : null
  const isAlone = reading.intents.length === 1
  switch (intent.kind) {
    case 'price_of':
      newTopic(turn)
      return priceOfProducts(turn, intent.about)
    case 'stock_of':
      newTopic(turn)
      return stockOfProducts(turn, intent.about)
    case 'where_is_my_order':
      return whereIsIt(turn, reference)
    case 'owed':
      return owed(turn)
    case 'statement':
      return statement(turn)
    case 'invoices':
      return invoices(turn, reference)
    case 'delivery_note':
      return deliveryNote(turn, reference)
    case 'pay':
      return pay(turn, reference)
    case 'cancel':
      return cancel(turn, reference)
    case 'human':
      turn.say('human')
      return turn.talk.handOver('')
    case 'portal':
      return portalLink(turn)
    case 'problem':
      if (asksForReturn(turn.text)) return beginReturn(turn, orderNamedIn(turn.text) ?? reference)
      turn.say('problem')
      return turn.talk.handOver(plain(intent.said).slice(0, 200))
    case 'language':
      return askLanguage(turn, intent.to)
    case 'who_am_i':
      return whoAmI(turn)
    case 'catalogue':
      return browse(turn, null, 0)
    case 'greeting':
      return isAlone && turn.say('hello', { name: plain(turn.talk.conversation.contactName.split(' ')[0] ?? '') })
    case 'thanks':
      return isAlone && turn.say('thanks')
    case 'help':
      return turn.say('help')
  }
}

/** A number alone counts what was just spoken of, not the buttons of an older question. */
const newTopic = ({ memory }: Turn) => {
  if (memory.asked?.kind === 'choice') delete memory.asked
}

const settle = async (turn: Turn, lines: readonly Line[], deed: 'set' | 'add' = 'set') => {
  await putOn(turn, lines, deed)
  const left = lines.filter(({ kind }) => kind !== 'sure')
  turn.gathering?.open.push(...left.map(({ said }) => said))
  turn.memory.open = [...(turn.memory.open ?? []), ...left]
}

export const order = async (turn: Turn, reading: Pick<Reading, 'lines' | 'declined'>): Promise<boolean> => {
  if (!may(turn.ctx.actor, draftOrder.needs)) {
    turn.say('may_not_order', { client: plain(turn.talk.conversation.clientName) })
    return false
  }
  await settle(turn, reading.lines)
  if (reading.declined.length) turn.memory.declined = reading.declined.map(({ said }) => said.slice(0, 100))
  return reading.lines.length > 0
}

const answer = async (turn: Turn, { answer: given }: Extract<Intent, { kind: 'answer' }>): Promise<boolean> => {
  if (given.kind === 'yes' || given.kind === 'no') return again(turn, given.kind)
  if (given.kind === 'picked') {
    // What is written presses nothing: deeds that bind show their button again.
    for (const choice of given.ids) await pressed(turn, { choice, press: null })
    return false
  }
  const [asked, ...rest] = turn.memory.open ?? []
  await putOn(turn, given.lines)
  const left = given.lines.filter(({ kind }) => kind !== 'sure')
  if (asked) turn.memory.put?.findLast(({ open }) => open.includes(asked.said))?.open.push(...left.map(({ said }) => said))
  turn.memory.open = [...left, ...rest]
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

/** One step back: the open question is put aside; without one, the summary is shown again. */
const back = async (turn: Turn): Promise<boolean> => {
  delete turn.memory.returning
  turn.memory.open = (turn.memory.open ?? []).slice(1)
  if (await turn.draft()) return true
  turn.say('no_draft')
  return false
}
