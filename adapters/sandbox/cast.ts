import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sandboxClient } from './client.ts'
import type { SandboxOptions, Seed } from './start.ts'
import { startSandbox } from './start.ts'
import { hubSignature } from './whatsapp/hooks.ts'

/** A small company for the sandbox's own tests. */
export const seed: Seed = {
  staff: [
    { slackUserId: 'U0ADA', name: 'Ada Voicu', email: 'ada@carpath.example' },
    { slackUserId: 'U0KIM', name: 'Kim Ionescu', email: 'kim@carpath.example' },
  ],
  channels: [
    { id: 'C0SALES', name: 'sales-approvals' },
    { id: 'C0SUPPORT', name: 'support' },
  ],
  teams: {
    team: 'Carpath Supplies',
    users: [
      { aadObjectId: '11111111-1111-4111-8111-00000000ada0', name: 'Ada Voicu', email: 'ada@carpath.example' },
      { aadObjectId: '11111111-1111-4111-8111-00000000c1b0', name: 'Kim Ionescu', email: 'kim@carpath.example' },
    ],
    channels: [
      { id: '19:sales@thread.tacv2', name: 'Sales approvals' },
      { id: '19:support@thread.tacv2', name: 'Support' },
    ],
  },
  phones: [
    { phone: '+40700000101', name: 'Doina Marcu', client: 'Hotel Corbul de Argint' },
    { phone: '+40700000111', name: 'Ilinca Stoian', client: 'Cafeneaua Zimbrul Treaz' },
  ],
  templates: [
    {
      name: 'order_decision',
      language: 'en',
      category: 'UTILITY',
      components: [
        { type: 'BODY', text: 'Your order {{1}} is {{2}} now.', example: { body_text: [['SO-1', 'accepted']] } },
        { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Talk to us' }] },
      ],
    },
  ],
}

export const secrets = {
  slackSigningSecret: 'a-signing-secret',
  slackBotToken: 'a-bot-token',
  teamsAppId: '22222222-2222-4222-8222-222222222222',
  teamsAppPassword: 'an-app-password',
  whatsappAppSecret: 'an-app-secret',
  whatsappAccessToken: 'an-access-token',
  whatsappPhoneNumberId: '106540352242922',
  whatsappVerifyToken: 'a-verify-token',
}

/** What the little app below got, oldest first. */
export type Got = { path: string; raw: string; signed: boolean; headers: Record<string, string | string[] | undefined> }

/** A sandbox, its client, and a little app that takes what it delivers and answers as told. */
export const openSandbox = async (options: Partial<SandboxOptions> = {}) => {
  const got: Got[] = []
  let answer = { status: 200, text: '' }
  const app = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const raw = Buffer.concat(chunks)
    const url = new URL(request.url ?? '/', 'http://app')
    const challenge = url.searchParams.get('hub.challenge')
    if (challenge !== null) {
      const known = url.searchParams.get('hub.verify_token') === secrets.whatsappVerifyToken
      return response.writeHead(known ? 200 : 403).end(known ? challenge : '')
    }
    const signed = request.headers['x-hub-signature-256'] === hubSignature(secrets.whatsappAppSecret, raw)
    got.push({ path: url.pathname, raw: raw.toString('utf8'), signed, headers: request.headers })
    response.writeHead(answer.status).end(answer.text)
  })
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
  const appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}`
  const sandbox = await startSandbox({ appUrl, seed, ...secrets, slackRetryMs: [20, 20, 20], whatsappRetryMs: [20, 20, 20], ...options })
  const graph = async (path: string, body: unknown, init: RequestInit = {}) => {
    const response = await fetch(`${sandbox.graphUrl}/v23.0/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secrets.whatsappAccessToken}`, 'content-type': 'application/json' },
      ...(init.method === 'GET' ? {} : { body: JSON.stringify(body) }),
      ...init,
    })
    return { status: response.status, body: await response.json() }
  }
  return {
    sandbox,
    client: sandboxClient(sandbox.url),
    got,
    graph,
    /** Sends a message as the app would. */
    send: (to: string, message: Record<string, unknown>) =>
      graph(`${secrets.whatsappPhoneNumberId}/messages`, { messaging_product: 'whatsapp', to, ...message }),
    answer: (status: number, text = '') => {
      answer = { status, text }
    },
    close: async () => {
      await sandbox.stop()
      app.closeAllConnections()
      await new Promise((resolve) => app.close(resolve))
    },
  }
}
