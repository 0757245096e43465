import { may } from '../../core/kernel/actor.ts'
import type { Refused } from '../../core/kernel/sentence.ts'
import { formatDate, formatMoney, formatPermille, formatUnitPrice, netUnitPriceE4 } from '../../core/language/money.ts'
import { pricesFor } from '../../core/modules/catalog/queries.ts'
import { enqueue } from '../../core/modules/conversations/messages.ts'
import { type OrderLineRow, type OrderRow, onTheWay, orderView } from '../../core/modules/sales/queries.ts'
import { clientIsBlocked } from '../../core/modules/sales/rules.ts'
import { settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import { plain, type Reply } from '../channel.ts'
import { sayInChat } from '../say.ts'
import { sayToCustomer } from '../texts/customer.ts'
import { stateWords } from '../texts/states.ts'
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
    ...(order.deliveryChargeMinor ? [sayToCustomer('delivery_charge', { charge: money(order.deliveryChargeMinor) }, language)] : []),
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
export const summaryOf = async (
  turn: Turn,
  orderId: string,
  ask: 'confirm_ask' | 'confirm_press' = 'confirm_ask',
): Promise<Reply | null> => {
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
    text: [...text, '', words(ask)].join('\n'),
    choices: [{ id: `order.place:${order.id}:${order.version}`, title: words('b_confirm'), tone: 'primary' }, change, cancel],
  }
}

/** An order that was answered in words: what can be decided is shown with its buttons, else how it stands. */
export const showAgain = async (turn: Turn, orderId: string): Promise<void> => {
  const view = await orderView(turn.ctx, orderId)
  if (!view) return turn.say('gone')
  const { order } = view
  if (order.state === 'offered') return offerAgain(turn, order.id)
  const summary = await summaryOf(turn, orderId, 'confirm_press')
  if (summary) return turn.offer(summary)
  turn.say('already', { number: order.number ?? '', state: stateWords(`order.state.${order.state}`, turn.language) })
}

/** The offer as it was made, with its buttons, once more. */
const offerAgain = async ({ ctx, talk }: Turn, orderId: string): Promise<void> => {
  await enqueue(ctx, {
    uniqueKey: `order.offered ${orderId} again ${ctx.requestId}`,
    contentKey: 'order.offered',
    values: { orderId },
    purpose: 'order',
    to: { conversationId: talk.conversation.id },
    subject: { record: 'order', id: orderId },
  })
}

/** Yes in words does not bind: it shows again what is to be decided, whose button does. No drops nothing by itself either. */
export const again = async (turn: Turn, said: 'yes' | 'no'): Promise<boolean> => {
  if (turn.quoted?.orderId) {
    await showAgain(turn, turn.quoted.orderId)
    return false
  }
  const draft = await turn.draft()
  if (!draft) {
    const offered = (await onTheWay(turn.ctx, turn.clientId)).find(({ state }) => state === 'offered')
    if (offered) await showAgain(turn, offered.id)
    else turn.say('no_draft')
    return false
  }
  if ((turn.memory.open ?? []).length) return true
  if (said === 'yes') await showAgain(turn, draft.id)
  else turn.say('change_how', {}, { choices: [{ id: `order.cancel:${draft.id}`, title: turn.words('b_cancel') }] })
  return false
}

/** "What is in my order so far?" */
export const showDraft = async (turn: Turn): Promise<boolean> => {
  if ((await turn.draft()) !== undefined) return true
  turn.say('no_draft')
  return false
}

/** Understood, not accepted: what was read, why not, and the ways out. */
const blockedReply = (turn: Turn, refused: Refused, lines: string): Reply => ({
  text: turn.words('blocked', { lines: `\n${lines}`, why: sayInChat(refused, turn.language) }),
  choices: [
    ...(may(turn.ctx.actor, 'view_invoices') ? [{ id: 'pay.how', title: turn.words('b_pay'), tone: 'primary' as const }] : []),
    { id: 'talk.human', title: turn.words('b_human') },
  ],
})
