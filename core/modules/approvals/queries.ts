import type { Actor } from '../../kernel/actor.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { Approval, type RequirementAsAsked } from './records.ts'
import { type ApprovalRow, agreementOf, benchOf, type Decider, peopleFor, seatOf } from './rules.ts'
import { standingOf } from './tally.ts'

export type { ApprovalRow } from './rules.ts'

/** Everybody who may decide this alone, as of now. */
export const decidersOf = async (
  ctx: Ctx,
  requirements: readonly RequirementAsAsked[],
  clientId: string | null,
  requesterId: string | null,
): Promise<Decider[]> => {
  const asked = { requirements: [...requirements], decisions: [], clientId, requesterId, onBehalfOf: null }
  const bench = await benchOf(ctx, asked)
  return bench.everybody.filter((decider) => {
    const codes = new Set(agreementOf(bench, asked, decider).flatMap((one) => one.codes))
    return requirements.every(({ code, needed }) => needed === 1 && codes.has(code))
  })
}

/** How an approval stands, requirement by requirement: who has agreed, who may, and what comes later. */
export type Step = {
  requirement: RequirementAsAsked
  state: 'met' | 'open' | 'later'
  agreed: ApprovalRow['decisions']
  people: Pick<Decider, 'id' | 'kind' | 'name'>[]
}

/** The steps of an approval, for cards; whoever may see the approval may know who decides it. */
export const stepsOf = async (ctx: Ctx, approval: ApprovalRow): Promise<Step[]> => {
  const bench = await benchOf(ctx, approval)
  return standingOf(approval.requirements, approval.decisions).map((one) => ({
    ...one,
    people: one.state === 'met' ? [] : peopleFor(bench, approval, one.requirement),
  }))
}

/** Approvals that wait and to which this person may say yes now, oldest first. */
export const waitingFor = async (ctx: Ctx, _actor: Actor): Promise<ApprovalRow[]> => {
  const seen = await ctx.rows(Approval).where({ state: 'waiting' }).orderBy('createdAt').limit(200)
  const ids = seen.map(({ id }) => id)
  // Judged by all there is; told is what this person sees of it.
  const whole = new Map((await ctx.facts(Approval).whereIn('id', ids)).map((one) => [one.id, one]))
  const mine: ApprovalRow[] = []
  for (const approval of seen) {
    const judged = whole.get(approval.id)!
    const bench = await benchOf(ctx, judged)
    const seat = await seatOf(ctx, bench)
    if (seat && agreementOf(bench, judged, seat.decider).length) mine.push(approval)
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
