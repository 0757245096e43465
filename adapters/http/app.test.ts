import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Middleware } from 'koa'
import { beforeAll, describe, expect, test } from 'vitest'
import { crm } from '../../core/modules/crm/module.ts'
import { people } from '../../core/modules/people/module.ts'
import { settings } from '../../core/modules/settings/module.ts'
import { makeApp } from './app.ts'
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

const door = testDoor([settings, people, crm], { mount: [chat] })
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
describe('every answer', () => {
  test('carries a request id: the given one, or a new one where the given is none', async () => {
    const given = await door.ask('/healthz', { headers: { 'X-Request-Id': 'trace:1.2-3_4' } })
    expect(given.headers['x-request-id']).toBe('trace:1.2-3_4')
    for (const bad of ['', 'a b', '<script>', 'x'.repeat(101), '../../etc', '\xe9'])
      expect((await door.ask('/healthz', { headers: { 'X-Request-Id': bad } })).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
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
