import { effect } from '../../kernel/effect.ts'
import { handOver } from './actions/conversation.ts'
import { endIdentity } from './actions/identity.ts'
import { placeForAlarm } from './alarms.ts'
import { refreshConversation, showConversation } from './cards.ts'
import { enqueue, refresh } from './messages.ts'
import { ChannelAlarm, ChatIdentity, Conversation } from './records.ts'

export const showConversationToStaff = effect({
  name: 'conversation.show_to_staff',
  when: ['conversation.handed_over', 'conversation.taken', 'conversation.handed_back'],
  says: 'Show the staff who answers a customer, in one thread',
  async run(ctx, { recordId, name, body }) {
    const begins = name !== 'conversation.handed_back' && body.before.handling === 'bot'
    if (!begins) return refreshConversation(ctx, recordId)
    const reason = typeof body.with?.reason === 'string' ? body.with.reason : null
    await showConversation(ctx, { id: recordId, since: String(body.after.handedOverAt), reason })
  },
})

export const forgetWhoLeft = effect({
  name: 'conversation.forget_who_left',
  when: 'staff.left',
  says: 'A colleague who left is unlinked, and the customers they answered wait for somebody else',
  async run(ctx, { recordId }) {
    for (const { id } of await ctx.facts(ChatIdentity).where({ staffId: recordId, endedAt: null, archivedAt: null }))
      await ctx.perform(endIdentity, { id, key: `left ${recordId} ${id}` })
    for (const { id, version } of await ctx.facts(Conversation).where({ handlerId: recordId }))
      await ctx.perform(handOver, { id, key: `left ${recordId} ${id} ${version}` })
  },
})

export const showAlarm = effect({
  name: 'channel_alarm.show',
  when: ['channel_alarm.raised', 'channel_alarm.changed'],
  says: 'Tell the staff once that something is wrong with a channel, and when it is over',
  async run(ctx, { recordId, name }) {
    const subject = { record: 'channel_alarm', id: recordId }
    if (name === 'channel_alarm.changed') return refresh(ctx, subject)
    const { accountId } = await ctx.facts(ChannelAlarm).byId(recordId)
    const place = await placeForAlarm(ctx.db, accountId)
    if (!place) return
    const values = { alarmId: recordId }
    await enqueue(ctx, {
      uniqueKey: `channel.alarm ${recordId}`,
      contentKey: 'channel.alarm',
      values,
      purpose: 'staff',
      to: place,
      subject,
    })
  },
})
