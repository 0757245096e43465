import { may } from '../../core/kernel/actor.ts'
import { formatMoney } from '../../core/language/money.ts'
import { seller } from '../../core/modules/settings/queries.ts'
import { plain } from '../channel.ts'
import { openIn, refusedUnless } from './money.ts'
import type { Turn } from './turn.ts'

/** Makes addresses of pages on which a contact pays these invoices. What is owed is looked at there, when it is paid. */
export type PayLinks = {
  linkFor(of: { contactId: string; invoiceIds: readonly string[]; language: string; now: Date }): Promise<string>
}

const MOST_INVOICES = 20

/** "I want to pay": a page to pay on, for those who may, and how to pay by transfer. */
export const pay = async (turn: Turn, reference: string | null): Promise<void> => {
  if (refusedUnless(turn, 'view_invoices')) return
  const { conversation } = turn.talk
  const { invoices: open, owed } = await openIn(turn)
  if (!open.length) return turn.say('nothing_owed', { client: plain(conversation.clientName) })
  const wanted = reference ? owed.filter(({ invoice }) => isCalled(invoice, reference)) : owed
  if (!wanted.length) return turn.say('invoice_unknown', { said: plain(reference ?? '').slice(0, 60) })
  const chosen = wanted.slice(0, MOST_INVOICES)
  const currency = chosen[0]!.invoice.currency
  const total = formatMoney(
    chosen.reduce((sum, { balance }) => sum + balance, 0),
    currency,
    turn.language,
  )
  const lines = chosen.map(({ line }) => line).join('\n')
  const { legalName, iban, bank } = await seller(turn.ctx)
  const transfer = { seller: plain(legalName), iban: iban ?? '–', bank: bank ? ` (${plain(bank)})` : '', invoices: lines, total }
  if (!turn.payLinks || !may(turn.ctx.actor, 'pay')) return turn.say('pay_how', transfer)
  const link = await turn.payLinks.linkFor({
    contactId: conversation.contactId,
    invoiceIds: chosen.map(({ invoice }) => invoice.id),
    language: turn.language,
    now: turn.ctx.now,
  })
  turn.say('pay_link', { ...transfer, link })
}

export const isCalled = (invoice: { number: string | null; foreignReference: string | null; orderNumber: string | null }, said: string) => {
  const wanted = said.trim().toLowerCase()
  const digits = /^[a-z]*[\s-]*0*(\d+)$/.exec(wanted)?.[1]
  return [invoice.number, invoice.foreignReference, invoice.orderNumber].some(
    (one) => one !== null && (one.toLowerCase() === wanted || (digits !== undefined && new RegExp(`(^|\\D)0*${digits}$`).test(one))),
  )
}
