import { may, needsInWords } from '../../core/kernel/actor.ts'
import type { Ctx } from '../../core/kernel/ctx.ts'
import { NotAllowed, NotFound, Refusal } from '../../core/kernel/errors.ts'
import type { Sentence } from '../../core/kernel/sentence.ts'
import { editDistance } from '../../core/language/fold.ts'
import { formatDateTime, formatMoney } from '../../core/language/money.ts'
import type { WordValues } from '../../core/language/words.ts'
import { approve, needsReasonFrom, reject, reopen, whyNotDecide } from '../../core/modules/approvals/actions/decide.ts'
import { type ApprovalRow, waitingFor } from '../../core/modules/approvals/queries.ts'
import { Approval } from '../../core/modules/approvals/records.ts'
import { handBack, takeConversation } from '../../core/modules/conversations/actions/conversation.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { offerOrder } from '../../core/modules/sales/actions/offer.ts'
import { orderView } from '../../core/modules/sales/queries.ts'
import { settingsOf } from '../../core/modules/settings/queries.ts'
import { type Form, type PressAnswer, plain } from '../channel.ts'
import { sayInChat } from '../say.ts'
import type { Desk } from '../talk.ts'
import { type StaffKey, sayToStaff } from '../texts/staff.ts'
import { deliver, pay, showOrder } from './commands.ts'
import { chooseLines, makeOffer } from './offer.ts'
import { offerForm } from './offer-form.ts'
import { askedOf } from './offer-lines.ts'
import { decideReturn, pressReturn } from './returns.ts'
import { decideUnknown, pressUnknown } from './unknown.ts'

const words =
  (ctx: Ctx) =>
  (key: StaffKey, values: WordValues = {}) =>
    sayToStaff(key, values, ctx.actor.language)

const whisper = (text: string): PressAnswer => ({ whisper: { text } })

/** What colleagues press, fill in and type. Nobody is trusted here: every deed goes through the road with their rights of this moment. */
export const desk: Desk = {
  async choice(ctx, { id }) {
    const [deed, about = ''] = id.split(':')
    if (deed === 'approval.approve') return pressApprove(ctx, about)
    if (deed === 'approval.reject') return rejectForm(ctx, about)
    if (deed === 'approval.change') return changeForm(ctx, about)
    if (deed === 'approval.reopen')
      return whisper(sayInChat((await ctx.perform(reopen, { id: about, input: {} })).said, ctx.actor.language))
    if (deed === 'order.deliver') return whisper(await deliver(ctx, { orderId: about }))
    if (deed?.startsWith('return.')) return pressReturn(ctx, id)
    if (deed?.startsWith('unknown.')) return pressUnknown(ctx, id)
    if (deed === 'conversation.take')
      return whisper(sayInChat((await ctx.perform(takeConversation, { id: about, input: {} })).said, ctx.actor.language))
    if (deed === 'conversation.back')
      return whisper(sayInChat((await ctx.perform(handBack, { id: about, input: {} })).said, ctx.actor.language))
    return whisper(words(ctx)('gone'))
  },

  async form(ctx, { id, values }) {
    const [deed, about = ''] = id.split(':')
    if (deed?.startsWith('return.')) return decideReturn(ctx, id, values)
    if (deed?.startsWith('unknown.')) return decideUnknown(ctx, id, values)
    const approval = await seenBy(ctx, about)
    if (!approval) return whisper(words(ctx)('may_not_decide'))
    const number = approval.number ?? ''
    if (deed === 'approve') return approved(ctx, approval, { reason: values.reason ?? '' })
    if (deed === 'reject') {
      await ctx.perform(reject, { id: about, input: { reason: values.reason ?? '' } })
      return whisper(words(ctx)('done_reject', { number }))
    }
    if (deed === 'offer_lines' || deed === 'offer') {
      await mustMayDecide(ctx, approval)
      return deed === 'offer' ? makeOffer(ctx, approval, id, values) : chooseLines(ctx, approval, values)
    }
    throw new NotFound('form', id)
  },

  async command(ctx, { text }) {
    const [name = 'help', ...rest] = text.trim().split(/\s+/)
    const command = name.toLowerCase() || 'help'
    const say = words(ctx)
    if (command === 'help' || command === 'ajutor') return whisper(say('help'))
    if (command === 'waiting') return waiting(ctx)
    if (command === 'order') return showOrder(ctx, rest.join(' '))
    if (command === 'deliver') return whisper(await deliver(ctx, { said: rest.join(' ') }))
    if (command === 'pay') return whisper(await pay(ctx, rest))
    if (command === 'link') return whisper(rest.length ? say('linked_already', { name: plain(ctx.actor.name) }) : say('link_how'))
    const near = COMMANDS.find((known) => editDistance(known, command, 2) <= 2)
    return whisper(say('unknown_command', { said: plain(text).slice(0, 100), near: near ?? 'none' }))
  },
}

const COMMANDS = ['help', 'waiting', 'order', 'deliver', 'pay', 'link']

/** Approves at once, or asks for the reason where a rule is stepped over. What the road refuses, the presser is told. */
const pressApprove = async (ctx: Ctx, id: string): Promise<PressAnswer> => {
  const approval = await seenBy(ctx, id)
  const say = words(ctx)
  if (!approval) return whisper(say('may_not_decide'))
  if (await needsReasonFrom(ctx, approval)) {
    await mustMayDecide(ctx, approval)
    const over = approval.requirements.filter(({ needsReason }) => needsReason)
    const why = over.map((one) => sayInChat(one.why as unknown as Sentence, ctx.actor.language)).join('\n')
    return {
      form: reasonForm(ctx, {
        id: `approve:${id}`,
        title: say('form_override', { number: approval.number ?? '' }),
        label: say('form_override_label'),
        submit: say('submit_approve'),
        intro: say('form_override_intro', { why }),
      }),
    }
  }
  return approved(ctx, approval, {})
}

/** Approves; what still needs others, or could not be done any more, is not called approved. */
const approved = async (ctx: Ctx, { id, number }: ApprovalRow, input: { reason?: string }): Promise<PressAnswer> => {
  const { said } = await ctx.perform(approve, { id, input })
  const isDone = !['approval.lapsed', 'approval.requester_gone', 'approval.agreed'].includes(said.code)
  return whisper(isDone ? words(ctx)('done_approve', { number: number ?? '' }) : sayInChat(said, ctx.actor.language))
}

/** Who may not look at decisions at all gets nothing here. */
const seenBy = (ctx: Ctx, id: string): Promise<ApprovalRow | undefined> => ctx.rows(Approval).where({ id }).first()

/** Who may not decide, or comes late, hears why, and who may or did, before writing a reason. */
const mustMayDecide = async (ctx: Ctx, approval: ApprovalRow) => {
  const refused = await whyNotDecide(ctx, approval)
  if (refused) throw new Refusal(refused)
}

const rejectForm = async (ctx: Ctx, id: string): Promise<PressAnswer> => {
  const approval = await seenBy(ctx, id)
  const say = words(ctx)
  if (!approval) return whisper(say('may_not_decide'))
  await mustMayDecide(ctx, approval)
  return {
    form: reasonForm(ctx, {
      id: `reject:${id}`,
      title: say('form_reject', { number: approval.number ?? '' }),
      label: say('form_reject_label'),
      submit: say('submit_reject'),
      hint: say('form_reject_hint'),
    }),
  }
}

/** A counter-offer: the lines of the order, to be changed with the approver's own rights. */
const changeForm = async (ctx: Ctx, id: string): Promise<PressAnswer> => {
  const approval = await seenBy(ctx, id)
  if (!approval) return whisper(words(ctx)('may_not_decide'))
  await mustMayDecide(ctx, approval)
  if (!may(ctx.actor, offerOrder.needs)) throw new NotAllowed(needsInWords(offerOrder.needs))
  const asked = await askedOf(ctx, approval)
  if (!asked) return whisper(words(ctx)('gone'))
  return { form: await offerForm(ctx, approval, asked) }
}

const reasonForm = (
  ctx: Ctx,
  { id, title, label, submit, intro, hint }: { id: string; title: string; label: string; submit: string; intro?: string; hint?: string },
): Form => ({
  id,
  title: title.slice(0, 24),
  submit,
  cancel: words(ctx)('cancel'),
  ...(intro && { intro }),
  fields: [{ name: 'reason', label, kind: 'longtext', required: true, ...(hint && { hint }) }],
})

const waiting = async (ctx: Ctx): Promise<PressAnswer> => {
  const say = words(ctx)
  const mine = await waitingFor(ctx, ctx.actor)
  if (!mine.length) return whisper(say('waiting_none'))
  const zone = (await settingsOf(ctx)).timezone
  const lines = []
  for (const approval of mine.slice(0, 20)) {
    const view = approval.record === 'order' && approval.recordId ? await orderView(ctx, approval.recordId) : undefined
    const client = approval.clientId ? await ctx.rows(Client).where({ id: approval.clientId }).first() : undefined
    lines.push(
      say('waiting_line', {
        number: approval.number ?? '',
        what: view?.order.number ?? approval.action,
        client: plain(client?.name ?? '–'),
        total: view ? formatMoney(view.order.totalMinor, view.order.currency, ctx.actor.language) : '–',
        until: approval.expiresAt ? formatDateTime(approval.expiresAt, ctx.actor.language, zone) : '–',
      }),
    )
  }
  return whisper([say('waiting_title', { count: mine.length }), ...lines].join('\n'))
}
