import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Router from '@koa/router'
import Koa, { type Middleware } from 'koa'
import helmet from 'koa-helmet'
import type { PrintDocument } from '../../bots/contents.ts'
import type { PayLinks } from '../../bots/customer/pay.ts'
import type { House } from '../../core/kernel/house.ts'
import type { Log } from '../../core/kernel/log.ts'
import type { Config } from '../config/read.ts'
import type { ChannelDesk } from './api/channels.ts'
import type { StreamLimits } from './api/events.ts'
import { apiRoutes } from './api/routes.ts'
import type { BodyLimits } from './body.ts'
import { answerErrors } from './errors.ts'
import { type Ready, statusRoutes } from './health.ts'
import { onlyOwnHost } from './host.ts'
import { makeMetrics } from './metrics.ts'
import { sessionRoutes } from './session/routes.ts'
import { makeSessions } from './session/sessions.ts'
import { type SayIn, type State, sayInEnglish } from './state.ts'
import { track } from './track.ts'
import { webApps } from './web/door.ts'
import { welcome } from './welcome.ts'

export type AppOptions = {
  house: House
  config: Pick<Config, 'http' | 'sandbox'>
  log: Log
  /** Whether the database answers and its migrations are applied. */
  ready: () => Promise<Ready>
  /** The other doors (chats, sandbox, web apps), in order, before any body is read. Each passes on what is not its own. */
  mount?: readonly Middleware[]
  /** (Default: English) */
  sayIn?: SayIn
  /** Of the API's requests. */
  bodies?: BodyLimits
  /** Of the API's streams of events. */
  streams?: StreamLimits
  /** The channels, as soon as they are up. (Default: there are none) */
  channels?: (() => ChannelDesk | null) | undefined
  /** Makes the files of documents. (Default: there are none to download) */
  printDocument?: PrintDocument | undefined
  /** Makes addresses of pages on which contacts pay. (Default: they are told how to pay by transfer) */
  payLinks?: PayLinks | undefined
  /** Which of many processes of one start this is. (Default: it is alone) */
  process?: number | undefined
  /** Where `/` leads. (Default: the sandbox when it is on, else a page that says where things are) */
  home?: string
}

export type App = {
  /** Starts to listen where the configuration says. Resolves with the address; rejects with a sentence when it is taken. */
  listen(): Promise<string>
  /** Accepts nothing new, lets running requests finish for at most `withinMs` (Default: 8000), then cuts. Resolves with how many were cut. */
  close(withinMs?: number): Promise<number>
  /** How many requests are being answered. */
  running(): number
}

/** The one HTTP server: every door on one port. */
export const makeApp = ({
  house,
  config,
  log,
  ready,
  mount = [],
  sayIn = sayInEnglish,
  bodies = {},
  streams = {},
  channels,
  printDocument,
  payLinks,
  process,
  home,
}: AppOptions): App => {
  const metrics = makeMetrics(house, process)
  const stopping = new AbortController()
  let closing = false
  let running = 0
  const koa = new Koa<State>({ proxy: config.http.proxies > 0, maxIpsCount: config.http.proxies })
  koa.on('error', (error: unknown) => log.warn({ error }, 'an answer could not be sent'))

  koa.use(track(log, metrics.measure))
  koa.use(async (ctx, next) => {
    running += 1
    ctx.res.once('close', () => {
      running -= 1
    })
    // A connection that is kept would outlive the drain.
    if (closing) ctx.set('Connection', 'close')
    await next()
  })
  koa.use(helmet(headersFor(config.http.publicUrl)))
  koa.use(async (ctx, next) => {
    ctx.set('Permissions-Policy', PERMISSIONS)
    await next()
  })
  koa.use(answerErrors(sayIn))
  if (config.sandbox) koa.use(onlyOwnHost('/sandbox', config.http.publicUrl))
  for (const door of mount) koa.use(door as Middleware<State>)
  koa.use(webApps() as Middleware<State>)
  const status = statusRoutes({
    ready,
    isClosing: () => closing,
    scrape: metrics.scrape,
    contentType: metrics.contentType,
    metricsToken: config.http.metricsToken,
    process,
  })
  const { rates, publicUrl } = config.http
  const sessions = makeSessions(house, publicUrl)
  const session = sessionRoutes({ house, sessions, publicUrl, rates, bodies, sandbox: config.sandbox })
  const portal = { printDocument: printDocument ?? null, payLinks: payLinks ?? null, sandbox: config.sandbox }
  const api = apiRoutes({ house, sayIn, rates, bodies, streams, sessions, portal, channels, closing: stopping.signal })
  const front = new Router<State>().get('/', welcome(home ?? (config.sandbox ? '/sandbox' : null)))
  for (const router of [front, status, session, api]) {
    koa.use(router.routes())
    koa.use(router.allowedMethods())
  }

  // Slow senders: headers within 10 s, everything within 30 s, looked at every 5 s.
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 5_000 },
    koa.callback(),
  )
  return {
    running: () => running,
    listen: () => listen(server, config.http.host, config.http.port),
    async close(withinMs = 8000) {
      closing = true
      stopping.abort()
      return drain(server, withinMs, () => running)
    },
  }
}

/** Nothing of a browser's own is needed by any page of ours. */
const PERMISSIONS = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'serial', 'bluetooth', 'browsing-topics']
  .map((name) => `${name}=()`)
  .join(', ')

const headersFor = (publicUrl: string) => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  xFrameOptions: { action: 'deny' as const },
  strictTransportSecurity: publicUrl.startsWith('https:') && { maxAge: 31_536_000 },
})

const listen = (server: Server, host: string, port: number) =>
  new Promise<string>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error, host, port)))
    server.listen({ host, port }, () => {
      const { address, port: taken, family } = server.address() as AddressInfo
      resolve(`http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`)
    })
  })

const cannotListen = (error: Error, host: string, port: number) => {
  const code = 'code' in error ? error.code : ''
  if (code === 'EADDRINUSE') return new Error(`PORT should be a free port: something listens on ${host}:${port} already.`, { cause: error })
  if (code === 'EACCES') return new Error(`PORT should be one that this account may open: ${port} is not.`, { cause: error })
  return new Error(`HOST should be an address of this machine: ${host} cannot be listened on (${code}).`, { cause: error })
}

const drain = async (server: Server, withinMs: number, running: () => number): Promise<number> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // `close` ends only connections that are idle now; those that become idle later are ended here.
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  let cut = 0
  const cutter = setTimeout(() => {
    cut = running()
    server.closeAllConnections()
  }, withinMs)
  await closed
  clearInterval(sweep)
  clearTimeout(cutter)
  return cut
}
