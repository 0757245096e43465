import { request as httpRequest } from 'node:http'
import type { Middleware } from 'koa'
import { transportPath } from './transport.ts'
import { isLocalHost } from './wire.ts'

/** Names one hop of the connection, not the request; never passed on. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
])
/** What the page needs; cookies and tokens of the app stay with the app. */
const PASSED_ON = ['accept', 'content-type', 'content-length', 'last-event-id', 'accept-language']
// The app's own deeds; everything else under /sandbox belongs to the sandbox's process.
const APPS_OWN = ['/sandbox/start-over', transportPath]

const hostOf = (url: string | undefined) => (url !== undefined && URL.canParse(url) ? new URL(url).host.toLowerCase() : undefined)

/**
 * Serves `/sandbox` and everything under it from the sandbox's own process, streams included. A Host or Origin other than
 * this machine's or that of `publicUrl` is refused with 403, so that no foreign page can reach it by DNS rebinding.
 */
export const sandboxDoor = (options: { sandboxUrl: string; publicUrl?: string }): Middleware => {
  const publicHost = hostOf(options.publicUrl)
  const welcome = (host: string | undefined) => isLocalHost(host) || (publicHost !== undefined && host?.toLowerCase() === publicHost)
  const target = new URL(options.sandboxUrl)

  return async (ctx, next) => {
    if (ctx.path !== '/sandbox' && !ctx.path.startsWith('/sandbox/')) return next()
    const origin = ctx.get('origin')
    if (!welcome(ctx.req.headers.host) || (origin !== '' && !welcome(hostOf(origin)))) {
      ctx.status = 403
      ctx.body = 'The sandbox answers this machine only.'
      return
    }
    if (APPS_OWN.includes(ctx.path)) return next()
    if (ctx.path === '/sandbox') return ctx.redirect('/sandbox/')

    const headers = Object.fromEntries(
      PASSED_ON.flatMap((name) => (ctx.req.headers[name] === undefined ? [] : [[name, ctx.req.headers[name]]])),
    )
    await new Promise<void>((resolve) => {
      const onward = httpRequest(
        {
          host: target.hostname,
          port: target.port,
          method: ctx.method,
          path: ctx.url.slice('/sandbox'.length),
          headers: { ...headers, host: target.host },
        },
        (answer) => {
          ctx.respond = false
          const kept = Object.entries(answer.headers).filter(([name, value]) => value !== undefined && !HOP_BY_HOP.has(name))
          for (const [name, value] of kept) ctx.res.setHeader(name, value ?? '')
          ctx.res.writeHead(answer.statusCode ?? 502)
          answer.pipe(ctx.res)
          answer.on('error', () => ctx.res.destroy())
          resolve()
        },
      )
      onward.on('error', () => {
        if (ctx.res.headersSent) return ctx.res.destroy()
        ctx.status = 502
        ctx.body = 'The sandbox is not running. Start it with: npm run sandbox'
        resolve()
      })
      ctx.res.on('close', () => onward.destroy())
      ctx.req.pipe(onward)
    })
  }
}
