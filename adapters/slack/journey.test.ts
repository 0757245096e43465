import Koa from 'koa'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { ChannelError, type Form, type Inbound, type Press, type PressAnswer, type Reply } from '../../bots/channel.ts'
import { grant } from '../../core/kernel/permit.ts'
import { type Sandbox, startSandbox } from '../sandbox/start.ts'
import { listen } from './scripted-slack.ts'
import { type StartedSlack, startSlack } from './start.ts'

const ada = 'U0ADA00001'
const orders = 'C0ORDERS01'
const signingSecret = 'sandbox-signing'
const botToken = 'xoxb-sandbox-token'

const received: Inbound[] = []
const pressed: Press[] = []
let onReceive: (inbound: Inbound) => Promise<boolean>
let onPress: (press: Press) => Promise<PressAnswer>
const doors = {
  receive: (inbound: Inbound) => {
    received.push(inbound)
    return onReceive(inbound)
  },
  press: (press: Press) => {
    pressed.push(press)
    return onPress(press)
  },
  report: async () => {},
}
const log = { info: () => {}, warn: () => {}, error: () => {} }

const koa = new Koa()
koa.use((ctx, next) => slack.middleware(ctx, next))
const app = await listen(koa.callback())
let sandbox: Sandbox
let slack: StartedSlack

const Message = z.looseObject({
  ts: z.string(),
  text: z.string(),
  user: z.string().optional(),
  thread_ts: z.string().optional(),
  blocks: z.array(z.looseObject({ type: z.string() })).optional(),
  files: z.array(z.looseObject({ name: z.string() })).optional(),
})
const control = async <Shape extends z.ZodType>(path: string, shape: Shape, body?: object) => {
  const asked = body ? { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}
  const answer = await fetch(`${sandbox.url}/control${path}`, asked)
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return shape.parse(await answer.json())
}
const messagesIn = async (channel: string) =>
  (await control(`/slack/${ada}/channels/${channel}`, z.object({ messages: z.array(Message) }))).messages
const whispers = () =>
  control(`/slack/${ada}/whispers`, z.array(z.looseObject({ text: z.string(), channel: z.string(), thread_ts: z.string().optional() })))
const say = (channel: string, text: string, thread?: string) =>
  control(`/slack/${ada}/say`, z.object({ channel: z.string(), ts: z.string() }), { channel, text, ...(thread ? { thread } : {}) })
const press = (body: object) => control(`/slack/${ada}/press`, z.object({ status: z.number() }), body)
const submit = (values: Record<string, string>) => control(`/slack/${ada}/submit`, z.looseObject({ open: z.boolean() }), { values })
const modal = async () =>
  (await control(`/slack/${ada}/modal`, z.object({ view: z.looseObject({ title: z.object({ text: z.string() }) }).nullable() }))).view
const misbehave = (kind: string, method: string, more: object = {}) =>
  control('/misbehave', z.unknown(), { platform: 'slack', kind, method, count: 1, ...more })
const callsOf = async (method: string) =>
  (await control(`/calls?method=${method}`, z.object({ entries: z.array(z.looseObject({ status: z.number() })) }))).entries

beforeAll(async () => {
  sandbox = await startSandbox({
    appUrl: app.url,
    slackSigningSecret: signingSecret,
    slackBotToken: botToken,
    whatsappAppSecret: 'a',
    whatsappAccessToken: 'b',
    whatsappPhoneNumberId: '1',
    whatsappVerifyToken: 'c',
    slackRetryMs: [20, 20],
    seed: {
      staff: [{ slackUserId: ada, name: 'Ada Voicu', email: 'ada@carpath.example' }],
      channels: [{ id: orders, name: 'orders' }],
      phones: [],
    },
  })
  slack = await startSlack({
    account: { id: 'env', botToken, signingSecret, apiUrl: sandbox.slackApiUrl },
    doors,
    log,
    pressBudgetMs: 1000,
  })
})
beforeEach(async () => {
  await control('/reset', z.unknown(), {})
  received.length = pressed.length = 0
  onReceive = async () => true
  onPress = async () => ({})
})
afterAll(async () => {
  await slack.stop()
  await sandbox.stop()
  app.close()
})

let made = 0
const permit = () => grant(`m-${++made}`, 'free')
const card: Reply = {
  text: 'O-1042 waits for you',
  card: { title: 'O-1042', state: { label: 'Waiting', tone: 'waiting' }, facts: [{ label: 'Total', value: '120 lei' }] },
  choices: [
    { id: 'approve:A-12', title: 'Approve', tone: 'primary' },
    { id: 'reject:A-12', title: 'Reject', tone: 'danger' },
  ],
}
const reason: Form = {
  id: 'reject:A-12',
  title: 'Reject O-1042',
  submit: 'Reject',
  cancel: 'Back',
  intro: 'Doina is told the reason.',
  fields: [{ name: 'reason', label: 'Reason', kind: 'longtext', required: true }],
}

test('command, form, submission with errors, submission that is well', async () => {
  onPress = async (one) => (one.kind === 'command' ? { form: reason } : { errors: { reason: 'Say a little more.' } })
  expect(await control(`/slack/${ada}/command`, z.unknown(), { command: '/parley', text: 'reject A-12', channel: orders })).toEqual({
    status: 200,
  })
  expect((await modal())?.title.text).toBe('Reject O-1042')

  expect(await submit({ reason: 'no' })).toEqual({ open: true, errors: { reason: 'Say a little more.' } })
  onPress = async () => ({ whisper: { text: 'Rejected.' } })
  expect(await submit({ reason: 'It is too dear.' })).toEqual({ open: false })

  expect(pressed).toMatchObject([
    { kind: 'command', command: '/parley', text: 'reject A-12', user: { id: ada }, place: { channel: orders } },
    { kind: 'form', form: 'reject:A-12', values: { reason: 'no' } },
    { kind: 'form', form: 'reject:A-12', values: { reason: 'It is too dear.' }, place: { channel: orders } },
  ])
  // Slack gives a form that stayed open the same id and hash: the corrected submission must not look like a repetition.
  expect(pressed[2]?.key).not.toBe(pressed[1]?.key)
  await vi.waitFor(async () => expect(await whispers()).toMatchObject([{ text: 'Rejected.', channel: orders }]))
})

test('card, press, update', async () => {
  const { externalId } = await slack.channel.send(permit(), { channel: orders }, card)
  const [, ts = ''] = externalId.split(':')
  onPress = async () => {
    await slack.channel.update(permit(), { channel: orders }, externalId, { text: 'O-1042 was approved by Ada' })
    return {}
  }
  expect(await press({ channel: orders, ts, press: 'Approve' })).toEqual({ status: 200 })
  expect(pressed).toMatchObject([{ kind: 'choice', choice: 'approve:A-12', place: { channel: orders, messageId: externalId } }])
  const [shown] = await messagesIn(orders)
  expect(shown).toMatchObject({ ts, text: 'O-1042 was approved by Ada' })
  expect(shown?.blocks ?? []).toEqual([])
})

test('a press in a thread is answered in that thread, to the presser alone', async () => {
  const { externalId } = await slack.channel.send(permit(), { channel: orders }, { text: 'Conversation with Doina' })
  const [, thread = ''] = externalId.split(':')
  const inside = await slack.channel.send(permit(), { channel: orders, thread }, card)
  onPress = async () => ({ whisper: { text: 'Kim decided already.' } })
  await press({ channel: orders, ts: inside.externalId.split(':')[1], press: 'Reject' })
  await vi.waitFor(async () => expect(await whispers()).toMatchObject([{ text: 'Kim decided already.', thread_ts: thread }]))
})

test('many choices become a menu, and the chosen one comes back', async () => {
  const choices = Array.from({ length: 12 }, (_, index) => ({ id: `product:${index}`, title: `Product ${index}` }))
  const { externalId } = await slack.channel.send(permit(), { channel: orders }, { text: 'Which one?', choices, choicesLabel: 'Products' })
  await press({ channel: orders, ts: externalId.split(':')[1], press: 'Products', value: 'product:7' })
  expect(pressed).toMatchObject([{ kind: 'choice', choice: 'product:7' }])
})

test('a direct message is heard and answered in the same direct chat', async () => {
  const { ts, channel } = await say('im', 'what is open?')
  await vi.waitUntil(() => received.length > 0)
  expect(received).toMatchObject([
    { accountId: 'env', kind: 'text', text: 'what is open?', user: { id: ada }, messageId: `${channel}:${ts}` },
  ])
  const sent = await slack.channel.send(permit(), { user: ada }, { text: 'Two orders.' })
  expect(sent.externalId.split(':')[0]).toBe(channel)
  expect((await messagesIn('im')).map(({ text }) => text)).toEqual(['what is open?', 'Two orders.'])
})

test('our own messages and updates come back from Slack and are not heard', async () => {
  const { externalId } = await slack.channel.send(permit(), { channel: orders }, card)
  await slack.channel.update(permit(), { channel: orders }, externalId, { text: 'new' })
  const delivered = z.object({ entries: z.array(z.looseObject({ status: z.number() })) })
  await vi.waitFor(async () => {
    const { entries } = await control('/calls?direction=delivery&method=message', delivered)
    expect(entries.map(({ status }) => status)).toEqual([200, 200])
  })
  expect(received).toEqual([])
})

test('an event that could not be stored is repeated by Slack under the same key', async () => {
  let tries = 0
  onReceive = async () => {
    tries += 1
    if (tries === 1) throw new Error('no database')
    return true
  }
  await say('im', 'hello')
  await vi.waitUntil(() => received.length === 2)
  expect(received[0]?.key).toBe(received[1]?.key)
})

test('a mention in a channel is told twice and carries one key', async () => {
  await say(orders, '@parley what is open?')
  await vi.waitUntil(() => received.length === 2)
  expect(new Set(received.map(({ key }) => key)).size).toBe(1)
  expect(received[0]).toMatchObject({ text: 'what is open?', place: { channel: orders } })
})

test('a 429 is "later", with the time', async () => {
  await misbehave('http_429', 'chat.postMessage', { ms: 3000 })
  const error = await slack.channel.send(permit(), { channel: orders }, card).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ kind: 'later', retryAfterMs: 3000 })
  expect(await messagesIn(orders)).toEqual([])
})

test.for([['a channel'], ['a thread']])('a lost answer in %s is doubt, and the message is found by our id', async ([where]) => {
  const root = await slack.channel.send(permit(), { channel: orders }, { text: 'root' })
  const to = where === 'a thread' ? { channel: orders, thread: root.externalId.split(':')[1] ?? '' } : { channel: orders }
  const leave = permit()
  await misbehave('lose_answer', 'chat.postMessage')
  const error = await slack.channel.send(leave, to, card).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ChannelError)
  expect(error).toMatchObject({ kind: 'doubt' })
  const found = await slack.channel.find(to, leave.messageId)
  expect(found?.externalId.startsWith(`${orders}:`)).toBe(true)
  expect(found).not.toEqual(root)
  expect(await slack.channel.find(to, 'm-never-sent')).toBeNull()
})

test('a message that never arrived is not found', async () => {
  const leave = permit()
  await misbehave('http_500', 'chat.postMessage')
  expect(await slack.channel.send(leave, { channel: orders }, card).catch((thrown: unknown) => thrown)).toMatchObject({ kind: 'doubt' })
  expect(await slack.channel.find({ channel: orders }, leave.messageId)).toBeNull()
})

test('a document is shared once, however often the message is tried, and can be fetched again', async () => {
  let made = 0
  const load = async () => {
    made += 1
    return new TextEncoder().encode('%PDF-1.7 invoice')
  }
  const reply: Reply = { text: 'The invoice of O-1042', files: [{ name: 'F-100.pdf', mime: 'application/pdf', caption: 'F-100', load }] }
  const leave = permit()
  await misbehave('http_429', 'chat.postMessage')
  expect(await slack.channel.send(leave, { channel: orders }, reply).catch((thrown: unknown) => thrown)).toMatchObject({ kind: 'later' })
  await slack.channel.send(leave, { channel: orders }, reply)
  expect(made).toBe(1)
  const shared = await callsOf('files.completeUploadExternal')
  expect(shared).toHaveLength(1)
  const { files } = z.object({ files: z.array(z.object({ id: z.string() })) }).parse(z.object({ body: z.unknown() }).parse(shared[0]).body)
  const { bytes, mime } = await slack.channel.media(files[0]?.id ?? '')
  expect(new TextDecoder().decode(bytes)).toBe('%PDF-1.7 invoice')
  expect(mime).toBe('application/pdf')
})

test('a form that Slack gets too late becomes a sentence', async () => {
  onPress = async () => {
    await control('/clock', z.unknown(), { advanceMs: 4000 })
    return { form: reason }
  }
  const { externalId } = await slack.channel.send(permit(), { channel: orders }, card)
  await press({ channel: orders, ts: externalId.split(':')[1], press: 'Reject' })
  await vi.waitFor(async () => expect(await whispers()).toMatchObject([{ text: expect.stringContaining('press once more') }]))
  expect(await modal()).toBeNull()
})

test('the check is content with the sandbox, and names an unknown channel', async () => {
  expect(await slack.check([orders])).toEqual([])
  expect(await slack.check(['C0NOWHERE1'])).toEqual([expect.stringContaining('C0NOWHERE1')])
})

test('a colleague is known by name and address', async () => {
  expect(await slack.profile(ada)).toMatchObject({ name: 'Ada Voicu', email: 'ada@carpath.example', left: false, bot: false })
})
