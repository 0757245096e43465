import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { all, chatting, guest } from '../../bots/customer/testing.ts'
import { catalogueProblems } from '../../core/language/words.ts'
import { recordPayment } from '../../core/modules/invoicing/actions/payments.ts'
import { type SandboxPay, sandboxPay } from './sandbox.ts'
import { claimIn, tokenOf } from './token.ts'
import { payPageWords } from './words.ts'

let pay: SandboxPay
let server: Server
let url = ''
const chat = chatting({ linkFor: (of) => pay.links.linkFor(of) })
const nelu = guest(chat, '+40700000131')
const ilinca = guest(chat, '+40700000111')
const doina = guest(chat, '+40700000101')

beforeAll(async () => {
  pay = sandboxPay({ house: chat.house, address: () => url })
  const koa = new Koa()
  koa.use(pay.door)
  server = createServer(koa.callback())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))
beforeEach(async () => {
  chat.later(3_600_000)
  await chat.db('conversation_states').update({ dialog: '{}' })
})

const linkIn = (text: string) => /http:\S+\/pay\/[\w.-]+/.exec(text)?.[0] ?? ''
const look = async (link: string) => {
  const answer = await fetch(link)
  return { status: answer.status, html: await answer.text(), headers: answer.headers }
}
const csrfIn = (html: string) => /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
const press = (link: string, csrf: string, deed = 'pay', headers: Record<string, string> = {}) =>
  fetch(link, { method: 'POST', body: new URLSearchParams({ csrf, deed }), headers })
const payments = async () => Number((await chat.db('payments').where({ method: 'online' }).count())[0]!.count)

describe('a payment page', () => {
  test('shows the seller, the invoices and the sum, says that it is a sandbox, and looking at it pays nothing', async () => {
    const link = linkIn(all(await nelu.says('vreau să plătesc')))
    for (let time = 0; time < 3; time += 1) {
      const { status, html, headers } = await look(link)
      expect(status).toBe(200)
      expect(html).toMatch(/mediu de probă.*Carpath Supplies SRL.*7\.318,40/s)
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(html).not.toMatch(/<script/i)
    }
    await fetch(link, { method: 'HEAD' })
    expect(await payments()).toBe(0)
  })

  test('pays nothing without its own form: not by a foreign page, not by a made-up word, not by Cancel', async () => {
    const link = linkIn(all(await nelu.says('vreau să plătesc')))
    const csrf = csrfIn((await look(link)).html)
    expect((await press(link, csrf, 'pay', { origin: 'https://evil.example' })).status).toBe(403)
    expect((await press(link, 'x'.repeat(40))).status).toBe(409)
    expect(
      (await fetch(link, { method: 'POST', body: JSON.stringify({ csrf, deed: 'pay' }), headers: { 'content-type': 'application/json' } }))
        .status,
    ).toBe(403)
    expect((await fetch(link, { method: 'PUT' })).status).toBe(405)
    const cancelled = await press(link, csrf, 'cancel')
    expect(await cancelled.text()).toMatch(/Nu s-a plătit nimic/)
    expect(await payments()).toBe(0)
  })

  test('takes each invoice once, however often the button is pressed, and customer and finance hear of it', async () => {
    const link = linkIn(all(await nelu.says('vreau să plătesc')))
    const csrf = csrfIn((await look(link)).html)
    const before = nelu.everything().length
    const answers = await Promise.all([press(link, csrf), press(link, csrf), press(link, csrf)])
    expect(answers.map(({ status }) => status)).toContain(200)
    const [{ open }] = (await chat
      .db('invoices')
      .join('clients', 'clients.id', 'invoices.client_id')
      .where({ 'clients.code': 'PEN-BURS' })
      .whereIn('invoices.state', ['issued', 'partly_paid'])
      .count('* as open')) as [{ open: string }]
    expect(Number(open)).toBe(0)
    const paid = await chat.db('payments').where({ method: 'online' })
    expect(new Set(paid.map((one) => one.invoice_id)).size).toBe(paid.length)
    expect(paid.reduce((sum, one) => sum + Number(one.amount_minor), 0)).toBe(731_840)
    await chat.settle()
    expect(all(nelu.everything().slice(before))).toMatch(/Am primit .* Este plătită integral/)
    expect(all(chat.posted('finance'))).toMatch(/a plătit online/)
    expect((await look(link)).html).toMatch(/nu mai este nimic de plată/)
    const [event] = await chat.db('events').where({ action: 'payment.pay_online' }).orderBy('id', 'desc').limit(1)
    expect(event).toMatchObject({ actor_kind: 'contact', door: 'clientarea', name: expect.stringMatching(/payment\.recorded|invoice\./) })
    expect(JSON.stringify(await chat.db('events').where({ action: 'payment.pay_online' }).select('body'))).toMatch(/pay [0-9a-f]{24}/)
    expect(all(await nelu.says('cât am de plată?'))).toMatch(/nu are nimic de plată/)
  })

  test('asks to look again where what is open changed after it was shown', async () => {
    const link = linkIn(all(await ilinca.says('vreau să plătesc')))
    const csrf = csrfIn((await look(link)).html)
    const [invoice] = await chat
      .db('invoices')
      .join('clients', 'clients.id', 'invoices.client_id')
      .where({ 'clients.code': 'CAF-ZIMB', 'invoices.state': 'issued' })
      .select('invoices.id')
    await chat.house.perform(chat.house.self('test'), recordPayment, { id: invoice.id, input: { amountMinor: 100, method: 'bank' } })
    const count = await payments()
    const answer = await press(link, csrf)
    expect([answer.status, await payments()]).toEqual([409, count])
    expect(await answer.text()).toMatch(/s-a schimbat între timp/)
  })

  test('runs out after a day, and is not there for who lost the right, or for a changed address', async () => {
    const link = linkIn(all(await ilinca.says('vreau să plătesc')))
    expect((await look(`${link.slice(0, -1)}${link.endsWith('a') ? 'b' : 'a'}`)).status).toBe(404)
    expect((await look(`${url}/pay/AAAA.bbbb`)).status).toBe(404)
    const contact = await chat.db('contacts').where({ phone: ilinca.number }).first()
    await chat
      .db('contacts')
      .where({ id: contact.id })
      .update({ permissions: JSON.stringify(['view_invoices']) })
    expect((await look(link)).status).toBe(404)
    await chat
      .db('contacts')
      .where({ id: contact.id })
      .update({ permissions: JSON.stringify(contact.permissions) })
    expect((await look(link)).status).toBe(200)
    chat.later(25 * 3_600_000)
    expect((await look(link)).status).toBe(404)
  })

  test('is for those who may pay: others are told how to pay by transfer', async () => {
    const told = all(await doina.says('vreau să plătesc'))
    expect(linkIn(told)).toBe('')
    expect(told).toMatch(/IBAN|nu are nimic de plată/)
  })
})

test('a token says back what it was made of, and nothing that was touched', () => {
  const claim = {
    contactId: '01a202f4-0e36-7119-a830-9c10b4fb1dec',
    invoiceIds: ['01a202f4-0cf5-72b5-96b4-d13b346f0f36', '01a202f4-0b53-777a-bb8b-43e4dea3cca1'],
    language: 'ro' as const,
    expiresAt: new Date('2026-11-24T08:00:00Z'),
  }
  const sign = (text: string) => createHmac('sha256', 'a key').update(text).digest('hex')
  const token = tokenOf(claim, sign)
  expect(claimIn(token, sign, new Date('2026-11-23T08:00:00Z'))).toEqual(claim)
  expect(claimIn(token, sign, claim.expiresAt)).toBeNull()
  expect(claimIn(token, (text) => sign(`other ${text}`), new Date('2026-11-23T08:00:00Z'))).toBeNull()
  expect(claimIn(`${token}.x`, sign, new Date('2026-11-23T08:00:00Z'))).toBeNull()
})

test('the page speaks both languages', () => {
  expect(catalogueProblems(payPageWords)).toEqual([])
})
