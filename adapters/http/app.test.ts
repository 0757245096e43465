import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Middleware } from 'koa'
import { beforeAll, describe, expect, test } from 'vitest'
import { crm } from '../../core/modules/crm/module.ts'
import { people } from '../../core/modules/people/module.ts'
import { settings } from '../../core/modules/settings/module.ts'
import { ask, testDoor } from './testing.ts'

let release = () => {}
let entered = () => {}
/** A door of a chat platform: it reads its own bytes, may take its time, and passes on what is not its own. */
const chat: Middleware = async (ctx, next) => {
  if (ctx.path === '/slack/events') {
    const pieces: Buffer[] = []
    for await (const piece of ctx.req) pieces.push(piece as Buffer)
    ctx.body = `${Buffer.concat(pieces).length} bytes`
    return
  }
  if (ctx.path === '/sandbox/slow') {
    entered()
    await new Promise<void>((resolve) => {
      release = resolve
    })
    ctx.body = 'finished'
    return
  }
  if (ctx.path === '/sandbox') {
    ctx.body = 'the sandbox'
    return
  }
  if (ctx.path === '/sandbox/broken') throw new Error('the door fell off')
  if (ctx.path === '/sandbox/raw') {
    ctx.respond = false
    ctx.res.writeHead(202).end('raw')
    return
  }
  await next()
}

const door = testDoor([settings, people, crm], { mount: [chat], bodies: { maxBytes: 20_000, withinMs: 200 } })
const { at } = door
let token = ''
beforeAll(async () => {
  token = (await door.machine('reader', [], { crm: 'edit' })).token
})
const line = (requestId: string) => {
  const found = door.lines.map((text) => JSON.parse(text) as Record<string, unknown>).find((one) => one.requestId === requestId)
  return found ?? {}
}
const logged = async (requestId: string) => {
  for (let look = 0; look < 100 && !line(requestId).msg; look += 1) await sleep(5)
  return line(requestId)
}
/** Sends bytes as they are and gives back all that comes until the other side hangs up. */
const talk = async (bytes: string) => {
  const socket = connect(Number(new URL(door.url).port), '127.0.0.1')
  const pieces: Buffer[] = []
  socket.on('data', (piece) => pieces.push(piece))
  socket.on('error', () => {})
  socket.write(bytes)
  await once(socket, 'close')
  return Buffer.concat(pieces).toString()
}

describe('how it is doing', () => {
  test('alive is alive', async () => {
    expect(await door.ask('/healthz')).toMatchObject({ status: 200, json: { ok: true } })
  })

  test.for<[string, () => Promise<{ ok: boolean; why?: string }>, number, object]>([
    ['ready', async () => ({ ok: true }), 200, { ok: true }],
    [
      'waiting for migrations',
      async () => ({ ok: false, why: 'migrations are not applied' }),
      503,
      { ok: false, why: 'migrations are not applied' },
    ],
    [
      'without a database',
      async () => Promise.reject(new Error('password of the database')),
      503,
      { ok: false, why: 'the database cannot be reached' },
    ],
    ['hanging', () => new Promise(() => {}), 503, { ok: false, why: 'the database does not answer' }],
  ])('ready when %s', async ([, ready, status, json]) => {
    const { app, url } = await door.open({ ready })
    expect(await ask(url, '/readyz')).toMatchObject({ status, json })
    await app.close()
  })

  test('metrics tell of the process, of requests by route, of the outbox and of messages', async () => {
    const now = at.house.clock()
    const minute = (ago: number) => new Date(now.getTime() - ago * 60_000)
    await at.house.perform(at.house.self('seed'), 'setting.create', { input: { key: 'k', value: 'v' } })
    const [event] = await at.db('events').orderBy('id', 'desc').limit(1)
    await at.db('outbox').insert([
      { event_id: event.id, subscriber: 'a', due_at: minute(5), attempts: 0 },
      { event_id: event.id, subscriber: 'b', due_at: minute(2), attempts: 3 },
      { event_id: event.id, subscriber: 'c', due_at: minute(60), attempts: 12 },
    ])
    await door.ask('/api/v1/clients', { token })
    await door.ask(`/api/v1/clients/${event.record_id}`, { token })
    await door.ask('/wp-admin/setup.php')
    const { headers, text } = await door.ask('/metrics')
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(text).toContain('parley_database_up 1')
    expect(text).toContain('parley_outbox_depth 2')
    expect(text).toContain('parley_outbox_age_seconds 300')
    expect(text).toContain('parley_outbox_dead_letters 1')
    expect(text).toMatch(/process_resident_memory_bytes \d+/)
    expect(text).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/:plural",status="200"\} \d+/)
    expect(text).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/:plural\/:id",status="404"\} \d+/)
    expect(text).toMatch(/http_request_duration_seconds_count\{method="GET",route="other",status="404"\} \d+/)
    expect(text).not.toContain('wp-admin')
    expect(text).not.toContain(event.record_id)
    await at.db('outbox').delete()
  })
})

describe('every answer', () => {
  test('carries a request id: the given one, or a new one where the given is none', async () => {
    const given = await door.ask('/healthz', { headers: { 'X-Request-Id': 'trace:1.2-3_4' } })
    expect(given.headers['x-request-id']).toBe('trace:1.2-3_4')
    for (const bad of ['', 'a b', '<script>', 'x'.repeat(101), 'ă', '../../etc'])
      expect(
        (await door.ask('/healthz', { headers: { 'X-Request-Id': encodeURI(bad).includes('%C4') ? '%C4' : bad } })).headers['x-request-id'],
      ).toMatch(/^[0-9a-f-]{36}$/)
    const ids = await Promise.all([door.ask('/nothing'), door.ask('/api/v1'), door.ask('/sandbox/raw'), door.ask('/sandbox/broken')])
    expect(new Set(ids.map(({ headers }) => headers['x-request-id'])).size).toBe(4)
  })

  test('has the headers that keep browsers out of trouble', async () => {
    for (const path of ['/', '/healthz', '/api/v1', '/nothing', '/sandbox', '/sandbox/raw']) {
      const { headers } = await door.ask(path)
      expect(headers['content-security-policy']).toContain("default-src 'self'")
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/)
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' })
      expect(headers).not.toHaveProperty('x-powered-by')
      expect(headers).not.toHaveProperty('access-control-allow-origin')
      expect(headers).not.toHaveProperty('strict-transport-security')
    }
  })

  test('asks browsers to stay with https where we are reached by it', async () => {
    const { app, url } = await door.open({ publicUrl: 'https://crm.example.com' })
    expect((await ask(url, '/')).headers['strict-transport-security']).toContain('max-age=31536000')
    await app.close()
  })

  test('is in the log with its request id, who asked, and the names of the query without values', async () => {
    await door.ask('/api/v1/clients?taxId=RO14399840&limit=1', { token, headers: { 'X-Request-Id': 'log-1' } })
    expect(await logged('log-1')).toMatchObject({
      level: 'info',
      method: 'GET',
      path: '/api/v1/clients',
      query: ['taxId', 'limit'],
      route: '/api/v1/:plural',
      status: 200,
      actor: expect.stringMatching(/^token:/),
      ms: expect.any(Number),
    })
    expect(door.lines.join('')).not.toMatch(/RO14399840|parley_[\w-]{20}/)
  })

  test('to a machine that asks how we are is logged quietly', async () => {
    await door.ask('/readyz', { headers: { 'X-Request-Id': 'quiet-1' } })
    expect(await logged('quiet-1')).toMatchObject({ level: 'debug', status: 200 })
  })

  test('that nobody waited for is logged as such', async () => {
    const reached = new Promise<void>((resolve) => {
      entered = resolve
    })
    const socket = connect(Number(new URL(door.url).port), '127.0.0.1')
    socket.write('GET /sandbox/slow HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: gone-1\r\n\r\n')
    await reached
    socket.destroy()
    expect(await logged('gone-1')).toMatchObject({ status: 499 })
    release()
  })
})

describe('doors that are mounted', () => {
  test('get their bytes unread and keep their answers', async () => {
    const answer = await door.ask('/slack/events', { raw: Buffer.from([0, 1, 2, 255]) })
    expect(answer).toMatchObject({ status: 200, text: '4 bytes' })
    expect(await door.ask('/sandbox/raw')).toMatchObject({ status: 202, text: 'raw' })
  })

  test('that fail answer as everything else does', async () => {
    const answer = await door.ask('/sandbox/broken', { headers: { 'X-Request-Id': 'broken-1' } })
    expect(answer).toMatchObject({ status: 500, json: { code: 'bug', errorId: expect.any(String) } })
    expect(answer.text).not.toContain('fell off')
    expect(await logged('broken-1')).toMatchObject({
      level: 'error',
      errorId: answer.json.errorId,
      error: { message: 'the door fell off' },
    })
  })

  test.for<[Record<string, string>, number]>([
    [{ Host: 'localhost:3000' }, 200],
    [{ Host: '127.0.0.1:9999' }, 200],
    [{ Host: '[::1]:3000' }, 200],
    [{ Host: 'parley.test' }, 200],
    [{ Host: 'localhost', Origin: 'http://localhost:3000' }, 200],
    [{ Host: 'evil.example' }, 421],
    [{ Host: 'localhost.evil.example' }, 421],
    [{ Host: 'localhost', Origin: 'https://evil.example' }, 421],
    [{ Host: 'localhost', Origin: 'null' }, 421],
    [{ Host: 'user@evil.example' }, 421],
    [{ Host: 'evil.example', 'X-Forwarded-Host': 'localhost' }, 421],
  ])('the sandbox, asked with %j, answers %i', async ([headers, status]) => {
    const { app, url } = await door.open({ sandbox: true, publicUrl: 'http://parley.test' })
    expect((await ask(url, '/sandbox', { headers })).status).toBe(status)
    await app.close()
  })
})

describe('the front page', () => {
  test('says where things are', async () => {
    const answer = await door.ask('/')
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(answer.text).toContain('/api/v1')
    expect(answer.text).not.toMatch(/<script|<style|style=/)
  })

  test.for([
    [{ sandbox: true }, '/sandbox'],
    [{ home: '/admin' }, '/admin'],
  ] as const)('with %j leads to %s', async ([options, place]) => {
    const { app, url } = await door.open(options)
    expect(await ask(url, '/')).toMatchObject({ status: 302, headers: { location: place } })
    await app.close()
  })
})

describe('requests that are odd', () => {
  test('HEAD is GET without the body', async () => {
    const get = await door.ask('/healthz')
    const head = await door.ask('/healthz', { method: 'HEAD' })
    expect(head).toMatchObject({ status: 200, text: '', headers: { 'content-length': get.headers['content-length'] } })
    expect(await door.ask('/api/v1/clients', { method: 'HEAD' })).toMatchObject({ status: 401, text: '' })
    expect(await door.ask('/api/v1/clients', { method: 'HEAD', token })).toMatchObject({ status: 200, text: '' })
    expect(await door.ask('/nothing', { method: 'HEAD' })).toMatchObject({ status: 404, text: '' })
  })

  test('OPTIONS names the methods and opens nothing to other origins', async () => {
    const answer = await door.ask('/api/v1/actions/client.block', { method: 'OPTIONS', headers: { Origin: 'https://evil.example' } })
    expect(answer.status).toBe(200)
    expect(answer.headers.allow).toContain('POST')
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })

  test.for([
    ['DELETE', '/api/v1/clients', 'HEAD, GET'],
    ['PUT', '/api/v1/clients/1', 'HEAD, GET'],
    ['POST', '/healthz', 'HEAD, GET'],
    ['POST', '/api/v1', 'HEAD, GET'],
    ['PATCH', '/api/v1/actions/client.block', 'POST'],
  ] as const)('%s %s is 405 with the methods that are there', async ([method, path, allow]) => {
    const answer = await door.ask(path, { method, token })
    expect(answer).toMatchObject({ status: 405, json: { code: 'route.no_such_method' } })
    for (const name of allow.split(', ')) expect(answer.headers.allow).toContain(name)
  })

  test.for(['PROPFIND', 'TRACE', 'PURGE'])('%s is not a method here', async (method) => {
    expect((await door.ask('/healthz', { method })).status).toBeGreaterThanOrEqual(400)
  })

  test.for([
    '/api/v1/',
    '/api/v1/clients/',
    '//api/v1/clients',
    '/api//v1/clients',
    '/api/v1/../v1/clients',
    '/api/v1/%2e%2e/v1/clients',
    '/API/V1/clients',
    '/api/v1/clients;a=b',
    '/api/v1%2fclients',
    '/%00',
    '/%zz',
    '/..%5c..%5cetc/passwd',
    '/api/v2/clients',
    '/.env',
    '/.git/config',
  ])('%s leads nowhere', async (path) => {
    const answer = await door.ask(path, { token })
    expect(answer.status).toBe(404)
    expect(answer.headers['content-type']).toBe('application/problem+json')
  })

  test('an address of another server is not fetched for anybody', async () => {
    const answer = await talk('GET http://evil.example/latest/meta-data HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 404 /)
  })

  test('OPTIONS * is answered', async () => {
    expect(await talk('OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 (404|200|204) /)
  })

  test('what is not HTTP is 400 and hung up on', async () => {
    expect(await talk('\x16\x03\x01\x02\x00\x01\x00\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
    expect(await talk('GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
    expect(await talk('GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
  })

  test('headers without end are 431 and hung up on', async () => {
    expect(await talk(`GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /)
  })

  test('a body that does not come is 408 and hung up on', async () => {
    const { token: writer } = await door.machine('writer', ['client.block'], { crm: 'edit' })
    const head = `POST /api/v1/actions/client.block HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${writer}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n`
    const answer = await talk(`${head}{"id":`)
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(answer).toContain('request.too_slow')
  })

  test('the next request on a kept connection is unharmed by one that was too large', async () => {
    const { token: writer } = await door.machine('sender', ['client.block'], { crm: 'edit' })
    const head = `POST /api/v1/actions/client.block HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${writer}\r\nContent-Type: application/json\r\nContent-Length: 30000\r\n\r\n`
    const answer = await talk(`${head}${'x'.repeat(30_000)}GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200'])
  })
})

describe('too many requests', () => {
  test('of one token are 429 with the time to wait, while another token goes on', async () => {
    const { app, url } = await door.open({ rates: { perToken: 3, perAddress: 0 } })
    const other = await door.machine('other', [], { crm: 'view' })
    for (let count = 0; count < 3; count += 1) expect((await ask(url, '/api/v1/clients', { token })).status).toBe(200)
    const refused = await ask(url, '/api/v1/clients', { token })
    expect(refused).toMatchObject({ status: 429, json: { code: 'request.too_many' } })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1)
    expect((await ask(url, '/api/v1/clients', { token: other.token })).status).toBe(200)
    expect((await ask(url, '/healthz')).status).toBe(200)
    await app.close()
  })

  test('of one address are 429, with whatever token, and a forged X-Forwarded-For does not help', async () => {
    const { app, url } = await door.open({ rates: { perToken: 0, perAddress: 3 } })
    const statuses = []
    for (let count = 0; count < 5; count += 1)
      statuses.push((await ask(url, '/api/v1', { headers: { 'X-Forwarded-For': `10.0.0.${count}` } })).status)
    expect(statuses).toEqual([401, 401, 401, 429, 429])
    await app.close()
  })
})

describe('closing', () => {
  test('lets a running request finish, takes no new one, and says so to who asks', async () => {
    const { app, url } = await door.open()
    const reached = new Promise<void>((resolve) => {
      entered = resolve
    })
    const slow = ask(url, '/sandbox/slow')
    await reached
    expect(app.running()).toBe(1)
    const closed = app.close(5000)
    await expect(ask(url, '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    release()
    expect(await slow).toMatchObject({ status: 200, text: 'finished' })
    expect(await closed).toBe(0)
  })

  test('cuts what does not finish in time', async () => {
    const { app, url } = await door.open()
    const reached = new Promise<void>((resolve) => {
      entered = resolve
    })
    const slow = ask(url, '/sandbox/slow').catch((error: Error) => error.message)
    await reached
    expect(await app.close(50)).toBe(1)
    expect(await slow).toContain('socket hang up')
    release()
  })

  test('ends kept connections, and answers on them that it is not ready any more', async () => {
    const { app, url } = await door.open()
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    const pieces: string[] = []
    socket.on('data', (piece) => pieces.push(piece.toString()))
    const reached = new Promise<void>((resolve) => {
      entered = resolve
    })
    socket.write('GET /sandbox/slow HTTP/1.1\r\nHost: a\r\n\r\nGET /readyz HTTP/1.1\r\nHost: a\r\n\r\n')
    await reached
    const closed = app.close(5000)
    release()
    await once(socket, 'close')
    await closed
    expect(pieces.join('')).toContain('finished')
  })

  test('a port that is taken is told in a sentence that names PORT', async () => {
    const { makeApp } = await import('./app.ts')
    const port = Number(new URL(door.url).port)
    const twin = makeApp({
      house: at.house,
      log: door.log,
      config: {
        sandbox: false,
        http: { port, host: '127.0.0.1', publicUrl: 'http://a', proxies: 0, rates: { perToken: 0, perAddress: 0 } },
      },
      ready: async () => ({ ok: true }),
    })
    await expect(twin.listen()).rejects.toThrow(`PORT should be a free port: something listens on 127.0.0.1:${port} already.`)
  })
})

test('without its database everything says so, and nothing about it', async () => {
  const { openPool } = await import('../../core/kernel/db.ts')
  const gone = openPool('postgres://parley:hunter2@127.0.0.1:1/parley')
  const { makeApp } = await import('./app.ts')
  const app = makeApp({
    house: { ...at.house, db: gone },
    log: door.log,
    config: {
      sandbox: false,
      http: { port: 0, host: '127.0.0.1', publicUrl: 'http://a', proxies: 0, rates: { perToken: 0, perAddress: 0 } },
    },
    ready: async () => {
      await gone.raw('select 1')
      return { ok: true }
    },
  })
  const url = await app.listen()
  expect(await ask(url, '/healthz')).toMatchObject({ status: 200 })
  expect(await ask(url, '/readyz')).toMatchObject({ status: 503 })
  const answer = await ask(url, '/api/v1/clients', { token })
  expect(answer).toMatchObject({ status: 503, json: { code: 'house.unavailable' }, headers: { 'retry-after': '2' } })
  const metrics = await ask(url, '/metrics')
  expect(metrics.text).toContain('parley_database_up 0')
  expect(answer.text + metrics.text + door.lines.join('')).not.toContain('hunter2')
  await app.close()
  await gone.destroy()
})
