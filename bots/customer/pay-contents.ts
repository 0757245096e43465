import { formatMoney } from '../../core/language/money.ts'
import { Invoice, Payment } from '../../core/modules/invoicing/records.ts'
import { balanceMinor } from '../../core/modules/invoicing/rules.ts'
import { plain } from '../channel.ts'
import type { Content, Contents } from '../contents.ts'
import { sayNotice } from '../texts/notices.ts'

/** Thanks for a payment, read as the one who paid would see it. */
const thanks: Content = async (house, { recipient, values, language }) => {
  const contactId = recipient.kind === 'contact' ? recipient.contactId : null
  const contact = contactId ? await house.house.hooks.actorFor(house.db, { kind: 'contact', id: contactId }) : null
  if (!contact) return null
  const ctx = house.house.ctx({ actor: contact, door: house.door, requestId: house.requestId, now: house.now })
  const payment = await ctx
    .rows(Payment)
    .where({ id: String(values.paymentId ?? '') })
    .first()
  const invoice = payment && (await ctx.rows(Invoice).where({ id: payment.invoiceId }).first())
  if (!payment || !invoice) return null
  const money = (minor: number) => formatMoney(minor, payment.currency, language)
  const left = balanceMinor(invoice)
  const told = {
    amount: money(payment.amountMinor),
    invoice: plain(invoice.number ?? invoice.foreignReference ?? ''),
    left: left > 0 ? money(left) : 'none',
  }
  return { text: sayNotice('payment', told, language) }
}

export const payContents: Contents = { 'payment.thanks': thanks }
