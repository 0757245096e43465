import type { Ctx } from '../../core/kernel/ctx.ts'
import { formatMoney } from '../../core/language/money.ts'
import { Approval } from '../../core/modules/approvals/records.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { changedLines } from '../changed-lines.ts'
import { plain, type Reply } from '../channel.ts'
import type { Content } from '../contents.ts'
import { sayToStaff } from '../texts/staff.ts'
import { stateWords } from '../texts/states.ts'
import { decidedIn, whoIn } from './names.ts'
import { askedOf } from './offer-lines.ts'
import { decisionChoices, needs } from './order-card.ts'

const MOST_LINES = 30

/** What a colleague asks to do with an order, for those who decide it: who asks, what would change, what it comes to. */
export const askedCard: Content = async (ctx, message) => {
  const approval = await ctx
    .rows(Approval)
    .where({ id: String(message.values.approvalId ?? '') })
    .first()
  return approval ? cardOf(ctx, approval, message.language) : null
}

const cardOf = async (ctx: Ctx, approval: Parameters<typeof askedOf>[1], language: string): Promise<Reply | null> => {
  const asked = await askedOf(ctx, approval)
  if (!asked) return null
  const { order } = asked.view
  const client = await ctx.rows(Client).byId(order.clientId)
  const who = await whoIn(ctx, `${approval.requesterKind}:${approval.requesterId}`, language)
  const waits = approval.state === 'waiting'
  const changes = changedLines(asked.changes, order.currency, language)
  const shown = changes.slice(0, MOST_LINES)
  const net = (lines: readonly { netMinor: number }[]) =>
    formatMoney(
      lines.reduce((sum, { netMinor }) => sum + netMinor, 0),
      order.currency,
      language,
    )
  const state = stateWords(`approval.state.${approval.state}`, language)
  return {
    text: sayToStaff('asked_text', { who, order: order.number ?? '' }, language),
    card: {
      title: sayToStaff(
        'asked_title',
        { number: approval.number ?? '', order: order.number ?? '', client: plain(client.name) },
        language,
      ).slice(0, 150),
      state: { label: state, tone: waits ? 'waiting' : approval.state === 'approved' ? 'good' : 'bad' },
      facts: [{ label: sayToStaff('f_net', {}, language), value: `${net(asked.view.lines)} → ${net(asked.lines)}` }],
      sections: [
        {
          heading: sayToStaff('h_asked', {}, language),
          lines: changes.length > MOST_LINES ? [...shown, `… +${changes.length - MOST_LINES}`] : shown,
        },
        ...(asked.reason ? [{ lines: [`“${plain(asked.reason)}”`] }] : []),
        ...(waits ? [await needs(ctx, approval, language)] : []),
      ],
      notes: [sayToStaff('asked_by', { who }, language), ...(await decidedIn(ctx, approval, language))],
    },
    choices: waits ? decisionChoices(approval, language) : [],
  }
}
