import { z } from 'zod'
import { creation } from '../../../kernel/action.ts'
import { NotFound, Refusal } from '../../../kernel/errors.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { announce, columnsOf, type Message } from '../messages.ts'
import { Conversation } from '../records.ts'
import { routeOf } from '../routes.ts'

export const resendMessage = creation(Conversation, {
  name: 'message.resend',
  says: 'Send a message again that did not get through',
  needs: 'message.resend',
  input: z.strictObject({ messageId: z.uuid() }),
  touches: [],
  async run(ctx, { messageId }) {
    const message = await ctx.db('messages').where({ id: messageId }).forUpdate().first<Message | undefined>()
    if (!message) throw new NotFound('message', messageId)
    if (message.state !== 'dead' && message.state !== 'failed')
      throw new Refusal(refuse('message.not_dead', 'This message got through, or is still on its way.'))
    const route = await routeOf(ctx, message.recipient, message.id)
    if (route.trouble) throw new Refusal(refuse('message.no_way', 'There is still no way to reach them: {why}.', { why: route.trouble }))
    await ctx
      .db('messages')
      .where({ id: messageId })
      .update({
        ...columnsOf(route),
        thread_of: message.thread_of,
        // One of several chats, or a thread: it goes there again and nowhere else.
        ...(message.place &&
          message.account_id && { lane: message.lane, pace: message.pace, place: message.place, account_id: message.account_id }),
        external_id: null,
        attempts: 0,
        due_at: ctx.now,
        locked_until: null,
        error_text: null,
      })
    announce(ctx)
    return sentence('message.queued_again', 'The message is on its way again.')
  },
})
