import { may } from '../../core/kernel/actor.ts'
import type { Ctx } from '../../core/kernel/ctx.ts'
import type { Sentence } from '../../core/kernel/sentence.ts'
import { formatDate, formatDateTime, formatMoney, formatQuantity, formatUnitPrice } from '../../core/language/money.ts'
import { type ApprovalRow, lastDecidedAbout, type Step, stepsOf, waitingAbout } from '../../core/modules/approvals/queries.ts'
import { type PriceReason, sayReason } from '../../core/modules/catalog/price.ts'
import { Client, Contact } from '../../core/modules/crm/records.ts'
import { accountOf } from '../../core/modules/invoicing/queries.ts'
import { Staff } from '../../core/modules/people/records.ts'
import { lineChanges } from '../../core/modules/sales/changes.ts'
import { clientHistory, type OrderView, orderView } from '../../core/modules/sales/queries.ts'
import { settingsOf } from '../../core/modules/settings/queries.ts'
import { notesOf, stockFor } from '../../core/modules/warehouse/queries.ts'
import { changedLines, netPriceOf } from '../changed-lines.ts'
import { type Card, type Choice, plain, type Reply } from '../channel.ts'
import { sayInChat } from '../say.ts'
import { sayToStaff } from '../texts/staff.ts'
import { stateWords } from '../texts/states.ts'
import { amountIn } from '../texts/units.ts'
import { decidedIn, whoIn } from './names.ts'

const MOST_LINES = 30

/** Everything that a person needs to decide about an order, as it stands now. Null where the reader may not see it. */
export const orderCard = async (ctx: Ctx, orderId: string, language: string): Promise<Reply | null> => {
  const view = await orderView(ctx, orderId)
  if (!view) return null
  const { order } = view
  const client = await ctx.rows(Client).byId(order.clientId)
  const waiting = looksInto(ctx, 'approvals') ? await waitingAbout(ctx, order.id) : []
  const approval = waiting.find(({ action }) => action === 'order.accept')
  const offers = waiting.filter(({ action }) => action === 'order.offer')
  const last = approval ? undefined : await lastDecidedAbout(ctx, order.id)
  const state = stateWords(`order.state.${order.state}`, language)
  const total = formatMoney(order.totalMinor, order.currency, language)
  const values = { number: order.number ?? '', client: plain(client.name) }
  const card: Card = {
    title: sayToStaff('order_title', values, language).slice(0, 150),
    state: {
      label: state,
      tone: order.state === 'accepted' ? 'good' : ['declined', 'cancelled', 'expired'].includes(order.state) ? 'bad' : 'waiting',
    },
    facts: await facts(ctx, view, client, language),
    sections: [
      { heading: sayToStaff('h_lines', {}, language), lines: await lines(ctx, view, language) },
      ...(order.changedFrom ? [offered({ order, lines: view.lines }, language)] : []),
      ...(approval ? [await needs(ctx, approval, language)] : []),
    ],
    notes: [
      ...(order.note ? [sayToStaff('note', { note: plain(order.note) }, language)] : []),
      ...(order.reason && order.state !== 'placed' ? [plain(order.reason)] : []),
      ...(approval ? [sayToStaff('waits', { number: approval.number ?? '' }, language)] : []),
      ...(await Promise.all(
        offers.map(async ({ number, requesterKind, requesterId }) =>
          sayToStaff('waits_offer', { number: number ?? '', who: await whoIn(ctx, `${requesterKind}:${requesterId}`, language) }, language),
        ),
      )),
      ...(last ? await decidedIn(ctx, last, language) : []),
    ],
  }
  return {
    text: sayToStaff('order_text', { ...values, total, state }, language),
    card,
    choices: await choices(ctx, view, approval, last, language),
  }
}

/** A card in a shared place is the house's; a person who asks for it is told what they may know. */
const looksInto = ({ actor }: Ctx, room: string) => may(actor, { room, level: 'view' })

const facts = async (
  ctx: Ctx,
  { order }: OrderView,
  client: { id: string; name: string; salesAgentId: string | null },
  language: string,
) => {
  const money = (minor: number) => formatMoney(minor, order.currency, language)
  const contact = order.contactId ? await ctx.rows(Contact).where({ id: order.contactId }).first() : undefined
  const agent = client.salesAgentId ? await ctx.rows(Staff).where({ id: client.salesAgentId }).first() : undefined
  // Those who pack see orders, not what clients owe.
  const account = looksInto(ctx, 'invoicing') ? await accountOf(ctx, client.id) : null
  const pending = ['placed', 'offered'].includes(order.state) ? order.totalMinor : 0
  const past = await clientHistory(ctx, client.id)
  const label = (
    key: 'f_contact' | 'f_total' | 'f_delivery' | 'f_credit' | 'f_limit' | 'f_overdue' | 'f_history' | 'f_agent' | 'f_reference',
  ) => sayToStaff(key, {}, language)
  const exposure = account?.exposureMinor ?? 0
  return [
    { label: label('f_total'), value: money(order.totalMinor) },
    {
      label: label('f_delivery'),
      value: order.deliverOn ? `${formatDate(order.deliverOn, language)}${order.address ? `, ${plain(order.address.name)}` : ''}` : '–',
    },
    ...(pending && account
      ? [
          { label: label('f_credit'), value: `${money(exposure - pending)} → ${money(exposure)}` },
          { label: label('f_limit'), value: money(account.limitMinor ?? 0) },
        ]
      : []),
    ...(account?.overdueMinor ? [{ label: label('f_overdue'), value: money(account.overdueMinor) }] : []),
    ...(contact ? [{ label: label('f_contact'), value: plain(`${contact.firstName} ${contact.lastName}`) }] : []),
    ...(agent ? [{ label: label('f_agent'), value: plain(`${agent.firstName} ${agent.lastName}`) }] : []),
    {
      label: label('f_history'),
      value: sayToStaff(
        'history',
        {
          orders: past.orders,
          count: formatQuantity(past.orders * 1000, language),
          total: money(past.total ?? 0),
          declined: past.declined,
        },
        language,
      ),
    },
    ...(order.clientReference ? [{ label: label('f_reference'), value: plain(order.clientReference) }] : []),
  ].slice(0, 10)
}

const lines = async (ctx: Ctx, { order, lines: all }: OrderView, language: string) => {
  const stock = await stockFor(
    ctx,
    all.map(({ productId }) => productId),
  )
  const shown = all.slice(0, MOST_LINES).map((line) => {
    const free = stock.get(line.productId)?.availableMilli ?? 0
    const isShort = line.shortage === 'wait'
    return sayToStaff(
      'line',
      {
        amount: amountIn(line.quantityMilli, line.unitAsWritten, language),
        product: plain(language === 'ro' ? line.nameAsWritten.ro : line.nameAsWritten.en),
        price: formatUnitPrice(netPriceOf(line), order.currency, language),
        net: formatMoney(line.netMinor, order.currency, language),
        reason: plain(reasonIn(line.priceReason as unknown as PriceReason, language)),
        stock: isShort ? sayToStaff('stock_wait', {}, language) : sayToStaff('stock', { free: formatQuantity(free, language) }, language),
      },
      language,
    )
  })
  return all.length > MOST_LINES ? [...shown, `… +${all.length - MOST_LINES}`] : shown
}

/** What the counter-offer changed, old → new. */
const offered = ({ order, lines: now }: OrderView, language: string) => {
  const before = order.changedFrom!
  const changes = changedLines(lineChanges(before.lines, now), order.currency, language)
  return {
    heading: sayToStaff('h_asked', {}, language),
    lines: changes.length > MOST_LINES ? [...changes.slice(0, MOST_LINES), `… +${changes.length - MOST_LINES}`] : changes,
  }
}

/** What is asked and why, step by step: who has agreed, who may, what comes later. */
export const needs = async (ctx: Ctx, approval: ApprovalRow, language: string) => {
  const steps = await stepsOf(ctx, approval)
  const lines = await Promise.all(steps.map((step) => stepIn(ctx, step, language)))
  return { heading: `${sayToStaff('h_why', {}, language)} (${approval.number ?? ''})`, lines: lines.flat() }
}

const MOST_NAMES = 8

const stepIn = async (ctx: Ctx, { requirement, state, agreed, people }: Step, language: string): Promise<string[]> => {
  const why = sayToStaff('why', { why: sayInChat(requirement.why as unknown as Sentence, language) }, language)
  const said = await Promise.all(agreed.map((one) => agreedIn(ctx, one, language)))
  const names = people.map(({ name }) => plain(name)).slice(0, MOST_NAMES)
  const missing = requirement.needed - agreed.length
  const left =
    state === 'met'
      ? []
      : state === 'later'
        ? [sayToStaff('who_later', { code: plain(requirement.after ?? '') }, language)]
        : names.length
          ? [sayToStaff(missing > 1 ? 'who_several' : 'who', { names: names.join(', '), count: missing }, language)]
          : [sayToStaff('who_none', {}, language)]
  return [why, ...said, ...left]
}

/** Who agreed, when, and in whose name. */
const agreedIn = async (ctx: Ctx, { by, kind, for: absent, at, reason }: Step['agreed'][number], language: string) => {
  const { timezone } = await settingsOf(ctx)
  return sayToStaff(
    'agreed',
    {
      who: await whoIn(ctx, `${kind}:${by}`, language),
      absent: absent ? await whoIn(ctx, `staff:${absent}`, language) : 'none',
      at: formatDateTime(new Date(at), language, timezone),
      reason: reason ? plain(reason) : 'none',
    },
    language,
  )
}

/** What an approver may press. */
export const decisionChoices = (approval: ApprovalRow, language: string): Choice[] => {
  const overrides = approval.requirements.some(({ needsReason }) => needsReason)
  const isBegun = approval.decisions.length > 0
  return [
    {
      id: `approval.approve:${approval.id}`,
      title: sayToStaff(overrides ? 'b_approve_over' : 'b_approve', {}, language),
      tone: 'primary',
    },
    { id: `approval.change:${approval.id}`, title: sayToStaff('b_change', {}, language) },
    { id: `approval.reject:${approval.id}`, title: sayToStaff('b_reject', {}, language), tone: 'danger' },
    ...(isBegun ? [{ id: `approval.reopen:${approval.id}`, title: sayToStaff('b_take_back', {}, language) }] : []),
  ]
}

const choices = async (
  ctx: Ctx,
  { order }: OrderView,
  approval: ApprovalRow | undefined,
  last: ApprovalRow | undefined,
  language: string,
): Promise<Choice[]> => {
  if (approval) return decisionChoices(approval, language)
  // A no can be taken back as long as it has not been followed.
  if (last?.state === 'rejected' && order.state === 'placed')
    return [{ id: `approval.reopen:${last.id}`, title: sayToStaff('b_reopen', {}, language) }]
  const ready = (await notesOf(ctx, order.id)).some(({ state }) => state === 'draft')
  return order.state === 'accepted' && ready ? [{ id: `order.deliver:${order.id}`, title: sayToStaff('b_deliver', {}, language) }] : []
}

/** Where a price comes from, short enough for a line: the list's code, or that there is no list. */
const reasonIn = (reason: PriceReason, language: string) => reason.listCode ?? sayReason(reason, language)
