import type { Context } from 'koa'
import type { Actor } from '../../../core/kernel/actor.ts'
import type { Caller } from '../../../core/kernel/ctx.ts'
import type { House } from '../../../core/kernel/house.ts'
import { tokenActor } from '../../../core/modules/people/queries.ts'
import { fault } from '../fault.ts'
import { addressKey, makeLimit } from '../limits.ts'
import { areaNamed, type Sessions } from '../session/sessions.ts'
import type { Door, State } from '../state.ts'

const BEARER = /^Bearer (parley_[\w-]{16,200})$/i
const REALM = 'Bearer realm="parley"'

export type Rates = { perToken: number; perAddress: number }

/** Counts requests by where they come from, also those without a token. Answers 429 itself. */
export const countAddress = ({ perAddress }: Rates): Door => {
  const count = makeLimit(perAddress)
  return async (ctx, next) => {
    count(addressKey(ctx.ip))
    await next()
  }
}

/**
 * Who calls, with the rights of this moment: the machine behind the bearer token, or else the person who is signed in to the area that the
 * request names. Answers 401, 403 (not sent by a page of ours) and 429 itself.
 */
export const knowCaller = (house: House, rates: Rates, sessions: Sessions): Door => {
  const perToken = makeLimit(rates.perToken)
  return async (ctx, next) => {
    ctx.set('Cache-Control', 'no-store')
    for (const header of ['Authorization', 'Cookie', 'X-Parley-Area', 'Accept-Language']) ctx.vary(header)
    const area = ctx.get('authorization') ? null : areaNamed(ctx)
    if (area) {
      const { actor } = await sessions.demand(ctx, area)
      ctx.state.actor = actor
      ctx.state.through = area
      ctx.state.again = async () => (await sessions.find(ctx, area))?.actor ?? null
    } else {
      const actor = await actorOf(house, ctx.get('authorization'))
      ctx.state.actor = actor
      ctx.state.again = () => tokenActor(house.db, { id: String(actor.id) })
    }
    perToken(String(ctx.state.actor.id))
    await next()
  }
}

const actorOf = async (house: House, header: string): Promise<Actor> => {
  if (!header)
    throw fault(401, 'token.missing', 'Say who calls: send the header “Authorization: Bearer parley_…”.', {}, { 'WWW-Authenticate': REALM })
  const token = BEARER.exec(header)?.[1]
  const actor = token ? await tokenActor(house.db, { fingerprint: house.seal.fingerprint(token) }) : null
  if (!actor)
    throw fault(
      401,
      'token.unknown',
      'This token opens no door: it is unknown, or it was revoked.',
      {},
      { 'WWW-Authenticate': `${REALM}, error="invalid_token"` },
    )
  return actor
}

/** The actor that `knowCaller` found. */
export const actorIn = (ctx: { state: State }): Actor => {
  if (!ctx.state.actor) throw new Error('This route stands before the one that finds out who calls.')
  return ctx.state.actor
}

export const callerIn = (house: House, ctx: Pick<Context, 'state'> & { state: State }): Caller => ({
  actor: actorIn(ctx),
  door: ctx.state.through ?? 'api',
  requestId: ctx.state.requestId,
  now: house.clock(),
})
