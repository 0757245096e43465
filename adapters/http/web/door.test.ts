import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import Koa from 'koa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { webApps } from './door.ts'

const script = 'console.log("long enough to be worth it")'

describe('the door of the web apps', () => {
  let server: Server
  let url: string
  const folder = `${mkdtempSync(join(tmpdir(), 'parley-web-'))}/`

  beforeAll(async () => {
    mkdirSync(`${folder}console/assets`, { recursive: true })
    writeFileSync(`${folder}console/index.html`, '<meta name="style-nonce" content="%NONCE%">')
    writeFileSync(`${folder}console/theme.js`, 'dark()')
    writeFileSync(`${folder}console/assets/app-1a2b.js`, script)
    writeFileSync(`${folder}console/assets/app-1a2b.js.br`, brotliCompressSync(script))
    writeFileSync(`${folder}console/.built-from`, 'now')
    const koa = new Koa().use(webApps(folder))
    server = createServer(koa.callback())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true })
  })
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${url}${path}`, { headers, redirect: 'manual' })

  test.for(['/admin/', '/admin/orders', '/admin/enter'])('%s is the page, with a token of its own for styles each time', async (path) => {
    const [one, other] = [await get(path), await get(path)]
    const policy = one.headers.get('Content-Security-Policy') ?? ''
    const [, nonce = ''] = /style-src 'self' 'nonce-([\w-]{22})'/.exec(policy) ?? []
    expect(await one.text()).toBe(`<meta name="style-nonce" content="${nonce}">`)
    expect(policy).toContain("default-src 'none'; script-src 'self';")
    expect(policy).not.toContain('unsafe')
    expect(one.headers.get('Cache-Control')).toBe('no-store')
    expect(await other.text()).not.toContain(nonce)
  })

  test('the address without a slash leads to the app, with what was asked', async () => {
    const answer = await get('/admin?x=1')
    expect([answer.status, answer.headers.get('Location')]).toEqual([302, '/admin/?x=1'])
  })

  test('a file with a hash is kept for ever, and comes compressed to those who read that', async () => {
    const answer = await get('/admin/assets/app-1a2b.js', { 'Accept-Encoding': 'gzip, br' })
    expect(answer.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('Content-Encoding')).toBe('br')
    expect(answer.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8')
    expect(answer.headers.get('Vary')).toContain('Accept-Encoding')
    expect(await answer.text()).toBe(script)
    const plain = await get('/admin/assets/app-1a2b.js', { 'Accept-Encoding': 'identity' })
    expect(plain.headers.get('Content-Encoding')).toBeNull()
    expect(await plain.text()).toBe(script)
  })

  test('a file without a hash is asked for anew, and not sent again while it is the same', async () => {
    const answer = await get('/admin/theme.js')
    expect(answer.headers.get('Cache-Control')).toBe('no-cache')
    const again = await get('/admin/theme.js', { 'If-None-Match': answer.headers.get('ETag') ?? '', 'Cache-Control': 'max-age=0' })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  test.for(['/admin/assets/gone-9f.js', '/admin/assets/..%2f..%2fpackage.json', '/administration', '/sandbox'])(
    '%s is not answered here',
    async (path) => {
      expect((await get(path)).status).toBe(404)
    },
  )

  test('what is beside the app is never given out', async () => {
    for (const path of ['/admin/.built-from', '/admin/..%2f..%2fpackage.json', '/admin/%2e%2e/%2e%2e/package.json', '/admin/index.html']) {
      const text = await (await get(path)).text()
      expect(text === 'Not Found' || text.startsWith('<meta name="style-nonce"')).toBe(true)
    }
  })

  test('an app that is not built says how it is', async () => {
    const answer = await get('/clientarea/')
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('This web app is not built yet.')
  })

  test('nothing is sent to it', async () => {
    const answer = await fetch(`${url}/admin/`, { method: 'POST', body: 'x' })
    expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'GET, HEAD'])
  })
})
