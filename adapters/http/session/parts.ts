import { createHash } from 'node:crypto'
import type { Context } from 'koa'
import type { z } from 'zod'
import type { Actor } from '../../../core/kernel/actor.ts'
import { system } from '../../../core/kernel/actor.ts'
import type { Caller } from '../../../core/kernel/ctx.ts'
import { Invalid } from '../../../core/kernel/errors.ts'
import type { House } from '../../../core/kernel/house.ts'
import { accountLock, addressLock, countTry, forgetFailures, type Lock, takeBackTry } from '../../../core/modules/people/lockout.ts'
import type { Person } from '../../../core/modules/people/sign-in.ts'
import { signInSays } from '../../../core/modules/people/sign-in-sentences.ts'
import { type BodyLimits, readJson } from '../body.ts'
import { Fault } from '../fault.ts'
import { addressKey } from '../limits.ts'
import type { State } from '../state.ts'
import type { Passwords } from './passwords.ts'
import type { Area, Sessions } from './sessions.ts'

export type Asked = Context & { state: State; params: Record<string, string> }

/** What the handlers of a session work with. */
export type Parts = {
  house: House
  sessions: Sessions
  passwords: Passwords
  publicUrl: string
  bodies: BodyLimits
  /** The demo company asks its admin for no password. */
  sandbox: boolean
}

/** The body as it should be. Throws Invalid and Fault 4xx. */
export const bodyAs = async <S extends z.ZodType>(ctx: Asked, schema: S, bodies: BodyLimits): Promise<z.output<S>> => {
  const parsed = schema.safeParse(await readJson(ctx, bodies))
  if (!parsed.success) throw new Invalid(parsed.error.issues)
  return parsed.data
}

/** A caller for what somebody does about their own way in: the house, on behalf of the person. */
export const onBehalf = (house: House, ctx: Asked, person: Person, area: Area): Caller => ({
  actor: system(person),
  door: area,
  requestId: ctx.state.requestId,
  now: house.clock(),
})

export const personOf = (actor: Actor): Person => ({ kind: actor.kind === 'contact' ? 'contact' : 'staff', id: String(actor.id) })
export const named = ({ kind, id }: Person) => ({ personKind: kind, personId: id })

/** Counts tries by account and by address, before they are looked at. `count` throws Fault 429 with Retry-After. */
export const makeTries = (house: House) => {
  const keyOf = (what: string) =>
    createHash('sha256')
      .update(house.seal.fingerprint(`try ${what}`))
      .digest('base64url')
  const address = (ctx: Asked) => keyOf(`address ${addressKey(ctx.ip)}`)
  const demand = async (key: string, lock: Lock) => {
    const seconds = await countTry(house.db, key, lock, house.clock())
    if (seconds) throw new Fault(429, signInSays.locked(seconds), { 'Retry-After': String(seconds) })
  }
  return {
    async count(ctx: Asked, account?: string) {
      await demand(address(ctx), addressLock)
      if (account) await demand(keyOf(account), accountLock)
    },
    async wasRight(ctx: Asked, account?: string) {
      await takeBackTry(house.db, address(ctx), addressLock)
      if (account) await forgetFailures(house.db, keyOf(account))
    },
    /** For what is never right or wrong: seconds to wait, or 0. */
    tooOften: (what: string, lock: Lock) => countTry(house.db, keyOf(what), lock, house.clock()),
  }
}
export type Tries = ReturnType<typeof makeTries>
