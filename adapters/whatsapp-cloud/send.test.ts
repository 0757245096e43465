import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { afterEach, describe, expect, test } from 'vitest'
import { ChannelError, type FileToSend } from '../../bots/channel.ts'
import { silent } from '../../core/kernel/log.ts'
import { grant } from '../../core/kernel/permit.ts'
import { PartlySent } from './send.ts'
import { startWhatsappCloud } from './start.ts'
import { type Answer, type Asked, failure, fault, loopbackGraph, taken } from './testing-loopback.ts'

const secrets = { accessToken: 'EAAB-secret-token', appSecret: 'app-secret-77', verifyToken: 'verify-me' }
const doors = { receive: async () => true, report: async () => {} }
const doina = { user: '40700000101' }
const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const start = (graphUrl: string, answerMs?: number) => {
  const account = { id: 'acc-1', phoneNumberId: '106540352242922', businessAccountId: '102290129340398', graphUrl, ...secrets }
  return startWhatsappCloud({ account, doors, log: silent, timeouts: { answerMs } })
}

const against = async (answerTo: (asked: Asked, origin: string) => Answer, answerMs?: number) => {
  const graph = await loopbackGraph(answerTo)
  closing.push(graph.close)
  return { ...start(graph.graphUrl, answerMs), ...graph }
}

/** Answers messages with the given answers one after the other, then takes everything; files are always taken. */
const inTurn = (...answers: Answer[]) =>
  against(({ path }) => (path.endsWith('/media') ? { json: { id: 'media-1' } } : (answers.shift() ?? taken())), 150)
const messagesOf = (asked: Asked[]) => asked.filter(({ path }) => path.endsWith('/messages')).map(({ json }) => Object(json))
const free = grant('m-1', 'free')
const threeParts = { text: `${'a'.repeat(4000)}\n\n${'b'.repeat(4000)}\n\nPlace it?`, choices: [{ id: 'yes', title: 'Yes' }] }
const pdf = (load = async () => new TextEncoder().encode('%PDF-1.7')): FileToSend => ({ name: 'INV-7.pdf', mime: 'application/pdf', load })

describe('a message', () => {
  test('goes to the number with the token, carries our id and resolves with the id of WhatsApp', async () => {
    const { channel, asked } = await inTurn({ json: { messages: [{ id: 'wamid.A' }] } })
    expect(await channel.send(free, { user: '+40700000101' }, { text: 'Bună ziua' })).toEqual({ externalId: 'wamid.A' })
    expect(asked[0]).toMatchObject({ method: 'POST', path: '106540352242922/messages' })
    expect(asked[0]?.headers.authorization).toBe(`Bearer ${secrets.accessToken}`)
    expect(asked[0]?.json).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '40700000101',
      type: 'text',
      text: { body: 'Bună ziua', preview_url: false },
      biz_opaque_callback_data: 'm-1',
    })
  })

  test('finds someone without a phone number by the business-scoped id', async () => {
    const { channel, asked } = await inTurn()
    await channel.send(free, { user: 'RO.13491208655302741918' }, { text: 'hi' })
    expect(asked[0]?.json).toMatchObject({ recipient: 'RO.13491208655302741918' })
    expect(asked[0]?.json).not.toHaveProperty('to')
  })

  test('without a person to go to is refused before anything is asked', async () => {
    const { channel, asked } = await inTurn()
    expect(await failure(channel.send(free, { channel: 'g1' }, { text: 'hi' }))).toMatchObject({ kind: 'refused', code: 'no_places' })
    expect(await failure(channel.send(free, { user: 'me?x=1' }, { text: 'hi' }))).toMatchObject({ kind: 'refused', code: 'bad_recipient' })
    expect(await failure(channel.send(grant('m-1', 'template'), doina, { text: 'hi' }))).toMatchObject({
      kind: 'refused',
      code: 'no_template',
    })
    expect(asked).toEqual([])
  })

  test('with a template document uploads it first', async () => {
    const { channel, asked } = await inTurn()
    const template = { name: 'invoice_ready', language: 'ro', values: ['INV-7'], document: pdf() }
    await channel.send(grant('m-1', 'template'), doina, { text: '', template })
    expect(asked.map(({ path }) => path.split('/')[1])).toEqual(['media', 'messages'])
    const form = await new Response(new Uint8Array(asked[0]!.body), {
      headers: { 'content-type': asked[0]!.headers['content-type']! },
    }).formData()
    const file = form.get('file') as File
    expect([form.get('messaging_product'), file.name, file.type, await file.text()]).toEqual([
      'whatsapp',
      'INV-7.pdf',
      'application/pdf',
      '%PDF-1.7',
    ])
    expect(messagesOf(asked)[0].template.components[0].parameters).toEqual([
      { type: 'document', document: { id: 'media-1', filename: 'INV-7.pdf' } },
    ])
  })

  test('with a picture over 5 MB sends it as a document', async () => {
    const { channel, asked } = await inTurn()
    for (const size of [10, 5 * 1024 * 1024 + 1])
      await channel.send(free, doina, {
        text: 'Sales',
        files: [{ name: 'sales.png', mime: 'image/png', load: async () => new Uint8Array(size) }],
      })
    expect(messagesOf(asked).map(({ type }) => type)).toEqual(['image', 'document'])
  })
})

describe('a message of several parts', () => {
  test('goes in order; each part but the last carries its number, the last one our id alone', async () => {
    const { channel, asked } = await inTurn(taken(), taken(), { json: { messages: [{ id: 'wamid.last' }] } })
    expect(await channel.send(free, doina, threeParts)).toEqual({ externalId: 'wamid.last' })
    expect(messagesOf(asked).map((sent) => [sent.type, sent.biz_opaque_callback_data])).toEqual([
      ['text', 'm-1#1'],
      ['text', 'm-1#2'],
      ['interactive', 'm-1'],
    ])
  })

  test('that stopped half way says how far it came, and goes on from there', async () => {
    const { channel, asked } = await inTurn(taken(), { status: 429, json: fault(131056, 'Pair rate limit hit') })
    const problem = await failure(channel.send(free, doina, threeParts))
    expect(problem).toBeInstanceOf(PartlySent)
    expect(problem).toMatchObject({ name: 'ChannelError', kind: 'later', code: '131056', sentParts: 1, parts: 3, retryAfterMs: 6000 })
    await channel.send(free, doina, threeParts)
    expect(messagesOf(asked).map((sent) => sent.biz_opaque_callback_data)).toEqual(['m-1#1', 'm-1#2', 'm-1#2', 'm-1'])
  })

  test('goes on in another process that is told how far it came', async () => {
    const { channel, asked } = await inTurn()
    await channel.send(free, doina, threeParts, 2)
    expect(messagesOf(asked).map((sent) => sent.biz_opaque_callback_data)).toEqual(['m-1'])
  })

  test('whose content changed, or that goes to somebody else, starts over', async () => {
    const { channel, asked } = await inTurn(taken(), { status: 500, json: fault(131000) }, taken(), { status: 500, json: fault(131000) })
    await failure(channel.send(free, doina, threeParts))
    await failure(channel.send(free, doina, { ...threeParts, text: threeParts.text.replace('a', 'x') }))
    await channel.send(free, { user: '40700000102' }, threeParts)
    expect(messagesOf(asked).map((sent) => sent.biz_opaque_callback_data)).toEqual([
      'm-1#1',
      'm-1#2',
      'm-1#1',
      'm-1#2',
      'm-1#1',
      'm-1#2',
      'm-1',
    ])
  })

  test('of which a part was in doubt does not repeat it once its state has come', async () => {
    const { channel, middleware, asked } = await inTurn('cut')
    expect(await failure(channel.send(free, doina, threeParts))).toMatchObject({ kind: 'doubt' })
    const statuses = [{ id: 'wamid.1', status: 'sent', timestamp: '1749416383', biz_opaque_callback_data: 'm-1#1' }]
    const value = { metadata: { phone_number_id: '106540352242922' }, statuses }
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ changes: [{ field: 'messages', value }] }] })
    const server = createServer(new Koa().use(middleware).callback())
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    closing.push(async () => server.close())
    const signature = createHmac('sha256', secrets.appSecret).update(body).digest('hex')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/whatsapp`
    const headers = { 'x-hub-signature-256': `sha256=${signature}`, connection: 'close' }
    expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(200)
    await channel.send(free, doina, threeParts)
    expect(messagesOf(asked).map((sent) => sent.biz_opaque_callback_data)).toEqual(['m-1#1', 'm-1#2', 'm-1'])
  })

  test('with a file that cannot be made or taken sends nothing at all', async () => {
    const failing = async () => {
      throw new Error('printer on fire at Doina')
    }
    const { channel, asked } = await against(({ path }) =>
      path.endsWith('/media') ? { status: 400, json: fault(131053, 'Media upload error') } : taken(),
    )
    const broken = await failure(channel.send(free, doina, { text: 'Two', files: [pdf(failing), pdf()] }))
    expect(broken).toMatchObject({ kind: 'later', code: 'file_not_ready', message: 'The file INV-7.pdf could not be made.' })
    expect(await failure(channel.send(free, doina, { text: 'Two', files: [pdf(), pdf()] }))).toMatchObject({
      kind: 'refused',
      code: '131053',
    })
    expect(messagesOf(asked)).toEqual([])
  })
})

describe('what Graph answers', () => {
  const cases: [Answer, ChannelError['kind'], string, number?][] = [
    [{ status: 429, json: fault(130429, 'Rate limit hit') }, 'later', '130429', 2000],
    [{ status: 429, json: fault(130429), headers: { 'retry-after': '7' } }, 'later', '130429', 7000],
    [{ status: 400, json: fault(131056) }, 'later', '131056', 6000],
    [{ status: 400, json: fault(80007) }, 'later', '80007', 60_000],
    [{ status: 400, json: fault(4711, 'Try again', { is_transient: true }) }, 'later', '4711', 5000],
    [{ status: 500, json: fault(131000) }, 'later', '131000', 5000],
    [{ status: 503, json: fault(4712) }, 'later', '4712', 5000],
    [{ status: 429, body: 'slow down', headers: { 'retry-after': '3' } }, 'later', 'http_429', 3000],
    [{ status: 400, json: fault(131026) }, 'refused', '131026'],
    [{ status: 400, json: fault(131047) }, 'refused', '131047'],
    [{ status: 400, json: fault(131049) }, 'refused', '131049'],
    [{ status: 404, json: fault(132001) }, 'refused', '132001'],
    [{ status: 500, json: fault(132000) }, 'refused', '132000'],
    [{ status: 400, json: fault(100) }, 'refused', '100'],
    [{ status: 401, json: fault(190) }, 'refused', '190'],
    [{ status: 403, json: fault(10) }, 'refused', '10'],
    [{ status: 400, json: fault(4713) }, 'refused', '4713'],
    [{ status: 404, body: '<h1>Not here</h1>' }, 'refused', 'http_404'],
    [{ status: 301, headers: { location: 'https://elsewhere.example' } }, 'refused', 'http_301'],
    [{ status: 502, body: '<h1>Bad gateway</h1>' }, 'doubt', 'http_502'],
    [{ status: 200, body: '{"messages":[{"id' }, 'doubt', 'http_200'],
    [{ status: 200, json: { messages: [] } }, 'doubt', 'no_message_id'],
    ['cut', 'doubt', 'no_answer'],
    ['silence', 'doubt', 'no_answer'],
  ]

  test.for(cases.map(([answer, ...outcome]) => [JSON.stringify(answer), outcome, answer] as const))(
    '%s is %j',
    async ([, [kind, code, retryAfterMs], answer]) => {
      const { channel } = await inTurn(answer)
      const problem = await failure(channel.send(free, doina, { text: 'hi' }))
      expect(problem).toBeInstanceOf(ChannelError)
      expect(problem).toMatchObject({ kind, code, ...(retryAfterMs ? { retryAfterMs } : {}) })
    },
  )

  test('nobody listening is "later": nothing has left', async () => {
    const { graphUrl, close, channel } = await inTurn()
    await close()
    expect(graphUrl).toContain('127.0.0.1')
    expect(await failure(channel.send(free, doina, { text: 'hi' }))).toMatchObject({ kind: 'later', code: 'unreachable' })
    closing.length = 0
  })

  test('a file that is not answered is "later": no message has left', async () => {
    const { channel, asked } = await against(({ path }) => (path.endsWith('/media') ? 'cut' : taken()))
    expect(await failure(channel.send(free, doina, { text: 'hi', files: [pdf()] }))).toMatchObject({ kind: 'later', code: 'no_answer' })
    expect(messagesOf(asked)).toEqual([])
  })

  test('an expired token tells the operator what to do', async () => {
    const { channel } = await inTurn({ status: 401, json: fault(190, 'Error validating access token: Session has expired') })
    const { message } = await failure(channel.send(free, doina, { text: 'hi' }))
    expect(message).toContain('make a new permanent token')
  })

  test('errors repeat neither secrets nor phone numbers, though Graph does', async () => {
    const echo = fault(131009, `Malformed access token ${secrets.accessToken}`, {
      error_data: { details: `${secrets.appSecret} to +40700000101` },
    })
    const { channel } = await inTurn({ status: 400, json: echo })
    const problem = await failure(channel.send(free, doina, { text: 'hi' }))
    const everything = JSON.stringify(problem, Object.getOwnPropertyNames(problem)) + String(problem.cause)
    expect(everything).toContain('Malformed access token …')
    for (const hidden of [...Object.values(secrets), '40700000101']) expect(everything).not.toContain(hidden)
  })
})
