import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import type { ChannelError } from '../../bots/channel.ts'

/** A request as Graph got it. */
export type Asked = { method: string; path: string; query: URLSearchParams; headers: http.IncomingHttpHeaders; body: Buffer; json: unknown }
/** What Graph does with it: an answer, or the line is cut, or nothing at all. */
export type Answer = { status?: number; headers?: Record<string, string>; json?: unknown; body?: string | Uint8Array } | 'cut' | 'silence'

/** For tests: a server on loopback that answers as told, so that every way in which Graph can fail is seen on a real socket. */
export const loopbackGraph = async (answerTo: (asked: Asked, origin: string) => Answer) => {
  const asked: Asked[] = []
  const server = http.createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const url = new URL(request.url ?? '/', origin)
    const body = Buffer.concat(pieces)
    const isJson = request.headers['content-type'] === 'application/json'
    const one: Asked = {
      method: request.method ?? '',
      path: url.pathname.replace(/^\/v23\.0\//, ''),
      query: url.searchParams,
      headers: request.headers,
      body,
      json: isJson ? JSON.parse(body.toString()) : undefined,
    }
    asked.push(one)
    const answer = answerTo(one, origin)
    if (answer === 'silence') return
    if (answer === 'cut') return void request.socket.destroy()
    response.writeHead(answer.status ?? 200, { 'content-type': answer.json ? 'application/json' : 'text/html', ...answer.headers })
    response.end(answer.json ? JSON.stringify(answer.json) : (answer.body ?? ''))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
  return { graphUrl: `${origin}/v23.0`, origin, asked, close }
}

/** Graph's error envelope. */
export const fault = (code: number, message = 'Something', extra: Record<string, unknown> = {}) => ({
  error: { message: `(#${code}) ${message}`, type: 'OAuthException', code, fbtrace_id: 'A1b2', ...extra },
})

let count = 0
/** Graph's answer to a message it took. */
export const taken = (): Answer => ({
  json: {
    messaging_product: 'whatsapp',
    contacts: [{ input: '40700000101', wa_id: '40700000101' }],
    messages: [{ id: `wamid.${++count}` }],
  },
})

/** Why something did not go. */
export const failure = (sending: Promise<unknown>) =>
  sending.then(
    () => expect.unreachable('it went'),
    (problem: unknown) => problem as ChannelError,
  )
