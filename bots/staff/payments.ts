import { formatMoney } from '../../core/language/money.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { Invoice, Payment } from '../../core/modules/invoicing/records.ts'
import { balanceMinor } from '../../core/modules/invoicing/rules.ts'
import { plain } from '../channel.ts'
import type { Content, Contents } from '../contents.ts'
import { sayOfReturn } from '../texts/returns.ts'

/** A payment that a customer made online for an invoice without an order of ours. */
const story: Content = async (ctx, { values, language }) => {
  const payment = await ctx
    .rows(Payment)
    .where({ id: String(values.paymentId ?? '') })
    .first()
  const invoice = payment && (await ctx.rows(Invoice).where({ id: payment.invoiceId }).first())
  if (!payment || !invoice) return null
  const client = await ctx.rows(Client).where({ id: payment.clientId }).first()
  const left = balanceMinor(invoice)
  const told = {
    client: plain(client?.name ?? '–'),
    amount: formatMoney(payment.amountMinor, payment.currency, language),
    invoice: plain(invoice.number ?? invoice.foreignReference ?? ''),
    left: left > 0 ? formatMoney(left, payment.currency, language) : 'none',
  }
  return { text: sayOfReturn('paid_online', told, language) }
}

export const paymentContents: Contents = { 'payment.story': story }
