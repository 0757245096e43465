import { z } from 'zod'
import { action, creation } from '../../../kernel/action.ts'
import { sentence } from '../../../kernel/sentence.ts'
import { alarmCodes, ChannelAlarm } from '../records.ts'

export const raiseAlarm = creation(ChannelAlarm, {
  name: 'channel_alarm.raise',
  says: 'Raise an alarm about a channel, once',
  needs: 'channel_alarm.raise',
  input: z.strictObject({
    accountId: z.uuid().nullable(),
    code: z.enum(alarmCodes),
    terms: z.record(z.string().max(40), z.string().max(1000)),
  }),
  touches: ['channel_alarm'],
  inner: true,
  async run(ctx, { accountId, code, terms }) {
    await ctx.db.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`alarm ${accountId} ${code}`])
    const said = sentence('channel_alarm.raised', 'The alarm is raised.')
    const open = await ctx.facts(ChannelAlarm).where({ accountId, code, clearedAt: null, archivedAt: null }).first()
    return { said, row: open ?? (await ctx.create(ChannelAlarm, { accountId, code, terms, raisedAt: ctx.now })) }
  },
})

export const clearAlarm = action(ChannelAlarm, {
  name: 'channel_alarm.clear',
  says: 'Let an alarm be over',
  needs: 'channel_alarm.clear',
  input: z.strictObject({}),
  touches: ['channel_alarm.clearedAt'],
  inner: true,
  async run(ctx, alarm) {
    if (!alarm.clearedAt) await ctx.change(alarm, { clearedAt: ctx.now })
    return sentence('channel_alarm.cleared', 'The alarm is over.')
  },
})
