import { z } from 'zod'
import { action } from '../../../kernel/action.ts'
import { minor } from '../../../kernel/fields.ts'
import { refuse } from '../../../kernel/sentence.ts'
import { Client } from '../../crm/records.ts'
import { Invoice } from '../records.ts'
import { balanceMinor } from '../rules.ts'
import { book, takesNoMoney } from './payments.ts'

/** A contact pays an invoice of its own client on a page: all that is open, as it was shown there. */
export const payOnline = action(Invoice, {
  name: 'payment.pay_online',
  says: 'Pay an invoice online',
  needs: 'payment.pay_online',
  binding: true,
  input: z.strictObject({
    shownMinor: minor().min(1).describe('What was shown as open when the button was pressed'),
    reference: z.string().trim().max(100).optional().describe('What the payment provider calls it'),
  }),
  touches: ['payment', 'invoice.state', 'invoice.paidMinor'],
  unless: [
    takesNoMoney,
    (invoice, _ctx, { shownMinor }) =>
      shownMinor !== balanceMinor(invoice) &&
      refuse('payment.balance_changed', 'What is open on {number} has changed meanwhile: it is {balance} now. Look at it again.', {
        number: Invoice.title(invoice),
        balance: { minor: balanceMinor(invoice), currency: invoice.currency },
      }),
  ],
  locks: (invoice) => [{ record: Client as never, ids: [invoice.clientId] }],
  run: (ctx, invoice, { shownMinor, reference }) => book(ctx, invoice, { amountMinor: shownMinor, method: 'online', reference }),
})
