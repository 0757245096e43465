import { fault } from './fault.ts'
import type { Door } from './state.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * Turns away requests under `path` whose Host or Origin is neither this machine nor `publicUrl`: a page somewhere else that
 * points its own name at 127.0.0.1 must not get in through somebody's browser.
 */
export const onlyOwnHost = (path: string, publicUrl: string): Door => {
  const own = new Set([...LOOPBACK, new URL(publicUrl).hostname])
  const isOwn = (url: string) => own.has(URL.parse(url)?.hostname ?? '')
  return async (ctx, next) => {
    if (ctx.path === path || ctx.path.startsWith(`${path}/`)) {
      const { host = '', origin } = ctx.req.headers
      if (!isOwn(`http://${host}`) || (origin !== undefined && !isOwn(origin)))
        throw fault(421, 'request.foreign_host', 'This is only served to this machine and to its own address.')
    }
    await next()
  }
}
