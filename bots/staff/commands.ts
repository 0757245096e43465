import type { Ctx } from '../../core/kernel/ctx.ts'
import { formatMoney, parseMoney } from '../../core/language/money.ts'
import type { WordValues } from '../../core/language/words.ts'
import { recordPayment } from '../../core/modules/invoicing/actions/payments.ts'
import { Invoice } from '../../core/modules/invoicing/records.ts'
import { balanceMinor } from '../../core/modules/invoicing/rules.ts'
import { type OrderRow, orderByNumber, orderView } from '../../core/modules/sales/queries.ts'
import { approveDeliveryNote } from '../../core/modules/warehouse/actions/notes.ts'
import { notesOf } from '../../core/modules/warehouse/queries.ts'
import { type PressAnswer, plain } from '../channel.ts'
import { type StaffKey, sayToStaff } from '../texts/staff.ts'
import { orderCard } from './order-card.ts'

const words =
  (ctx: Ctx) =>
  (key: StaffKey, values: WordValues = {}) =>
    sayToStaff(key, values, ctx.actor.language)
const asWritten = (said: string) => plain(said).slice(0, 60)

/** `/parley order 12`: the card, for the one who asked alone. */
export const showOrder = async (ctx: Ctx, said: string): Promise<PressAnswer> => {
  const order = await orderByNumber(ctx, said)
  const card = order && (await orderCard(ctx, order.id, ctx.actor.language))
  return { whisper: card ?? { text: words(ctx)('order_unknown', { said: asWritten(said) }) } }
}

/** `/parley deliver 12`: approves the delivery notes that are ready, so that the goods leave the books as they left the house. */
export const deliver = async (ctx: Ctx, asked: { said: string } | { orderId: string }): Promise<string> => {
  const say = words(ctx)
  const order: OrderRow | undefined =
    'orderId' in asked ? (await orderView(ctx, asked.orderId))?.order : await orderByNumber(ctx, asked.said)
  if (!order) return say('order_unknown', { said: asWritten('said' in asked ? asked.said : '') })
  const notes = await notesOf(ctx, order.id)
  const ready = notes.filter(({ state }) => state === 'draft')
  if (!ready.length)
    return say(notes.some(({ state }) => state === 'waiting') ? 'deliver_waiting' : 'deliver_none', { number: order.number ?? '' })
  for (const { id } of ready) await ctx.perform(approveDeliveryNote, { id, input: {} })
  const left = (await notesOf(ctx, order.id)).filter(({ id }) => ready.some((note) => note.id === id))
  return say('deliver_done', { notes: left.map(({ number }) => number ?? '').join(', ') })
}

/** `/parley pay CPS-0007 250`: a payment that has come in. */
export const pay = async (ctx: Ctx, [said = '', ...amountWords]: readonly string[]): Promise<string> => {
  const say = words(ctx)
  const amountSaid = amountWords.join(' ')
  if (!said || !amountSaid) return say('pay_how')
  const wanted = said.toUpperCase()
  const invoice = await ctx
    .rows(Invoice)
    .whereIn('state', ['issued', 'partly_paid'])
    .shape((query) => query.where((either) => either.where('number', wanted).orWhere('foreignReference', wanted)))
    .first()
  if (!invoice) return say('pay_unknown', { said: asWritten(said) })
  const amountMinor = parseMoney(amountSaid, ctx.actor.language, invoice.currency)
  if (!amountMinor || amountMinor <= 0) return say('pay_amount', { said: asWritten(amountSaid) })
  await ctx.perform(recordPayment, { id: invoice.id, input: { amountMinor, method: 'bank' } })
  const left = balanceMinor({ ...invoice, paidMinor: invoice.paidMinor + amountMinor })
  const money = (minor: number) => formatMoney(minor, invoice.currency, ctx.actor.language)
  return say('pay_done', {
    amount: money(amountMinor),
    invoice: invoice.number ?? invoice.foreignReference ?? '',
    left: left > 0 ? money(left) : 'none',
  })
}
