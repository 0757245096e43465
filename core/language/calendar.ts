import { createRequire } from 'node:module'
import type Holidays from 'date-holidays'
import { DateTime } from 'luxon'

/** Days are ISO strings 'YYYY-MM-DD' without a zone; instants are Date; a zone is an IANA name ('Europe/Bucharest'). */
export type Day = string

/** When a company works. `weekdays`: 1 is Monday, 7 Sunday. Extra days off win over extra working days. */
export type WorkingCalendar = {
  /** ISO 3166 code whose public holidays count ('RO'); null = none. */
  country: string | null
  weekdays: readonly number[]
  daysOff?: readonly Day[]
  extraWorkingDays?: readonly Day[]
}

/** Monday to Friday without the public holidays of Romania. */
export const romanianCalendar: WorkingCalendar = { country: 'RO', weekdays: [1, 2, 3, 4, 5] }

const dayMs = 86_400_000
const require = createRequire(import.meta.url)
const holidaysByYear = new Map<string, ReadonlySet<Day>>()

const dayNumber = (day: Day) => {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day) throw new RangeError(`${day} is not a day (YYYY-MM-DD)`)
  return ms / dayMs
}
const dayOf = (number: number): Day => {
  const day = new Date(number * dayMs).toISOString().slice(0, 10)
  if (day.length !== 10 || day.startsWith('-') || day.startsWith('+')) throw new RangeError('the day lies outside the years 0 to 9999')
  return day
}

/** True for a real day written 'YYYY-MM-DD'. */
export const isDay = (text: string): boolean => {
  try {
    return dayNumber(text) !== null
  } catch {
    return false
  }
}

/** The public holidays of a country in one year; read once, kept. Throws RangeError for a country the library does not know. */
export const publicHolidays = (country: string, year: number): ReadonlySet<Day> => {
  const key = `${country} ${year}`
  const known = holidaysByYear.get(key)
  if (known) return known
  // Loaded when first asked for: the rules of all countries are large and many processes never need them.
  const Rules = require('date-holidays') as typeof Holidays
  const rules = new Rules(country, { types: ['public'] })
  if (rules.getRules().length === 0) throw new RangeError(`${country} has no public holidays that we know of`)
  const days = new Set<Day>()
  for (const { date, start, end } of rules.getHolidays(year)) {
    const first = dayNumber(date.slice(0, 10))
    const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / dayMs))
    for (let passed = 0; passed < length; passed++) days.add(dayOf(first + passed))
  }
  if (holidaysByYear.size >= 500) holidaysByYear.clear()
  holidaysByYear.set(key, days)
  return days
}

/** Which day an instant is in a zone. Throws RangeError for an unknown zone or an invalid instant. */
export const localDate = (at: Date, zone: string): Day => {
  const day = DateTime.fromJSDate(at, { zone }).toISODate()
  if (!day) throw new RangeError(`no local day for ${String(at)} in ${zone}`)
  return day
}

/** The first instant of a local day and the first of the next one; 23 or 25 hours apart when the clocks change. */
export const dayBounds = (day: Day, zone: string): { start: Date; end: Date } => ({
  start: startOf(day, zone),
  end: startOf(addDays(day, 1), zone),
})

const startOf = (day: Day, zone: string) => {
  const start = DateTime.fromISO(day, { zone }).startOf('day')
  if (!start.isValid) throw new RangeError(`no local day ${day} in ${zone}`)
  return start.toJSDate()
}

export const addDays = (day: Day, days: number): Day => dayOf(dayNumber(day) + days)

/** How many days from one day to another: 1 from today to tomorrow, negative backwards. */
export const daysBetween = (from: Day, to: Day): number => dayNumber(to) - dayNumber(from)

export const isWorkingDay = (day: Day, calendar: WorkingCalendar): boolean => {
  if (calendar.daysOff?.includes(day)) return false
  if (calendar.extraWorkingDays?.includes(day)) return true
  // Day 0 (1 January 1970) was a Thursday.
  const weekday = ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1
  if (!calendar.weekdays.includes(weekday)) return false
  return calendar.country === null || !publicHolidays(calendar.country, Number(day.slice(0, 4))).has(day)
}

/** The day itself if it is a working day, else the next one that is. Throws RangeError if none comes within two years. */
export const workingDayFrom = (day: Day, calendar: WorkingCalendar): Day => step(day, 1, calendar, 0)

/**
 * The n-th working day after `day` (before it, for negative n); for 0 the day itself or the first working day after it.
 * Friday + 1 is Monday, and so is Saturday + 1.
 */
export const addWorkingDays = (day: Day, days: number, calendar: WorkingCalendar): Day => {
  if (!Number.isSafeInteger(days)) throw new RangeError(`${days} is not a whole number of days`)
  if (days === 0) return workingDayFrom(day, calendar)
  let reached = day
  for (let left = Math.abs(days); left > 0; left--) reached = step(reached, Math.sign(days), calendar, 1)
  return reached
}

const step = (day: Day, direction: number, calendar: WorkingCalendar, first: 0 | 1): Day => {
  for (let passed: number = first; passed <= 732; passed++) {
    const candidate = addDays(day, direction * passed)
    if (isWorkingDay(candidate, calendar)) return candidate
  }
  throw new RangeError('the calendar has no working day within two years')
}

/**
 * When an order arrives. Ordered on a working day, not later than the cut-off (15:00:00 sharp is in time), it counts as of that day; later
 * or on a day off, as of the next working day. Then come the warehouse's working days. With one day and 15:00: Tuesday 14:59 arrives on
 * Wednesday, Tuesday 15:01 on Thursday, Friday 16:00 and any time on Saturday on Tuesday. `notBefore`, a later day that the customer
 * asked for, moves it to that day or the next working day after it.
 */
export const deliveryDay = (order: {
  orderedAt: Date
  zone: string
  /** Local wall clock, 'HH:mm'. */
  cutOff: string
  days: number
  calendar: WorkingCalendar
  notBefore?: Day
}): Day => {
  const { orderedAt, zone, cutOff, days, calendar, notBefore } = order
  if (!Number.isSafeInteger(days) || days < 0) throw new RangeError(`${days} is not a number of working days`)
  const today = localDate(orderedAt, zone)
  const counted = orderedAt > instantOf(today, cutOff, zone) ? addDays(today, 1) : today
  const arrives = addWorkingDays(workingDayFrom(counted, calendar), days, calendar)
  return notBefore !== undefined && daysBetween(arrives, notBefore) > 0 ? workingDayFrom(notBefore, calendar) : arrives
}

/** The instant at which the wall clock of a zone shows `time` ('HH:mm') on a day; in a gap of the clock, as much later. */
export const instantOf = (day: Day, time: string, zone: string): Date => {
  const at = /^\d{2}:\d{2}$/.test(time) ? DateTime.fromISO(`${day}T${time}`, { zone }) : undefined
  if (!at?.isValid) throw new RangeError(`no instant ${day} ${time} in ${zone}`)
  return at.toJSDate()
}
