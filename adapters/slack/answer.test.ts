import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import type { PressAnswer } from '../../bots/channel.ts'
import { renderForm } from './form.ts'
import { scriptedApp } from './scripted-app.ts'
import { hangUp, json } from './scripted-slack.ts'

const app = await scriptedApp()
const { far, pressed, behaviour } = app

beforeEach(app.again)
afterAll(app.close)

const command = (more: Record<string, string> = {}) => ({
  form: {
    team_id: 'T1',
    channel_id: 'C1',
    user_id: 'U1',
    user_name: 'ann',
    command: '/parley',
    text: 'help',
    trigger_id: 'tr-1',
    response_url: `${far.url}/api/respond`,
    ...more,
  },
})
const payload = (body: object) => ({ form: { payload: JSON.stringify({ team: { id: 'T1' }, user: { id: 'U1', name: 'ann' }, ...body }) } })
const button = (more: object = {}) =>
  payload({
    type: 'block_actions',
    trigger_id: 'tr-2',
    response_url: `${far.url}/api/respond`,
    channel: { id: 'C1' },
    container: { type: 'message', message_ts: '1700.000001', channel_id: 'C1', is_ephemeral: false },
    message: { ts: '1700.000001' },
    actions: [{ type: 'button', action_id: 'choice:0', block_id: 'b1', value: 'approve:A-1', action_ts: '1700000001.5' }],
    ...more,
  })
const form = {
  id: 'order.reject:O-1',
  title: 'Reject',
  submit: 'Send',
  cancel: 'Cancel',
  fields: [{ name: 'reason', label: 'Reason', kind: 'text' as const, required: true }],
}
const submission = (origin: Parameters<typeof renderForm>[1] = {}) =>
  payload({
    type: 'view_submission',
    trigger_id: 'tr-3',
    view: {
      ...renderForm(form, origin),
      id: 'V1',
      hash: 'h1',
      state: { values: { reason: { value: { type: 'plain_text_input', value: 'too dear' } } } },
    },
  })
const call = (method: string) => vi.waitUntil(() => far.calls.find((one) => one.method === method))

test('a command is a press with its trigger as key, answered in the response', async () => {
  behaviour.press = async () => ({ whisper: { text: 'Here is *help*', choices: [{ id: 'a', title: 'A' }] } })
  const answer = await app.send(command({ text: 'a &amp; b' }))
  expect(pressed).toMatchObject([
    { kind: 'command', key: 'tr-1', command: '/parley', text: 'a & b', user: { id: 'U1', name: 'ann' }, place: { channel: 'C1' } },
  ])
  expect(JSON.parse(answer.text)).toMatchObject({
    response_type: 'ephemeral',
    text: 'Here is *help*',
    blocks: [{ type: 'section' }, { type: 'actions' }],
  })
})

test('a form is open before the command is answered', async () => {
  behaviour.press = async () => ({ form })
  const answer = await app.send(command())
  expect(answer).toEqual({ status: 200, text: '' })
  expect(far.calls.at(-1)).toMatchObject({ method: 'views.open', body: { trigger_id: 'tr-1', view: { callback_id: 'form' } } })
})

test('a press that takes too long is acknowledged with words, and its answer follows', async () => {
  const done = Promise.withResolvers<PressAnswer>()
  behaviour.press = () => done.promise
  const answer = await app.send(command())
  expect(JSON.parse(answer.text)).toMatchObject({ response_type: 'ephemeral', text: expect.stringContaining('Working on it') })
  done.resolve({ whisper: { text: 'done' } })
  expect(await call('respond')).toMatchObject({ body: { response_type: 'ephemeral', replace_original: false, text: 'done' } })
})

test('a slow button says "working on it" first and the answer second', async () => {
  const done = Promise.withResolvers<PressAnswer>()
  behaviour.press = () => done.promise
  expect(await app.send(button())).toEqual({ status: 200, text: '' })
  done.resolve({ whisper: { text: 'done' } })
  await vi.waitUntil(() => far.methods().filter((method) => method === 'respond').length === 2)
  expect(far.calls.map(({ body }) => body.text)).toEqual([expect.stringContaining('Working on it'), 'done'])
})

test('a slow form whose answer is errors says them in words', async () => {
  const done = Promise.withResolvers<PressAnswer>()
  behaviour.press = () => done.promise
  expect(await app.send(submission({ place: { channel: 'C1' } }))).toEqual({ status: 200, text: '' })
  done.resolve({ errors: { reason: 'Say a little more.' } })
  await vi.waitUntil(() => far.methods().filter((method) => method === 'chat.postEphemeral').length === 2)
  expect(far.calls.at(-1)).toMatchObject({ body: { channel: 'C1', user: 'U1', text: 'Say a little more.' } })
})

test('a button is a press with message, time and exact choice, and is whispered to where it was pressed', async () => {
  behaviour.press = async () => ({ whisper: { text: 'Kim decided already.' } })
  expect(await app.send(button())).toEqual({ status: 200, text: '' })
  expect(pressed).toEqual([
    {
      accountId: 'slack-1',
      key: 'tr-2',
      kind: 'choice',
      choice: 'approve:A-1',
      user: { id: 'U1', name: 'ann' },
      place: { channel: 'C1', messageId: 'C1:1700.000001' },
      at: new Date(1700000001500),
    },
  ])
  expect(await call('respond')).toMatchObject({ body: { text: 'Kim decided already.', replace_original: false } })
})

test('a press inside a thread is whispered into that thread', async () => {
  behaviour.press = async () => ({ whisper: { text: 'no' } })
  const container = { type: 'message', message_ts: '1700.000002', thread_ts: '1700.000001', channel_id: 'C1' }
  await app.send(button({ container }))
  expect(pressed[0]?.place).toEqual({ channel: 'C1', thread: '1700.000001', messageId: 'C1:1700.000002' })
  expect(await call('chat.postEphemeral')).toMatchObject({ body: { channel: 'C1', user: 'U1', thread_ts: '1700.000001', text: 'no' } })
})

test('a whisper goes by direct message when the place is closed to us', async () => {
  far.answers.set('respond', json(404, { ok: false, error: 'used_url' }))
  far.answers.set('chat.postEphemeral', json(200, { ok: false, error: 'not_in_channel' }))
  behaviour.press = async () => ({ whisper: { text: 'psst' } })
  await app.send(button())
  expect(await call('chat.postMessage')).toMatchObject({ body: { channel: 'D1', text: 'psst' } })
})

test('a whisper that may have arrived is not said twice', async () => {
  far.answers.set('respond', hangUp)
  behaviour.press = async () => ({ whisper: { text: 'psst' } })
  await app.send(button())
  await app.slack.stop()
  expect(far.methods()).toEqual(['respond'])
})

test('an answer address that is not Slack is not called', async () => {
  behaviour.press = async () => ({ whisper: { text: 'psst' } })
  await app.send(button({ response_url: 'http://169.254.169.254/latest' }))
  expect(await call('chat.postEphemeral')).toMatchObject({ body: { text: 'psst' } })
})

test('a choice from a menu comes back as it was given', async () => {
  const actions = [
    {
      type: 'static_select',
      action_id: 'choice:0',
      block_id: 'b1',
      selected_option: { text: { type: 'plain_text', text: 'A' }, value: 'pick:7' },
    },
  ]
  await app.send(button({ actions }))
  expect(pressed).toMatchObject([{ kind: 'choice', choice: 'pick:7' }])
})

test('a button that is none of ours is answered and reaches nobody', async () => {
  const actions = [{ type: 'button', action_id: 'other', block_id: 'b1', value: 'x' }]
  expect(await app.send(button({ actions }))).toMatchObject({ status: 200 })
  expect(pressed).toEqual([])
})

test('the errors of a submission stand at its fields, those for unknown fields at the first', async () => {
  behaviour.press = async () => ({ errors: { reason: 'Say a little more.', total: 'It is too much.' } })
  const answer = await app.send(submission())
  expect(pressed).toMatchObject([
    { kind: 'form', key: expect.stringMatching(/^V1:h1:/), form: 'order.reject:O-1', values: { reason: 'too dear' } },
  ])
  expect(JSON.parse(answer.text)).toEqual({ response_action: 'errors', errors: { reason: 'Say a little more. It is too much.' } })
})

test('a submission answered by another form shows that one', async () => {
  behaviour.press = async () => ({ form: { ...form, id: 'next' } })
  const answer = JSON.parse((await app.send(submission())).text)
  expect(answer).toMatchObject({ response_action: 'update', view: { private_metadata: '{"form":"next"}' } })
})

test('a submission that is well closes the form and whispers where the form was asked for', async () => {
  behaviour.press = async () => ({ whisper: { text: 'Rejected.' } })
  const place = { channel: 'C1', messageId: 'C1:1700.000001' }
  expect(await app.send(submission({ place }))).toEqual({ status: 200, text: '' })
  expect(pressed[0]?.place).toEqual(place)
  expect(await call('chat.postEphemeral')).toMatchObject({ body: { channel: 'C1', user: 'U1', text: 'Rejected.' } })
})

test('a broken deed is said calmly, and a form keeps what was typed', async () => {
  behaviour.press = () => Promise.reject(new Error('select * from secrets'))
  const answers = [await app.send(command()), await app.send(submission())]
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(JSON.parse(answers[0]?.text ?? '')).toMatchObject({ text: expect.stringContaining('Sorry') })
  expect(JSON.parse(answers[1]?.text ?? '')).toMatchObject({
    response_action: 'errors',
    errors: { reason: expect.stringContaining('Sorry') },
  })
  expect(JSON.stringify(answers)).not.toContain('select')
})

test('a form that came too late for Slack asks to press again', async () => {
  far.answers.set('views.open', json(200, { ok: false, error: 'expired_trigger_id' }))
  behaviour.press = async () => ({ form })
  await app.send(button())
  expect(await call('respond')).toMatchObject({ body: { text: expect.stringContaining('press once more') } })
})

test('a form that is open already (the same press delivered twice) is left alone', async () => {
  far.answers.set('views.open', json(200, { ok: false, error: 'exchanged_trigger_id' }))
  behaviour.press = async () => ({ form })
  await app.send(button())
  await app.slack.stop()
  expect(far.methods()).toEqual(['views.open'])
})

test('a closed form is answered at once', async () => {
  expect(await app.send(payload({ type: 'view_closed', view: { id: 'V1', callback_id: 'form', type: 'modal' } }))).toMatchObject({
    status: 200,
  })
})
