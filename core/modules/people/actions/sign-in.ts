import { z } from 'zod'
import { action, creation } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import type { RowOf } from '../../../kernel/record.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { SignIn } from '../records.ts'
import { endSessionsOf, keepSecrets, type Person, secretsOf } from '../sign-in.ts'
import { wrongRecoveryCode } from '../sign-in-sentences.ts'

type SignInRow = RowOf<(typeof SignIn)['fields']>

/** The input that names a person. */
export const personFields = { personKind: z.enum(['staff', 'contact']), personId: z.uuid() }
export const personIn = ({ personKind, personId }: { personKind: Person['kind']; personId: string }): Person => ({
  kind: personKind,
  id: personId,
})

/** The person's sign-in, locked; begun where there is none yet. */
export const signInOf = async (ctx: Ctx, { kind, id }: Person): Promise<SignInRow> => {
  await ctx.db.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`sign-in ${kind} ${id}`])
  const known = await ctx.facts(SignIn).where({ personKind: kind, personId: id }).first()
  const [held] = known ? await ctx.lock(SignIn, [known.id]) : []
  return held ?? ctx.create(SignIn, { personKind: kind, personId: id })
}

/** What people do about their own way in is done by the door on their behalf, which has seen the proof; nobody can call it. */
const own = { needs: 'sign_in.manage', touches: ['sign_in'], inner: true }

export const setPassword = creation(SignIn, {
  ...own,
  name: 'sign_in.set_password',
  says: 'Choose a password; everybody else who is signed in as this person is out',
  input: z.strictObject({ ...personFields, hash: z.string().startsWith('$argon2id$').max(300), keepSession: z.uuid().optional() }),
  async run(ctx, { hash, keepSession, ...named }) {
    const person = personIn(named)
    const row = await ctx.change(await signInOf(ctx, person), { passwordSetAt: ctx.now })
    await keepSecrets(ctx.db, person, { passwordHash: hash })
    await endSessionsOf(ctx.db, person, keepSession)
    return { said: sentence('sign_in.password_is_set', 'The password is set. All other sessions have ended.'), row }
  },
})

export const turnOnSecondFactor = creation(SignIn, {
  ...own,
  name: 'sign_in.turn_on_second_factor',
  says: 'Ask for a code from now on, beside the password',
  input: z.strictObject({ ...personFields, recovery: z.array(z.string().length(64)).min(1).max(20) }),
  async run(ctx, { recovery, ...named }) {
    const person = personIn(named)
    const signIn = await signInOf(ctx, person)
    const { totpPending } = await secretsOf(ctx.db, person)
    const row = await ctx.change(signIn, { secondFactorSince: ctx.now, recoveryCodesLeft: recovery.length })
    await keepSecrets(ctx.db, person, { totpSecret: totpPending, totpPending: null, recovery })
    return { said: sentence('sign_in.second_factor_is_on', 'From now on, signing in asks for a code too.'), row }
  },
})

const noSecondFactor = { totpSecret: null, totpPending: null, totpStep: null, recovery: [] }

export const turnOffSecondFactor = creation(SignIn, {
  ...own,
  name: 'sign_in.turn_off_second_factor',
  says: 'Ask for no code any more',
  input: z.strictObject(personFields),
  async run(ctx, named) {
    const row = await ctx.change(await signInOf(ctx, personIn(named)), { secondFactorSince: null, recoveryCodesLeft: null })
    await keepSecrets(ctx.db, personIn(named), noSecondFactor)
    return { said: sentence('sign_in.second_factor_is_off', 'Signing in asks for no code any more.'), row }
  },
})

export const takeRecoveryCode = creation(SignIn, {
  ...own,
  name: 'sign_in.take_recovery_code',
  says: 'Sign in with a recovery code, which is used up',
  input: z.strictObject({ ...personFields, fingerprint: z.string().length(64) }),
  async run(ctx, { fingerprint, ...named }) {
    const person = personIn(named)
    const signIn = await signInOf(ctx, person)
    const { recovery } = await secretsOf(ctx.db, person)
    const left = recovery.filter((one) => one !== fingerprint)
    if (left.length === recovery.length) throw wrongRecoveryCode()
    await keepSecrets(ctx.db, person, { recovery: left })
    const row = await ctx.change(signIn, { recoveryCodesLeft: left.length })
    return { said: sentence('sign_in.recovery_code_taken', 'That recovery code is used up. {left} are left.', { left: left.length }), row }
  },
})

const isOff: (signIn: SignInRow) => ReturnType<typeof refuse> | false = (signIn) =>
  signIn.secondFactorSince === null && refuse('sign_in.no_second_factor', 'There is no second step to take away.')

export const dropSecondFactor = action(SignIn, {
  name: 'sign_in.drop_second_factor',
  says: 'Take away the second step of somebody who has lost the phone and the recovery codes',
  needs: 'sign_in.manage',
  input: z.strictObject({}),
  touches: ['sign_in'],
  unless: [isOff],
  async run(ctx, signIn) {
    await ctx.change(signIn, { secondFactorSince: null, recoveryCodesLeft: null })
    await keepSecrets(ctx.db, personIn(signIn), noSecondFactor)
    await endSessionsOf(ctx.db, personIn(signIn))
    return sentence('sign_in.second_factor_dropped', 'The second step is taken away, and all sessions have ended.')
  },
})

export const endAllSessions = action(SignIn, {
  name: 'sign_in.end_sessions',
  says: 'End all sessions of a person',
  needs: 'sign_in.manage',
  input: z.strictObject({}),
  touches: ['sign_in.signedOutAt'],
  async run(ctx, signIn) {
    await ctx.change(signIn, { signedOutAt: ctx.now })
    const ended = await endSessionsOf(ctx.db, personIn(signIn))
    return sentence('sign_in.sessions_ended', 'Signed out everywhere. Sessions that ended: {ended}.', { ended })
  },
})
