import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openSandbox, secrets } from './cast.ts'
import { NotSeen } from './client.ts'
import { slackSignature } from './slack/workspace.ts'
import { fieldsOf, jsonOf, rowsOf, textOf } from './wire.ts'

// What Slack delivers to an app, seen by an app that only listens, and what the app does back through the Web API.
let open: Awaited<ReturnType<typeof openSandbox>>
beforeAll(async () => {
  open = await openSandbox()
})
afterAll(() => open.close())
beforeEach(async () => {
  open.answer(200)
  await open.client.reset()
  open.got.length = 0
})

const kim = () => open.client.slack('U0KIM')
const web = async (method: string, body: unknown, token = secrets.slackBotToken) => {
  const response = await fetch(`${open.sandbox.slackApiUrl}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return fieldsOf(await response.json())
}
const payloads = () =>
  open.got.map(({ raw }) => fieldsOf(jsonOf(new URLSearchParams(raw).get('payload') ?? ''))).filter((one) => one.type === 'block_actions')
const plain = (text: string) => ({ type: 'plain_text', text })

test('the signature is the HMAC of version, time stamp and body', async () => {
  await kim().command('/parley', 'waiting', 'C0SALES')
  const [got] = open.got
  const stamp = Number(got?.headers['x-slack-request-timestamp'])
  expect(got?.headers['x-slack-signature']).toBe(slackSignature(secrets.slackSigningSecret, stamp, got?.raw ?? ''))
  expect(Object.fromEntries(new URLSearchParams(got?.raw))).toMatchObject({
    command: '/parley',
    text: 'waiting',
    user_id: 'U0KIM',
    user_name: 'kim',
    channel_id: 'C0SALES',
    channel_name: 'sales-approvals',
  })
})

test('an event that is not taken comes three more times, numbered, with one event_id', async () => {
  open.answer(500)
  await kim().post('C0SUPPORT', 'hello')
  await open.client.waitForCalls((entries) => entries.length === 4, { direction: 'delivery' })
  expect(open.got.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2', '3'])
  expect(open.got[1]?.headers['x-slack-retry-reason']).toBe('http_error')
  expect(new Set(open.got.map(({ raw }) => fieldsOf(jsonOf(raw)).event_id)).size).toBe(1)
})

test('a command that fails is not sent again; the person is told', async () => {
  open.answer(500)
  await kim().command('/parley', 'waiting', 'C0SALES')
  expect((await kim().waitForWhisper('/parley failed with the error "http_500"')).from).toBe('slackbot')
  expect(open.got).toHaveLength(1)
})

test("the app's own messages and changes come back to it as events, as Slack does", async () => {
  const { ts } = await web('chat.postMessage', { channel: 'C0SALES', text: 'card' })
  await web('chat.update', { channel: 'C0SALES', ts, text: 'changed' })
  const entries = await open.client.waitForCalls((all) => all.length === 2 && all, { direction: 'delivery', method: 'message' })
  expect(entries.map((entry) => fieldsOf(fieldsOf(entry.body).event))).toMatchObject([
    { bot_id: 'B0PARLEY', text: 'card' },
    { subtype: 'message_changed', message: { text: 'changed' } },
  ])
})

test('a pick in a select carries the option, and the state of the whole message', async () => {
  const options = ['Kim', 'Paul'].map((text) => ({ text: plain(text), value: text.toLowerCase() }))
  const { ts } = await web('chat.postMessage', {
    channel: 'C0SALES',
    text: 'x',
    blocks: [
      {
        type: 'actions',
        block_id: 'who',
        elements: [{ type: 'static_select', action_id: 'assign', placeholder: plain('Assign to…'), options }],
      },
    ],
  })
  await kim().press('C0SALES', textOf(ts), 'Assign to…', 'Paul')
  const [payload] = payloads()
  expect(rowsOf(payload?.actions)[0]).toMatchObject({ action_id: 'assign', block_id: 'who', selected_option: { value: 'paul' } })
  expect(payload).toMatchObject({ message: { ts }, state: { values: { who: { assign: { selected_option: { value: 'paul' } } } } } })
})

test('a whisper is for one person; its buttons work, without the message in the payload, and it can be replaced', async () => {
  const blocks = [{ type: 'actions', elements: [{ type: 'button', action_id: 'go', text: plain('Go') }] }]
  const { message_ts: ts } = await web('chat.postEphemeral', { channel: 'C0SALES', user: 'U0KIM', text: 'psst', blocks })
  expect(await open.client.slack('U0ADA').whispers()).toEqual([])
  await kim().press('C0SALES', textOf(ts), 'Go')
  const [payload] = payloads()
  expect(payload).toMatchObject({ container: { is_ephemeral: true, message_ts: ts } })
  expect(payload).not.toHaveProperty('message')
  const respond = (body: object) => fetch(textOf(payload?.response_url), { method: 'POST', body: JSON.stringify(body) })
  await respond({ replace_original: true, text: 'done' })
  expect(await kim().whispers()).toMatchObject([{ ts, text: 'done' }])
  await respond({ delete_original: true })
  expect(await kim().whispers()).toEqual([])
})

test('a shared file comes down only with the token', async () => {
  const { upload_url: uploadUrl, file_id: id } = await web('files.getUploadURLExternal', { filename: 'chart.png', length: 3 })
  await fetch(textOf(uploadUrl), { method: 'POST', body: new Uint8Array([1, 2, 3]) })
  const { files } = await web('files.completeUploadExternal', { files: [{ id, title: 'Chart' }], channel_id: 'C0SALES' })
  const url = textOf(rowsOf(files)[0]?.url_private)
  expect(url.startsWith(open.sandbox.url)).toBe(true)
  expect((await fetch(url)).status).toBe(401)
  const whole = await fetch(url, { headers: { authorization: `Bearer ${secrets.slackBotToken}` } })
  expect([...new Uint8Array(await whole.arrayBuffer())]).toEqual([1, 2, 3])
})

test('the five thousand and first call of an hour is answered like the first', async () => {
  const replies = []
  for (let round = 0; round < 51; round++) replies.push(...(await Promise.all(Array.from({ length: 100 }, () => web('auth.test', {})))))
  expect(replies.filter((reply) => reply.user_id !== 'U0PARLEY')).toEqual([])
})

test('starting over asks the app first, and leaves nothing behind', async () => {
  await open.client.phone('+40700000101').say('hello')
  await kim().post('C0SALES', 'hello')
  open.answer(503)
  await expect(open.client.startOver()).rejects.toThrow('Parley did not start over (it answered 503).')
  expect(await open.client.phone('+40700000101').chat()).toHaveLength(1)
  open.answer(200)
  await open.client.startOver()
  expect(open.got.at(-1)?.path).toBe('/sandbox/start-over')
  expect(await open.client.phone('+40700000101').chat()).toEqual([])
  expect(await kim().channel('C0SALES')).toEqual([])
})

test('calls and deliveries are counted by kind', async () => {
  await kim().post('C0SALES', 'one')
  await web('auth.test', {})
  expect(await open.client.counts()).toEqual({ 'delivery slack message': 1, 'call slack auth.test': 1 })
})

test('a wrong token, unknown channel and unknown method are refused as Slack refuses them', async () => {
  expect(await web('chat.postMessage', { channel: 'C0SALES', text: 'x' }, 'stolen')).toEqual({ ok: false, error: 'invalid_auth' })
  expect((await web('chat.postMessage', { channel: 'C0NOWHERE', text: 'x' })).error).toBe('channel_not_found')
  expect((await web('constructor', {})).error).toBe('unknown_method')
})

test('bad metadata and bad blocks are refused and nothing is posted', async () => {
  expect((await web('chat.postMessage', { channel: 'C0SALES', text: 'x', metadata: { event_type: '' } })).error).toBe(
    'invalid_metadata_format',
  )
  const reply = await web('chat.postMessage', { channel: 'C0SALES', text: 'x', blocks: [{ type: 'carousel' }] })
  expect(reply).toMatchObject({
    ok: false,
    error: 'invalid_blocks',
    response_metadata: { messages: [expect.stringContaining('/blocks/0/type')] },
  })
  expect(await kim().channel('C0SALES')).toEqual([])
})

test('a lost answer means the deed is done', async () => {
  await open.client.misbehave({ platform: 'slack', kind: 'lose_answer', method: 'chat.postMessage', count: 1 })
  await expect(web('chat.postMessage', { channel: 'C0SALES', text: 'once' })).rejects.toThrow()
  expect((await kim().channel('C0SALES')).map((message) => message.text)).toEqual(['once'])
})

test('an event can be delivered twice, with one event_id', async () => {
  await open.client.misbehave({ platform: 'slack', kind: 'duplicate', method: 'message', count: 1 })
  await kim().post('C0SUPPORT', 'hello')
  const twins = await open.client.waitForCalls((entries) => entries.length === 2 && entries, { direction: 'delivery', method: 'message' })
  expect(new Set(twins.map((entry) => fieldsOf(entry.body).event_id)).size).toBe(1)
})

test('waiting in vain says what was seen', async () => {
  await kim().post('C0SUPPORT', 'only this')
  const failure = kim().waitForMessage('C0SUPPORT', 'never written', 50)
  await expect(failure).rejects.toThrow(NotSeen)
  await expect(failure).rejects.toThrow('only this')
})

test('another person does not see a direct message', async () => {
  const { channel } = await kim().dm('psst')
  await expect(open.client.slack('U0ADA').channel(channel)).rejects.toThrow('not_in_channel')
})

test('the clock moves the time stamps of messages, and a response_url dies after thirty minutes or five uses', async () => {
  await open.client.clock({ advanceMs: 60 * 60_000 })
  const { ts } = await kim().post('C0SUPPORT', 'later')
  expect(Number(ts)).toBeGreaterThan(Date.now() / 1_000 + 3_000)
  expect((await kim().thread('C0SUPPORT', ts))[0]?.ts).toBe(ts)
  await kim().command('/parley', 'help', 'C0SALES')
  const [entry] = await open.client.calls({ direction: 'delivery', method: 'command' })
  const url = textOf(fieldsOf(entry?.body).response_url)
  const respond = async () => (await fetch(url, { method: 'POST', body: JSON.stringify({ text: 'again' }) })).status
  expect([await respond(), await respond(), await respond(), await respond(), await respond(), await respond()]).toEqual([
    200, 200, 200, 200, 200, 404,
  ])
})
