import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from '../../core/kernel/log.ts'
import { start } from '../../server.ts'
import { readConfig } from '../config/read.ts'
import { makeLog } from '../log/log.ts'
import { freshDatabase } from '../postgres/testing.ts'
import { sandboxClient } from '../sandbox/client.ts'
import { type SandboxOptions, startSandbox } from '../sandbox/start.ts'

/** What an account at the stand-ins is made of; each word of it is looked for where it may not be. */
export const secretsOf = (name: string) => ({
  slack: { botToken: `xoxb-secret-${name}`, signingSecret: `signing-secret-${name}` },
  whatsapp: { accessToken: `EAASECRET${name}`, appSecret: `app-secret-${name}`, verifyToken: `verify-secret-${name}` },
})

export const doina = { phone: '+40700000101', name: 'Doina Marcu', client: 'Hotel Corbul de Argint' }

const freePort = async () => {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

/**
 * A real company that begins empty, with no chat in its environment: houses that share one database, as several processes do, and
 * stand-ins that are known to them by address only.
 */
export const openCompany = async () => {
  const database = await freshDatabase()
  const undo: (() => Promise<unknown>)[] = [database.drop]
  const lines: string[] = []
  const log: Log = makeLog({ level: 'debug', to: { write: (line: string) => void lines.push(line) } })
  let token = ''

  const openHouse = async (environment: Record<string, string> = {}) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'parley-channels-'))
    const config = readConfig({
      DATABASE_URL: database.ownerUrl,
      DATABASE_APP_URL: database.appUrl,
      DATA_DIR: dataDir,
      PARLEY_SECRET_KEY: 'the channels know this secret, 0123456789',
      PORT: String(await freePort()),
      SANDBOX: 'off',
      ...environment,
    })
    const running = await start(config, log, (line) => {
      token = /parley_[\w-]{16,}/.exec(line)?.[0] ?? token
    })
    const stop = async () => {
      await running.stop()
      rmSync(dataDir, { recursive: true, force: true })
    }
    undo.push(stop)
    /** Asks the API as the admin. */
    const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${running.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return { status: answer.status, text, body: JSON.parse(text || 'null') }
    }
    return { ...running, ask, stop }
  }

  /** The stand-ins of one business, which bring what happens to the house at `appUrl`. */
  const openStandIns = async (appUrl: string, name: string, phoneNumberId: string, more: Partial<SandboxOptions> = {}) => {
    const { slack, whatsapp } = secretsOf(name)
    const sandbox = await startSandbox({
      appUrl,
      slackSigningSecret: slack.signingSecret,
      slackBotToken: slack.botToken,
      whatsappAppSecret: whatsapp.appSecret,
      whatsappAccessToken: whatsapp.accessToken,
      whatsappPhoneNumberId: phoneNumberId,
      whatsappVerifyToken: whatsapp.verifyToken,
      slackRetryMs: [50, 50],
      whatsappRetryMs: [50, 50, 50],
      seed: {
        staff: [{ slackUserId: 'U0ADA', name: 'Ada Voicu', email: 'ada@carpath.example' }],
        channels: [
          { id: 'C0SALES', name: 'sales' },
          { id: 'C0SUPPORT', name: 'support' },
        ],
        phones: [doina],
      },
      ...more,
    })
    undo.push(() => sandbox.stop())
    return { ...sandbox, hand: sandboxClient(sandbox.url), slack, whatsapp }
  }

  return {
    openHouse,
    openStandIns,
    /** What was logged so far, as it would stand in a file. */
    logged: () => lines.join('\n'),
    async close() {
      for (const step of undo.splice(0).reverse()) await step()
    },
  }
}
