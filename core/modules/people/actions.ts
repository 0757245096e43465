import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { action, creation } from '../../kernel/action.ts'
import { editing } from '../../kernel/derive.ts'
import { lifecycle } from '../../kernel/lifecycle.ts'
import { refuse, sentence } from '../../kernel/sentence.ts'
import { ApiToken, Role, Staff } from './records.ts'

export const staffLifecycle = lifecycle(Staff, {
  states: ['active', 'left'],
  start: 'active',
  moves: {
    leave: { from: 'active', to: 'left', event: 'staff.left' },
    return: { from: 'left', to: 'active', event: 'staff.returned' },
  },
})

export const letStaffLeave = action(Staff, {
  name: 'staff.leave',
  says: 'A colleague leaves: all rights end now',
  needs: { room: 'people', level: 'delete' },
  input: z.strictObject({}),
  touches: ['staff.state'],
  moves: { lifecycle: staffLifecycle, move: 'leave' },
  async run(ctx, person) {
    await ctx.move(staffLifecycle, person, 'leave')
    return sentence('staff.left', '{name} has left. Nothing can be decided in this name any more.', { name: Staff.title(person) })
  },
})

export const bringStaffBack = action(Staff, {
  name: 'staff.return',
  says: 'A colleague comes back',
  needs: { room: 'people', level: 'delete' },
  input: z.strictObject({}),
  touches: ['staff.state'],
  moves: { lifecycle: staffLifecycle, move: 'return' },
  async run(ctx, person) {
    await ctx.move(staffLifecycle, person, 'return')
    return sentence('staff.returned', '{name} is back, with the roles of before.', { name: Staff.title(person) })
  },
})

/** A secret of 32 random bytes, told once and kept as a fingerprint. */
export const newToken = () => `parley_${randomBytes(32).toString('base64url')}`

export const makeToken = creation(ApiToken, {
  name: 'api_token.make',
  says: 'Make an API token',
  needs: 'api_token.make',
  input: z.strictObject({
    name: z.string().min(1).max(100),
    role: z.string().max(100),
    token: z.string().min(32).max(200).describe('The secret to keep a fingerprint of; made by the caller and never stored'),
  }),
  touches: ['api_token'],
  inner: true,
  async run(ctx, { name, role, token }) {
    const known = await ctx.facts(Role).where({ name: role, archivedAt: null }).first()
    const row = await ctx.create(ApiToken, { name, role: known?.name ?? 'nobody', fingerprint: ctx.house.seal.fingerprint(token) })
    return { said: sentence('api_token.made', 'The token {name} is made. It is shown this once.', { name }), row }
  },
})

export const revokeToken = action(ApiToken, {
  name: 'api_token.revoke',
  says: 'Revoke an API token',
  needs: 'api_token.make',
  input: z.strictObject({}),
  touches: ['api_token.revokedAt'],
  unless: [(token) => token.revokedAt !== null && refuse('api_token.revoked_already', 'This token was revoked before.')],
  async run(ctx, token) {
    await ctx.change(token, { revokedAt: ctx.now })
    return sentence('api_token.revoked', '{name} opens no door any more.', { name: token.name })
  },
})

export const editStaff = editing(Staff)
export const editRole = editing(Role)
