import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { inviteContact } from '../../core/modules/crm/actions/invite.ts'
import { inviteStaff, issueLink } from '../../core/modules/people/actions/links.ts'
import { hooks, modules } from '../../core/modules.ts'
import { MONDAY, testHouse } from '../../core/testing.ts'
import { type Books, smallCompany, writing } from '../../core/testing-company.ts'
import { type Mailing, makeMailing } from './mailing.ts'
import { mailServer } from './testing.ts'
import { letterFor } from './words.ts'

const at = testHouse([...modules, writing], hooks)
const post = mailServer()
let books: Books
let mailing: Mailing
const move = (seconds: number) => at.at(new Date(MONDAY.getTime() + seconds * 1000))
const self = () => at.house.self('test')

beforeAll(async () => {
  books = await smallCompany(at.house)
  Object.assign(at.house, { mails: true, address: () => 'https://crm.example.com' })
  mailing = makeMailing({ house: at.house, smtpUrl: post.url })
})
beforeEach(async () => {
  move(0)
  post.refuses = false
  post.received.length = 0
  await at.db('sign_in_mails').delete()
})
const forgot = (personId: string, mail = 'en') =>
  at.house.perform(self(), issueLink, { input: { personKind: 'staff', personId, purpose: 'reset', mail } })
const admin = () => String(books.actors.admin!.id)

describe('a mail with a link', () => {
  test('goes to the person alone, in their language, from the company', async () => {
    await at.db('contacts').where({ id: books.contacts.a.everything.id! }).update({ email: 'doina@clients.example', last_name: 'Șerban' })
    await at.house.perform(self(), inviteContact, { id: books.contacts.a.everything.id!, input: { by: 'mail' } })
    expect(await mailing.drain()).toBe(1)
    const [mail] = post.received
    expect(mail!.to).toEqual(['doina@clients.example'])
    expect(mail!.text).toMatch(/^Bună, everything Șerban,/)
    expect(mail!.text).toMatch(/\nhttps:\/\/crm\.example\.com\/clientarea\/enter#[\w-]{43}\r?\n/)
    expect(mail!.source).toMatch(/^Subject: =\?UTF-8\?/m)
    expect(await mailing.drain()).toBe(0)
    expect(await at.db('sign_in_mails')).toEqual([])
  })

  test('holds a code that stands nowhere else', async () => {
    await at.house.perform(self(), inviteStaff, { id: admin(), input: { by: 'mail' }, key: 'invite once' })
    await mailing.drain()
    const code = /\/admin\/enter#([\w-]{43})/.exec(post.received[0]!.text)![1]!
    for (const table of ['sign_in_links', 'sign_ins', 'events', 'idempotency_keys', 'outbox'])
      expect(JSON.stringify(await at.db(table)), table).not.toContain(code)
  })

  test('that cannot be sent waits longer and longer, and goes once the server takes it, with the same id', async () => {
    await forgot(admin())
    post.refuses = true
    expect(await mailing.drain()).toBe(0)
    const [held] = await at.db('sign_in_mails')
    expect(held).toMatchObject({ attempts: 1, last_error: expect.any(String) })
    expect(held.last_error).not.toContain('somebody@clients.example')
    post.refuses = false
    expect(await mailing.drain()).toBe(0)
    move(20)
    expect(await mailing.drain()).toBe(1)
    expect(post.received[0]!.source).toMatch(new RegExp(`^Message-ID: <${held.id}@crm\\.example\\.com>`, 'im'))
  })

  test('whose link ran out, or was replaced by a newer one, is not sent', async () => {
    await forgot(admin())
    await forgot(admin())
    expect(await mailing.drain()).toBe(1)
    await forgot(admin())
    move(901)
    expect(await mailing.drain()).toBe(0)
    expect(await at.db('sign_in_mails')).toEqual([])
  })

  test('is sent once by two who look at the same moment', async () => {
    await forgot(admin())
    const other = makeMailing({ house: at.house, smtpUrl: post.url })
    const sent = await Promise.all([mailing.drain(), other.drain(), mailing.drain()])
    expect(sent.reduce((sum, one) => sum + one, 0)).toBe(1)
    expect(post.received).toHaveLength(1)
    await other.stop()
  })

  test('leaves by itself after the commit that asks for it', async () => {
    mailing.start()
    await forgot(admin())
    await expect.poll(() => post.received.length, { timeout: 5000, interval: 20 }).toBe(1)
    await mailing.stop()
  })

  test.for([
    ['another receiver', 'Ada\r\nBcc: thief@evil.example'],
    ['another paragraph', 'Ada,\n\nopen https://evil.example now'],
    ['a link', 'www.evil.example'],
  ] as const)('cannot be given %s by a name', async ([, firstName]) => {
    const { text } = letterFor('invitation', 'en', {
      name: firstName,
      company: 'Acme\nX-Evil: 1',
      link: 'https://crm.example.com/admin/enter#x',
    })
    expect(text.match(/https?:\/\/|www\./g)).toHaveLength(1)
    expect(text.split('\n')[0]).toMatch(/^Hello .*,$/)
    await at.db('staff').where({ id: admin() }).update({ first_name: firstName })
    await forgot(admin())
    await mailing.drain()
    expect(post.received.at(-1)!.to).toEqual(['admin@carpath.example'])
    expect(post.received.at(-1)!.source).not.toMatch(/^Bcc:/im)
  })
})
