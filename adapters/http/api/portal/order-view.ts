import { changedLines } from '../../../../bots/changed-lines.ts'
import { may } from '../../../../core/kernel/actor.ts'
import type { Ctx } from '../../../../core/kernel/ctx.ts'
import { NotFound } from '../../../../core/kernel/errors.ts'
import { waitingAbout, waitingFor } from '../../../../core/modules/approvals/queries.ts'
import { peopleOf } from '../../../../core/modules/crm/queries.ts'
import { Invoice } from '../../../../core/modules/invoicing/records.ts'
import { cancelOrder } from '../../../../core/modules/sales/actions/decide.ts'
import { draftOrder } from '../../../../core/modules/sales/actions/draft.ts'
import { takeOffer } from '../../../../core/modules/sales/actions/offer.ts'
import { returnOrder } from '../../../../core/modules/sales/actions/returns.ts'
import { lineChanges } from '../../../../core/modules/sales/changes.ts'
import { type OrderRow, orderView } from '../../../../core/modules/sales/queries.ts'
import { Order, OrderReturn } from '../../../../core/modules/sales/records.ts'
import { returnableOf } from '../../../../core/modules/sales/rules/returns.ts'
import { settingsOf, todayOf } from '../../../../core/modules/settings/queries.ts'
import { notesOf } from '../../../../core/modules/warehouse/queries.ts'
import type { DeliveryNoteRow } from '../../../../core/modules/warehouse/records.ts'
import type { Asked } from './operation.ts'
import { invoiceView, lineView, noteView, standingOf, sumsView } from './shapes.ts'
import type { OrderItem, OrderView } from './views.ts'
import { type PortalKey, sayInPortal } from './words.ts'

export type Who = Pick<Asked, 'contact' | 'language'>

/** Names of the people of the own client, as far as this contact is told them. */
export const namesIn = async (ctx: Ctx, { contact }: Pick<Who, 'contact'>): Promise<Map<string, string>> => {
  const people = await peopleOf(ctx, contact.clientId)
  return new Map([[contact.id, contact.name], ...people.map((one) => [one.id, `${one.firstName} ${one.lastName}`.trim()] as const)])
}

/** Orders whose goods have all arrived, of these: also for those who do not see the papers of it. */
export const arrivedAmong = async (ctx: Ctx, ids: readonly string[]): Promise<Set<string>> => {
  if (!ids.length) return new Set()
  const { rows } = await ctx.db.raw<{ rows: { id: string }[] }>(
    `select orders.id from sales_orders orders where orders.id = any(?) and orders.id in (?) and orders.delivery_state = 'wholly'
       and not exists (select from delivery_notes note where note.source_id = orders.id and note.archived_at is null and note.state = 'approved')`,
    [ids as string[], ctx.visible(Order as never)],
  )
  return new Set(rows.map(({ id }) => id))
}

/** An order as a row of a list. */
export const orderItem = (
  order: OrderRow,
  { names, arrived }: { names: ReadonlyMap<string, string>; arrived: boolean },
  { contact, language }: Who,
): OrderItem => ({
  id: order.id,
  number: order.number ?? order.foreignReference ?? '',
  state: order.state,
  ...standingOf(order, arrived, language),
  placedAt: (order.placedAt ?? order.createdAt).toISOString(),
  deliverOn: order.deliverOn,
  totalMinor: order.totalMinor,
  currency: order.currency,
  clientReference: order.clientReference,
  by: (order.contactId && names.get(order.contactId)) ?? null,
  mine: order.contactId === contact.id,
})

/** An order with all that this contact may know of it, and what may be done with it now. Throws NotFound. */
export const wholeOrder = async (asked: Pick<Asked, 'look' | 'contact' | 'language'>, id: string): Promise<OrderView> => {
  const ctx = asked.look()
  const { contact, language } = asked
  const view = await orderView(ctx, id)
  if (!view) throw new NotFound('order', id)
  const { order, lines } = view
  const names = await namesIn(ctx, asked)
  const notes = await notesOf(ctx, id)
  const arrived = (await arrivedAmong(ctx, [id])).has(id)
  const today = todayOf(ctx, await settingsOf(ctx))
  const invoices = await ctx.rows(Invoice).where({ sourceId: id }).orderBy('id')
  const returns = await ctx.rows(OrderReturn).where({ orderId: id }).orderBy('id')
  const returnable = order.deliveryState === 'none' || !may(contact, returnOrder.needs) ? [] : await returnableOf(ctx, id)
  const approval =
    order.state === 'placed' && may(contact, 'approve_orders')
      ? (await waitingFor(ctx, contact)).find((one) => one.recordId === id)
      : undefined
  const paid = invoices.some(({ paidMinor }) => paidMinor > 0)
  const cancellable = ['placed', 'offered'].includes(order.state) || (order.state === 'accepted' && order.deliveryState === 'none' && !paid)
  return {
    ...orderItem(order, { names, arrived }, asked),
    version: order.version,
    lines: lines.map((line) => lineView(line, language)),
    sums: sumsView(order),
    address: order.address,
    note: order.note,
    reason: order.reason,
    waits: await waitsFor(ctx, order, approval !== undefined, names, asked),
    offer:
      order.state === 'offered' && order.changedFrom
        ? {
            changes: changedLines(lineChanges(order.changedFrom.lines, lines), order.currency, language).map(plainly),
            beforeMinor: order.changedFrom.totalMinor,
            until: order.expiresAt?.toISOString() ?? null,
          }
        : null,
    steps: stepsIn(order, notes, arrived, language),
    can: {
      cancel: cancellable && may(contact, cancelOrder.needs),
      decide: order.state === 'offered' && may(contact, takeOffer.needs),
      again: may(contact, draftOrder.needs) && lines.length > 0,
      return: returnable.length > 0,
    },
    approvalId: approval?.id ?? null,
    returnable: returnable.map(({ lineId, freeMilli }) => ({ lineId, freeMilli })),
    deliveryNotes: notes.map((note) => noteView(note, language)),
    invoices: invoices.map((invoice) => invoiceView(invoice, today, language)),
    returns: returns.map((row) => ({
      id: row.id,
      number: row.number ?? '',
      status: sayInPortal(`return_${row.state}`, {}, language),
      tone: row.state === 'approved' ? 'good' : row.state === 'declined' ? 'bad' : 'info',
      reason: row.reason,
      answer: row.answer,
    })),
  }
}

/** The words of chat messages bear its marks; a page has its own. */
const plainly = (text: string) => text.replaceAll('*', '')

/** What a placed order waits for, as far as this contact may hear it: only those who see invoices hear of the limit. */
const waitsFor = async (ctx: Ctx, order: OrderRow, isYours: boolean, names: ReadonlyMap<string, string>, { contact, language }: Who) => {
  if (order.state !== 'placed') return null
  const name = (order.contactId && names.get(order.contactId)) ?? '–'
  if (isYours) return sayInPortal('waits_you', { name }, language)
  const codes = (await waitingAbout(ctx, order.id)).flatMap(({ refusals }) => refusals.map(({ code }) => code))
  if (codes.includes('order.over_contact_limit') && !codes.includes('order.over_credit_limit'))
    return sayInPortal('waits_colleague', { name }, language)
  const isLimit = codes.includes('order.over_credit_limit') && may(contact, 'view_invoices')
  return sayInPortal(isLimit ? 'waits_limit' : 'waits_us', {}, language)
}

/** What happened so far, and what is still to come. */
const stepsIn = (order: OrderRow, notes: readonly DeliveryNoteRow[], arrived: boolean, language: string): OrderView['steps'] => {
  const steps: OrderView['steps'] = []
  const add = (key: PortalKey, at: Date | null, tone: OrderView['tone'], done = true, note = '') =>
    steps.push({ text: sayInPortal(key, { note }, language), at: at?.toISOString() ?? null, done, tone })
  add('step_placed', order.placedAt ?? order.createdAt, 'good')
  if (order.changedFrom) add('step_offered', null, 'warn', true)
  if (order.state === 'placed') add('step_answer', null, 'neutral', false)
  if (order.acceptedAt) add('step_accepted', order.acceptedAt, 'good')
  for (const note of notes) {
    add('step_left', note.approvedAt, 'good', true, note.number ?? '')
    if (note.deliveredAt) add('step_delivered', note.deliveredAt, 'good', true, note.number ?? '')
  }
  if (arrived && !notes.length) add('step_arrived', null, 'good')
  if (order.state === 'declined') add('step_declined', null, 'bad')
  if (order.state === 'cancelled') add('step_cancelled', order.cancelledAt, 'neutral')
  if (order.state === 'expired') add('step_expired', order.expiresAt, 'neutral')
  const coming = ['placed', 'offered', 'accepted'].includes(order.state) && !arrived
  if (coming) steps.push({ text: sayInPortal('step_leaves', { note: '' }, language), at: order.deliverOn, done: false, tone: 'neutral' })
  return steps
}
