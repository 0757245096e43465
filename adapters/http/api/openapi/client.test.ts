import { readFileSync } from 'node:fs'
import knex from 'knex'
import { expect, test } from 'vitest'
import { house } from '../../../../core/kernel/house.ts'
import { silent } from '../../../../core/kernel/log.ts'
import { Seal } from '../../../../core/kernel/seal.ts'
import { hooks, modules } from '../../../../core/modules.ts'
import { makeClient } from '../../../../web-admin/api/client.ts'
import { operationsText, schemasText, typeOf } from './client.ts'
import { openApiOf } from './document.ts'

const document = openApiOf(
  house({ modules, hooks, db: knex({ client: 'pg' }), seal: new Seal('nothing is sealed in this test of words'), log: silent }),
)
const written = (name: string) => readFileSync(new URL(`../../../../web-admin/api/${name}`, import.meta.url), 'utf8')

test('the client of the web apps is that of this document: `npm run api:client` writes it anew', () => {
  expect(written('schemas.ts')).toBe(schemasText(document))
  expect(written('operations.ts')).toBe(operationsText(document))
})

test.for([
  [{ type: 'string' }, 'string'],
  [{ type: ['integer', 'null'] }, 'number | null'],
  [{ enum: ['a', null, 1] }, "'a' | null | 1"],
  [{ type: 'array', items: { type: ['string', 'null'] } }, 'readonly (string | null)[]'],
  [{ type: 'object', properties: { a: { type: 'boolean' }, 'b-c': {} }, required: ['a'] }, "{ a: boolean; 'b-c'?: unknown }"],
  [{ type: 'object', additionalProperties: { type: 'number' } }, 'Readonly<Record<string, number>>'],
  [
    { allOf: [{ $ref: '#/components/schemas/client' }, { anyOf: [{ type: 'string' }, { type: 'null' }] }] },
    "Schemas['client'] & (string | null)",
  ],
] as const)('the schema %j is the type %s', ([schema, type]) => {
  expect(typeOf(schema as never)).toBe(type)
})

test('the client asks as its transport is told, with ids that cannot leave their place', async () => {
  const calls: unknown[][] = []
  const client = makeClient({
    get: async <T>(...call: unknown[]) => calls.push(['get', ...call]) as T,
    send: async <T>(...call: unknown[]) => calls.push(['send', ...call]) as T,
    act: async (...call) => calls.push(['act', ...call]),
  })
  await client.get('/clients/{id}', { params: { id: '../../x' } })
  await client.get('/clients', { query: { state: 'active', sort: '-name' } })
  await client.post('/imports', { query: { of: 'products' }, body: new Blob(['a']) })
  await client.act('client.unblock', { id: '1', input: {} }, 'key')
  expect(calls).toEqual([
    ['get', '/clients/..%2F..%2Fx', undefined, undefined],
    ['get', '/clients', { state: 'active', sort: '-name' }, undefined],
    ['send', 'POST', '/imports?of=products', expect.any(Blob)],
    ['act', 'client.unblock', { id: '1', input: {} }, 'key'],
  ])
})
