import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClock } from './clock.ts'
import { phoneRoutes } from './control/phones.ts'
import type { Route } from './control/route.ts'
import { slackRoutes } from './control/slack.ts'
import { switchRoutes } from './control/switches.ts'
import { teamsRoutes } from './control/teams.ts'
import { webRoutes } from './control/whatsapp-web.ts'
import { createCourier } from './deliver.ts'
import { createFeed } from './feed.ts'
import { createJournal } from './journal.ts'
import { createMischief } from './mischief.ts'
import { createDesk } from './slack/desk.ts'
import { createSlackDoor } from './slack/door.ts'
import { startEmulator } from './slack/emulator.ts'
import { createModals } from './slack/modals.ts'
import { createPeople } from './slack/people.ts'
import type { Person, Room } from './slack/team.ts'
import { createViews } from './slack/views.ts'
import { createWorkspace } from './slack/workspace.ts'
import { sendPage } from './static.ts'
import { openTeams } from './teams/open.ts'
import type { TeamsSeed } from './teams/tenant.ts'
import { createGraphDoor } from './whatsapp/door.ts'
import { createSending } from './whatsapp/graph.ts'
import { createHands } from './whatsapp/hands.ts'
import { createHooks } from './whatsapp/hooks.ts'
import { metaDocument } from './whatsapp/judge.ts'
import type { PhoneOwner } from './whatsapp/phones.ts'
import { createPhones } from './whatsapp/phones.ts'
import { createTemplates } from './whatsapp/templates.ts'
import { createWebHands } from './whatsapp-web/hands.ts'
import { openWebLine } from './whatsapp-web/line.ts'
import type { Fields } from './wire.ts'
import { isLocalHost, isLocalOrigin, Refused, sendJson } from './wire.ts'

/** Who is in the sandbox. `company` is the name customers see (Default: Parley); `templates` are created as the business would create them. */
export type Seed = {
  company?: string
  staff: Person[]
  channels: Room[]
  /** (Default: a tenant without people) */
  teams?: TeamsSeed
  phones: PhoneOwner[]
  templates?: Fields[]
}

export type SandboxOptions = {
  /** (Default: any free one.) */
  port?: number
  /** Where webhooks go: `{appUrl}/slack/events`, `{appUrl}/api/messages` and `{appUrl}/webhooks/whatsapp`. */
  appUrl: string
  slackSigningSecret: string
  slackBotToken: string
  /** Of the bot's registration with Microsoft. (Default: a password of its own, so that nobody gets in) */
  teamsAppId?: string
  teamsAppPassword?: string
  whatsappAppSecret: string
  whatsappAccessToken: string
  whatsappPhoneNumberId: string
  whatsappVerifyToken: string
  whatsappBusinessId?: string
  seed: Seed
  /** Waits before redelivering an event of Slack's (Default: 0.5, 3 and 10 seconds; Slack itself: at once, 1 and 5 minutes). */
  slackRetryMs?: readonly number[]
  /** Waits before redelivering a webhook of Meta's (Default: from half a second to 30 seconds, about two minutes in all). */
  whatsappRetryMs?: readonly number[]
  /** Called when somebody asks the sandbox to stop through its control door. */
  onStop?: () => void
}

export type Sandbox = {
  /** Without a slash at the end. */
  url: string
  /** For `SLACK_API_URL`. */
  slackApiUrl: string
  /** Where the metadata, the sign-in and the connector of Teams are: `/openid`, `/login` and `/connector/` under it. */
  teamsUrl: string
  /** For `WHATSAPP_GRAPH_URL`. */
  graphUrl: string
  /** What Chromium is to take for web.whatsapp.com: `127.0.0.1:4443`. */
  whatsappWebHost: string
  stop(): Promise<void>
}

const SLACK_RETRY_MS = [500, 3_000, 10_000]
const WHATSAPP_RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 30_000]

/** Starts the stand-ins of Slack and WhatsApp with their page on 127.0.0.1. Rejects when the port is taken. */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const { seed } = options
  const appUrl = options.appUrl.replace(/\/+$/, '')
  let url = ''
  const publicUrl = () => url

  const clock = createClock()
  const feed = createFeed()
  const journal = createJournal()
  const mischief = createMischief()
  const courier = createCourier({ clock, journal, mischief })

  const emulator = await startEmulator(seed, clock, publicUrl)
  const views = createViews(clock)
  const space = createWorkspace({
    seed,
    botToken: options.slackBotToken,
    signingSecret: options.slackSigningSecret,
    appUrl,
    publicUrl,
    clock,
    feed,
    courier,
    emulator,
    views,
    retryMs: options.slackRetryMs ?? SLACK_RETRY_MS,
  })
  const desk = createDesk(space)
  const people = createPeople(space, desk)
  const modals = createModals(space, people)
  const slackDoor = createSlackDoor({ space, desk, journal, mischief })

  const teams = openTeams({
    seed: seed.teams ?? { team: seed.company ?? 'Parley', users: [], channels: [] },
    appId: options.teamsAppId,
    appPassword: options.teamsAppPassword,
    appUrl,
    publicUrl,
    clock,
    feed,
    courier,
    journal,
    mischief,
  })

  const phones = createPhones(clock, feed, seed.phones)
  const templates = createTemplates()
  for (const template of seed.templates ?? []) templates.create(template)
  const hooks = createHooks({
    courier,
    clock,
    appUrl,
    appSecret: options.whatsappAppSecret,
    phoneNumberId: options.whatsappPhoneNumberId,
    businessId: options.whatsappBusinessId ?? '102290129340398',
    retryMs: options.whatsappRetryMs ?? WHATSAPP_RETRY_MS,
  })
  const sending = createSending({ phones, templates, hooks, clock })
  const hands = createHands({ phones, hooks, clock })
  const webLine = await openWebLine({ phones, clock, feed, journal, mischief })
  const webHands = createWebHands({ phones, line: webLine, clock, shownOf: hands.shownOf })
  const graphDoor = createGraphDoor({
    phones,
    templates,
    sending,
    journal,
    mischief,
    clock,
    accessToken: options.whatsappAccessToken,
    phoneNumberId: options.whatsappPhoneNumberId,
    publicUrl,
  })

  const reset = async () => {
    courier.cancel()
    mischief.clear()
    clock.reset()
    await emulator.reset()
    space.reset()
    teams.tenant.reset()
    phones.reset()
    webLine.reset()
    journal.clear()
    feed.tell({ platform: 'sandbox', what: 'reset' })
  }

  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= (async () => {
      courier.cancel()
      feed.close()
      server.close()
      server.closeAllConnections()
      webLine.stop()
      await emulator.close()
    })()
    return stopped
  }

  const control: Route[] = [
    ...switchRoutes({ clock, mischief, journal, feed, appUrl, reset, stop: options.onStop ?? (() => void stop()) }),
    ...phoneRoutes({
      phones,
      hands,
      sending,
      hooks,
      templates,
      appUrl,
      verifyToken: options.whatsappVerifyToken,
      company: seed.company ?? 'Parley',
      now: clock.now,
      webLine,
    }),
    ...webRoutes({ webLine, webHands, hands, feed, appUrl }),
    ...slackRoutes({ space, people, modals, company: seed.company ?? 'Parley' }),
    ...teamsRoutes(teams),
  ]

  const controlDoor = async (request: IncomingMessage, response: ServerResponse, path: string, query: URLSearchParams) => {
    for (const { method, path: pattern, run } of control) {
      const match = method === request.method ? pattern.exec(path) : null
      if (!match) continue
      const answer = await run({ request, response, query, part: (n) => decodeURIComponent(match[n + 1] ?? '') })
      if (!response.headersSent) sendJson(response, 200, answer ?? null)
      return
    }
    throw new Refused(404, `There is no control at ${request.method} ${path}.`)
  }

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (!isLocalHost(request.headers.host) || !isLocalOrigin(request.headers.origin))
      throw new Refused(403, 'The sandbox answers this machine only, under the name localhost or 127.0.0.1.')
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sandbox')
    const [, first = ''] = pathname.split('/')
    const rest = pathname.slice(first.length + 1)
    if (first === 'slack') return slackDoor(request, response, rest, searchParams)
    if (first === 'teams') return teams.door(request, response, rest)
    if (first === 'graph') return graphDoor(request, response, rest, searchParams)
    if (first === 'control') return controlDoor(request, response, rest, searchParams)
    if (request.method === 'GET' && pathname === '/' && sendPage(response, 'index.html')) return
    if (request.method === 'GET' && first === 'page' && sendPage(response, rest.slice(1))) return
    throw new Refused(404, 'There is nothing here.')
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) return response.destroy()
      const known = error instanceof Refused
      if (!known) process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`)
      sendJson(response, known ? error.status : 500, { error: known ? error.message : 'The sandbox stumbled; its log says over what.' })
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  setImmediate(metaDocument)
  return { url, slackApiUrl: `${url}/slack/api/`, teamsUrl: `${url}/teams`, graphUrl: `${url}/graph`, whatsappWebHost: webLine.host, stop }
}
