import { createHmac } from 'node:crypto'
import { Agent, createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export const secrets = {
  appSecret: 'the app secret of these measurements',
  accessToken: 'EAABENCH',
  phoneNumberId: '106540352242922',
  verifyToken: 'the verify token of these measurements',
  botToken: 'xoxb-bench',
  signingSecret: 'the signing secret of these measurements',
}

type Body = Record<string, unknown>
/** A message as the app handed it to WhatsApp; `at` by performance.now(), `id` as the app was told it. */
export type Handed = { to: string; type: string; id: string; body: Body; at: number }
/** A card as the app posted it to Slack, or brought it up to date. */
export type Posted = { channel: string; ts: string; text: string }

export type Platforms = Awaited<ReturnType<typeof openPlatforms>>

/**
 * The least that WhatsApp's and Slack's sides can be: they take everything at once, know nothing and refuse nothing. All ids that they and
 * the people make look like `BENCH-7-`, so that they are found again in what the database was told.
 */
export const openPlatforms = async () => {
  const agent = new Agent({ keepAlive: true })
  const heard: ((handed: Handed) => void)[] = []
  const seen: ((posted: Posted) => void)[] = []
  const counts = { handed: 0, posted: 0, media: 0 }
  let made = 0
  const next = () => `BENCH-${++made}-`
  let appUrl = ''

  const graph = (path: string, body: Buffer): Body => {
    const id = next()
    if (path.endsWith('/media')) {
      counts.media += 1
      return { id }
    }
    if (!path.endsWith('/messages')) return { data: [] }
    const at = performance.now()
    const message = JSON.parse(body.toString()) as Body & { to?: string; type?: string }
    if (message.status === 'read' || !message.to) return { success: true }
    counts.handed += 1
    const handed = { to: message.to, type: String(message.type), id: `wamid.${id}`, body: message, at }
    // First the answer, then what the person does about it.
    setImmediate(() => {
      for (const listener of heard) listener(handed)
    })
    return { messaging_product: 'whatsapp', messages: [{ id: handed.id }] }
  }

  const slack = (method: string, incoming: IncomingMessage, body: Buffer): Body => {
    if (method === 'auth.test') return { ok: true, user_id: 'U0BOT', bot_id: 'B0BOT', team_id: 'T0BENCH' }
    if (method === 'conversations.open') return { ok: true, channel: { id: 'D0BENCH' } }
    if (method !== 'chat.postMessage' && method !== 'chat.update') return { ok: true }
    counts.posted += 1
    const isJson = incoming.headers['content-type']?.includes('json')
    const said = isJson ? (JSON.parse(body.toString()) as Body) : (Object.fromEntries(new URLSearchParams(body.toString())) as Body)
    const ts = typeof said.ts === 'string' ? said.ts : `1700000000.${String(++made).padStart(6, '0').slice(-6)}`
    const channel = String(said.channel)
    const text = typeof said.blocks === 'string' ? said.blocks : JSON.stringify(said.blocks ?? '')
    setImmediate(() => {
      for (const listener of seen) listener({ channel, ts, text })
    })
    return { ok: true, channel, ts }
  }

  const server = createServer((incoming, response) => {
    const parts: Buffer[] = []
    incoming.on('data', (part: Buffer) => parts.push(part))
    incoming.on('end', () => {
      const [path = ''] = (incoming.url ?? '').split('?')
      const body = Buffer.concat(parts)
      const answer = path.startsWith('/graph') ? graph(path, body) : slack(path.replace('/slack/api/', ''), incoming, body)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
  server.keepAliveTimeout = 120_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const post = (path: string, headers: Record<string, string>, body: string) =>
    new Promise<void>((resolve, reject) => {
      const out = request(`${appUrl}${path}`, { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } })
      out.on('error', reject)
      out.on('response', (answer) => {
        answer.resume()
        answer.on('end', () =>
          answer.statusCode === 200 ? resolve() : reject(new Error(`${path} was answered with ${answer.statusCode}.`)),
        )
      })
      out.end(body)
    })

  return {
    counts,
    /** Where the app finds both platforms. */
    env: {
      WHATSAPP_TRANSPORT: 'cloud',
      WHATSAPP_ACCESS_TOKEN: secrets.accessToken,
      WHATSAPP_PHONE_NUMBER_ID: secrets.phoneNumberId,
      WHATSAPP_APP_SECRET: secrets.appSecret,
      WHATSAPP_VERIFY_TOKEN: secrets.verifyToken,
      WHATSAPP_GRAPH_URL: `${url}/graph/v23.0`,
      SLACK_BOT_TOKEN: secrets.botToken,
      SLACK_SIGNING_SECRET: secrets.signingSecret,
      SLACK_API_URL: `${url}/slack/api/`,
    },
    /** From now on, the app is there. */
    knows: (address: string) => {
      appUrl = address
    },
    onHanded: (listener: (handed: Handed) => void) => void heard.push(listener),
    onPosted: (listener: (posted: Posted) => void) => void seen.push(listener),
    /** A message of a person, in a signed webhook. Resolves when the app has taken it. */
    writes: (person: { phone: string; name: string }, message: Body) => {
      const value = {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '40700000000', phone_number_id: secrets.phoneNumberId },
        contacts: [{ profile: { name: person.name }, wa_id: person.phone }],
        messages: [{ from: person.phone, id: `wamid.${next()}`, timestamp: String(Math.floor(Date.now() / 1000)), ...message }],
      }
      const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ value, field: 'messages' }] }] })
      const signature = `sha256=${createHmac('sha256', secrets.appSecret).update(body).digest('hex')}`
      return post('/webhooks/whatsapp', { 'content-type': 'application/json', 'x-hub-signature-256': signature }, body)
    },
    /** A colleague presses a button of a card, in a signed request. Resolves when the app has answered. */
    presses: (user: string, { channel, ts }: Posted, button: { action_id: string; block_id: string; value: string }) => {
      const payload = JSON.stringify({
        type: 'block_actions',
        team: { id: 'T0BENCH' },
        user: { id: user, team_id: 'T0BENCH' },
        trigger_id: next(),
        container: { type: 'message', message_ts: ts, channel_id: channel },
        channel: { id: channel },
        message: { ts },
        actions: [{ type: 'button', ...button, action_ts: (Date.now() / 1000).toFixed(6) }],
      })
      const body = new URLSearchParams({ payload }).toString()
      const at = String(Math.floor(Date.now() / 1000))
      const signature = `v0=${createHmac('sha256', secrets.signingSecret).update(`v0:${at}:${body}`).digest('hex')}`
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': at,
        'x-slack-signature': signature,
      }
      return post('/slack/events', headers, body)
    },
    close: () => {
      agent.destroy()
      server.close()
      server.closeAllConnections()
    },
  }
}
