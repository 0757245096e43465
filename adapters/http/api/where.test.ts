import { beforeAll, describe, expect, test } from 'vitest'
import { type Condition, compileCondition } from '../../../core/language/conditions.ts'
import { modules } from '../../../core/modules.ts'
import { demoDoor } from '../demo-door.ts'
import type { Row } from '../testing.ts'
import { allFilters, fitsField, isText } from './fields.ts'

const house = demoDoor()
const list = (plural: string, where: unknown, more = '') =>
  house.ask(`/api/v1/${plural}?limit=500&where=${encodeURIComponent(typeof where === 'string' ? where : JSON.stringify(where))}${more}`, {
    token: house.admin,
  })
const leaf = (field: string, op: string, value?: unknown) => ({ field: `record.${field}`, op, ...(value !== undefined && { value }) })
const created = '2026-11-23T08:00:00Z'

describe('a list with a condition', () => {
  let clients: Row[] = []
  beforeAll(async () => {
    clients = (await house.ask('/api/v1/clients?limit=500', { token: house.admin })).json.items ?? []
  })

  test.for<unknown>([
    leaf('state', 'eq', 'active'),
    leaf('country', 'ne', 'RO'),
    leaf('creditLimitMinor', 'gt', 1_000_000),
    leaf('creditLimitMinor', 'gte', 1_000_000),
    leaf('creditLimitMinor', 'lt', 1_000_000),
    leaf('creditLimitMinor', 'lte', 1_000_000),
    leaf('paymentTermDays', 'between', [14, 30]),
    leaf('language', 'in', ['en', 'de']),
    leaf('language', 'notIn', ['en', 'de']),
    leaf('name', 'contains', 'HOTEL'),
    leaf('name', 'contains', '%'),
    leaf('name', 'contains', "' or 1=1 --"),
    leaf('name', 'startsWith', 'a'),
    leaf('name', 'gt', 'M'),
    leaf('groupId', 'isSet'),
    leaf('groupId', 'isNotSet'),
    leaf('createdAt', 'lte', created),
    leaf('createdAt', 'lt', created),
    { not: leaf('taxId', 'contains', 'RO') },
    { not: leaf('groupId', 'ne', '018f0000-0000-7000-8000-000000000000') },
    { all: [] },
    { any: [] },
    { any: [leaf('country', 'ne', 'RO'), { all: [leaf('language', 'eq', 'ro'), { not: leaf('groupId', 'isSet') }] }] },
  ])('%j gives the rows for which it is true in memory', async (condition) => {
    const { status, json } = await list('clients', condition)
    expect(status).toBe(200)
    const judge = compileCondition(condition as Condition)
    const instants = (row: Row) => ({ ...row, createdAt: new Date(String(row.createdAt)) })
    expect(json.items?.map(({ id }) => id)).toEqual(clients.filter((row) => judge({ record: instants(row) })).map(({ id }) => id))
  })

  test('goes with plain filters, with pages, and with children', async () => {
    const both = await list('clients', leaf('creditLimitMinor', 'gt', 0), '&country=RO')
    expect(both.json.items).toEqual(clients.filter(({ country, creditLimitMinor }) => country === 'RO' && Number(creditLimitMinor) > 0))
    const lists = await house.ask('/api/v1/price_lists', { token: house.admin })
    const prices = await list(`price_lists/${lists.json.items?.[0]?.id}/prices`, leaf('priceE4', 'gt', 0))
    expect(prices).toMatchObject({ status: 200 })
  })

  test('takes a field without “record.”', async () => {
    const plain = await list('clients', { field: 'state', op: 'eq', value: 'active' })
    expect(plain.json.items).toEqual(clients.filter(({ state }) => state === 'active'))
  })
})

describe('refused with 400 is', () => {
  const deep = (levels: number): unknown => (levels ? { not: deep(levels - 1) } : leaf('name', 'isSet'))
  test.for<[string, unknown, string, RegExp]>([
    ['an unknown field', leaf('colour', 'eq', 'red'), 'query.unknown', /Not known here: record\.colour\./],
    ['a column that is no field', leaf('credit_limit_minor', 'gt', 1), 'query.unknown', /credit_limit_minor/],
    ['what is about no row', { field: 'actor.id', op: 'eq', value: 'x' }, 'query.unknown', /actor\.id/],
    ['a field inside a field', leaf('custom.secret', 'isSet'), 'query.unknown', /custom\.secret/],
    ['a field that holds more than a value', leaf('custom', 'isSet'), 'query.unknown', /custom/],
    ['an unknown operator', leaf('name', 'matches', '.*'), 'query.unfit', /where should/],
    ['what is no JSON', '{"field":', 'query.unfit', /where should/],
    ['nothing', '', 'query.unfit', /where should/],
    ['a prototype', leaf('__proto__', 'isSet'), 'query.unfit', /where should/],
    ['what is nested too deeply', deep(13), 'query.unfit', /12 levels/],
    ['what is nested beyond all measure', `${'{"not":'.repeat(700)}1${'}'.repeat(700)}`, 'query.unfit', /where should/],
    ['too many comparisons', { any: Array.from({ length: 51 }, () => leaf('code', 'isSet')) }, 'query.unfit', /at most 50/],
    ['another field as value', leaf('name', 'eq', { field: 'record.code' }), 'query.unfit', /another field/],
    ['other fields as values', leaf('name', 'in', { field: 'record.code' }), 'query.unfit', /another field/],
    ['a list of things', { some: { in: 'record.lines', where: { all: [] } } }, 'query.unfit', /some/],
    ['what was before', leaf('name', 'changed'), 'query.unfit', /changed/],
    ['a text for a number', leaf('creditLimitMinor', 'gt', 'much'), 'query.unfit_value', /creditLimitMinor/],
    ['half a cent', leaf('creditLimitMinor', 'gt', 0.5), 'query.unfit_value', /creditLimitMinor/],
    ['a number for a text', leaf('name', 'gt', 5), 'query.unfit_value', /name/],
    ['a state that is none', leaf('state', 'eq', 'asleep'), 'query.unfit_value', /state/],
    ['what is no id', leaf('groupId', 'gt', 'x'), 'query.unfit_value', /groupId/],
    ['a part of an id', leaf('groupId', 'contains', '018f'), 'query.unfit', /contains/],
    ['a part of a number', leaf('creditLimitMinor', 'contains', '1'), 'query.unfit', /contains/],
    ['what is no instant', leaf('createdAt', 'gt', 'yesterday'), 'query.unfit_value', /createdAt/],
    ['NUL', leaf('name', 'contains', 'a\0b'), 'query.unfit_value', /name/],
    ['half a surrogate pair', leaf('name', 'contains', '\ud800'), 'query.unfit_value', /name/],
  ])('%s', async ([, where, code, words]) => {
    expect(await list('clients', where)).toMatchObject({ status: 400, json: { code, detail: expect.stringMatching(words) } })
  })

  test('a field that is hidden, as if it were not there', async () => {
    expect(await list('api_tokens', leaf('fingerprint', 'isSet'))).toMatchObject({ status: 400, json: { code: 'query.unknown' } })
  })
})

const records = modules.flatMap((room) => room.records)
const samples: Readonly<Record<string, unknown>> = { number: 7, boolean: true, date: created }
const sampleFor = (schema: { def?: { format?: string; entries?: Record<string, string>; values?: unknown[] } }, type: string) => {
  if (schema.def?.entries) return Object.values(schema.def.entries)[0]
  if (schema.def?.values) return schema.def.values[0]
  if (schema.def?.format === 'date') return '2026-11-23'
  if (schema.def?.format === 'uuid') return '018f0000-0000-7000-8000-000000000000'
  return samples[type] ?? 'a'
}

describe('every field that can be compared', () => {
  test.for(records.map((record) => [record.plural, record] as const))('of %s is compared by the database', async ([plural, record]) => {
    const leaves = [...allFilters(record)].flatMap(([name, kind]) => {
      const value = sampleFor(kind.schema as never, kind.type)
      return [
        leaf(name, 'isSet'),
        leaf(name, 'isNotSet'),
        ...(fitsField(kind, value) ? [leaf(name, 'gt', value), leaf(name, 'in', [value]), leaf(name, 'between', [value, value])] : []),
        ...(isText(kind) ? [leaf(name, 'contains', 'a'), leaf(name, 'startsWith', 'a')] : []),
      ]
    })
    expect(leaves.length).toBeGreaterThan(2)
    for (let from = 0; from < leaves.length; from += 50) {
      const { status, json } = await list(plural, { any: leaves.slice(from, from + 50) })
      expect(status, JSON.stringify(json)).toBe(200)
    }
  })
})
