import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import type { Doors, Inbound, Press, PressAnswer, Reply } from '../../bots/channel.ts'
import { secrets, seed } from '../sandbox/cast.ts'
import { sandboxClient } from '../sandbox/client.ts'
import { startSandbox } from '../sandbox/start.ts'
import type { KeepFile } from './files.ts'
import { startTeams, type TeamsOptions } from './start.ts'

export const ada = seed.teams!.users[0]!.aadObjectId
export const kim = seed.teams!.users[1]!.aadObjectId
export const sales = seed.teams!.channels[0]!.id

/** What the adapter told the operator. */
export type Told = { level: string; fields: object; sentence: string }

/** The adapter behind a real address, the stand-in of Teams before it, and doors that answer as a test says. */
export const openTeams = async (options: Partial<TeamsOptions> = {}) => {
  const received: Inbound[] = []
  const presses: Press[] = []
  const keys: string[] = []
  const told: Told[] = []
  const kept: Parameters<KeepFile>[0][] = []
  let answer: (press: Press) => PressAnswer | Promise<PressAnswer> = () => ({})
  let show: (shown: { messageId: string; userId: string }) => Reply | null = () => null
  const doors: Doors = {
    async receive(inbound) {
      keys.push(inbound.key)
      if (received.some(({ key }) => key === inbound.key)) return false
      received.push(inbound)
      return true
    },
    async press(press) {
      presses.push(press)
      return answer(press)
    },
    async report() {},
    show: async (shown) => show(shown),
  }
  const app = new Koa()
  // Composed once, when the server listens: the adapter comes behind this later.
  let door: Koa.Middleware = (_, next) => next()
  app.use((ctx, next) => door(ctx, next))
  const server = createServer(app.callback())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const sandbox = await startSandbox({ appUrl, seed, ...secrets })
  const say = (level: string) => (fields: object, sentence?: string) => void told.push({ level, fields, sentence: sentence ?? '' })
  const log = { debug() {}, info: say('info'), warn: say('warn'), error: say('error'), child: () => log }
  const account = {
    id: 'teams-1',
    appId: secrets.teamsAppId,
    appPassword: secrets.teamsAppPassword,
    tenantId: '5a4db0c5-0000-4000-8000-0000000000f1',
    appType: 'SingleTenant',
    serviceUrl: `${sandbox.teamsUrl}/connector/`,
    openIdUrl: `${sandbox.teamsUrl}/openid`,
    loginUrl: `${sandbox.teamsUrl}/login`,
  } as const
  const keepFile: KeepFile = async (file) => {
    kept.push(file)
    return `${appUrl}/files/${kept.length}`
  }
  const teams = startTeams({ account, doors, log, keepFile, ...options })
  door = teams.middleware
  const client = sandboxClient(sandbox.url)
  return {
    account,
    teams,
    channel: teams.channel,
    sandbox,
    client,
    received,
    /** The key of every delivery, repeated ones too. */
    keys,
    presses,
    told,
    kept,
    appUrl,
    ada: client.teams(ada),
    kim: client.teams(kim),
    /** What the doors answer to presses from now on. */
    answers: (next: typeof answer) => {
      answer = next
    },
    /** What a posted message says now. */
    shows: (next: typeof show) => {
      show = next
    },
    async close() {
      await teams.stop()
      await sandbox.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
