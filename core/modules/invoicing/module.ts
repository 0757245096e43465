import { module } from '../../kernel/module.ts'
import { holdCommitment, releaseCommitment } from './actions/commitments.ts'
import { creditInvoice } from './actions/credit.ts'
import { discardInvoice, draftInvoice, issueInvoice, noteOverdue, reverseInvoice } from './actions/invoices.ts'
import { importOpeningInvoice } from './actions/opening.ts'
import { recordPayment } from './actions/payments.ts'
import { invoiceLifecycle } from './lifecycle.ts'
import { Commitment, Invoice, InvoiceLine, Payment } from './records.ts'

/** Invoices, credit notes, payments, and how far each client is from its limit. */
export const invoicing = module({
  name: 'invoicing',
  title: 'Invoices',
  uses: ['settings', 'crm', 'catalog'],
  records: [Invoice, InvoiceLine, Payment, Commitment],
  lifecycles: [invoiceLifecycle],
  actions: [
    draftInvoice,
    issueInvoice,
    discardInvoice,
    reverseInvoice,
    creditInvoice,
    importOpeningInvoice,
    noteOverdue,
    recordPayment,
    holdCommitment,
    releaseCommitment,
  ],
  permissions: { 'credit.override': 'Let a client go over its credit limit, with a reason' },
  // Seeing invoices needs no action, and what comes in is booked by colleagues: `pay` only opens a way to pay.
  contactGrants: { view_invoices: [], download_documents: [], pay: [] },
})
