import { z } from 'zod'
import { action } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { newId } from '../../../kernel/db.ts'
import { milli, ref } from '../../../kernel/fields.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { documentTotals, type VatCategory } from '../../catalog/totals.ts'
import { Client } from '../../crm/records.ts'
import { settingsOf, todayOf } from '../../settings/queries.ts'
import { invoiceLifecycle } from '../lifecycle.ts'
import { Invoice, InvoiceLine, type InvoiceRow, Payment } from '../records.ts'
import { balanceMinor } from '../rules.ts'
import { isCreditNote } from './invoices.ts'

type Wanted = { productId: string; quantityMilli: number }

const isNotIssued = (invoice: InvoiceRow) =>
  !['issued', 'partly_paid', 'paid'].includes(invoice.state) &&
  refuse('invoice.cannot_be_credited', '{number} is not an issued invoice, so nothing of it can be credited.', {
    number: Invoice.title(invoice),
  })

/** What was credited of an invoice before, by credit notes over a part of it. */
const creditedOf = async (ctx: Ctx, invoiceId: string) => {
  const notes = await ctx.facts(Invoice).where({ reversesId: invoiceId, kind: 'credit_note', state: 'issued', archivedAt: null })
  const lines = await ctx.facts(InvoiceLine).whereIn(
    'invoiceId',
    notes.map(({ id }) => id),
  )
  return { totalMinor: notes.reduce((sum, { totalMinor }) => sum + totalMinor, 0), lines }
}

const milliOf = (lines: readonly { productId: string | null; quantityMilli: number }[], productId: string) =>
  lines.filter((line) => line.productId === productId).reduce((sum, { quantityMilli }) => sum + quantityMilli, 0)

const isMoreThanBilled = async (invoice: InvoiceRow, ctx: Ctx, { lines }: { lines: readonly Wanted[] }) => {
  const billed = await ctx.facts(InvoiceLine).where({ invoiceId: invoice.id })
  const before = (await creditedOf(ctx, invoice.id)).lines
  const tooMuch = lines.find(({ productId }) => milliOf(lines, productId) + milliOf(before, productId) > milliOf(billed, productId))
  if (!tooMuch) return false
  return refuse('invoice.credit_too_large', 'More than was billed on {number} would be credited. Look at its earlier credit notes.', {
    number: Invoice.title(invoice),
  })
}

/**
 * A credit note over some goods of an issued invoice, at the prices they were billed at. What is open on the invoice becomes less by it;
 * what was paid already is to be paid back.
 */
export const creditInvoice = action(Invoice, {
  name: 'invoice.credit',
  says: 'Credit goods of an invoice with a credit note',
  needs: 'invoice.reverse',
  input: z.strictObject({
    lines: z
      .array(z.strictObject({ productId: ref('product'), quantityMilli: milli().min(1).max(1e12) }))
      .min(1)
      .max(500),
    reason: z.string().trim().min(3).max(500).describe('Why it is credited'),
  }),
  touches: ['invoice', 'invoice_line', 'payment'],
  unless: [isCreditNote, isNotIssued, isMoreThanBilled],
  locks: (invoice) => [{ record: Client as never, ids: [invoice.clientId] }],
  async run(ctx, invoice, { lines, reason }) {
    const issuedOn = todayOf(ctx, await settingsOf(ctx))
    const billed = await ctx.facts(InvoiceLine).where({ invoiceId: invoice.id }).orderBy('position')
    const before = await creditedOf(ctx, invoice.id)
    const credited = billed
      .filter(({ productId }) => productId !== null && milliOf(lines, productId) > 0)
      .map((line) => ({
        ...line,
        vatCategory: line.vatCategory as VatCategory,
        quantityMilli: milliOf(lines, line.productId!),
        exemptionReason:
          invoice.vatTable.find((row) => row.category === line.vatCategory && row.vatPermille === line.vatPermille)?.exemptionReason ??
          null,
      }))
    const totals = documentTotals(credited, invoice.currency)
    // Rounding of several credit notes may not come to more than was billed.
    const totalMinor = Math.min(totals.totalMinor, invoice.totalMinor - before.totalMinor)
    const id = newId()
    const { sourceRecord, sourceId, clientId, contactId, currency, language, reference, orderNumber, seller, buyer } = invoice
    const credit = await ctx.create(Invoice, {
      ...{ id, kind: 'credit_note', reversesId: invoice.id, sourceRecord, sourceId, clientId, contactId, currency, language },
      ...{ reference, orderNumber, seller, buyer, netMinor: totals.netMinor, vatMinor: totals.vatMinor, vatTable: totals.vat, totalMinor },
      roundingMinor: totals.roundingMinor - (totals.totalMinor - totalMinor),
    })
    await ctx.createMany(
      InvoiceLine,
      credited.map(({ id: _, exemptionReason: _reason, ...line }, index) => ({
        ...line,
        invoiceId: id,
        position: index + 1,
        netMinor: totals.lines[index]!.netMinor,
      })),
    )
    await ctx.move(invoiceLifecycle, credit, 'issue_credit', { issuedOn })
    ctx.note(credit, { reason })
    ctx.number(credit)
    await settle(ctx, invoice, totalMinor, issuedOn)
    const said = sentence('invoice.is_credited', '{total} of {number} are credited by {credit}.', {
      total: { minor: totalMinor, currency },
      number: Invoice.title(invoice),
      credit: () => credit.number ?? '',
    })
    return { said, row: credit }
  },
})

/** As much of the credit as is open on the invoice pays it. */
const settle = async (ctx: Ctx, invoice: InvoiceRow, totalMinor: number, paidOn: string) => {
  const amountMinor = Math.min(totalMinor, balanceMinor(invoice))
  if (amountMinor <= 0) return
  const { clientId, currency } = invoice
  await ctx.create(Payment, { clientId, invoiceId: invoice.id, amountMinor, currency, paidOn, method: 'credit' })
  const paidMinor = invoice.paidMinor + amountMinor
  await ctx.move(invoiceLifecycle, invoice, paidMinor === invoice.totalMinor ? 'pay_off' : 'pay_part', { paidMinor })
}
