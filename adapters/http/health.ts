import { createHash, timingSafeEqual } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import Router from '@koa/router'
import type { Context } from 'koa'
import { fault } from './fault.ts'
import { addressKey } from './limits.ts'
import type { State } from './state.ts'

export type Ready = { ok: boolean; why?: string | undefined }

/** Who asks wants an answer, not to wait with us for the database. */
const READY_WITHIN_MS = 2000

type Parts = {
  ready: () => Promise<Ready>
  isClosing: () => boolean
  scrape: () => Promise<string>
  contentType: string
  /** Who sends this may read the figures from anywhere. (Default: only this machine reads them) */
  metricsToken?: string | undefined
  process?: number | undefined
}

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|0:0:0:0::\/64)$/
const OWN_NAMES = ['localhost', '127.0.0.1', '[::1]']
const digest = (text: string) => createHash('sha256').update(text).digest()

/** From a program on this machine: not through a proxy that runs here too, and not from a page that calls us by another name. */
const isFromHere = (ctx: Context) =>
  LOOPBACK.test(addressKey(ctx.req.socket.remoteAddress ?? '')) &&
  !['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'].some((name) => ctx.get(name)) &&
  OWN_NAMES.includes(URL.parse(`http://${ctx.req.headers.host ?? ''}`)?.hostname ?? '')

/** Throws Fault 403. The figures tell of volumes and versions. */
const demandReader = (ctx: Context, metricsToken: string | undefined) => {
  const given = /^Bearer (.+)$/i.exec(ctx.get('authorization'))?.[1]
  if (given && metricsToken && timingSafeEqual(digest(given), digest(metricsToken))) return
  if (!isFromHere(ctx))
    throw fault(403, 'metrics.hidden', 'The figures are for this machine, and for who sends METRICS_TOKEN as a bearer token.')
}

/** `GET /healthz` (alive), `GET /readyz` (may be sent requests; 503 says why not), `GET /metrics`. Of many, each says which one answers. */
export const statusRoutes = ({ ready, isClosing, scrape, contentType, metricsToken, process }: Parts) => {
  const router = new Router<State>()
  const look = async (): Promise<Ready> => {
    if (isClosing()) return { ok: false, why: 'stopping' }
    const waited = new AbortController()
    try {
      const tooSlow = sleep(READY_WITHIN_MS, { ok: false, why: 'the database does not answer' }, { signal: waited.signal, ref: false })
      return await Promise.race([ready(), tooSlow])
    } catch {
      return { ok: false, why: 'the database cannot be reached' }
    } finally {
      waited.abort()
    }
  }
  router.get('/healthz', (ctx) => {
    ctx.set('Cache-Control', 'no-store')
    ctx.body = { ok: true, process }
  })
  router.get('/readyz', async (ctx) => {
    const { ok, why } = await look()
    ctx.set('Cache-Control', 'no-store')
    ctx.status = ok ? 200 : 503
    ctx.body = ok ? { ok, process } : { ok, why: why ?? 'not ready', process }
  })
  router.get('/metrics', async (ctx) => {
    demandReader(ctx, metricsToken)
    ctx.set('Cache-Control', 'no-store')
    ctx.body = await scrape()
    ctx.set('Content-Type', contentType)
  })
  return router
}
