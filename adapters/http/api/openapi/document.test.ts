import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { OpenAPIClientAxios } from 'openapi-client-axios'
import { beforeAll, describe, expect, test } from 'vitest'
import { modules } from '../../../../core/modules.ts'
import { demoDoor } from '../../demo-door.ts'
import type { Document } from './document.ts'
import { exampleIds, exampleOf, examples, exampleWhere } from './examples.ts'

const house = demoDoor()
const actions = modules.flatMap((room) => room.actions)
const records = modules.flatMap((room) => room.records)
let document: Document
let check: Ajv2020
beforeAll(async () => {
  document = (await house.ask('/api/v1/openapi.json')).json as unknown as Document
  check = new Ajv2020({ strict: false, allErrors: true })
  formats.default(check)
  check.addSchema({ $id: 'parley', ...document })
})

/** What is wrong with a value, by the schema at this place of the document. */
const faultsOf = (pointer: string, value: unknown) => {
  const judge = check.getSchema(`parley#${pointer}`)
  if (!judge) throw new Error(`There is no schema at ${pointer}.`)
  judge(value)
  return (judge.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
const escaped = (path: string) => path.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')
const answerAt = (path: string, method: string, status: number) =>
  `/paths/${escaped(path)}/${method}/responses/${status}/content/application~1json/schema`
const operations = () =>
  Object.entries(document.paths).flatMap(([path, { get, post }]) => [
    ...(get ? [{ path, method: 'get', ...get }] : []),
    ...(post ? [{ path, method: 'post', ...post }] : []),
  ])

const SAME_TWICE = ['views.save', 'outbox.decide', 'imports.read', 'imports.run', 'imports.undo']

/** What a token has no use for, whatever its role: portal.test.ts asks these as contacts. */
const isOfContacts = (path: string) => path.startsWith('/v1/portal') || path.startsWith('/v1/session')

describe('the document of the API', () => {
  test('is what a public validator takes for OpenAPI 3.1, and every reference in it leads somewhere', async () => {
    const validator = new Validator()
    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)].map(([, pointer]) => pointer!)
    const at = (pointer: string) =>
      pointer
        .split('/')
        .slice(1)
        .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], document)
    expect(refs.filter((pointer) => at(pointer) === undefined)).toEqual([])
    expect(JSON.stringify(document)).not.toMatch(/seenBy|fingerprint|\$defs/)
  })

  test('has every action that may be called, every list and every row, each with a name of its own', () => {
    const names = operations().map(({ operationId }) => operationId)
    expect(names).toEqual([...new Set(names)])
    for (const { name, inner } of actions) expect(names.includes(name), name).toBe(!inner)
    for (const { name, plural, of } of records) {
      expect(names).toContain(`list.${plural}`)
      expect(names).toContain(`get.${name}`)
      if (of) expect(names).toContain(`list.${of.record.plural}.${plural}`)
    }
  })

  test('asks for a token everywhere but for itself, and for a key where something is done', () => {
    expect(document.security).toEqual([{ token: [] }])
    const others = operations().filter(({ path }) => !isOfContacts(path))
    expect(others.flatMap(({ path, security }) => (security ? [path] : []))).toEqual(['/v1/openapi.json'])
    // Contacts come with their session; whose shop it is, a page shows before.
    const contacts = operations().filter(({ path }) => isOfContacts(path))
    expect([...new Set(contacts.map(({ security }) => JSON.stringify(security)))].sort()).toEqual([
      '[]',
      '[{"contact":[]},{"colleague":[]}]',
      '[{"contact":[]}]',
    ])
    const keyless = operations().filter(
      ({ parameters = [], requestBody }) => requestBody && !JSON.stringify(parameters).includes('Idempotency-Key'),
    )
    // Said twice these are the same as said once.
    expect(
      keyless.map(({ operationId }) => operationId).filter((name) => !SAME_TWICE.includes(name) && !name.startsWith('session.')),
    ).toEqual([])
  })

  test('names routes that are there', async () => {
    for (const { path, method, operationId } of operations().filter(({ path, requestBody }) => !requestBody && !isOfContacts(path))) {
      if (['api.events', 'prices.why'].includes(operationId) || /\{plural\}|^\/v1\/channels/.test(path)) continue
      const { status, json } = await house.ask(`/api${path.replace('{id}', exampleIds.made)}`, {
        token: house.admin,
        method: method.toUpperCase(),
      })
      expect(path.includes('{id}') ? [404] : [200], `${path} ${json.code}`).toContain(status)
    }
    for (const { path, requestBody } of operations())
      if (
        requestBody &&
        'application/json' in (requestBody as { content: object }).content &&
        !path.includes('{id}') &&
        !isOfContacts(path)
      ) {
        const { status, json } = await house.ask(`/api${path}`, { token: house.admin, body: { unknown: true } })
        expect({ path, status, code: json.code }).toEqual({ path, status: 422, code: 'input.invalid' })
      }
  })

  test('tells of every row as it is', async () => {
    let rows = 0
    for (const { plural } of records) {
      const page = await house.ask(`/api/v1/${plural}?limit=100`, { token: house.admin })
      expect(faultsOf(answerAt(`/v1/${plural}`, 'get', 200), page.json), plural).toEqual([])
      rows += page.json.items?.length ?? 0
    }
    expect(rows).toBeGreaterThan(300)
  })

  test('tells of problems as they are', async () => {
    for (const answer of [
      await house.ask('/api/v1/clients'),
      await house.ask('/api/v1/clients?colour=red', { token: house.admin }),
      await house.ask('/api/v1/actions/client.create', { token: house.admin, body: { input: {} } }),
    ])
      expect(faultsOf('/components/schemas/problem', answer.json)).toEqual([])
    expect(faultsOf('/components/schemas/problem', { status: 400 })).not.toEqual([])
  })

  test('describes conditions so that a wrong one is seen', () => {
    expect(faultsOf('/components/schemas/condition', exampleWhere)).toEqual([])
    expect(faultsOf('/components/schemas/condition', { field: 'name', op: 'matches', value: 'x' })).not.toEqual([])
  })
})

describe('the examples', () => {
  const ids = new Map<string, string>()
  beforeAll(async () => {
    for (const [record, plural] of [
      ['client', 'clients'],
      ['product', 'products'],
    ] as const) {
      const { json } = await house.ask(`/api/v1/${plural}?code=${exampleIds[record].code}`, { token: house.admin })
      ids.set(exampleIds[record].id, json.items?.[0]?.id ?? '')
    }
  })
  const real = (value: unknown) =>
    JSON.parse([...ids].reduce((text, [shown, id]) => text.replaceAll(shown, id), JSON.stringify(value))) as object

  test.for(Object.keys(examples))('of %s is a call that works, with the answer that it shows', async (name) => {
    const { body, answer } = exampleOf(name)!
    const path = `/v1/actions/${name}`
    expect(faultsOf(`/paths/${escaped(path)}/post/requestBody/content/application~1json/schema`, body)).toEqual([])
    const got = await house.ask(`/api${path}`, { token: house.admin, body: real(body) })
    expect(faultsOf(answerAt(path, 'post', got.status), got.json)).toEqual([])
    const shown = answer.id === exampleIds.made ? { ...answer, id: got.json.id } : real(answer)
    expect(got).toMatchObject({ status: 200, json: shown })
  })

  test('of a condition finds clients', async () => {
    const { status, json } = await house.ask(`/api/v1/clients?where=${encodeURIComponent(JSON.stringify(exampleWhere))}`, {
      token: house.admin,
    })
    expect(status).toBe(200)
    expect(json.items?.length).toBeGreaterThan(0)
  })
})

test('an outside client that knows the document alone can call, list and read', async () => {
  const api = await new OpenAPIClientAxios({
    definition: `${house.door.url}/api/v1/openapi.json`,
    withServer: { url: `${house.door.url}/api` },
    axiosConfigDefaults: { headers: { Authorization: `Bearer ${house.admin}` }, validateStatus: () => true },
  }).init<
    Record<
      string,
      (parameters?: object | null, body?: object, config?: object) => Promise<{ status: number; data: Record<string, unknown> }>
    >
  >()
  const call = (operation: string, parameters?: object | null, body?: object, config?: object) =>
    (api as never as Record<string, typeof api.x>)[operation]!(parameters, body, config)

  const input = { code: 'OUT', nameEn: 'Outside', nameRo: 'Afara' }
  const key = { headers: { 'Idempotency-Key': 'outside-1' } }
  const made = await call('client_group.create', null, { input }, key)
  expect(made).toMatchObject({ status: 200, data: { said: { code: 'record.created' } } })
  expect((await call('client_group.create', null, { input }, key)).data).toEqual(made.data)
  const read = await call('get.client_group', { id: made.data.id })
  const { $actions, $confirm, $refs, ...row } = read.data
  expect(row).toMatchObject({ ...input, id: made.data.id, version: 1, $title: 'Outside' })
  expect({ $actions, $confirm, $refs }).toEqual({ $actions: ['client_group.update'], $confirm: {}, $refs: {} })
  const where = JSON.stringify({ field: 'record.code', op: 'startsWith', value: 'ou' })
  expect((await call('list.client_groups', { where, limit: 10 })).data).toEqual({ items: [row], next: null, approximateTotal: 1 })
  expect(await call('get.client_group', { id: exampleIds.made })).toMatchObject({ status: 404, data: { code: 'record.not_found' } })
})

test('the page about the API names routes and shows calls that are here', () => {
  const page = readFileSync(new URL('../../../../docs/api.md', import.meta.url), 'utf8')
  const routes = [...page.matchAll(/\/api(\/v1[\w./{}]*)/g)].map(([, path]) => path!.replace(/\.$/, ''))
  const known = Object.keys(document.paths)
  expect(routes.length).toBeGreaterThan(8)
  expect(routes.filter((path) => !known.includes(path) && path !== '/v1/actions/{name}' && path !== '/v1/{list}')).toEqual([])
  const shown = [...page.matchAll(/-d '(.+)'$/gm)].map(([, body]) => JSON.parse(body!) as unknown)
  expect(shown).toEqual([examples['order.draft']?.body])
  const conditions = [...page.matchAll(/where=(\{.+\})'$/gm)].map(([, where]) => JSON.parse(where!) as unknown)
  expect(conditions).toEqual([exampleWhere])
})
