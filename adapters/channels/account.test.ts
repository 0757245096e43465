import { describe, expect, test } from 'vitest'
import { ChannelError } from '../../bots/channel.ts'
import { Seal } from '../../core/kernel/seal.ts'
import { accountIn, demandWhole, whyOf } from './account.ts'
import { Faulty } from './kind.ts'
import { kinds } from './kinds.ts'
import { slack } from './slack.ts'
import { whatsappCloud } from './whatsapp-cloud.ts'

const seal = new Seal('the channels know this secret, 0123456789')
const row = {
  id: 'a',
  kind: 'whatsapp-cloud',
  name: 'Shop',
  externalId: '106540352242922',
  settings: { graphUrl: 'https://graph.example', language: 'ro', odd: 7, fromEnvironment: true },
  sealedSecrets: seal.secret(JSON.stringify({ accessToken: 'EAA', appSecret: 's', verifyToken: 'v' })),
  state: 'active',
  trouble: null,
  version: 1,
}
const why = (deed: () => unknown) => {
  try {
    deed()
  } catch (error) {
    return error instanceof Faulty ? error.why.en : String(error)
  }
  return 'fine'
}

describe('a stored account', () => {
  test('is read with its secrets, texts alone', () => {
    expect(accountIn(row, seal).values).toEqual({
      graphUrl: 'https://graph.example',
      language: 'ro',
      accessToken: 'EAA',
      appSecret: 's',
      verifyToken: 'v',
    })
  })

  test('says so where its secrets were sealed under another key', () => {
    const other = new Seal('another secret of another house 0123456789')
    expect(why(() => accountIn(row, other))).toContain('under another secret key')
  })

  test.for([
    ['whole', {}, {}, false, 'fine'],
    ['without a secret', { appSecret: '' }, {}, false, 'App secret is missing.'],
    ['with the number for its id', {}, { externalId: '+40700000000' }, false, 'Phone number ID does not look right.'],
    ['at a stand-in', { graphUrl: 'http://127.0.0.1:1' }, {}, false, 'fine'],
    ['at a stand-in, in production', { graphUrl: 'http://127.0.0.1:1' }, {}, true, 'must begin with https://'],
    ['at an address that is none', { graphUrl: 'file:///etc/passwd' }, {}, false, 'must be an address'],
    ['at an address with a name in it', { graphUrl: 'https://me@graph.example' }, {}, false, 'must be an address'],
  ] as const)('%s is judged before anything is asked', ([, values, more, production, said]) => {
    const whole = accountIn(row, seal)
    const account = { ...whole, ...more, values: { ...whole.values, ...values } }
    expect(why(() => demandWhole(whatsappCloud, account, { production }))).toContain(said)
  })

  test('tells why it did not start without any of its secrets', () => {
    const account = { id: 'a', name: 'Staff', externalId: 'x', values: { botToken: 'xoxb-very-secret', signingSecret: 'sign' } }
    const told = whyOf(new Error('bad header xoxb-very-secret'), slack, account)
    expect(told).toEqual({ en: 'It could not be started: bad header …', ro: 'Nu a putut fi pornit: bad header …' })
    expect(whyOf(new ChannelError('refused', 'x', 'No sign'), slack, account).en).toBe('No …')
  })
})

test('every kind says what it asks for, in both languages, and no two ask for the same name twice', () => {
  expect(new Set(kinds.map(({ kind }) => kind)).size).toBe(kinds.length)
  for (const { label, fields, steps, webhooks, warning } of kinds) {
    const words = [
      label,
      ...steps,
      ...fields.flatMap((field) => [field.label, field.help]),
      ...webhooks.map((one) => one.label),
      ...(warning ? [warning] : []),
    ]
    for (const { en, ro } of words) expect([en.trim().length > 0, ro.trim().length > 0]).toEqual([true, true])
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length)
    expect(fields.map(({ name }) => name)).not.toContain('fromEnvironment')
  }
})
