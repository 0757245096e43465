import { z } from 'zod'
import { day, maybe, milli, minor, priceE4, ref } from '../../kernel/fields.ts'
import { type RowOf, record } from '../../kernel/record.ts'
import { PartyAsWritten } from '../../language/party.ts'

const everybody = { seenBy: 'contact' } as const

export const VatTable = z.array(
  z.object({ category: z.string(), vatPermille: z.int(), baseMinor: minor(), vatMinor: minor(), exemptionReason: z.string().nullable() }),
)

/** An invoice or a credit note. Overdue is a fact (due and balance above zero), not a state. */
export const Invoice = record({
  name: 'invoice',
  room: 'invoicing',
  table: 'invoices',
  lockRank: 24,
  series: { name: 'invoice', prefix: 'CPS-', by: ({ kind }) => (kind === 'credit_note' ? { name: 'credit_note', prefix: 'CN-' } : null) },
  title: (invoice) => invoice.number ?? invoice.foreignReference ?? 'Draft invoice',
  list: ['number', 'kind', 'clientId', 'state', 'issuedOn', 'dueOn', 'totalMinor', 'paidMinor', 'currency'],
  fields: z.object({
    number: maybe(z.string()).meta(everybody),
    kind: z.enum(['invoice', 'credit_note']).default('invoice').meta(everybody),
    /** Number of an opening invoice in the books it came from; outside our series. */
    foreignReference: maybe(z.string().max(60)).meta(everybody),
    sourceRecord: maybe(z.string()),
    sourceId: maybe(z.uuid()).meta(everybody),
    reversesId: maybe(ref('invoice')).meta(everybody),
    clientId: ref('client').meta(everybody),
    contactId: maybe(ref('contact')).meta(everybody),
    state: z.enum(['draft', 'issued', 'partly_paid', 'paid', 'discarded', 'reversed']).default('draft').meta(everybody),
    issuedOn: maybe(day()).meta(everybody),
    dueOn: maybe(day()).meta(everybody),
    overdueNotedOn: maybe(day()),
    currency: z.string().length(3).meta(everybody),
    netMinor: minor().meta(everybody),
    vatMinor: minor().meta(everybody),
    roundingMinor: minor().default(0).meta(everybody),
    totalMinor: minor().meta(everybody),
    paidMinor: minor().min(0).default(0).meta(everybody),
    vatTable: VatTable.meta(everybody),
    language: z.string().meta(everybody),
    reference: maybe(z.string().max(100)).meta(everybody),
    orderNumber: maybe(z.string()).meta(everybody),
    seller: PartyAsWritten.meta(everybody),
    buyer: PartyAsWritten.meta(everybody),
  }),
  contactNeeds: 'view_invoices',
  contactSees: (query, contact) => query.where('invoices.client_id', contact.clientId).whereNotIn('invoices.state', ['draft', 'discarded']),
})

export const InvoiceLine = record({
  name: 'invoice_line',
  room: 'invoicing',
  table: 'invoice_lines',
  title: (line) => line.nameAsWritten,
  of: { record: Invoice as never, key: 'invoiceId' },
  fields: z.object({
    invoiceId: ref('invoice').meta(everybody),
    position: z.int().meta(everybody),
    productId: maybe(ref('product')).meta(everybody),
    codeAsWritten: z.string().meta(everybody),
    nameAsWritten: z.string().meta(everybody),
    unitAsWritten: z.string().meta(everybody),
    quantityMilli: milli().meta(everybody),
    unitPriceE4: priceE4().meta(everybody),
    tax: z.enum(['net', 'gross']).meta(everybody),
    vatCategory: z.string().meta(everybody),
    vatPermille: z.int().meta(everybody),
    netMinor: minor().meta(everybody),
  }),
})

export const Payment = record({
  name: 'payment',
  room: 'invoicing',
  table: 'payments',
  lockRank: 26,
  series: { name: 'payment', prefix: 'PAY-' },
  title: (payment) => payment.number ?? 'Payment',
  events: { created: 'payment.recorded', changed: 'payment.changed', archived: 'payment.archived' },
  list: ['number', 'clientId', 'invoiceId', 'amountMinor', 'currency', 'paidOn', 'method'],
  fields: z.object({
    number: maybe(z.string()).meta(everybody),
    clientId: ref('client').meta(everybody),
    invoiceId: ref('invoice').meta(everybody),
    amountMinor: minor().min(1).meta(everybody),
    currency: z.string().length(3).meta(everybody),
    paidOn: day().meta(everybody),
    method: z.enum(['bank', 'cash', 'card', 'online', 'opening', 'credit']).meta(everybody),
    reference: maybe(z.string().max(100)).meta(everybody),
  }),
  contactNeeds: 'view_invoices',
  contactSees: (query, contact) => query.where('payments.client_id', contact.clientId),
})

/** What a client has ordered but is not billed for yet, by source document, with VAT. Exposure = open balances + commitments. Zero once billed or released. */
export const Commitment = record({
  name: 'commitment',
  room: 'invoicing',
  table: 'commitments',
  lockRank: 23,
  title: (commitment) => `for ${commitment.sourceRecord} ${commitment.sourceId}`,
  list: ['clientId', 'sourceRecord', 'sourceId', 'amountMinor', 'currency'],
  fields: z.object({
    clientId: ref('client'),
    sourceRecord: z.string(),
    sourceId: z.uuid(),
    amountMinor: minor().min(0),
    currency: z.string().length(3),
  }),
})

export type InvoiceRow = RowOf<(typeof Invoice)['fields']>
