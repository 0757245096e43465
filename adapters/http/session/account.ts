import { z } from 'zod'
import { nobodysEmail } from '../../../core/first-start.ts'
import { isUuid } from '../../../core/kernel/reads.ts'
import { setPassword } from '../../../core/modules/people/actions/sign-in.ts'
import { editStaff } from '../../../core/modules/people/actions.ts'
import { Staff } from '../../../core/modules/people/records.ts'
import { endSession, secretsOf, sessionsOf } from '../../../core/modules/people/sign-in.ts'
import { signInSays } from '../../../core/modules/people/sign-in-sentences.ts'
import { settingsOf } from '../../../core/modules/settings/queries.ts'
import { permissionsOf, profileOf, setUpOf } from '../../../core/sign-in.ts'
import { Fault } from '../fault.ts'
import { demandOwnOrigin } from './guard.ts'
import { type Asked, bodyAs, named, onBehalf, type Parts, personOf, type Tries } from './parts.ts'
import { unfitPassword } from './passwords.ts'
import { areaOf } from './sessions.ts'

const password = z.string().min(1).max(1000)
const NewPassword = z.strictObject({
  old: password.optional(),
  password,
  /** Who came by the first link, and has no name here yet. */
  who: Staff.fields.pick({ firstName: true, lastName: true, email: true }).strict().optional(),
})
const Patch = z.strictObject({ language: z.enum(['en', 'ro']) })

/** What somebody who is signed in sees and changes of their own account. */
export const account = ({ house, sessions, passwords, publicUrl, bodies, sandbox }: Parts, tries: Tries) => ({
  /** `GET /session` */
  async show(ctx: Asked) {
    const { actor, csrf, session } = await sessions.demand(ctx, areaOf(ctx))
    const person = personOf(actor)
    const [{ email, client }, { totpSecret, passwordHash }, { currency, timezone }, steps, company] = await Promise.all([
      profileOf(house.db, person),
      secretsOf(house.db, person),
      settingsOf(house.ctx(house.self('session'))),
      setUpOf(house.db),
      house.db('companies').whereNull('archived_at').first<{ legal_name: string; language: string } | undefined>('legal_name', 'language'),
    ])
    ctx.body = {
      me: {
        kind: person.kind,
        id: person.id,
        name: actor.name,
        email: email === nobodysEmail ? null : email,
        language: actor.language,
        hasTotp: totpSecret !== null,
        hasPassword: passwordHash !== null,
        permissions: permissionsOf(house, actor),
        rooms: actor.grants.rooms,
        ...(client && { client }),
      },
      csrf,
      session: { id: session.id, createdAt: session.createdAt },
      sandbox,
      mail: house.mails,
      company: { name: company?.legal_name ?? 'Parley', currency, timezone, language: company?.language ?? 'en' },
      setup: { done: sandbox || Object.values(steps).every(Boolean), steps },
    }
  },

  /** `PATCH /session` */
  async change(ctx: Asked) {
    const area = areaOf(ctx)
    const { actor } = await sessions.demand(ctx, area)
    const input = await bodyAs(ctx, Patch, bodies)
    const person = personOf(actor)
    const action = person.kind === 'staff' ? editStaff.update : 'contact.set_language'
    await house.perform(onBehalf(house, ctx, person, area), action, { id: person.id, input })
    ctx.status = 204
  },

  /** `DELETE /session`: also of a session that is half begun, or gone. */
  async end(ctx: Asked) {
    const area = areaOf(ctx)
    demandOwnOrigin(ctx, publicUrl)
    await sessions.end(ctx, area)
    ctx.status = 204
  },

  /** `GET /sessions` */
  async list(ctx: Asked) {
    const { actor, session } = await sessions.demand(ctx, areaOf(ctx))
    const items = await sessionsOf(house.db, personOf(actor), house.clock())
    ctx.body = { items: items.map((one) => ({ ...one, current: one.id === session.id })) }
  },

  /** `DELETE /sessions/{id}`: one of the person's own. */
  async endOne(ctx: Asked) {
    const { actor } = await sessions.demand(ctx, areaOf(ctx))
    const id = ctx.params.id ?? ''
    if (!isUuid(id) || !(await endSession(house.db, personOf(actor), id))) throw new Fault(404, signInSays.noSuchSession())
    ctx.status = 204
  },

  /** `POST /session/password`: who came by a link chooses one; who has one says it first. All other sessions end. */
  async setPassword(ctx: Asked) {
    const area = areaOf(ctx)
    demandOwnOrigin(ctx, publicUrl)
    const found = await sessions.find(ctx, area)
    if (found?.session.state !== 'set_password') await sessions.demand(ctx, area)
    if (!found) throw new Fault(401, signInSays.none())
    const { old, password: wanted, who } = await bodyAs(ctx, NewPassword, bodies)
    const person = personOf(found.actor)
    const { passwordHash, totpSecret } = await secretsOf(house.db, person)
    const isByLink = found.session.state === 'set_password'
    if (!isByLink && passwordHash) {
      const tried = `password of ${person.kind} ${person.id}`
      await tries.count(ctx, tried)
      if (!(await passwords.verify(passwordHash, old ?? ''))) throw new Fault(403, signInSays.wrongOldPassword())
      await tries.wasRight(ctx, tried)
    }
    const { email } = await profileOf(house.db, person)
    const unfit = unfitPassword(wanted, [found.actor.name, email ?? '', ...Object.values(who ?? {})])
    if (unfit) throw new Fault(422, unfit)
    const hash = await passwords.hash(wanted)
    if (who && isByLink && email === nobodysEmail)
      await house.perform(onBehalf(house, ctx, person, area), editStaff.update, { id: person.id, input: who })
    await house.perform(onBehalf(house, ctx, person, area), setPassword, { input: { ...named(person), hash } })
    // A link by mail proves the mailbox alone: the second step is asked for as ever.
    const state = isByLink && totpSecret ? 'totp' : 'in'
    ctx.body = { state, csrf: await sessions.begin(ctx, area, person, state) }
  },
})
