import { expect, test } from 'vitest'
import type { Condition } from './conditions.ts'
import { describeCondition } from './describe-condition.ts'
import { formatMoney, formatPermille } from './money.ts'

const labelsIn = (language: string, total: string, discount: string, lines: string) => ({
  'record.totalMinor': { label: total, value: (value: string | number | boolean) => formatMoney(Number(value), 'RON', language) },
  'record.lines': lines,
  'record.lines.discountPermille': {
    label: discount,
    value: (value: string | number | boolean) => formatPermille(Number(value), language),
  },
})
const english = labelsIn('en', 'total with VAT', 'discount', 'the lines')
const romanian = labelsIn('ro', 'totalul cu TVA', 'reducerea', 'linii')

const policy: Condition = {
  all: [
    { field: 'record.totalMinor', op: 'gt', value: 1_000_000 },
    { any: [{ field: 'call.door', op: 'in', value: ['whatsapp', 'email'] }, { not: { field: 'actor.onDuty', op: 'eq', value: true } }] },
    { some: { in: 'record.lines', where: { field: 'item.discountPermille', op: 'gte', value: 100 } } },
  ],
}

test('a policy reads as a sentence in English', () => {
  expect(describeCondition(policy, english, 'en')).toBe(
    'total with VAT is above RON 10,000.00 and (call.door is one of whatsapp, email or it is not so that actor.onDuty is yes) and for at least one of the lines: discount is at least 10%',
  )
})

test('a policy reads as a sentence in Romanian', () => {
  expect(describeCondition(policy, romanian, 'ro')).toBe(
    'totalul cu TVA este peste 10.000,00 lei și (call.door este una dintre valorile whatsapp, email sau nu este adevărat că actor.onDuty este da) și pentru cel puțin un element din linii: reducerea este cel puțin 10 %',
  )
})

test('another field, a range, emptiness and change have words', () => {
  const say = (condition: Condition) => describeCondition(condition, english, 'en')
  expect(say({ field: 'record.totalMinor', op: 'between', value: [100, { field: 'before.totalMinor' }] })).toBe(
    'total with VAT is between RON 1.00 and before.totalMinor',
  )
  expect(say({ field: 'record.note', op: 'isNotSet' })).toBe('record.note is empty')
  expect(say({ field: 'record.totalMinor', op: 'changed' })).toBe('total with VAT has changed')
  expect(say({ field: 'record.tags', op: 'in', value: { field: 'actor.tags' } })).toBe('record.tags is one of actor.tags')
  expect([say({ all: [] }), say({ any: [] })]).toEqual(['always', 'never'])
})

test('a single condition in a group needs no brackets', () => {
  expect(describeCondition({ all: [{ any: [{ field: 'record.note', op: 'isSet' }] }] }, {}, 'en')).toBe('record.note is filled in')
})
