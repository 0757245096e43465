import { once } from 'node:events'
import { connect } from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { crm } from '../../core/modules/crm/module.ts'
import { people } from '../../core/modules/people/module.ts'
import { settings } from '../../core/modules/settings/module.ts'
import { ask, testDoor } from './testing.ts'

const door = testDoor([settings, people, crm], { bodies: { maxBytes: 20_000, withinMs: 200 } })
let token = ''
beforeAll(async () => {
  token = (await door.machine('reader', [], { crm: 'edit' })).token
})
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

  test('behind a proxy of ours are counted by the address that the proxy saw, whatever the caller wrote before it', async () => {
    const { app, url } = await door.open({ proxies: 1, rates: { perToken: 0, perAddress: 2 } })
    const from = async (chain: string) => (await ask(url, '/api/v1', { headers: { 'X-Forwarded-For': chain } })).status
    expect([await from('1.1.1.1, 10.0.0.1'), await from('2.2.2.2, 10.0.0.1'), await from('3.3.3.3, 10.0.0.1')]).toEqual([401, 401, 429])
    expect(await from('1.1.1.1, 10.0.0.2')).toBe(401)
    await app.close()
  })
})
