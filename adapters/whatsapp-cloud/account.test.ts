import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { silent } from '../../core/kernel/log.ts'
import { startWhatsappCloud } from './start.ts'
import { type Answer, type Asked, failure, fault, loopbackGraph } from './testing-loopback.ts'

const secrets = { accessToken: 'EAAB-secret-token', appSecret: 'app-secret-77', verifyToken: 'verify-me' }
const doors = { receive: async () => true, report: async () => {} }
const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const against = async (answerTo: (asked: Asked, origin: string) => Answer) => {
  const graph = await loopbackGraph(answerTo)
  closing.push(graph.close)
  const account = {
    id: 'acc-1',
    phoneNumberId: '106540352242922',
    businessAccountId: '102290129340398',
    graphUrl: graph.graphUrl,
    ...secrets,
  }
  return { ...startWhatsappCloud({ account, doors, log: silent }), ...graph }
}

describe('inbound files', () => {
  const withFile = (found: object, file: Answer = { body: 'OggS', headers: { 'content-type': 'audio/ogg' } }) =>
    against(({ path }, origin) =>
      path === '/bytes/m1' ? file : { json: { url: `${origin}/bytes/m1`, mime_type: 'audio/ogg', file_size: 4, id: 'm1', ...found } },
    )

  test('are fetched in two steps, both with the token', async () => {
    const { channel, asked } = await withFile({})
    const { bytes, mime } = await channel.media('m1')
    expect([new TextDecoder().decode(bytes), mime]).toEqual(['OggS', 'audio/ogg'])
    expect(asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['m1', `Bearer ${secrets.accessToken}`],
      ['/bytes/m1', `Bearer ${secrets.accessToken}`],
    ])
  })

  test('over 20 MB are refused, whether announced or not', async () => {
    const announced = await withFile({ file_size: 20 * 1024 * 1024 + 1 })
    expect(await failure(announced.channel.media('m1'))).toMatchObject({ kind: 'refused', code: 'too_large' })
    expect(announced.asked).toHaveLength(1)
    const silent = await withFile({}, { body: new Uint8Array(20 * 1024 * 1024 + 1) })
    expect(await failure(silent.channel.media('m1'))).toMatchObject({ kind: 'refused', code: 'too_large' })
  })

  test('do not carry the token to a foreign place', async () => {
    for (const url of [
      'http://127.0.0.1:1/x',
      'https://facebook.com.evil.example/x',
      'http://lookaside.fbsbx.com/x',
      'file:///etc/passwd',
      'x',
    ]) {
      const { channel } = await withFile({ url })
      expect(await failure(channel.media('m1'))).toMatchObject({ kind: 'refused', code: 'media_elsewhere' })
    }
  })

  test('that are gone, or whose id is none, are refused', async () => {
    const { channel, asked } = await withFile({ url: undefined }, { status: 404 })
    expect(await failure(channel.media('m1'))).toMatchObject({ kind: 'refused', code: 'no_media' })
    expect(await failure(channel.media('../me'))).toMatchObject({ kind: 'refused', code: 'bad_media_id' })
    expect(asked).toHaveLength(1)
    const gone = await withFile({}, { status: 404 })
    expect(await failure(gone.channel.media('m1'))).toMatchObject({ kind: 'refused', code: 'http_404' })
  })
})

describe('courtesies', () => {
  test('a message is marked as read, with "typing…" when asked', async () => {
    const { channel, asked } = await against(() => ({ json: { success: true } }))
    await channel.read('wamid.1')
    await channel.read('wamid.1', true)
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.1' }
    expect(asked.map(({ json }) => json)).toEqual([read, { ...read, typing_indicator: { type: 'text' } }])
  })
})

describe('the check', () => {
  const whole = (changes: Record<string, Answer> = {}) =>
    against(({ path, query }) => {
      const name = query.has('appsecret_proof') ? 'proof' : (path.split('/')[1] ?? 'number')
      const answers: Record<string, Answer> = {
        number: { json: { id: '106540352242922', display_phone_number: '+40 700 000 000' } },
        proof: { json: { id: '106540352242922' } },
        phone_numbers: { json: { data: [{ id: '106540352242922' }] } },
        subscribed_apps: { json: { data: [{ whatsapp_business_api_data: { id: '1' } }] } },
        ...changes,
      }
      return answers[name] ?? { status: 404 }
    })

  test('says nothing when all is well', async () => {
    const { check, asked } = await whole()
    expect(await check()).toEqual([])
    const proof = createHmac('sha256', secrets.appSecret).update(secrets.accessToken).digest('hex')
    expect(asked[1]?.query.get('appsecret_proof')).toBe(proof)
  })

  test.for<[string, Record<string, Answer>, string]>([
    ['a dead token', { number: { status: 401, json: fault(190) } }, 'WHATSAPP_ACCESS_TOKEN'],
    [
      'a foreign number',
      { number: { status: 400, json: fault(100, 'Object does not exist', { error_subcode: 33 }) } },
      'WHATSAPP_PHONE_NUMBER_ID',
    ],
    [
      'a wrong app secret',
      { proof: { status: 400, json: fault(100, 'Invalid appsecret_proof provided in the API argument') } },
      'WHATSAPP_APP_SECRET',
    ],
    ['a number of another account', { phone_numbers: { json: { data: [{ id: '1' }] } } }, 'does not belong'],
    ['a missing subscription', { subscribed_apps: { json: { data: [] } } }, 'No app is subscribed'],
    [
      'an unreadable account',
      { phone_numbers: { status: 403, json: fault(10) }, subscribed_apps: { status: 403, json: fault(10) } },
      'WHATSAPP_BUSINESS_ACCOUNT_ID',
    ],
  ])('names %s in one sentence', async ([, changes, words]) => {
    const { check } = await whole(changes)
    expect(await check()).toEqual([expect.stringContaining(words)])
  })
})
