import type { IncomingMessage } from 'node:http'
import type { Context, Middleware } from 'koa'
import type { Kind, Started } from './kind.ts'

/** Slack and Meta send at most 3 MB. */
const BODY_MAX_BYTES = 3 * 1024 * 1024
const BODY_WITHIN_MS = 10_000

type Served = { kind: Kind; started: Started }

/**
 * The platforms' door: each request goes to the account that it is for. Where several share an address, the body is read once
 * (it then lies in `req.rawBody`), and the accounts whose secret signed it are asked whether it is about them.
 */
export const openFront =
  (served: () => readonly Served[]): Middleware =>
  async (ctx, next) => {
    const all = served().filter(({ started }) => started.middleware)
    const here = all.filter(({ kind }) => kind.sharedPath === ctx.path)
    if (here.length > 1) return choose(ctx, here)
    const doors = here.length ? here : all.filter(({ kind }) => kind.sharedPath === undefined)
    const from = (at: number): Promise<unknown> =>
      Promise.resolve(doors[at]?.started.middleware ? doors[at].started.middleware(ctx, () => from(at + 1)) : next())
    return from(0)
  }

const choose = async (ctx: Context, here: readonly Served[]) => {
  const body = await bodyOf(ctx.req)
  if (typeof body === 'number') return hangUp(ctx, body)
  Object.assign(ctx.req, { rawBody: body })
  const delivery = { method: ctx.method, url: ctx.URL, headers: ctx.req.headers, body }
  const claims = here.map(({ started }) => ({ started, claim: started.claims?.(delivery) ?? 'known' }))
  const mine = claims.filter(({ claim }) => claim === 'mine')
  const known = claims.find(({ claim }) => claim === 'known')
  // One that nobody signed for is turned away by the first, in the platform's own manner.
  const takers = mine.length ? mine : [known ?? claims[0]!]
  let worst = 0
  for (const { started } of takers) {
    await started.middleware!(ctx, async () => {})
    // Several can take one body only where none writes the answer by itself.
    if (ctx.respond === false) return
    worst = Math.max(worst, ctx.status)
  }
  ctx.status = worst
}

const hangUp = (ctx: Context, status: number) => {
  ctx.set('connection', 'close')
  ctx.status = status
  ctx.body = ''
  ctx.res.once('finish', () => ctx.req.destroy())
}

/** The raw bytes, or 413 (too large), 408 (too slow), 400 (broken off). */
const bodyOf = async (request: IncomingMessage): Promise<Buffer | 413 | 408 | 400> => {
  const { promise, resolve } = Promise.withResolvers<Buffer | 413 | 408 | 400>()
  const pieces: Buffer[] = []
  let size = 0
  const take = (piece: Buffer) => {
    size += piece.length
    if (size > BODY_MAX_BYTES) return resolve(413)
    pieces.push(piece)
  }
  const timer = setTimeout(() => resolve(408), BODY_WITHIN_MS)
  request.on('data', take)
  request.once('end', () => resolve(Buffer.concat(pieces)))
  request.once('error', () => resolve(400))
  request.once('close', () => resolve(400))
  const body = await promise
  clearTimeout(timer)
  request.off('data', take)
  if (!request.complete) request.pause()
  return body
}
