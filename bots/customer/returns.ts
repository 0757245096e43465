import { Refusal } from '../../core/kernel/errors.ts'
import { formatMoney } from '../../core/language/money.ts'
import { returnOrder } from '../../core/modules/sales/actions/returns.ts'
import { deliveredOrders, type OrderLineRow, ordersCalled, orderView, returnView } from '../../core/modules/sales/queries.ts'
import { type Returnable, returnableOf } from '../../core/modules/sales/rules/returns.ts'
import { type Choice, plain } from '../channel.ts'
import { sayIn } from '../say.ts'
import { amountIn } from '../texts/units.ts'
import { read } from '../understand/read.ts'
import type { IntentKind } from '../understand/types.ts'
import { short } from './questions.ts'
import type { Returning, Turn } from './turn.ts'

const RETURN_WORDS = /(?<!\p{L})(retur\p{L}*|refund\p{L}*|(send|take|bring|give)\s+(\p{L}+\s+){0,3}back)(?!\p{L})/giu
const MOST_ROWS = 8
const LONGEST_REASON = 300
const EVERYTHING = /^(tot|toate|totul|everything|all|all of it|tout|alles|todo)$/i

/** Said in the middle of a return, these are answered as anywhere; the return waits. */
const ELSEWHERE = new Set<IntentKind>(
  (
    'cancel human help back language price_of stock_of where_is_my_order owed invoices delivery_note statement pay catalogue show_draft ' +
    'who_am_i own_reference delivery_date'
  ).split(' ') as IntentKind[],
)

/** Does somebody want to give goods back, rather than tell what is wrong with them? */
export const asksForReturn = (text: string): boolean => new RegExp(RETURN_WORDS.source, 'iu').test(text)

/** The number of an order in what was said: "CMD-0012", "comanda 12", "order T-11". */
export const orderNamedIn = (text: string): string | null =>
  /(?<![\p{L}\d])CMD[\s-]?\d+/iu.exec(text)?.[0] ??
  /(?<!\p{L})(?:orders?|comanda|comenzii)\s+(?:nr\.?\s*)?(\p{L}{0,6}-?\d[\w/-]{0,20})/iu.exec(text)?.[1] ??
  null

/** "I want to return …": the order that is meant, then what of it, why, and a summary with the button that asks for it. */
export const beginReturn = async (turn: Turn, reference: string | null): Promise<void> => {
  const quoted = turn.quoted?.orderId ?? null
  if (quoted) return returnOf(turn, quoted)
  const found = reference ? await ordersCalled(turn.ctx, turn.clientId, reference) : await deliveredOrders(turn.ctx, turn.clientId)
  if (reference && !found.length) return turn.say('order_unknown', { said: plain(reference).slice(0, 60) })
  const open = []
  for (const order of found) if ((await returnableOf(turn.ctx, order.id)).length) open.push(order)
  if (!open.length) return turn.offer({ text: turn.words('return_none'), choices: [{ id: 'talk.human', title: turn.words('b_human') }] })
  if (open.length === 1) return returnOf(turn, open[0]!.id)
  turn.offer({
    text: turn.words('return_which'),
    choices: open.slice(0, MOST_ROWS).map((order) => ({
      id: `return.of:${order.id}`,
      title: order.number ?? '',
      description: formatMoney(order.totalMinor, order.currency, turn.language),
    })),
    choicesLabel: turn.words('choose'),
  })
}

type Open = { number: string; lines: (OrderLineRow & { freeMilli: number })[] }

/** The order as far as something of it may go back; null where there is nothing, or where it is not this contact's. */
const openOf = async (turn: Turn, orderId: string): Promise<Open | null> => {
  const view = await orderView(turn.ctx, orderId)
  if (!view) return null
  const free = new Map((await returnableOf(turn.ctx, orderId)).map((one: Returnable) => [one.lineId, one.freeMilli]))
  const lines = view.lines.flatMap((line) => (free.has(line.id) ? [{ ...line, freeMilli: free.get(line.id)! }] : []))
  return lines.length ? { number: view.order.number ?? '', lines } : null
}

const returnOf = async (turn: Turn, orderId: string): Promise<void> => {
  const open = await openOf(turn, orderId)
  if (!open) return turn.say('return_none')
  turn.memory.returning = { orderId, lines: [] }
  // What was said with the wish may name the goods already.
  if (putIn(turn, turn.memory.returning, open, turn.text.replace(RETURN_WORDS, ' '))) return askMore(turn, turn.memory.returning, open)
  return askLines(turn, turn.memory.returning, open)
}

const nameOf = (turn: Turn, line: OrderLineRow) => plain(turn.language === 'ro' ? line.nameAsWritten.ro : line.nameAsWritten.en)
const listed = (turn: Turn, { lines }: Returning, open: Open) =>
  lines.flatMap(({ lineId, quantityMilli }) => {
    const line = open.lines.find(({ id }) => id === lineId)
    return line ? [`${amountIn(quantityMilli, line.unitAsWritten, turn.language)} ${nameOf(turn, line)}`] : []
  })

const ask = (turn: Turn, text: string, choices: Choice[]) => {
  turn.offer({ text, choices, choicesLabel: turn.words('choose') })
  turn.memory.asked = { at: turn.ctx.now.toISOString(), kind: 'return' }
}

const askLines = (turn: Turn, returning: Returning, open: Open) => {
  const rest = open.lines.filter(({ id }) => !returning.lines.some(({ lineId }) => lineId === id))
  const rows = rest.slice(0, MOST_ROWS).map((line) => ({
    id: `return.line:${line.id}`,
    title: short(line.codeAsWritten, 24),
    description: short(
      `${nameOf(turn, line)} · ${turn.words('return_at_most', { amount: amountIn(line.freeMilli, line.unitAsWritten, turn.language) })}`,
      72,
    ),
  }))
  const isBegun = returning.lines.length > 0
  const first = isBegun ? { id: 'return.done', title: turn.words('b_done') } : { id: 'return.all', title: turn.words('return_everything') }
  const text = isBegun
    ? turn.words('return_more', { lines: listed(turn, returning, open).join(', '), number: open.number })
    : turn.words('return_lines', { number: open.number })
  ask(turn, text, [first, ...rows])
}

const askMore = (turn: Turn, returning: Returning, open: Open) =>
  returning.lines.length < open.lines.length ? askLines(turn, returning, open) : askWhy(turn)

const askWhy = (turn: Turn) =>
  ask(turn, turn.words('return_why'), [
    { id: 'return.why:damaged', title: turn.words('b_damaged') },
    { id: 'return.why:wrong', title: turn.words('b_wrong') },
    { id: 'return.why:not_needed', title: turn.words('b_not_needed') },
  ])

const showSummary = (turn: Turn, returning: Returning, open: Open, isAgain = false) => {
  const lines = listed(turn, returning, open).map((line) => `• ${line}`)
  const text = turn.words('return_summary', { number: open.number, lines: lines.join('\n'), reason: plain(returning.reason ?? '') })
  ask(turn, isAgain ? `${text}\n${turn.words('return_press')}` : text, [
    { id: 'return.send', title: turn.words('b_return_send'), tone: 'primary' },
    { id: 'keep', title: turn.words('b_keep') },
  ])
}

const setLine = (returning: Returning, lineId: string, quantityMilli: number) => {
  returning.lines = [...returning.lines.filter((one) => one.lineId !== lineId), { lineId, quantityMilli }]
}

/** Goods named in words: those on the order are put on the return, as far as they may go back. True where some were. */
const putIn = (turn: Turn, returning: Returning, open: Open, text: string): boolean => {
  const { lines } = read(text, turn.index, { language: turn.spoken })
  let found = false
  for (const line of lines) {
    const ids = line.kind === 'which' ? line.candidates : 'productId' in line ? [line.productId] : []
    const held = open.lines.filter(({ productId }) => ids.includes(productId))
    const quantityMilli = 'quantityMilli' in line ? line.quantityMilli : null
    const [one] = held
    if (held.length !== 1 || !one || (quantityMilli === null && one.freeMilli > one.quantityMilli)) continue
    if (quantityMilli !== null && quantityMilli > one.freeMilli) {
      turn.say('return_too_many', { product: nameOf(turn, one), most: amountIn(one.freeMilli, one.unitAsWritten, turn.language) })
      continue
    }
    setLine(returning, one.id, quantityMilli ?? one.freeMilli)
    found = true
  }
  return found
}

/** An answer in words to a question of the return. False: it is none, and is read as anything else. */
export const returnAnswered = async (turn: Turn): Promise<boolean> => {
  const { returning } = turn.memory
  const open = returning && (await openOf(turn, returning.orderId))
  const text = turn.text.trim()
  if (!returning || !open) return false
  const { intents } = read(text, turn.index, { language: turn.spoken })
  if (intents.some(({ kind }) => ELSEWHERE.has(kind))) return false
  if (returning.lineId) {
    const line = open.lines.find(({ id }) => id === returning.lineId)
    const said = /^\D{0,20}(\d{1,6}(?:[.,]\d{1,3})?)/.exec(text)?.[1]
    const quantityMilli = said ? Math.round(Number(said.replace(',', '.')) * 1000) : EVERYTHING.test(text) ? line?.freeMilli : undefined
    if (!line || !quantityMilli) return false
    if (quantityMilli > line.freeMilli) {
      turn.say('return_too_many', { product: nameOf(turn, line), most: amountIn(line.freeMilli, line.unitAsWritten, turn.language) })
      return true
    }
    delete returning.lineId
    setLine(returning, line.id, quantityMilli)
    askMore(turn, returning, open)
    return true
  }
  if (returning.reason) {
    if (!intents.some(({ kind }) => kind === 'yes' || kind === 'no')) return false
    showSummary(turn, returning, open, true)
    return true
  }
  if (EVERYTHING.test(text)) return pressedAnd(turn, 'return.all')
  if (putIn(turn, returning, open, text)) {
    askMore(turn, returning, open)
    return true
  }
  if (!returning.lines.length) {
    turn.say('return_unclear')
    return true
  }
  if (intents.some(({ kind }) => kind === 'no')) return pressedAnd(turn, 'return.done')
  returning.reason = text.slice(0, LONGEST_REASON)
  if (returning.reason.length < 3) delete returning.reason
  if (returning.reason) showSummary(turn, returning, open)
  else askWhy(turn)
  return true
}

const pressedAnd = async (turn: Turn, deed: string): Promise<true> => {
  await returnPressed(turn, deed, [], null)
  return true
}

const reasonIn = (turn: Turn, why: string) =>
  why === 'damaged' ? turn.words('b_damaged') : why === 'wrong' ? turn.words('b_wrong') : turn.words('b_not_needed')

/** What a press in the dialog of a return does. Only the last one binds. */
export const returnPressed = async (turn: Turn, deed: string, [first = '']: readonly string[], press: string | null): Promise<void> => {
  if (deed === 'return.of') return returnOf(turn, first)
  const { returning } = turn.memory
  const open = returning && (await openOf(turn, returning.orderId))
  if (!returning || !open) return turn.say('gone')
  delete returning.lineId
  if (deed === 'return.all') {
    returning.lines = open.lines.map(({ id, freeMilli }) => ({ lineId: id, quantityMilli: freeMilli }))
    return askWhy(turn)
  }
  if (deed === 'return.line') {
    const line = open.lines.find(({ id }) => id === first)
    if (!line) return turn.say('gone')
    returning.lineId = line.id
    const most = amountIn(line.freeMilli, line.unitAsWritten, turn.language)
    return ask(turn, turn.words('return_how_many', { product: nameOf(turn, line), most }), [
      { id: `return.whole:${line.id}`, title: turn.words('return_everything') },
    ])
  }
  if (deed === 'return.whole') {
    const line = open.lines.find(({ id }) => id === first)
    if (!line) return turn.say('gone')
    setLine(returning, line.id, line.freeMilli)
    return askMore(turn, returning, open)
  }
  if (deed === 'return.done') return returning.lines.length ? askWhy(turn) : askLines(turn, returning, open)
  if (deed === 'return.why') {
    returning.reason = reasonIn(turn, first)
    return returning.lines.length ? showSummary(turn, returning, open) : askLines(turn, returning, open)
  }
  if (deed === 'return.send') return press ? send(turn, returning, press) : showSummary(turn, returning, open, true)
  return turn.say('gone')
}

const send = async (turn: Turn, { orderId, lines, reason }: Returning, press: string): Promise<void> => {
  if (!lines.length || !reason) return turn.say('gone')
  try {
    const done = await turn.ctx.perform(returnOrder, { id: orderId, input: { lines, reason }, press })
    delete turn.memory.returning
    delete turn.memory.asked
    const row = done.id ? (await returnView(turn.ctx, done.id))?.row : undefined
    turn.say('return_sent', { number: row?.number ?? '' })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    delete turn.memory.returning
    turn.reply({ text: sayIn(error.said, turn.language), choices: [{ id: 'talk.human', title: turn.words('b_human') }] })
  }
}
