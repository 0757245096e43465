import { localDate } from '../../core/language/calendar.ts'
import { formatDate, formatMoney } from '../../core/language/money.ts'
import { lastOrders, type OrderRow, onTheWay, ordersCalled } from '../../core/modules/sales/queries.ts'
import { settingsOf } from '../../core/modules/settings/queries.ts'
import { notesOf } from '../../core/modules/warehouse/queries.ts'
import { plain } from '../channel.ts'
import { stateWords } from '../texts/states.ts'
import type { Turn } from './turn.ts'

/** "Where is my order?": those on their way, or the one that is called so; the last one where nothing is on its way. */
export const whereIsIt = async (turn: Turn, reference: string | null): Promise<void> => {
  const orders = reference ? await ordersCalled(turn.ctx, turn.clientId, reference) : await onTheWay(turn.ctx, turn.clientId)
  if (reference && !orders.length) return turn.say('order_unknown', { said: plain(reference).slice(0, 60) })
  const told = orders.length ? orders : await lastOrders(turn.ctx, turn.clientId, 1)
  const known = told.filter(({ number }) => number !== null)
  if (!known.length) return turn.say('orders_none')
  const lines = []
  for (const order of known) lines.push(await orderIn(turn, order))
  turn.reply({ text: lines.join('\n') })
}

/** An order in one line, and a line for each delivery note that this contact may see. */
export const orderIn = async ({ ctx, language, words }: Turn, order: OrderRow): Promise<string> => {
  const zone = (await settingsOf(ctx)).timezone
  const isOver = ['declined', 'cancelled', 'expired'].includes(order.state)
  const line = words('order_status', {
    number: order.number ?? '',
    own: order.clientReference ? plain(order.clientReference) : 'none',
    day: formatDate(localDate(order.placedAt ?? order.createdAt, zone), language),
    state: stateWords(`order.state.${order.state}`, language),
    delivery: order.state === 'accepted' ? stateWords(`order.deliveryState.${order.deliveryState}`, language) : 'none',
    total: formatMoney(order.totalMinor, order.currency, language),
    promised: order.deliverOn && !isOver && order.deliveryState !== 'wholly' ? formatDate(order.deliverOn, language) : 'none',
  })
  const notes = await notesOf(ctx, order.id)
  return [
    line,
    ...notes.map((note) => {
      const arrived = note.deliveredAt ?? null
      const day = arrived ? localDate(arrived, zone) : note.deliverOn
      return words('order_note', {
        note: note.number ?? '',
        state: stateWords(`delivery_note.state.${note.state}`, language),
        day: day ? formatDate(day, language) : 'none',
      })
    }),
  ].join('\n')
}
