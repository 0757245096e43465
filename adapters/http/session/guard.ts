import { timingSafeEqual } from 'node:crypto'
import type { Context } from 'koa'
import { signInSays } from '../../../core/modules/people/sign-in-sentences.ts'
import { Fault } from '../fault.ts'

const SAFE = ['GET', 'HEAD', 'OPTIONS']
export const isSafe = (method: string) => SAFE.includes(method)

/**
 * Throws Fault 403 unless a page of ours sent this: browsers say so in `Sec-Fetch-Site` or in `Origin`, and a page cannot change either.
 * Who says neither is no browser of today, and shall use a token.
 */
export const demandOwnOrigin = (ctx: Context, publicUrl: string): void => {
  const site = ctx.get('sec-fetch-site')
  const origin = ctx.get('origin')
  const isOwn = () => {
    if (site && site !== 'same-origin') return false
    if (!origin) return site === 'same-origin'
    return origin === new URL(publicUrl).origin || URL.parse(origin)?.host === ctx.req.headers.host
  }
  if (!isOwn()) throw new Fault(403, signInSays.foreign())
}

/** Throws Fault 403 unless the request carries what only a page that could read `GET /session` knows. */
export const demandCsrf = (ctx: Context, csrf: string): void => {
  const given = Buffer.from(ctx.get('x-csrf-token'))
  const wanted = Buffer.from(csrf)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new Fault(403, signInSays.forged())
}
