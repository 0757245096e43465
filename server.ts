import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Middleware } from 'koa'
import { bringChannels, bringSandbox } from './adapters/channels/bring.ts'
import { type Config, readConfig } from './adapters/config/read.ts'
import { loadSecretKey } from './adapters/config/secret-key.ts'
import { Misconfigured } from './adapters/config/setting.ts'
import type { ChannelDesk } from './adapters/http/api/channels.ts'
import { makeApp } from './adapters/http/app.ts'
import { makeLog } from './adapters/log/log.ts'
import { makeMailing } from './adapters/mail/mailing.ts'
import { ensureDatabase, sandboxName, withDatabase } from './adapters/postgres/databases.ts'
import { openDatabase } from './adapters/postgres/open.ts'
import {
  mostConnections,
  type Place,
  placeAmongMany,
  poolSize,
  saysUp,
  startMany,
  tellStarter,
  whenAbandoned,
} from './adapters/processes.ts'
import type { SandboxAccess } from './adapters/sandbox/process.ts'
import type { Channel } from './bots/channel.ts'
import type { DrawPicture } from './bots/chart.ts'
import { makeConversations } from './bots/converse.ts'
import { customerContents } from './bots/customer/contents.ts'
import { customersWith } from './bots/customer/customers.ts'
import { type DeliveryParts, makeDelivery } from './bots/deliver.ts'
import { makePrinter } from './bots/print.ts'
import { makeDoors } from './bots/receive.ts'
import { sayIn, sayInChat } from './bots/say.ts'
import { staffContents } from './bots/staff/contents.ts'
import { deskContents } from './bots/staff/desk-contents.ts'
import { frontDesk as desk } from './bots/staff/front-desk.ts'
import { firstLink, firstToken } from './core/first-start.ts'
import { giveSign } from './core/kernel/alive.ts'
import { openPool } from './core/kernel/db.ts'
import { house as buildHouse, type House } from './core/kernel/house.ts'
import type { Log } from './core/kernel/log.ts'
import { Seal } from './core/kernel/seal.ts'
import { mediaKept } from './core/modules/conversations/web-sessions.ts'
import { hooks, modules } from './core/modules.ts'
import { sweeps } from './core/sweeps.ts'
import { makeDrain } from './jobs/drain.ts'
import { startJobs } from './jobs/start.ts'
import { isMigrated, migrate } from './migrations/run.ts'

export type Running = {
  url: string
  house: House
  sandbox: SandboxAccess | null
  /** The way into the console while no colleague can sign in: a link that works once. */
  enter: string | null
  stop(): Promise<void>
}

export type StartOptions = {
  /** What time it is. (Default: the machine's) */
  clock?: () => Date
  /** (Default: what each platform takes) */
  paces?: DeliveryParts['paces']
  /** Which of many processes of one start this is. (Default: it is alone) */
  place?: Place | undefined
}

/** Brings the house up: database, migrations, rooms, channels, doors, jobs. Rejects with a sentence for the operator. */
export const start = async (
  config: Config,
  log: Log,
  tell: (line: string) => void,
  { clock, paces, place }: StartOptions = {},
): Promise<Running> => {
  const dataDir = resolve(config.dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const undo: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse())
      await step().catch((error: unknown) => log.error({ error }, 'a part could not be stopped cleanly'))
  }
  try {
    return await bringUp({ config, log, tell, clock: clock ?? (() => new Date()), paces, place, dataDir, undo, stop })
  } catch (error) {
    await stop()
    throw error
  }
}

type Parts = {
  config: Config
  log: Log
  tell(line: string): void
  clock(): Date
  paces: DeliveryParts['paces']
  place: Place | undefined
  dataDir: string
  undo: (() => Promise<unknown>)[]
  stop(): Promise<void>
}

const bringUp = async ({ config, log, tell, clock, paces, place, dataDir, undo, stop }: Parts): Promise<Running> => {
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
  const owner = config.sandbox ? await ensureDatabase(ownerUrl, sandboxName(ownerUrl)) : ownerUrl
  const app = config.sandbox ? withDatabase(appUrl, sandboxName(ownerUrl)) : appUrl
  await migrate(owner, appRole)

  const db = openPool(app, poolSize(await mostConnections(owner), place?.of ?? 1))
  undo.push(() => db.destroy())
  const seal = new Seal(config.secretKey ?? loadSecretKey({ env: process.env, dataDir }))
  const sign = await giveSign(app, log)
  undo.push(() => sign.stop())
  let reached = config.http.publicUrl
  const house = buildHouse({
    word: sayIn,
    modules,
    db,
    seal,
    log,
    hooks,
    clock,
    owner: sign.owner,
    address: () => reached,
    mails: config.mail !== null,
  })
  if (config.sandbox) {
    const { seedCompany } = await import('./core/demo/seed.ts')
    await seedCompany(house, { now: house.clock() })
  }
  const token = await firstToken(house)
  const enter = (place?.number ?? 1) === 1 ? await firstLink(house) : null

  const printDocument = makePrinter(house, async (document) => (await import('./adapters/pdf/render.ts')).renderDocument(document))
  const drawPicture: DrawPicture = async (picture) => (await import('./adapters/charts/draw.ts')).drawPicture(picture)
  const channels = new Map<string, Channel>()
  const model = config.model ? await bringModel(config.model, { house, log, processes: place?.of ?? 1 }) : null
  // The sandbox has a stand-in for a payment provider; without any, customers are told how to pay by transfer.
  const pay = config.sandbox
    ? (await import('./adapters/pay/sandbox.ts')).sandboxPay({
        house,
        address: () => (config.http.port === 0 ? url : config.http.publicUrl),
      })
    : null
  const customers = customersWith({
    ...(pay && { payLinks: pay.links }),
    files: {
      // The account may be another process's: what only that one could fetch is kept in the database.
      fetch: async (accountId, mediaId) =>
        (await channels.get(accountId)?.media?.(mediaId)) ?? (await mediaKept(house.db, accountId, mediaId)),
      readDocument: async (document) => (await import('./adapters/openai/documents.ts')).readDocument(document),
      model: model?.model ?? null,
    },
  })
  const contents = { ...staffContents, ...deskContents({ drawPicture }), ...customerContents(printDocument) }
  // What works on the tables; the sandbox makes it anew when it starts over.
  const makeWork = () => {
    const conversations = makeConversations({
      house,
      customers,
      desk,
      sayExpected: (error, language) => sayInChat(error.said, language),
      saySentence: sayInChat,
    })
    const delivery = makeDelivery({
      house,
      channels,
      contents,
      printDocument,
      ...(paces && { paces }),
    })
    return { conversations, delivery, drain: makeDrain({ house, conversations, messages: delivery }) }
  }
  let work = makeWork()
  const doors = makeDoors({
    house,
    desk,
    contents,
    printDocument,
    sayExpected: (error, language) => sayInChat(error.said, language),
    saySentence: sayInChat,
    wake: { conversations: () => work.conversations.wake(), messages: () => work.delivery.wake() },
  })

  // Doors open one after another while the server listens already: the stand-ins must know its address first.
  const mount: Middleware[] = []
  let isUp = false
  let channelDesk: ChannelDesk | null = null
  const http = makeApp({
    house,
    config,
    log,
    process: place?.number,
    ready: async () => {
      if (!isUp) return { ok: false, why: 'it is starting' }
      return (await isMigrated(db).catch(() => false)) ? { ok: true } : { ok: false, why: 'the database is not reachable or not migrated' }
    },
    mount: [...(model ? [model.figures] : []), onceUp(() => isUp), inTurn(mount)],
    sayIn,
    channels: () => channelDesk,
    printDocument,
    payLinks: pay?.links,
  })
  const listen = async () => {
    const taken = await http.listen()
    undo.push(() => http.close())
    return taken
  }
  const url = place?.url ?? (await listen())
  // Where any free port was asked for, it is known by now.
  if (config.http.port === 0) reached = url

  if (pay) mount.push(pay.door)
  const sandbox = config.sandbox ? await bringSandbox({ house, dataDir, url, mount, undo, isShared: place !== undefined }) : null
  channelDesk = await bringChannels({ config, house, log, doors, channels, mount, undo, sandbox, dataDir, url })
  if (config.mail) {
    const mailing = makeMailing({ house, smtpUrl: config.mail.smtpUrl })
    mailing.start()
    undo.push(() => mailing.stop())
  }
  const startWork = () => startJobs({ house, connectionString: app, drain: work.drain, sweeps })
  let jobs = await startWork()
  undo.push(() => jobs.stop())
  if (sandbox) {
    const { startOver } = await import('./adapters/sandbox/start-over.ts')
    const over = startOver({
      house,
      ownerUrl: owner,
      sandboxUrl: sandbox.url,
      pause: () => jobs.stop(),
      resume: async () => {
        work = makeWork()
        jobs = await startWork()
      },
    })
    mount.unshift(over.gate)
    mount.push(over.door)
    undo.push(() => over.idle())
  }

  // Work that runs is waited for at the end, but not the model that it waits for.
  if (model) undo.push(async () => model.stop())
  isUp = true
  // One that joins others takes requests only when it can answer all of them.
  if (place?.url) await listen()
  for (const line of greeting({ url, config, token, enter, dataDir })) tell(line)
  return { url, house, sandbox, enter: enter && `${url}${enter}`, stop }
}

/** The language model of the operator's choice, within the limits that the environment sets. */
const bringModel = async (
  account: NonNullable<Config['model']>,
  { house, log, processes }: { house: House; log: Log; processes: number },
) => {
  const { modelLimits, startModel } = await import('./adapters/openai/start.ts')
  const { limits, hearing } = modelLimits(process.env, processes)
  return startModel({ ...account, hearing }, { limits, log, now: house.clock })
}

/** How it is doing can be asked from the first moment; everything else is to come again when all doors are open. */
const onceUp =
  (isUp: () => boolean): Middleware =>
  (ctx, next) => {
    if (isUp() || ['/healthz', '/readyz', '/metrics'].includes(ctx.path)) return next()
    ctx.status = 503
    ctx.set('Retry-After', '1')
    ctx.body = 'Parley is starting.'
  }

/** The doors that are open now, one after the other. */
const inTurn =
  (doors: readonly Middleware[]): Middleware =>
  (ctx, next) => {
    const from = (at: number): Promise<unknown> => Promise.resolve(doors[at] ? doors[at](ctx, () => from(at + 1)) : next())
    return from(0)
  }

/** Where to look, and what to try: six lines. */
const greeting = ({
  url,
  config,
  token,
  enter,
  dataDir,
}: {
  url: string
  config: Config
  token: string | null
  enter: string | null
  dataDir: string
}): string[] => [
  `Parley is up: ${config.sandbox ? `${url}/sandbox` : url}`,
  config.sandbox
    ? 'Try it: on the phone write “30 baxuri hârtie igienică 3 straturi, 6 săpun lichid și 5 cutii mănuși M”, then decide in the Slack window.'
    : 'Chats are connected in the console under Channels, or by the environment; README.md leads through both.',
  enter
    ? `Console: ${url}${enter} lets you in, once, within an hour; afterwards ${url}/admin.`
    : `Console: ${url}/admin (npm run admin makes a way in for an admin who has none)`,
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
  const place = placeAmongMany()
  const log = place ? makeLog({ level: config.logLevel }).child({ process: place.number }) : makeLog({ level: config.logLevel })
  let stopping = false
  const running: Promise<{ stop(): Promise<void> }> = place
    ? start(config, log, tellStarter, { place }).then((up) => {
        saysUp({ url: up.url, sandboxUrl: up.sandbox?.url ?? null })
        return up
      })
    : config.processes > 1
      ? startMany({ count: config.processes, log, tell })
      : start(config, log, tell)
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
  whenAbandoned(leave)
  await running.catch((error: unknown) => {
    log.error({ error }, 'Parley could not start')
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  })
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main()
