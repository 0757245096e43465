import { approve, reject } from '../../core/modules/approvals/actions/decide.ts'
import { sayNotice } from '../texts/notices.ts'
import type { Turn } from './turn.ts'

/** A contact decides about a colleague's order: the press is kept as evidence. Without one the road says that it needs one. */
export const decideForColleague = async (turn: Turn, approvalId: string, press: string | null, agrees: boolean) => {
  const call = { id: approvalId, ...(press && { press }) }
  if (agrees) await turn.ctx.perform(approve, { ...call, input: {} })
  else {
    const reason = sayNotice('colleague_refused', { name: turn.ctx.actor.name }, turn.language)
    await turn.ctx.perform(reject, { ...call, input: { reason } })
  }
  turn.talk.say({ text: sayNotice(agrees ? 'asked_agreed' : 'asked_refused', {}, turn.language) })
}
