import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { approvalId, client, trialDoor } from '../trial-room.ts'

const { door, ask, tokens, act, newClient, newSetting, eventsOf } = trialDoor()

describe('an action', () => {
  test('is performed through the road, in the name of the token, and answers in words', async () => {
    const id = await newClient()
    const answer = await act('client.block', { id, input: { reason: 'owes too much' } }, tokens.boss, { 'X-Request-Id': 'trace-77' })
    expect(answer).toMatchObject({
      status: 200,
      json: { id, said: { code: 'client.is_blocked_now', text: expect.stringContaining('is blocked') } },
    })
    const events = await eventsOf(id)
    expect(events.at(-1)).toMatchObject({ name: 'client.blocked', door: 'api', actor_kind: 'token', request_id: 'trace-77' })
  })

  test('answers in the language that the caller reads', async () => {
    const answer = await act('setting.create', { input: { key: randomUUID(), value: '1' } }, tokens.boss, {
      'Accept-Language': 'de, ro-RO;q=0.9, en;q=0.1',
    })
    expect(answer.json.said).toEqual({ code: 'record.created', text: 'RO record.created' })
    expect(answer.headers['content-language']).toBe('ro')
    const refused = await act('client.block', {}, tokens.nobody, { 'Accept-Language': 'ro' })
    expect(refused.json.detail).toBe('RO actor.not_allowed')
    expect((await act('client.block', {}, tokens.nobody, { 'Accept-Language': 'de' })).headers['content-language']).toBe('en')
  })

  test('that waits for people is 202 with the approval', async () => {
    const answer = await act('trial.wait', { id: await newSetting() })
    expect(answer).toMatchObject({ status: 202, json: { approvalId, said: { code: 'approval.waits', text: 'This waits as A-1.' } } })
  })

  test('without the right is 403, whether the row exists or not', async () => {
    const there = await act('client.block', { id: await newClient(), input: { reason: 'because' } }, tokens.reader)
    const absent = await act('client.block', { id: randomUUID(), input: { reason: 'because' } }, tokens.reader)
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
    expect((await ask('/api/v1', { token: tokens.boss })).text).not.toContain(`actions/${name}"`)
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

  test('a rule that some may step over says so to those, and to tokens.nobody else', async () => {
    const id = await newSetting()
    const refused = await act('trial.risk', { id })
    expect(refused).toMatchObject({ status: 409, json: { code: 'trial.too_risky', overridableBy: 'trial.dare' } })
    expect((await act('trial.risk', { id }, tokens.reader)).json).toMatchObject({ code: 'trial.too_risky' })
    expect((await act('trial.risk', { id }, tokens.reader)).json).not.toHaveProperty('overridableBy')
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
    const answer = await act('trial.stumble', {}, tokens.boss, { 'X-Request-Id': 'bug-1' })
    expect(answer.status).toBe(500)
    expect(Object.keys(answer.json).sort()).toEqual(['code', 'detail', 'errorId', 'status', 'title', 'type'])
    expect(answer.text).not.toMatch(/secret plan|TypeError|\.ts|parley_/)
    const line = door.lines.find((one) => one.includes(String(answer.json.errorId)))
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      level: 'error',
      requestId: 'bug-1',
      error: { type: 'TypeError', stack: expect.stringContaining('trial-room.ts') },
    })
    expect(door.lines.join('')).not.toContain('parley_abcdefghijklmnop')
  })
})
