import { Conflict, Refusal } from '../../core/kernel/errors.ts'
import { formatMoney } from '../../core/language/money.ts'
import { cancelOrder } from '../../core/modules/sales/actions/decide.ts'
import { type OrderRow, onTheWay, ordersCalled, orderView } from '../../core/modules/sales/queries.ts'
import { plain } from '../channel.ts'
import { sayIn } from '../say.ts'
import { stateWords } from '../texts/states.ts'
import type { Turn } from './turn.ts'

const MOST_ROWS = 9

/** Nothing of it has left, and nobody has said no to it. */
const canBeCancelled = (order: OrderRow) => ['placed', 'offered', 'accepted'].includes(order.state) && order.deliveryState === 'none'

/** "Cancel": the draft at once; what is ordered only by a press, on the order that is meant. */
export const cancel = async (turn: Turn, reference: string | null): Promise<void> => {
  if (turn.memory.returning) {
    delete turn.memory.returning
    delete turn.memory.asked
    return turn.say('return_dropped')
  }
  const draft = await turn.draft()
  const quoted = turn.quoted?.orderId
  if (draft && !reference && (!quoted || quoted === draft.id)) return dropDraft(turn, draft.id)
  if (quoted && quoted !== draft?.id) return askToCancel(turn, quoted)
  const found = reference ? await ordersCalled(turn.ctx, turn.clientId, reference) : await onTheWay(turn.ctx, turn.clientId, MOST_ROWS)
  if (reference && !found.length) return turn.say('order_unknown', { said: plain(reference).slice(0, 60) })
  const open = found.filter(canBeCancelled)
  if (found.length === 1 || open.length === 1) return askToCancel(turn, (open[0] ?? found[0]!).id)
  if (!open.length) return turn.say('nothing_open')
  turn.offer({
    text: turn.words('cancel_which'),
    choices: open.slice(0, MOST_ROWS).map((order) => ({
      id: `order.cancel_ask:${order.id}`,
      title: order.number ?? '',
      description: `${money(turn, order)} · ${stateWords(`order.state.${order.state}`, turn.language)}`,
    })),
    choicesLabel: turn.words('choose'),
  })
}

const money = (turn: Turn, order: OrderRow) => formatMoney(order.totalMinor, order.currency, turn.language)

export const dropDraft = async (turn: Turn, orderId: string): Promise<void> => {
  const view = await orderView(turn.ctx, orderId)
  if (!view) return turn.say('gone')
  if (view.order.state !== 'draft') return askToCancel(turn, orderId)
  await turn.ctx.perform(cancelOrder, { id: orderId, input: {} })
  turn.memory = {}
  turn.say('draft_cancelled')
}

/** Shows what would be cancelled, with the button that does it. */
export const askToCancel = async (turn: Turn, orderId: string): Promise<void> => {
  const order = (await orderView(turn.ctx, orderId))?.order
  if (!order) return turn.say('gone')
  if (order.state === 'draft') return dropDraft(turn, orderId)
  const number = order.number ?? ''
  const state = stateWords(`order.state.${order.state}`, turn.language)
  if (order.state === 'accepted' && order.deliveryState !== 'none')
    return turn.offer({
      text: turn.words('cancel_left', { number }),
      choices: [
        { id: `return.of:${order.id}`, title: turn.words('b_return') },
        { id: 'talk.human', title: turn.words('b_human') },
      ],
    })
  if (!canBeCancelled(order)) return turn.say('already', { number, state })
  turn.offer({
    text: turn.words('cancel_sure', { number, total: money(turn, order), state }),
    choices: [
      { id: `order.cancel_placed:${order.id}:${order.version}`, title: turn.words('b_cancel_yes'), tone: 'danger' },
      { id: 'keep', title: turn.words('b_keep') },
    ],
  })
}

/** The press that cancels an order. What cannot be cancelled any more is said, with the ways that are left. */
export const cancelPlaced = async (turn: Turn, orderId: string, version: number, press: string | null): Promise<void> => {
  const order = (await orderView(turn.ctx, orderId))?.order
  if (!order) return turn.say('gone')
  if (!canBeCancelled(order) || !press) return askToCancel(turn, orderId)
  try {
    await turn.ctx.perform(cancelOrder, { id: orderId, version, input: {}, press })
    delete turn.memory.asked
    // The notice that it is cancelled follows by itself.
  } catch (error) {
    if (error instanceof Conflict && error.code === 'record.changed_meanwhile') return askToCancel(turn, orderId)
    if (!(error instanceof Refusal)) throw error
    turn.offer({ text: sayIn(error.said, turn.language), choices: [{ id: 'talk.human', title: turn.words('b_human') }] })
  }
}
