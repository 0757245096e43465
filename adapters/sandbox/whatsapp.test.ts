import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openSandbox, secrets } from './cast.ts'
import { readMetaDocument } from './whatsapp/judge.ts'
import { fieldsOf, jsonOf, rowsOf } from './wire.ts'

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

const DOINA = '+40700000101'
const doina = () => open.client.phone(DOINA)
const text = (body: string) => ({ type: 'text', text: { body } })
const webhookValue = (raw: string) => fieldsOf(rowsOf(rowsOf(fieldsOf(jsonOf(raw)).entry)[0]?.changes)[0]?.value)
const messagesGot = () => open.got.flatMap(({ raw }) => rowsOf(webhookValue(raw).messages))
const statusesGot = () => open.got.flatMap(({ raw }) => rowsOf(webhookValue(raw).statuses))
const _statuses = (count: number) =>
  open.client.waitForCalls((entries) => entries.length >= count && statusesGot(), { direction: 'delivery', method: 'statuses' })
const codeOf = (answer: { body: unknown }) => fieldsOf(fieldsOf(answer.body).error).code

test('a message from the phone is signed over its escaped bytes and names its sender', async () => {
  await doina().say('Bună dimineața! 👋')
  const [got] = open.got
  expect(got).toMatchObject({ path: '/webhooks/whatsapp', signed: true })
  expect(got?.raw).toContain('Bun\\u0103 diminea\\u021ba! \\ud83d\\udc4b')
  expect(webhookValue(got?.raw ?? '')).toMatchObject({
    metadata: { phone_number_id: secrets.whatsappPhoneNumberId },
    contacts: [{ profile: { name: 'Doina Marcu' }, wa_id: '40700000101' }],
    messages: [{ from: '40700000101', type: 'text', text: { body: 'Bună dimineața! 👋' } }],
  })
})

test('several messages can come in one webhook', async () => {
  await doina().sayAtOnce('one', 'two', 'three')
  expect(open.got).toHaveLength(1)
  expect(messagesGot().map((one) => fieldsOf(one.text).body)).toEqual(['one', 'two', 'three'])
})

test('every kind of message arrives as Meta names it', async () => {
  const { id } = await doina().say('first')
  await doina().sendLocation({ latitude: 45.65, longitude: 25.6, name: 'Home' })
  await doina().sendImage({ caption: 'this one' })
  await doina().sendVoice()
  await doina().sendDocument({ name: 'order.pdf' })
  await doina().sendSticker()
  await doina().sendContact({ name: 'Emil', phone: '+40700000102' })
  await doina().react(id, '👍')
  await doina().edit(id, 'first, corrected')
  await doina().remove(id)
  await doina().order([{ code: 'PAP-A4-80', quantity: 2, price: 90 }])
  await doina().sendUnsupported()
  expect(messagesGot().map((one) => one.type)).toEqual([
    'text',
    'location',
    'image',
    'audio',
    'document',
    'sticker',
    'contacts',
    'reaction',
    'edit',
    'revoke',
    'order',
    'unsupported',
  ])
  expect(messagesGot()[8]).toMatchObject({
    edit: { original_message_id: id, message: { type: 'text', text: { body: 'first, corrected' } } },
  })
  expect((await doina().chat())[0]).toMatchObject({ deleted: true, text: '' })
})

test('a press carries the id of the button and quotes the message; a quick reply of a template is a button message', async () => {
  await doina().say('hello')
  await open.send(DOINA, {
    type: 'interactive',
    interactive: {
      type: 'button',
      body: { text: 'Place it?' },
      action: {
        buttons: [
          ['yes', 'Place order'],
          ['no', 'Not yet'],
        ].map(([id, title]) => ({ type: 'reply', reply: { id, title } })),
      },
    },
  })
  const asked = await doina().hears('[Place order]')
  await doina().press('Place order')
  expect(messagesGot().at(-1)).toMatchObject({
    type: 'interactive',
    context: { id: asked.id },
    interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Place order' } },
  })
  await open.send(DOINA, {
    type: 'template',
    template: {
      name: 'order_decision',
      language: { code: 'en' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'SO-7' },
            { type: 'text', text: 'accepted' },
          ],
        },
        { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'human' }] },
      ],
    },
  })
  expect((await doina().hears('Your order SO-7 is accepted now.')).template).toEqual({ name: 'order_decision', language: 'en' })
  await doina().press('Talk to us')
  expect(messagesGot().at(-1)).toMatchObject({ type: 'button', button: { payload: 'human', text: 'Talk to us' } })
  await expect(doina().press('Nowhere')).rejects.toThrow('The newest message offers: Talk to us.')
})

test('a list row is picked by its words', async () => {
  await doina().say('hello')
  await open.send(DOINA, {
    type: 'interactive',
    interactive: {
      type: 'list',
      body: { text: 'Which paper?' },
      action: {
        button: 'Choose',
        sections: [
          {
            title: 'A4',
            rows: [
              { id: 'p75', title: '75 g', description: '79.50' },
              { id: 'p80', title: '80 g' },
            ],
          },
        ],
      },
    },
  })
  await doina().hears('(80 g)')
  await doina().press('75 g')
  expect(messagesGot().at(-1)).toMatchObject({
    interactive: { type: 'list_reply', list_reply: { id: 'p75', title: '75 g', description: '79.50' } },
  })
})

test('a webhook that is not taken comes again, the same', async () => {
  open.answer(500)
  await doina().say('hello')
  open.answer(200)
  await open.client.waitForCalls((entries) => entries.some((entry) => entry.status === 200), { direction: 'delivery' })
  expect(new Set(open.got.map((one) => one.raw)).size).toBe(1)
  expect(open.got.length).toBeGreaterThan(1)
})

test('deliveries can be doubled, dropped, overtaken and delayed', async () => {
  await open.client.misbehave({ platform: 'whatsapp', kind: 'duplicate', count: 1 })
  await doina().say('twice')
  await open.client.waitForCalls((entries) => entries.length === 2, { direction: 'delivery' })
  await open.client.misbehave({ platform: 'whatsapp', kind: 'drop', count: 1 })
  await doina().say('never')
  await open.client.misbehave({ platform: 'whatsapp', kind: 'reorder', count: 1 })
  await doina().say('second')
  await doina().say('first')
  await open.client.misbehave({ platform: 'whatsapp', kind: 'delay', count: 1, ms: 20 })
  await doina().say('late')
  await open.client.waitForCalls((entries) => entries.length === 5, { direction: 'delivery' })
  expect(messagesGot().map((one) => fieldsOf(one.text).body)).toEqual(['twice', 'twice', 'first', 'second', 'late'])
})

test('answers can be lost, and sending can be refused for being too fast', async () => {
  await doina().say('hello')
  await open.client.misbehave({ platform: 'whatsapp', kind: 'lose_answer', count: 1 })
  await expect(open.send(DOINA, text('sent all the same'))).rejects.toThrow()
  expect((await doina().last())?.text).toBe('sent all the same')
  await open.client.misbehave({ platform: 'whatsapp', kind: 'http_429', count: 1 })
  expect(codeOf(await open.send(DOINA, text('x')))).toBe(130429)
  await open.client.misbehave({ platform: 'whatsapp', kind: 'http_429', count: 1, code: 131056, channel: DOINA })
  expect(codeOf(await open.send('+40700000111', text('x')))).toBeUndefined()
  expect(codeOf(await open.send(DOINA, text('x')))).toBe(131056)
  await open.client.misbehave({ platform: 'whatsapp', kind: 'http_500', count: 1 })
  expect((await open.send(DOINA, text('x'))).status).toBe(500)
})

test('the handshake is done, a wrong token and a wrong id are refused', async () => {
  expect(await open.client.verifyWebhook()).toEqual({ ok: true, status: 200 })
  expect((await open.graph('1/messages', text('x'))).body).toMatchObject({ error: { code: 100, error_subcode: 33 } })
  const stolen = await fetch(`${open.sandbox.graphUrl}/v23.0/${secrets.whatsappPhoneNumberId}/messages`, {
    method: 'POST',
    headers: { authorization: 'Bearer stolen' },
    body: '{}',
  })
  expect([stolen.status, codeOf({ body: await stolen.json() })]).toEqual([401, 190])
})

test("Meta's own webhook examples are delivered signed", async () => {
  const examples = Object.values(readMetaDocument().webhookExamples())
  for (const example of examples) {
    const value = fieldsOf(rowsOf(rowsOf(fieldsOf(fieldsOf(example).value).entry)[0]?.changes)[0]?.value)
    expect((await open.client.deliverWhatsApp(value)).status).toBe(200)
  }
  expect(open.got).toHaveLength(16)
  expect(open.got.every((one) => one.signed)).toBe(true)
})
