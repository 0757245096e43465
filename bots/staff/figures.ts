import { DateTime } from 'luxon'
import type { Ctx } from '../../core/kernel/ctx.ts'
import type { Select } from '../../core/kernel/reads.ts'
import { type Day, dayBounds, daysBetween } from '../../core/language/calendar.ts'
import { formatMoney } from '../../core/language/money.ts'
import { waitingFor } from '../../core/modules/approvals/queries.ts'
import { Invoice, Payment } from '../../core/modules/invoicing/records.ts'
import { Order } from '../../core/modules/sales/records.ts'
import { settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import { DeliveryNote } from '../../core/modules/warehouse/records.ts'
import { looksInto } from './words.ts'

/** Amounts in minor units by currency; sums of different currencies are never added. */
export type Sums = ReadonlyMap<string, number>

/** The ages of what is owed, from not due yet to long overdue, by days after the due day. */
export const ages = ['not_due', 'to_30', 'to_60', 'older'] as const
export type Age = (typeof ages)[number]

/** How the day goes, as far as one person may see it: null where they may not look. */
export type Figures = {
  day: Day
  currency: string
  /** Of the orders placed today: how many there are, and what became of them. `sales`: accepted today, with VAT. */
  orders: { placed: number; accepted: number; declined: number; open: number; sales: Sums; byHour: ReadonlyMap<number, number> } | null
  deliveries: { due: number; late: number } | null
  payments: { count: number; sums: Sums } | null
  owed: { open: Sums; overdue: Sums; overdueCount: number; byAge: ReadonlyMap<Age, number> } | null
  /** Decisions that wait for this person. */
  approvals: number | null
}

const only =
  (...columns: string[]) =>
  (query: Select) =>
    query.clearSelect().select(columns)

const summed = (rows: readonly { currency: string; minor: number }[]): Sums => {
  const sums = new Map<string, number>()
  for (const { currency, minor } of rows) sums.set(currency, (sums.get(currency) ?? 0) + minor)
  return sums
}

/** Amounts of several currencies in words: "1.200,00 lei + 50,00 €". */
export const sumsIn = (sums: Sums, currency: string, language: string): string => {
  const all = [...sums].filter(([, minor]) => minor !== 0)
  return (all.length ? all : [[currency, 0] as const]).map(([one, minor]) => formatMoney(minor, one, language)).join(' + ')
}

/** The figures of the day for the one who asks. */
export const figuresFor = async (ctx: Ctx): Promise<Figures> => {
  const settings = await settingsOf(ctx)
  const day = todayOf(ctx, settings)
  const { currency, timezone } = settings
  return {
    day,
    currency,
    orders: looksInto(ctx, 'sales') ? await ordersOf(ctx, day, timezone, currency) : null,
    deliveries: looksInto(ctx, 'warehouse') ? await deliveriesOf(ctx, day) : null,
    payments: looksInto(ctx, 'invoicing') ? await paymentsOf(ctx, day) : null,
    owed: looksInto(ctx, 'invoicing') ? await owedOf(ctx, day, currency) : null,
    approvals: looksInto(ctx, 'approvals') ? (await waitingFor(ctx, ctx.actor)).length : null,
  }
}

const ordersOf = async (ctx: Ctx, day: Day, zone: string, currency: string): Promise<Figures['orders']> => {
  const { start, end } = dayBounds(day, zone)
  // What was brought in from the books of before was placed on its own day.
  const placed = await ctx.rows(Order).shape(only('id', 'state')).where('placedAt', '>=', start).where('placedAt', '<', end)
  const accepted = await ctx
    .rows(Order)
    .shape(only('id', 'acceptedAt', 'totalMinor', 'currency'))
    .where({ state: 'accepted' })
    .where('acceptedAt', '>=', start)
    .where('acceptedAt', '<', end)
  const byHour = new Map<number, number>()
  for (const one of accepted.filter((order) => order.currency === currency)) {
    const { hour } = DateTime.fromJSDate(one.acceptedAt!, { zone })
    byHour.set(hour, (byHour.get(hour) ?? 0) + one.totalMinor)
  }
  const count = (...states: string[]) => placed.filter(({ state }) => states.includes(state)).length
  return {
    placed: placed.length,
    accepted: count('accepted'),
    declined: count('declined'),
    open: count('placed', 'offered'),
    sales: summed(accepted.map((one) => ({ currency: one.currency, minor: one.totalMinor }))),
    byHour,
  }
}

const deliveriesOf = async (ctx: Ctx, day: Day): Promise<Figures['deliveries']> => {
  const due = await ctx
    .rows(DeliveryNote)
    .shape(only('id', 'deliverOn'))
    .whereIn('state', ['draft', 'waiting'])
    .where('deliverOn', '<=', day)
  return { due: due.filter(({ deliverOn }) => deliverOn === day).length, late: due.filter(({ deliverOn }) => deliverOn !== day).length }
}

const paymentsOf = async (ctx: Ctx, day: Day): Promise<Figures['payments']> => {
  const rows = await ctx
    .rows(Payment)
    .shape(only('id', 'amountMinor', 'currency'))
    .where({ paidOn: day })
    .whereNot('method', 'opening')
  return { count: rows.length, sums: summed(rows.map(({ currency, amountMinor }) => ({ currency, minor: amountMinor }))) }
}

const ageOf = (dueOn: Day | null, day: Day): Age => {
  const late = dueOn === null ? 0 : daysBetween(dueOn, day)
  if (late <= 0) return 'not_due'
  return late <= 30 ? 'to_30' : late <= 60 ? 'to_60' : 'older'
}

const owedOf = async (ctx: Ctx, day: Day, currency: string): Promise<Figures['owed']> => {
  const rows = (
    await ctx
      .rows(Invoice)
      .shape(only('id', 'dueOn', 'totalMinor', 'paidMinor', 'currency'))
      .where({ kind: 'invoice' })
      .whereIn('state', ['issued', 'partly_paid'])
  ).map((one) => ({ currency: one.currency, minor: one.totalMinor - one.paidMinor, age: ageOf(one.dueOn, day) }))
  const late = rows.filter(({ age, minor }) => age !== 'not_due' && minor > 0)
  const byAge = new Map<Age, number>(ages.map((age) => [age, 0]))
  for (const one of rows.filter((row) => row.currency === currency)) byAge.set(one.age, (byAge.get(one.age) ?? 0) + one.minor)
  return { open: summed(rows), overdue: summed(late), overdueCount: late.length, byAge }
}
