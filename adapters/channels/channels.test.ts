import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { makeToken, newToken } from '../../core/modules/people/actions.ts'
import { sweeps } from '../../core/sweeps.ts'
import { doina, openCompany, secretsOf } from './testing.ts'

type Company = Awaited<ReturnType<typeof openCompany>>
type House = Awaited<ReturnType<Company['openHouse']>>
type StandIns = Awaited<ReturnType<Company['openStandIns']>>

const FIRST = '106540352242922'
const SECOND = '106540352242933'
let company: Company
/** Two processes of one company. */
let one: House
let two: House
let shop: StandIns
let depot: StandIns
const ids: Record<'shop' | 'depot' | 'slack', string> = { shop: '', depot: '', slack: '' }

/** Every answer of the API, to be searched for secrets in the end. */
const answers: string[] = []
const ask = async (house: House, ...asked: Parameters<House['ask']>) => {
  const answer = await house.ask(...asked)
  answers.push(answer.text)
  return answer
}
const act = async (house: House, name: string, call: object) => {
  const answer = await ask(house, 'POST', `/actions/${name}`, call)
  expect([answer.status, answer.text]).toEqual([200, expect.anything()])
  return String(answer.body.id)
}
const channels = async (house: House) => (await ask(house, 'GET', '/channels')).body
const seen = async (house: House, id: string) => (await channels(house)).items.find((item: { id: string }) => item.id === id)
const soon = <Found>(look: () => Promise<Found>) => vi.waitFor(look, { timeout: 15_000, interval: 50 })
const whatsappOf = (standIns: StandIns, externalId: string, name: string) => ({
  kind: 'whatsapp-cloud',
  name,
  externalId,
  settings: { graphUrl: `${standIns.graphUrl}/v23.0`, businessAccountId: '102290129340398' },
  secrets: standIns.whatsapp,
})
/** What Meta asks before it believes a callback address. */
const verified = async (house: House, token: string) => {
  const query = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': 'c' })
  const answer = await fetch(`${house.url}/webhooks/whatsapp?${query}`)
  return [answer.status, answer.status === 200 ? await answer.text() : '']
}

beforeAll(async () => {
  company = await openCompany()
  one = await company.openHouse()
  two = await company.openHouse()
  shop = await company.openStandIns(one.url, 'shop', FIRST)
  depot = await company.openStandIns(one.url, 'depot', SECOND)
}, 60_000)
afterAll(() => company.close())

describe('a company without any chat in its environment', () => {
  test('starts, and says what can be connected', async () => {
    const { items, kinds } = await channels(one)
    expect(items).toEqual([])
    const cloud = kinds.find(({ kind }: { kind: string }) => kind === 'whatsapp-cloud')
    expect(cloud.webhooks).toEqual([{ label: 'Callback URL', url: `${one.url}/webhooks/whatsapp` }])
    expect(cloud.fields.find(({ name }: { name: string }) => name === 'accessToken')).toMatchObject({ secret: true, required: true })
    const romanian = await ask(one, 'GET', '/channels', undefined, { 'accept-language': 'ro' })
    expect(romanian.body.kinds.find(({ kind }: { kind: string }) => kind === 'slack').fields[0].label).toBe('Tokenul botului')
    expect(await verified(one, shop.whatsapp.verifyToken)).toEqual([404, ''])
  })

  test('connects a number and a workspace while it runs, and they work in every process', async () => {
    ids.shop = await act(one, 'channel_account.create', { input: whatsappOf(shop, FIRST, 'Shop') })
    ids.slack = await act(one, 'channel_account.create', {
      input: { kind: 'slack', name: 'Staff', settings: { apiUrl: shop.slackApiUrl }, secrets: shop.slack },
    })
    for (const [purpose, externalId] of [
      ['orders', 'C0SALES'],
      ['inbox', 'C0SUPPORT'],
    ])
      await act(one, 'chat_place.set', { input: { accountId: ids.slack, purpose, externalId, name: `#${purpose}` } })
    for (const house of [one, two]) await soon(async () => expect(await verified(house, shop.whatsapp.verifyToken)).toEqual([200, 'c']))

    const phone = shop.hand.phone(doina.phone)
    await phone.say('Hello')
    await phone.hears('Nu cunosc încă acest număr', 15_000)
    await shop.hand.slack('U0ADA').waitForMessage('C0SUPPORT', 'Hello', 15_000)
    expect(await seen(one, ids.shop)).toMatchObject({ state: 'active', fromEnvironment: false, figures: { conversations: 1 } })
  })

  test('tries an account for real, and says what is missing and what to do, in the language of who asks', async () => {
    const steps = async (id: string, language = 'en') =>
      (await ask(two, 'POST', `/channels/${id}/test`, {}, { 'accept-language': language })).body.steps as {
        name: string
        ok: boolean
        text: string
        todo?: string
      }[]
    const whatsapp = await steps(ids.shop)
    expect(whatsapp.filter(({ ok }) => !ok).map(({ name, text }) => [name, text])).toEqual([])
    expect(whatsapp.map(({ name }) => name)).toEqual([
      'running',
      'number',
      'token',
      'scopes',
      'secret',
      'business',
      'webhook',
      'templates',
      'address',
      'heard',
    ])
    const slack = await steps(ids.slack)
    expect(slack.filter(({ name }) => name.startsWith('place.'))).toMatchObject([{ ok: true }, { ok: true }])
    await act(one, 'chat_place.set', { input: { accountId: ids.slack, purpose: 'finance', externalId: 'C0NOWHERE', name: '#money' } })
    expect((await steps(ids.slack, 'ro')).filter(({ ok, name }) => !ok && name.startsWith('place.'))).toMatchObject([
      { todo: 'Scrie /invite @parley în #money.' },
    ])
    expect((await ask(two, 'POST', `/channels/${ids.shop}x/test`, {})).status).toBe(404)
    expect((await ask(two, 'GET', `/channels/${ids.shop}/qr`)).status).toBe(404)
  })

  test('has a second number on the same address: each is told only what is its own', async () => {
    ids.depot = await act(two, 'channel_account.create', { input: whatsappOf(depot, SECOND, 'Depot') })
    await soon(async () => expect(await verified(one, depot.whatsapp.verifyToken)).toEqual([200, 'c']))
    expect(await verified(one, shop.whatsapp.verifyToken)).toEqual([200, 'c'])
    expect(await verified(one, 'neither')).toEqual([403, ''])

    const before = (await shop.hand.phone(doina.phone).chat()).length
    const phone = depot.hand.phone(doina.phone)
    await phone.say('Hello, depot')
    await phone.hears('Nu cunosc încă acest număr', 15_000)
    await soon(async () => expect((await seen(one, ids.depot)).figures.conversations).toBe(1))
    expect(await shop.hand.phone(doina.phone).chat()).toHaveLength(before)

    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [] })
    const signed = (secret: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
    const post = async (signature: string) =>
      (await fetch(`${one.url}/webhooks/whatsapp`, { method: 'POST', body, headers: { 'x-hub-signature-256': signature } })).status
    expect(await post(signed(depot.whatsapp.appSecret))).toBe(200)
    expect(await post(signed('forged'))).toBe(401)
    expect(await post('')).toBe(401)
  })
})

test('the templates of a number are shown as Meta has them', async () => {
  const templates = async () => (await ask(one, 'GET', `/message_templates?accountId=${ids.shop}`)).body.items
  await soon(async () => expect(await templates()).toHaveLength(12))
  expect(await templates()).toContainEqual(
    expect.objectContaining({ name: 'parley_news', language: 'ro', review: 'approved', text: expect.stringContaining('noutate') }),
  )
})

describe('an account that changes', () => {
  test('is begun anew in every process, what is not given stays', async () => {
    await act(two, 'channel_account.update', { id: ids.depot, input: { secrets: { verifyToken: 'another-secret-word' } } })
    for (const house of [one, two]) {
      await soon(async () => expect(await verified(house, 'another-secret-word')).toEqual([200, 'c']))
      expect(await verified(house, depot.whatsapp.verifyToken)).toEqual([403, ''])
    }
    const phone = depot.hand.phone(doina.phone)
    await phone.say('Hello again')
    await soon(async () => expect((await seen(two, ids.depot)).lastInboundAt).toEqual(expect.any(String)))
  })

  test('is silent when it is off, and back when it is on', async () => {
    await act(one, 'channel_account.switch_off', { id: ids.depot })
    for (const house of [one, two]) await soon(async () => expect(await verified(house, 'another-secret-word')).toEqual([403, '']))
    await act(two, 'channel_account.switch_on', { id: ids.depot })
    for (const house of [one, two]) await soon(async () => expect(await verified(house, 'another-secret-word')).toEqual([200, 'c']))
  })

  test('that cannot work is off with its reason in all processes, raises an alarm, and hinders no other', async () => {
    await act(one, 'channel_account.update', { id: ids.depot, input: { secrets: { accessToken: 'EAAWRONGTOKENwrongtoken' } } })
    await soon(async () => expect(await seen(two, ids.depot)).toMatchObject({ state: 'faulty', trouble: expect.stringContaining('190') }))
    await sweeps.find(({ name }) => name === 'channels.alarms')!.run(one.house, one.house.clock())
    expect((await seen(one, ids.depot)).alarms).toMatchObject([{ code: 'faulty', text: expect.stringContaining('then it is tried again') }])
    await shop.hand.slack('U0ADA').waitForMessage('C0SUPPORT', 'Depot does not work', 15_000)
    for (const house of [one, two]) expect(await verified(house, shop.whatsapp.verifyToken)).toEqual([200, 'c'])

    await act(one, 'channel_account.update', { id: ids.depot, input: { secrets: { accessToken: depot.whatsapp.accessToken } } })
    for (const house of [one, two]) await soon(async () => expect(await verified(house, 'another-secret-word')).toEqual([200, 'c']))
    await sweeps.find(({ name }) => name === 'channels.alarms')!.run(one.house, one.house.clock())
    expect(await seen(one, ids.depot)).toMatchObject({ state: 'active', trouble: null, alarms: [] })
  })

  test('that lacks something says what, before anything is asked of the platform', async () => {
    const lacking = { kind: 'whatsapp-cloud', name: 'Half', externalId: '77', secrets: { accessToken: 'EAAHALFhalfHALFhalf' } }
    const id = await act(one, 'channel_account.create', { input: lacking })
    await soon(async () =>
      expect(await seen(one, id)).toMatchObject({ state: 'faulty', trouble: expect.stringContaining('App secret is missing') }),
    )
    const { steps } = (await ask(one, 'POST', `/channels/${id}/test`, {})).body
    expect(steps).toMatchObject([{ name: 'settings', ok: false, text: expect.stringContaining('App secret') }])
  })
})

test('whoever may look at conversations sees the channels, and only who keeps them tries them', async () => {
  const token = newToken()
  await one.house.perform(one.house.self('test'), makeToken, { input: { name: 'helper', role: 'support_agent', token } })
  const helper = { authorization: `Bearer ${token}` }
  const shown = await one.ask('GET', '/channels', undefined, helper)
  expect(shown.body.items.find(({ id }: { id: string }) => id === ids.shop)).toMatchObject({ name: 'Shop', secretsSet: [] })
  expect((await one.ask('POST', `/channels/${ids.shop}/test`, {}, helper)).status).toBe(403)
  expect((await one.ask('GET', `/channels/${ids.shop}/qr`, undefined, helper)).status).toBe(403)
  expect((await one.ask('GET', '/channels', undefined, { authorization: 'Bearer parley_nobody0123456789ab' })).status).toBe(401)
})

test('a second workspace is told apart by what its requests are signed with', async () => {
  const id = await act(one, 'channel_account.create', {
    input: { kind: 'slack', name: 'Depot staff', settings: { apiUrl: depot.slackApiUrl }, secrets: depot.slack },
  })
  await soon(async () => expect((await ask(one, 'POST', `/channels/${id}/test`, {})).body.steps[0]).toMatchObject({ ok: true }))
  for (const [standIns, account] of [
    [shop, ids.slack],
    [depot, id],
  ] as const) {
    const ada = standIns.hand.slack('U0ADA')
    await ada.post('im', 'help')
    await soon(async () => expect((await seen(one, account)).lastInboundAt).toEqual(expect.any(String)))
  }
  const rows = await one.house.db('inbound').whereIn('account_id', [ids.slack, id]).select('account_id')
  expect(rows.map(({ account_id }) => account_id).sort()).toEqual([ids.slack, id].sort())
})

test('a company with stored accounts alone starts with them', async () => {
  const three = await company.openHouse()
  expect(await verified(three, shop.whatsapp.verifyToken)).toEqual([200, 'c'])
  expect(await verified(three, 'another-secret-word')).toEqual([200, 'c'])
  await three.stop()
})

test('no secret is told by any answer, event, or line of the log', async () => {
  for (const path of ['/channel_accounts', `/channel_accounts/${ids.shop}`, '/openapi.json', '', '/audit', '/channel_alarms', '/house'])
    await ask(one, 'GET', path)
  const bodies = await one.house.db('events').select('body')
  const everywhere = [...answers, company.logged(), ...bodies.map(({ body }) => String(body))].join('\n')
  const secrets = ['shop', 'depot'].flatMap((name) => Object.values(secretsOf(name)).flatMap((group) => Object.values(group)))
  for (const secret of [...secrets, 'another-secret-word', 'EAAWRONGTOKEN', 'EAAHALF']) expect(everywhere.split(secret)).toHaveLength(1)
  expect(await seen(one, ids.shop)).toMatchObject({ secretsSet: ['accessToken', 'appSecret', 'verifyToken'] })
})
