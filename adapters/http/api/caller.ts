import type { Context } from 'koa'
import type { Actor } from '../../../core/kernel/actor.ts'
import type { Caller } from '../../../core/kernel/ctx.ts'
import type { House } from '../../../core/kernel/house.ts'
import { tokenActor } from '../../../core/modules/people/queries.ts'
import { fault } from '../fault.ts'
import { addressKey, makeLimit } from '../limits.ts'
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

/** Who calls: the machine behind the bearer token, with the rights of this moment. Answers 401 and 429 itself. */
export const knowCaller = (house: House, rates: Rates): Door => {
  const perToken = makeLimit(rates.perToken)
  return async (ctx, next) => {
    ctx.set('Cache-Control', 'no-store')
    ctx.vary('Authorization')
    ctx.vary('Accept-Language')
    const actor = await actorOf(house, ctx.get('authorization'))
    perToken(String(actor.id))
    ctx.state.actor = actor
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
  door: 'api',
  requestId: ctx.state.requestId,
  now: house.clock(),
})
