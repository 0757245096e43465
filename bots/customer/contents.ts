import { type Actor, may } from '../../core/kernel/actor.ts'
import type { Ctx } from '../../core/kernel/ctx.ts'
import { formatDate, formatDateTime, formatMoney } from '../../core/language/money.ts'
import type { WordValues } from '../../core/language/words.ts'
import { Approval } from '../../core/modules/approvals/records.ts'
import { Contact } from '../../core/modules/crm/records.ts'
import { Invoice, Payment } from '../../core/modules/invoicing/records.ts'
import { balanceMinor } from '../../core/modules/invoicing/rules.ts'
import { lineChanges } from '../../core/modules/sales/changes.ts'
import { type OrderView, orderView } from '../../core/modules/sales/queries.ts'
import { settingsOf } from '../../core/modules/settings/queries.ts'
import { DeliveryNote } from '../../core/modules/warehouse/records.ts'
import { changedLines } from '../changed-lines.ts'
import { type FileToSend, plain, type Reply } from '../channel.ts'
import type { Content, Contents, MessageToWord, PrintDocument } from '../contents.ts'
import { type NoticeKey, sayNotice } from '../texts/notices.ts'
import { type TemplateName, templateLanguage, templateValue } from '../texts/templates.ts'
import { payContents } from './pay-contents.ts'
import { returnContents } from './return-contents.ts'
import { lineIn, sumsIn } from './summary.ts'

const MOST_LINES = 40

type Told = {
  view: OrderView
  language: string
  name: string
  contact: Actor
  say(key: NoticeKey, values?: WordValues): string
  money(minor: number): string
  template(name: TemplateName, values: string[], document?: FileToSend): Reply['template']
}

const idIn = (message: MessageToWord, name: string) => String(message.values[name] ?? '')

/** Everything is read as the contact would see it: what they may not see is not there to be told. */
const asReader = async (ctx: Ctx, message: MessageToWord): Promise<{ ctx: Ctx; contact: Actor } | null> => {
  const id = message.recipient.kind === 'contact' ? message.recipient.contactId : null
  const contact = id ? await ctx.house.hooks.actorFor(ctx.db, { kind: 'contact', id }) : null
  const caller = contact && { actor: contact, door: ctx.door, requestId: ctx.requestId, now: ctx.now }
  return caller && { contact, ctx: ctx.house.ctx(caller, undefined, { remembers: true }) }
}

const aboutOrder =
  (word: (ctx: Ctx, message: MessageToWord, told: Told) => Promise<Reply | null>): Content =>
  async (house, message) => {
    const reader = await asReader(house, message)
    const view = reader && (await orderView(reader.ctx, idIn(message, 'orderId')))
    if (!reader || !view) return null
    const { language } = message
    const person = await reader.ctx.rows(Contact).where({ id: reader.contact.id! }).first()
    return word(reader.ctx, message, {
      view,
      language,
      name: person ? Contact.title(person) : '',
      contact: reader.contact,
      say: (key, values = {}) => sayNotice(key, values, language),
      money: (minor) => formatMoney(minor, view.order.currency, language),
      template: (name, values, document) => ({
        name,
        language: templateLanguage(language),
        values: values.map(templateValue),
        ...(document && { document }),
      }),
    })
  }

const decided = (key: NoticeKey, short: NoticeKey) =>
  aboutOrder(async (_ctx, message, { view: { order }, say, money, name, template, language }) => {
    const number = order.number ?? ''
    const reason = order.reason ? plain(order.reason) : null
    const ofOffer = message.values.from === 'offered'
    const plainly = key === 'declined' && !reason ? 'declined_no_reason' : key
    const chosen = ofOffer && key === 'declined' ? 'offer_refused' : ofOffer && key === 'expired' ? 'offer_expired' : plainly
    return {
      text: say(chosen, {
        number,
        total: money(order.totalMinor),
        day: order.deliverOn ? formatDate(order.deliverOn, language) : 'none',
        reason,
      }),
      template: template('parley_order_decided', [
        name,
        number,
        money(order.totalMinor),
        `${say(short)}${key === 'declined' && reason ? `: ${reason}` : ''}`,
      ]),
    }
  })

/** Which rule it waits for: only those who see invoices hear of the limit of the account. */
const waitsFor = (codes: readonly unknown[], contact: Actor): NoticeKey =>
  codes.includes('order.over_contact_limit') && !codes.includes('order.over_credit_limit')
    ? 'waits_colleague'
    : may(contact, 'view_invoices')
      ? 'waits'
      : 'waits_quietly'

/** Whose order it is; colleagues of one client know each other by name. */
const orderedBy = async (house: Ctx, contactId: string | null) => {
  const contact = contactId ? await house.rows(Contact).where({ id: contactId }).first() : undefined
  return contact ? Contact.title(contact) : '–'
}

/** A colleague's order that is above what they may order alone, for whoever decides it at the client's. */
export const askedColleague: Content = (house, asked) =>
  aboutOrder(async (ctx, message, { view: { order, lines }, say, money, name, template, language }) => {
    const approval = await ctx
      .rows(Approval)
      .where({ id: idIn(message, 'approvalId') })
      .first()
    if (approval?.state !== 'waiting') return null
    const shown = lines.slice(0, MOST_LINES).map((line) => lineIn(line, order.currency, language))
    const total = money(order.totalMinor)
    return {
      text: say('asked', {
        who: plain(await orderedBy(house, order.contactId)),
        number: order.number ?? '',
        lines: [...shown, ...(lines.length > MOST_LINES ? [`… +${lines.length - MOST_LINES}`] : [])].join('\n'),
        total,
      }),
      choices: [
        { id: `approval.approve:${approval.id}`, title: say('b_agree'), tone: 'primary' as const },
        { id: `approval.reject:${approval.id}`, title: say('b_disagree') },
      ],
      template: template('parley_news', [name, `${order.number ?? ''} (${total})`]),
    }
  })(house, asked)

const waits = aboutOrder(async (_ctx, message, { view: { order }, say, money, name, template, contact }) => ({
  text: say(waitsFor(Array.isArray(message.values.refusals) ? message.values.refusals : [], contact), { number: order.number ?? '' }),
  template: template('parley_order_decided', [name, order.number ?? '', money(order.totalMinor), say('t_waits')]),
}))

/** The changed order, with what changed marked old → new; what was placed is kept with the order. */
export const offered = aboutOrder(async (ctx, _message, { view: { order, lines }, say, money, name, template, language }) => {
  if (order.state !== 'offered') return null
  const before = order.changedFrom
  const changes = lineChanges(before?.lines ?? [], lines)
  const marked = before ? changedLines(changes, order.currency, language) : []
  const same = new Set(changes.flatMap(({ kind, after }) => (kind === 'same' || !before ? [after?.productId] : [])))
  const staying = lines.filter(({ productId }) => same.has(productId)).map((line) => lineIn(line, order.currency, language))
  const reason = order.reason ? plain(order.reason) : 'none'
  const id = `${order.id}:${order.version}`
  const choices = [
    { id: `order.take:${id}`, title: say('b_take'), tone: 'primary' as const },
    { id: `order.refuse:${id}`, title: say('b_refuse') },
  ]
  const total = money(order.totalMinor)
  const sums = sumsIn(order, language)
  const day = order.deliverOn ? formatDate(order.deliverOn, language) : null
  const was = before?.deliverOn ? formatDate(before.deliverOn, language) : null
  const { timezone } = await settingsOf(ctx)
  return {
    text: say('offered', {
      number: order.number ?? '',
      lines: [...marked, ...staying].join('\n'),
      sums: [
        ...sums.slice(0, -1),
        before && before.totalMinor !== order.totalMinor
          ? say('c_total', { before: money(before.totalMinor), after: total })
          : sums.at(-1)!,
      ].join('\n'),
      day: day && was && day !== was ? say('c_delivery', { before: was, after: day }) : 'none',
      reason,
      until: order.expiresAt ? formatDateTime(order.expiresAt, language, timezone) : '–',
    }),
    choices,
    template: {
      ...template('parley_order_changed', [name, order.number ?? '', total, [...marked, ...staying].join('; ').slice(0, 500)])!,
    },
  }
})

const shipped = (print: PrintDocument) =>
  aboutOrder(async (ctx, message, { view: { order }, say, name, template, language, contact }) => {
    const id = idIn(message, 'noteId')
    const note = await ctx.rows(DeliveryNote).where({ id }).first()
    const file = note && may(contact, 'download_documents') ? await print('delivery_note', id) : null
    const day = note?.deliverOn ?? order.deliverOn
    const shown = day ? formatDate(day, language) : null
    return {
      text: say('shipped', { number: order.number ?? '', note: note?.number ?? 'none', day: shown ?? 'none' }),
      ...(file && { files: [file] }),
      template: template('parley_order_shipped', [name, order.number ?? '', shown ?? '–', note?.number ?? '–']),
    }
  })

const invoiceIssued = (print: PrintDocument) =>
  aboutOrder(async (ctx, message, { view: { order }, say, money, name, template, language, contact }) => {
    const invoice = await ctx
      .rows(Invoice)
      .where({ id: idIn(message, 'invoiceId') })
      .first()
    if (!invoice) return null
    const file = may(contact, 'download_documents') ? await print('invoice', invoice.id) : null
    const values = {
      invoice: invoice.number ?? '',
      number: order.number ?? '',
      total: money(invoice.totalMinor),
      due: invoice.dueOn ? formatDate(invoice.dueOn, language) : '–',
    }
    return {
      text: say('invoice', values),
      ...(file && { files: [file], template: template('parley_invoice', [name, values.invoice, values.total, values.due], file) }),
    }
  })

const paymentReceived = aboutOrder(async (ctx, message, { say, money }) => {
  const payment = await ctx
    .rows(Payment)
    .where({ id: idIn(message, 'paymentId') })
    .first()
  const invoice = await ctx
    .rows(Invoice)
    .where({ id: idIn(message, 'invoiceId') })
    .first()
  if (!payment || !invoice) return null
  const left = balanceMinor(invoice)
  return {
    text: say('payment', {
      amount: money(payment.amountMinor),
      invoice: invoice.number ?? invoice.foreignReference ?? '',
      left: left > 0 ? money(left) : 'none',
    }),
  }
})

/** What customers are told by themselves, by content key. */
export const customerContents = (print: PrintDocument): Contents => ({
  'order.waits': waits,
  'approval.asked': askedColleague,
  'order.accepted': decided('accepted', 't_accepted'),
  'order.declined': decided('declined', 't_declined'),
  'order.cancelled': decided('cancelled', 't_cancelled'),
  'order.expired': decided('expired', 't_expired'),
  'order.offered': offered,
  'order.shipped': shipped(print),
  'invoice.issued': invoiceIssued(print),
  'payment.received': paymentReceived,
  ...returnContents(print),
  ...payContents,
})
