import { Conflict, Expected, Refusal } from '../../core/kernel/errors.ts'
import { formatMoney } from '../../core/language/money.ts'
import { placeOrder } from '../../core/modules/sales/actions/decide.ts'
import { refuseOffer, takeOffer } from '../../core/modules/sales/actions/offer.ts'
import { orderView } from '../../core/modules/sales/queries.ts'
import { stateWords } from '../texts/states.ts'
import { choose } from '../understand/amounts.ts'
import type { Line } from '../understand/types.ts'
import { askToCancel, cancelPlaced, dropDraft } from './cancel.ts'
import { browse, productChosen } from './catalogue.ts'
import { decideForColleague } from './colleague.ts'
import { addressChosen } from './delivery.ts'
import { heldLines, keepLines, putOn, setShortage } from './lines.ts'
import { pay } from './pay.ts'
import { goOn } from './questions.ts'
import { returnPressed } from './returns.ts'
import { speak } from './self.ts'
import { showAgain, summaryOf } from './summary.ts'
import type { Turn } from './turn.ts'

/**
 * What a choice does. Every id is one that we made; one that fits nothing any more gets an answer, not silence. `press` is the
 * platform's id of the press; null where the choice was written: what binds then shows its button again.
 */
export const pressed = async (turn: Turn, { choice, press }: { choice: string; press: string | null }): Promise<void> => {
  const [deed = '', ...rest] = choice.split(':')
  const [first = '', second = ''] = rest
  switch (deed) {
    case 'order.place':
      return press ? place(turn, first, Number(second), press) : showAgain(turn, first)
    case 'order.change':
      return turn.say('change_how')
    case 'order.cancel':
      return dropDraft(turn, first)
    case 'order.cancel_ask':
      return askToCancel(turn, first)
    case 'order.cancel_placed':
      return cancelPlaced(turn, first, Number(second), press)
    case 'order.take':
      return press ? decideOffer(turn, first, Number(second), press, true) : showAgain(turn, first)
    case 'order.refuse':
      return press ? decideOffer(turn, first, Number(second), press, false) : showAgain(turn, first)
    case 'approval.approve':
      return decideForColleague(turn, first, press, true)
    case 'approval.reject':
      return decideForColleague(turn, first, press, false)
    case 'which':
    case 'sub':
      return chosen(turn, first)
    case 'drop':
      turn.memory.open = (turn.memory.open ?? []).slice(1)
      return goOn(turn)
    case 'short':
      return shortage(turn, first, second, rest[2] ?? '')
    case 'address':
      return (await addressChosen(turn, first)) ? goOn(turn) : undefined
    case 'language':
      return speak(turn, first)
    case 'catalogue':
      return browse(turn, first === 'top' ? null : first, Number(second))
    case 'product':
      return productChosen(turn, first)
    case 'keep':
      delete turn.memory.asked
      delete turn.memory.returning
      return turn.say('kept')
    case 'pay.how':
      return pay(turn, null)
    case 'talk.human':
      turn.say('human')
      return turn.talk.handOver('')
    default:
      return deed.startsWith('return.') ? returnPressed(turn, deed, rest, press) : turn.say('not_understood')
  }
}

/** Done first and looked at afterwards: a press that is answered again after a crash finds its own deed done, and says the same. */
const place = async (turn: Turn, orderId: string, version: number, press: string) => {
  if (!(await orderView(turn.ctx, orderId))) return turn.say('gone')
  try {
    const outcome = await turn.ctx.perform(placeOrder, { id: orderId, version, press })
    turn.memory = {}
    const now = await orderView(turn.ctx, outcome.id!)
    return turn.say('placed', {
      number: now?.order.number ?? '',
      total: formatMoney(now?.order.totalMinor ?? 0, now?.order.currency ?? 'RON', turn.language),
    })
  } catch (error) {
    if (await isPast(turn, orderId, 'draft', error)) return
    const changed =
      (error instanceof Conflict && error.code === 'record.changed_meanwhile') ||
      (error instanceof Refusal && error.code === 'order.prices_changed')
    const isShort = error instanceof Refusal && error.code === 'stock.not_enough'
    if (!changed && !isShort) throw error
    if (changed) {
      turn.say('stale')
      await keepLines(turn, await heldLines(turn))
    }
    return goOn(turn)
  }
}

/** Was it refused because the order is not what it was? Then that is said. */
const isPast = async (turn: Turn, orderId: string, state: 'draft' | 'offered', error: unknown): Promise<boolean> => {
  if (!(error instanceof Expected)) return false
  const view = await orderView(turn.ctx, orderId)
  if (!view || view.order.state === state) return false
  turn.say('already', { number: view.order.number ?? '', state: stateWords(`order.state.${view.order.state}`, turn.language) })
  return true
}

const decideOffer = async (turn: Turn, orderId: string, version: number, press: string, take: boolean) => {
  if (!(await orderView(turn.ctx, orderId))) return turn.say('gone')
  try {
    if (take) await turn.ctx.perform(takeOffer, { id: orderId, version, press })
    else await turn.ctx.perform(refuseOffer, { id: orderId, version, input: {}, press })
  } catch (error) {
    if (!(await isPast(turn, orderId, 'offered', error))) throw error
  }
}

/** The first open line is the one that was asked about; a press on an older question looks for its own line. */
const chosen = async (turn: Turn, productId: string) => {
  const open = turn.memory.open ?? []
  const index = open.findIndex(
    (line) =>
      (line.kind === 'which' && line.candidates.includes(productId)) || (line.kind === 'inactive' && line.substitutes.includes(productId)),
  )
  const line = open[index]
  if (!line || (line.kind !== 'which' && line.kind !== 'inactive')) {
    const summary = await summaryOf(turn, (await turn.draft())?.id ?? '')
    return summary ? turn.reply(summary) : turn.say('gone')
  }
  const settled: Line = choose(line, productId, turn.index)
  turn.memory.open = [...open.slice(0, index), ...(settled.kind === 'sure' ? [] : [settled]), ...open.slice(index + 1)]
  await putOn(turn, [settled])
  return goOn(turn)
}

const shortage = async (turn: Turn, way: string, productId: string, third: string) => {
  const held = await heldLines(turn)
  const line = held.find((one) => one.productId === productId)
  if (!line) return turn.say('gone')
  if (way === 'wait') await setShortage(turn, productId, { shortage: 'wait' })
  else if (way === 'there') await setShortage(turn, productId, { quantityMilli: Number(third) })
  else if (way === 'drop')
    await keepLines(
      turn,
      held.filter((one) => one !== line),
    )
  else if (way === 'sub')
    await keepLines(turn, [...held.filter((one) => one !== line), { productId: third, quantityMilli: line.quantityMilli, shortage: null }])
  const left = await heldLines(turn)
  if (!left.length && !(turn.memory.open ?? []).length) return dropDraft(turn, (await turn.draft())?.id ?? '')
  return goOn(turn)
}
