import { forgetImports, runImports } from './imports.ts'
import type { AnyAction } from './kernel/action.ts'
import { Expected } from './kernel/errors.ts'
import type { House } from './kernel/house.ts'
import { expireApproval } from './modules/approvals/actions/ask.ts'
import { outOfTimeApprovals } from './modules/approvals/queries.ts'
import { clearAlarm, raiseAlarm } from './modules/conversations/actions/alarm.ts'
import { alarmsDue, openAlarms } from './modules/conversations/alarms.ts'
import { noteOverdue } from './modules/invoicing/actions/invoices.ts'
import { overdueToNote } from './modules/invoicing/queries.ts'
import { forgetEnded } from './modules/people/sign-in.ts'
import { declineOrder, expireOrder } from './modules/sales/actions/decide.ts'
import { outOfTime, rejectedBefore } from './modules/sales/queries.ts'
import { settingsOf, todayOf } from './modules/settings/queries.ts'

const MINUTE_MS = 60_000

/** Performs an action on each row by itself; one that is refused (somebody was faster) does not hinder the others. */
const each = async (house: House, now: Date, action: AnyAction, ids: readonly string[], sweep: string, input: object = {}) => {
  for (const id of ids) {
    try {
      await house.perform({ ...house.self(`sweep ${sweep}`), now }, action, { id, input })
    } catch (error) {
      if (!(error instanceof Expected)) throw error
      house.log.info({ sweep, id, code: error.code }, 'a sweep was refused')
    }
  }
}

/** What happens because time has passed: orders and approvals run out, invoices become overdue. */
export const sweeps = [
  { name: 'sign_ins.forget', everyMs: 60 * MINUTE_MS, run: (house: House, now: Date) => forgetEnded(house.db, now) },
  {
    name: 'approvals.expire',
    everyMs: MINUTE_MS,
    async run(house: House, now: Date) {
      const due = await outOfTimeApprovals(house.ctx({ ...house.self('sweep'), now }))
      await each(
        house,
        now,
        expireApproval,
        due.map(({ id }) => id),
        'approvals.expire',
      )
    },
  },
  {
    name: 'orders.expire',
    everyMs: MINUTE_MS,
    async run(house: House, now: Date) {
      const due = await outOfTime(house.ctx({ ...house.self('sweep'), now }))
      await each(
        house,
        now,
        expireOrder,
        due.map(({ id }) => id),
        'orders.expire',
      )
    },
  },
  {
    name: 'orders.decline_rejected',
    everyMs: MINUTE_MS,
    async run(house: House, now: Date) {
      const ctx = house.ctx({ ...house.self('sweep'), now })
      const { reject_grace_minutes } = await settingsOf(ctx)
      for (const { orderId, ...input } of await rejectedBefore(ctx, new Date(now.getTime() - reject_grace_minutes * MINUTE_MS)))
        await each(house, now, declineOrder, [orderId], 'orders.decline_rejected', input)
    },
  },
  {
    name: 'channels.alarms',
    everyMs: MINUTE_MS,
    async run(house: House, now: Date) {
      const { timezone } = await settingsOf(house.ctx({ ...house.self('sweep'), now }))
      const [due, open] = [await alarmsDue(house.db, now, timezone), await openAlarms(house.db)]
      const same = (one: { accountId: string | null; code: string }) => (other: { accountId: string | null; code: string }) =>
        one.accountId === other.accountId && one.code === other.code
      const over = open.filter((alarm) => !due.some(same(alarm))).map(({ id }) => id)
      await each(house, now, clearAlarm, over, 'channels.alarms')
      for (const alarm of due)
        if (!open.some(same(alarm))) await house.perform({ ...house.self('sweep channels.alarms'), now }, raiseAlarm, { input: alarm })
    },
  },
  {
    name: 'imports.run',
    everyMs: MINUTE_MS,
    async run(house: House, now: Date) {
      await runImports(house, now)
    },
  },
  { name: 'imports.forget', everyMs: 60 * MINUTE_MS, run: forgetImports },
  {
    name: 'invoices.note_overdue',
    everyMs: 10 * MINUTE_MS,
    async run(house: House, now: Date) {
      const ctx = house.ctx({ ...house.self('sweep'), now })
      const ids = await overdueToNote(house.db, todayOf(ctx, await settingsOf(ctx)))
      await each(house, now, noteOverdue, ids, 'invoices.note_overdue')
    },
  },
] as const
