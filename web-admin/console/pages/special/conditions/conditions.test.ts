import { describe, expect, test } from 'vitest'
import { sayCondition } from './say.ts'
import { added, type Condition, type ConditionField, listsAbove, looksAtCall, moved, partAt, pruned, replaced, unfinished } from './tree.ts'

const fields: ConditionField[] = [
  { field: 'record.totalMinor', label: 'Total', type: 'money' },
  { field: 'record.client.groupId', label: "Client's group", type: 'ref', ref: 'client_group' },
  { field: 'record.deliverOn', label: 'Delivery day', type: 'day' },
  { field: 'call.door', label: 'Door', type: 'choice', choices: [{ value: 'whatsapp', label: 'WhatsApp' }] },
  { field: 'call.lines', label: 'Lines', type: 'list' },
  { field: 'call.lines.discountPermille', label: 'Discount', type: 'percent', of: 'call.lines' },
]
const speaking = { fields, currency: 'RON', titles: new Map([['g1', 'Hotels']]) }
const say = (condition: Condition | null, language = 'en') => sayCondition(condition, { ...speaking, language }).replaceAll('\u00a0', ' ')

const big: Condition = { field: 'record.totalMinor', op: 'gt', value: 500_000 }
const hotels: Condition = { field: 'record.client.groupId', op: 'eq', value: 'g1' }

describe('a condition in words', () => {
  test.for<[Condition | null, string, string]>([
    [null, 'Always', 'Întotdeauna'],
    [big, 'When total is above RON 5,000', 'Când total este peste 5.000 RON'],
    [
      { all: [big, hotels] },
      "When total is above RON 5,000 and client's group is Hotels",
      "Când total este peste 5.000 RON și client's group este Hotels",
    ],
    [
      { any: [big, { all: [hotels, { not: { field: 'call.door', op: 'in', value: ['whatsapp'] } }] }] },
      "When total is above RON 5,000 or (client's group is Hotels and it is not so that door is one of WhatsApp)",
      "Când total este peste 5.000 RON sau (client's group este Hotels și nu este adevărat că door este una dintre WhatsApp)",
    ],
    [
      { some: { in: 'call.lines', where: { field: 'item.discountPermille', op: 'gt', value: 100 } } },
      'When at least one of lines has discount is above 10 %',
      'Când cel puțin un element din lines are discount este peste 10 %',
    ],
    [
      { field: 'record.deliverOn', op: 'lt', value: '2026-12-01' },
      'When delivery day is before Dec 1, 2026',
      'Când delivery day este înainte de 1 dec. 2026',
    ],
    [{ all: [] }, 'Always', 'Întotdeauna'],
    [{ field: 'record.totalMinor', op: 'gt', value: '' }, 'When total is above …', 'Când total este peste …'],
  ])('%j', ([condition, english, romanian]) => {
    expect(say(condition)).toBe(english)
    expect(say(condition, 'ro')).toBe(romanian)
  })
})

describe('the tree', () => {
  const tree: Condition = { all: [big, { any: [hotels, big] }] }

  test('is changed at a path, and nowhere else', () => {
    expect(partAt(tree, [1, 0])).toEqual(hotels)
    expect(replaced(tree, [1, 0], () => null)).toEqual({ all: [big, { any: [big] }] })
    expect(added(tree, [1], hotels)).toEqual({ all: [big, { any: [hotels, big, hotels] }] })
    expect(tree).toEqual({ all: [big, { any: [hotels, big] }] })
  })

  test('lets a part go up and down within its group', () => {
    expect(moved(tree, [1, 1], -1)).toEqual({ all: [big, { any: [big, hotels] }] })
    expect(moved(tree, [1, 0], -1)).toEqual(tree)
    expect(moved(tree, [0], 1)).toEqual({ all: [{ any: [hotels, big] }, big] })
  })

  test('names what is not filled in', () => {
    expect(unfinished({ all: [big, { any: [{ field: '', op: 'eq', value: '' }] }, { field: 'record.a', op: 'in', value: [] }] })).toEqual([
      '1.0',
      '2',
    ])
    expect(unfinished({ field: 'record.a', op: 'isSet' })).toEqual([])
    expect(unfinished({ field: 'record.a', op: 'between', value: [1, ''] })).toEqual([''])
  })

  test('is kept without empty groups', () => {
    expect(pruned({ all: [{ any: [] }, { not: { all: [] } }] })).toBeNull()
    expect(pruned({ all: [big, { any: [] }] })).toEqual({ all: [big] })
  })

  test('knows the lists around a part, and whether past records can answer', () => {
    const some: Condition = { all: [{ some: { in: 'call.lines', where: { all: [big] } } }] }
    expect(listsAbove(some, [0, 0, 0])).toEqual(['call.lines'])
    expect([looksAtCall(some), looksAtCall(tree), looksAtCall({ not: { field: 'call.door', op: 'isSet' } })]).toEqual([true, false, true])
  })
})
