import { setTimeout as sleep } from 'node:timers/promises'
import Router from '@koa/router'
import type { State } from './state.ts'

export type Ready = { ok: boolean; why?: string | undefined }

/** Who asks wants an answer, not to wait with us for the database. */
const READY_WITHIN_MS = 2000

type Parts = {
  ready: () => Promise<Ready>
  isClosing: () => boolean
  scrape: () => Promise<string>
  contentType: string
  process?: number | undefined
}

/** `GET /healthz` (alive), `GET /readyz` (may be sent requests; 503 says why not), `GET /metrics`. Of many, each says which one answers. */
export const statusRoutes = ({ ready, isClosing, scrape, contentType, process }: Parts) => {
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
    ctx.set('Cache-Control', 'no-store')
    ctx.body = await scrape()
    ctx.set('Content-Type', contentType)
  })
  return router
}
