import { may } from '../../core/kernel/actor.ts'
import { formatDate, formatMoney } from '../../core/language/money.ts'
import { openInvoicesOf } from '../../core/modules/invoicing/queries.ts'
import { balanceMinor } from '../../core/modules/invoicing/rules.ts'
import { settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import { plain } from '../channel.ts'
import type { Turn } from './turn.ts'

/** Open invoices of this client, as far as this contact may see them, in words. */
export const openIn = async (turn: Turn) => {
  const { ctx, language } = turn
  const invoices = await openInvoicesOf(ctx, turn.clientId)
  const today = todayOf(ctx, await settingsOf(ctx))
  const owed = invoices.map((invoice) => ({
    invoice,
    balance: balanceMinor(invoice),
    line: turn.words('owed_line', {
      number: plain(invoice.number ?? invoice.foreignReference ?? ''),
      balance: formatMoney(balanceMinor(invoice), invoice.currency, language),
      due: invoice.dueOn ? formatDate(invoice.dueOn, language) : '–',
      late: invoice.dueOn !== null && invoice.dueOn < today ? 'yes' : 'no',
    }),
  }))
  const lines = owed.map(({ line }) => line)
  const sum = (some: typeof invoices) => some.reduce((total, invoice) => total + balanceMinor(invoice), 0)
  const currency = invoices[0]?.currency ?? 'RON'
  const late = invoices.filter(({ dueOn }) => dueOn !== null && dueOn < today)
  return {
    invoices,
    owed,
    lines,
    total: formatMoney(sum(invoices), currency, language),
    overdue: late.length ? formatMoney(sum(late), currency, language) : 'none',
  }
}

/** Says that the account does not include it, where it does not. */
export const refusedUnless = (turn: Turn, permission: string): boolean => {
  if (may(turn.ctx.actor, permission)) return false
  turn.say('not_permitted', { client: plain(turn.talk.conversation.clientName) })
  return true
}

/** "What do I owe?" */
export const owed = async (turn: Turn) => {
  if (refusedUnless(turn, 'view_invoices')) return
  const client = plain(turn.talk.conversation.clientName)
  const { invoices, lines, total, overdue } = await openIn(turn)
  if (!invoices.length) return turn.say('nothing_owed', { client })
  const choices = may(turn.ctx.actor, 'pay') ? [{ id: 'pay.how', title: turn.words('b_pay') }] : []
  const reply = { text: turn.words('owed', { client, total, overdue, invoices: lines.join('\n') }), choices }
  if (choices.length) turn.offer(reply)
  else turn.reply(reply)
}
