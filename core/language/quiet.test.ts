import { expect, test } from 'vitest'
import { quietEnd } from './quiet.ts'

const zone = 'Europe/Bucharest'
const night = { quietFrom: '20:00', quietUntil: '07:00' }
const lunch = { quietFrom: '12:00', quietUntil: '13:30' }

test.for([
  ['in the morning before the end', night, '2026-11-23T04:30:00Z', '2026-11-23T05:00:00.000Z'],
  ['at the end it is over', night, '2026-11-23T05:00:00Z', null],
  ['during the day', night, '2026-11-23T10:00:00Z', null],
  ['at the beginning it has begun', night, '2026-11-23T18:00:00Z', '2026-11-24T05:00:00.000Z'],
  ['just before midnight', night, '2026-11-23T21:59:00Z', '2026-11-24T05:00:00.000Z'],
  ['just after midnight', night, '2026-11-23T22:01:00Z', '2026-11-24T05:00:00.000Z'],
  ['within a day', lunch, '2026-11-23T10:15:00Z', '2026-11-23T11:30:00.000Z'],
  ['after it within a day', lunch, '2026-11-23T11:30:00Z', null],
  ['over the end of summer time', night, '2026-10-24T19:00:00Z', '2026-10-25T05:00:00.000Z'],
  ['over the beginning of summer time', night, '2026-03-28T20:00:00Z', '2026-03-29T04:00:00.000Z'],
  ['without hours', { quietFrom: null, quietUntil: null }, '2026-11-23T23:00:00Z', null],
  ['with one of the two', { quietFrom: '20:00', quietUntil: null }, '2026-11-23T23:00:00Z', null],
  ['from and until the same hour', { quietFrom: '20:00', quietUntil: '20:00' }, '2026-11-23T23:00:00Z', null],
] as const)('%s', ([, hours, now, end]) => {
  expect(quietEnd(new Date(now), hours, zone)?.toISOString() ?? null).toBe(end)
})
