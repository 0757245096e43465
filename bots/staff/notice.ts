import type { Ctx } from '../../core/kernel/ctx.ts'
import { Approval } from '../../core/modules/approvals/records.ts'
import { StaffNotice, usualNotices } from '../../core/modules/people/records.ts'
import type { PressAnswer } from '../channel.ts'
import type { Content } from '../contents.ts'
import { stateWords } from '../texts/states.ts'
import { staffContents } from './contents.ts'
import { seenBy } from './today.ts'
import { waitingSections } from './waiting.ts'
import { commandChoice, whisper, wordsFor } from './words.ts'

/** A decision that waits for one colleague, in their direct chat: the card of an order, else what is asked; without buttons once it is decided. */
export const decisionForYou: Content = async (ctx, message) => {
  const reader = message.recipient.kind === 'staff' ? await seenBy(ctx, message.recipient.staffId) : null
  const approval =
    reader &&
    (await reader
      .rows(Approval)
      .where({ id: String(message.values.approvalId) })
      .first())
  if (!approval) return null
  const waits = approval.state === 'waiting'
  // What was decided before it could be said need not be said.
  if (!waits && !message.isUpdate) return null
  if (message.values.orderId) return staffContents['approval.yours']!(ctx, message)
  const say = wordsFor(reader)
  const label = stateWords(`approval.state.${approval.state}`, reader.actor.language)
  const [{ heading = '', lines, choices } = { lines: [] }] = await waitingSections(reader, [approval])
  if (waits)
    return { text: say('notice_text', { what: heading }), card: { title: heading, sections: [{ lines, ...(choices && { choices }) }] } }
  return { text: `${heading}: ${label}`, card: { title: heading, state: { label, tone: approval.state === 'approved' ? 'good' : 'bad' } } }
}

/** `/parley notify`: how this person is told of decisions now, and the form to change it. */
export const tellNotices = async (ctx: Ctx): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  const chosen = (await ctx.rows(StaffNotice).where({ staffId: ctx.actor.id! }).first()) ?? usualNotices
  return whisper({
    text: say('notify_now', {
      on: chosen.approvalsDirectly ? 'yes' : 'no',
      quiet: chosen.quietFrom ? 'yes' : 'no',
      from: chosen.quietFrom ?? '',
      until: chosen.quietUntil ?? '',
    }),
    choices: commandChoice('do staff_notice.set', say('b_notify')),
  })
}
