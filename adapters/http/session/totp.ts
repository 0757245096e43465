import { randomInt } from 'node:crypto'
import { z } from 'zod'
import type { House } from '../../../core/kernel/house.ts'
import { takeRecoveryCode, turnOffSecondFactor, turnOnSecondFactor } from '../../../core/modules/people/actions/sign-in.ts'
import { countWrongCode, endSession, keepSecrets, type Person, secretsOf, takeStep } from '../../../core/modules/people/sign-in.ts'
import { signInSays } from '../../../core/modules/people/sign-in-sentences.ts'
import { profileOf } from '../../../core/sign-in.ts'
import { Fault } from '../fault.ts'
import { demandOwnOrigin } from './guard.ts'
import { type Asked, bodyAs, named, onBehalf, type Parts, personOf, type Tries } from './parts.ts'
import { areaOf } from './sessions.ts'

const WithCode = z.strictObject({ code: z.string().trim().min(1).max(40) })
const WithPassword = z.strictObject({ password: z.string().min(1).max(1000) })
const PERIOD_S = 30
const MOST_WRONG = 5
const RECOVERY_CODES = 10
// Nothing that is misread on paper.
const LETTERS = '23456789abcdefghjkmnpqrstvwxyz'

/** Ten characters of a code that is written down: 49 bits, and every try is counted. */
const newRecoveryCode = () => {
  const code = Array.from({ length: 10 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return `${code.slice(0, 5)}-${code.slice(5)}`
}
const recoveryFingerprint = (house: House, person: Person, code: string) =>
  house.seal.fingerprint(`recovery ${person.kind} ${person.id} ${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`)

const totpOf = async (secret: string, label = '') => {
  const { TOTP, Secret } = await import('otpauth')
  return new TOTP({ issuer: 'Parley', label, algorithm: 'SHA1', digits: 6, period: PERIOD_S, secret: Secret.fromBase32(secret) })
}

/** The second step of signing in: codes of an app on the phone, and codes on paper for the day when it is lost. */
export const secondStep = ({ house, sessions, passwords, publicUrl, bodies }: Parts, tries: Tries) => {
  /** The step of time that this code belongs to (this one, the one before or the one after), or null. */
  const stepOf = async (sealed: string, code: string): Promise<number | null> => {
    if (!/^\d{6}$/.test(code)) return null
    const timestamp = house.clock().getTime()
    const delta = (await totpOf(house.seal.openSecret(sealed))).validate({ token: code, timestamp, window: 1 })
    return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD_S) + delta
  }

  /** Is it a code of now that was never used, or one from the paper? */
  const isRight = async (ctx: Asked, person: Person, given: string): Promise<boolean> => {
    const { totpSecret, recovery } = await secretsOf(house.db, person)
    if (!totpSecret) return false
    const code = given.replaceAll(' ', '')
    const step = await stepOf(totpSecret, code)
    if (step !== null) return takeStep(house.db, person, step)
    const fingerprint = recoveryFingerprint(house, person, code)
    if (!recovery.includes(fingerprint)) return false
    await house.perform(onBehalf(house, ctx, person, areaOf(ctx)), takeRecoveryCode, { input: { ...named(person), fingerprint } })
    return true
  }

  return {
    /** `POST /session/totp` */
    async enter(ctx: Asked) {
      const area = areaOf(ctx)
      demandOwnOrigin(ctx, publicUrl)
      const found = await sessions.find(ctx, area)
      if (found?.session.state !== 'totp') throw new Fault(401, signInSays.notHere())
      const { code } = await bodyAs(ctx, WithCode, bodies)
      const { person, id } = found.session
      const tried = `code of ${person.kind} ${person.id}`
      await tries.count(ctx, tried)
      if (!(await isRight(ctx, person, code))) {
        if ((await countWrongCode(house.db, id)) >= MOST_WRONG) await endSession(house.db, person, id)
        throw new Fault(401, signInSays.wrongCode())
      }
      await tries.wasRight(ctx, tried)
      ctx.body = { state: 'in', csrf: await sessions.begin(ctx, area, person, 'in') }
    },

    /** `POST /session/totp/setup`: a secret to be scanned. It counts once a code of it was confirmed. */
    async setUp(ctx: Asked) {
      const { actor } = await sessions.demand(ctx, areaOf(ctx))
      const person = personOf(actor)
      if ((await secretsOf(house.db, person)).totpSecret) throw new Fault(409, signInSays.hasTotp())
      const { Secret } = await import('otpauth')
      const secret = new Secret({ size: 20 }).base32
      await keepSecrets(house.db, person, { totpPending: house.seal.secret(secret) })
      const { email } = await profileOf(house.db, person)
      const url = (await totpOf(secret, email ?? actor.name)).toString()
      const qr = await (await import('qrcode')).toString(url, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' })
      ctx.body = { secret, url, qr }
    },

    /** `POST /session/totp/confirm`: from now on it counts. The recovery codes are told this once. */
    async confirm(ctx: Asked) {
      const area = areaOf(ctx)
      const { actor } = await sessions.demand(ctx, area)
      const person = personOf(actor)
      const { code } = await bodyAs(ctx, WithCode, bodies)
      const { totpPending, totpSecret } = await secretsOf(house.db, person)
      if (!totpPending || totpSecret) throw new Fault(409, signInSays.notHere())
      const tried = `code of ${person.kind} ${person.id}`
      await tries.count(ctx, tried)
      const step = await stepOf(totpPending, code.replaceAll(' ', ''))
      if (step === null || !(await takeStep(house.db, person, step))) throw new Fault(422, signInSays.wrongCode())
      await tries.wasRight(ctx, tried)
      const recoveryCodes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode)
      const recovery = recoveryCodes.map((one) => recoveryFingerprint(house, person, one))
      await house.perform(onBehalf(house, ctx, person, area), turnOnSecondFactor, { input: { ...named(person), recovery } })
      ctx.body = { recoveryCodes }
    },

    /** `DELETE /session/totp`: with the password once more, so that a session left open cannot do it. */
    async turnOff(ctx: Asked) {
      const area = areaOf(ctx)
      const { actor } = await sessions.demand(ctx, area)
      const person = personOf(actor)
      const { password } = await bodyAs(ctx, WithPassword, bodies)
      const { passwordHash, totpSecret } = await secretsOf(house.db, person)
      if (!totpSecret) throw new Fault(409, signInSays.notHere())
      const tried = `password of ${person.kind} ${person.id}`
      await tries.count(ctx, tried)
      if (!passwordHash || !(await passwords.verify(passwordHash, password))) throw new Fault(403, signInSays.wrongOldPassword())
      await tries.wasRight(ctx, tried)
      await house.perform(onBehalf(house, ctx, person, area), turnOffSecondFactor, { input: named(person) })
      ctx.status = 204
    },
  }
}
