import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { firstLink } from '../../../core/first-start.ts'
import { inEnglish } from '../../../core/kernel/sentence.ts'
import { makeSignInLink } from '../../../core/modules/people/actions/links.ts'
import type { Person } from '../../../core/modules/people/sign-in.ts'
import { calls, MONDAY } from '../../../core/testing.ts'
import { sessionDoor } from './testing.ts'

const at = sessionDoor()
const codeIn = (text: unknown) => /\/(?:admin|clientarea)\/enter#([\w-]{43})/.exec(String(text))![1]!
const staff = (role: string): Person => ({ kind: 'staff', id: String(at.books.actors[role]!.id) })
const buyer = (): Person => ({ kind: 'contact', id: String(at.books.contacts.a.everything.id) })
let admin: ReturnType<typeof at.browse>
beforeAll(async () => {
  await at.admit(staff('admin'))
  await at.admit(staff('sales_agent'))
  admin = at.browse()
  await admin.signIn('admin@carpath.example')
})
beforeEach(() => at.at.db('sign_in_failures').delete())

describe('an invitation', () => {
  test('of a colleague is a link that is shown once, and leads to a password', async () => {
    const body = { id: staff('warehouse').id, input: { by: 'link' } }
    const headers = { 'Idempotency-Key': 'invite-warehouse' }
    const made = await admin.ask('/actions/staff.invite', { body, headers })
    expect(made.json).toMatchObject({ said: { code: 'sign_in.invited' }, once: expect.stringMatching(/^\/admin\/enter#/) })
    const again = await admin.ask('/actions/staff.invite', { body, headers })
    expect(again.json).toMatchObject({ id: made.json.id })
    expect(again.text).not.toContain(codeIn(made.json.once))
    const guest = at.browse()
    expect((await guest.ask('/session/code', { body: { code: codeIn(made.json.once) } })).json).toMatchObject({
      state: 'set_password',
      who: { name: 'warehouse One', email: 'warehouse@carpath.example' },
    })
    expect((await guest.ask('/session/password', { body: { password: 'nine wet purple kites' } })).json).toMatchObject({ state: 'in' })
    const event = await at.at.db('events').where({ action: 'staff.invite' }).first()
    expect(event).toMatchObject({ actor_id: staff('admin').id, door: 'console' })
  })

  test('of a contact is made by who looks after it, and is void once a newer one is made', async () => {
    const agent = at.browse()
    await agent.signIn('sales.agent@carpath.example')
    const invite = async () => codeIn((await agent.ask('/actions/contact.invite', { body: { id: buyer().id, input: {} } })).json.once)
    const [first, second] = [await invite(), await invite()]
    const enter = (code: string) => at.browse('clientarea').ask('/session/code', { body: { code } })
    expect((await enter(first)).status).toBe(401)
    expect((await enter(second)).json).toMatchObject({ state: 'set_password' })
    expect((await agent.ask('/actions/staff.invite', { body: { id: staff('finance').id, input: {} } })).status).toBe(403)
  })

  test('by mail is refused where there is no mail, or no address', async () => {
    const byMail = (name: string, id: string) => admin.ask(`/actions/${name}`, { body: { id, input: { by: 'mail' } } })
    expect((await byMail('staff.invite', staff('finance').id)).json).toMatchObject({ code: 'sign_in.no_mail' })
    await at.at.db('contacts').where({ id: buyer().id }).update({ email: null })
    expect((await byMail('contact.invite', buyer().id)).json).toMatchObject({ code: 'sign_in.no_email' })
    // Somebody who has no address to sign in with is let in by the link alone.
    const { json } = await admin.ask('/actions/contact.invite', { body: { id: buyer().id, input: { by: 'link' } } })
    expect((await at.browse('clientarea').ask('/session/code', { body: { code: codeIn(json.once) } })).json).toMatchObject({ state: 'in' })
    await at.at.db('contacts').where({ id: buyer().id }).update({ email: 'everything.a@clients.example' })
  })
})

describe('a link from chat', () => {
  test('is made by the contact who asks there, lets in that contact alone, and once', async () => {
    const caller = calls(at.books.contacts.a.everything, MONDAY, 'whatsapp')
    const { said } = await at.at.house.perform(caller, makeSignInLink, { input: {} })
    const enter = () => at.browse('clientarea').ask('/session/code', { body: { code: codeIn(inEnglish(said)) } })
    expect((await enter()).json).toMatchObject({ state: 'in' })
    expect((await enter()).status).toBe(401)
  })

  test('is not made for who is signed in already, nor for colleagues', async () => {
    const browser = at.browse('clientarea')
    await browser.ask('/session/code', { body: { code: await at.code(buyer()) } })
    expect((await browser.ask('/actions/sign_in_link.make', { body: { input: {} } })).json).toMatchObject({
      code: 'sign_in_link.only_in_chat',
    })
    expect((await admin.ask('/actions/sign_in_link.make', { body: { input: {} } })).json).toMatchObject({
      code: 'sign_in_link.only_contacts',
    })
  })
})

describe('a forgotten password', () => {
  test('is answered the same whoever asks; without mail it says that an admin makes a link', async () => {
    const forgot = (email: string) => at.browse().ask('/session/forgot', { body: { email } })
    const [known, unknown] = [await forgot('admin@carpath.example'), await forgot('nobody@carpath.example')]
    expect(known.json).toEqual(unknown.json)
    expect(known.json).toMatchObject({ status: 409, code: 'session.no_mail' })
    at.at.house.mails = true
    for (const email of ['admin@carpath.example', 'nobody@carpath.example'])
      expect(await forgot(email)).toMatchObject({ status: 204, text: '' })
    await expect.poll(() => at.at.db('sign_in_mails'), { timeout: 5000, interval: 20 }).toHaveLength(1)
    for (let ask = 0; ask < 5; ask += 1) expect((await forgot('admin@carpath.example')).status).toBe(204)
    at.at.house.mails = false
    expect((await at.at.db('sign_in_links').where({ purpose: 'reset' })).length).toBeLessThanOrEqual(3)
  })
})

describe('tokens', () => {
  const make = (input: object, who = admin) => who.ask('/actions/api_token.create', { body: { input } })

  test('are made by an admin, shown once, listed without their secret, and revoked', async () => {
    const made = await make({ name: 'shop', role: 'finance', actions: ['payment.record'] })
    const token = String(made.json.once)
    expect(made.json).toMatchObject({ said: { code: 'api_token.created' }, once: expect.stringMatching(/^parley_[\w-]{43}$/) })
    const told = await at.door.ask('/api/v1', { token })
    expect(told.json.token).toMatchObject({ name: 'shop', actions: ['payment.record'] })
    const list = await admin.ask('/api_tokens')
    expect(list.json.items!.map(({ name }) => name)).toContain('shop')
    expect(list.text).not.toContain(token)
    expect((await admin.ask('/actions/api_token.revoke', { body: { id: made.json.id } })).status).toBe(200)
    expect((await at.door.ask('/api/v1', { token })).status).toBe(401)
  })

  test('make no tokens, and nobody makes one that may more than they', async () => {
    const { json } = await make({ name: 'root', role: 'admin' })
    const token = String(json.once)
    const asked = await at.door.ask('/api/v1/actions/api_token.create', { token, body: { input: { name: 'child', role: 'finance' } } })
    expect(asked.json).toMatchObject({ status: 409, code: 'api_token.only_people' })
    expect((await make({ name: 'x', role: 'nobody' })).json).toMatchObject({ code: 'api_token.no_such_role' })
    await at.at
      .db('roles')
      .where({ name: 'sales_agent' })
      .update({ permissions: JSON.stringify(['api_token.make']) })
    const agent = at.browse()
    await agent.signIn('sales.agent@carpath.example')
    for (const role of ['admin', 'finance'])
      expect((await make({ name: 'x', role }, agent)).json).toMatchObject({ code: 'api_token.mightier' })
    expect((await make({ name: 'x', role: 'sales_agent' }, agent)).status).toBe(200)
  })
})

test('who comes by the very first link says who they are, chooses a password, and is the admin', async () => {
  await at.at.db('sign_in_secrets').delete()
  await at.at.db('staff').update({ roles: '[]' })
  const browser = at.browse()
  const { json } = await browser.ask('/session/code', { body: { code: codeIn(await firstLink(at.at.house)) } })
  expect(json).toMatchObject({ state: 'set_password', who: { email: null } })
  const who = { firstName: 'Ana', lastName: 'Pop', email: 'ana@example.com' }
  expect((await browser.ask('/session/password', { body: { password: 'nine wet purple kites', who } })).json).toMatchObject({ state: 'in' })
  const { me } = (await browser.ask('/session')).json as { me: { permissions: string[] } }
  expect(me).toMatchObject({ name: 'Ana Pop', email: 'ana@example.com' })
  expect(me.permissions).toContain('staff.invite')
  expect(await firstLink(at.at.house)).toBeNull()
})
