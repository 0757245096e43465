import type { Server } from 'node:http'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSandbox } from './cast.ts'
import { sandboxDoor } from './door.ts'

let open: Awaited<ReturnType<typeof openSandbox>>
let app: Server
let port = 0
beforeAll(async () => {
  open = await openSandbox()
  const koa = new Koa()
  koa.use(sandboxDoor({ sandboxUrl: open.sandbox.url, publicUrl: 'https://demo.parley.example' }))
  koa.use((ctx) => {
    ctx.body = `the app at ${ctx.path}`
  })
  app = koa.listen(0, '127.0.0.1')
  await new Promise((resolve) => app.once('listening', resolve))
  port = (app.address() as AddressInfo).port
})
afterAll(async () => {
  app.closeAllConnections()
  app.close()
  await open.close()
})

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string }
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET', at = port, until?: string) =>
  new Promise<Answer>((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: at, path, method, headers: { host: `localhost:${at}`, ...headers } }, (response) => {
      let body = ''
      const done = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
        if (until === undefined || !body.includes(until)) return
        done()
        call.destroy()
      })
      response.on('end', done)
    })
    call.on('error', reject)
    call.end()
  })

test('/sandbox leads to the page, which says what it is and lets nothing foreign in', async () => {
  expect((await ask('/sandbox')).headers.location).toBe('/sandbox/')
  const page = await ask('/sandbox/')
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect(page.body).toContain('<title>Parley sandbox</title>')
  expect(page.headers['content-security-policy']).toContain("default-src 'self'")
  expect((await ask('/sandbox/page/app.js')).headers['content-type']).toContain('text/javascript')
  expect((await ask('/sandbox/page/..%2fmain.ts')).status).toBe(404)
})

test('the stream of changes comes through', async () => {
  const stream = ask('/sandbox/control/events', {}, 'GET', port, '"phone":"+40700000101"')
  await ask('/sandbox/control/clock')
  await open.client.phone('+40700000101').say('hello')
  expect((await stream).headers['content-type']).toBe('text/event-stream')
})

test.for([
  ['a foreign Host', { host: 'evil.example' }],
  ['a Host that only begins like ours', { host: 'localhost.evil.example' }],
  ['a foreign Origin', { origin: 'https://evil.example' }],
  ['an opaque Origin', { origin: 'null' }],
] as const)('%s is refused by the door and by the process', async ([, headers]) => {
  expect((await ask('/sandbox/control/clock', { ...headers })).status).toBe(403)
  expect((await ask('/sandbox/start-over', { ...headers }, 'POST')).status).toBe(403)
  expect((await ask('/control/clock', { ...headers }, 'GET', Number(new URL(open.sandbox.url).port))).status).toBe(403)
})

test('this machine, by any of its names, and the public host are welcome', async () => {
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, 'demo.parley.example'])
    expect((await ask('/sandbox/control/clock', { host, origin: `http://${host}` })).status).toBe(200)
})

test('what is not under /sandbox, and the app’s own start-over, stay with the app', async () => {
  expect((await ask('/sandboxes')).body).toBe('the app at /sandboxes')
  expect((await ask('/sandbox/start-over', {}, 'POST')).body).toBe('the app at /sandbox/start-over')
})

test('a sandbox that is not there is a 502 that says how to start it', async () => {
  const koa = new Koa()
  koa.use(sandboxDoor({ sandboxUrl: 'http://127.0.0.1:9' }))
  const lonely = koa.listen(0, '127.0.0.1')
  await new Promise((resolve) => lonely.once('listening', resolve))
  const answer = await ask('/sandbox/', {}, 'GET', (lonely.address() as AddressInfo).port)
  expect([answer.status, answer.body]).toEqual([502, 'The sandbox is not running. Start it with: npm run sandbox'])
  lonely.closeAllConnections()
  lonely.close()
})
