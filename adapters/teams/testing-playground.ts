import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import Koa from 'koa'
import type { Doors } from '../../bots/channel.ts'
import { silent } from '../../core/kernel/log.ts'
import { grant } from '../../core/kernel/permit.ts'
import { createTokens, ISSUER } from '../sandbox/teams/tokens.ts'
import { fieldsOf, jsonOf, readBody, rowsOf, sendJson, textOf } from '../sandbox/wire.ts'
import { startTeams } from './start.ts'

// Microsoft's own Agents Playground plays Teams here. Its licence is for evaluation, so it is fetched by npx and is no part of ours.
const PLAYGROUND = '@microsoft/m365agentsplayground@0.2.28'
const APP = '11111111-2222-3333-4444-555555555555'
const tell = (line: string) => process.stdout.write(`${line}\n`)

const freePort = async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
const until = async <Found>(what: string, look: () => Promise<Found | undefined | false> | Found | undefined | false, ms = 10_000) => {
  const deadline = performance.now() + ms
  for (;;) {
    const found = await look()
    if (found) return found
    if (performance.now() > deadline) throw new Error(`Waited for ${what}, in vain.`)
    await sleep(50)
  }
}

/** Starts the Playground; says plainly why it cannot be had. */
const startPlayground = async (endpoint: string, port: number) => {
  const child = spawn(
    'npx',
    [
      '--yes',
      '--package',
      PLAYGROUND,
      'agentsplayground',
      '-e',
      endpoint,
      '-c',
      'msteams',
      '-p',
      String(port),
      '--su',
      `http://127.0.0.1:${port}/_connector`,
      '--dt',
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, BROWSER: 'none' },
    },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said = `${said}${part}`.slice(-3000)))
  let gone = false
  child.once('exit', () => {
    gone = true
  })
  child.once('error', () => {
    gone = true
  })
  const stop = () => {
    try {
      if (child.pid) process.kill(-child.pid, 'SIGTERM')
    } catch {
      // It is gone already.
    }
  }
  const url = `http://127.0.0.1:${port}`
  const config = await until(
    'the Playground',
    async () => {
      if (gone) throw new Error('it ended')
      const answer = await fetch(`${url}/_internal/v1/testConfig`).catch(() => null)
      return answer?.ok ? fieldsOf(fieldsOf(await answer.json()).config) : undefined
    },
    120_000,
  ).catch((error: unknown) => {
    stop()
    tell(`NOT RUN: Microsoft's Agents Playground could not be started (${error instanceof Error ? error.message : 'unknown'}).`)
    tell(`It is fetched from the npm registry as ${PLAYGROUND}; npx said:\n${said.trim() || '(nothing)'}`)
    process.exit(2)
  })
  return { url, config, stop }
}

const playgroundPort = await freePort()
const service = `http://127.0.0.1:${playgroundPort}/_connector`
let address = ''
const tokens = createTokens({ appId: APP, appPassword: 'a-password', publicUrl: () => address })

const heard: string[] = []
const doors: Doors = {
  async receive(inbound) {
    heard.push(inbound.text ?? inbound.kind)
    return true
  },
  async press(press) {
    heard.push(press.kind === 'choice' ? press.choice : press.kind === 'form' ? `${press.form} ${press.values.reason}` : press.kind)
    if (press.kind === 'choice' && press.choice === 'reject')
      return {
        form: {
          id: 'reject',
          title: 'Reject',
          submit: 'Reject',
          cancel: 'Back',
          fields: [{ name: 'reason', label: 'Why?', kind: 'longtext', required: true }],
        },
      }
    if (press.kind === 'form')
      return press.values.reason === 'no' ? { errors: { reason: 'Say a little more.' } } : { whisper: { text: 'Rejected.' } }
    return { whisper: { text: 'Approved.' } }
  },
  async report() {},
  show: async () => ({ text: 'Order 12', card: { title: 'Order 12', state: { label: 'decided', tone: 'good' } } }),
}

const app = new Koa()
const server = createServer(async (request, response) => {
  const path = (request.url ?? '').replace(/\?.*/, '')
  if (path === '/teams/openid') return sendJson(response, 200, tokens.metadata())
  if (path === '/teams/keys') return sendJson(response, 200, tokens.keys())
  if (path.startsWith('/login/')) {
    const { status, body } = tokens.login(new URLSearchParams((await readBody(request)).toString('utf8')))
    return sendJson(response, status, body)
  }
  if (path !== '/signed/api/messages') return handle(request, response)
  // The Playground signs nothing; what comes from it gets the token that Teams would send.
  if (request.method !== 'POST') return response.end('ok')
  const body = await readBody(request)
  const { serviceUrl } = fieldsOf(jsonOf(body.toString('utf8')))
  const answer = await fetch(`${address}/api/messages`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.sign({ serviceurl: serviceUrl })}` },
  })
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const teams = startTeams({
  account: {
    id: 'check',
    appId: APP,
    appPassword: 'a-password',
    appType: 'MultiTenant',
    serviceUrl: service,
    openIdUrl: `${address}/teams/openid`,
    tokenIssuer: ISSUER,
    loginUrl: `${address}/login`,
  },
  doors,
  log: silent,
})
app.use(teams.middleware)
const handle = app.callback()

const playground = await startPlayground(`${address}/signed/api/messages`, playgroundPort)
let failed = 0
const check = async (name: string, work: () => Promise<unknown>) => {
  try {
    await work()
    tell(`ok      ${name}`)
  } catch (error) {
    failed += 1
    tell(`FAILED  ${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
const ask = async (path: string, body: unknown) => {
  const answer = await fetch(`${playground.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: fieldsOf(jsonOf(await answer.text())) }
}
const me = textOf(fieldsOf(playground.config.currentUser).id)
const chat = textOf(fieldsOf(playground.config.personalChat).id)
const [team] = rowsOf(playground.config.teams)
const room = textOf(rowsOf(team?.channels)[0]?.id)
const say = (conversation: string, message: object) =>
  ask(`/_conversation/v1/conversations/${conversation}/messages`, { from: { id: me }, textFormat: 'plain', ...message })
const invoke = async (conversation: string, replyToId: string, verb: string, data: object) => {
  const { status, body } = await ask('/_conversation/v1/invoke', {
    name: 'adaptiveCard/action',
    conversation: { id: conversation },
    from: { id: me },
    replyToId,
    value: { action: { type: 'Action.Execute', id: '', verb, title: verb, data }, trigger: 'manual' },
  })
  if (status !== 200) throw new Error(`The Playground answered ${status}.`)
  return JSON.stringify(body)
}
const wants = (text: string, part: string) => {
  if (!text.includes(part)) throw new Error(`“${part}” is not in ${text.slice(0, 300)}`)
}
let card = { conversation: '', id: '' }

await check('a message of the personal chat arrives, its token checked', async () => {
  await say(chat, { text: 'help' })
  await until('the message', () => heard.includes('help'))
})
await check('a message without a token is refused', async () => {
  const { status } = await fetch(`${address}/api/messages`, { method: 'POST', body: '{}' })
  if (status !== 401) throw new Error(`It answered ${status}.`)
})
await check('a mention in a channel arrives', async () => {
  const bot = textOf(fieldsOf(playground.config.bot).id)
  const name = textOf(fieldsOf(playground.config.bot).name) || 'Test Bot'
  await say(room, { text: `<at>${name}</at> waiting`, textFormat: 'xml', mentions: [{ mentioned: { id: bot }, text: `<at>${name}</at>` }] })
  await until('the mention', () => heard.includes('waiting'))
})
await check('a card is posted into the personal chat', async () => {
  const { externalId } = await teams.channel.send(
    grant('00000000-0000-4000-8000-000000000001', 'free'),
    { channel: chat },
    {
      text: 'Order 12',
      card: { title: 'Order 12', facts: [{ label: 'Total', value: '100 lei' }] },
      choices: [
        { id: 'approve', title: 'Approve', tone: 'primary' },
        { id: 'reject', title: 'Reject…' },
      ],
    },
  )
  const at = externalId.lastIndexOf(':')
  card = { conversation: externalId.slice(0, at), id: decodeURIComponent(externalId.slice(at + 1)) }
})
const message = '00000000-0000-4000-8000-000000000001'
await check('a pressed button is answered with the card as it is now', async () => {
  const answer = await invoke(chat, card.id, 'choice', { choice: 'approve', message })
  wants(answer, 'Approved.')
  wants(answer, 'decided')
})
await check('a form opens in the card, says what is wrong, and is taken', async () => {
  const opened = await invoke(chat, card.id, 'choice', { choice: 'reject', message })
  wants(opened, 'Why?')
  const asked = {
    id: 'reject',
    title: 'Reject',
    submit: 'Reject',
    cancel: 'Back',
    fields: [{ name: 'reason', label: 'Why?', kind: 'longtext', required: true }],
  }
  wants(await invoke(chat, card.id, 'form', { form: 'reject', asked, message, 'f:reason': 'no' }), 'Say a little more.')
  wants(await invoke(chat, card.id, 'form', { form: 'reject', asked, message, 'f:reason': 'too much' }), 'Rejected.')
})
await check('a client without Action.Execute may press too', async () => {
  await ask('/_conversation/v1/submit', {
    conversation: { id: chat },
    from: { id: me },
    replyToId: card.id,
    value: { parley: 'choice', choice: 'approve-by-submit' },
  })
  await until('the press', () => heard.includes('approve-by-submit'))
})
await check('a posted card is changed in place', async () => {
  await teams.channel.update(grant(message, 'free'), { channel: chat }, `${card.conversation}:${encodeURIComponent(card.id)}`, {
    text: 'Order 12 is done',
  })
})
await check('Microsoft’s connector takes a long text and a large card', async () => {
  const lines = Array.from({ length: 80 }, (_, at) => ({ lines: [`${at} ${'line '.repeat(60)}`] }))
  await teams.channel.send(grant('00000000-0000-4000-8000-000000000002', 'free'), { channel: chat }, { text: 'ă'.repeat(9000) })
  await teams.channel.send(
    grant('00000000-0000-4000-8000-000000000003', 'free'),
    { channel: chat },
    { text: 'Many', card: { title: 'Many', sections: lines } },
  )
})

playground.stop()
await teams.stop()
server.closeAllConnections()
server.close()
tell(failed ? `${failed} failed` : 'Parley and Microsoft’s Agents Playground understand each other.')
process.exit(failed ? 1 : 0)
