import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { WhatsAppAPI } from 'whatsapp-api-js'
import { ActionButtons, Body, Button, Interactive } from 'whatsapp-api-js/messages'
import { openSandbox, secrets } from './cast.ts'
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
const statusesGot = () => open.got.flatMap(({ raw }) => rowsOf(webhookValue(raw).statuses))
const statuses = (count: number) =>
  open.client.waitForCalls((entries) => entries.length >= count && statusesGot(), { direction: 'delivery', method: 'statuses' })
const codeOf = (answer: { body: unknown }) => fieldsOf(fieldsOf(answer.body).error).code

test('sent, delivered and (once looked at) read come back with our own id', async () => {
  await doina().say('hello')
  const { body } = await open.send(DOINA, { ...text('hi'), biz_opaque_callback_data: 'ours-1' })
  await statuses(2)
  expect(await doina().read()).toBe(1)
  await statuses(3)
  const id = rowsOf(fieldsOf(body).messages)[0]?.id
  expect(statusesGot().map((one) => [one.id, one.status, one.biz_opaque_callback_data])).toEqual(
    ['sent', 'delivered', 'read'].map((state) => [id, state, 'ours-1']),
  )
})

test.for([
  ['just inside', 24 * 3_600_000 - 60_000, 'sent'],
  ['just outside', 24 * 3_600_000, 'failed'],
] as const)('free text %s of 24 hours is %s', async ([, advanceMs, outcome]) => {
  await doina().say('hello')
  await open.client.clock({ advanceMs })
  expect((await open.send(DOINA, text('still there?'))).status).toBe(200)
  const [first] = await statuses(1)
  expect(first?.status).toBe(outcome)
  if (outcome === 'failed') expect(rowsOf(first?.errors)[0]?.code).toBe(131047)
})

test('a template goes out to a closed window; a number nobody has is undeliverable', async () => {
  const template = (...values: string[]) => ({
    type: 'template',
    template: {
      name: 'order_decision',
      language: { code: 'en' },
      components: [{ type: 'body', parameters: values.map((value) => ({ type: 'text', text: value })) }],
    },
  })
  expect((await open.send(DOINA, template('SO-1', 'shipped'))).status).toBe(200)
  expect((await statuses(1))[0]?.status).toBe('sent')
  expect(codeOf(await open.send(DOINA, template('SO-1')))).toBe(132000)
  expect(codeOf(await open.send(DOINA, { type: 'template', template: { name: 'order_decision', language: { code: 'ro' } } }))).toBe(132001)
  await open.send('+40711111111', template('SO-1', 'shipped'))
  const all = await open.client.waitForCalls(() => statusesGot().find((one) => one.status === 'failed'))
  expect(rowsOf(all.errors)[0]?.code).toBe(131026)
})

test('templates are created once, with an example for each value', async () => {
  const make = (body: object) =>
    open.graph('102290129340398/message_templates', { name: 'reminder', language: 'ro', category: 'UTILITY', components: [body] })
  expect(codeOf(await make({ type: 'BODY', text: 'Factura {{1}} e scadentă azi.' }))).toBe(100)
  const good = { type: 'BODY', text: 'Factura {{1}} e scadentă azi.', example: { body_text: [['F-1']] } }
  expect((await make(good)).body).toMatchObject({ status: 'APPROVED' })
  expect(codeOf(await make(good))).toBe(100)
  const listed = await open.graph('102290129340398/message_templates?name=reminder', null, { method: 'GET' })
  expect(rowsOf(fieldsOf(listed.body).data).map((one) => one.language)).toEqual(['ro'])
})

test('media goes up as a form, is sent, and comes down in two hops with the token', async () => {
  await doina().say('hello')
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('file', new File(['%PDF-1.7'], 'F-1.pdf', { type: 'application/pdf' }))
  const bearer = { authorization: `Bearer ${secrets.whatsappAccessToken}` }
  const up = await fetch(`${open.sandbox.graphUrl}/v23.0/${secrets.whatsappPhoneNumberId}/media`, {
    method: 'POST',
    headers: bearer,
    body: form,
  })
  const { id } = (await up.json()) as { id: string }
  await open.send(DOINA, { type: 'document', document: { id, filename: 'Invoice F-1.pdf', caption: 'Here it is' } })
  const shown = await doina().hears('Here it is')
  expect(Buffer.from((await doina().download(shown)).bytes).toString()).toBe('%PDF-1.7')
  const first = await open.graph(id, null, { method: 'GET' })
  const { url } = first.body as { url: string }
  expect((await fetch(url)).status).toBe(401)
  expect(await (await fetch(url, { headers: bearer })).text()).toBe('%PDF-1.7')
  await open.client.clock({ advanceMs: 5 * 60_000 })
  expect((await fetch(url, { headers: bearer })).status).toBe(404)
  expect(codeOf(await open.send(DOINA, { type: 'document', document: { id: '404' } }))).toBe(131009)
})

test('reading and typing show on the phone until the answer', async () => {
  const { id } = await doina().say('hello')
  const phoneNumber = secrets.whatsappPhoneNumberId
  expect(
    (
      await open.graph(`${phoneNumber}/messages`, {
        messaging_product: 'whatsapp',
        status: 'read',
        message_id: id,
        typing_indicator: { type: 'text' },
      })
    ).body,
  ).toEqual({ success: true })
  expect(await doina().look()).toMatchObject({ typing: true, messages: [{ seen: true }] })
  await open.send(DOINA, text('hi'))
  expect((await doina().look()).typing).toBe(false)
})

test("whatsapp-api-js, somebody else's client, is understood", async () => {
  await doina().say('hello')
  const api = new WhatsAppAPI({
    token: secrets.whatsappAccessToken,
    appSecret: secrets.whatsappAppSecret,
    v: 'v23.0',
    ponyfill: {
      fetch: (url: string | URL | Request, init?: RequestInit) =>
        fetch(String(url).replace('https://graph.facebook.com', open.sandbox.graphUrl), init),
    },
  })
  await api.sendMessage(
    secrets.whatsappPhoneNumberId,
    '40700000101',
    new Interactive(new ActionButtons(new Button('a', 'Approve'), new Button('r', 'Reject')), new Body('Approve 120?')),
  )
  expect((await doina().hears('Approve 120?')).buttons?.map((one) => one.title)).toEqual(['Approve', 'Reject'])
})
