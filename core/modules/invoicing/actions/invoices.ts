import { z } from 'zod'
import { action, creation } from '../../../kernel/action.ts'
import { newId } from '../../../kernel/db.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { priceE4, ref } from '../../../kernel/fields.ts'
import { notOnTimetable, type Rule } from '../../../kernel/lifecycle.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { addDays } from '../../../language/calendar.ts'
import { PartyAsWritten } from '../../../language/party.ts'
import { documentTotals } from '../../catalog/totals.ts'
import { Client } from '../../crm/records.ts'
import { settingsOf, todayOf } from '../../settings/queries.ts'
import { invoiceLifecycle } from '../lifecycle.ts'
import { Commitment, Invoice, InvoiceLine, type InvoiceRow } from '../records.ts'
import { commitmentToLock, exceedsLimit, exposureOf, isOtherCurrency, isOverdue } from '../rules.ts'

/** A line as it will stand on the invoice: priced, in the words of the document's language. */
export const InvoicedLine = z.strictObject({
  productId: ref('product').nullable().default(null),
  code: z.string().max(60),
  name: z.string().min(1).max(300),
  unit: z.string().max(60),
  quantityMilli: z.int().min(1),
  unitPriceE4: priceE4(),
  tax: z.enum(['net', 'gross']),
  vatCategory: z.enum(['S', 'Z', 'E', 'AE', 'K', 'G', 'O']),
  vatPermille: z.int().min(0).max(1000),
  exemptionReason: z.string().max(300).nullable().default(null),
})

export const isCreditNote = ({ kind }: InvoiceRow) =>
  kind === 'credit_note' && refuse('invoice.is_a_credit_note', 'This is a credit note; it stays as it was written.')

export const draftInvoice = creation(Invoice, {
  name: 'invoice.draft',
  says: 'Write the invoice of an order',
  needs: 'invoice.draft',
  inner: true,
  input: z.strictObject({
    sourceRecord: z.string().min(1).max(60),
    sourceId: z.uuid(),
    clientId: ref('client'),
    contactId: ref('contact').nullable().default(null),
    lines: z.array(InvoicedLine).min(1).max(500),
    currency: z.string().length(3),
    language: z.string().max(5),
    reference: z.string().max(100).nullable().default(null),
    orderNumber: z.string().max(60).nullable().default(null),
    seller: PartyAsWritten,
    buyer: PartyAsWritten,
  }),
  touches: ['invoice', 'invoice_line'],
  unless: [async (_, ctx, { clientId, currency }) => isOtherCurrency(await ctx.facts(Client).byId(clientId), currency)],
  async run(ctx, { lines, ...head }) {
    const totals = documentTotals(lines, head.currency)
    const id = newId()
    const { netMinor, vatMinor, roundingMinor, totalMinor, vat } = totals
    const invoice = await ctx.create(Invoice, { ...head, id, netMinor, vatMinor, roundingMinor, totalMinor, vatTable: vat })
    await ctx.createMany(
      InvoiceLine,
      lines.map(({ code, name, unit, exemptionReason: _, ...line }, index) => ({
        ...line,
        invoiceId: id,
        position: index + 1,
        codeAsWritten: code,
        nameAsWritten: name,
        unitAsWritten: unit,
        netMinor: totals.lines[index]!.netMinor,
      })),
    )
    const said = sentence('invoice.is_drafted', 'An invoice over {total} is written; it is a draft until it is issued.', {
      total: { minor: totalMinor, currency: head.currency },
    })
    return { said, row: invoice }
  },
})

/** Billing what was ordered moves exposure from the commitment to the balance; only what goes beyond that grows it, and must fit the limit. */
const growsOverLimit: Rule<InvoiceRow> = async (invoice, ctx) => {
  const [commitment] = invoice.sourceId ? await ctx.facts(Commitment).where({ sourceId: invoice.sourceId }) : []
  const addMinor = invoice.totalMinor - (commitment?.amountMinor ?? 0)
  if (addMinor <= 0) return false
  const { exposureMinor, limitMinor } = await exposureOf(ctx, invoice.clientId)
  const excessMinor = exceedsLimit({ exposureMinor, limitMinor, addMinor })
  if (excessMinor === 0) return false
  const client = await ctx.facts(Client).byId(invoice.clientId)
  const money = (minor: number) => ({ minor, currency: invoice.currency })
  return refuse(
    'invoice.over_credit_limit',
    'With this invoice {client} would owe {exposure}, which is {excess} over its limit of {limit}.',
    { client: client.name, exposure: money(exposureMinor + addMinor), excess: money(excessMinor), limit: money(limitMinor) },
    { overridableBy: 'credit.override', excessMinor },
  )
}

/** The invoice leaves: it gets its number, its day, and its term. */
export const issueInvoice = action(Invoice, {
  name: 'invoice.issue',
  says: 'Issue an invoice: it gets its number and cannot be changed any more',
  needs: 'invoice.issue',
  input: z.strictObject({}),
  touches: ['invoice', 'commitment.amountMinor'],
  moves: { lifecycle: invoiceLifecycle, move: 'issue' },
  unless: [isCreditNote, growsOverLimit],
  locks: async (invoice, ctx) => [{ record: Client as never, ids: [invoice.clientId] }, ...(await commitmentToLock(ctx, invoice.sourceId))],
  async run(ctx, invoice) {
    const client = await ctx.facts(Client).byId(invoice.clientId)
    const issuedOn = todayOf(ctx, await settingsOf(ctx))
    const dueOn = addDays(issuedOn, client.paymentTermDays)
    const [held] = invoice.sourceId ? await ctx.facts(Commitment).where({ sourceId: invoice.sourceId }) : []
    const [commitment] = held ? await ctx.lock(Commitment, [held.id]) : []
    if (commitment) await ctx.change(commitment, { amountMinor: Math.max(0, commitment.amountMinor - invoice.totalMinor) })
    await ctx.move(invoiceLifecycle, invoice, 'issue', { issuedOn, dueOn })
    ctx.number(invoice)
    return sentence('invoice.is_issued', 'Invoice {number} over {total} is issued, due on {due}.', {
      number: () => invoice.number ?? '',
      total: { minor: invoice.totalMinor, currency: invoice.currency },
      due: { day: dueOn },
    })
  },
})

/** A draft that is not needed; it never had a number. */
export const discardInvoice = action(Invoice, {
  name: 'invoice.discard',
  says: 'Discard an invoice that was not issued',
  needs: 'invoice.discard',
  input: z.strictObject({ reason: z.string().trim().max(500).optional() }),
  touches: ['invoice.state'],
  moves: { lifecycle: invoiceLifecycle, move: 'discard' },
  async run(ctx, invoice, { reason }) {
    await ctx.move(invoiceLifecycle, invoice, 'discard')
    if (reason) ctx.note(invoice, { reason })
    return sentence('invoice.is_discarded', 'The draft is discarded.')
  },
})

const hasPayments: Rule<InvoiceRow> = (invoice) =>
  invoice.paidMinor > 0 &&
  refuse('invoice.has_payments', '{paid} are already paid on {number}, so it cannot be reversed. Pay the money back first, as a refund.', {
    paid: { minor: invoice.paidMinor, currency: invoice.currency },
    number: Invoice.title(invoice),
  })

/** An issued invoice is taken back by a credit note over the same lines and amounts. */
export const reverseInvoice = action(Invoice, {
  name: 'invoice.reverse',
  says: 'Take an invoice back with a credit note',
  needs: 'invoice.reverse',
  input: z.strictObject({ reason: z.string().trim().min(3).max(500).describe('Why it is taken back') }),
  touches: ['invoice', 'invoice_line'],
  unless: [isCreditNote, hasPayments, (invoice) => notOnTimetable(invoiceLifecycle as never, invoice, 'reverse')],
  locks: (invoice) => [{ record: Client as never, ids: [invoice.clientId] }],
  async run(ctx, invoice, { reason }) {
    const issuedOn = todayOf(ctx, await settingsOf(ctx))
    const lines = await ctx.facts(InvoiceLine).where({ invoiceId: invoice.id }).orderBy('position')
    const id = newId()
    const { sourceRecord, sourceId, clientId, contactId, currency, netMinor, vatMinor, roundingMinor, totalMinor } = invoice
    const { vatTable, language, reference, orderNumber, seller, buyer } = invoice
    const written = { sourceRecord, sourceId, clientId, contactId, currency, netMinor, vatMinor, roundingMinor, totalMinor }
    const told = { vatTable, language, reference, orderNumber, seller, buyer }
    const credit = await ctx.create(Invoice, { ...written, ...told, id, kind: 'credit_note', reversesId: invoice.id })
    await ctx.createMany(
      InvoiceLine,
      lines.map(({ id: _, ...line }) => ({ ...line, invoiceId: id })),
    )
    await ctx.move(invoiceLifecycle, credit, 'issue_credit', { issuedOn })
    await ctx.move(invoiceLifecycle, invoice, 'reverse')
    ctx.note(invoice, { reason })
    ctx.number(credit)
    const said = sentence('invoice.is_reversed', '{number} is taken back by the credit note {credit}.', {
      number: Invoice.title(invoice),
      credit: () => credit.number ?? '',
    })
    return { said, row: credit }
  },
})

/** The sweep noticed that an invoice is overdue. Once per invoice. Performed by the house. */
export const noteOverdue = action(Invoice, {
  name: 'invoice.note_overdue',
  says: 'Notice that an invoice is overdue',
  needs: { room: 'invoicing', level: 'edit' },
  inner: true,
  input: z.strictObject({}),
  touches: ['invoice.state', 'invoice.overdueNotedOn'],
  async run(ctx, invoice) {
    const today = todayOf(ctx, await settingsOf(ctx))
    const number = Invoice.title(invoice)
    if (!isOverdue(invoice, today)) throw new Refusal(refuse('invoice.not_overdue', '{number} is not overdue.', { number }))
    if (invoice.overdueNotedOn === null)
      await ctx.move(invoiceLifecycle, invoice, invoice.state === 'issued' ? 'fall_due' : 'rest_falls_due', { overdueNotedOn: today })
    return sentence('invoice.is_overdue', '{number} is overdue.', { number })
  },
})
