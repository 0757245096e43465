import type { Ctx } from '../../core/kernel/ctx.ts'
import { Approval } from '../../core/modules/approvals/records.ts'
import { StaffNotice, usualNotices } from '../../core/modules/people/records.ts'
import type { PressAnswer } from '../channel.ts'
import type { Content } from '../contents.ts'
import { stateWords } from '../texts/states.ts'
import { orderCard } from './order-card.ts'
import { seenBy } from './today.ts'
import { waitingSections } from './waiting.ts'
import { commandChoice, whisper, wordsFor } from './words.ts'

/** A decision that waits for one colleague, in their direct chat: with the whole card of an order, and without buttons once it is decided. */
export const decisionForYou: Content = async (ctx, { values, isUpdate }) => {
  const reader = await seenBy(ctx, values.staffId)
  const approval =
    reader &&
    (await reader
      .rows(Approval)
      .where({ id: String(values.approvalId) })
      .first())
  if (!approval) return null
  const waits = approval.state === 'waiting'
  // What was decided before it could be said need not be said.
  if (!waits && !isUpdate) return null
  const say = wordsFor(reader)
  const { language } = reader.actor
  const card = approval.record === 'order' && approval.recordId ? await orderCard(reader, approval.recordId, language) : null
  const [section] = await waitingSections(reader, [approval])
  const heading = section?.heading ?? ''
  const text = waits ? say('notice_text', { what: heading }) : `${heading}: ${stateWords(`approval.state.${approval.state}`, language)}`
  if (!waits)
    return {
      text,
      card: {
        title: heading,
        state: {
          label: stateWords(`approval.state.${approval.state}`, language),
          tone: approval.state === 'approved' || approval.state === 'taken' ? 'good' : 'bad',
        },
      },
    }
  if (card) return { ...card, text }
  return { text, card: { title: heading, sections: [{ lines: section?.lines ?? [], choices: section?.choices ?? [] }] } }
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
