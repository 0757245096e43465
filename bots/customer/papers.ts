import { may } from '../../core/kernel/actor.ts'
import { formatDate, formatMoney } from '../../core/language/money.ts'
import { Invoice, type InvoiceRow } from '../../core/modules/invoicing/records.ts'
import { DeliveryNote } from '../../core/modules/warehouse/records.ts'
import { plain } from '../channel.ts'
import { stateWords } from '../texts/states.ts'
import { openIn, refusedUnless } from './money.ts'
import { isCalled } from './pay.ts'
import type { Turn } from './turn.ts'

const MOST_FILES = 5
/** How far back a paper is looked for by what it is called. */
const MOST_LOOKED_AT = 500
const isLast = (text: string) => /\b(ultim[aeul]+|last|latest|recent[aăe]?)\b/i.test(text)

/** "Send me the invoice": the one that is called so, the last one, or those that are open. */
export const invoices = async (turn: Turn, reference: string | null): Promise<void> => {
  if (refusedUnless(turn, 'view_invoices')) return
  const client = plain(turn.talk.conversation.clientName)
  const open = await openIn(turn)
  if (!reference && !isLast(turn.text) && open.invoices.length) {
    const text = turn.words('owed', { client, total: open.total, overdue: open.overdue, invoices: open.lines.join('\n') })
    return send(turn, text, open.invoices)
  }
  const all = await turn.ctx
    .rows(Invoice)
    .where({ clientId: turn.clientId })
    .orderBy('issuedOn', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST_LOOKED_AT)
  const found = reference ? all.filter((invoice) => isCalled(invoice, reference)) : all.filter(({ number }) => number !== null).slice(0, 1)
  if (!found.length)
    return reference ? turn.say('invoice_unknown', { said: plain(reference).slice(0, 60) }) : turn.say('no_invoices', { client })
  return send(
    turn,
    found
      .slice(0, MOST_FILES)
      .map((invoice) => invoiceIn(turn, invoice))
      .join('\n'),
    found,
  )
}

const invoiceIn = ({ words, language }: Turn, invoice: InvoiceRow) =>
  words('invoice_line', {
    number: plain(invoice.number ?? invoice.foreignReference ?? ''),
    total: formatMoney(invoice.totalMinor, invoice.currency, language),
    state: invoice.kind === 'credit_note' ? words('credit_note') : stateWords(`invoice.state.${invoice.state}`, language),
    due: invoice.dueOn && ['issued', 'partly_paid'].includes(invoice.state) ? formatDate(invoice.dueOn, language) : 'none',
  })

/** What was invoiced before our books has no paper of ours. */
const send = (turn: Turn, text: string, found: readonly InvoiceRow[]) => {
  const printable = found.filter(({ number }) => number !== null).slice(0, MOST_FILES)
  const isAllowed = may(turn.ctx.actor, 'download_documents')
  const remarks = [
    ...(isAllowed ? [] : [turn.words('no_download')]),
    ...(isAllowed && printable.length < Math.min(found.length, MOST_FILES) ? [turn.words('no_paper')] : []),
  ]
  const documents = isAllowed ? printable.map(({ id }) => ({ record: 'invoice', id })) : []
  turn.talk.say({ text: [text, ...remarks].join('\n') }, { documents, purpose: 'billing' })
}

/** "Send me the delivery note": the one that is called so, those of an order, or the last one. */
export const deliveryNote = async (turn: Turn, reference: string | null): Promise<void> => {
  if (refusedUnless(turn, 'download_documents')) return
  const notes = await turn.ctx.rows(DeliveryNote).where({ clientId: turn.clientId }).orderBy('approvedAt', 'desc').limit(MOST_LOOKED_AT)
  const found = reference
    ? notes.filter(({ number, orderNumber, reference: own }) => isCalled({ number, orderNumber, foreignReference: own }, reference))
    : notes.slice(0, 1)
  if (!found.length) return turn.say('document_none', { client: plain(turn.talk.conversation.clientName) })
  const shown = found.slice(0, MOST_FILES)
  const lines = shown.map((note) =>
    turn.words('note_line', {
      note: note.number ?? '',
      number: note.orderNumber ?? '',
      state: stateWords(`delivery_note.state.${note.state}`, turn.language),
    }),
  )
  turn.talk.say({ text: lines.join('\n') }, { documents: shown.map(({ id }) => ({ record: 'delivery_note', id })) })
}

/** The statement of account, as of today. */
export const statement = async (turn: Turn): Promise<void> => {
  if (refusedUnless(turn, 'view_invoices') || refusedUnless(turn, 'download_documents')) return
  const client = plain(turn.talk.conversation.clientName)
  const { invoices: open, total, overdue } = await openIn(turn)
  const text = open.length ? turn.words('statement', { client, total, overdue }) : turn.words('nothing_owed', { client })
  turn.talk.say({ text }, { documents: [{ record: 'statement', id: turn.clientId }], purpose: 'billing' })
}
