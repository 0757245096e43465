import type { Ctx } from '../../core/kernel/ctx.ts'
import { formatMoney } from '../../core/language/money.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { Invoice } from '../../core/modules/invoicing/records.ts'
import { approveReturn, declineReturn } from '../../core/modules/sales/actions/returns.ts'
import { orderView, returnView } from '../../core/modules/sales/queries.ts'
import { type Choice, type PressAnswer, plain } from '../channel.ts'
import type { Content, Contents, MessageToWord } from '../contents.ts'
import { sayOfReturn } from '../texts/returns.ts'
import { stateWords } from '../texts/states.ts'
import { amountIn } from '../texts/units.ts'
import { whoIn } from './names.ts'

const MOST_LINES = 30

/** A return with everything that is told about it, as the asker may see it. */
const seen = async (ctx: Ctx, id: string) => {
  const view = await returnView(ctx, id)
  const of = view && (await orderView(ctx, view.row.orderId))
  const client = view && (await ctx.rows(Client).where({ id: view.row.clientId }).first())
  if (!view || !of) return null
  const credit = view.row.creditNoteId ? await ctx.rows(Invoice).where({ id: view.row.creditNoteId }).first() : undefined
  return { ...view, of, client: plain(client?.name ?? '–'), credit, number: view.row.number ?? '' }
}
const idIn = (message: MessageToWord) => String(message.values.returnId ?? '')

const returnCard: Content = async (ctx, message) => {
  const { language } = message
  const found = await seen(ctx, idIn(message))
  if (!found) return null
  const { row, lines, of, client, credit, number } = found
  const money = (minor: number) => formatMoney(minor, row.currency, language)
  const say = (key: Parameters<typeof sayOfReturn>[0], values = {}) => sayOfReturn(key, values, language)
  const invoice = await ctx.rows(Invoice).where({ sourceId: row.orderId, kind: 'invoice' }).first()
  const goods = lines.slice(0, MOST_LINES).map(({ orderLineId, quantityMilli }) => {
    const line = of.lines.find(({ id }) => id === orderLineId)
    const name = line ? plain(language === 'ro' ? line.nameAsWritten.ro : line.nameAsWritten.en) : '–'
    return say('line', { amount: amountIn(quantityMilli, line?.unitAsWritten ?? '', language), product: name })
  })
  const choices: Choice[] =
    row.state === 'requested'
      ? [
          { id: `return.approve:${row.id}`, title: say('b_approve'), tone: 'primary' },
          { id: `return.decline:${row.id}`, title: say('b_decline'), tone: 'danger' },
        ]
      : []
  return {
    text: say('text', { client, order: of.order.number ?? '', reason: plain(row.reason) }),
    card: {
      title: say('title', { number, client }).slice(0, 150),
      state: {
        label: stateWords(`order_return.state.${row.state}`, language),
        tone: row.state === 'requested' ? 'waiting' : row.state === 'approved' ? 'good' : 'bad',
      },
      facts: [
        { label: say('f_order'), value: of.order.number ?? '' },
        { label: say('f_by'), value: await whoIn(ctx, `contact:${row.contactId}`, language) },
        ...(invoice
          ? [{ label: say('f_invoice'), value: `${invoice.number ?? ''}, ${stateWords(`invoice.state.${invoice.state}`, language)}` }]
          : []),
        ...(credit ? [{ label: say('f_credit'), value: `${credit.number ?? ''}, ${money(credit.totalMinor)}` }] : []),
        ...(row.refundMinor ? [{ label: say('f_refund'), value: money(row.refundMinor) }] : []),
      ],
      sections: [{ heading: say('h_lines'), lines: goods }, { lines: [plain(row.reason)] }],
      notes: [
        ...(row.state === 'approved' ? [say(row.restocked ? 'restocked' : 'not_restocked')] : []),
        ...(row.answer ? [plain(row.answer)] : []),
      ],
    },
    choices,
  }
}

const refund: Content = async (ctx, message) => {
  const found = await seen(ctx, idIn(message))
  if (!found?.row.refundMinor) return null
  const { row, client, credit, number } = found
  const values = { refund: formatMoney(row.refundMinor, row.currency, message.language), client, number, credit: credit?.number ?? '' }
  return { text: sayOfReturn('refund', values, message.language) }
}

export const returnContents: Contents = { 'order_return.card': returnCard, 'order_return.refund': refund }

/** `return.approve:ID` and `return.decline:ID`: the form that decides. */
export const pressReturn = async (ctx: Ctx, id: string): Promise<PressAnswer> => {
  const [deed, about = ''] = id.split(':')
  const language = ctx.actor.language
  const say = (key: Parameters<typeof sayOfReturn>[0], values = {}) => sayOfReturn(key, values, language)
  const row = (await returnView(ctx, about))?.row
  const number = row?.number ?? ''
  if (row?.state !== 'requested')
    return { whisper: { text: say('decided', { number, state: stateWords(`order_return.state.${row?.state ?? 'declined'}`, language) }) } }
  if (deed === 'return.decline')
    return {
      form: {
        id: `return.decline:${about}`,
        title: say('form_decline', { number }).slice(0, 24),
        submit: say('submit_decline'),
        cancel: say('cancel'),
        fields: [{ name: 'reason', label: say('f_reason'), kind: 'longtext', required: true }],
      },
    }
  return {
    form: {
      id: `return.approve:${about}`,
      title: say('form_approve', { number }).slice(0, 24),
      submit: say('submit_approve'),
      cancel: say('cancel'),
      intro: say('form_approve_intro'),
      fields: [
        {
          name: 'restock',
          label: say('f_restock'),
          kind: 'choice',
          required: true,
          value: 'yes',
          options: [
            { id: 'yes', title: say('restock_yes') },
            { id: 'no', title: say('restock_no') },
          ],
        },
        { name: 'answer', label: say('f_answer'), kind: 'text', required: false },
      ],
    },
  }
}

export const decideReturn = async (ctx: Ctx, id: string, values: Record<string, string>): Promise<PressAnswer> => {
  const [deed, about = ''] = id.split(':')
  const say = (key: Parameters<typeof sayOfReturn>[0], of = {}) => ({ whisper: { text: sayOfReturn(key, of, ctx.actor.language) } })
  const number = (await returnView(ctx, about))?.row.number ?? ''
  if (deed === 'return.decline') {
    await ctx.perform(declineReturn, { id: about, input: { reason: values.reason ?? '' } })
    return say('done_decline', { number })
  }
  const answer = values.answer?.trim()
  const done = await ctx.perform(approveReturn, { id: about, input: { restock: values.restock !== 'no', ...(answer && { answer }) } })
  return say(done.kind === 'waiting' ? 'done_wait' : 'done_approve', { number })
}
