import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ChannelError } from '../../bots/channel.ts'
import { grant } from '../../core/kernel/permit.ts'
import { type Answer, hangUp, json, listen, page, scriptedSlack } from './scripted-slack.ts'
import { startSlack } from './start.ts'

const token = 'xoxb-111111111111-secret'
const logged: unknown[] = []
const note = (...said: unknown[]) => void logged.push(said)
const log = { info: note, warn: note, error: note }
const doors = { receive: async () => true, press: async () => ({}), report: async () => {} }
const start = (url: string) => startSlack({ account: { id: 'a', botToken: token, signingSecret: 'sss', apiUrl: url }, doors, log })
const far = await scriptedSlack()
const { answers } = far
let slack: Awaited<ReturnType<typeof startSlack>>

beforeAll(async () => {
  slack = await start(far.apiUrl)
})
beforeEach(far.again)
afterAll(async () => {
  await slack.stop()
  far.close()
})

const send = () => slack.channel.send(grant('m-1', 'free'), { channel: 'C1' }, { text: 'hello' })
const failureOf = async (work: Promise<unknown>) => {
  const error = await work.catch((thrown: unknown) => thrown)
  if (!(error instanceof ChannelError)) throw new Error('expected a ChannelError')
  return error
}

test.for<[string, Answer, ChannelError['kind'], string]>([
  ['a 429 with a time', json(429, { ok: false }, { 'retry-after': '7' }), 'later', 'ratelimited'],
  ['a 429 without a time', json(429, { ok: false }), 'later', 'ratelimited'],
  ['"ratelimited" in the body', json(200, { ok: false, error: 'ratelimited' }), 'later', 'ratelimited'],
  ['a refusal', json(200, { ok: false, error: 'not_in_channel' }), 'refused', 'not_in_channel'],
  ['a refusal nobody has heard of', json(200, { ok: false, error: 'brand_new' }), 'refused', 'brand_new'],
  ['a catastrophic error, which may have posted', json(200, { ok: false, error: 'fatal_error' }), 'doubt', 'fatal_error'],
  ['an internal error, which may have posted', json(500, { ok: false, error: 'internal_error' }), 'doubt', 'http_500'],
  ['a 503', page(503), 'later', 'http_503'],
  ['a 502 of a gateway', page(502), 'doubt', 'http_502'],
  ['a 404', page(404), 'refused', 'http_404'],
  ['a page where an answer should be', page(200), 'doubt', 'garbled_answer'],
  ['an answer without the message', json(200, { ok: true }), 'doubt', 'garbled_answer'],
  ['a connection that breaks after the request', hangUp, 'doubt', 'UND_ERR_SOCKET'],
])('%s', async ([, answer, kind, code]) => {
  answers.set('chat.postMessage', answer)
  expect(await failureOf(send())).toMatchObject({ kind, code })
  expect(far.methods()).toEqual(['chat.postMessage'])
})

test('the time Slack asks for is handed on in milliseconds', async () => {
  answers.set('chat.postMessage', json(429, {}, { 'retry-after': '7' }))
  expect((await failureOf(send())).retryAfterMs).toBe(7000)
})

test('an update whose answer is lost may simply be made again', async () => {
  answers.set('chat.update', hangUp)
  expect(await failureOf(slack.channel.update(grant('m-1', 'free'), { channel: 'C1' }, 'C1:1.000001', { text: 'a' }))).toMatchObject({
    kind: 'later',
  })
})

test('a message id that is none of ours is refused without a call', async () => {
  expect(await failureOf(slack.channel.update(grant('m-1', 'free'), { channel: 'C1' }, 'wamid.1', { text: 'a' }))).toMatchObject({
    kind: 'refused',
  })
  expect(far.methods()).toEqual([])
})

test('nobody is at the address: later, and the start goes on', async () => {
  const gone = await listen(() => {})
  gone.close()
  const other = await start(`${gone.url}/api/`)
  const sent = other.channel.send(grant('m-1', 'free'), { channel: 'C1' }, { text: 'hello' })
  expect(await failureOf(sent)).toMatchObject({ kind: 'later', code: 'ECONNREFUSED' })
  await other.stop()
})

test('a token that Slack refuses stops the start and says what to do', async () => {
  answers.set('auth.test', json(200, { ok: false, error: 'invalid_auth' }))
  const error = await failureOf(start(far.apiUrl))
  expect(error).toMatchObject({ kind: 'refused', code: 'invalid_auth' })
  expect(error.message).toContain('OAuth & Permissions')
})

test('a person who cannot be written to directly is refused, and asked about again the next time', async () => {
  answers.set('conversations.open', json(200, { ok: false, error: 'user_not_found' }))
  const write = () => slack.channel.send(grant('m-2', 'free'), { user: 'U9' }, { text: 'a' })
  expect(await failureOf(write())).toMatchObject({ kind: 'refused', code: 'user_not_found' })
  answers.delete('conversations.open')
  expect(await write()).toEqual({ externalId: 'D1:1.000001' })
  expect(await write()).toEqual({ externalId: 'D1:1.000001' })
  expect(far.methods().filter((method) => method === 'conversations.open')).toHaveLength(2)
})

test('a file that cannot be made now keeps the message back', async () => {
  const load = () => Promise.reject(new Error('no disk'))
  const reply = { text: 'a', files: [{ name: 'a.pdf', mime: 'application/pdf', load }] }
  expect(await failureOf(slack.channel.send(grant('m-3', 'free'), { channel: 'C1' }, reply))).toMatchObject({
    kind: 'later',
    code: 'file_not_made',
  })
  expect(far.methods()).toEqual([])
})

test.for<[string, Record<string, Answer>, RegExp]>([
  [
    'a missing scope',
    { 'auth.test': json(200, { ok: true, team_id: 'T1' }, { 'x-oauth-scopes': 'chat:write,commands' }) },
    /lacks these scopes: app_mentions:read, .*im:write/,
  ],
  [
    'a channel we are not in',
    { 'conversations.info': json(200, { ok: true, channel: { name: 'orders', is_member: false } }) },
    /not a member of #orders/,
  ],
  ['a channel nobody knows', { 'conversations.info': json(200, { ok: false, error: 'channel_not_found' }) }, /C1: .*\/invite/],
  [
    'an archived channel',
    { 'conversations.info': json(200, { ok: true, channel: { name: 'old', is_archived: true } }) },
    /#old is archived/,
  ],
  ['a revoked token', { 'auth.test': json(200, { ok: false, error: 'token_revoked' }) }, /revoked/],
])('the check names %s', async ([, scripted, sentence]) => {
  answers.set('conversations.info', json(200, { ok: true, channel: { name: 'orders', is_member: true } }))
  for (const [method, answer] of Object.entries(scripted)) answers.set(method, answer)
  expect(await slack.check(['C1'])).toEqual([expect.stringMatching(sentence)])
})

test('the check says nothing when all is well', async () => {
  answers.set('conversations.info', json(200, { ok: true, channel: { name: 'orders', is_member: true } }))
  expect(await slack.check(['C1'])).toEqual([])
})

test('a secret is neither in the errors nor in the log', async () => {
  answers.set('chat.postMessage', json(200, { ok: false, error: 'invalid_auth', detail: token }))
  const error = await failureOf(send())
  answers.set('chat.postMessage', hangUp)
  await failureOf(send())
  expect(JSON.stringify([error, error.message, error.stack, error.cause, logged])).not.toContain('secret')
  expect(logged.length).toBeGreaterThan(0)
})
