import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { action, creation } from '../../kernel/action.ts'
import { may } from '../../kernel/actor.ts'
import { editing } from '../../kernel/derive.ts'
import { NotFound } from '../../kernel/errors.ts'
import { day, ref } from '../../kernel/fields.ts'
import { lifecycle, type Rule } from '../../kernel/lifecycle.ts'
import type { RowOf } from '../../kernel/record.ts'
import { refuse, sentence } from '../../kernel/sentence.ts'
import { settingsOf, todayOf } from '../settings/queries.ts'
import { colleaguesNow } from './queries.ts'
import { ApiToken, Role, Staff, StaffNotice } from './records.ts'
import { standInOf } from './stand-ins.ts'

type StaffRow = RowOf<(typeof Staff)['fields']>

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

const isSomebodyElses: Rule<StaffRow> = (person, ctx) =>
  ctx.actor.id !== person.id &&
  !may(ctx.actor, { room: 'people', level: 'edit' }) &&
  refuse('staff.only_oneself', 'You can say for yourself alone that you are away; an admin can for everybody.')

/** Whoever stands in decides in this person's name, so it is somebody who is here, who may decide, and who does not lead back to the person. */
const cannotStandIn: Rule<StaffRow, { until: string; standInId?: string | null | undefined }> = async (
  person,
  ctx,
  { until, standInId },
) => {
  const today = todayOf(ctx, await settingsOf(ctx))
  if (until < today) return refuse('staff.away_in_the_past', '{day} is over. Say a day from today on.', { day: { day: until } })
  if (!standInId) return false
  const people = new Map(await colleaguesNow(ctx.db))
  const standIn = people.get(standInId)
  const name = standIn?.actor.name ?? '?'
  if (!standIn || standInId === person.id) return refuse('staff.no_stand_in', 'Name a colleague who works here, other than you.')
  const own = people.get(person.id)
  if (own && may(own.actor, 'approval.decide') && !may(standIn.actor, 'approval.decide'))
    return refuse('staff.stand_in_may_not_decide', '{name} may not decide approvals, so cannot stand in for somebody who does.', { name })
  const leads = standInOf(people.set(person.id, { ...own!, awayUntil: until, standInId }), person.id, today)
  return (
    leads === null && refuse('staff.stand_in_is_away', '{name} is away too, with nobody left to stand in. Name somebody else.', { name })
  )
}

export const setAway = action(Staff, {
  name: 'staff.set_away',
  says: 'Be away, while somebody stands in',
  needs: 'staff.set_away',
  input: z.strictObject({
    until: day().describe('The last day of being away'),
    standInId: ref('staff').nullable().optional().describe('Who decides in this name until then'),
  }),
  touches: ['staff.awayUntil', 'staff.standInId'],
  unless: [isSomebodyElses, cannotStandIn],
  async run(ctx, person, { until, standInId }) {
    await ctx.change(person, { awayUntil: until, standInId: standInId ?? null })
    const standIn = standInId ? await ctx.facts(Staff).byId(standInId) : null
    return sentence('staff.is_away', '{name} is away until {day}; standing in: {standIn}.', {
      name: Staff.title(person),
      day: { day: until },
      standIn: standIn ? Staff.title(standIn) : '–',
    })
  },
})

export const comeBack = action(Staff, {
  name: 'staff.come_back',
  says: 'Be back: nobody stands in any more',
  needs: 'staff.set_away',
  input: z.strictObject({}),
  touches: ['staff.awayUntil', 'staff.standInId'],
  unless: [isSomebodyElses],
  async run(ctx, person) {
    await ctx.change(person, { awayUntil: null, standInId: null })
    return sentence('staff.is_back', '{name} is here.', { name: Staff.title(person) })
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
    actions: z
      .array(z.string().max(100))
      .max(500)
      .optional()
      .describe('What it may do, of what its role allows; left out, all of that. With none it only reads'),
    token: z.string().min(32).max(200).describe('The secret to keep a fingerprint of; made by the caller and never stored'),
  }),
  touches: ['api_token'],
  inner: true,
  async run(ctx, { name, role, actions, token }) {
    const isThere = (one: string) => ctx.house.actions.has(one) && !ctx.house.actions.get(one)?.inner
    const strange = actions?.find((one) => !isThere(one))
    if (strange !== undefined) throw new NotFound('action', strange)
    const known = await ctx.facts(Role).where({ name: role, archivedAt: null }).first()
    const row = await ctx.create(ApiToken, {
      name,
      role: known?.name ?? 'nobody',
      fingerprint: ctx.house.seal.fingerprint(token),
      actions: actions ? [...new Set(actions)].sort() : null,
    })
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

/** Everybody says for themselves how they want to be told. */
export const setNotices = creation(StaffNotice, {
  name: 'staff_notice.set',
  says: 'Choose when you are written to directly',
  needs: 'staff.set_away',
  input: StaffNotice.fields.omit({ staffId: true }),
  touches: ['staff_notice'],
  unless: [
    (_none, ctx) => ctx.actor.kind !== 'staff' && refuse('staff_notice.only_people', 'Only a colleague can choose how to be told.'),
    (_none, _ctx, { quietFrom, quietUntil }) =>
      (quietFrom === null) !== (quietUntil === null) &&
      refuse('staff_notice.half_hours', 'Quiet hours have a beginning and an end. Say both, or neither.'),
  ],
  async run(ctx, input) {
    const staffId = ctx.actor.id!
    const known = await ctx.facts(StaffNotice).where({ staffId }).first()
    const [held] = known ? await ctx.lock(StaffNotice, [known.id]) : []
    const row = held ? await ctx.change(held, input) : await ctx.create(StaffNotice, { staffId, ...input })
    return { said: sentence('staff_notice.is_set', 'It is noted. This is how you are told from now on.'), row }
  },
})
