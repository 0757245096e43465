import { lifecycle } from '../../kernel/lifecycle.ts'
import { Invoice } from './records.ts'

/** Overdue is not a state but a fact; `publishedCode` in rules knows it. The two moves that stay where they are only say that it was noticed. */
export const invoiceLifecycle = lifecycle(Invoice, {
  states: ['draft', 'issued', 'partly_paid', 'paid', 'discarded', 'reversed'],
  start: 'draft',
  codes: { draft: 6, issued: 1, partly_paid: 3, paid: 2, discarded: 5, reversed: 5 },
  moves: {
    issue: { from: 'draft', to: 'issued', event: 'invoice.issued' },
    issue_credit: { from: 'draft', to: 'issued', event: 'credit_note.issued' },
    discard: { from: 'draft', to: 'discarded', event: 'invoice.discarded' },
    pay_part: { from: ['issued', 'partly_paid'], to: 'partly_paid', event: 'invoice.partly_paid' },
    pay_off: { from: ['issued', 'partly_paid'], to: 'paid', event: 'invoice.paid' },
    reverse: { from: 'issued', to: 'reversed', event: 'invoice.reversed' },
    fall_due: { from: 'issued', to: 'issued', event: 'invoice.became_overdue' },
    rest_falls_due: { from: 'partly_paid', to: 'partly_paid', event: 'invoice.became_overdue' },
  },
})
