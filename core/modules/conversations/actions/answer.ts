import { z } from 'zod'
import { action, creation } from '../../../kernel/action.ts'
import { newId } from '../../../kernel/db.ts'
import { NotFound } from '../../../kernel/errors.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { enqueue, type Message } from '../messages.ts'
import { Conversation } from '../records.ts'
import { takeConversation } from './conversation.ts'

export const answerConversation = action(Conversation, {
  name: 'conversation.answer',
  says: 'Write to this customer; you answer from now on',
  needs: 'conversation.take',
  input: z.strictObject({ text: z.string().trim().min(1).max(4000).describe('What the customer reads') }),
  touches: ['conversation.handling', 'conversation.handlerId', 'conversation.handedOverAt'],
  unless: [
    (conversation) =>
      conversation.erasedAt !== null && refuse('conversation.erased', 'This person was erased. There is nobody to talk to any more.'),
  ],
  async run(ctx, conversation, { text }) {
    if (ctx.actor.kind === 'staff' && conversation.handlerId !== ctx.actor.id) await ctx.perform(takeConversation, { id: conversation.id })
    await enqueue(ctx, {
      uniqueKey: `answer ${newId()}`,
      contentKey: 'reply',
      values: { reply: { text } },
      purpose: 'service',
      to: { conversationId: conversation.id },
    })
    return sentence('conversation.answered', 'It is on its way to the customer.')
  },
})

/** Gives up on a message that did not get through: it stays in the history, and is shown among the dead no more. */
export const dropMessage = creation(Conversation, {
  name: 'message.drop',
  says: 'Give up on a message that did not get through',
  needs: 'message.resend',
  input: z.strictObject({ messageId: z.uuid() }),
  touches: [],
  async run(ctx, { messageId }) {
    const dropped = await ctx
      .db('messages')
      .where({ id: messageId })
      .whereIn('state', ['dead', 'failed'])
      .update({ state: 'dropped' })
      .returning<Message[]>('id')
    if (!dropped.length) throw new NotFound('message', messageId)
    return sentence('message.dropped', 'The message is given up.')
  },
})
