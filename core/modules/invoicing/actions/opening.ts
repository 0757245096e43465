import { z } from 'zod'
import { creation } from '../../../kernel/action.ts'
import { newId } from '../../../kernel/db.ts'
import { day, minor, ref } from '../../../kernel/fields.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { exponentOf } from '../../../language/money.ts'
import { buyerAsWritten } from '../../crm/queries.ts'
import { Client } from '../../crm/records.ts'
import { sellerAsWritten } from '../../settings/queries.ts'
import { Invoice, InvoiceLine, Payment } from '../records.ts'
import { isOtherCurrency } from '../rules.ts'

/** An invoice from the books before us: only its amount is known, and it keeps the number it has there. */
export const importOpeningInvoice = creation(Invoice, {
  name: 'invoice.import_opening',
  says: 'Bring in an open invoice from the books before',
  needs: 'invoice.import',
  input: z.strictObject({
    clientId: ref('client'),
    foreignReference: z.string().trim().min(1).max(60).describe('Its number in the books before'),
    issuedOn: day(),
    dueOn: day(),
    totalMinor: minor().min(1).describe('With VAT'),
    paidMinor: minor().min(0).default(0).describe('What was paid of it already'),
    currency: z.string().length(3),
  }),
  touches: ['invoice', 'invoice_line', 'payment'],
  locks: (_, _ctx, { clientId }) => [{ record: Client as never, ids: [clientId] }],
  unless: [
    async (_, ctx, { clientId, currency }) => isOtherCurrency(await ctx.facts(Client).byId(clientId), currency),
    async (_, ctx, { clientId, foreignReference }) =>
      (await ctx.facts(Invoice).where({ clientId, foreignReference }).count()) > 0 &&
      refuse('invoice.reference_known', 'The invoice {reference} of this client is here already.', { reference: foreignReference }),
    (_, _ctx, { totalMinor, paidMinor, currency }) =>
      paidMinor > totalMinor &&
      refuse('invoice.paid_above_total', 'More than the total of {total} cannot have been paid.', {
        total: { minor: totalMinor, currency },
      }),
    (_, _ctx, { issuedOn, dueOn }) =>
      dueOn < issuedOn &&
      refuse('invoice.due_before_issued', 'The invoice cannot be due before it was issued on {day}.', { day: { day: issuedOn } }),
  ],
  async run(ctx, { clientId, foreignReference, issuedOn, dueOn, totalMinor, paidMinor, currency }) {
    const client = await ctx.facts(Client).byId(clientId)
    const id = newId()
    const invoice = await ctx.create(Invoice, {
      id,
      clientId,
      foreignReference,
      issuedOn,
      dueOn,
      currency,
      netMinor: totalMinor,
      vatMinor: 0,
      totalMinor,
      paidMinor,
      vatTable: [{ category: 'O', vatPermille: 0, baseMinor: totalMinor, vatMinor: 0, exemptionReason: null }],
      state: paidMinor === 0 ? 'issued' : paidMinor < totalMinor ? 'partly_paid' : 'paid',
      language: client.language,
      seller: await sellerAsWritten(ctx),
      buyer: buyerAsWritten(client),
    })
    await ctx.create(InvoiceLine, {
      invoiceId: id,
      position: 1,
      codeAsWritten: '',
      nameAsWritten:
        client.language === 'ro' ? `Sold inițial al facturii ${foreignReference}` : `Opening balance of invoice ${foreignReference}`,
      unitAsWritten: '',
      quantityMilli: 1000,
      unitPriceE4: totalMinor * 10 ** (4 - exponentOf(currency)),
      tax: 'net',
      vatCategory: 'O',
      vatPermille: 0,
      netMinor: totalMinor,
    })
    if (paidMinor > 0)
      await ctx.create(Payment, { clientId, invoiceId: id, amountMinor: paidMinor, currency, paidOn: issuedOn, method: 'opening' })
    const said = sentence('invoice.is_imported', '{reference} over {total} is in the books.', {
      reference: foreignReference,
      total: { minor: totalMinor, currency },
    })
    return { said, row: invoice }
  },
})
