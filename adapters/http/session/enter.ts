import { z } from 'zod'
import { nobodysEmail } from '../../../core/first-start.ts'
import { system } from '../../../core/kernel/actor.ts'
import { Expected } from '../../../core/kernel/errors.ts'
import { codeFingerprint, issueLink, useLink } from '../../../core/modules/people/actions/links.ts'
import { type Person, rehash, type SessionState, secretsOf } from '../../../core/modules/people/sign-in.ts'
import { signInSays } from '../../../core/modules/people/sign-in-sentences.ts'
import { peopleAt, profileOf } from '../../../core/sign-in.ts'
import { Fault } from '../fault.ts'
import { demandOwnOrigin } from './guard.ts'
import { type Asked, bodyAs, named, onBehalf, type Parts, type Tries } from './parts.ts'
import { areaOf, kindOf } from './sessions.ts'

const email = z.string().trim().min(1).max(320)
const WithPassword = z.strictObject({ email, password: z.string().min(1).max(1000) })
const WithCode = z.strictObject({ code: z.string().trim().min(1).max(200) })
const Forgot = z.strictObject({ email })
const CODE = /^[\w-]{43}$/
/** A few links, then fewer and fewer: nobody's mailbox is filled from here. */
const forgotLock = { free: 3, longestSeconds: 3600 }

/** The ways in: by password, by a one-time code, and by a link for who has forgotten. */
export const enter = ({ house, sessions, passwords, publicUrl, bodies, sandbox }: Parts, tries: Tries) => {
  const accountOf = (kind: Person['kind'], address: string) => `password ${kind} ${address.toLowerCase()}`

  /** The one of these whose password it is. As much work for none as for one. */
  const whose = async (people: readonly { person: Person }[], password: string): Promise<{ person: Person; hasTotp: boolean } | null> => {
    const known = await Promise.all(people.map(async ({ person }) => ({ person, ...(await secretsOf(house.db, person)) })))
    const able = known.filter(({ passwordHash }) => passwordHash !== null)
    if (!able.length) await passwords.verifyNobody(password)
    for (const { person, passwordHash, totpSecret } of able)
      if (passwordHash && (await passwords.verify(passwordHash, password))) {
        if (await passwords.isOutdated(passwordHash)) await rehash(house.db, person, passwordHash, await passwords.hash(password))
        return { person, hasTotp: totpSecret !== null }
      }
    return null
  }

  const sendLink = async (ctx: Asked, kind: Person['kind'], address: string) => {
    if (await tries.tooOften(`forgot ${kind} ${address.toLowerCase()}`, forgotLock)) return
    for (const { person, language } of await peopleAt(house.db, kind, address))
      await house.perform({ ...house.self(ctx.state.requestId), actor: system(person) }, issueLink, {
        input: { ...named(person), purpose: 'reset', mail: language },
      })
  }

  const stateAfter = async (person: Person, purpose: string): Promise<SessionState> => {
    const { totpSecret } = await secretsOf(house.db, person)
    if (purpose === 'chat') return totpSecret ? 'totp' : 'in'
    // Without an address there is nothing to sign in with but links.
    const isWithout = (await profileOf(house.db, person)).email === null || (sandbox && purpose === 'first')
    if (isWithout) return totpSecret ? 'totp' : 'in'
    return 'set_password'
  }

  return {
    /** `POST /session` */
    async byPassword(ctx: Asked) {
      const area = areaOf(ctx)
      demandOwnOrigin(ctx, publicUrl)
      const { email: address, password } = await bodyAs(ctx, WithPassword, bodies)
      const kind = kindOf(area)
      await tries.count(ctx, accountOf(kind, address))
      const found = await whose(await peopleAt(house.db, kind, address), password)
      if (!found) throw new Fault(401, signInSays.wrong())
      await tries.wasRight(ctx, accountOf(kind, address))
      const state = found.hasTotp ? 'totp' : 'in'
      ctx.body = { state, csrf: await sessions.begin(ctx, area, found.person, state) }
    },

    /** `POST /session/code`: only a POST uses it up, so that no preview of a link does. */
    async byCode(ctx: Asked) {
      const area = areaOf(ctx)
      demandOwnOrigin(ctx, publicUrl)
      const { code } = await bodyAs(ctx, WithCode, bodies)
      await tries.count(ctx)
      const link = CODE.test(code) && (await linkCalled(code))
      if (!link || link.person_kind !== kindOf(area)) throw new Fault(401, signInSays.unknownLink())
      const person: Person = { kind: link.person_kind, id: link.person_id }
      const actor = await house.hooks.actorFor(house.db, person)
      if (!actor) throw new Fault(401, signInSays.unknownLink())
      await house.perform(onBehalf(house, ctx, person, area), useLink, { id: link.id, input: {} })
      await tries.wasRight(ctx)
      const state = await stateAfter(person, link.purpose)
      const { email: known } = await profileOf(house.db, person)
      // Who comes by the first link of all says who they are, when choosing the password.
      const who = { name: actor.name, email: known === nobodysEmail ? null : known }
      ctx.body = { state, csrf: await sessions.begin(ctx, area, person, state), who }
    },

    /** `POST /session/forgot`: the same answer for everybody; what there is to do is done after it. */
    async forgot(ctx: Asked) {
      const area = areaOf(ctx)
      demandOwnOrigin(ctx, publicUrl)
      const { email: address } = await bodyAs(ctx, Forgot, bodies)
      if (!house.mails) throw new Fault(409, signInSays.noMail())
      await tries.count(ctx)
      ctx.status = 204
      void sendLink(ctx, kindOf(area), address).catch((error: unknown) => {
        if (!(error instanceof Expected)) ctx.state.log.error({ error }, 'a link for a forgotten password could not be made')
      })
    },
  }

  async function linkCalled(code: string) {
    return house
      .db('sign_in_links')
      .where({ code_fingerprint: codeFingerprint(house, code) })
      .whereNull('used_at')
      .whereNull('archived_at')
      .where('expires_at', '>', house.clock())
      .first<{ id: string; person_kind: Person['kind']; person_id: string; purpose: string } | undefined>()
  }
}
