import type { Ctx } from '../../core/kernel/ctx.ts'
import { formatDate, formatMoney } from '../../core/language/money.ts'
import { Approval } from '../../core/modules/approvals/records.ts'
import { Conversation } from '../../core/modules/conversations/records.ts'
import { Client, Contact } from '../../core/modules/crm/records.ts'
import { Invoice } from '../../core/modules/invoicing/records.ts'
import { balanceMinor } from '../../core/modules/invoicing/rules.ts'
import { Staff } from '../../core/modules/people/records.ts'
import { lineChanges } from '../../core/modules/sales/changes.ts'
import { orderView } from '../../core/modules/sales/queries.ts'
import { DeliveryNote, DeliveryNoteLine, Warehouse } from '../../core/modules/warehouse/records.ts'
import { changedLines } from '../changed-lines.ts'
import { plain, type Reply } from '../channel.ts'
import type { Content, Contents, MessageToWord } from '../contents.ts'
import { type StaffKey, sayToStaff } from '../texts/staff.ts'
import { stateWords } from '../texts/states.ts'
import { alarmContents } from './alarm.ts'
import { askedCard } from './asked-card.ts'
import { decidedIn, whoIn } from './names.ts'
import { orderCard } from './order-card.ts'
import { paymentContents } from './payments.ts'
import { returnContents } from './returns.ts'
import { unknownContents } from './unknown.ts'

const idIn = (message: MessageToWord, name: string) => String(message.values[name] ?? '')

/** What each event says in the thread of an order; without an entry it says nothing. */
const storyKeys: Readonly<Record<string, StaffKey>> = {
  'order.placed': 'story_placed',
  'order.accepted': 'story_accepted',
  'order.declined': 'story_declined',
  'order.cancelled': 'story_cancelled',
  'order.expired': 'story_expired',
  'order.offered': 'story_offered',
  'approval.rejected': 'story_rejected',
  'approval.lapsed': 'story_lapsed',
  'approval.withdrawn': 'story_withdrawn',
  'approval.escalated': 'story_escalated',
  'approval.agreed': 'story_agreed',
  'approval.taken_back': 'story_taken_back',
  'approval.reopened': 'story_reopened',
  'approval.expired': 'story_approval_expired',
  'delivery_note.created': 'story_note_drafted',
  'delivery_note.approved': 'story_note_approved',
  'delivery_note.delivered': 'story_note_delivered',
  'invoice.issued': 'story_invoice',
  'invoice.paid': 'story_paid',
  'invoice.partly_paid': 'story_partly_paid',
  'invoice.reversed': 'story_reversed',
  'invoice.became_overdue': 'story_overdue',
}

/** What an answer to an offer says, where the same event says something else of a placed order. */
const answeredKeys: Readonly<Record<string, StaffKey>> = {
  'order.accepted': 'story_taken',
  'order.declined': 'story_refused',
  'order.expired': 'story_offer_expired',
}

const story: Content = async (ctx, message) => {
  const { language, values } = message
  const key = (values.from === 'offered' && answeredKeys[String(values.event)]) || storyKeys[String(values.event)]
  const view = key && (await orderView(ctx, idIn(message, 'orderId')))
  if (!view) return null
  const { order } = view
  const approval = values.approvalId
    ? await ctx
        .rows(Approval)
        .where({ id: String(values.approvalId) })
        .first()
    : undefined
  const note = values.noteId
    ? await ctx
        .rows(DeliveryNote)
        .where({ id: String(values.noteId) })
        .first()
    : undefined
  const invoice = values.invoiceId
    ? await ctx
        .rows(Invoice)
        .where({ id: String(values.invoiceId) })
        .first()
    : undefined
  const warehouse = note && (await ctx.rows(Warehouse).where({ id: note.warehouseId }).first())
  const by = approval?.decidedBy ? `${approval.decidedByKind ?? 'staff'}:${approval.decidedBy}` : values.by
  const reason = (key === 'story_accepted' ? approval?.reason : (order.reason ?? approval?.reason)) ?? null
  const money = (minor: number) => formatMoney(minor, order.currency, language)
  return {
    text: sayToStaff(
      key,
      {
        who: await whoIn(ctx, by, language),
        number: order.number ?? '',
        changes: order.changedFrom
          ? changedLines(lineChanges(order.changedFrom.lines, view.lines), order.currency, language).join('\n')
          : '',
        total: money(invoice?.totalMinor ?? order.totalMinor),
        reason: reason ? plain(reason) : key === 'story_accepted' ? 'none' : sayToStaff('state_none', {}, language),
        approval: approval?.number ?? '',
        note: note?.number ?? '',
        lines: note ? await ctx.rows(DeliveryNoteLine).where({ deliveryNoteId: note.id }).count() : 0,
        warehouse: plain(warehouse?.name ?? ''),
        invoice: invoice?.number ?? '',
        due: invoice?.dueOn ? formatDate(invoice.dueOn, language) : '',
        paid: money(invoice?.paidMinor ?? 0),
        balance: money(invoice ? balanceMinor(invoice) : 0),
      },
      language,
    ),
  }
}

const approvalNotice: Content = async (ctx, message) => {
  const { language } = message
  const approval = await ctx
    .rows(Approval)
    .where({ id: idIn(message, 'approvalId') })
    .first()
  const card = approval && (await orderCard(ctx, idIn(message, 'orderId'), language))
  if (!approval || !card?.card) return null
  const client = approval.clientId ? await ctx.rows(Client).where({ id: approval.clientId }).first() : undefined
  const title = sayToStaff('notice_title', { number: approval.number ?? '', client: plain(client?.name ?? '') }, language)
  const state = stateWords(`approval.state.${approval.state}`, language)
  const tone = approval.state === 'approved' ? 'good' : approval.state === 'waiting' ? 'waiting' : 'bad'
  const decider = await decidedIn(ctx, approval, language)
  return {
    ...card,
    text: `${title}: ${state}`,
    card: { ...card.card, title: title.slice(0, 150), state: { label: state, tone }, notes: decider },
    choices: approval.state === 'waiting' ? (card.choices ?? []) : [],
  }
}

/** The card of what waits, for somebody whose turn has come, in their own chat. */
const yours: Content = async (ctx, message) => {
  const { language } = message
  const approval = await ctx
    .rows(Approval)
    .where({ id: idIn(message, 'approvalId') })
    .first()
  if (!approval) return null
  if (approval.action !== 'order.accept') return askedCard(ctx, message)
  const card = await orderCard(ctx, idIn(message, 'orderId'), language)
  if (!card?.card) return null
  const waits = approval.state === 'waiting'
  const title = sayToStaff('yours_title', { number: approval.number ?? '', title: card.card.title }, language).slice(0, 150)
  return {
    ...card,
    text: title,
    card: { ...card.card, title, notes: [...(card.card.notes ?? []), ...(waits ? [] : await decidedIn(ctx, approval, language))] },
    choices: waits ? (card.choices ?? []) : [],
  }
}

const overdue: Content = async (ctx, message) => {
  const { language } = message
  const invoice = await ctx
    .rows(Invoice)
    .where({ id: idIn(message, 'invoiceId') })
    .first()
  if (!invoice || balanceMinor(invoice) === 0) return null
  const client = await ctx.rows(Client).byId(invoice.clientId)
  const values = {
    invoice: invoice.number ?? invoice.foreignReference ?? '',
    client: plain(client.name),
    due: invoice.dueOn ? formatDate(invoice.dueOn, language) : '',
    balance: formatMoney(balanceMinor(invoice), invoice.currency, language),
  }
  return { text: sayToStaff('overdue_text', values, language) }
}

const who = async (ctx: Ctx, conversationId: string) => {
  const conversation = await ctx.rows(Conversation).byId(conversationId)
  const contact = conversation.contactId ? await ctx.rows(Contact).where({ id: conversation.contactId }).first() : undefined
  const client = contact && (await ctx.rows(Client).where({ id: contact.clientId }).first())
  return {
    conversation,
    name: plain(contact ? Contact.title(contact) : (conversation.profileName ?? conversation.phone ?? '?')),
    client: plain(client?.name ?? '–'),
  }
}

const conversationCard: Content = async (ctx, message) => {
  const { language, values } = message
  const { conversation, name, client } = await who(ctx, idIn(message, 'conversationId'))
  const handler = conversation.handlerId ? await ctx.rows(Staff).where({ id: conversation.handlerId }).first() : undefined
  const withBot = conversation.handling === 'bot'
  const text = handler
    ? sayToStaff('conv_taken', { who: plain(Staff.title(handler)), name, client }, language)
    : withBot
      ? sayToStaff('conv_bot', { name, client }, language)
      : sayToStaff('conv_waits', { name, client, reason: values.reason ? plain(String(values.reason)) : 'none' }, language)
  const title = sayToStaff('conv_title', { name, client }, language).slice(0, 150)
  const choices = withBot
    ? []
    : [
        ...(handler
          ? []
          : [{ id: `conversation.take:${conversation.id}`, title: sayToStaff('b_take', {}, language), tone: 'primary' as const }]),
        { id: `conversation.back:${conversation.id}`, title: sayToStaff('b_hand_back', {}, language) },
      ]
  return { text, card: { title, sections: [{ lines: [text] }], notes: [sayToStaff('conv_how', {}, language)] }, choices }
}

type Line = { content: { text?: string; choice?: string } | null; kind: string }

const wordsOf = async (ctx: Ctx, inboundId: string): Promise<string> => {
  const row = await ctx.db('inbound').where({ id: inboundId }).first<Line | undefined>('content', 'kind')
  return plain(row?.content?.text ?? row?.content?.choice ?? `[${row?.kind ?? '?'}]`).slice(0, 2500)
}

const conversationLine: Content = async (ctx, message) => {
  const { name, conversation, client } = await who(ctx, idIn(message, 'conversationId'))
  if (conversation.ignoredAt && client === '–') return null
  return { text: sayToStaff('line_in', { name, text: await wordsOf(ctx, idIn(message, 'inboundId')) }, message.language) }
}

const held: Content = async (ctx, message): Promise<Reply> => {
  const { name } = await who(ctx, idIn(message, 'conversationId'))
  return { text: sayToStaff('held', { name }, message.language) }
}

/** What the staff reads, by content key. */
export const staffContents: Contents = {
  'order.card': (ctx, message) => orderCard(ctx, idIn(message, 'orderId'), message.language),
  'order.story': story,
  'approval.notice': approvalNotice,
  'approval.card': askedCard,
  'approval.yours': yours,
  'invoice.overdue': overdue,
  'conversation.card': conversationCard,
  'conversation.line': conversationLine,
  'message.held': held,
  ...returnContents,
  ...paymentContents,
  ...unknownContents,
  ...alarmContents,
}
