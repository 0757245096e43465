import { readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Fields } from '../wire.ts'
import { fieldsOf, jsonOf, readBody, sendJson } from '../wire.ts'
import { selfSigned } from './certificate.ts'

const FOLDER = new URL('./page/', import.meta.url)
const PAGE = '<!doctype html><meta charset="utf-8"><title>WhatsApp Web (sandbox)</title><script type="module" src="/page/page.js"></script>'

/** A page that is open, as this side reaches it. */
export type Tab = { tell(name: string, told: Fields): void }

/**
 * Stands where web.whatsapp.com stands, on a free port of this machine, over TLS: serves the page and keeps a line to each tab in which it
 * is open. `hear` gets what a tab tells; what it resolves with is the answer, and a tab that gets none waits.
 */
export const openSite = async ({ hear, gone }: { hear(tab: Tab, told: Fields): Promise<Fields | null>; gone(tab: Tab): void }) => {
  const lines = new Map<string, { tab: Tab; response: ServerResponse }>()

  // The newest line is the tab that is looked at: one browser has one.
  const newest = () => [...lines.values()].at(-1)?.tab
  let count = 0

  const down = (response: ServerResponse) => {
    const name = String(++count)
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write('retry: 300\n\n')
    const tab: Tab = { tell: (what, told) => void response.write(`data: ${JSON.stringify({ ...told, tell: what })}\n\n`) }
    lines.set(name, { tab, response })
    response.on('close', () => {
      lines.delete(name)
      gone(tab)
    })
  }

  const up = async (request: IncomingMessage, response: ServerResponse) => {
    const told = fieldsOf(jsonOf((await readBody(request)).toString('utf8')))
    const tab = newest()
    const answer = tab ? await hear(tab, told) : {}
    if (answer) sendJson(response, 200, answer)
  }

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', 'https://web.whatsapp.com')
    if (pathname === '/line/down') return down(response)
    if (pathname === '/line/up' && request.method === 'POST') return up(request, response)
    const name = pathname.startsWith('/page/') ? pathname.slice(6) : ''
    if (readdirSync(FOLDER).includes(name)) {
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' })
      return response.end(readFileSync(new URL(name, FOLDER)))
    }
    response.writeHead(pathname === '/' ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    response.end(pathname === '/' ? PAGE : '')
  }

  const server = createServer(selfSigned('web.whatsapp.com', new Date()), (request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    /** For Chromium's rule that maps web.whatsapp.com here. */
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
