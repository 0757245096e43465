import { expect, test } from 'vitest'
import { byDay, type Line, stateOf } from './lines.ts'

const line = (given: Partial<Line>): Line => ({
  id: '1',
  direction: 'out',
  at: '2026-11-23T08:00:00Z',
  kind: 'text',
  text: 'x',
  state: 'sent',
  ...given,
})

test('the furthest that is known of a message is told; what was heard and handled needs no word', () => {
  expect(stateOf(line({}))).toBe('sent')
  expect(stateOf(line({ deliveredAt: '2026-11-23T08:00:01Z' }))).toBe('delivered')
  expect(stateOf(line({ deliveredAt: '2026-11-23T08:00:01Z', readAt: '2026-11-23T08:00:02Z' }))).toBe('read')
  expect([stateOf(line({ direction: 'in', state: 'handled' })), stateOf(line({ direction: 'in', state: 'waiting' }))]).toEqual([
    null,
    'waiting',
  ])
  expect(stateOf(line({ direction: 'note' }))).toBeNull()
})

test('days begin at midnight of the company', () => {
  const lines = [line({ at: '2026-11-22T21:59:00Z' }), line({ at: '2026-11-22T22:01:00Z' }), line({ at: '2026-11-23T10:00:00Z' })]
  expect(byDay(lines, 'Europe/Bucharest').map(({ day, lines: all }) => [day, all.length])).toEqual([
    ['2026-11-22', 1],
    ['2026-11-23', 2],
  ])
})
