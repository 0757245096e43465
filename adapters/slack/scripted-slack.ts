import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'

/** For tests of what the sandbox does not do: a Web API whose answers are written down beforehand, and requests signed by hand. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => {
  return (_, response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
export const page = (status: number): Answer => {
  return (_, response) => response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>')
}
export const hangUp: Answer = (request) => request.socket.destroy()

/** Listens on a free port of this machine. */
export const listen = async (listener: RequestListener) => {
  const server = createServer(listener)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const at = server.address()
  return {
    url: `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** `answers` by method; what is not in it is answered with ok, a channel and a time stamp. */
export const scriptedSlack = async () => {
  const answers = new Map<string, Answer>()
  const calls: { method: string; body: Record<string, unknown> }[] = []
  const { url, close } = await listen((request, response) => {
    const method = request.url?.replace('/api/', '') ?? ''
    let text = ''
    request.on('data', (part) => {
      text += part
    })
    request.on('end', () => {
      calls.push({ method, body: read(text, request.headers['content-type']) })
      const answer = answers.get(method) ?? json(200, { ok: true, channel: { id: 'D1' }, ts: '1.000001' })
      answer(request, response)
    })
  })
  const again = () => {
    calls.length = 0
    answers.clear()
    answers.set('auth.test', json(200, { ok: true, user_id: 'U0BOT', bot_id: 'B0BOT', team_id: 'T1' }))
  }
  again()
  return { url, apiUrl: `${url}/api/`, answers, calls, methods: () => calls.map(({ method }) => method), again, close }
}

const read = (text: string, type = ''): Record<string, unknown> => {
  if (type.includes('json')) return JSON.parse(text)
  const fields = Object.fromEntries(new URLSearchParams(text))
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, /^[[{]/.test(value) ? JSON.parse(value) : value]))
}

/** Delivers a request as Slack signs it; `timestamp` in seconds and `signature` may be bent. */
export const deliver = async (
  url: string,
  secret: string,
  what: { json: unknown } | { form: Record<string, string> },
  bent: { timestamp?: number; signature?: string; headers?: Record<string, string> } = {},
) => {
  const raw = 'json' in what ? JSON.stringify(what.json) : new URLSearchParams(what.form).toString()
  const timestamp = bent.timestamp ?? Math.floor(Date.now() / 1000)
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${raw}`).digest('hex')}`
  const answer = await fetch(url, {
    method: 'POST',
    body: raw,
    headers: {
      'content-type': 'json' in what ? 'application/json' : 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': bent.signature ?? signature,
      ...bent.headers,
    },
  })
  return { status: answer.status, text: await answer.text() }
}
