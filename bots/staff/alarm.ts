import { alarmSaid } from '../../core/modules/conversations/alarms.ts'
import { ChannelAccount, ChannelAlarm } from '../../core/modules/conversations/records.ts'
import type { Contents } from '../contents.ts'
import { sayInChat } from '../say.ts'
import { sayToStaff } from '../texts/staff.ts'

/** What is wrong with a channel, and that it is over. */
export const alarmContents: Contents = {
  'channel.alarm': async (ctx, { values, language, isUpdate }) => {
    const alarm = await ctx
      .rows(ChannelAlarm)
      .where({ id: String(values.alarmId ?? '') })
      .first()
    // One that was over before it could be told of needs no telling.
    if (!alarm || (alarm.clearedAt && !isUpdate)) return null
    const account = alarm.accountId ? await ctx.rows(ChannelAccount).byId(alarm.accountId) : null
    const said = sayInChat(alarmSaid(alarm.code, alarm.terms, account?.name ?? ''), language)
    return { text: alarm.clearedAt ? sayToStaff('alarm_over', { said }, language) : sayToStaff('alarm', { said }, language) }
  },
}
