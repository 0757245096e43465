import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Inbound } from '../../bots/channel.ts'
import { readWebhook } from './receive.ts'

const phoneNumberId = '106540352242922'
const receiver = { accountId: 'acc-1', phoneNumberId, now: () => new Date('2026-03-02T08:00:00Z') }
const folder = new URL('fixtures/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')

const sheena = { contacts: [{ profile: { name: 'Sheena Nelson' }, wa_id: '16505551234' }] }
const webhook = (value: object, field = 'messages') =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      { id: '1', changes: [{ field, value: { messaging_product: 'whatsapp', metadata: { phone_number_id: phoneNumberId }, ...value } }] },
    ],
  })
const message = (content: object) => ({ from: '16505551234', id: 'wamid.1', timestamp: '1749416383', ...content })
const inbound = (content: object, value: object = sheena) =>
  readWebhook(webhook({ ...value, messages: [message(content)] }), receiver)?.inbound[0]
const reports = (...statuses: object[]) => readWebhook(webhook({ statuses }), receiver)?.reports

describe("Meta's own examples", () => {
  const expected: Record<string, Partial<Inbound>[]> = {
    'text-message': [{ kind: 'text', text: 'Does it come in another color?' }],
    'text-message-with-context-product-inquiry': [
      { kind: 'text', text: 'Is this still available?', quotes: 'wamid.HBgLMTY1MDM4Nzk0MzkVAgARGA9wcm9kdWN0X2lucXVpcnkA' },
    ],
    'text-message-from-click-to-whatsapp-ad': [{ kind: 'text', text: 'Hello! Can I get more info on this?' }],
    'reaction-message': [{ kind: 'reaction', text: '👍', quotes: 'wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI0RTJEOTc2ODVERUY5RDlGNkYA' }],
    'image-message': [{ kind: 'image', text: 'Taj Mahal', media: { id: '1003383421387256', mime: 'image/jpeg' } }],
    'location-message': [
      {
        kind: 'location',
        location: { latitude: 37.44221496582, longitude: -122.16165924072, label: 'Philz Coffee, 101 Forest Ave, Palo Alto, CA 94301' },
      },
    ],
    'contact-sharing-message': [{ kind: 'contacts', text: 'Lucía Gómez +1 (983) 555-2319' }],
    'unsupported-message': [{ kind: 'unsupported' }],
    'button-message': [{ kind: 'choice', choice: 'Unsubscribe', quotes: 'wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJFNjk2OTMwNEZCQjhGMzUyQUYA' }],
    'interactive-list-reply-message': [{ kind: 'choice', choice: 'priority_express', text: 'Priority Mail Express' }],
    'interactive-button-reply-message': [{ kind: 'choice', choice: 'cancel-button', text: 'Cancel' }],
    'order-message': [
      {
        kind: 'cart',
        cart: [
          { code: 'di9ozbzfi4', quantity: 2 },
          { code: 'nqryix03ez', quantity: 1 },
        ],
      },
    ],
    'system-message': [{ kind: 'unsupported', text: 'User Sheena Nelson changed from 16505551234 to 12195555358' }],
    'group-create-message': [],
    'group-settings-update': [],
    'group-remove-participants': [],
  }

  test('there are 16 of them and each is expected', () => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
    expect(names.map((name) => name.replace('.json', '')).sort()).toEqual(Object.keys(expected).sort())
    expect(names).toHaveLength(16)
  })

  test.for(Object.entries(expected))('%s is understood', ([name, messages]) => {
    const received = readWebhook(fixture(name), receiver)
    expect(received?.inbound).toHaveLength(messages.length)
    for (const [index, expectedMessage] of messages.entries()) {
      const got = received?.inbound[index]
      expect(got).toMatchObject({ accountId: 'acc-1', user: { id: '16505551234', phone: '+16505551234' }, ...expectedMessage })
      expect(got?.key).toMatch(/^wamid\./)
      expect(got?.messageId).toBe(got?.key)
      expect(got?.raw).toHaveProperty('message.timestamp')
    }
    expect(received?.skipped).toHaveLength(messages.length ? 0 : 1)
  })

  test('the name and the time are those that WhatsApp tells', () => {
    const got = readWebhook(fixture('text-message'), receiver)?.inbound[0]
    expect(got?.user.name).toBe('Sheena Nelson')
    expect(got?.at.toISOString()).toBe('2025-06-08T20:59:43.000Z')
  })
})

describe('what people send', () => {
  const id = { id: 'm1', mime_type: 'audio/ogg; codecs=opus' }
  test.for<[string, object, Partial<Inbound>]>([
    [
      'a voice note',
      { type: 'audio', audio: { ...id, voice: true } },
      { kind: 'voice', media: { id: 'm1', mime: 'audio/ogg; codecs=opus' } },
    ],
    ['a sound file', { type: 'audio', audio: id }, { kind: 'voice' }],
    ['a film', { type: 'video', video: { id: 'm2', mime_type: 'video/mp4', caption: 'the dent' } }, { kind: 'video', text: 'the dent' }],
    [
      'a document',
      { type: 'document', document: { id: 'm3', mime_type: 'application/pdf', filename: 'comanda.pdf', caption: 'the list' } },
      { kind: 'document', text: 'the list', media: { id: 'm3', mime: 'application/pdf', name: 'comanda.pdf' } },
    ],
    ['a sticker', { type: 'sticker', sticker: { id: 'm4', mime_type: 'image/webp' } }, { kind: 'sticker' }],
    ['a reaction taken back', { type: 'reaction', reaction: { message_id: 'wamid.9' } }, { kind: 'reaction', quotes: 'wamid.9' }],
    [
      'an edited text',
      { type: 'edit', edit: { original_message_id: 'wamid.0', message: { type: 'text', text: { body: '6 boxes' } } } },
      { kind: 'edit', quotes: 'wamid.0', text: '6 boxes' },
    ],
    [
      'an edited caption',
      { type: 'edit', edit: { original_message_id: 'wamid.0', message: { image: { caption: 'new' } } } },
      { kind: 'edit', text: 'new' },
    ],
    ['a deletion', { type: 'revoke', revoke: { original_message_id: 'wamid.0' } }, { kind: 'delete', quotes: 'wamid.0' }],
    ['an edit that WhatsApp does not hand over', { type: 'unsupported', unsupported: { type: 'edit' } }, { kind: 'edit' }],
    [
      'a message in a group',
      { type: 'text', text: { body: 'hi all' }, group_id: 'g1' },
      { kind: 'group', text: 'hi all', place: { channel: 'g1' } },
    ],
    ['a form answer', { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: {} } }, { kind: 'unsupported' }],
    ['a type of next year', { type: 'hologram', hologram: {} }, { kind: 'unsupported' }],
    ['a type named like a property of objects', { type: 'constructor' }, { kind: 'unsupported' }],
    ['a text without words', { type: 'text', text: {} }, { kind: 'unsupported' }],
    ['a cart with nothing in it', { type: 'order', order: { product_items: [] } }, { kind: 'unsupported' }],
  ])('%s', ([, content, expected]) => {
    expect(inbound(content)).toMatchObject(expected)
  })

  test('someone without a phone number is known by the business-scoped id', () => {
    const value = { contacts: [{ profile: { name: 'Ann', username: 'ann' }, user_id: 'RO.13491208655302741918' }] }
    const got = inbound({ from: undefined, from_user_id: 'RO.13491208655302741918', type: 'text', text: { body: 'hi' } }, value)
    expect(got?.user).toEqual({ id: 'RO.13491208655302741918', name: 'Ann' })
  })

  test('NUL and half surrogate pairs, which the database cannot keep, are taken out', () => {
    const got = inbound({ type: 'text', text: { body: 'a\u0000b\ud83d' } })
    expect(got?.text).toBe('ab\ufffd')
    expect(JSON.stringify(got)).not.toMatch(/\\u0000|\\ud83d/)
  })
})

describe('several at once', () => {
  test('a message takes its name from no contact but its own, where there are several', () => {
    const contacts = [1, 2].map((k) => ({ wa_id: `4070000000${k}`, profile: { name: `N${k}` } }))
    expect(inbound({ type: 'text', text: { body: 'hi' } }, { contacts })?.user).toEqual({ id: '16505551234', phone: '+16505551234' })
  })

  test('each entry, change and message is read, each with its own sender', () => {
    const part = (n: number) => ({
      id: '1',
      changes: ['a', 'b'].map((letter) => ({
        field: 'messages',
        value: {
          metadata: { phone_number_id: phoneNumberId },
          contacts: [1, 2].map((k) => ({ wa_id: `4070000${n}${k}`, profile: { name: `N${k}` } })),
          messages: [1, 2].map((k) => ({
            ...message({ type: 'text', text: { body: letter } }),
            from: `4070000${n}${k}`,
            id: `wamid.${n}${letter}${k}`,
          })),
        },
      })),
    })
    const received = readWebhook(JSON.stringify({ object: 'whatsapp_business_account', entry: [part(1), part(2)] }), receiver)
    expect(received?.inbound.map(({ key }) => key)).toEqual(
      ['1a1', '1a2', '1b1', '1b2', '2a1', '2a2', '2b1', '2b2'].map((end) => `wamid.${end}`),
    )
    expect(received?.inbound.map(({ user }) => user.name)).toEqual(['N1', 'N2', 'N1', 'N2', 'N1', 'N2', 'N1', 'N2'])
  })

  test('a malformed message is kept as unsupported, one without a sender is left out, and neither hinders the others', () => {
    const good = message({ type: 'text', text: { body: 'hi' } })
    const messages = [
      null,
      7,
      { id: 'wamid.x' },
      { from: '16505551234', type: 'text', text: { body: 'no id' } },
      { ...good, timestamp: 'soon', id: 'wamid.2' },
      good,
    ]
    const received = readWebhook(webhook({ messages }), receiver)
    expect(received?.inbound.map(({ kind, key }) => [kind, key.replace(/:.*/, '')])).toEqual([
      ['unsupported', 'malformed'],
      ['unsupported', 'wamid.2'],
      ['text', 'wamid.1'],
    ])
    expect(received?.inbound[0]?.at).toEqual(receiver.now())
    expect(received?.skipped).toHaveLength(3)
  })

  test('a malformed message brought twice has the same key', () => {
    const broken = () => readWebhook(webhook({ messages: [{ from: '16505551234', type: 'text' }] }), receiver)?.inbound[0]?.key
    expect(broken()).toBe(broken())
  })

  test('what belongs to another number of the same app is left alone', () => {
    const other = { ...receiver, phoneNumberId: '999' }
    expect(readWebhook(fixture('text-message'), other)).toEqual({
      inbound: [],
      reports: [],
      skipped: ['a change for another phone number'],
    })
  })

  test('nothing that JSON can say makes reading fail', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (first, second) => {
        const value = {
          contacts: [first],
          messages: [first, { from: '40700000101', id: 'wamid.3', timestamp: '1', type: 'text', text: second }],
          statuses: [second],
        }
        const received = readWebhook(webhook(value), receiver)
        expect(received?.inbound.some(({ key }) => key === 'wamid.3')).toBe(true)
      }),
    )
  })

  test.for(['', 'null', '[]', '{"object":"page","entry":[]}', '{"object":"whatsapp_business_account"}', '{"a":'])(
    '%j is no webhook',
    (body) => {
      expect(readWebhook(body, receiver)).toBeNull()
    },
  )
})

describe('delivery states', () => {
  const status = { id: 'wamid.5', timestamp: '1749416383', recipient_id: '16505551234' }

  test('our id comes back with each state', () => {
    const got = reports(...['sent', 'delivered', 'read'].map((state) => ({ ...status, status: state, biz_opaque_callback_data: 'm-1' })))
    expect(got?.map(({ state, messageId, externalId }) => [state, messageId, externalId])).toEqual([
      ['sent', 'm-1', 'wamid.5'],
      ['delivered', 'm-1', 'wamid.5'],
      ['read', 'm-1', 'wamid.5'],
    ])
  })

  test('a failure says its code and why', () => {
    const errors = [{ code: 131047, title: 'Re-engagement message', error_data: { details: 'More than 24 hours have passed.' } }]
    expect(reports({ ...status, status: 'failed', errors })).toEqual([
      {
        accountId: 'acc-1',
        externalId: 'wamid.5',
        state: 'failed',
        at: new Date(1749416383000),
        error: { code: '131047', title: 'Re-engagement message: More than 24 hours have passed.' },
      },
    ])
  })

  test('a state we do not know is left out and the next one is still read', () => {
    const got = reports(
      { ...status, status: 'warning' },
      { ...status, status: 'toString' },
      { status: 'sent' },
      { ...status, status: 'played' },
    )
    expect(got?.map(({ state }) => state)).toEqual(['read'])
  })
})
