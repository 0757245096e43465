import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import type { ChannelError, DeliveryReport, Inbound, Reply } from '../../bots/channel.ts'
import { silent } from '../../core/kernel/log.ts'
import { grant } from '../../core/kernel/permit.ts'
import { type Sandbox, startSandbox } from '../sandbox/start.ts'
import { openGraph } from './graph.ts'
import { startWhatsappCloud, type WhatsappCloud } from './start.ts'
import { bringTemplates, listTemplates, type TemplateText } from './templates.ts'

// The adapter and the stand-in of Meta's servers talk over real sockets; the test holds the phone in its hand.
const app = { accessToken: 'EAAB-sandbox', phoneNumberId: '106540352242922', appSecret: 'wire-secret', verifyToken: 'wire-verify' }
const doina = { phone: '+40700000101', name: 'Doina Marcu', client: 'Hotel Corbul de Argint' }
const toDoina = { user: '40700000101' }
const dayMs = 24 * 60 * 60_000

let sandbox: Sandbox
let cloud: WhatsappCloud
const server = createServer()
let stored: Inbound[] = []
let tries = 0
let down = false
let reported: DeliveryReport[] = []
// A late state of one test's message must not be taken for another's.
let ours = 'm-0'
let count = 0

const options = (appUrl: string) => ({
  appUrl,
  slackSigningSecret: 's',
  slackBotToken: 'xoxb-s',
  whatsappAppSecret: app.appSecret,
  whatsappAccessToken: app.accessToken,
  whatsappPhoneNumberId: app.phoneNumberId,
  whatsappVerifyToken: app.verifyToken,
  whatsappRetryMs: [20, 20, 20, 20],
  seed: { staff: [], channels: [], phones: [doina] },
})

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  sandbox = await startSandbox(options(appUrl))
  const doors = {
    async receive(inbound: Inbound) {
      tries++
      if (down) throw new Error('the database is away')
      if (stored.some(({ key }) => key === inbound.key)) return false
      return stored.push(inbound) > 0
    },
    async report(report: DeliveryReport) {
      reported.push(report)
    },
  }
  cloud = startWhatsappCloud({ account: { id: 'acc-1', graphUrl: `${sandbox.graphUrl}/v23.0`, ...app }, doors, log: silent })
  server.on('request', new Koa().use(cloud.middleware).callback())
})

afterAll(async () => {
  await cloud.stop()
  await sandbox.stop()
  server.closeAllConnections()
  server.close()
})

const control = async (path: string, body?: object, url = sandbox.url): Promise<unknown> => {
  const answer = await fetch(
    `${url}/control${path}`,
    body && { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
  )
  if (!answer.ok) throw new Error(`The control door says ${answer.status}: ${await answer.text()}`)
  return answer.json()
}
const doing = (...deeds: object[]) =>
  control(`/phones/${encodeURIComponent(doina.phone)}/do`, { deeds }).then((did) =>
    z.object({ ids: z.array(z.string()), status: z.number() }).parse(did),
  )
const Shown = z.object({
  id: z.string(),
  from: z.string(),
  kind: z.string(),
  text: z.string(),
  seen: z.boolean().optional(),
  file: z.object({ id: z.string(), name: z.string() }).optional(),
})
const phone = async () =>
  z.object({ typing: z.boolean(), messages: z.array(Shown) }).parse(await control(`/phones/${encodeURIComponent(doina.phone)}`))
const shownToDoina = async () => (await phone()).messages.filter(({ from }) => from === 'business')
const misbehave = (kind: string, more: object = {}) => control('/misbehave', { platform: 'whatsapp', kind, count: 1, ...more })
const say = (reply: Reply, messageId = ours, mode: 'free' | 'template' = 'free') =>
  cloud.channel.send(grant(messageId, mode), toDoina, reply)
const failure = (sending: Promise<unknown>) =>
  sending.then(
    () => expect.unreachable('it went'),
    (problem: unknown) => problem as ChannelError,
  )
const statesOf = (messageId: string) => reported.filter((report) => report.messageId === messageId).map(({ state }) => state)

beforeEach(async () => {
  await control('/reset', {})
  stored = []
  reported = []
  tries = 0
  down = false
  ours = `m-${++count}`
})

describe('from the phone', () => {
  test('the handshake is answered', async () => {
    expect(await control('/whatsapp/verify', {})).toEqual({ ok: true, status: 200 })
  })

  test('every kind of message is stored before it is acknowledged', async () => {
    const [text] = (await doing({ kind: 'text', text: 'Bună dimineața! 30 baxuri hârtie' })).ids
    const { status } = await doing(
      { kind: 'text', text: 'și 6 săpun', quotes: text },
      { kind: 'location', latitude: 45.65, longitude: 25.6, name: 'Hotel' },
      { kind: 'image', caption: 'asta' },
      { kind: 'video' },
      { kind: 'voice' },
      { kind: 'document', name: 'comanda.pdf' },
      { kind: 'sticker' },
      { kind: 'reaction', message: text, emoji: '👍' },
      { kind: 'edit', message: text, text: '40 baxuri hârtie' },
      { kind: 'delete', message: text },
      { kind: 'contacts', name: 'Emil', phone: '+40700000102' },
      { kind: 'order', items: [{ code: 'PAP-A4-80', quantity: 2 }] },
      { kind: 'unsupported' },
    )
    expect(status).toBe(200)
    expect(stored.map(({ kind }) => kind)).toEqual(
      'text text location image video voice document sticker reaction edit delete contacts cart unsupported'.split(' '),
    )
    expect(stored[0]).toMatchObject({
      key: text,
      user: { id: '40700000101', phone: doina.phone, name: 'Doina Marcu' },
      text: 'Bună dimineața! 30 baxuri hârtie',
    })
    expect(stored[1]).toMatchObject({ quotes: text, text: 'și 6 săpun' })
    expect(stored.filter(({ quotes }) => quotes === text).map(({ kind }) => kind)).toEqual(['text', 'reaction', 'edit', 'delete'])
  })

  test('a delivery that comes twice has the same key', async () => {
    await misbehave('duplicate')
    await doing({ kind: 'text', text: 'once' })
    await vi.waitFor(() => expect(tries).toBe(2))
    expect(stored).toHaveLength(1)
  })

  test('what could not be stored comes again and is stored once', async () => {
    down = true
    const { status } = await doing({ kind: 'text', text: 'hello?' })
    expect(status).toBe(500)
    down = false
    await vi.waitFor(() => expect(stored.map(({ text }) => text)).toEqual(['hello?']))
  })

  test('a webhook signed with another secret is turned away', async () => {
    const appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const stranger = await startSandbox({ ...options(appUrl), whatsappAppSecret: 'another', whatsappRetryMs: [] })
    const did = await control(
      `/phones/${encodeURIComponent(doina.phone)}/do`,
      { deeds: [{ kind: 'text', text: 'let me in' }] },
      stranger.url,
    )
    await stranger.stop()
    expect([did, tries]).toMatchObject([{ status: 401 }, 0])
  })

  test('photos, voice notes and documents are fetched as they were sent', async () => {
    const bytes = Buffer.from('%PDF-1.7 a list')
    await doing({ kind: 'document', name: 'lista.pdf', base64: bytes.toString('base64') }, { kind: 'voice' })
    const [document, voice] = stored
    expect(document?.media).toMatchObject({ name: 'lista.pdf', mime: 'application/pdf' })
    expect(Buffer.from((await cloud.channel.media(document!.media!.id)).bytes)).toEqual(bytes)
    expect((await cloud.channel.media(voice!.media!.id)).mime).toBe('audio/ogg; codecs=opus')
    expect(await failure(cloud.channel.media('999'))).toMatchObject({ kind: 'refused', code: '100' })
  })
})

describe('to the phone', () => {
  beforeEach(async () => {
    await doing({ kind: 'text', text: 'salut' })
  })

  test('a message arrives, and its states come back with our id', async () => {
    const { externalId } = await say({ text: 'Bună ziua!' })
    expect(await shownToDoina()).toMatchObject([{ id: externalId, text: 'Bună ziua!' }])
    await vi.waitFor(() => expect(statesOf(ours)).toEqual(['sent', 'delivered']))
    await control(`/phones/${encodeURIComponent(doina.phone)}/read`, {})
    await vi.waitFor(() => expect(statesOf(ours)).toEqual(['sent', 'delivered', 'read']))
    expect(reported.filter((report) => report.messageId === ours).every((report) => report.externalId === externalId)).toBe(true)
  })

  test('a pressed button and a picked row come back with the id of the choice and the message they belong to', async () => {
    const choices = ['Place it', 'Change', 'Cancel', 'Ask a person'].map((title, n) => ({ id: `order.act:${n}`, title }))
    const buttons = await say({ text: 'Place the order?', choices: choices.slice(0, 3) })
    await doing({ kind: 'press', press: 'Place it' })
    const list = await say({ text: 'What now?', choices, choicesLabel: 'Choose' }, `${ours}b`)
    await doing({ kind: 'press', press: 'Ask a person' })
    expect(stored.slice(1)).toMatchObject([
      { kind: 'choice', choice: 'order.act:0', text: 'Place it', quotes: buttons.externalId },
      { kind: 'choice', choice: 'order.act:3', text: 'Ask a person', quotes: list.externalId },
    ])
  })

  test('a long order goes in parts, in order, and the last one carries the buttons and our id', async () => {
    const lines = Array.from({ length: 90 }, (_, n) => `${n + 1} × produs cu un nume destul de lung ca să umple ecranul`)
    const reply = { text: 'Plasez comanda?', card: { title: 'Order O-1042', sections: [{ lines }] }, choices: [{ id: 'yes', title: 'Da' }] }
    const { externalId } = await say(reply)
    const shown = await shownToDoina()
    expect(shown.map(({ kind }) => kind)).toEqual(['text', 'text', 'interactive'])
    expect(shown.at(-1)).toMatchObject({ id: externalId, text: 'Plasez comanda?' })
    expect(
      shown
        .slice(0, 2)
        .flatMap(({ text }) => text.split('\n'))
        .filter((line) => line.includes('×')),
    ).toEqual(lines)
    await vi.waitFor(() => expect(statesOf(ours)).toEqual(['sent', 'delivered']))
    await vi.waitFor(() => expect(statesOf(`${ours}#1`).length + statesOf(`${ours}#2`).length).toBe(4))
    expect([`${ours}#1`, `${ours}#2`].map(statesOf)).toEqual([
      ['sent', 'delivered'],
      ['sent', 'delivered'],
    ])
  })

  test('a document arrives byte for byte under its name', async () => {
    const bytes = Buffer.from('%PDF-1.7 invoice ăîșț')
    await say({ text: 'Factura dumneavoastră', files: [{ name: 'Factura ȘT-7.pdf', mime: 'application/pdf', load: async () => bytes }] })
    const [shown] = await shownToDoina()
    expect(shown).toMatchObject({ kind: 'document', text: 'Factura dumneavoastră', file: { name: 'Factura ȘT-7.pdf' } })
    const kept = await fetch(`${sandbox.url}/control/media/${shown?.file?.id}`)
    expect(Buffer.from(await kept.arrayBuffer())).toEqual(bytes)
  })

  test('a chart arrives as a picture', async () => {
    await say({ text: 'Sales', files: [{ name: 'sales.png', mime: 'image/png', load: async () => new Uint8Array([137, 80]) }] })
    expect(await shownToDoina()).toMatchObject([{ kind: 'image', text: 'Sales' }])
  })

  test('what was read is marked, and "typing…" shows until the answer', async () => {
    await cloud.channel.read(stored[0]!.messageId!, true)
    expect(await phone()).toMatchObject({ typing: true, messages: [{ seen: true }] })
    await say({ text: 'Answer' })
    expect((await phone()).typing).toBe(false)
  })

  test.for([
    [{ kind: 'http_429' }, { kind: 'later', code: '130429' }],
    [
      { kind: 'http_429', code: 131056 },
      { kind: 'later', code: '131056', retryAfterMs: 6000 },
    ],
    [{ kind: 'http_500' }, { kind: 'later', code: '131000' }],
  ] as const)('told to %j, nothing arrives and the error says to wait', async ([{ kind, ...more }, expected]) => {
    await misbehave(kind, more)
    expect(await failure(say({ text: 'hi' }))).toMatchObject(expected)
    expect(await shownToDoina()).toEqual([])
    await say({ text: 'hi' })
    expect(await shownToDoina()).toHaveLength(1)
  })

  test('an answer lost on the way is doubt, and the state that comes proves the message by our id', async () => {
    await misbehave('lose_answer', { method: 'messages' })
    expect(await failure(say({ text: 'Order placed' }))).toMatchObject({ kind: 'doubt', code: 'no_answer' })
    await vi.waitFor(() => expect(statesOf(ours)).toContain('delivered'))
    expect(await shownToDoina()).toHaveLength(1)
  })

  test('a wrong token is refused with a hint', async () => {
    const doors = { receive: async () => true, report: async () => {} }
    const stale = startWhatsappCloud({
      account: { id: 'acc-1', graphUrl: sandbox.graphUrl, ...app, accessToken: 'old' },
      doors,
      log: silent,
    })
    expect(await failure(stale.channel.send(grant(ours, 'free'), toDoina, { text: 'hi' }))).toMatchObject({ kind: 'refused', code: '190' })
    expect(await stale.check()).toEqual([expect.stringContaining('WHATSAPP_ACCESS_TOKEN')])
  })

  test('the check finds nothing wrong with the number', async () => {
    expect(await cloud.check()).toEqual([expect.stringContaining('WHATSAPP_BUSINESS_ACCOUNT_ID')])
  })
})

describe('outside the 24-hour window', () => {
  const decision: TemplateText = {
    name: 'wire_decision',
    language: 'ro',
    category: 'UTILITY',
    body: 'Comanda {{1}} a fost schimbată: {{2}}. O luați așa?',
    examples: ['O-1042', '3 cutii în loc de 5'],
    replies: ['Da', 'Nu'],
  }
  const document = { name: 'INV-7.pdf', mime: 'application/pdf', load: async () => Buffer.from('%PDF-1.7') }
  const invoice: TemplateText = {
    name: 'wire_invoice',
    language: 'en',
    category: 'UTILITY',
    body: 'Invoice {{1}} is here.',
    examples: ['INV-7'],
    document,
  }

  beforeAll(async () => {
    const graph = openGraph({ id: 'acc-1', graphUrl: sandbox.graphUrl, ...app })
    const brought = await bringTemplates(graph, '102290129340398', [decision, invoice])
    expect(brought.map(({ status }) => status)).toEqual(['APPROVED', 'APPROVED'])
    expect(await bringTemplates(graph, '102290129340398', [decision, invoice])).toEqual(brought)
    expect(await listTemplates(graph, '102290129340398')).toEqual(brought)
  })

  beforeEach(async () => {
    await doing({ kind: 'text', text: 'salut' })
    await control('/clock', { advanceMs: dayMs + 1000 })
  })

  test('a free message is taken and fails later by its state, with our id', async () => {
    await say({ text: 'late' })
    await vi.waitFor(() => expect(statesOf(ours)).toEqual(['failed']))
    expect(reported.find(({ messageId }) => messageId === ours)?.error?.code).toBe('131047')
  })

  test('a template arrives, and its quick reply comes back as the choice', async () => {
    const template = {
      name: 'wire_decision',
      language: 'ro',
      values: ['O-1042', '3 cutii\nîn loc de 5'],
      replies: ['offer.take:7', 'offer.refuse:7'],
    }
    const { externalId } = await say({ text: 'free words', template }, ours, 'template')
    expect(await shownToDoina()).toMatchObject([
      { kind: 'template', text: 'Comanda O-1042 a fost schimbată: 3 cutii în loc de 5. O luați așa?' },
    ])
    await doing({ kind: 'press', press: 'Da' })
    expect(stored.at(-1)).toMatchObject({ kind: 'choice', choice: 'offer.take:7', text: 'Da', quotes: externalId })
  })

  test('a template with a document brings the document', async () => {
    await say({ text: '', template: { name: 'wire_invoice', language: 'en', values: ['INV-7'], document } }, ours, 'template')
    expect(await shownToDoina()).toMatchObject([{ kind: 'template', text: 'Invoice INV-7 is here.', file: { name: 'INV-7.pdf' } }])
  })

  test('a template that is unknown or does not fit is refused', async () => {
    const unknown = say({ text: '', template: { name: 'nothing_here', language: 'ro', values: [] } }, ours, 'template')
    expect(await failure(unknown)).toMatchObject({ kind: 'refused', code: '132001' })
    const short = say({ text: '', template: { name: 'wire_decision', language: 'ro', values: ['O-1042'] } }, `${ours}b`, 'template')
    expect(await failure(short)).toMatchObject({ kind: 'refused', code: '132000' })
  })
})
