import { module } from '../../kernel/module.ts'
import { holdCommitment, releaseCommitment } from './actions/commitments.ts'
import { creditInvoice } from './actions/credit.ts'
import { discardInvoice, draftInvoice, issueInvoice, noteOverdue, reverseInvoice } from './actions/invoices.ts'
import { payOnline } from './actions/online.ts'
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
    payOnline,
    holdCommitment,
    releaseCommitment,
  ],
  permissions: { 'credit.override': 'Let a client go over its credit limit, with a reason' },
  // Seeing invoices needs no action; what comes in by the bank is booked by colleagues, what is paid online by whoever pays.
  contactGrants: { view_invoices: [], download_documents: [], pay: ['payment.pay_online'] },
})
