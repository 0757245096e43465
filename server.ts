import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Middleware } from 'koa'
import { type Config, readConfig } from './adapters/config/read.ts'
import { loadSecretKey } from './adapters/config/secret-key.ts'
import { Misconfigured } from './adapters/config/setting.ts'
import { makeApp } from './adapters/http/app.ts'
import { makeLog } from './adapters/log/log.ts'
import { ensureDatabase, withDatabase } from './adapters/postgres/databases.ts'
import { openDatabase } from './adapters/postgres/open.ts'
import type { SandboxAccess } from './adapters/sandbox/process.ts'
import type { Channel, Doors } from './bots/channel.ts'
import { makeConversations } from './bots/converse.ts'
import { customerContents } from './bots/customer/contents.ts'
import { customers } from './bots/customer/customers.ts'
import { makeDelivery } from './bots/deliver.ts'
import { makePrinter } from './bots/print.ts'
import { makeDoors } from './bots/receive.ts'
import { sayIn } from './bots/say.ts'
import { staffContents } from './bots/staff/contents.ts'
import { desk } from './bots/staff/desk.ts'
import { firstToken } from './core/first-start.ts'
import { openPool } from './core/kernel/db.ts'
import { house as buildHouse, type House } from './core/kernel/house.ts'
import type { Log } from './core/kernel/log.ts'
import { Seal } from './core/kernel/seal.ts'
import { ensureAccount } from './core/modules/conversations/actions/account.ts'
import { Company } from './core/modules/settings/records.ts'
import { hooks, modules } from './core/modules.ts'
import { sweeps } from './core/sweeps.ts'
import { makeDrain } from './jobs/drain.ts'
import { startJobs } from './jobs/start.ts'
import { isMigrated, migrate } from './migrations/run.ts'

export type Running = { url: string; house: House; sandbox: SandboxAccess | null; stop(): Promise<void> }

/** Brings the house up: database, migrations, rooms, channels, doors, jobs. Rejects with a sentence for the operator. */
export const start = async (config: Config, log: Log, tell: (line: string) => void): Promise<Running> => {
  const dataDir = resolve(config.dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const undo: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse())
      await step().catch((error: unknown) => log.error({ error }, 'a part could not be stopped cleanly'))
  }
  try {
    return await bringUp({ config, log, tell, dataDir, undo, stop })
  } catch (error) {
    await stop()
    throw error
  }
}

type Parts = {
  config: Config
  log: Log
  tell(line: string): void
  dataDir: string
  undo: (() => Promise<unknown>)[]
  stop(): Promise<void>
}

const bringUp = async ({ config, log, tell, dataDir, undo, stop }: Parts): Promise<Running> => {
  const { ownerUrl, appUrl, appRole, ...database } = await openDatabase({
    dataDir,
    databaseUrl: config.database.url,
    databaseAppUrl: config.database.appUrl,
    log: tell,
    onLost: (sentence) => {
      log.error({}, sentence)
      process.exit(1)
    },
  })
  undo.push(() => database.stop())
  // The sandbox has a database of its own, so that going live starts empty.
  const owner = config.sandbox ? await ensureDatabase(ownerUrl, 'parley_sandbox') : ownerUrl
  const app = config.sandbox ? withDatabase(appUrl, 'parley_sandbox') : appUrl
  await migrate(owner, appRole)

  const db = openPool(app, 20)
  undo.push(() => db.destroy())
  const seal = new Seal(config.secretKey ?? loadSecretKey({ env: process.env, dataDir }))
  const house = buildHouse({ modules, db, seal, log, hooks })
  if (config.sandbox) {
    const { seedCompany } = await import('./core/demo/seed.ts')
    await seedCompany(house, { now: house.clock() })
  }
  const token = await firstToken(house)

  const printDocument = makePrinter(house, async (document) => (await import('./adapters/pdf/render.ts')).renderDocument(document))
  const channels = new Map<string, Channel>()
  const conversations = makeConversations({
    house,
    customers,
    desk,
    sayExpected: (error, language) => sayIn(error.said, language),
    saySentence: sayIn,
  })
  const delivery = makeDelivery({ house, channels, contents: { ...staffContents, ...customerContents(printDocument) }, printDocument })
  const drain = makeDrain({ house, conversations, messages: delivery })
  const doors = makeDoors({
    house,
    desk,
    sayExpected: (error, language) => sayIn(error.said, language),
    saySentence: sayIn,
    wake: { conversations: () => conversations.wake(), messages: () => delivery.wake() },
  })

  // Doors open one after another while the server listens already: the stand-ins must know its address first.
  const mount: Middleware[] = []
  let isUp = false
  const http = makeApp({
    house,
    config,
    log,
    ready: async () => {
      if (!isUp) return { ok: false, why: 'it is starting' }
      return (await isMigrated(db).catch(() => false)) ? { ok: true } : { ok: false, why: 'the database is not reachable or not migrated' }
    },
    mount: [inTurn(mount)],
    sayIn,
  })
  const url = await http.listen()
  undo.push(() => http.close())

  const sandbox = config.sandbox ? await bringSandbox({ house, dataDir, url, mount, undo }) : null
  await bringChannels({ config, house, log, doors, channels, mount, undo, sandbox })
  const jobs = await startJobs({ house, connectionString: app, drain, sweeps })
  undo.push(() => jobs.stop())

  isUp = true
  for (const line of greeting({ url, config, token, dataDir })) tell(line)
  return { url, house, sandbox, stop }
}

/** The doors that are open now, one after the other. */
const inTurn =
  (doors: readonly Middleware[]): Middleware =>
  (ctx, next) => {
    const from = (at: number): Promise<unknown> => Promise.resolve(doors[at] ? doors[at](ctx, () => from(at + 1)) : next())
    return from(0)
  }

const bringSandbox = async ({
  house,
  dataDir,
  url,
  mount,
  undo,
}: { house: House; dataDir: string; url: string; mount: Middleware[] } & Pick<Parts, 'undo'>) => {
  const { joinSandbox } = await import('./adapters/sandbox/process.ts')
  const { sandboxDoor } = await import('./adapters/sandbox/door.ts')
  const { sandboxSeed } = await import('./core/demo/sandbox.ts')
  const sandbox = await joinSandbox({ dataDir, appUrl: url, seed: await sandboxSeed(house) })
  undo.push(() => sandbox.stop())
  mount.push(sandboxDoor({ sandboxUrl: sandbox.url }))
  return sandbox
}

type Channels = {
  config: Config
  house: House
  log: Log
  doors: Doors
  channels: Map<string, Channel>
  mount: Middleware[]
  sandbox: SandboxAccess | null
} & Pick<Parts, 'undo'>

/** Each channel by its own credentials, or by the stand-in's where the sandbox is on and it has none. */
const bringChannels = async ({ config, house, log, doors, channels, mount, undo, sandbox }: Channels) => {
  // Shared places are spoken to in the company's language; people in their own.
  const language = (await house.ctx(house.self('start')).facts(Company).first())?.language ?? 'en'
  const account = async (kind: 'slack' | 'whatsapp-cloud', name: string, externalId: string) =>
    (await house.perform(house.self('start'), ensureAccount, { input: { kind, name, externalId, settings: { language } } })).id!

  const slack =
    config.channels.slack ??
    (sandbox && {
      botToken: sandbox.slackBotToken,
      signingSecret: sandbox.slackSigningSecret,
      appToken: undefined,
      apiUrl: sandbox.slackApiUrl,
    })
  if (slack) {
    const { startSlack } = await import('./adapters/slack/start.ts')
    const id = await account('slack', 'Slack', config.channels.slack ? 'env' : 'sandbox')
    if (sandbox && !config.channels.slack) await (await import('./core/demo/seed.ts')).seedChannels(house, { slackAccountId: id })
    const started = await startSlack({
      account: {
        id,
        botToken: slack.botToken,
        signingSecret: slack.signingSecret ?? '',
        ...(slack.appToken && { appToken: slack.appToken }),
        ...(slack.apiUrl && { apiUrl: slack.apiUrl }),
      },
      doors,
      log,
    })
    mount.push(started.middleware)
    channels.set(id, started.channel)
    undo.push(() => started.stop())
  }

  const cloud = config.channels.whatsapp?.transport === 'cloud' ? config.channels.whatsapp : null
  const whatsapp =
    cloud ??
    (sandbox &&
      !config.channels.whatsapp && {
        accessToken: sandbox.whatsappAccessToken,
        phoneNumberId: sandbox.whatsappPhoneNumberId,
        businessAccountId: sandbox.whatsappBusinessId,
        appSecret: sandbox.whatsappAppSecret,
        verifyToken: sandbox.whatsappVerifyToken,
        graphUrl: sandbox.graphUrl,
      })
  if (whatsapp) {
    const { startWhatsappCloud } = await import('./adapters/whatsapp-cloud/start.ts')
    const { bringTemplates } = await import('./adapters/whatsapp-cloud/templates.ts')
    const { openGraph } = await import('./adapters/whatsapp-cloud/graph.ts')
    const { templateTexts } = await import('./bots/texts/templates.ts')
    const id = await account('whatsapp-cloud', 'WhatsApp', whatsapp.phoneNumberId)
    const settings = {
      id,
      accessToken: whatsapp.accessToken,
      phoneNumberId: whatsapp.phoneNumberId,
      appSecret: whatsapp.appSecret,
      verifyToken: whatsapp.verifyToken,
      ...(whatsapp.businessAccountId && { businessAccountId: whatsapp.businessAccountId }),
      ...(whatsapp.graphUrl && { graphUrl: whatsapp.graphUrl }),
    }
    const started = await startWhatsappCloud({ account: settings, doors, log })
    mount.push(started.middleware)
    channels.set(id, started.channel)
    undo.push(async () => started.stop())
    if (whatsapp.businessAccountId)
      await bringTemplates(openGraph(settings), whatsapp.businessAccountId, templateTexts()).catch((error: unknown) =>
        log.warn({ error }, 'the message templates could not be brought; messages outside the 24-hour window wait'),
      )
  }
}

/** Where to look, and what to try: five lines. */
const greeting = ({ url, config, token, dataDir }: { url: string; config: Config; token: string | null; dataDir: string }): string[] => [
  `Parley is up: ${config.sandbox ? `${url}/sandbox` : url}`,
  config.sandbox
    ? 'Try it: on the phone write “30 baxuri hârtie igienică 3 straturi, 6 săpun lichid și 5 cutii mănuși M”, then decide in the Slack window.'
    : 'Chats are connected as the environment says; README.md shows how to add more.',
  token
    ? `API: ${url}/api/v1 with this admin token, shown once: ${token}`
    : `API: ${url}/api/v1 (the admin token was shown at the first start)`,
  `Health: ${url}/healthz · ${url}/readyz · ${url}/metrics`,
  `Data: ${dataDir}. Stop with Ctrl-C.`,
]

const main = async () => {
  const tell = (line: string) => process.stdout.write(`${line}\n`)
  let config: Config
  try {
    config = readConfig(process.env, process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof Misconfigured)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
  const log = makeLog({ level: config.logLevel })
  let stopping = false
  const running = start(config, log, tell)
  const leave = () => {
    // A terminal's Ctrl-C can reach us twice: from itself and from npm.
    if (stopping) return
    stopping = true
    const late = setTimeout(() => process.exit(1), 10_000)
    late.unref()
    running
      .then(({ stop }) => stop())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      )
  }
  process.on('SIGTERM', leave)
  process.on('SIGINT', leave)
  await running.catch((error: unknown) => {
    log.error({ error }, 'Parley could not start')
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  })
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main()
