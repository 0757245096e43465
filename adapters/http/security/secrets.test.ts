import { beforeAll, expect, test } from 'vitest'
import { newToken } from '../../../core/modules/people/actions.ts'
import { type Browser, PASSWORD, sessionDoor } from '../session/testing.ts'

const at = sessionDoor()
const secrets: Record<string, string> = {}
const people: Browser[] = []
beforeAll(async () => {
  const { house, db } = at.at
  const mark = (name: string) => {
    secrets[name] = `${name}-0123456789abcdef-secret`
    return secrets[name]
  }
  const admin = { kind: 'staff' as const, id: String(at.books.actors.admin!.id) }
  const buyer = { kind: 'contact' as const, id: String(at.books.contacts.a.everything.id) }
  for (const person of [admin, buyer]) await at.admit(person)
  for (const [area, email] of [
    ['console', 'admin@carpath.example'],
    ['clientarea', 'everything.a@clients.example'],
  ] as const) {
    const browser = at.browse(area)
    await browser.signIn(email)
    people.push(browser)
    secrets[`cookie of ${area}`] = [...browser.jar.values()][0]!
    secrets[`session of ${area}`] = house.seal.fingerprint(`session ${[...browser.jar.values()][0]}`)
  }
  const [console] = people
  const { secret } = (await console!.ask('/session/totp/setup', { method: 'POST' })).json
  secrets['second factor'] = String(secret)
  const account = await console!.ask('/actions/channel_account.create', {
    body: {
      input: {
        kind: 'whatsapp-cloud',
        name: 'Main',
        externalId: '15550001111',
        settings: {},
        secrets: { accessToken: mark('access-token'), appSecret: mark('app-secret'), verifyToken: mark('verify-token') },
      },
    },
  })
  expect(account.text).toContain('"id"')
  const token = newToken()
  secrets.token = token
  secrets['fingerprint of the token'] = house.seal.fingerprint(token)
  await house.perform(house.self('test'), 'api_token.make', { input: { name: 'till', role: 'finance', token } })
  const invited = await console!.ask('/actions/staff.invite', { body: { id: at.books.actors.finance!.id, input: {} } })
  secrets.invitation = String(invited.json.once).split('#')[1]!
  const kept = await db('sign_in_secrets')
  secrets['password hash'] = kept[0].password_hash
  secrets['sealed second factor'] = kept.find(({ totp_pending }) => totp_pending).totp_pending
  secrets['fingerprint of the link'] = (await db('sign_in_links').where({ purpose: 'invitation' }).first()).code_fingerprint
  secrets['sealed channel secrets'] = (await db('channel_accounts').where({ external_id: '15550001111' }).first()).sealed_secrets
  secrets.password = PASSWORD
  expect(Object.values(secrets).filter((one) => !one || one.length < 12)).toEqual([])
})

const leaked = (text: string) => Object.entries(secrets).flatMap(([name, secret]) => (text.includes(secret) ? [name] : []))

test('no secret stands in any answer to a reader, whoever reads: no list, no row, no description, no problem', {
  timeout: 120_000,
}, async () => {
  const { paths } = (await at.door.ask('/api/v1/openapi.json')).json as { paths: Record<string, Record<string, object>> }
  const lists = [...at.at.house.records.values()].map(({ plural, name }) => ({
    plural,
    ids: Object.values(at.books.ids.get(name) ?? {}).flat(),
  }))
  const reads = Object.entries(paths).flatMap(([path, methods]) =>
    'get' in methods && !path.includes('{') && path !== '/v1/events' ? [path.slice(3)] : [],
  )
  const rows = lists.flatMap(({ plural, ids }) => ids.slice(0, 1).flatMap((id) => [`/${plural}/${id}`, `/${plural}/${id}/timeline`]))
  expect(reads.length).toBeGreaterThan(50)
  const asked = [...reads, ...rows, ...lists.map(({ plural }) => `/${plural}?limit=500`), ...lists.map(({ plural }) => `/${plural}.csv`)]
  let answered = 0
  for (const browser of people)
    for (let from = 0; from < asked.length; from += 8) {
      const answers = await Promise.all(asked.slice(from, from + 8).map(async (path) => ({ path, ...(await browser.ask(path)) })))
      for (const { path, text } of answers) expect({ path, leaked: leaked(text) }).toEqual({ path, leaked: [] })
      answered += answers.filter(({ status }) => status === 200).length
    }
  expect(answered).toBeGreaterThan(100)
})

test('no secret is given back by what refuses it', async () => {
  const [console] = people
  const answers = [
    await console!.ask('/actions/channel_account.create', {
      body: { input: { kind: secrets['access-token'], name: 'x', secrets: { accessToken: 5, more: secrets['app-secret'] } } },
    }),
    await console!.ask(`/clients?${secrets.token}=${secrets.token}`),
    await console!.ask('/session', { body: { email: 'admin@carpath.example', password: secrets.token } }),
    await console!.ask('/session/code', { body: { code: secrets.invitation, more: true } }),
    await console!.ask('/session/password', { body: { old: secrets.token, password: secrets.token } }),
    await at.door.ask('/api/v1/clients', { token: `${secrets.token}x` }),
  ]
  for (const { text, status } of answers)
    expect({ status, leaked: leaked(text).filter((name) => name !== 'token') }).toEqual({ status, leaked: [] })
})

test('no secret stands in the log, in an event, in the stream of events or among the keys of calls', async () => {
  expect(at.door.lines.length).toBeGreaterThan(100)
  expect(leaked(at.door.lines.join('\n'))).toEqual([])
  for (const table of ['idempotency_keys', 'outbox', 'sign_ins'])
    expect({ table, leaked: leaked(JSON.stringify(await at.at.db(table))) }).toEqual({ table, leaked: [] })
  // An event keeps fingerprints and what is sealed, as rows do; nobody is shown them.
  const plain = leaked(JSON.stringify(await at.at.db('events'))).filter((name) => !/^fingerprint|^sealed/.test(name))
  expect(plain).toEqual([])
})
