import { may } from '../../core/kernel/actor.ts'
import type { Refused } from '../../core/kernel/sentence.ts'
import { formatDate, formatMoney, formatPermille, formatUnitPrice, netUnitPriceE4 } from '../../core/language/money.ts'
import { pricesFor } from '../../core/modules/catalog/queries.ts'
import { type OrderLineRow, type OrderRow, orderView } from '../../core/modules/sales/queries.ts'
import { clientIsBlocked } from '../../core/modules/sales/rules.ts'
import { settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import { plain, type Reply } from '../channel.ts'
import { sayIn } from '../say.ts'
import { sayToCustomer } from '../texts/customer.ts'
import { amountIn } from '../texts/units.ts'
import { lineFaults } from './quantities.ts'
import { clientOf, type Turn } from './turn.ts'

/** One line of an order in words: amount, name, price without VAT as everything above the total, and what it comes to. */
export const lineIn = (line: OrderLineRow, currency: string, language: string, isPromotion = false) =>
  sayToCustomer(
    isPromotion ? 'line_promotion' : 'line',
    {
      amount: amountIn(line.quantityMilli, line.unitAsWritten, language),
      product: plain(language === 'ro' ? line.nameAsWritten.ro : line.nameAsWritten.en),
      price: formatUnitPrice(netUnitPriceE4(line.unitPriceE4, line.tax, line.vatPermille), currency, language),
      net: formatMoney(line.netMinor, currency, language),
    },
    language,
  )

/** The sums of an order in words: net, VAT by rate, rounding, total. */
export const sumsIn = (order: OrderRow, language: string): string[] => {
  const money = (minor: number) => formatMoney(minor, order.currency, language)
  return [
    sayToCustomer('net', { net: money(order.netMinor) }, language),
    ...order.vatTable.map((row) =>
      sayToCustomer('vat', { rate: formatPermille(row.vatPermille, language), vat: money(row.vatMinor) }, language),
    ),
    ...(order.roundingMinor ? [sayToCustomer('rounding', { rounding: money(order.roundingMinor) }, language)] : []),
    sayToCustomer('total', { total: money(order.totalMinor) }, language),
  ]
}

/** Products of these lines whose price comes from a promotion: why a price is what it is stands where only colleagues look. */
const promotedOf = async (turn: Turn, lines: readonly OrderLineRow[]): Promise<Set<string>> => {
  const day = todayOf(turn.ctx, await settingsOf(turn.ctx))
  const found = await pricesFor(turn.ctx, await clientOf(turn), lines, day)
  return new Set(found.flatMap(({ product, price }) => (price.reason.level === 'promotion' ? [product.id] : [])))
}

const deliveryIn = (order: OrderRow, language: string): string[] => {
  if (!order.deliverOn) return []
  const day = formatDate(order.deliverOn, language)
  return [
    order.address
      ? sayToCustomer('delivery', { day, address: plain(`${order.address.name}, ${order.address.addressLines[0] ?? ''}`) }, language)
      : sayToCustomer('delivery_no_address', { day }, language),
  ]
}

/** The summary that a customer confirms with a press. It carries the version it shows: an older one cannot be confirmed. */
export const summaryOf = async (turn: Turn, orderId: string): Promise<Reply | null> => {
  const { ctx, language, words } = turn
  const view = await orderView(ctx, orderId)
  if (view?.order.state !== 'draft' || !view.lines.length) return null
  const { order, lines } = view
  const faults = lineFaults(turn, lines)
  const promoted = await promotedOf(turn, lines)
  const text = [
    words('summary', { client: plain(turn.talk.conversation.clientName) }),
    ...lines.flatMap((line) => [
      lineIn(line, order.currency, language, promoted.has(line.productId)),
      ...(line.shortage === 'wait' && order.deliverOn ? [words('line_wait', { day: formatDate(order.deliverOn, language) })] : []),
    ]),
    ...faults,
    ...(turn.memory.declined ?? []).map((said) => words('declined', { said: plain(said) })),
    '',
    ...sumsIn(order, language),
    ...deliveryIn(order, language),
    ...(order.clientReference ? [words('reference', { reference: plain(order.clientReference) })] : []),
  ]
  const change = { id: `order.change:${order.id}`, title: words('b_change') }
  const cancel = { id: `order.cancel:${order.id}`, title: words('b_cancel') }
  const blocked = await clientIsBlocked(order, ctx, {})
  if (blocked) return blockedReply(turn, blocked, text.join('\n'))
  if (faults.length) return { text: [...text, '', words('change_how')].join('\n'), choices: [cancel] }
  return {
    text: [...text, '', words('confirm_ask')].join('\n'),
    choices: [{ id: `order.place:${order.id}:${order.version}`, title: words('b_confirm'), tone: 'primary' }, change, cancel],
  }
}

/** Understood, not accepted: what was read, why not, and the ways out. */
const blockedReply = (turn: Turn, refused: Refused, lines: string): Reply => ({
  text: turn.words('blocked', { lines: `\n${lines}`, why: sayIn(refused, turn.language) }),
  choices: [
    ...(may(turn.ctx.actor, 'view_invoices') ? [{ id: 'pay.how', title: turn.words('b_pay'), tone: 'primary' as const }] : []),
    { id: 'talk.human', title: turn.words('b_human') },
  ],
})
