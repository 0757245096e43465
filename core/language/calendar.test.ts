import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  addWorkingDays,
  dayBounds,
  daysBetween,
  deliveryDay,
  instantOf,
  isDay,
  isWorkingDay,
  localDate,
  publicHolidays,
  romanianCalendar,
  workingDayFrom,
} from './calendar.ts'

const zone = 'Europe/Bucharest'
const calendar = romanianCalendar
const arrives = (orderedAt: string, days = 1, notBefore?: string) =>
  deliveryDay({ orderedAt: new Date(orderedAt), zone, cutOff: '15:00', days, calendar, ...(notBefore === undefined ? {} : { notBefore }) })

describe('days', () => {
  test('a day is what the clock on the wall says', () => {
    expect(localDate(new Date('2026-03-05T21:59:59Z'), zone)).toBe('2026-03-05')
    expect(localDate(new Date('2026-03-05T22:00:00Z'), zone)).toBe('2026-03-06')
    expect(localDate(new Date('2026-07-05T21:00:00Z'), zone)).toBe('2026-07-06')
    expect(() => localDate(new Date(), 'Mars/Olympus')).toThrow(RangeError)
  })

  test('days are counted over leap days, year ends and changes of the clock', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2026-03-29', 1)).toBe('2026-03-30')
    expect(daysBetween('2026-01-01', '2027-01-01')).toBe(365)
    expect(daysBetween('2026-03-30', '2026-03-28')).toBe(-2)
  })

  test('only real days are days', () => {
    expect(['2026-02-28', '2028-02-29'].map(isDay)).toEqual([true, true])
    expect(['2026-02-29', '2026-2-1', '2026-13-01', '05.03.2026', '', '2026-03-05T00:00'].map(isDay)).toEqual(Array(6).fill(false))
    expect(() => addDays('2026-02-30', 1)).toThrow(RangeError)
  })

  test('a local day is 23 hours long in spring and 25 in autumn', () => {
    const hours = (day: string) => {
      const { start, end } = dayBounds(day, zone)
      return (end.getTime() - start.getTime()) / 3_600_000
    }
    expect([hours('2026-03-29'), hours('2026-06-01'), hours('2026-10-25')]).toEqual([23, 24, 25])
    expect(dayBounds('2026-03-29', zone).start.toISOString()).toBe('2026-03-28T22:00:00.000Z')
  })

  test('a time of the wall clock that does not exist falls after the gap', () => {
    expect(instantOf('2026-03-29', '03:30', zone).toISOString()).toBe('2026-03-29T01:30:00.000Z')
    expect(() => instantOf('2026-03-29', '25:00', zone)).toThrow(RangeError)
    expect(() => instantOf('2026-03-29', 'noon', zone)).toThrow(RangeError)
  })
})

describe('working days', () => {
  test.for([
    ['2026-03-05', true, 'a Thursday'],
    ['2026-03-07', false, 'a Saturday'],
    ['2026-04-10', false, 'Orthodox Good Friday'],
    ['2026-04-13', false, 'Orthodox Easter Monday'],
    ['2026-04-06', true, 'Easter Monday of the others'],
    ['2027-05-03', false, 'a late Orthodox Easter Monday'],
    ['2026-06-01', false, 'Whit Monday and Children’s Day'],
    ['2026-12-01', false, 'the National Day'],
    ['2026-12-25', false, 'Christmas'],
    ['2027-01-01', false, 'New Year'],
    ['2026-03-08', false, 'a Sunday that is only observed'],
    ['2026-12-08', true, 'the Day of the Constitution, on which people work'],
  ] as const)('%s: works %s (%s)', ([day, works]) => {
    expect(isWorkingDay(day, calendar)).toBe(works)
  })

  test('a company adds its own days off and its own working days', () => {
    const own = { ...calendar, daysOff: ['2026-03-05'], extraWorkingDays: ['2026-03-07', '2026-03-05'] }
    expect(['2026-03-05', '2026-03-06', '2026-03-07'].map((day) => isWorkingDay(day, own))).toEqual([false, true, true])
  })

  test('a calendar may know no holidays at all', () => {
    expect(isWorkingDay('2026-12-25', { country: null, weekdays: [5] })).toBe(true)
    expect(() => isWorkingDay('2026-12-25', { country: 'XX', weekdays: [5] })).toThrow(RangeError)
  })

  test('a year of holidays is read once', () => {
    expect(publicHolidays('RO', 2026)).toBe(publicHolidays('RO', 2026))
  })

  test('working days are counted forwards and backwards', () => {
    expect(addWorkingDays('2026-03-06', 1, calendar)).toBe('2026-03-09')
    expect(addWorkingDays('2026-03-07', 1, calendar)).toBe('2026-03-09')
    expect(addWorkingDays('2026-03-07', 0, calendar)).toBe('2026-03-09')
    expect(addWorkingDays('2026-03-05', 0, calendar)).toBe('2026-03-05')
    expect(addWorkingDays('2026-04-09', 1, calendar)).toBe('2026-04-14')
    expect(addWorkingDays('2026-04-14', -1, calendar)).toBe('2026-04-09')
    expect(addWorkingDays('2026-12-31', 1, calendar)).toBe('2027-01-04')
    expect(() => addWorkingDays('2026-03-06', 1.5, calendar)).toThrow(RangeError)
  })

  test('a calendar without working days is refused instead of searched for ever', () => {
    expect(() => workingDayFrom('2026-03-06', { country: null, weekdays: [] })).toThrow(RangeError)
  })
})

describe('the delivery day', () => {
  test.for([
    ['2026-03-03T12:59:00Z', 1, '2026-03-04', 'Tuesday 14:59 arrives on Wednesday'],
    ['2026-03-03T13:00:00Z', 1, '2026-03-04', 'Tuesday 15:00 sharp is in time'],
    ['2026-03-03T13:00:01Z', 1, '2026-03-05', 'a second later is not'],
    ['2026-03-06T14:00:00Z', 1, '2026-03-10', 'Friday 16:00 arrives on Tuesday'],
    ['2026-03-07T08:00:00Z', 1, '2026-03-10', 'Saturday counts as Monday'],
    ['2026-03-03T10:00:00Z', 2, '2026-03-05', 'the other warehouse takes two days'],
    ['2026-03-03T10:00:00Z', 0, '2026-03-03', 'no days: today'],
    ['2026-07-07T12:00:00Z', 1, '2026-07-08', 'in summer 15:00 is an hour earlier elsewhere'],
    ['2026-07-07T12:30:00Z', 1, '2026-07-09', 'in summer 15:30 is late'],
    ['2026-03-27T14:00:00Z', 1, '2026-03-31', 'over the night when the clocks change'],
    ['2026-04-09T11:00:00Z', 1, '2026-04-14', 'over Orthodox Easter'],
    ['2026-12-31T14:00:00Z', 1, '2027-01-05', 'over the end of the year'],
    ['2026-03-03T22:30:00Z', 1, '2026-03-05', 'after midnight here it is already Wednesday'],
  ] as const)('ordered %s, %i days: %s (%s)', ([orderedAt, days, day]) => {
    expect(arrives(orderedAt, days)).toBe(day)
  })

  test('the customer may ask for later, not for sooner', () => {
    expect(arrives('2026-03-03T10:00:00Z', 1, '2026-03-12')).toBe('2026-03-12')
    expect(arrives('2026-03-03T10:00:00Z', 1, '2026-03-14')).toBe('2026-03-16')
    expect(arrives('2026-03-03T10:00:00Z', 1, '2026-03-01')).toBe('2026-03-04')
  })

  const instants = fc.date({ min: new Date('2024-01-01T00:00:00Z'), max: new Date('2030-12-31T00:00:00Z'), noInvalidDate: true })

  test('it is always a working day, and never before the order', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 10 }), (orderedAt, days) => {
        const day = deliveryDay({ orderedAt, zone, cutOff: '15:00', days, calendar })
        expect(isWorkingDay(day, calendar)).toBe(true)
        expect(daysBetween(localDate(orderedAt, zone), day)).toBeGreaterThanOrEqual(days)
      }),
    )
  })

  test('who orders later, or from a slower warehouse, never gets it sooner', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 10 * 86_400_000 }), fc.integer({ min: 0, max: 5 }), (at, laterMs, days) => {
        const order = { zone, cutOff: '03:15', calendar }
        const first = deliveryDay({ ...order, orderedAt: at, days })
        expect(deliveryDay({ ...order, orderedAt: new Date(at.getTime() + laterMs), days }) >= first).toBe(true)
        expect(deliveryDay({ ...order, orderedAt: at, days: days + 1 }) > first).toBe(true)
      }),
    )
  })
})
