import { randomUUID } from 'node:crypto'
import type { Log } from '../../core/kernel/log.ts'
import type { Door } from './state.ts'

/** A request id from outside is kept when it is plainly one: it goes into answers, logs and events. */
const GIVEN_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/
/** Asked every few seconds by machines; in the log only at level debug. */
const QUIET = ['/healthz', '/readyz', '/metrics']
/** Doors that are mounted without a route of ours. Anything else is counted as one, so that labels stay few. */
const DOORS = ['/slack/events', '/webhooks/whatsapp', '/api/messages', '/mcp', '/admin', '/clientarea', '/sandbox']

export type Measured = { method: string; route: string; status: number; seconds: number }

/** Gives every request its id, measures it, and writes the access log: the path, and of the query the names only. */
export const track =
  (log: Log, measure: (measured: Measured) => void): Door =>
  async (ctx, next) => {
    const given = ctx.get('x-request-id')
    const requestId = GIVEN_ID.test(given) ? given : randomUUID()
    ctx.state.requestId = requestId
    ctx.state.log = log.child({ requestId })
    ctx.set('X-Request-Id', requestId)
    const began = performance.now()
    ctx.res.once('close', () => {
      const seconds = (performance.now() - began) / 1000
      const route = routeOf(ctx._matchedRoute, ctx.path)
      const status = ctx.res.writableFinished ? ctx.res.statusCode : 499
      measure({ method: ctx.method, route, status, seconds })
      const { actor, action } = ctx.state
      const queried = Object.keys(ctx.query)
      ctx.state.log[QUIET.includes(ctx.path) ? 'debug' : 'info'](
        {
          method: ctx.method,
          path: ctx.path.slice(0, 200),
          ...(queried.length && { query: queried.slice(0, 20).map((name) => name.slice(0, 40)) }),
          route,
          status,
          ms: Math.round(seconds * 10_000) / 10,
          ip: ctx.ip,
          ...(actor && { actor: `${actor.kind}:${actor.id}` }),
          ...(action && { action }),
        },
        status === 499 ? 'the caller left before the answer' : 'answered',
      )
    })
    await next()
  }

const routeOf = (matched: unknown, path: string) =>
  typeof matched === 'string' ? matched : (DOORS.find((door) => path === door || path.startsWith(`${door}/`)) ?? 'other')
