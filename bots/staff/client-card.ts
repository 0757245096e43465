import type { Ctx } from '../../core/kernel/ctx.ts'
import { formatDate, formatMoney, formatQuantity } from '../../core/language/money.ts'
import { Approval } from '../../core/modules/approvals/records.ts'
import { Client, Contact } from '../../core/modules/crm/records.ts'
import { accountOf, openInvoicesOf } from '../../core/modules/invoicing/queries.ts'
import { balanceMinor, isOverdue } from '../../core/modules/invoicing/rules.ts'
import { Staff } from '../../core/modules/people/records.ts'
import { clientHistory } from '../../core/modules/sales/queries.ts'
import { Order } from '../../core/modules/sales/records.ts'
import { settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import type { Card, PressAnswer, Reply } from '../channel.ts'
import { plain } from '../channel.ts'
import { sayToStaff } from '../texts/staff.ts'
import { stateWords } from '../texts/states.ts'
import { deedChoices } from './deeds.ts'
import { clientMeant } from './search.ts'
import { asTyped, commandChoice, cutTo, looksInto, whisper, wordsFor } from './words.ts'

const MOST_ROWS = 5

/** `/parley client NAME`: how a client stands, as far as this person may see. */
export const showClient = async (ctx: Ctx, said: string): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  if (!said.trim()) return whisper(say('client_how'))
  const meant = await clientMeant(ctx, said)
  if ('one' in meant) return whisper(await clientCard(ctx, meant.one.id))
  if (!meant.several.length)
    return whisper({ text: say('client_unknown', { said: asTyped(said) }), choices: commandChoice(`find ${said}`, say('b_find')) })
  const choices = meant.several.map(({ id, name }) => ({ id: `show:client:${id}`, title: cutTo(plain(name), 60) }))
  return whisper({ text: say('client_which', { said: asTyped(said) }), choices, choicesLabel: say('choose') })
}

/** The client as a card. Throws NotFound for one that this person may not see. */
export const clientCard = async (ctx: Ctx, clientId: string): Promise<Reply> => {
  const client = await ctx.rows(Client).byId(clientId)
  const say = wordsFor(ctx)
  const { language } = ctx.actor
  const state = stateWords(`client.state.${client.state}`, language)
  const title = plain(`${client.name} · ${client.code}`)
  const card: Card = {
    title: cutTo(title, 150),
    state: { label: state, tone: client.state === 'active' ? 'good' : 'bad' },
    facts: await facts(ctx, client),
    sections: [
      await orders(ctx, clientId),
      await invoices(ctx, clientId),
      await approvals(ctx, clientId),
      await contacts(ctx, clientId),
    ].filter(({ lines }) => lines.length),
  }
  return {
    text: [`${title}: ${state}`, ...(card.facts ?? []).map(({ label, value }) => `${label}: ${value}`)].join('\n'),
    card,
    choices: [
      ...(looksInto(ctx, 'sales') ? commandChoice(`order new for ${client.code}`, say('b_order_new'), 'primary') : []),
      ...(await deedChoices(ctx, Client as never, client as never, 0)),
    ],
  }
}

type ClientRow = Awaited<ReturnType<typeof clientRow>>
const clientRow = (ctx: Ctx, id: string) => ctx.rows(Client).byId(id)

const facts = async (ctx: Ctx, client: ClientRow) => {
  const say = wordsFor(ctx)
  const { language } = ctx.actor
  const money = (minor: number) => formatMoney(minor, client.currency, language)
  const agent = client.salesAgentId ? await ctx.rows(Staff).where({ id: client.salesAgentId }).first() : undefined
  const account = looksInto(ctx, 'invoicing') ? await accountOf(ctx, client.id) : null
  const past = looksInto(ctx, 'sales') ? await clientHistory(ctx, client.id) : null
  return [
    ...(account
      ? [
          { label: say('f_balance'), value: money(account.openMinor) },
          {
            label: say('f_overdue'),
            value: account.overdueMinor
              ? `${money(account.overdueMinor)}${account.oldestDueOn ? ` (${formatDate(account.oldestDueOn, language)})` : ''}`
              : '–',
          },
          {
            label: say('f_exposure'),
            value: say('exposure', { exposure: money(account.exposureMinor ?? 0), limit: money(account.limitMinor ?? 0) }),
          },
        ]
      : []),
    { label: say('f_terms'), value: say('days', { days: client.paymentTermDays }) },
    ...(past
      ? [
          {
            label: say('f_history'),
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
        ]
      : []),
    ...(agent ? [{ label: say('f_agent'), value: plain(Staff.title(agent)) }] : []),
    ...(client.taxId ? [{ label: say('f_tax_id'), value: plain(client.taxId) }] : []),
  ]
}

const orders = async (ctx: Ctx, clientId: string) => {
  const say = wordsFor(ctx)
  const { language } = ctx.actor
  const rows = await ctx.rows(Order).where({ clientId }).whereNot('state', 'draft').orderBy('placedAt', 'desc').limit(MOST_ROWS)
  return {
    heading: say('h_orders'),
    lines: rows.map((order) =>
      say('order_row', {
        number: plain(order.number ?? order.foreignReference ?? '–'),
        total: formatMoney(order.totalMinor, order.currency, language),
        state: stateWords(`order.state.${order.state}`, language),
        delivery: order.state === 'accepted' ? stateWords(`order.deliveryState.${order.deliveryState}`, language) : 'none',
      }),
    ),
    choices: rows.map(({ id, number, foreignReference }) => ({ id: `show:order:${id}`, title: plain(number ?? foreignReference ?? '–') })),
  }
}

const invoices = async (ctx: Ctx, clientId: string) => {
  const say = wordsFor(ctx)
  const { language } = ctx.actor
  const today = todayOf(ctx, await settingsOf(ctx))
  const open = await openInvoicesOf(ctx, clientId)
  const shown = open.slice(0, MOST_ROWS)
  return {
    heading: say('h_open_invoices', { count: open.length }),
    lines: shown.map((invoice) =>
      say('invoice_row', {
        number: plain(invoice.number ?? invoice.foreignReference ?? ''),
        balance: formatMoney(balanceMinor(invoice), invoice.currency, language),
        due: invoice.dueOn ? formatDate(invoice.dueOn, language) : '–',
        late: isOverdue(invoice, today) ? 'yes' : 'no',
      }),
    ),
    choices: shown.map((one) => ({ id: `show:invoice:${one.id}`, title: plain(one.number ?? one.foreignReference ?? say('draft')) })),
  }
}

const approvals = async (ctx: Ctx, clientId: string) => {
  const say = wordsFor(ctx)
  const waiting = await ctx.rows(Approval).where({ clientId, state: 'waiting' }).orderBy('createdAt').limit(MOST_ROWS)
  const numbers = new Map(
    (
      await ctx.rows(Order).whereIn(
        'id',
        waiting.flatMap(({ recordId }) => recordId ?? []),
      )
    ).map(({ id, number }) => [id, number]),
  )
  return {
    heading: say('h_approvals'),
    lines: waiting.map((one) =>
      say('approval_row', { number: plain(one.number ?? ''), what: plain(numbers.get(one.recordId ?? '') ?? one.action) }),
    ),
    choices: waiting.flatMap(({ record, recordId, number }) =>
      record === 'order' && recordId ? [{ id: `show:order:${recordId}`, title: plain(number ?? '') }] : [],
    ),
  }
}

const contacts = async (ctx: Ctx, clientId: string) => {
  const say = wordsFor(ctx)
  const people = await ctx.rows(Contact).where({ clientId }).orderBy('lastName').limit(10)
  return {
    heading: say('h_contacts'),
    lines: people.map((one) =>
      say('contact_row', {
        name: plain(Contact.title(one)),
        role: one.role ? plain(one.role) : 'none',
        phone: one.phone ?? 'none',
        email: one.email ? plain(one.email) : 'none',
      }),
    ),
  }
}
