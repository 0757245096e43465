import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../config/read.ts'
import { type Browser, sessionDoor } from '../session/testing.ts'
import { ask } from '../testing.ts'

const at = sessionDoor()
let admin: Browser
beforeAll(async () => {
  await at.admit({ kind: 'staff', id: String(at.books.actors.admin!.id) })
  admin = at.browse()
  await admin.signIn('admin@carpath.example')
})

/** Sends these bytes and gives the first line of the answer. */
const raw = (text: string) =>
  new Promise<string>((resolve, reject) => {
    const { hostname, port } = new URL(at.door.url)
    const socket = connect(Number(port), hostname, () => socket.write(text))
    let answer = ''
    socket.on('data', (piece) => {
      answer += piece.toString()
      socket.end()
    })
    socket.once('close', () => resolve(answer.split('\r\n')[0] ?? ''))
    socket.once('error', reject)
  })

describe('an address', () => {
  const around = [
    '/api/v1/..%2fsession',
    '/api/v1/%2e%2e/%2e%2e/etc/passwd',
    '/api/v1/session/',
    '/api/v1//session',
    '//api/v1/session',
    '/api/v1/session%2f',
    '/api/v1/session%00',
    '/api/v1/SESSION',
    '/api/v1/./session',
    '/api/v1/session;area=console',
    '/api/v1/sessions/..%2f..%2fclients',
    '/api/v1/clients/..%2fsettings',
    '/api/v1/clients/%2e%2e%2fsettings',
    '/api/v1/actions/..%2fsession',
    '/api/v1/actions/setting.create%20',
    '/api/v1/__proto__',
    '/api/v1/constructor',
    '/api/v1/clients/__proto__',
    '/api/v1/clients/constructor/toString',
    '/sandbox/../api/v1/session',
  ]
  test.for(around)('%s leads nobody anywhere, signed in or not', async (path) => {
    for (const Cookie of [admin.cookie(), ''])
      for (const method of ['GET', 'POST']) {
        const answer = await at.door.ask(path, {
          method,
          headers: { Cookie, 'X-Parley-Area': 'console', 'Sec-Fetch-Site': 'same-origin', 'X-CSRF-Token': admin.csrf },
        })
        expect(answer.status, `${method} ${path}`).toBeGreaterThanOrEqual(400)
        expect(answer.status, `${method} ${path}`).toBeLessThan(500)
        expect(answer.text).not.toMatch(/"dependencies"|root:|csrf/)
      }
  })

  test.for([
    ['GET http://evil.example/api/v1/session HTTP/1.1\r\nHost: evil.example\r\n\r\n', /^HTTP\/1\.1 4\d\d /],
    ['GET http://127.0.0.1/api/v1/clients HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', /^HTTP\/1\.1 4\d\d /],
    ['CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n', /^(?:HTTP\/1\.1 [45]\d\d .*)?$/],
    ['GET /api/v1/clients HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', /^HTTP\/1\.1 4\d\d /],
    ['GET /api/v1/clients HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello', /^HTTP\/1\.1 400 /],
  ] as const)('written as %j is taken apart in one way alone', async ([text, expected]) => {
    expect(await raw(text)).toMatch(expected)
  })
})

test.for([
  '/admin/..%2f..%2fpackage.json',
  '/admin/%2e%2e/%2e%2e/package.json',
  '/admin/assets/..%2f..%2f..%2fpackage.json',
  '/admin/..%2f..%2fdist%2fconsole%2findex.html',
  '/clientarea/..%5c..%5cpackage.json',
  '/clientarea/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2fserver.ts',
  '/clientarea//etc/passwd',
])('%s shows no file but those of the web app: its page, or nothing', async (path) => {
  const { status, text, headers } = await at.door.ask(path)
  expect([200, 404, 503]).toContain(status)
  expect(text).not.toMatch(/"dependencies"|root:|readConfig/)
  if (status === 200) expect(headers['content-type']).toMatch(/^text\/html/)
})

describe('a Host that is not ours', () => {
  test.for(['evil.example', 'evil.example:3000', '127.0.0.1.evil.example', 'localhost@evil.example', ''])(
    '%j turns up in no answer, no link and no redirect',
    async (Host) => {
      for (const path of ['/', '/api/v1/session', '/api/docs', '/nothing', '/admin', '/clientarea', '/healthz']) {
        const { text, headers } = await at.door.ask(path, {
          headers: {
            Host,
            'X-Forwarded-Host': 'evil.example',
            'X-Forwarded-Proto': 'https',
            'X-Original-URL': '/api/v1/clients',
            'X-Rewrite-URL': '/api/v1/clients',
          },
        })
        expect(text + JSON.stringify(headers), path).not.toContain('evil.example')
      }
    },
  )

  test('makes no page of its own one of ours: who points a name at us can neither sign in nor use what is open', async () => {
    const answer = await at.browse().ask('/session', {
      body: { email: 'admin@carpath.example', password: 'x' },
      headers: { Host: 'evil.example', Origin: 'http://other.example', 'Sec-Fetch-Site': '' },
    })
    expect(answer.json).toMatchObject({ status: 403, code: 'session.foreign_origin' })
    // Named as itself it is a page of another site for the browser, which has no cookie of ours for it.
    expect(
      (await at.door.ask('/api/v1/session?area=console', { headers: { Host: 'evil.example', Origin: 'http://evil.example' } })).status,
    ).toBe(401)
  })

  test('does not open the sandbox', async () => {
    const { app, url } = await at.door.open({ sandbox: true })
    expect((await ask(url, '/sandbox', { headers: { Host: 'evil.example' } })).status).toBe(421)
    expect((await ask(url, '/sandbox', { headers: { Origin: 'https://evil.example' } })).status).toBe(421)
    await app.close()
  })

  test('is not believed to be a proxy: the address of the caller is that of the socket', async () => {
    const browser = at.browse()
    await browser.ask('/session', {
      body: { email: 'admin@carpath.example', password: 'violet otters hum at dawn' },
      headers: { 'X-Forwarded-For': '8.8.8.8' },
    })
    const mine = (await browser.ask('/sessions')).json.items!.find(({ current }) => current)
    expect(mine).toMatchObject({ ip: '127.0.0.1' })
  })
})

describe('the figures', () => {
  test('are for programs on this machine', async () => {
    expect((await at.door.ask('/metrics')).status).toBe(200)
  })

  test.for([
    ['through a proxy on this machine', { 'X-Forwarded-For': '8.8.8.8' }],
    ['through another kind of proxy', { Via: '1.1 proxy' }],
    ['through one that says it as RFC 7239 does', { Forwarded: 'for=8.8.8.8' }],
    ['by a page that calls us by its own name', { Host: 'evil.example' }],
    ['with a wrong token', { 'X-Forwarded-For': '8.8.8.8', Authorization: 'Bearer wrong' }],
  ] as const)('are not shown %s', async ([, headers]) => {
    expect(await at.door.ask('/metrics', { headers })).toMatchObject({ status: 403, json: { code: 'metrics.hidden' } })
  })

  test('are shown to who sends the token, from wherever', async () => {
    const metricsToken = 'a long token for the one who watches over us'
    const { app, url } = await at.door.open({ metricsToken })
    const headers = { 'X-Forwarded-For': '8.8.8.8' }
    expect((await ask(url, '/metrics', { headers, token: metricsToken })).text).toContain('parley_database_up 1')
    expect((await ask(url, '/metrics', { headers, token: `${metricsToken}x` })).status).toBe(403)
    await app.close()
    expect(readConfig({ METRICS_TOKEN: metricsToken }).http.metricsToken).toBe(metricsToken)
    expect(() => readConfig({ METRICS_TOKEN: 'short' })).toThrow(/^METRICS_TOKEN should be at least 32 characters/)
  })

  test('are not shown to other machines of the network', async () => {
    const others = Object.values(networkInterfaces()).flatMap((ones) =>
      (ones ?? []).flatMap(({ internal, family, address }) => (internal || family !== 'IPv4' ? [] : [address])),
    )
    const { makeApp } = await import('../app.ts')
    const config = {
      sandbox: false,
      http: { port: 0, host: '0.0.0.0', publicUrl: 'http://a', proxies: 0, rates: { perToken: 0, perAddress: 0 } },
    }
    const app = makeApp({ house: at.at.house, log: at.door.log, config, ready: async () => ({ ok: true }) })
    const { port } = new URL(await app.listen())
    expect((await ask(`http://127.0.0.1:${port}`, '/metrics')).status).toBe(200)
    for (const address of others) expect((await ask(`http://${address}:${port}`, '/metrics')).status).toBe(403)
    await app.close()
  })

  test('count the messages at most every 15 seconds', async () => {
    const { app, url } = await at.door.open()
    const ageOf = async () => /^parley_outbox_depth (\d+)$/m.exec((await ask(url, '/metrics')).text)?.[1]
    const first = await ageOf()
    const event = await at.at.db('events').first()
    await at.at.db('outbox').insert({ event_id: event.id, subscriber: 'later', due_at: at.at.house.clock() })
    expect(await ageOf()).toBe(first)
    await app.close()
  })
})
