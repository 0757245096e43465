import type { Knex } from 'knex'
import { may, needsInWords } from '../../kernel/actor.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { NotAllowed } from '../../kernel/errors.ts'
import type { Day } from '../../language/calendar.ts'
import { Client } from '../crm/records.ts'
import { settingsOf, todayOf } from '../settings/queries.ts'
import { Commitment, Invoice, type InvoiceRow } from './records.ts'
import { balanceMinor, isOverdue } from './rules.ts'

/** Who may not look into a client's account is told so, rather than shown an empty one. `more`: what a contact needs beside it. */
export const mustSeeInvoices = ({ actor }: Ctx, ...more: string[]) => {
  const needs = actor.kind === 'contact' ? ['view_invoices', ...more] : [{ room: 'invoicing', level: 'view' as const }]
  const lacks = needs.find((one) => !may(actor, one))
  if (lacks) throw new NotAllowed(needsInWords(lacks))
}

export type Account = {
  currency: string
  openMinor: number
  overdueMinor: number
  oldestDueOn: Day | null
  /** Ordered and not billed yet, all that counts against the limit, and the limit. For colleagues only: null for contacts. */
  committedMinor: number | null
  exposureMinor: number | null
  limitMinor: number | null
}

/** How a client stands, told to whoever asks. Throws NotFound for a client that this person may not see, NotAllowed without the right to see invoices. */
export const accountOf = async (ctx: Ctx, clientId: string): Promise<Account> => {
  const client = await ctx.rows(Client).byId(clientId)
  mustSeeInvoices(ctx)
  const today = todayOf(ctx, await settingsOf(ctx))
  const open = await openInvoicesOf(ctx, clientId)
  const sum = (invoices: readonly InvoiceRow[]) => invoices.reduce((total, invoice) => total + balanceMinor(invoice), 0)
  const openMinor = sum(open)
  const told = {
    currency: client.currency,
    openMinor,
    overdueMinor: sum(open.filter((invoice) => isOverdue(invoice, today))),
    oldestDueOn: open[0]?.dueOn ?? null,
  }
  if (ctx.actor.kind === 'contact') return { ...told, committedMinor: null, exposureMinor: null, limitMinor: null }
  const commitments = await ctx.rows(Commitment).where({ clientId })
  const committedMinor = commitments.reduce((total, { amountMinor }) => total + amountMinor, 0)
  return { ...told, committedMinor, exposureMinor: openMinor + committedMinor, limitMinor: client.creditLimitMinor }
}

/** A client's invoices that are not paid in full, the one due first at the front. Empty for those who may not see them. */
export const openInvoicesOf = (ctx: Ctx, clientId: string): Promise<InvoiceRow[]> =>
  Promise.resolve(
    ctx.rows(Invoice).where({ clientId, kind: 'invoice' }).whereIn('state', ['issued', 'partly_paid']).orderBy('dueOn').orderBy('id'),
  )

/** What is still to be paid of one invoice. Throws NotFound for one that this person may not see. */
export const balanceOf = async (ctx: Ctx, invoiceId: string): Promise<{ balanceMinor: number; currency: string }> => {
  const invoice = await ctx.rows(Invoice).byId(invoiceId)
  return { balanceMinor: balanceMinor(invoice), currency: invoice.currency }
}

/** Ids of invoices that fell due before `day` and were not noticed yet, the oldest first, at most `most`. For the sweep, not for people. */
export const overdueToNote = async (db: Knex, day: Day, most = 500): Promise<string[]> => {
  const rows: { id: string }[] = await db('invoices')
    .select('id')
    .where('kind', 'invoice')
    .whereIn('state', ['issued', 'partly_paid'])
    .where('due_on', '<', day)
    .whereNull('overdue_noted_on')
    .whereNull('archived_at')
    .orderBy(['due_on', 'id'])
    .limit(most)
  return rows.map(({ id }) => id)
}
