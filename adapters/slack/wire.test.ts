import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { scriptedApp } from './scripted-app.ts'

const app = await scriptedApp()
const { received, pressed, behaviour } = app

beforeEach(app.again)
afterAll(app.close)

const said = (more: object = {}, id = 'Ev1') => ({
  json: {
    type: 'event_callback',
    team_id: 'T1',
    event_id: id,
    authorizations: [{ team_id: 'T1', user_id: 'U0BOT', is_bot: true, is_enterprise_install: false, enterprise_id: null }],
    event: { type: 'message', channel: 'D1', channel_type: 'im', user: 'U1', text: 'hello', ts: '1700000000.000100', ...more },
  },
})
test('a wrong signature is 401 and reaches nobody', async () => {
  expect(await app.send(said(), { signature: 'v0=00' })).toMatchObject({ status: 401 })
  expect(await app.send(said(), { secret: 'other' })).toMatchObject({ status: 401 })
  expect(received).toEqual([])
  expect(pressed).toEqual([])
})

test('a signature older than five minutes is 401', async () => {
  expect(await app.send(said(), { timestamp: Math.floor(Date.now() / 1000) - 301 })).toMatchObject({ status: 401 })
  expect(received).toEqual([])
})

test('a request without a signature is 401', async () => {
  expect((await fetch(app.url, { method: 'POST', body: '{}' })).status).toBe(401)
})

test("Slack's own checks of the address are answered", async () => {
  expect(await app.send({ json: { type: 'url_verification', challenge: 'c-1' } })).toMatchObject({
    status: 200,
    text: '{"challenge":"c-1"}',
  })
  expect(await app.send({ form: { ssl_check: '1', token: 'x' } }, { signature: 'v0=none' })).toMatchObject({ status: 200 })
})

test('other paths and methods go on to the next', async () => {
  expect((await fetch(app.url)).status).toBe(418)
  expect((await fetch(new URL('/healthz', app.url), { method: 'POST' })).status).toBe(418)
})

test('a message is acknowledged when it is stored and not before', async () => {
  const stored = Promise.withResolvers<boolean>()
  behaviour.receive = () => stored.promise
  let status = 0
  const answered = app.send(said()).then((answer) => {
    status = answer.status
  })
  await vi.waitUntil(() => received.length === 1)
  await new Promise(setImmediate)
  expect(status).toBe(0)
  stored.resolve(true)
  await answered
  expect(status).toBe(200)
})

test('a message that cannot be stored is 500, so that Slack repeats it', async () => {
  behaviour.receive = () => Promise.reject(new Error('no database'))
  expect(await app.send(said())).toMatchObject({ status: 500 })
})

test('a repeated delivery is handed in again under the same key', async () => {
  await app.send(said())
  behaviour.receive = async () => false
  const again = await app.send(said(), { headers: { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' } })
  expect(again.status).toBe(200)
  expect(received.map(({ key }) => key)).toEqual(['Ev1', 'Ev1'])
})

test('our own message and an event for another workspace are answered and dropped', async () => {
  const foreign = said()
  foreign.json.authorizations = foreign.json.authorizations.map((one) => ({ ...one, team_id: 'T2' }))
  expect(await app.send(said({ user: 'U0BOT', bot_id: 'B0BOT' }))).toMatchObject({ status: 200 })
  expect(await app.send(foreign)).toMatchObject({ status: 200 })
  expect(received).toEqual([])
})
