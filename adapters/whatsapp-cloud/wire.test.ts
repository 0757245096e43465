import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { silent } from '../../core/kernel/log.ts'
import { grant } from '../../core/kernel/permit.ts'
import { sandboxClient } from '../sandbox/client.ts'
import { startSandbox } from '../sandbox/start.ts'
import { startWhatsappCloud } from './start.ts'
import { doina, startWire, type Wire } from './testing.ts'
import { failure } from './testing-loopback.ts'

let wire: Wire
beforeAll(async () => {
  wire = await startWire()
})
afterAll(() => wire.stop())
beforeEach(() => wire.fresh())

describe('from the phone', () => {
  test('the handshake is answered', async () => {
    expect(await wire.hand.verifyWebhook()).toEqual({ ok: true, status: 200 })
  })

  test('every kind of message is stored before it is acknowledged', async () => {
    const { id: first } = await wire.phone.say('Bună dimineața! 30 baxuri hârtie')
    const [{ status } = { status: 0 }] = await wire.phone.doAll(
      { kind: 'text', text: 'și 6 săpun', quotes: first },
      { kind: 'location', latitude: 45.65, longitude: 25.6, name: 'Hotel' },
      { kind: 'image', caption: 'asta' },
      { kind: 'video' },
      { kind: 'voice' },
      { kind: 'document', name: 'comanda.pdf' },
      { kind: 'sticker' },
      { kind: 'reaction', message: first, emoji: '👍' },
      { kind: 'edit', message: first, text: '40 baxuri hârtie' },
      { kind: 'delete', message: first },
      { kind: 'contacts', name: 'Emil', phone: '+40700000102' },
      { kind: 'order', items: [{ code: 'PAP-A4-80', quantity: 2 }] },
      { kind: 'unsupported' },
    )
    expect(status).toBe(200)
    const { stored } = wire.seen
    expect(stored.map(({ kind }) => kind)).toEqual(
      'text text location image video voice document sticker reaction edit delete contacts cart unsupported'.split(' '),
    )
    const user = { id: '40700000101', phone: doina.phone, name: 'Doina Marcu' }
    expect(stored[0]).toMatchObject({ key: first, user, text: 'Bună dimineața! 30 baxuri hârtie' })
    expect(stored[1]).toMatchObject({ quotes: first, text: 'și 6 săpun' })
    expect(stored.filter(({ quotes }) => quotes === first).map(({ kind }) => kind)).toEqual(['text', 'reaction', 'edit', 'delete'])
  })

  test('a delivery that comes twice has the same key', async () => {
    await wire.hand.misbehave({ platform: 'whatsapp', kind: 'duplicate', count: 1 })
    await wire.phone.say('once')
    await vi.waitFor(() => expect(wire.seen.tries).toBe(2))
    expect(wire.seen.stored).toHaveLength(1)
  })

  test('what could not be stored comes again and is stored once', async () => {
    wire.seen.down = true
    expect((await wire.phone.say('hello?')).status).toBe(500)
    wire.seen.down = false
    await vi.waitFor(() => expect(wire.seen.stored.map(({ text }) => text)).toEqual(['hello?']))
  })

  test('a webhook signed with another secret is turned away', async () => {
    const stranger = await startSandbox({ ...wire.options, whatsappAppSecret: 'another', whatsappRetryMs: [] })
    const { status } = await sandboxClient(stranger.url).phone(doina.phone).say('let me in')
    await stranger.stop()
    expect([status, wire.seen.tries]).toEqual([401, 0])
  })

  test('photos, voice notes and documents are fetched as they were sent', async () => {
    const bytes = Buffer.from('%PDF-1.7 a list')
    await wire.phone.doAll({ kind: 'document', name: 'lista.pdf', base64: bytes.toString('base64') }, { kind: 'voice' })
    const [document, voice] = wire.seen.stored
    expect(document?.media).toMatchObject({ name: 'lista.pdf', mime: 'application/pdf' })
    expect(Buffer.from((await wire.cloud.channel.media(document!.media!.id)).bytes)).toEqual(bytes)
    expect((await wire.cloud.channel.media(voice!.media!.id)).mime).toBe('audio/ogg; codecs=opus')
    expect(await failure(wire.cloud.channel.media('999'))).toMatchObject({ kind: 'refused', code: '100' })
  })
})

describe('to the phone', () => {
  beforeEach(() => wire.phone.say('salut'))

  test('a message arrives, and its states come back with our id', async () => {
    const { externalId } = await wire.send({ text: 'Bună ziua!' })
    expect(await wire.shown()).toMatchObject([{ id: externalId, text: 'Bună ziua!' }])
    await vi.waitFor(() => expect(wire.states()).toEqual(['sent', 'delivered']))
    await wire.phone.read()
    await vi.waitFor(() => expect(wire.states()).toEqual(['sent', 'delivered', 'read']))
    expect(wire.seen.reported.map((report) => report.externalId)).toEqual([externalId, externalId, externalId])
  })

  test('a pressed button and a picked row come back with the id of the choice and the message they belong to', async () => {
    const choices = ['Place it', 'Change', 'Cancel', 'Ask a person'].map((title, n) => ({ id: `order.act:${n}`, title }))
    const buttons = await wire.send({ text: 'Place the order?', choices: choices.slice(0, 3) })
    await wire.phone.press('Place it')
    const list = await wire.send({ text: 'What now?', choices, choicesLabel: 'Choose' })
    await wire.phone.press('Ask a person')
    expect(wire.seen.stored.slice(1)).toMatchObject([
      { kind: 'choice', choice: 'order.act:0', text: 'Place it', quotes: buttons.externalId },
      { kind: 'choice', choice: 'order.act:3', text: 'Ask a person', quotes: list.externalId },
    ])
  })

  test('a long order goes in parts, in order, and the last one carries the buttons and our id', async () => {
    const lines = Array.from({ length: 90 }, (_, n) => `${n + 1} × produs cu un nume destul de lung ca să umple ecranul`)
    const card = { title: 'Order O-1042', sections: [{ lines }] }
    const { externalId } = await wire.send({ text: 'Plasez comanda?', card, choices: [{ id: 'yes', title: 'Da' }] })
    const shown = await wire.shown()
    expect(shown.map(({ kind }) => kind)).toEqual(['text', 'text', 'interactive'])
    expect(shown.at(-1)).toMatchObject({ id: externalId, text: 'Plasez comanda?', buttons: [{ id: 'yes', title: 'Da' }] })
    expect(shown.flatMap(({ text }) => text.split('\n')).filter((line) => line.includes('×'))).toEqual(lines)
    const { ours, states } = wire
    await vi.waitFor(() => {
      for (const id of [`${ours()}#1`, `${ours()}#2`, ours()]) expect(states(id)).toEqual(['sent', 'delivered'])
    })
  })

  test('a document arrives byte for byte under its name', async () => {
    const bytes = new TextEncoder().encode('%PDF-1.7 invoice ăîșț')
    await wire.send({
      text: 'Factura dumneavoastră',
      files: [{ name: 'Factura ȘT-7.pdf', mime: 'application/pdf', load: async () => bytes }],
    })
    const [shown] = await wire.shown()
    expect(shown).toMatchObject({ kind: 'document', text: 'Factura dumneavoastră' })
    expect(await wire.phone.download(shown!)).toEqual({ name: 'Factura ȘT-7.pdf', mime: 'application/pdf', bytes })
  })

  test('a chart arrives as a picture', async () => {
    await wire.send({ text: 'Sales', files: [{ name: 'sales.png', mime: 'image/png', load: async () => new Uint8Array([137, 80]) }] })
    expect(await wire.shown()).toMatchObject([{ kind: 'image', text: 'Sales' }])
  })

  test('what was read is marked, and "typing…" shows until the answer', async () => {
    await wire.cloud.channel.read(wire.seen.stored[0]!.messageId!, true)
    expect(await wire.phone.look()).toMatchObject({ typing: true, messages: [{ seen: true }] })
    await wire.send({ text: 'Answer' })
    expect(await wire.phone.look()).toMatchObject({ typing: false })
  })

  test.for([
    [{ kind: 'http_429' }, { kind: 'later', code: '130429' }],
    [
      { kind: 'http_429', code: 131056 },
      { kind: 'later', code: '131056', retryAfterMs: 6000 },
    ],
    [{ kind: 'http_500' }, { kind: 'later', code: '131000' }],
  ] as const)('told to %j, nothing arrives and the error says to wait', async ([rule, expected]) => {
    await wire.hand.misbehave({ platform: 'whatsapp', count: 1, ...rule })
    expect(await failure(wire.send({ text: 'hi' }))).toMatchObject(expected)
    expect(await wire.shown()).toEqual([])
    await wire.send({ text: 'hi' })
    expect(await wire.shown()).toHaveLength(1)
  })

  test('an answer lost on the way is doubt, and the state that comes proves the message by our id', async () => {
    await wire.hand.misbehave({ platform: 'whatsapp', kind: 'lose_answer', method: 'messages', count: 1 })
    expect(await failure(wire.send({ text: 'Order placed' }))).toMatchObject({ kind: 'doubt', code: 'no_answer' })
    await vi.waitFor(() => expect(wire.states()).toContain('delivered'))
    expect(await wire.shown()).toHaveLength(1)
  })

  test('a wrong token is refused with a hint', async () => {
    const doors = { receive: async () => true, report: async () => {} }
    const stale = startWhatsappCloud({ account: { ...wire.account, accessToken: 'old' }, doors, log: silent })
    const sending = stale.channel.send(grant(wire.ours(), 'free'), { user: '40700000101' }, { text: 'hi' })
    expect(await failure(sending)).toMatchObject({ kind: 'refused', code: '190' })
    expect(await stale.check()).toEqual([expect.stringContaining('WHATSAPP_ACCESS_TOKEN')])
  })

  test('the check asks only for the business account, which was not told', async () => {
    expect(await wire.cloud.check()).toEqual([expect.stringContaining('WHATSAPP_BUSINESS_ACCOUNT_ID')])
  })
})
