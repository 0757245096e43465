import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import Koa from 'koa'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DeliveryReport, Inbound } from '../../bots/channel.ts'
import { startWhatsappCloud, type WhatsappCloud } from './start.ts'

const secrets = { accessToken: 'token-EAAB', appSecret: 'app-secret-77', verifyToken: 'verify-me' }
const account = { id: 'acc-1', phoneNumberId: '106540352242922', graphUrl: 'http://127.0.0.1:9/v23.0', ...secrets }
const folder = new URL('fixtures/', import.meta.url)

let stored: Inbound[] = []
let reported: DeliveryReport[] = []
let broken: (what: Inbound | DeliveryReport) => boolean = () => false
let lines: string[] = []
let cloud: WhatsappCloud
let server: Server
let url: string

beforeEach(async () => {
  stored = []
  reported = []
  lines = []
  broken = () => false
  const seen = new Set<string>()
  const doors = {
    async receive(inbound: Inbound) {
      if (broken(inbound)) throw new Error(`cannot keep ${inbound.text}`)
      if (seen.has(inbound.key)) return false
      seen.add(inbound.key)
      stored.push(inbound)
      return true
    },
    async report(report: DeliveryReport) {
      if (broken(report)) throw new Error('cannot keep it')
      reported.push(report)
    },
  }
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  cloud = startWhatsappCloud({ account, doors, log, timeouts: { bodyMs: 150 } })
  const app = new Koa()
  app.use(cloud.middleware)
  app.use((ctx) => {
    ctx.body = 'next door'
  })
  server = app.listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/whatsapp`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
})

const sign = (body: string | Buffer, secret = secrets.appSecret) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
const post = (body: string, signature: string | null = sign(body)) =>
  fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...(signature === null ? {} : { 'x-hub-signature-256': signature }) },
  })
const text = (id: string, body: string) => ({ from: '40700000101', id, timestamp: '1749416383', type: 'text', text: { body } })
const webhook = (value: object) =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value: { metadata: { phone_number_id: account.phoneNumberId }, ...value } }] }],
  })

describe('the handshake', () => {
  const shake = (query: Record<string, string>) => fetch(`${url}?${new URLSearchParams(query)}`)
  const right = { 'hub.mode': 'subscribe', 'hub.verify_token': secrets.verifyToken, 'hub.challenge': '1158201444' }

  test('the right token gets the challenge back as plain text', async () => {
    const answer = await shake(right)
    expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([
      200,
      '1158201444',
      'text/plain; charset=utf-8',
    ])
  })

  test.for([{ 'hub.verify_token': 'wrong' }, { 'hub.verify_token': '' }, { 'hub.mode': 'unsubscribe' }])(
    '%j is turned away',
    async (wrong) => {
      const answer = await shake({ ...right, ...wrong })
      expect([answer.status, await answer.text()]).toEqual([403, ''])
    },
  )

  test('a question without a query, or with everything twice, is turned away', async () => {
    expect((await fetch(url)).status).toBe(403)
    expect((await fetch(`${url}?${new URLSearchParams(right)}&${new URLSearchParams(right)}`)).status).toBe(403)
  })
})

describe('the signature', () => {
  test("each of Meta's examples, signed over its escaped bytes, is taken", async () => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
    const statuses = []
    for (const name of names) statuses.push((await post(readFileSync(new URL(name, folder), 'utf8'))).status)
    expect(statuses).toEqual(Array(16).fill(200))
    expect(stored.map(({ kind }) => kind).sort()).toContain('contacts')
    // Several of them share one message id, as redeliveries would.
    expect(new Set(stored.map(({ key }) => key)).size).toBe(stored.length)
  })

  test('the bytes count, not what they mean: the same JSON written otherwise is turned away', async () => {
    const escaped = webhook({ messages: [text('wamid.1', 'mâine')] }).replace('â', '\\u00e2')
    expect((await post(JSON.stringify(JSON.parse(escaped)), sign(escaped))).status).toBe(401)
    expect((await post(escaped)).status).toBe(200)
    expect(stored.map(({ text }) => text)).toEqual(['mâine'])
  })

  test.for([null, '', 'sha256=', 'sha256=00', `sha1=${'0'.repeat(40)}`, sign('{}', 'another secret'), sign('other words')])(
    '%s is turned away and nothing is stored',
    async (signature) => {
      const answer = await post(webhook({ messages: [text('wamid.1', 'hi')] }), signature)
      expect([answer.status, await answer.text(), stored]).toEqual([401, '', []])
    },
  )

  test('a body that is signed but no webhook is refused', async () => {
    expect((await post('[]')).status).toBe(400)
    expect((await post('{"object":')).status).toBe(400)
  })
})

describe('storing', () => {
  test('messages and states of one body are all stored before the answer', async () => {
    const statuses = [{ id: 'wamid.9', status: 'read', timestamp: '1749416390', biz_opaque_callback_data: 'm-1' }]
    expect((await post(webhook({ messages: [text('wamid.1', 'one'), text('wamid.2', 'two')], statuses }))).status).toBe(200)
    expect(stored.map(({ text }) => text)).toEqual(['one', 'two'])
    expect(reported).toMatchObject([{ externalId: 'wamid.9', messageId: 'm-1', state: 'read' }])
  })

  test('what cannot be stored is asked for again, and the rest is stored all the same', async () => {
    broken = (what) => 'text' in what && what.text === 'two'
    const body = webhook({ messages: [text('wamid.1', 'one'), text('wamid.2', 'two'), text('wamid.3', 'three')] })
    expect((await post(body)).status).toBe(500)
    expect(stored.map(({ text }) => text)).toEqual(['one', 'three'])
    broken = () => false
    expect((await post(body)).status).toBe(200)
    expect(stored.map(({ text }) => text)).toEqual(['one', 'three', 'two'])
  })

  test('a state that cannot be stored is asked for again', async () => {
    broken = (what) => 'state' in what
    expect((await post(webhook({ statuses: [{ id: 'wamid.9', status: 'sent', timestamp: '1' }] }))).status).toBe(500)
  })

  test('a webhook for another number is acknowledged with a line in the log', async () => {
    expect((await post(webhook({ metadata: { phone_number_id: '5' }, messages: [text('wamid.1', 'hi')] }))).status).toBe(200)
    expect([stored, lines.join()]).toEqual([[], expect.stringContaining('another phone number')])
  })

  test('the log holds no secret, no words and no number of the customer', async () => {
    broken = (what) => 'text' in what && what.text !== undefined
    await post(webhook({ messages: [text('wamid.1', 'my private words')] }))
    await post('{}', sign('{}', 'wrong'))
    expect(lines).toHaveLength(2)
    for (const hidden of [...Object.values(secrets), 'private words', '40700000101']) expect(lines.join()).not.toContain(hidden)
  })
})

describe('hostile bodies', () => {
  /** Speaks HTTP by hand, since no client sends such things. */
  const byHand = async (head: string[], ...pieces: string[]) => {
    const { port } = server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (piece) => {
      answer += piece
    })
    socket.on('error', () => {})
    const closed = new Promise((done) => socket.once('close', done))
    socket.write([...head, 'Host: localhost', '', ''].join('\r\n'))
    for (const piece of pieces) socket.write(piece)
    await closed
    return answer.split('\r\n')[0]
  }

  test('one over 3 MB is refused, by its header or by its length', async () => {
    expect(await byHand(['POST /webhooks/whatsapp HTTP/1.1', 'Content-Length: 3145729'])).toContain('413')
    const piece = `${(65536).toString(16)}\r\n${'x'.repeat(65536)}\r\n`
    expect(await byHand(['POST /webhooks/whatsapp HTTP/1.1', 'Transfer-Encoding: chunked'], ...Array(49).fill(piece))).toContain('413')
    expect(stored).toEqual([])
  })

  test('one that does not end in time is not waited for', async () => {
    expect(await byHand(['POST /webhooks/whatsapp HTTP/1.1', 'Content-Length: 100'], '{"object"')).toContain('408')
  })

  test('one as large as Meta sends is taken', async () => {
    const body = webhook({ messages: [{ ...text('wamid.1', 'hi'), filler: 'x'.repeat(3_000_000) }] })
    expect((await post(body)).status).toBe(200)
  })

  test('other methods are refused, other paths are passed on', async () => {
    const put = await fetch(url, { method: 'PUT', body: '{}' })
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, POST'])
    expect(await (await fetch(`${url}/x`)).text()).toBe('next door')
  })
})

describe('starting and stopping', () => {
  test('after stopping, webhooks are asked to come again', async () => {
    await cloud.stop()
    expect((await post(webhook({ messages: [text('wamid.1', 'hi')] }))).status).toBe(503)
    expect(stored).toEqual([])
  })

  test.for([
    [{ accessToken: '' }, 'WHATSAPP_ACCESS_TOKEN'],
    [{ phoneNumberId: ' ' }, 'WHATSAPP_PHONE_NUMBER_ID'],
    [{ appSecret: '' }, 'WHATSAPP_APP_SECRET'],
    [{ verifyToken: '' }, 'WHATSAPP_VERIFY_TOKEN'],
    [{ graphUrl: 'graph.facebook.com' }, 'WHATSAPP_GRAPH_URL'],
  ] as const)('%j stops the start and names %s', ([lacking, name]) => {
    const doors = { receive: async () => true, report: async () => {} }
    expect(() => startWhatsappCloud({ account: { ...account, ...lacking }, doors, log: pino({ level: 'silent' }) })).toThrow(name)
  })
})
