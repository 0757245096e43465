import { randomBytes } from 'node:crypto'
import type { Context } from 'koa'
import type { Actor } from '../../../core/kernel/actor.ts'
import { newId } from '../../../core/kernel/db.ts'
import type { House } from '../../../core/kernel/house.ts'
import {
  endSession,
  openSession,
  type Person,
  type Session,
  type SessionState,
  sessionCalled,
} from '../../../core/modules/people/sign-in.ts'
import { signInSays } from '../../../core/modules/people/sign-in-sentences.ts'
import { settingsOf } from '../../../core/modules/settings/queries.ts'
import { Fault } from '../fault.ts'
import { demandCsrf, demandOwnOrigin, isSafe } from './guard.ts'

/** The two web apps. Each has a cookie of its own, so that one browser may be signed in to both. */
export type Area = 'console' | 'clientarea'
export const kindOf = (area: Area): Person['kind'] => (area === 'console' ? 'staff' : 'contact')
const cookies: Readonly<Record<Area, string>> = { console: 'parley_console', clientarea: 'parley_client' }

export type SignedIn = { session: Session; actor: Actor; area: Area; csrf: string }

const HOUR_S = 3600
const TOTP_LIVES_S = 300
const CHOOSING_LIVES_S = 900
const ID = /^[\w-]{43}$/

/** The area that a request names: `X-Parley-Area`, or `?area=` where a browser sets no header. Null = none. Throws Fault 400. */
export const areaNamed = (ctx: Context): Area | null => {
  const named = ctx.get('x-parley-area') || ctx.query.area
  if (!named) return null
  if (named === 'console' || named === 'clientarea') return named
  throw new Fault(400, signInSays.noArea())
}

export const areaOf = (ctx: Context): Area => {
  const area = areaNamed(ctx)
  if (!area) throw new Fault(400, signInSays.noArea())
  return area
}

/** Sessions of the web apps: a random id in a cookie that no script can read, and its fingerprint in the database. */
export const makeSessions = (house: House, publicUrl: string) => {
  const isSecure = publicUrl.startsWith('https:')
  const nameOf = (area: Area) => `${isSecure ? '__Host-' : ''}${cookies[area]}`
  const fingerprint = (secret: string) => house.seal.fingerprint(`session ${secret}`)
  const csrfOf = (secret: string) => house.seal.fingerprint(`csrf ${secret}`)
  const cookie = (ctx: Context, area: Area, value: string, seconds: number) =>
    ctx.append('Set-Cookie', `${nameOf(area)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`)
  const secretIn = (ctx: Context, area: Area): string | null => {
    const value = ctx.cookies.get(nameOf(area))
    return value && ID.test(value) ? value : null
  }

  /** Who is signed in here, in whatever state, with the rights of this moment; who lost them is out. */
  const find = async (ctx: Context, area: Area): Promise<SignedIn | null> => {
    const secret = secretIn(ctx, area)
    const session = secret && (await sessionCalled(house.db, fingerprint(secret), house.clock()))
    if (!secret || !session || session.person.kind !== kindOf(area)) return null
    const actor = await house.hooks.actorFor(house.db, session.person)
    if (!actor) {
      await endSession(house.db, session.person, session.id)
      return null
    }
    return { session, actor, area, csrf: csrfOf(secret) }
  }

  /** Ends the session that the browser has in this area. */
  const close = async (ctx: Context, area: Area): Promise<void> => {
    const secret = secretIn(ctx, area)
    const session = secret && (await sessionCalled(house.db, fingerprint(secret), house.clock()))
    if (session) await endSession(house.db, session.person, session.id)
  }

  return {
    find,

    /** The one who is signed in, for a request of the API. Throws Fault 401 and 403. */
    async demand(ctx: Context, area: Area): Promise<SignedIn> {
      const found = await find(ctx, area)
      if (!found) throw new Fault(401, signInSays.none())
      if (found.session.state !== 'in') throw new Fault(401, signInSays.half())
      if (!isSafe(ctx.method)) {
        demandOwnOrigin(ctx, publicUrl)
        demandCsrf(ctx, found.csrf)
      }
      return found
    },

    /** Begins a session under a new id; the one that the browser had in this area ends. Gives its CSRF token. */
    async begin(ctx: Context, area: Area, person: Person, state: SessionState): Promise<string> {
      await close(ctx, area)
      const { session_idle_hours, session_days } = await settingsOf(house.ctx(house.self('session')))
      const secret = randomBytes(32).toString('base64url')
      const now = house.clock()
      const seconds = state === 'in' ? session_days * 24 * HOUR_S : state === 'totp' ? TOTP_LIVES_S : CHOOSING_LIVES_S
      await openSession(house.db, {
        id: newId(),
        fingerprint: fingerprint(secret),
        person,
        state,
        now,
        idleSeconds: Math.min(seconds, session_idle_hours * HOUR_S),
        expiresAt: new Date(now.getTime() + seconds * 1000),
        ip: ctx.ip,
        userAgent: ctx.get('user-agent'),
      })
      cookie(ctx, area, secret, seconds)
      return csrfOf(secret)
    },

    /** Ends the session that the browser has in this area, and takes the cookie away. */
    async end(ctx: Context, area: Area): Promise<void> {
      await close(ctx, area)
      cookie(ctx, area, '', 0)
    },
  }
}
export type Sessions = ReturnType<typeof makeSessions>
