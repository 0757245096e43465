import { waitingFor } from '../../core/modules/approvals/queries.ts'
import { Order } from '../../core/modules/sales/records.ts'
import type { Content, MessageToWord } from '../contents.ts'
import { askedColleague, offered } from './contents.ts'
import type { Turn } from './turn.ts'

/** After so long without a word from them, the platform lets nothing through but templates, which have no buttons of ours. */
const WINDOW_MS = 24 * 3_600_000
const MOST = 3

/** What waits for an answer of this person, said in full once they write again: while the window was closed only a template could tell them of it. */
export const tellWhatWaits = async (turn: Turn, items: readonly { at: Date }[]) => {
  const last = items.at(-1)?.at
  if (!last) return
  // As it was before this turn: what is done in it may have emptied the memory.
  const { heardAt } = turn.talk.dialog.state
  const before = typeof heardAt === 'string' ? new Date(heardAt) : null
  turn.memory.heardAt = last.toISOString()
  if (before && last.getTime() - before.getTime() < WINDOW_MS) return
  const { actor } = turn.ctx
  const asked = (await waitingFor(turn.ctx, actor)).filter(({ record }) => record === 'order')
  for (const { id, recordId } of asked.slice(0, MOST)) await tell(turn, askedColleague, { approvalId: id, orderId: recordId })
  for (const { id } of await turn.ctx.rows(Order).where({ contactId: actor.id, state: 'offered' }).orderBy('createdAt').limit(MOST))
    await tell(turn, offered, { orderId: id })
}

const tell = async (turn: Turn, content: Content, values: Record<string, unknown>) => {
  const { house, requestId } = turn.ctx
  const { contactId, clientId, contactName, id } = turn.talk.conversation
  const message: MessageToWord = {
    id: requestId,
    contentKey: 'reply',
    values,
    language: turn.language,
    purpose: 'order',
    recipient: { kind: 'contact', contactId, clientId, conversationId: id, name: contactName },
    subject: null,
    inThread: false,
    isUpdate: false,
  }
  const reply = await content(house.ctx({ ...house.self(requestId), now: turn.ctx.now }), message)
  if (reply) turn.talk.say({ text: reply.text, ...(reply.choices && { choices: reply.choices }) })
}
