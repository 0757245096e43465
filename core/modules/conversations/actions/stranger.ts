import { z } from 'zod'
import { action } from '../../../kernel/action.ts'
import { sentence } from '../../../kernel/sentence.ts'
import { Conversation } from '../records.ts'

/** The staff hears no more of somebody unknown. Once that number belongs to a contact, this means nothing any more. */
export const ignoreStranger = action(Conversation, {
  name: 'conversation.ignore',
  says: 'Show nothing more of what this unknown number writes',
  needs: 'conversation.take',
  input: z.strictObject({}),
  touches: ['conversation.ignoredAt'],
  async run(ctx, conversation) {
    if (!conversation.ignoredAt) await ctx.change(conversation, { ignoredAt: ctx.now })
    return sentence('conversation.ignored', 'Nothing more is shown of what {user} writes.', {
      user: conversation.phone ?? conversation.externalUserId,
    })
  },
})
