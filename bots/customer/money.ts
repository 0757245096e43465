import { may } from '../../core/kernel/actor.ts'
import { formatDate, formatMoney } from '../../core/language/money.ts'
import { openInvoicesOf } from '../../core/modules/invoicing/queries.ts'
import { balanceMinor } from '../../core/modules/invoicing/rules.ts'
import { seller, settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import { plain } from '../channel.ts'
import type { Turn } from './turn.ts'

/** Open invoices of this client, as far as this contact may see them, in words. */
const openIn = async (turn: Turn) => {
  const { ctx, language } = turn
  const invoices = await openInvoicesOf(ctx, turn.clientId)
  const today = todayOf(ctx, await settingsOf(ctx))
  const lines = invoices.map((invoice) =>
    turn.words('owed_line', {
      number: plain(invoice.number ?? invoice.foreignReference ?? ''),
      balance: formatMoney(balanceMinor(invoice), invoice.currency, language),
      due: invoice.dueOn ? formatDate(invoice.dueOn, language) : '–',
      late: invoice.dueOn !== null && invoice.dueOn < today ? 'yes' : 'no',
    }),
  )
  const sum = (some: typeof invoices) => some.reduce((total, invoice) => total + balanceMinor(invoice), 0)
  const currency = invoices[0]?.currency ?? 'RON'
  const late = invoices.filter(({ dueOn }) => dueOn !== null && dueOn < today)
  return {
    invoices,
    lines,
    total: formatMoney(sum(invoices), currency, language),
    overdue: late.length ? formatMoney(sum(late), currency, language) : 'none',
  }
}

const refusedUnless = (turn: Turn, permission: string): boolean => {
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
  turn.say('owed', { client, total, overdue, invoices: lines.join('\n') }, { choices })
}

/** "Send me the invoices": the open ones, as documents where that is permitted. */
export const invoices = async (turn: Turn, reference: string | null) => {
  if (refusedUnless(turn, 'view_invoices')) return
  const client = plain(turn.talk.conversation.clientName)
  const open = await openIn(turn)
  const wanted = reference
    ? open.invoices.filter(({ number, foreignReference }) =>
        [number, foreignReference].some((one) => one?.toLowerCase().includes(reference.toLowerCase())),
      )
    : open.invoices
  if (!wanted.length) return turn.say('no_invoices', { client })
  const printable = wanted.filter(({ number }) => number !== null).slice(0, 5)
  const documents = may(turn.ctx.actor, 'download_documents') ? printable.map(({ id }) => ({ record: 'invoice', id })) : []
  turn.talk.say(
    { text: turn.words('owed', { client, total: open.total, overdue: open.overdue, invoices: open.lines.join('\n') }) },
    { documents, purpose: 'billing' },
  )
}

/** How to pay by transfer. */
export const howToPay = async (turn: Turn) => {
  if (refusedUnless(turn, 'view_invoices')) return
  const { invoices: open, lines, total } = await openIn(turn)
  if (!open.length) return turn.say('nothing_owed', { client: plain(turn.talk.conversation.clientName) })
  const { legalName, iban, bank } = await seller(turn.ctx)
  turn.say('pay_how', {
    seller: plain(legalName),
    iban: iban ?? '–',
    bank: bank ? ` (${plain(bank)})` : '',
    invoices: lines.join('\n'),
    total,
  })
}
