import { DateTime } from 'luxon'
import { addDays, instantOf, localDate } from './calendar.ts'

/** Hours of a day in which nobody wants to be written to, `HH:MM` in local time; they may go over midnight. Null = none. */
export type QuietHours = { quietFrom: string | null; quietUntil: string | null }

/** When it is quiet now, the instant at which that ends; null where it is not quiet. Throws RangeError for an unknown zone. */
export const quietEnd = (now: Date, { quietFrom: from, quietUntil: until }: QuietHours, zone: string): Date | null => {
  if (!from || !until || from === until) return null
  const time = DateTime.fromJSDate(now, { zone }).toFormat('HH:mm')
  const overMidnight = from > until
  const isQuiet = overMidnight ? time >= from || time < until : time >= from && time < until
  if (!isQuiet) return null
  const day = localDate(now, zone)
  return instantOf(overMidnight && time >= from ? addDays(day, 1) : day, until, zone)
}
