import { type Actor, may } from '../../kernel/actor.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import type { RowOf } from '../../kernel/record.ts'
import { Client } from '../crm/records.ts'
import { staffActor } from '../people/queries.ts'
import { Staff } from '../people/records.ts'
import { Approval, type Approver, type RequirementAsAsked } from './records.ts'

export type ApprovalRow = RowOf<(typeof Approval)['fields']>

const fits = (actor: Actor, approver: Approver, agentId: string | null): boolean => {
  if (approver.who === 'agent_of_client') return agentId !== null && actor.id === agentId
  if (approver.who === 'role') return actor.kind === 'staff' && actor.roles.includes(approver.role)
  if (approver.who === 'permission') return actor.kind !== 'system' && may(actor, approver.permission)
  return actor.id === approver.id
}

/** Does this person meet this requirement, with the rights of this moment? */
export const meets = (actor: Actor, requirement: Pick<RequirementAsAsked, 'approvers'>, agentId: string | null) =>
  requirement.approvers.some((approver) => fits(actor, approver, agentId))

/** The sales agent of a client, who is an approver by that alone. */
export const agentOf = async (ctx: Ctx, clientId: string | null): Promise<string | null> =>
  clientId ? ((await ctx.facts(Client).where({ id: clientId }).first())?.salesAgentId ?? null) : null

/** Everybody who may decide this approval alone, as of now. */
export const decidersOf = async (
  ctx: Ctx,
  requirements: readonly RequirementAsAsked[],
  clientId: string | null,
  requesterId: string | null,
): Promise<Actor[]> => {
  const agentId = await agentOf(ctx, clientId)
  const everybody = await ctx.facts(Staff).where({ state: 'active', archivedAt: null }).orderBy('id')
  // One after the other: inside a call they share its one connection.
  const actors: (Actor | null)[] = []
  for (const { id } of everybody) actors.push(await staffActor(ctx.db, id))
  return actors.filter(
    (actor): actor is Actor =>
      actor !== null &&
      actor.id !== requesterId &&
      may(actor, 'approval.decide') &&
      requirements.every((one) => meets(actor, one, agentId)),
  )
}

/** Approvals that wait and that this person may decide, oldest first. */
export const waitingFor = async (ctx: Ctx, actor: Actor): Promise<ApprovalRow[]> => {
  const waiting = await ctx.rows(Approval).where({ state: 'waiting' }).orderBy('createdAt').limit(200)
  const mine: ApprovalRow[] = []
  for (const approval of waiting) {
    const agentId = await agentOf(ctx, approval.clientId)
    if (approval.requesterId !== actor.id && approval.requirements.every((one) => meets(actor, one, agentId))) mine.push(approval)
  }
  return mine
}

/** Approvals that wait for something about this record. */
export const waitingAbout = (ctx: Ctx, recordId: string) => ctx.facts(Approval).where({ recordId, state: 'waiting' }).orderBy('createdAt')

/** The last approval about this record that is closed, as far as the actor may see it: for cards that say who decided. */
export const lastDecidedAbout = (ctx: Ctx, recordId: string) =>
  ctx.rows(Approval).where({ recordId }).whereNot('state', 'waiting').whereNot('decidedAt', null).orderBy('decidedAt', 'desc').first()

/** Approvals about this record that were answered with a counter-offer which is still open. */
export const counteredAbout = (ctx: Ctx, recordId: string) => ctx.facts(Approval).where({ recordId, state: 'changed' }).orderBy('id')

/** Approvals whose time has run out, for the sweep. */
export const outOfTimeApprovals = (ctx: Ctx, limit = 200) =>
  ctx.facts(Approval).where({ state: 'waiting' }).where('expiresAt', '<=', ctx.now).orderBy('expiresAt').limit(limit)
