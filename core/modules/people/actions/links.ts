import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { action, creation } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { newId } from '../../../kernel/db.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { SignInLink, Staff } from '../records.ts'
import type { Person } from '../sign-in.ts'
import { personFields, personIn, signInOf } from './sign-in.ts'

const MINUTE_MS = 60_000
type Purpose = 'first' | 'invitation' | 'reset' | 'chat'
const livesMs: Readonly<Record<Purpose, number>> = {
  first: 60 * MINUTE_MS,
  invitation: 7 * 24 * 60 * MINUTE_MS,
  reset: 15 * MINUTE_MS,
  chat: 15 * MINUTE_MS,
}

/** 256 random bits, as they stand behind the `#` of a link. */
export const newCode = () => randomBytes(32).toString('base64url')
/** What is kept of a code. */
export const codeFingerprint = (house: Pick<Ctx['house'], 'seal'>, code: string) => house.seal.fingerprint(`sign-in link ${code}`)

/** Where the link leads: the code stands behind `#`, which no server, proxy or log gets to see. */
export const enterPath = (kind: Person['kind'], code: string) => `/${kind === 'staff' ? 'admin' : 'clientarea'}/enter#${code}`
export const enterLink = (house: Pick<Ctx['house'], 'address'>, kind: Person['kind'], code: string) =>
  `${house.address()}${enterPath(kind, code)}`

/** A link for a person, in this call; the ones before it for the same purpose are void, but for those that the operator was shown. */
export const linkFor = async (ctx: Ctx, person: Person, purpose: Purpose, code = newCode()) => {
  const { kind: personKind, id: personId } = person
  const earlier =
    purpose === 'first' ? [] : await ctx.facts(SignInLink).where({ personKind, personId, purpose, usedAt: null, archivedAt: null })
  for (const row of await ctx.lock(
    SignInLink,
    earlier.map(({ id }) => id),
  ))
    await ctx.remove(row)
  const row = await ctx.create(SignInLink, {
    personKind,
    personId,
    purpose,
    codeFingerprint: codeFingerprint(ctx.house, code),
    expiresAt: new Date(ctx.now.getTime() + livesMs[purpose]),
  })
  return { row, code, link: enterLink(ctx.house, personKind, code) }
}

/** Puts the link into a mail that leaves after this call; the code stands sealed until then. */
export const mailLink = (ctx: Ctx, linkId: string, code: string, purpose: Purpose, language: string) =>
  ctx.db('sign_in_mails').insert({ id: newId(), link_id: linkId, purpose, sealed: ctx.house.seal.secret(code), language, due_at: ctx.now })

/** Performed by the house alone: the first start, `npm run admin`, and a forgotten password, whose link goes by mail. */
export const issueLink = creation(SignInLink, {
  name: 'sign_in_link.issue',
  says: 'Make a link that lets a person in once',
  needs: 'sign_in.manage',
  input: z.strictObject({
    ...personFields,
    purpose: z.enum(['first', 'reset']),
    /** The language of the mail; without one there is no mail. */
    mail: z.string().max(5).optional(),
    /** Made by the caller who shows it, and never stored. (Default: a new one) */
    code: z.string().length(43).optional(),
  }),
  touches: ['sign_in_link'],
  inner: true,
  async run(ctx, { purpose, mail, code: given, ...named }) {
    const { row, code, link } = await linkFor(ctx, personIn(named), purpose, given)
    if (mail) await mailLink(ctx, row.id, code, purpose, mail)
    return {
      said: sentence('sign_in_link.issued', 'Sign in with this link, once, within {minutes} minutes: {link}', {
        minutes: livesMs[purpose] / MINUTE_MS,
        link: { secret: link },
      }),
      row,
    }
  },
})

export const makeSignInLink = creation(SignInLink, {
  name: 'sign_in_link.make',
  says: 'Get a link to the client area',
  needs: 'sign_in_link.make',
  input: z.strictObject({}),
  touches: ['sign_in_link'],
  unless: [
    (_none, ctx) =>
      ctx.actor.kind !== 'contact' &&
      refuse('sign_in_link.only_contacts', 'This link is for customers; colleagues are invited by an admin.'),
    // Who is signed in needs no link, and who has taken over a session shall not make a way back.
    (_none, ctx) =>
      ['clientarea', 'api', 'mcp'].includes(ctx.door) &&
      refuse('sign_in_link.only_in_chat', 'Ask for the link in the chat; it comes there.'),
  ],
  async run(ctx) {
    const { row, link } = await linkFor(ctx, { kind: 'contact', id: ctx.actor.id! }, 'chat')
    return {
      said: sentence('sign_in_link.made', 'Your link to the client area: {link}\nIt works once, within {minutes} minutes, for you alone.', {
        link: { secret: link },
        minutes: livesMs.chat / MINUTE_MS,
      }),
      row,
    }
  },
})

const unknownLink = () =>
  new Refusal(refuse('session.unknown_link', 'This link is unknown, was used before, or has run out. Ask for a new one.'))

export const useLink = action(SignInLink, {
  name: 'sign_in_link.use',
  says: 'Sign in with a link, which is used up',
  needs: 'sign_in.manage',
  input: z.strictObject({}),
  touches: ['sign_in_link.usedAt'],
  inner: true,
  async run(ctx, link) {
    if (link.usedAt || link.archivedAt || link.expiresAt <= ctx.now) throw unknownLink()
    await ctx.change(link, { usedAt: ctx.now })
    return sentence('sign_in_link.used', 'Welcome.')
  },
})

export const inviteInput = z.strictObject({
  by: z.enum(['mail', 'link']).default('link').describe('By mail, or by a link that is shown once'),
})
export const inviteTouches = ['sign_in', 'sign_in_link']

/** Invites a person: a link for seven days, mailed or told in the answer. */
export const invite = async (
  ctx: Ctx,
  person: Person,
  { name, email, language, by }: { name: string; email: string | null; language: string; by: 'mail' | 'link' },
) => {
  if (by === 'mail' && !email)
    throw new Refusal(refuse('sign_in.no_email', '{name} has no email address. Add one, or show a link.', { name }))
  if (by === 'mail' && !ctx.house.mails)
    throw new Refusal(refuse('sign_in.no_mail', 'Mail is not set up here. Invite by a link that is shown, and hand it over yourself.'))
  await ctx.change(await signInOf(ctx, person), { invitedAt: ctx.now })
  const { row, code, link } = await linkFor(ctx, person, 'invitation')
  if (by === 'mail') {
    await mailLink(ctx, row.id, code, 'invitation', language)
    return sentence('sign_in.invited_by_mail', 'The invitation for {name} goes to {email}. It is good for seven days.', {
      name,
      email: email!,
    })
  }
  return sentence('sign_in.invited', 'The link for {name} works once, within seven days. It is not shown again: {link}', {
    name,
    link: { secret: link },
  })
}

export const inviteStaff = action(Staff, {
  name: 'staff.invite',
  says: 'Invite a colleague to the console',
  needs: 'staff.invite',
  input: inviteInput,
  touches: inviteTouches,
  unless: [(person) => person.state !== 'active' && refuse('staff.is_not_here', 'This colleague has left. Bring them back first.')],
  async run(ctx, person, { by }) {
    const { id, email, language } = person
    return invite(ctx, { kind: 'staff', id }, { name: Staff.title(person), email, language, by })
  },
})
