import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { action, creation } from '../../core/kernel/action.ts'
import { module } from '../../core/kernel/module.ts'
import { inEnglish, refuse, sentence } from '../../core/kernel/sentence.ts'
import { catalog } from '../../core/modules/catalog/module.ts'
import { crm } from '../../core/modules/crm/module.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { revokeToken } from '../../core/modules/people/actions.ts'
import { people } from '../../core/modules/people/module.ts'
import { settings } from '../../core/modules/settings/module.ts'
import { Setting } from '../../core/modules/settings/records.ts'
import { testDoor } from './testing.ts'

const nothing = z.strictObject({})
const trial = { needs: 'trial.run', input: nothing, touches: ['setting'] }
const stumble = creation(Setting, {
  ...trial,
  name: 'trial.stumble',
  says: 'Meets a bug',
  async run() {
    throw new TypeError('the secret plan of parley_abcdefghijklmnop at line 7')
  },
})
const risk = action(Setting, {
  ...trial,
  name: 'trial.risk',
  says: 'Meets a rule that some may step over',
  unless: [() => refuse('trial.too_risky', 'This is too risky.', {}, { overridableBy: 'trial.dare' })],
  async run(_ctx, row) {
    return sentence('trial.dared', '{key} was dared.', { key: row.key })
  },
})
const wait = action(Setting, {
  ...trial,
  name: 'trial.wait',
  says: 'Waits for people',
  async run() {
    return sentence('trial.waited', 'Done.')
  },
})
const hidden = creation(Setting, {
  ...trial,
  name: 'trial.hidden',
  says: 'Only the house performs this',
  inner: true,
  async run() {
    return sentence('trial.hidden', 'Done.')
  },
})
const dated = creation(Setting, {
  ...trial,
  name: 'trial.dated',
  says: 'Takes a day and an instant',
  input: z.strictObject({ on: z.iso.date(), at: z.date(), amount: z.string().transform(Number) }),
  async run() {
    return sentence('trial.dated', 'Done.')
  },
})
const foundClient = creation(Client, {
  ...trial,
  name: 'trial.found_client',
  says: 'Makes a client',
  input: z.strictObject({ code: z.string() }),
  touches: ['client'],
  inner: true,
  async run(ctx, { code }) {
    const row = await ctx.create(Client, { ...client(code), creditLimitMinor: 0 })
    return { said: sentence('trial.found_client', 'Done.'), row }
  },
})
const room = module({ name: 'trial', title: 'Trial', uses: ['settings'], actions: [stumble, risk, wait, hidden, dated, foundClient] })

const approvalId = randomUUID()
const door = testDoor([settings, people, crm, catalog, room], {
  sayIn: (said, language) => (language === 'ro' ? `RO ${said.code}` : inEnglish(said)),
  bodies: { maxBytes: 20_000, withinMs: 300 },
  hooks: {
    policyFor: async (_ctx, { action }) =>
      action.name === 'trial.wait' ? [{ code: 'policy', why: sentence('policy', 'Ask.'), needsReason: false }] : [],
    freeze: async () => ({ approvalId, said: sentence('approval.waits', 'This waits as A-1.') }),
  },
})
const { ask, at } = door

let boss = ''
let reader = ''
let nobody = ''
beforeAll(async () => {
  boss = (
    await door.machine('boss', ['client.block', 'client.set_credit', 'trial.run', 'trial.dare', 'api_token.make'], {
      settings: 'delete',
      people: 'delete',
      crm: 'delete',
      catalog: 'delete',
    })
  ).token
  reader = (await door.machine('reader', ['trial.run'], { crm: 'view', people: 'view', settings: 'create' })).token
  nobody = (await door.machine('nobody', [])).token
})

const client = (code: string) => ({
  code,
  name: `Client ${code}`,
  legalName: `Client ${code} SRL`,
  country: 'RO',
  paymentTermDays: 30,
  currency: 'RON',
  language: 'ro',
})
const act = (name: string, body: unknown, token = boss, headers: Record<string, string> = {}) =>
  ask(`/api/v1/actions/${name}`, { body, token, headers })
let made = 0
const newClient = async () => {
  made += 1
  const outcome = await at.house.perform(at.house.self('seed'), foundClient, { input: { code: `C${made}` } })
  return String(outcome.id)
}
const newSetting = async () => String((await act('setting.create', { input: { key: randomUUID(), value: 'one' } })).json.id)
const eventsOf = (id: string) => at.db('events').where({ record_id: id }).orderBy('seq')

describe('who calls', () => {
  test.for([
    ['no token', undefined, 'token.missing', 'Bearer realm="parley"'],
    ['another scheme', 'Basic a2ltOnNlY3JldA==', 'token.unknown', 'Bearer realm="parley", error="invalid_token"'],
    ['a token that was never made', `Bearer parley_${'a'.repeat(43)}`, 'token.unknown', 'Bearer realm="parley", error="invalid_token"'],
    ['a token that is not one of ours', 'Bearer letmein', 'token.unknown', 'Bearer realm="parley", error="invalid_token"'],
    ['an empty bearer', 'Bearer ', 'token.unknown', 'Bearer realm="parley", error="invalid_token"'],
    ['SQL for a token', "Bearer parley_' or 1=1 --------------", 'token.unknown', 'Bearer realm="parley", error="invalid_token"'],
  ] as const)('%s is 401 and says how to sign in', async ([, authorization, code, challenge]) => {
    for (const path of ['/api/v1', '/api/v1/clients', `/api/v1/clients/${randomUUID()}`]) {
      const answer = await ask(path, { headers: authorization === undefined ? {} : { Authorization: authorization } })
      expect(answer.status).toBe(401)
      expect(answer.headers['www-authenticate']).toBe(challenge)
      expect(answer.headers['content-type']).toBe('application/problem+json')
      expect(answer.json).toMatchObject({
        status: 401,
        code,
        type: `urn:parley:problem:${code}`,
        title: expect.any(String),
        detail: expect.any(String),
      })
    }
  })

  test('a token in the address is not a token', async () => {
    const answer = await ask(`/api/v1/clients?access_token=${boss}&token=${boss}`)
    expect(answer.status).toBe(401)
  })

  test('a revoked token opens no door from the next request on', async () => {
    const { token, id } = await door.machine('leaver', [], { crm: 'view' })
    expect((await ask('/api/v1/clients', { token })).status).toBe(200)
    await at.house.perform(at.house.self('test'), revokeToken, { id, input: {} })
    expect(await ask('/api/v1/clients', { token })).toMatchObject({ status: 401, json: { code: 'token.unknown' } })
  })

  test('a role that is taken from a token is gone at the next request', async () => {
    const { token } = await door.machine('shrinking', [], { crm: 'view' })
    await at.db('roles').where({ name: 'shrinking' }).update({ rooms: '{}' })
    expect((await ask('/api/v1/clients', { token })).status).toBe(403)
  })

  test('what this token may do is listed with its input, and nothing else is', async () => {
    const all = await ask('/api/v1', { token: boss })
    const actions = all.json.actions as { name: string; says: string; route: string; input: Record<string, unknown> }[]
    expect(actions.find(({ name }) => name === 'client.block')).toMatchObject({
      says: 'Block a client: no new orders until it is lifted',
      route: '/api/v1/actions/client.block',
      needsId: true,
      input: {
        type: 'object',
        properties: { reason: { type: 'string', minLength: 3 } },
        required: ['reason'],
        additionalProperties: false,
      },
    })
    expect(actions.find(({ name }) => name === 'trial.dated')?.input).toMatchObject({
      properties: { on: { type: 'string', format: 'date' }, at: { type: 'string', format: 'date-time' }, amount: { type: 'string' } },
    })
    expect(actions.map(({ name }) => name)).not.toContain('trial.hidden')
    expect(all.json.lists).toContainEqual(expect.objectContaining({ record: 'price_list', children: ['/api/v1/price_lists/{id}/prices'] }))
    expect((await ask('/api/v1', { token: nobody })).json).toMatchObject({ token: { name: 'nobody' }, actions: [], lists: [] })
  })
})

describe('an action', () => {
  test('is performed through the road, in the name of the token, and answers in words', async () => {
    const id = await newClient()
    const answer = await act('client.block', { id, input: { reason: 'owes too much' } }, boss, { 'X-Request-Id': 'trace-77' })
    expect(answer).toMatchObject({
      status: 200,
      json: { id, said: { code: 'client.is_blocked_now', text: expect.stringContaining('is blocked') } },
    })
    const events = await eventsOf(id)
    expect(events.at(-1)).toMatchObject({ name: 'client.blocked', door: 'api', actor_kind: 'token', request_id: 'trace-77' })
  })

  test('answers in the language that the caller reads', async () => {
    const answer = await act('setting.create', { input: { key: randomUUID(), value: '1' } }, boss, {
      'Accept-Language': 'de, ro-RO;q=0.9, en;q=0.1',
    })
    expect(answer.json.said).toEqual({ code: 'record.created', text: 'RO record.created' })
    expect(answer.headers['content-language']).toBe('ro')
    const refused = await act('client.block', {}, nobody, { 'Accept-Language': 'ro' })
    expect(refused.json.detail).toBe('RO actor.not_allowed')
    expect((await act('client.block', {}, nobody, { 'Accept-Language': 'de' })).headers['content-language']).toBe('en')
  })

  test('that waits for people is 202 with the approval', async () => {
    const answer = await act('trial.wait', { id: await newSetting() })
    expect(answer).toMatchObject({ status: 202, json: { approvalId, said: { code: 'approval.waits', text: 'This waits as A-1.' } } })
  })

  test('without the right is 403, whether the row exists or not', async () => {
    const there = await act('client.block', { id: await newClient(), input: { reason: 'because' } }, reader)
    const absent = await act('client.block', { id: randomUUID(), input: { reason: 'because' } }, reader)
    expect(there).toMatchObject({ status: 403, json: { code: 'actor.not_allowed' } })
    expect({ ...there.json }).toEqual({ ...absent.json })
  })

  test.for([
    ['nobody knows', 'client.vanish'],
    ['only the house performs', 'trial.hidden'],
    ['only the house performs, of a real room', 'api_token.make'],
    ['is a property of every object', 'constructor'],
    ['is a property of every object', '__proto__'],
  ] as const)('that %s (%s) is 404', async ([, name]) => {
    const answer = await act(name, { input: {} })
    expect(answer).toMatchObject({ status: 404, json: { code: 'record.not_found' } })
    expect((await ask('/api/v1', { token: boss })).text).not.toContain(`actions/${name}"`)
  })

  test('on a row that is not there is 404', async () => {
    for (const id of [randomUUID(), 'x', '1; drop table clients', undefined])
      expect(await act('client.block', { id, input: { reason: 'because' } })).toMatchObject({
        status: 404,
        json: { code: 'record.not_found' },
      })
  })

  test('off the timetable is 409', async () => {
    const id = await newClient()
    expect(await act('client.unblock', { id, input: {} })).toMatchObject({ status: 409, json: { code: 'lifecycle.not_from_here' } })
  })

  test('on a version that has passed is 409', async () => {
    const id = await newClient()
    await act('client.update', { id, version: 1, input: { name: 'New name' } })
    expect(await act('client.update', { id, version: 1, input: { name: 'Newer name' } })).toMatchObject({
      status: 409,
      json: { code: 'record.changed_meanwhile' },
    })
  })

  test('a rule that some may step over says so to those, and to nobody else', async () => {
    const id = await newSetting()
    const refused = await act('trial.risk', { id })
    expect(refused).toMatchObject({ status: 409, json: { code: 'trial.too_risky', overridableBy: 'trial.dare' } })
    expect((await act('trial.risk', { id }, reader)).json).toMatchObject({ code: 'trial.too_risky' })
    expect((await act('trial.risk', { id }, reader)).json).not.toHaveProperty('overridableBy')
    const dared = await act('trial.risk', { id, override: { code: 'trial.too_risky', reason: 'the customer is known' } })
    expect(dared).toMatchObject({ status: 200, json: { said: { code: 'trial.dared' } } })
  })

  test.for<[string, unknown, string[]]>([
    ['a field missing', { input: {} }, ['code', 'name']],
    ['a field of another type', { input: { ...client('X'), paymentTermDays: 'soon' } }, ['paymentTermDays']],
    ['a field too many', { input: { ...client('X'), state: 'blocked' } }, ['']],
    ['an input that is a list', { input: [] }, ['input']],
    ['an id that is a number', { id: 7, input: client('X') }, ['id']],
    ['a member too many', { input: client('X'), press: 'P1' }, ['']],
    ['a version that is a text', { input: client('X'), version: '1' }, ['version']],
    ['an override without a reason', { input: client('X'), override: { code: 'x' } }, ['override.reason']],
    ['a body that is a list', [], ['']],
    ['a body that is null', null, ['']],
    ['a body that is a text', 'text', ['']],
  ])('with %s is 422 and names where', async ([, body, paths]) => {
    const answer = await act('client.create', body)
    expect(answer).toMatchObject({ status: 422, json: { code: 'input.invalid', detail: expect.any(String) } })
    const issues = answer.json.issues as { path: string; message: string }[]
    expect(issues.map(({ path }) => path)).toEqual(expect.arrayContaining(paths))
    expect(issues.every(({ message }) => message.length > 3)).toBe(true)
  })

  test('with a value that must be unique is 409 and names the field, not the value', async () => {
    const input = { code: randomUUID().slice(0, 18), nameEn: 'Box', nameRo: 'Cutie' }
    expect((await act('unit.create', { input })).status).toBe(200)
    const twin = await act('unit.create', { input })
    expect(twin).toMatchObject({ status: 409, json: { code: 'record.exists_already', fields: ['code'] } })
    expect(twin.text).not.toContain(input.code)
  })

  test('that points to a row that is not there is 422 and names the field', async () => {
    const answer = await act('contact.create', {
      input: { clientId: randomUUID(), firstName: 'Doina', lastName: 'Marcu', language: 'ro', permissions: [] },
    })
    expect(answer).toMatchObject({ status: 422, json: { code: 'record.points_nowhere', issues: [{ path: 'clientId' }] } })
  })

  test('that meets a bug is 500 with an error id that the log knows, and nothing of the bug', async () => {
    const answer = await act('trial.stumble', {}, boss, { 'X-Request-Id': 'bug-1' })
    expect(answer.status).toBe(500)
    expect(Object.keys(answer.json).sort()).toEqual(['code', 'detail', 'errorId', 'status', 'title', 'type'])
    expect(answer.text).not.toMatch(/secret plan|TypeError|\.ts|parley_/)
    const line = door.lines.find((one) => one.includes(String(answer.json.errorId)))
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      level: 'error',
      requestId: 'bug-1',
      error: { type: 'TypeError', stack: expect.stringContaining('api.test.ts') },
    })
    expect(door.lines.join('')).not.toContain('parley_abcdefghijklmnop')
  })
})

describe('an idempotency key', () => {
  const block = (id: string, reason: string, key: string, token = boss) =>
    act('client.block', { id, input: { reason } }, token, { 'Idempotency-Key': key })

  test('gives the same answer to the same call, however often and at once', async () => {
    const id = await newClient()
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: 8 }, () => block(id, 'owes too much', key)))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 200, json: { id } })
    expect(await eventsOf(id)).toHaveLength(2)
  })

  test('with other input is 409, and nothing happens', async () => {
    const id = await newClient()
    const key = randomUUID()
    await block(id, 'owes too much', key)
    expect(await block(id, 'another reason', key)).toMatchObject({ status: 409, json: { code: 'key.used_otherwise' } })
    expect(await eventsOf(id)).toHaveLength(2)
  })

  test('is free again after a refusal', async () => {
    const id = await newClient()
    const key = randomUUID()
    const headers = { 'Idempotency-Key': key }
    expect((await act('client.unblock', { id, input: {} }, boss, headers)).status).toBe(409)
    await block(id, 'owes too much', randomUUID())
    expect((await act('client.unblock', { id, input: {} }, boss, headers)).status).toBe(200)
  })

  test('of one token is not that of another', async () => {
    const other = await door.machine(`other_${randomUUID().replace(/[^a-z]/g, '')}`, ['client.block'], { crm: 'view' })
    const id = await newClient()
    const key = randomUUID()
    await block(id, 'owes too much', key)
    expect(await block(id, 'owes too much', key, other.token)).toMatchObject({ status: 409, json: { code: 'lifecycle.not_from_here' } })
  })

  test.for([
    ['too long', 'k'.repeat(201)],
    ['with a blank', 'a b'],
  ] as const)('that is %s is 400', async ([, key]) => {
    expect(await block(await newClient(), 'because', key)).toMatchObject({ status: 400, json: { code: 'request.unfit_key' } })
  })
})

describe('a request body', () => {
  const post = (raw: string | Buffer, headers: Record<string, string> = {}) =>
    ask('/api/v1/actions/setting.create', { raw, token: boss, headers })

  test.for<[string, string | Buffer, number, string]>([
    ['half an object', '{"input":', 400, 'request.malformed_json'],
    ['two objects', '{}{}', 400, 'request.malformed_json'],
    ['a form', 'input=1', 400, 'request.malformed_json'],
    ['NaN', '{"version":NaN}', 400, 'request.malformed_json'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, 'request.malformed_json'],
    ['NUL in a text', '{"input":{"key":"a\\u0000b","value":"1"}}', 400, 'request.unfit_json'],
    ['half a surrogate pair', '{"input":{"key":"\\ud800","value":"1"}}', 400, 'request.unfit_json'],
    ['NUL in a name', '{"input":{"a\\u0000":1}}', 400, 'request.unfit_json'],
    ['a thousand levels', `{"input":${'['.repeat(1000)}${']'.repeat(1000)}}`, 400, 'request.unfit_json'],
    ['more than is taken', JSON.stringify({ input: { key: 'k', value: 'x'.repeat(30_000) } }), 413, 'request.too_large'],
    ['a polluted prototype', '{"__proto__":{"id":"x"},"input":{"key":"k","value":"1"}}', 400, 'request.unfit_json'],
    ['a polluted prototype inside', '{"input":{"__proto__":{"a":1},"key":"k","value":"1"}}', 400, 'request.unfit_json'],
  ])('%s is refused', async ([, raw, status, code]) => {
    expect(await post(raw)).toMatchObject({ status, json: { code, status } })
  })

  test.for([
    [{ 'Content-Type': 'application/x-www-form-urlencoded' }, 'request.not_json'],
    [{ 'Content-Type': 'text/plain' }, 'request.not_json'],
    [{ 'Content-Type': 'application/json; charset=latin1' }, 'request.not_json'],
    [{ 'Content-Type': '' }, 'request.not_json'],
    [{ 'Content-Encoding': 'gzip' }, 'request.compressed'],
  ] as const)('with %j is 415', async ([headers, code]) => {
    expect(await post('{"input":{}}', headers)).toMatchObject({ status: 415, json: { code } })
  })

  test('that is empty is an empty call', async () => {
    expect(await ask('/api/v1/actions/client.create', { method: 'POST', token: boss })).toMatchObject({ status: 422 })
  })

  test('sent in pieces without a length is taken, up to the same limit', async () => {
    const headers = { 'Transfer-Encoding': 'chunked', 'Content-Type': 'application/json', Authorization: `Bearer ${boss}` }
    const body = (length: number) => new Blob([JSON.stringify({ input: { key: randomUUID(), value: 'x'.repeat(length) } })]).stream()
    const post = (length: number) =>
      fetch(`${door.url}/api/v1/actions/setting.create`, {
        method: 'POST',
        headers: { 'Content-Type': headers['Content-Type'], Authorization: headers.Authorization },
        body: body(length),
        duplex: 'half',
      } as RequestInit)
    expect((await post(1000)).status).toBe(200)
    expect((await post(1_000_000)).status).toBe(413)
  })
})

describe('no secret', () => {
  test('of a token stands in an answer or in the log', async () => {
    const { token, id } = await door.machine('watched', ['api_token.make'], { people: 'view' })
    const fingerprint = at.house.seal.fingerprint(token)
    const texts = [
      await ask('/api/v1', { token }),
      await ask('/api/v1/api_tokens', { token }),
      await ask(`/api/v1/api_tokens/${id}`, { token }),
      await ask(`/api/v1/nothing/${token}?token=${token}`, { token }),
      await act('client.block', { id: token }, token),
      await act('api_token.revoke', { id }, token),
    ].map(({ text, headers }) => text + JSON.stringify(headers))
    for (const text of [...texts.filter((_, index) => index !== 3), ...door.lines]) {
      expect(text).not.toContain(token)
      expect(text).not.toContain(fingerprint)
    }
    expect((await at.db('events').whereLike('body', `%${token}%`)).length).toBe(0)
  })
})
