import type { Ctx } from '../../core/kernel/ctx.ts'
import { formatDate, formatMoney, formatPermille, formatUnitPrice } from '../../core/language/money.ts'
import { enqueue } from '../../core/modules/conversations/messages.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { Invoice, InvoiceLine, type InvoiceRow, Payment } from '../../core/modules/invoicing/records.ts'
import { balanceMinor, isOverdue } from '../../core/modules/invoicing/rules.ts'
import { settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import type { Card, PressAnswer, Reply } from '../channel.ts'
import { plain } from '../channel.ts'
import type { DeskPlace } from '../talk.ts'
import { stateWords } from '../texts/states.ts'
import { amountIn } from '../texts/units.ts'
import { deedChoices } from './deeds.ts'
import { invoicesLike } from './search.ts'
import { asTyped, cutTo, looksInto, whisper, wordsFor } from './words.ts'

const MOST_LINES = 20

/** `/parley invoice 7`: the invoice with what its state allows, and its PDF where the person reads it. */
export const showInvoice = async (ctx: Ctx, said: string, place: DeskPlace): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  if (!said.trim()) return whisper(say('invoice_how'))
  if (!looksInto(ctx, 'invoicing')) return whisper(say('not_yours', { right: 'invoicing' }))
  const found = await invoicesLike(ctx, said, 10)
  const exact = found.filter(({ number, foreignReference }) =>
    [number, foreignReference].some((one) => one?.toLowerCase() === said.trim().toLowerCase()),
  )
  const [only, ...others] = exact.length ? exact : found
  if (!only) return whisper(say('invoice_unknown', { said: asTyped(said) }))
  if (others.length) {
    const choices = [only, ...others].map((one) => ({ id: `show:invoice:${one.id}`, title: plain(calledIn(ctx, one)) }))
    return whisper({ text: say('invoice_which', { said: asTyped(said) }), choices, choicesLabel: say('choose') })
  }
  return invoiceAnswer(ctx, only.id, place)
}

const calledIn = (ctx: Ctx, { number, foreignReference }: InvoiceRow) => number ?? foreignReference ?? wordsFor(ctx)('draft')

/** The card for the one who asked; the PDF follows into the thread they asked in, else into their direct chat. */
export const invoiceAnswer = async (ctx: Ctx, id: string, place: DeskPlace): Promise<PressAnswer> => {
  const invoice = await ctx.rows(Invoice).byId(id)
  const isPrintable = invoice.number !== null
  if (isPrintable) await sendPdf(ctx, invoice, place)
  return whisper(await invoiceCard(ctx, invoice, isPrintable ? (place.thread ? 'thread' : 'direct') : 'none'))
}

const sendPdf = async (ctx: Ctx, invoice: InvoiceRow, place: DeskPlace) => {
  const say = wordsFor(ctx)
  await enqueue(ctx, {
    uniqueKey: `desk.invoice ${invoice.id} ${ctx.requestId}`,
    contentKey: 'reply',
    values: {
      reply: { text: say('pdf_of', { number: plain(calledIn(ctx, invoice)) }) },
      documents: [{ record: 'invoice', id: invoice.id }],
    },
    purpose: 'staff',
    to:
      place.channel && place.thread
        ? { accountId: place.accountId, channel: place.channel, thread: place.thread }
        : { staffId: ctx.actor.id! },
  })
}

const invoiceCard = async (ctx: Ctx, invoice: InvoiceRow, pdf: 'thread' | 'direct' | 'none'): Promise<Reply> => {
  const say = wordsFor(ctx)
  const { language } = ctx.actor
  const client = await ctx.rows(Client).where({ id: invoice.clientId }).first()
  const settings = await settingsOf(ctx)
  const late = isOverdue(invoice, todayOf(ctx, settings))
  const money = (minor: number) => formatMoney(minor, invoice.currency, language)
  const lines = await ctx.rows(InvoiceLine).where({ invoiceId: invoice.id }).orderBy('position')
  const payments = await ctx.rows(Payment).where({ invoiceId: invoice.id }).orderBy('paidOn')
  const state = late ? say('overdue') : stateWords(`invoice.state.${invoice.state}`, language)
  const title = `${plain(calledIn(ctx, invoice))} · ${plain(client?.name ?? '–')}`
  const day = (value: string | null) => (value ? formatDate(value, language) : '–')
  const card: Card = {
    title: cutTo(title, 150),
    state: { label: state, tone: late ? 'bad' : invoice.state === 'paid' ? 'good' : invoice.state === 'draft' ? 'neutral' : 'waiting' },
    facts: [
      { label: say('f_total'), value: money(invoice.totalMinor) },
      { label: say('f_balance'), value: money(balanceMinor(invoice)) },
      { label: say('f_issued'), value: day(invoice.issuedOn) },
      { label: say('f_due'), value: day(invoice.dueOn) },
      ...(invoice.orderNumber ? [{ label: say('f_order'), value: plain(invoice.orderNumber) }] : []),
      ...(invoice.reference ? [{ label: say('f_reference'), value: plain(invoice.reference) }] : []),
    ],
    sections: [
      {
        heading: say('h_lines'),
        lines: [
          ...lines.slice(0, MOST_LINES).map((line) =>
            say('invoice_line', {
              amount: amountIn(line.quantityMilli, line.unitAsWritten, language),
              product: plain(line.nameAsWritten),
              price: formatUnitPrice(line.unitPriceE4, invoice.currency, language),
              net: money(line.netMinor),
              vat: formatPermille(line.vatPermille, language),
            }),
          ),
          ...(lines.length > MOST_LINES ? [say('and_more', { count: lines.length - MOST_LINES })] : []),
        ],
      },
      {
        heading: say('h_payments'),
        lines: payments.map((one) =>
          say('payment_row', { number: plain(one.number ?? ''), amount: money(one.amountMinor), day: day(one.paidOn) }),
        ),
      },
    ].filter((section) => section.lines.length),
    notes: pdf === 'none' ? [] : [say(pdf === 'thread' ? 'pdf_in_thread' : 'pdf_directly')],
  }
  return {
    text: `${title}: ${state}, ${money(invoice.totalMinor)}, ${say('f_balance')} ${money(balanceMinor(invoice))}`,
    card,
    choices: await deedChoices(ctx, Invoice as never, invoice as never, 3, ['payment.record', 'invoice.issue', 'invoice.reverse']),
  }
}
