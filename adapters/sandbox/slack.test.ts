import { createServer } from 'node:net'
import { App, LogLevel } from '@slack/bolt'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { secrets, seed } from './cast.ts'
import type { SandboxClient } from './client.ts'
import { sandboxClient } from './client.ts'
import type { Sandbox } from './start.ts'
import { startSandbox } from './start.ts'

// A real bolt app against the stand-in: it asks for a reason in a modal and changes the card it posted.
let sandbox: Sandbox
let client: SandboxClient
let app: App
const heard: string[] = []
let appUrl = ''

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

const card = (id: string) => [
  { type: 'section', text: { type: 'mrkdwn', text: `*Order* ${id}` } },
  {
    type: 'actions',
    elements: [
      { type: 'button', action_id: 'approve', text: { type: 'plain_text', text: 'Approve' }, value: id, style: 'primary' },
      { type: 'button', action_id: 'reject', text: { type: 'plain_text', text: 'Reject' }, value: id, style: 'danger' },
    ],
  },
]

const reasonForm = {
  type: 'modal' as const,
  callback_id: 'reason',
  notify_on_close: true,
  title: { type: 'plain_text' as const, text: 'Reject' },
  submit: { type: 'plain_text' as const, text: 'Send' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'why',
      label: { type: 'plain_text' as const, text: 'Reason' },
      element: { type: 'plain_text_input' as const, action_id: 'text' },
    },
    {
      type: 'input' as const,
      block_id: 'next',
      optional: true,
      label: { type: 'plain_text' as const, text: 'Next step' },
      element: {
        type: 'static_select' as const,
        action_id: 'pick',
        options: ['Call', 'Write'].map((text) => ({ text: { type: 'plain_text' as const, text }, value: text.toLowerCase() })),
      },
    },
  ],
}

let lastTrigger = ''

beforeAll(async () => {
  const port = await freePort()
  appUrl = `http://127.0.0.1:${port}`
  sandbox = await startSandbox({ appUrl, seed, ...secrets, slackRetryMs: [20, 20, 20] })
  client = sandboxClient(sandbox.url)
  app = new App({
    token: secrets.slackBotToken,
    signingSecret: secrets.slackSigningSecret,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: sandbox.slackApiUrl, retryConfig: { retries: 2, minTimeout: 10, maxTimeout: 20 } },
  })
  app.command('/parley', async ({ command, ack, client: web, respond }) => {
    lastTrigger = command.trigger_id
    if (command.text === 'help') return ack({ response_type: 'ephemeral', text: 'Ask me anything.' })
    await ack()
    await web.chat.postMessage({
      channel: command.channel_id,
      text: `Order ${command.text}`,
      blocks: card(command.text),
      metadata: { event_type: 'card', event_payload: { id: command.text } },
    })
    await respond({ response_type: 'ephemeral', text: 'Sent for approval.' })
  })
  app.action('approve', async ({ ack, body, client: web }) => {
    await ack()
    if (body.type !== 'block_actions' || !body.channel || !body.message) return
    await web.chat.update({
      channel: body.channel.id,
      ts: body.message.ts,
      text: 'Approved',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `Approved by <@${body.user.id}>` } }],
    })
  })
  app.action('reject', async ({ ack, body, client: web }) => {
    await ack()
    if (body.type === 'block_actions') await web.views.open({ trigger_id: body.trigger_id, view: reasonForm })
  })
  app.view('reason', async ({ ack, view, body, client: web }) => {
    const why = view.state.values.why?.text?.value ?? ''
    if (why.length < 3) return ack({ response_action: 'errors', errors: { why: 'Say a little more.' } })
    if (why === 'more')
      return ack({
        response_action: 'push',
        view: { ...reasonForm, callback_id: 'second', title: { type: 'plain_text', text: 'And then?' } },
      })
    await ack()
    heard.push(`reason ${why} ${view.state.values.next?.pick?.selected_option?.value ?? 'none'}`)
    await web.chat.postMessage({ channel: 'C0SALES', text: `Rejected by ${body.user.id}: ${why}` })
  })
  app.view('second', async ({ ack }) => ack({ response_action: 'clear' }))
  app.view({ callback_id: 'reason', type: 'view_closed' }, async ({ ack }) => {
    await ack()
    heard.push('closed')
  })
  app.message('ping', async ({ message, say }) => {
    if (message.type === 'message' && message.subtype === undefined)
      await say({ text: `pong ${message.channel_type}`, thread_ts: message.thread_ts ?? message.ts })
  })
  app.event('app_mention', async ({ event }) => {
    heard.push(`mention ${event.text}`)
  })
  app.event('app_home_opened', async ({ event, client: web }) => {
    await web.views.publish({
      user_id: event.user,
      view: { type: 'home', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'Waiting for you: 2' } }] },
    })
  })
  app.event('link_shared', async ({ event }) => {
    heard.push(`links ${event.links.length}`)
  })
  await app.start({ port, host: '127.0.0.1' })
})
afterAll(async () => {
  await app.stop()
  await sandbox.stop()
})
beforeEach(async () => {
  heard.length = 0
  await client.reset()
})

const kim = () => client.slack('U0KIM')
const ada = () => client.slack('U0ADA')
const sendOrder = async (id = 'SO-1') => {
  await kim().command('/parley', id, 'C0SALES')
  return ada().waitForMessage('C0SALES', `Order ${id}`)
}

test('bolt takes a signed slash command, posts a card, and answers through response_url to the person alone', async () => {
  const message = await sendOrder()
  expect(message).toMatchObject({
    user: 'U0PARLEY',
    bot_id: 'B0PARLEY',
    app_id: 'A0PARLEY',
    metadata: { event_type: 'card', event_payload: { id: 'SO-1' } },
  })
  expect(kim().buttons(message)).toEqual(['Approve', 'Reject'])
  expect((await kim().waitForWhisper('Sent for approval.')).from).toBe('app')
  expect(await ada().whispers()).toEqual([])
})

test('an answer in the acknowledgement is whispered', async () => {
  await kim().command('/parley', 'help', 'C0SALES')
  expect((await kim().waitForWhisper('Ask me anything.')).channel).toBe('C0SALES')
})

test('a press updates the card in place, for everybody', async () => {
  const message = await sendOrder()
  await ada().press('C0SALES', message.ts, 'Approve')
  const changed = await kim().waitForMessage('C0SALES', 'Approved by <@U0ADA>')
  expect(changed.ts).toBe(message.ts)
  expect(changed.edited).toBeDefined()
  await expect(ada().press('C0SALES', message.ts, 'Approve')).rejects.toThrow('nothing to press')
})

test('a modal opens, refuses what is empty by itself and what is too short by the app, and closes on a good answer', async () => {
  const message = await sendOrder()
  await ada().press('C0SALES', message.ts, 'Reject')
  await ada().waitForModal('Reason')
  expect(await ada().submit({ why: '' })).toEqual({ open: true, errors: { why: 'Please complete this required field.' } })
  expect(await ada().submit({ Reason: 'x' })).toEqual({ open: true, errors: { why: 'Say a little more.' } })
  await expect(ada().submit({ nonsense: 'x' })).rejects.toThrow('There is no field "nonsense"')
  await expect(ada().submit({ why: 'too dear', next: 'Sing' })).rejects.toThrow('There are: Call, Write')
  expect(await ada().submit({ why: 'too dear', next: 'Call' })).toEqual({ open: false })
  await kim().waitForMessage('C0SALES', 'Rejected by U0ADA: too dear')
  expect(heard).toEqual(['reason too dear call'])
  expect(await ada().modal()).toBeNull()
})

test('response_action push lays a view on top and clear takes all away', async () => {
  const message = await sendOrder()
  await ada().press('C0SALES', message.ts, 'Reject')
  await ada().waitForModal('Reason')
  expect(await ada().submit({ why: 'more' })).toEqual({ open: true })
  expect(await ada().waitForModal('And then?')).toMatchObject({ callback_id: 'second' })
  expect(await ada().submit({ why: 'enough' })).toEqual({ open: false })
})

test('closing a modal that asked to be told tells the app', async () => {
  const message = await sendOrder()
  await ada().press('C0SALES', message.ts, 'Reject')
  await ada().waitForModal()
  expect(await ada().close()).toEqual({ open: false })
  expect(heard).toEqual(['closed'])
})

test('messages in channels, threads and directly reach the app, and so do mentions and links', async () => {
  const root = await kim().post('C0SUPPORT', 'ping')
  await kim().waitForReply('C0SUPPORT', root.ts, 'pong channel')
  await kim().post('C0SUPPORT', 'ping again', { thread: root.ts })
  await kim().waitForReply('C0SUPPORT', root.ts, /pong/)
  const direct = await kim().dm('ping')
  await kim().waitForReply('im', direct.ts, 'pong im')
  await kim().mention('C0SUPPORT', 'who waits?')
  await client.waitForCalls((entries) => entries.some((entry) => entry.method === 'app_mention'))
  await kim().post('C0SUPPORT', 'look https://shop.example/x')
  await kim().post('C0SUPPORT', `look ${appUrl}/clientarea/invoices/7`)
  await client.waitForCalls((entries) => entries.some((entry) => entry.method === 'link_shared'))
  expect(heard.filter((one) => !one.startsWith('pong'))).toEqual(['mention <@U0PARLEY> who waits?', 'links 1'])
})

test('the App Home is published and seen', async () => {
  await kim().openHome()
  expect(await kim().waitForHome('Waiting for you: 2')).toMatchObject({ type: 'home' })
  expect(await ada().home()).toBeNull()
})

const web = async (method: string, body: unknown, token = secrets.slackBotToken) => {
  const response = await fetch(`${sandbox.slackApiUrl}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    reply: (await response.json()) as Record<string, unknown>,
  }
}

test('a trigger id opens a view once, and not after three seconds', async () => {
  await kim().command('/parley', 'help', 'C0SALES')
  expect((await web('views.open', { trigger_id: lastTrigger, view: reasonForm })).reply.ok).toBe(true)
  expect((await web('views.open', { trigger_id: lastTrigger, view: reasonForm })).reply.error).toBe('exchanged_trigger_id')
  await kim().command('/parley', 'help', 'C0SALES')
  await client.clock({ advanceMs: 3_000 })
  expect((await web('views.open', { trigger_id: lastTrigger, view: reasonForm })).reply.error).toBe('expired_trigger_id')
  expect((await web('views.open', { trigger_id: 'made-up', view: reasonForm })).reply.error).toBe('invalid_trigger_id')
})

test('a view is changed only by who has its newest hash, and three lie on each other at most', async () => {
  await kim().command('/parley', 'help', 'C0SALES')
  const { view } = (await web('views.open', { trigger_id: lastTrigger, view: reasonForm })).reply as { view: { id: string; hash: string } }
  expect((await web('views.update', { view_id: view.id, hash: 'old', view: reasonForm })).reply.error).toBe('hash_conflict')
  expect((await web('views.update', { view_id: view.id, hash: view.hash, view: reasonForm })).reply.ok).toBe(true)
  expect((await web('views.update', { view_id: 'V0', view: reasonForm })).reply.error).toBe('not_found')
  for (const outcome of [true, true, false]) {
    await kim().command('/parley', 'help', 'C0SALES')
    expect((await web('views.push', { trigger_id: lastTrigger, view: reasonForm })).reply.ok).toBe(outcome)
  }
})

test('metadata is handed out only when asked for', async () => {
  const { ts } = await sendOrder()
  const messages = async (more: object) =>
    (await web('conversations.replies', { channel: 'C0SALES', ts, ...more })).reply.messages as object[]
  expect((await messages({}))[0]).not.toHaveProperty('metadata')
  expect((await messages({ include_all_metadata: true }))[0]).toHaveProperty('metadata.event_payload.id', 'SO-1')
})

test('a file goes up in three steps and comes down whole', async () => {
  const bytes = new TextEncoder().encode('%PDF-1.7 a little one')
  await app.client.filesUploadV2({
    channel_id: 'C0SALES',
    file: Buffer.from(bytes),
    filename: 'invoice.pdf',
    initial_comment: 'The invoice',
  })
  const message = await kim().waitForMessage('C0SALES', 'The invoice')
  const file = await kim().download(message)
  expect(file).toMatchObject({ name: 'invoice.pdf', mime: 'application/pdf' })
  expect(Buffer.from(file.bytes)).toEqual(Buffer.from(bytes))
})

test('429 comes with Retry-After for one channel only, and bolt waits it out', async () => {
  await client.misbehave({ platform: 'slack', kind: 'http_429', method: 'chat.postMessage', channel: 'C0SALES', count: 1, ms: 1_000 })
  expect((await web('chat.postMessage', { channel: 'C0SUPPORT', text: 'fine' })).status).toBe(200)
  await app.client.chat.postMessage({ channel: 'C0SALES', text: 'at last' })
  const calls = await client.calls({ direction: 'call', method: 'chat.postMessage' })
  expect(calls.map((call) => call.status)).toEqual([200, 429, 200])
})
