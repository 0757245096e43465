import { Ajv2020 as Ajv } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Condition, compileCondition, fieldsOf } from './conditions.ts'

const scope = {
  record: {
    totalMinor: 1_200_000,
    currency: 'RON',
    state: 'placed',
    note: null,
    urgent: true,
    deliverOn: '2026-03-10',
    placedAt: new Date('2026-03-05T10:00:00Z'),
    client: { city: 'Brașov', limitMinor: 1_000_000 },
    tags: ['hotel', 'vip'],
    lines: [
      { code: 'PAP-A4-80', discountPermille: 0 },
      { code: 'TON-410-K', discountPermille: 120, taxes: [{ permille: 210 }] },
    ],
  },
  before: { totalMinor: 900_000, state: 'placed', tags: ['hotel', 'vip'] },
  actor: { role: 'sales_agent', id: 'paul' },
  call: { door: 'slack' },
}
const judge = (condition: Condition) => compileCondition(condition)(scope)

describe('operators', () => {
  test.for<[Condition, boolean]>([
    [{ field: 'record.totalMinor', op: 'gt', value: 1_000_000 }, true],
    [{ field: 'record.totalMinor', op: 'gt', value: 1_200_000 }, false],
    [{ field: 'record.totalMinor', op: 'gte', value: 1_200_000 }, true],
    [{ field: 'record.totalMinor', op: 'lt', value: 1_200_000 }, false],
    [{ field: 'record.totalMinor', op: 'lte', value: 1_200_000 }, true],
    [{ field: 'record.totalMinor', op: 'gt', value: { field: 'record.client.limitMinor' } }, true],
    [{ field: 'record.totalMinor', op: 'gt', value: { field: 'before.totalMinor' } }, true],
    [{ field: 'record.currency', op: 'eq', value: 'RON' }, true],
    [{ field: 'record.currency', op: 'ne', value: 'RON' }, false],
    [{ field: 'record.currency', op: 'ne', value: 'EUR' }, true],
    [{ field: 'record.urgent', op: 'eq', value: true }, true],
    [{ field: 'record.deliverOn', op: 'lt', value: '2026-03-11' }, true],
    [{ field: 'record.placedAt', op: 'lt', value: '2026-03-05T11:00:00Z' }, true],
    [{ field: 'record.placedAt', op: 'eq', value: '2026-03-05T12:00:00+02:00' }, true],
    [{ field: 'record.currency', op: 'in', value: ['EUR', 'RON'] }, true],
    [{ field: 'record.currency', op: 'notIn', value: ['EUR', 'RON'] }, false],
    [{ field: 'record.currency', op: 'notIn', value: ['EUR'] }, true],
    [{ field: 'call.door', op: 'in', value: { field: 'record.tags' } }, false],
    [{ field: 'call.door', op: 'notIn', value: { field: 'record.tags' } }, true],
    [{ field: 'record.client.city', op: 'contains', value: 'BRAȘ' }, true],
    [{ field: 'record.tags', op: 'contains', value: 'vip' }, true],
    [{ field: 'record.tags', op: 'contains', value: 'vi' }, false],
    [{ field: 'record.client.city', op: 'startsWith', value: 'bra' }, true],
    [{ field: 'record.client.city', op: 'startsWith', value: 'ra' }, false],
    [{ field: 'record.totalMinor', op: 'between', value: [1_200_000, 1_300_000] }, true],
    [{ field: 'record.totalMinor', op: 'between', value: [{ field: 'before.totalMinor' }, 1_100_000] }, false],
    [{ field: 'record.note', op: 'isSet' }, false],
    [{ field: 'record.note', op: 'isNotSet' }, true],
    [{ field: 'record.state', op: 'isSet' }, true],
    [{ field: 'record.totalMinor', op: 'changed' }, true],
    [{ field: 'record.state', op: 'changed' }, false],
    [{ field: 'record.tags', op: 'changed' }, false],
    [{ field: 'record.lines.length', op: 'eq', value: 2 }, true],
  ])('%j is %s', ([condition, expected]) => {
    expect(judge(condition)).toBe(expected)
  })

  test('at least one of a list, and the record beside it, and lists in lists', () => {
    const above = (permille: number): Condition => ({
      some: { in: 'record.lines', where: { field: 'item.discountPermille', op: 'gt', value: permille } },
    })
    expect([judge(above(100)), judge(above(120))]).toEqual([true, false])
    expect(judge({ some: { in: 'record.lines', where: { field: 'record.state', op: 'eq', value: 'placed' } } })).toBe(true)
    const inner: Condition = { some: { in: 'item.taxes', where: { field: 'item.permille', op: 'eq', value: 210 } } }
    expect(judge({ some: { in: 'record.lines', where: inner } })).toBe(true)
    expect(judge({ some: { in: 'record.state', where: { all: [] } } })).toBe(false)
  })

  test('all of nothing is true, any of nothing is false', () => {
    expect([judge({ all: [] }), judge({ any: [] }), judge({ not: { any: [] } })]).toEqual([true, false, true])
  })
})

describe('what is missing or of another kind', () => {
  const field = 'record.nothing.here'
  test.for<Condition>([
    { field, op: 'eq', value: 1 },
    { field, op: 'ne', value: 1 },
    { field, op: 'lt', value: 1 },
    { field, op: 'in', value: [1] },
    { field, op: 'notIn', value: [1] },
    { field, op: 'contains', value: 'a' },
    { field, op: 'between', value: [0, 9] },
    { field, op: 'isSet' },
    { field: 'record.totalMinor', op: 'lt', value: { field } },
    { field: 'record.totalMinor', op: 'ne', value: { field } },
    { field: 'record.currency', op: 'notIn', value: { field } },
    { field: 'record.currency', op: 'contains', value: { field } },
    { field: 'record.currency', op: 'gt', value: 5 },
    { field: 'record.totalMinor', op: 'ne', value: 'RON' },
    { field: 'record.placedAt', op: 'lt', value: 'not a day' },
    { field: 'record.toString', op: 'isSet' },
    { field: 'record.currency.length', op: 'isSet' },
    { some: { in: field, where: { all: [] } } },
  ])('%j is false', (condition) => {
    expect(judge(condition)).toBe(false)
  })

  test('a new record has nothing that changed', () => {
    expect(compileCondition({ field: 'record.state', op: 'changed' })({ record: { state: 'draft' } })).toBe(false)
  })

  test('a field that came or went has changed', () => {
    const changed = compileCondition({ field: 'record.note', op: 'changed' })
    expect(changed({ record: { note: 'x' }, before: { note: null } })).toBe(true)
    expect(changed({ record: {}, before: { note: 'x' } })).toBe(true)
    expect(changed({ record: {}, before: { note: null } })).toBe(false)
  })

  test('judging never throws, whatever the scope holds', () => {
    const conditions = [
      { field: 'record.a', op: 'gt', value: 1 },
      { field: 'record.a.b', op: 'contains', value: 'x' },
      { field: 'record.a', op: 'changed' },
      { some: { in: 'record.a', where: { field: 'item.b', op: 'between', value: [1, { field: 'record.b' }] } } },
    ] as const
    const judges = conditions.map((condition) => compileCondition(Condition.parse(condition)))
    fc.assert(
      fc.property(fc.record({ record: fc.anything(), before: fc.anything() }), (anything) => {
        for (const judged of judges) expect(typeof judged(anything)).toBe('boolean')
      }),
    )
  })
})

describe('what is refused', () => {
  test.for([
    { field: 'record.__proto__.polluted', op: 'isSet' },
    { field: 'record.constructor.name', op: 'isSet' },
    { field: 'record.a', op: 'eq', value: { field: 'record.prototype' } },
    { field: '__proto__.a', op: 'isSet' },
    { field: 'process.env', op: 'isSet' },
    { field: 'record', op: 'isSet' },
    { field: 'record.a[0]', op: 'isSet' },
    { field: 'item.a', op: 'isSet' },
    { field: 'actor.id', op: 'changed' },
    { field: 'record.a', op: 'matches', value: '.*' },
    { field: 'record.a', op: 'eq' },
    { field: 'record.a', op: 'eq', value: null },
    { field: 'record.a', op: 'eq', value: [1] },
    { field: 'record.a', op: 'in', value: [] },
    { field: 'record.a', op: 'between', value: [1] },
    { field: 'record.a', op: 'isSet', value: 1 },
    { all: [], any: [] },
    { some: { in: 'record.lines' } },
    'true',
    null,
    [],
  ])('%j', (condition) => {
    expect(Condition.safeParse(condition).success).toBe(false)
  })

  const leaf = { field: 'record.a', op: 'isSet' }
  const within = (levels: number) => {
    let condition: unknown = leaf
    for (let level = 1; level < levels; level++) condition = { not: condition }
    return condition
  }

  test('what is deeper than twelve levels, however deep', () => {
    expect(Condition.safeParse(within(12)).success).toBe(true)
    expect(Condition.safeParse(within(13)).success).toBe(false)
    expect(Condition.safeParse(within(300_000)).success).toBe(false)
  })

  test('what has more than five hundred parts', () => {
    const wide = (groups: number) => ({ all: Array.from({ length: groups }, () => ({ any: Array(20).fill(leaf) })) })
    expect(Condition.safeParse(wide(20)).success).toBe(true)
    expect(Condition.safeParse(wide(25)).success).toBe(false)
    expect(Condition.safeParse({ all: Array(100_000).fill(leaf) }).success).toBe(false)
  })

  test('compiling what is no condition', () => {
    const wrong: unknown = { field: 'record.constructor', op: 'isSet' }
    expect(() => compileCondition(wrong as Condition)).toThrow(z.ZodError)
  })
})

test('the JSON schema says the same as the schema', () => {
  const check = new Ajv().compile(z.toJSONSchema(Condition, { io: 'input' }))
  expect(check({ all: [{ not: { field: 'record.a', op: 'eq', value: { field: 'before.a' } } }] })).toBe(true)
  expect(check({ some: { in: 'record.lines', where: { field: 'item.a', op: 'between', value: [1, 2] } } })).toBe(true)
  expect(check({ all: [{ field: 'record.a', op: 'matches', value: 1 }] })).toBe(false)
  expect(check({ everything: [] })).toBe(false)
})

test('the fields of a condition are told once each, those of an item under their list', () => {
  const condition: Condition = {
    all: [
      { field: 'record.totalMinor', op: 'gt', value: { field: 'record.client.limitMinor' } },
      { field: 'record.totalMinor', op: 'lt', value: 5 },
      { not: { any: [{ field: 'record.state', op: 'changed' }] } },
      { some: { in: 'record.lines', where: { some: { in: 'item.taxes', where: { field: 'item.permille', op: 'isSet' } } } } },
    ],
  }
  expect(fieldsOf(condition)).toEqual([
    'before.state',
    'record.client.limitMinor',
    'record.lines',
    'record.lines.taxes',
    'record.lines.taxes.permille',
    'record.state',
    'record.totalMinor',
  ])
})
