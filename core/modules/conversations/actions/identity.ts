import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { action, creation } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { NotFound } from '../../../kernel/errors.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { Staff } from '../../people/records.ts'
import { ChatIdentity, LinkCode } from '../records.ts'

// No 0, 1, I, L, O, U: nothing that is misread, and no accidental words.
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_LENGTH = 8
const CODE_LIVES_MS = 24 * 3_600_000

const newCode = () => Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
/** As people type it: any case, with spaces or dashes. */
const asStored = (ctx: Ctx, code: string) => ctx.house.seal.fingerprint(`link ${code.toUpperCase().replace(/[^0-9A-Z]/g, '')}`)
const codeCalled = (ctx: Ctx, code: string) =>
  ctx
    .facts(LinkCode)
    .where({ codeFingerprint: asStored(ctx, code), archivedAt: null })
    .first()

const activeColleague = async (ctx: Ctx, staffId: string) => {
  const person = await ctx.facts(Staff).byId(staffId)
  if (person.state !== 'active' || person.archivedAt) throw new NotFound('staff', staffId)
  return person
}

export const makeLinkCode = creation(LinkCode, {
  name: 'link_code.make',
  says: 'Make a code with which a colleague links their chat user',
  needs: 'link_code.make',
  input: z.strictObject({ staffId: z.uuid() }),
  touches: ['link_code'],
  async run(ctx, { staffId }) {
    const person = await activeColleague(ctx, staffId)
    const code = newCode()
    const row = await ctx.create(LinkCode, {
      staffId,
      codeFingerprint: asStored(ctx, code),
      expiresAt: new Date(ctx.now.getTime() + CODE_LIVES_MS),
    })
    const said = sentence(
      'link_code.made',
      'The code for {name} is {code}. It works once, within 24 hours: in Slack type /parley link {code}. It is not shown again.',
      { name: Staff.title(person), code },
    )
    return { said, row }
  },
})

/** Ends whatever this chat user was before and makes it this colleague. */
const become = async (ctx: Ctx, accountId: string, externalUserId: string, staffId: string) => {
  await ctx.db.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`identity ${accountId} ${externalUserId}`])
  const earlier = await ctx.facts(ChatIdentity).where({ accountId, externalUserId, endedAt: null })
  for (const row of await ctx.lock(
    ChatIdentity,
    earlier.map(({ id }) => id),
  ))
    await ctx.change(row, { endedAt: ctx.now })
  return ctx.create(ChatIdentity, { accountId, externalUserId, staffId, verifiedAt: ctx.now })
}

const who = { accountId: z.uuid(), externalUserId: z.string().min(1).max(200) }

export const linkIdentity = creation(ChatIdentity, {
  name: 'identity.link',
  says: 'Link this chat user to the colleague that a code was made for',
  needs: 'identity.link',
  input: z.strictObject({ ...who, code: z.string().min(1).max(100) }),
  touches: ['chat_identity', 'link_code.usedAt'],
  inner: true,
  locks: async (_row, ctx, { code }) => {
    const found = await codeCalled(ctx, code)
    return found ? [{ record: LinkCode as never, ids: [found.id] }] : []
  },
  unless: [
    async (_row, ctx, { code }) => {
      const found = await codeCalled(ctx, code)
      if (!found) return refuse('link_code.unknown', 'There is no such code. Check it, or ask an admin for a new one.')
      if (found.usedAt) return refuse('link_code.used', 'This code was used before. Ask an admin for a new one.')
      return found.expiresAt <= ctx.now && refuse('link_code.expired', 'This code has run out. Ask an admin for a new one.')
    },
  ],
  async run(ctx, { accountId, externalUserId, code }) {
    const found = (await codeCalled(ctx, code))!
    const [locked] = await ctx.lock(LinkCode, [found.id])
    const person = await activeColleague(ctx, found.staffId)
    await ctx.change(locked!, { usedAt: ctx.now })
    const row = await become(ctx, accountId, externalUserId, person.id)
    return { said: sentence('identity.linked', 'Welcome, {name}. You are linked.', { name: person.firstName }), row }
  },
})

export const addIdentity = creation(ChatIdentity, {
  name: 'identity.add',
  says: 'Link a chat user to a colleague without a code',
  needs: 'identity.add',
  input: z.strictObject({ ...who, staffId: z.uuid() }),
  touches: ['chat_identity'],
  async run(ctx, { accountId, externalUserId, staffId }) {
    const person = await activeColleague(ctx, staffId)
    const row = await become(ctx, accountId, externalUserId, staffId)
    return { said: sentence('identity.added', '{name} is linked to {user}.', { name: Staff.title(person), user: externalUserId }), row }
  },
})

export const endIdentity = action(ChatIdentity, {
  name: 'identity.end',
  says: 'Unlink a chat user: nothing can be done with it any more',
  needs: 'identity.end',
  input: z.strictObject({}),
  touches: ['chat_identity.endedAt'],
  unless: [(identity) => identity.endedAt !== null && refuse('identity.ended_already', 'This link ended before.')],
  async run(ctx, identity) {
    await ctx.change(identity, { endedAt: ctx.now })
    return sentence('identity.ended', '{user} is nobody to us any more.', { user: identity.externalUserId })
  },
})
