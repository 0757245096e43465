import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Browser, makeBrowser, PASSWORD, sessionDoor } from '../session/testing.ts'
import { ask } from '../testing.ts'

const at = sessionDoor()
let admin: Browser
let buyer: Browser
beforeAll(async () => {
  await at.admit({ kind: 'staff', id: String(at.books.actors.admin!.id) })
  await at.admit({ kind: 'contact', id: String(at.books.contacts.a.everything.id) })
  admin = at.browse()
  buyer = at.browse('clientarea')
  await admin.signIn('admin@carpath.example')
  await buyer.signIn('everything.a@clients.example')
})

describe('a page of somebody else', () => {
  /** What is sent instead of what a page of ours sends; the cookie goes along, as a browser would do it. */
  const forgeries: readonly (readonly [string, Record<string, string>, number, string])[] = [
    ['without the token', { 'X-CSRF-Token': '' }, 403, 'session.wrong_csrf'],
    ['with a token that it guessed', { 'X-CSRF-Token': 'a'.repeat(64) }, 403, 'session.wrong_csrf'],
    ['with the token of another session', { 'X-CSRF-Token': 'of the buyer' }, 403, 'session.wrong_csrf'],
    ['from another origin', { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }, 403, 'session.foreign_origin'],
    ['from another origin, of an older browser', { Origin: 'https://evil.example', 'Sec-Fetch-Site': '' }, 403, 'session.foreign_origin'],
    [
      'from an origin that begins like ours',
      { Origin: 'http://127.0.0.1:3000.evil.example', 'Sec-Fetch-Site': '' },
      403,
      'session.foreign_origin',
    ],
    ['from our address at another port', { Origin: 'http://127.0.0.1:3001', 'Sec-Fetch-Site': '' }, 403, 'session.foreign_origin'],
    ['from a sister of our domain', { 'Sec-Fetch-Site': 'same-site' }, 403, 'session.foreign_origin'],
    ['from a sandboxed frame', { Origin: 'null', 'Sec-Fetch-Site': '' }, 403, 'session.foreign_origin'],
    ['typed by nobody', { Origin: '', 'Sec-Fetch-Site': 'none' }, 403, 'session.foreign_origin'],
    ['without saying whence', { Origin: '', 'Sec-Fetch-Site': '' }, 403, 'session.foreign_origin'],
    ['for the other area', { 'X-Parley-Area': 'clientarea' }, 401, 'session.none'],
    ['for no area', { 'X-Parley-Area': '' }, 401, 'token.missing'],
    ['for an area that is not there', { 'X-Parley-Area': 'admin' }, 400, 'session.no_area'],
  ]
  const without = (headers: Record<string, string>) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value === 'of the buyer' ? buyer.csrf : value]))

  test.for(forgeries)('changes nothing %s', async ([, headers, status, code]) => {
    const key = randomUUID()
    const forged = await admin.ask('/actions/setting.create', { body: { input: { key, value: 'forged' } }, headers: without(headers) })
    expect(forged).toMatchObject({ status, json: { code } })
    expect(await at.at.db('settings').where({ key })).toEqual([])
  })

  const changing = [
    ['POST', '/actions/setting.create', { input: { key: 'k', value: 'v' } }],
    ['PATCH', '/session', { language: 'ro' }],
    ['POST', '/session/password', { old: PASSWORD, password: 'nine wet purple kites' }],
    ['POST', '/session/totp/setup', {}],
    ['POST', '/session/totp/confirm', { code: '000000' }],
    ['DELETE', '/session/totp', { password: PASSWORD }],
    ['DELETE', `/sessions/${randomUUID()}`, undefined],
  ] as const
  test.for(changing)('cannot %s %s, neither without the token nor from elsewhere', async ([method, path, body]) => {
    const send = (headers: Record<string, string>) => admin.ask(path, { method, ...(body && { body }), headers })
    expect((await send({ 'X-CSRF-Token': '' })).json).toMatchObject({ status: 403, code: 'session.wrong_csrf' })
    expect((await send({ Origin: 'https://evil.example' })).json).toMatchObject({ status: 403, code: 'session.foreign_origin' })
    expect((await admin.ask('/session')).status).toBe(200)
  })

  test.for([
    ['POST', '/session', { email: 'admin@carpath.example', password: PASSWORD }],
    ['POST', '/session/code', { code: 'x'.repeat(43) }],
    ['POST', '/session/forgot', { email: 'admin@carpath.example' }],
    ['POST', '/session/totp', { code: '000000' }],
    ['DELETE', '/session', undefined],
  ] as const)('can neither sign anybody in nor out: %s %s', async ([method, path, body]) => {
    const answer = await admin.ask(path, {
      method,
      ...(body && { body }),
      headers: { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
    })
    expect(answer).toMatchObject({ status: 403, json: { code: 'session.foreign_origin' } })
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect((await admin.ask('/session')).status).toBe(200)
  })

  test('cannot send a form in place of JSON', async () => {
    const raw = 'email=admin%40carpath.example&password=x'
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])
      expect((await at.browse().ask('/session', { raw, headers: { 'Content-Type': type } })).status).toBe(415)
  })

  test('is given nothing to read: no answer opens itself to other origins', async () => {
    for (const [method, path] of [
      ['GET', '/session'],
      ['OPTIONS', '/session'],
      ['GET', '/clients'],
      ['OPTIONS', '/actions/setting.create'],
    ] as const) {
      const { headers } = await admin.ask(path, {
        method,
        headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
      })
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
      expect(headers).toMatchObject({ 'cross-origin-resource-policy': 'same-origin', 'cross-origin-opener-policy': 'same-origin' })
    }
  })
})

test('a token is a token, whatever the page: no cookie and no CSRF token is asked of machines, and a cookie beside one counts for nothing', async () => {
  const { token } = await at.door.machine('plain', [], { settings: 'view' })
  expect((await at.door.ask('/api/v1/settings', { token })).status).toBe(200)
  const both = await admin.ask('/actions/setting.create', {
    body: { input: { key: 'k2', value: 'v' } },
    headers: { Authorization: `Bearer ${token}` },
  })
  expect(both.status).toBe(403)
  expect((await admin.ask('/settings', { headers: { Authorization: 'Bearer parley_gone' } })).status).toBe(401)
})

describe('a cookie', () => {
  const flagsOf = async (area: 'console' | 'clientarea', publicUrl: string) => {
    const { app, url } = await at.door.open({ publicUrl })
    const browser = makeBrowser((path, asking) => ask(url, path, asking), area, publicUrl)
    const { headers } = await browser.signIn(area === 'console' ? 'admin@carpath.example' : 'everything.a@clients.example')
    await app.close()
    return headers['set-cookie']
  }
  test.for([
    ['console', 'http://127.0.0.1:3000', /^parley_console=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/],
    ['clientarea', 'http://127.0.0.1:3000', /^parley_client=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/],
    ['console', 'https://crm.example.com', /^__Host-parley_console=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure$/],
    ['clientarea', 'https://crm.example.com', /^__Host-parley_client=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure$/],
  ] as const)('of the %s at %s can be read by no script, and goes to no other site', async ([area, publicUrl, expected]) => {
    expect(await flagsOf(area, publicUrl)).toMatch(expected)
  })

  test.for(['', ' ', 'x', 'a'.repeat(43), '../../etc/passwd', '%00'.repeat(20), "' or 1=1 --", 'é'.repeat(43)])(
    'that holds %j opens nothing',
    async (value) => {
      const browser = at.browse()
      browser.jar.set('parley_console', value.replaceAll('é', '%C3%A9'))
      expect((await browser.ask('/session')).json).toMatchObject({ status: 401, code: 'session.none' })
    },
  )

  test('of one area opens nothing in the other, under whatever name', async () => {
    const browser = at.browse()
    browser.jar.set('parley_console', buyer.jar.get('parley_client')!)
    expect((await browser.ask('/session')).json).toMatchObject({ status: 401, code: 'session.none' })
    const other = at.browse('clientarea')
    other.jar.set('parley_client', admin.jar.get('parley_console')!)
    expect((await other.ask('/session')).json).toMatchObject({ status: 401, code: 'session.none' })
  })
})

test('every answer carries the headers that keep a browser out of trouble, an error and a session too', async () => {
  for (const path of ['/session', '/sessions', '/settings', '/nothing', '/openapi.json']) {
    const { headers } = await admin.ask(path)
    expect(headers['content-security-policy']).toMatch(/^default-src 'self'.*frame-ancestors 'none'/)
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/)
    expect(headers['permissions-policy']).toMatch(/camera=\(\), microphone=\(\), geolocation=\(\)/)
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' })
    if (path !== '/openapi.json') expect(headers['cache-control']).toBe('no-store')
  }
})
