import type { LockPlan } from '../../kernel/action.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { NotFound } from '../../kernel/errors.ts'
import { type Refused, refuse } from '../../kernel/sentence.ts'
import type { Day } from '../../language/calendar.ts'
import { settingsOf, todayOf } from '../settings/queries.ts'
import { invoiceLifecycle } from './lifecycle.ts'
import { Commitment, type InvoiceRow } from './records.ts'

type Owed = Pick<InvoiceRow, 'kind' | 'state' | 'totalMinor' | 'paidMinor'>

/** What is still to be paid of an invoice, in minor units: nothing before it is issued, after it is reversed, or on a credit note. */
export const balanceMinor = ({ kind, state, totalMinor, paidMinor }: Owed): number =>
  kind === 'invoice' && (state === 'issued' || state === 'partly_paid') ? totalMinor - paidMinor : 0

/** Overdue: due before `today` and not paid in full. */
export const isOverdue = (invoice: Owed & Pick<InvoiceRow, 'dueOn'>, today: Day): boolean =>
  invoice.dueOn !== null && invoice.dueOn < today && balanceMinor(invoice) > 0

/** The published status code: 1 unpaid, 2 paid, 3 partly paid, 4 overdue, 5 cancelled, 6 draft. */
export const publishedCode = (invoice: Owed & Pick<InvoiceRow, 'dueOn'>, today: Day): number =>
  isOverdue(invoice, today) ? 4 : invoiceLifecycle.codes[invoice.state]!

/** By how much `addMinor` more would go over the limit: 0 when it fits. What does not add never goes over, also above the limit. */
export const exceedsLimit = (asked: { exposureMinor: number; limitMinor: number; addMinor: number }): number =>
  asked.addMinor <= 0 ? 0 : Math.max(0, asked.exposureMinor + asked.addMinor - asked.limitMinor)

export type Exposure = {
  currency: string
  /** Balances of issued invoices. */
  openMinor: number
  /** Ordered and not billed yet. */
  committedMinor: number
  exposureMinor: number
  overdueMinor: number
  oldestDueOn: Day | null
  limitMinor: number
}

/**
 * What a client owes and has ordered, all with VAT, in its currency, as one snapshot. For rules inside an action, where the client is
 * locked: to tell a person, ask `accountOf` in queries, which looks at who asks. Throws NotFound for an unknown client.
 */
export const exposureOf = async (ctx: Ctx, clientId: string): Promise<Exposure> => {
  const today = todayOf(ctx, await settingsOf(ctx))
  const { rows } = await ctx.db.raw<{ rows: Omit<Exposure, 'exposureMinor'>[] }>(
    `select c.currency, c.credit_limit_minor as "limitMinor", owed."openMinor", owed."overdueMinor", owed."oldestDueOn", ordered."committedMinor"
     from clients c
     cross join lateral (
       select coalesce(sum(i.total_minor - i.paid_minor), 0)::bigint as "openMinor",
         coalesce(sum(i.total_minor - i.paid_minor) filter (where i.due_on < :today), 0)::bigint as "overdueMinor",
         min(i.due_on) filter (where i.total_minor > i.paid_minor) as "oldestDueOn"
       from invoices i where i.client_id = c.id and i.kind = 'invoice' and i.state in ('issued', 'partly_paid') and i.archived_at is null) owed
     cross join lateral (
       select coalesce(sum(o.amount_minor), 0)::bigint as "committedMinor" from commitments o where o.client_id = c.id and o.amount_minor > 0) ordered
     where c.id = :client`,
    { today, client: clientId },
  )
  const [found] = rows
  if (!found) throw new NotFound('client', clientId)
  return { ...found, exposureMinor: found.openMinor + found.committedMinor }
}

/** Sums of one client are in one currency; another one would not count against the limit. */
export const isOtherCurrency = (client: { name: string; currency: string }, currency: string): Refused | false =>
  client.currency !== currency &&
  refuse(
    'invoice.other_currency',
    '{client} is billed in {currency}, so a document in {other} cannot be counted against its credit limit. Use a price list in {currency}.',
    { client: client.name, currency: client.currency, other: currency },
  )

/** The commitment of a source, to be locked before invoices and delivery notes. */
export const commitmentToLock = async (ctx: Ctx, sourceId: string | null): Promise<LockPlan> => {
  if (!sourceId) return []
  const found = await ctx.facts(Commitment).where({ sourceId })
  return [{ record: Commitment as never, ids: found.map(({ id }) => id) }]
}
