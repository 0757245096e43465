import { may } from '../../core/kernel/actor.ts'
import { formatMoney } from '../../core/language/money.ts'
import { Invoice } from '../../core/modules/invoicing/records.ts'
import { orderView, returnView } from '../../core/modules/sales/queries.ts'
import { plain } from '../channel.ts'
import type { Content, Contents, PrintDocument } from '../contents.ts'
import { sayToCustomer } from '../texts/customer.ts'
import { templateLanguage, templateValue } from '../texts/templates.ts'

/** How a return was decided, read as the contact would see it. */
const decided =
  (print: PrintDocument): Content =>
  async (house, { recipient, values, language }) => {
    const contactId = recipient.kind === 'contact' ? recipient.contactId : null
    const contact = contactId ? await house.house.hooks.actorFor(house.db, { kind: 'contact', id: contactId }) : null
    if (!contact) return null
    const ctx = house.house.ctx({ actor: contact, door: house.door, requestId: house.requestId, now: house.now })
    const view = await returnView(ctx, String(values.returnId ?? ''))
    const order = view && (await orderView(ctx, view.row.orderId))?.order
    if (!view || !order) return null
    const { row } = view
    const number = row.number ?? ''
    const money = (minor: number) => formatMoney(minor, row.currency, language)
    const template = {
      name: 'parley_news',
      language: templateLanguage(language),
      values: [contact.name, number].map(templateValue),
    }
    if (row.state === 'declined')
      return { text: sayToCustomer('return_declined', { number, answer: row.answer ? plain(row.answer) : '–' }, language), template }
    if (row.state !== 'approved') return null
    // What was credited is known to those alone who may see invoices.
    const credit = row.creditNoteId ? await ctx.rows(Invoice).where({ id: row.creditNoteId }).first() : undefined
    const file = credit && may(contact, 'download_documents') ? await print('invoice', credit.id) : null
    const answer = row.answer ? plain(row.answer) : 'none'
    const told = credit
      ? sayToCustomer(
          'return_approved',
          { number, order: order.number ?? '', total: money(credit.totalMinor), credit: credit.number ?? 'none', answer },
          language,
        )
      : sayToCustomer('return_approved_quietly', { number, order: order.number ?? '', answer }, language)
    const refund = credit && row.refundMinor > 0 ? `\n${sayToCustomer('return_refund', { refund: money(row.refundMinor) }, language)}` : ''
    return { text: told + refund, ...(file && { files: [file] }), template }
  }

/** What customers are told about returns by themselves. */
export const returnContents = (print: PrintDocument): Contents => ({ 'order_return.decided': decided(print) })
