import { z } from 'zod'
import { action } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { day, minor } from '../../../kernel/fields.ts'
import { notOnTimetable } from '../../../kernel/lifecycle.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { settingsOf, todayOf } from '../../settings/queries.ts'
import { invoiceLifecycle } from '../lifecycle.ts'
import { Invoice, type InvoiceRow, Payment } from '../records.ts'
import { balanceMinor } from '../rules.ts'

/** Why no money can be booked on this document, whatever the amount. */
export const takesNoMoney = (invoice: InvoiceRow) => {
  if (invoice.kind === 'credit_note')
    return refuse('invoice.is_credit_note', '{number} is a credit note: there is nothing to pay on it.', { number: invoice.number ?? '' })
  if (invoice.state === 'paid') return refuse('invoice.is_paid', '{number} is already paid in full.', { number: Invoice.title(invoice) })
  return notOnTimetable(invoiceLifecycle as never, invoice, 'pay_off')
}

const isMoreThanOwed = (invoice: InvoiceRow, _: unknown, { amountMinor }: { amountMinor: number }) =>
  amountMinor > balanceMinor(invoice) &&
  refuse(
    'invoice.payment_too_large',
    'Only {balance} are still to be paid on {number}, which is less than {amount}. Book at most the balance.',
    {
      balance: { minor: balanceMinor(invoice), currency: invoice.currency },
      amount: { minor: amountMinor, currency: invoice.currency },
      number: Invoice.title(invoice),
    },
  )

type Booked = {
  amountMinor: number
  paidOn?: string | undefined
  method: 'bank' | 'cash' | 'card' | 'online'
  reference?: string | undefined
}

/** Writes a payment down and moves its invoice on, inside an action that touches both. */
export const book = async (ctx: Ctx, invoice: InvoiceRow, { amountMinor, paidOn, method, reference }: Booked) => {
  const { currency } = invoice
  const payment = await ctx.create(Payment, {
    clientId: invoice.clientId,
    invoiceId: invoice.id,
    amountMinor,
    currency,
    paidOn: paidOn ?? todayOf(ctx, await settingsOf(ctx)),
    method,
    reference: reference || null,
  })
  ctx.number(payment)
  const paidMinor = invoice.paidMinor + amountMinor
  const closed = paidMinor === invoice.totalMinor
  await ctx.move(invoiceLifecycle, invoice, closed ? 'pay_off' : 'pay_part', { paidMinor })
  const terms = { amount: { minor: amountMinor, currency }, number: Invoice.title(invoice) }
  const said = closed
    ? sentence('payment.closes_invoice', '{amount} are booked: {number} is paid.', terms)
    : sentence('payment.is_recorded', '{amount} are booked on {number}; {balance} are still open.', {
        ...terms,
        balance: { minor: balanceMinor(invoice), currency },
      })
  return { said, row: payment }
}

/** Money has come for an invoice, all of it or a part. */
export const recordPayment = action(Invoice, {
  name: 'payment.record',
  says: 'Record a payment of an invoice',
  needs: 'payment.record',
  binding: true,
  input: z.strictObject({
    amountMinor: minor().min(1).describe('How much was paid'),
    paidOn: day().optional().describe('When it was paid (Default: today)'),
    method: z.enum(['bank', 'cash', 'card', 'online']).describe('How it was paid'),
    reference: z.string().trim().max(100).optional().describe('What the bank statement or receipt says'),
  }),
  touches: ['payment', 'invoice.state', 'invoice.paidMinor'],
  unless: [
    takesNoMoney,
    isMoreThanOwed,
    async (_, ctx, { paidOn }) =>
      paidOn !== undefined &&
      paidOn > todayOf(ctx, await settingsOf(ctx)) &&
      refuse('payment.in_the_future', 'A payment on {day} has not happened yet. Record it when the money is here.', {
        day: { day: paidOn },
      }),
  ],
  confirm: (invoice) =>
    sentence('payment.confirm', 'Record a payment for {number}? {balance} are open.', {
      number: Invoice.title(invoice),
      balance: { minor: balanceMinor(invoice), currency: invoice.currency },
    }),
  run: book,
})
