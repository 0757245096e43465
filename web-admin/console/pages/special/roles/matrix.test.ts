import { expect, test } from 'vitest'
import { asDrafted, changesOf, finds, holds, levelled, type RoleRow, toggled } from './matrix.ts'

const agent: RoleRow = {
  id: 'r1',
  version: 1,
  name: 'sales_agent',
  title: 'Sales agent',
  permissions: ['order.draft', 'order.place'],
  rooms: { crm: 'edit', people: 'view' },
}
const admin: RoleRow = { ...agent, id: 'r2', permissions: ['*'] }

test('what is given and taken back is no change', () => {
  const draft = toggled(agent, {}, 'order.accept')
  expect(asDrafted(agent, draft).permissions).toEqual(['order.draft', 'order.place', 'order.accept'])
  expect(toggled(agent, draft, 'order.accept')).toEqual({})
  expect(levelled(agent, levelled(agent, {}, 'crm', 'view'), 'crm', 'edit')).toEqual({})
})

test('a role that has everything keeps it', () => {
  expect(holds(admin, 'credit.override')).toBe(true)
  expect(toggled(admin, {}, 'credit.override')).toEqual({})
})

test('the changes name rooms first, then what is given and taken', () => {
  const draft = levelled(agent, toggled(agent, toggled(agent, {}, 'order.place'), 'credit.override'), 'people', null)
  expect(changesOf(agent, draft.r1!)).toEqual([
    { kind: 'room', room: 'people', before: 'view', after: null },
    { kind: 'given', permission: 'credit.override' },
    { kind: 'taken', permission: 'order.place' },
  ])
})

test('search asks for all words, in any order, with or without marks', () => {
  expect([finds('comanda accept', 'order.accept', 'Acceptă o comandă'), finds('plata', 'order.accept')]).toEqual([true, false])
  expect(finds('', 'anything')).toBe(true)
})
