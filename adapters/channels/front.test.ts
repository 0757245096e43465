import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Inbound } from '../../bots/channel.ts'
import { silent } from '../../core/kernel/log.ts'
import { startWhatsappCloud } from '../whatsapp-cloud/start.ts'
import { openFront } from './front.ts'
import { whatsappCloud } from './whatsapp-cloud.ts'

let got: Inbound[] = []
let down = false
const doors = {
  receive: async (inbound: Inbound) => {
    if (down && inbound.accountId === 'depot') throw new Error('the database is away')
    return got.push(inbound) > 0
  },
  report: async () => {},
}
const numberOf = (id: string, phoneNumberId: string) =>
  startWhatsappCloud({
    account: { id, phoneNumberId, accessToken: 't', appSecret: 'one-app', verifyToken: `verify ${id}` },
    doors,
    log: silent,
  })
const served = [numberOf('shop', '111'), numberOf('depot', '222')].map((started) => ({ kind: whatsappCloud, started }))
const app = new Koa().use(openFront(() => served)).use((ctx) => {
  ctx.body = 'elsewhere'
})
const server = createServer(app.callback())
let url = ''

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  got = []
  down = false
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const message = (number: string, id: string) => ({
  changes: [
    {
      field: 'messages',
      value: {
        messaging_product: 'whatsapp',
        metadata: { phone_number_id: number },
        contacts: [{ wa_id: '40700000101' }],
        messages: [{ id, from: '40700000101', timestamp: '1795350000', type: 'text', text: { body: `to ${number}` } }],
      },
    },
  ],
})
const post = (entry: object[], secret = 'one-app') => {
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry })
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  return fetch(`${url}/webhooks/whatsapp`, { method: 'POST', body, headers: { 'x-hub-signature-256': signature } })
}
const told = () => got.map(({ accountId, text }) => `${accountId}: ${text}`).sort()

test('one webhook about two numbers of one app reaches both, each with its own', async () => {
  expect((await post([message('111', 'wamid.1'), message('222', 'wamid.2')])).status).toBe(200)
  expect(told()).toEqual(['depot: to 222', 'shop: to 111'])
})

test('one that only one of them could store is asked for again', async () => {
  down = true
  expect((await post([message('111', 'wamid.1'), message('222', 'wamid.2')])).status).toBe(500)
  expect(told()).toEqual(['shop: to 111'])
})

test('a number that nobody here has is acknowledged and left, a forged one is turned away', async () => {
  expect((await post([message('333', 'wamid.3')])).status).toBe(200)
  expect((await post([message('111', 'wamid.4')], 'another-app')).status).toBe(401)
  expect(told()).toEqual([])
})

test('each number answers for its own verify token', async () => {
  const ask = async (token: string) => {
    const query = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': token })
    return (await fetch(`${url}/webhooks/whatsapp?${query}`)).text()
  }
  expect([await ask('verify shop'), await ask('verify depot'), await ask('neither')]).toEqual(['verify shop', 'verify depot', ''])
})

test('a body that is too long is not waited for, and other addresses are not ours', async () => {
  const long = await fetch(`${url}/webhooks/whatsapp`, { method: 'POST', body: Buffer.alloc(4 * 1024 * 1024) }).then(
    ({ status }) => status,
    // The connection is cut while the rest is still on its way.
    () => 413,
  )
  expect(long).toBe(413)
  expect(await (await fetch(`${url}/elsewhere`)).text()).toBe('elsewhere')
})
