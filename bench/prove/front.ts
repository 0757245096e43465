import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A message as the app handed it to the platform, with what the platform answered. */
export type Handed = {
  callback: string
  phone: string
  content: string
  at: number
  status: number
  id: string
  body: Record<string, unknown>
}

export type Front = Awaited<ReturnType<typeof openFront>>

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }

/**
 * Stands between the platform and the processes of the app, in both directions. A webhook goes to random processes, one to `most`
 * times, each copy a little later or earlier; the platform is told 200 as soon as one process has taken it. What the app sends is passed
 * on and written down.
 */
export const openFront = async ({ most, random }: { most: number; random: () => number }) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  let graphUrl = ''
  let ports: readonly number[] = []
  const handed: Handed[] = []
  /** When a process has first taken a platform's word about one of our messages, by our id. */
  const toldAt = new Map<string, number>()
  const listeners: ((message: Handed) => void)[] = []
  const counts = { webhooks: 0, copies: 0 }

  const pass = (url: string, method: string, headers: IncomingMessage['headers'], body: Buffer) =>
    new Promise<Answer>((resolve, reject) => {
      const { host: _host, connection: _connection, 'transfer-encoding': _coding, ...kept } = headers
      const out = request(url, { method, agent, headers: { ...kept, 'content-length': body.length }, timeout: 20_000 }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }))
        answer.on('error', reject)
      })
      out.on('timeout', () => out.destroy(new Error('timeout')))
      out.on('error', reject)
      out.end(body)
    })

  const webhook = async (incoming: IncomingMessage, body: Buffer): Promise<number> => {
    counts.webhooks += 1
    const copies = 1 + Math.floor(random() * most)
    const one = async () => {
      await sleep(random() * 40)
      counts.copies += 1
      const port = ports[Math.floor(random() * ports.length)]!
      const { status } = await pass(`http://127.0.0.1:${port}${incoming.url}`, incoming.method!, incoming.headers, body)
      if (status !== 200) throw new Error(String(status))
      for (const [, callback] of body.toString().matchAll(/"biz_opaque_callback_data":"([^"]+)"/g))
        if (!toldAt.has(callback!)) toldAt.set(callback!, performance.now())
    }
    return Promise.any(Array.from({ length: copies }, one)).then(
      () => 200,
      () => 502,
    )
  }

  const graph = async (incoming: IncomingMessage, body: Buffer): Promise<Answer> => {
    const at = performance.now()
    const answer = await pass(`${graphUrl}${incoming.url!.slice('/graph'.length)}`, incoming.method!, incoming.headers, body)
    if (!incoming.url!.endsWith('/messages') || incoming.method !== 'POST') return answer
    const message = JSON.parse(body.toString()) as Record<string, unknown>
    const { biz_opaque_callback_data: callback, ...content } = message
    if (typeof callback !== 'string') return answer
    const said = JSON.parse(answer.body.toString()) as { messages?: { id: string }[] }
    const told: Handed = {
      callback,
      phone: String(message.to),
      // A file is laid down anew for each try, under another id.
      content: JSON.stringify(content).replace(/"id":"\d{16}"/g, '"id":"…"'),
      at,
      status: answer.status,
      id: said.messages?.[0]?.id ?? '',
      body: message,
    }
    handed.push(told)
    if (answer.status === 200) for (const listener of listeners) listener(told)
    return answer
  }

  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = []
    for await (const part of incoming) parts.push(part as Buffer)
    const body = Buffer.concat(parts)
    if (!incoming.url!.startsWith('/graph')) return void response.writeHead(await webhook(incoming, body)).end()
    const { status, headers, body: said } = await graph(incoming, body)
    const { 'content-type': type, 'retry-after': again } = headers
    response
      .writeHead(status, { 'content-type': String(type ?? 'application/json'), ...(again && { 'retry-after': String(again) }) })
      .end(said)
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    handed,
    toldAt,
    counts,
    between: (platform: string, apps: readonly number[]) => {
      graphUrl = platform
      ports = apps
    },
    onMessage: (listener: (message: Handed) => void) => void listeners.push(listener),
    close: () => {
      server.close()
      server.closeAllConnections()
      agent.destroy()
    },
  }
}
