import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { letStaffLeave } from '../../../core/modules/people/actions.ts'
import type { Person } from '../../../core/modules/people/sign-in.ts'
import { MONDAY } from '../../../core/testing.ts'
import { PASSWORD, sessionDoor } from './testing.ts'

const at = sessionDoor()
const { browse, admit, code } = at
const admin = (): Person => ({ kind: 'staff', id: String(at.books.actors.admin!.id) })
const agent = (): Person => ({ kind: 'staff', id: String(at.books.actors.sales_agent!.id) })
const buyer = (): Person => ({ kind: 'contact', id: String(at.books.contacts.a.everything.id) })

beforeAll(async () => {
  for (const person of [admin(), agent(), buyer()]) await admit(person)
})
beforeEach(async () => {
  at.at.at(MONDAY)
  await at.at.db('sign_in_failures').delete()
})

describe('signing in by password', () => {
  test('opens the console for a colleague, and tells who is signed in with all rights by name', async () => {
    const browser = browse()
    expect(await browser.signIn('Admin@carpath.example')).toMatchObject({ status: 200, json: { state: 'in' } })
    const { status, json, headers } = await browser.ask('/session')
    expect(status).toBe(200)
    expect(headers['cache-control']).toBe('no-store')
    expect(json).toMatchObject({
      me: {
        kind: 'staff',
        id: admin().id,
        name: 'admin One',
        email: 'admin@carpath.example',
        hasTotp: false,
        hasPassword: true,
        rooms: { sales: 'delete' },
      },
      csrf: browser.csrf,
      sandbox: false,
      company: { currency: 'RON', timezone: 'Europe/Bucharest' },
      setup: { done: expect.any(Boolean) },
    })
    const { permissions } = json.me as { permissions: string[] }
    expect(permissions).toEqual(expect.arrayContaining(['order.accept', 'staff.invite', 'credit.override']))
    expect(permissions).not.toContain('*')
  })

  test('opens the client area for a contact, who does there what the contact may and no more', async () => {
    const browser = browse('clientarea')
    expect((await browser.signIn('everything.a@clients.example')).json).toMatchObject({ state: 'in' })
    const { json } = await browser.ask('/session')
    expect(json.me).toMatchObject({ kind: 'contact', id: buyer().id, client: { id: at.books.client.a } })
    expect((json.me as { permissions: string[] }).permissions).toEqual(expect.arrayContaining(['order.place', 'view_stock']))
    expect((await browser.ask('/setting', { method: 'GET' })).status).toBe(404)
    expect((await browser.ask('/actions/setting.create', { body: { input: { key: 'a', value: 'b' } } })).status).toBe(403)
  })

  test.for([
    ['a wrong password', 'admin@carpath.example', 'violet otters hum at dusk'],
    ['an address that nobody has', 'nobody@carpath.example', PASSWORD],
    ['an address of somebody without a password', 'finance@carpath.example', PASSWORD],
    ['an address of the other area', 'everything.a@clients.example', PASSWORD],
    ['SQL for an address', "' or 1=1 --", PASSWORD],
  ] as const)('with %s is the same 401', async ([, email, password]) => {
    const { status, json, headers } = await browse().signIn(email, password)
    expect({ status, json, cookie: headers['set-cookie'] }).toEqual({
      status: 401,
      cookie: undefined,
      json: {
        type: 'urn:parley:problem:session.wrong',
        title: expect.any(String),
        status: 401,
        code: 'session.wrong',
        detail: 'The email address or the password is not right.',
      },
    })
  })

  test('without an area, or with one that is not there, is 400', async () => {
    const body = { email: 'admin@carpath.example', password: PASSWORD }
    const own = { 'Sec-Fetch-Site': 'same-origin' }
    expect(await at.door.ask('/api/v1/session', { body, headers: own })).toMatchObject({ status: 400, json: { code: 'session.no_area' } })
    expect((await at.door.ask('/api/v1/session?area=sandbox', { body, headers: own })).status).toBe(400)
  })

  test('ends the session that the browser had, and never takes an id that came from outside', async () => {
    const browser = browse()
    browser.jar.set('parley_console', 'A'.repeat(43))
    await browser.signIn('admin@carpath.example')
    const first = browser.cookie()
    expect(first).not.toContain('A'.repeat(43))
    await browser.signIn('admin@carpath.example')
    expect(browser.cookie()).not.toBe(first)
    const old = browse()
    old.jar.set('parley_console', first.split('=')[1]!)
    expect((await old.ask('/session')).status).toBe(401)
    expect((await browser.ask('/session')).status).toBe(200)
  })

  test('keeps of the session a fingerprint alone', async () => {
    const browser = browse()
    await browser.signIn('admin@carpath.example')
    const secret = browser.jar.get('parley_console')!
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
    expect(JSON.stringify(await at.at.db('sessions'))).not.toContain(secret)
  })
})

describe('the API', () => {
  test('answers to the cookie of the area that is named, with that person’s rights and that door', async () => {
    const browser = browse()
    await browser.signIn('admin@carpath.example')
    const made = await browser.ask('/actions/setting.create', { body: { input: { key: 'by_cookie', value: '1' } } })
    expect(made.status).toBe(200)
    const event = await at.at.db('events').where({ record_id: made.json.id }).first()
    expect(event).toMatchObject({ actor_kind: 'staff', actor_id: admin().id, door: 'console' })
    const { Cookie } = { Cookie: browser.cookie() }
    expect((await at.door.ask('/api/v1/settings', { headers: { Cookie } })).json.code).toBe('token.missing')
    expect((await at.door.ask('/api/v1/settings?area=clientarea', { headers: { Cookie } })).json.code).toBe('session.none')
    expect((await at.door.ask('/api/v1/settings?area=console', { headers: { Cookie } })).status).not.toBe(401)
  })

  test('shows a contact by cookie its own papers, through the door of the client area', async () => {
    const browser = browse('clientarea')
    await browser.signIn('everything.a@clients.example')
    const { json } = await browser.ask(`/actions/contact.set_language`, { body: { id: buyer().id, input: { language: 'en' } } })
    expect(json).toMatchObject({ id: buyer().id })
    expect(await at.at.db('events').where({ record_id: buyer().id }).orderBy('seq', 'desc').first()).toMatchObject({ door: 'clientarea' })
  })

  test('has rights of the moment: a colleague who left and a contact who was put away are out at once', async () => {
    const staff = browse()
    await admit(agent())
    await staff.signIn('sales.agent@carpath.example')
    expect((await staff.ask('/clients')).status).toBe(200)
    await at.at.house.perform(at.at.house.self('test'), letStaffLeave, { id: agent().id, input: {} })
    expect(await staff.ask('/clients')).toMatchObject({ status: 401, json: { code: 'session.none' } })
    const contact = browse('clientarea')
    await contact.signIn('everything.a@clients.example')
    await at.at.db('clients').where({ id: at.books.client.a }).update({ archived_at: MONDAY })
    expect((await contact.ask('/session')).status).toBe(401)
    await at.at.db('clients').where({ id: at.books.client.a }).update({ archived_at: null })
    expect((await contact.ask('/session')).status).toBe(401)
  })
})

describe('a session', () => {
  test('ends after twelve hours without a request, and after thirty days whatever happens', async () => {
    const idle = browse()
    await idle.signIn('admin@carpath.example')
    const hours = (count: number) => at.at.at(new Date(MONDAY.getTime() + count * 3_600_000))
    for (let day = 0; day < 60; day += 1) {
      hours(day * 11)
      expect((await idle.ask('/session')).status).toBe(200)
    }
    hours(59 * 11 + 12)
    expect((await idle.ask('/session')).status).toBe(401)
    at.at.at(MONDAY)
    const old = browse()
    await old.signIn('admin@carpath.example')
    await at.at.db('sessions').update({ idle_seconds: 10_000_000 })
    hours(30 * 24 - 1)
    expect((await old.ask('/session')).status).toBe(200)
    hours(30 * 24)
    expect((await old.ask('/session')).status).toBe(401)
  })

  test('is listed with where it is, and can be ended by its person alone', async () => {
    const one = browse()
    const other = browse()
    await one.signIn('admin@carpath.example')
    await other.ask('/session', { body: { email: 'admin@carpath.example', password: PASSWORD }, headers: { 'User-Agent': 'Lynx' } })
    const items = (await one.ask('/sessions')).json.items!
    expect(items.filter(({ current }) => current)).toHaveLength(1)
    const lynx = items.find(({ userAgent }) => userAgent === 'Lynx')!
    expect(lynx).toMatchObject({ ip: '127.0.0.1', current: false, createdAt: MONDAY.toISOString() })
    const contact = browse('clientarea')
    await contact.signIn('everything.a@clients.example')
    expect((await contact.ask(`/sessions/${lynx.id}`, { method: 'DELETE' })).status).toBe(404)
    expect((await other.ask('/session')).status).toBe(200)
    expect((await one.ask(`/sessions/${lynx.id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await other.ask('/session')).status).toBe(401)
  })

  test('ends when its person signs out, and the cookie with it', async () => {
    const browser = browse()
    await browser.signIn('admin@carpath.example')
    const cookie = browser.cookie()
    expect((await browser.ask('/session', { method: 'DELETE' })).status).toBe(204)
    expect(browser.jar.size).toBe(0)
    const again = browse()
    again.jar.set('parley_console', cookie.split('=')[1]!)
    expect((await again.ask('/session')).status).toBe(401)
  })

  test('speaks the language that its person chooses', async () => {
    const browser = browse()
    await browser.signIn('admin@carpath.example')
    expect((await browser.ask('/session', { method: 'PATCH', body: { language: 'ro' } })).status).toBe(204)
    expect((await browser.ask('/session')).json.me).toMatchObject({ language: 'ro' })
  })
})

describe('a link', () => {
  test('from chat lets a contact in, once', async () => {
    const link = await code(buyer())
    const browser = browse('clientarea')
    expect((await browser.ask('/session/code', { body: { code: link } })).json).toMatchObject({ state: 'in' })
    expect((await browser.ask('/session')).json.me).toMatchObject({ id: buyer().id })
    expect(await browse('clientarea').ask('/session/code', { body: { code: link } })).toMatchObject({
      status: 401,
      json: { code: 'session.unknown_link' },
    })
  })

  test('is not used up by anybody who only looks, nor in the other area, and not after its time', async () => {
    const link = await code(buyer())
    expect((await browse().ask('/session/code', { body: { code: link } })).status).toBe(401)
    expect((await at.door.ask(`/api/v1/session/code?code=${link}`)).status).not.toBe(200)
    at.at.at(new Date(MONDAY.getTime() + 900_000))
    expect((await browse('clientarea').ask('/session/code', { body: { code: link } })).status).toBe(401)
    at.at.at(MONDAY)
    expect((await browse('clientarea').ask('/session/code', { body: { code: link } })).status).toBe(200)
  })

  test('of an invitation asks for a password first, and until then opens nothing', async () => {
    const person: Person = { kind: 'staff', id: String(at.books.actors.warehouse!.id) }
    const browser = browse()
    expect((await browser.ask('/session/code', { body: { code: await code(person, 'invitation') } })).json).toMatchObject({
      state: 'set_password',
    })
    expect((await browser.ask('/session')).json).toMatchObject({ status: 401, code: 'session.half' })
    expect((await browser.ask('/products')).json).toMatchObject({ status: 401, code: 'session.half' })
    const set = (password: string) => browser.ask('/session/password', { body: { password } })
    expect((await set('short')).json).toMatchObject({ status: 422, code: 'password.too_short' })
    expect((await set('qwertyuiop12')).json).toMatchObject({ code: 'password.too_common' })
    expect((await set('warehouse.one')).json).toMatchObject({ code: 'password.too_personal' })
    expect((await set('eleven crates of pears')).json).toMatchObject({ state: 'in' })
    expect((await browser.ask('/session')).status).toBe(200)
    expect((await browse().signIn('warehouse@carpath.example', 'eleven crates of pears')).status).toBe(200)
  })
})

test('a changed password needs the old one, and ends all other sessions', async () => {
  const [one, other] = [browse(), browse()]
  await one.signIn('admin@carpath.example')
  await other.signIn('admin@carpath.example')
  const change = (old: string) => one.ask('/session/password', { body: { old, password: 'seven slow green trams' } })
  expect((await change('not this one at all')).json).toMatchObject({ status: 403, code: 'session.wrong_old_password' })
  const cookie = one.cookie()
  at.at.at(new Date(MONDAY.getTime() + 60_000))
  expect((await change(PASSWORD)).json).toMatchObject({ state: 'in' })
  expect(one.cookie()).not.toBe(cookie)
  expect((await one.ask('/session')).status).toBe(200)
  expect((await other.ask('/session')).status).toBe(401)
  expect((await browse().signIn('admin@carpath.example')).status).toBe(401)
  const event = await at.at.db('events').where({ action: 'sign_in.set_password' }).orderBy('id', 'desc').first()
  expect(event).toMatchObject({ record: 'sign_in', on_behalf_of: `staff:${admin().id}`, door: 'console' })
  expect(event.body).not.toContain('argon2')
  await admit(admin())
})
