import { z } from 'zod'
import { action, creation } from '../../kernel/action.ts'
import { type Actor, system } from '../../kernel/actor.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { Conflict, Expected } from '../../kernel/errors.ts'
import { notOnTimetable, type Rule } from '../../kernel/lifecycle.ts'
import { refuse, sentence } from '../../kernel/sentence.ts'
import { approvalLifecycle } from './lifecycle.ts'
import { type ApprovalRow, agentOf, decidersOf, meets } from './queries.ts'
import { Approval, Policy } from './records.ts'

const HOUR = 3_600_000

/** Written by the road itself when a call must wait. */
export const requestApproval = creation(Approval, {
  name: 'approval.request',
  says: 'Ask people to decide',
  needs: 'approval.request',
  inner: true,
  input: Approval.fields.omit({
    number: true,
    state: true,
    expiresAt: true,
    escalatedAt: true,
    decidedBy: true,
    decidedAt: true,
    reason: true,
  }),
  touches: ['approval'],
  async run(ctx, input) {
    const hours = Math.min(...input.requirements.map((one) => one.expiresHours))
    const row = await ctx.create(Approval, { ...input, expiresAt: new Date(ctx.now.getTime() + hours * HOUR) })
    ctx.number(row)
    return { said: sentence('approval.waits', 'This waits for a decision ({number}).', { number: () => row.number ?? '' }), row }
  },
})

/** Decided under the locks of what is decided about: its parents, itself, then the approval. */
const locksOf = async (approval: ApprovalRow, ctx: Ctx) => {
  const frozen = ctx.house.actions.get(approval.action)
  const record = approval.record ? ctx.house.records.get(approval.record) : undefined
  if (!frozen || !record || !approval.recordId) return []
  const row = await ctx.facts(record).where({ id: approval.recordId }).first()
  const call = approval.input as { input?: unknown }
  return row ? [...(await frozen.locks(row as never, ctx, call.input as never)), { record, ids: [approval.recordId] }] : []
}

const isNotTheirs: Rule<ApprovalRow> = async (approval, ctx) => {
  if (ctx.actor.id === approval.requesterId) return refuse('approval.own_request', 'You asked for this yourself, so somebody else decides.')
  const agentId = await agentOf(ctx, approval.clientId)
  const missing = approval.requirements.filter((one) => !meets(ctx.actor, one, agentId))
  return (
    missing.length > 0 &&
    refuse('approval.not_yours', 'You cannot decide {number}: it also needs {who}.', {
      number: approval.number ?? '',
      who: missing.map(whoIn).join(' + '),
    })
  )
}
const whoIn = (one: ApprovalRow['requirements'][number]) =>
  one.approvers
    .map((approver) =>
      approver.who === 'role'
        ? approver.role
        : approver.who === 'permission'
          ? approver.permission
          : approver.who === 'staff'
            ? 'a named person'
            : "the client's agent",
    )
    .join(' / ')

const lacksItsReason: Rule<ApprovalRow, { reason?: string | undefined }> = (approval, _ctx, { reason }) =>
  approval.requirements.some((one) => one.needsReason) &&
  !reason?.trim() &&
  refuse('approval.needs_reason', 'This steps over a rule, so it needs a reason. It is kept.')

const isStale: Rule<ApprovalRow> = async (approval, ctx) => {
  if (!approval.record || !approval.recordId) return false
  const row = await ctx.facts(ctx.house.records.get(approval.record)!).where({ id: approval.recordId }).first()
  return (
    row?.version !== approval.recordVersion &&
    refuse(
      'approval.is_stale',
      '{number} is out of date: what it is about was changed meanwhile. A new card comes if it is still needed.',
      { number: approval.number ?? '' },
    )
  )
}

/** Why this person cannot decide this approval now, without deciding it: for forms that ask for a reason first. */
export const whyNotDecide = async (ctx: Ctx, approval: ApprovalRow) =>
  notOnTimetable(approvalLifecycle as never, approval, 'approve') ||
  (await isNotTheirs(approval, ctx, {})) ||
  (await isStale(approval, ctx, {}))

export const approve = action(Approval, {
  name: 'approval.approve',
  says: 'Approve',
  needs: 'approval.decide',
  input: z.strictObject({ reason: z.string().trim().max(1000).optional() }),
  touches: ['approval'],
  moves: { lifecycle: approvalLifecycle, move: 'approve' },
  unless: [isNotTheirs, lacksItsReason, isStale],
  locks: locksOf,
  async run(ctx, approval, { reason }) {
    const decided = { decidedBy: ctx.actor.id, decidedAt: ctx.now, reason: reason ?? null }
    const frozen = ctx.house.actions.get(approval.action)
    const requester = await requesterOf(ctx, approval)
    if (!frozen || !requester) {
      await ctx.move(approvalLifecycle, approval, 'lapse', { ...decided, reason: 'the one who asked is gone' })
      return sentence('approval.requester_gone', '{number} cannot be done any more: the one who asked is gone.', {
        number: approval.number ?? '',
      })
    }
    const covers = approval.requirements.flatMap((one) => one.refusal ?? [])
    try {
      const outcome = await ctx.resume(requester, frozen, approval.input, { approvalId: approval.id, covers, reason: reason ?? null })
      await ctx.move(approvalLifecycle, approval, 'approve', decided)
      return outcome.said
    } catch (error) {
      if (!(error instanceof Expected) || error instanceof Conflict) throw error
      await ctx.move(approvalLifecycle, approval, 'lapse', { ...decided, reason: error.message.slice(0, 1000) })
      return sentence('approval.lapsed', '{number} could not be done any more: {why}', {
        number: approval.number ?? '',
        why: error.message,
      })
    }
  },
})

export const reject = action(Approval, {
  name: 'approval.reject',
  says: 'Reject, with the reason that the requester is told',
  needs: 'approval.decide',
  input: z.strictObject({ reason: z.string().trim().min(3).max(500) }),
  touches: ['approval'],
  moves: { lifecycle: approvalLifecycle, move: 'reject' },
  unless: [isNotTheirs, isStale],
  locks: locksOf,
  async run(ctx, approval, { reason }) {
    await ctx.move(approvalLifecycle, approval, 'reject', { decidedBy: ctx.actor.id, decidedAt: ctx.now, reason })
    return sentence('approval.rejected', '{number} is rejected: {reason}', { number: approval.number ?? '', reason })
  },
})

/** Closes an approval whose matter is gone or has changed. */
export const withdrawApproval = action(Approval, {
  name: 'approval.withdraw',
  says: 'Withdraw a request for a decision',
  needs: 'approval.withdraw',
  input: z.strictObject({ reason: z.string().trim().max(500).optional() }),
  touches: ['approval'],
  moves: { lifecycle: approvalLifecycle, move: 'withdraw' },
  async run(ctx, approval, { reason }) {
    await ctx.move(approvalLifecycle, approval, 'withdraw', { decidedAt: ctx.now, reason: reason ?? null })
    return sentence('approval.withdrawn', '{number} is withdrawn.', { number: approval.number ?? '' })
  },
})

/** An approver answered with a counter-offer: what was asked is changed, and the requester takes or refuses it. */
export const counterApproval = action(Approval, {
  name: 'approval.counter',
  says: 'Answer what is asked with a counter-offer',
  needs: 'approval.counter',
  inner: true,
  input: z.strictObject({ by: z.uuid().nullable() }),
  touches: ['approval'],
  moves: { lifecycle: approvalLifecycle, move: 'counter' },
  async run(ctx, approval, { by }) {
    await ctx.move(approvalLifecycle, approval, 'counter', { decidedBy: by, decidedAt: ctx.now })
    return sentence('approval.countered', '{number} is answered with a counter-offer.', { number: approval.number ?? '' })
  },
})

/** The requester took the counter-offer, refused it, or let it run out. */
export const answerCounter = action(Approval, {
  name: 'approval.answer',
  says: 'Write down what became of a counter-offer',
  needs: 'approval.answer',
  inner: true,
  input: z.strictObject({ answer: z.enum(['take', 'refuse', 'expire']) }),
  touches: ['approval.state'],
  async run(ctx, approval, { answer }) {
    await ctx.move(approvalLifecycle, approval, answer)
    return sentence('approval.answered', 'The counter-offer to {number} is answered.', { number: approval.number ?? '' })
  },
})

/** Its time has run out: once it goes to those who step in, then it ends. */
export const expireApproval = action(Approval, {
  name: 'approval.expire',
  says: 'The time for a decision has run out',
  needs: 'approval.expire',
  inner: true,
  input: z.strictObject({}),
  touches: ['approval'],
  async run(ctx, approval) {
    const number = approval.number ?? ''
    if (approval.state !== 'waiting' || !approval.expiresAt || approval.expiresAt > ctx.now)
      return sentence('approval.not_expired', '{number} is not out of time.', { number })
    const ladder = approval.requirements.some((one) => one.escalateTo?.length)
    if (ladder && !approval.escalatedAt) {
      const requirements = approval.requirements.map((one) => ({ ...one, approvers: [...one.approvers, ...(one.escalateTo ?? [])] }))
      const hours = Math.min(...approval.requirements.map((one) => one.expiresHours))
      await ctx.change(approval, { requirements, escalatedAt: ctx.now, expiresAt: new Date(ctx.now.getTime() + hours * HOUR) })
      return sentence('approval.escalated', '{number} has waited too long and is shown to those who step in.', { number })
    }
    await ctx.move(approvalLifecycle, approval, 'expire', { decidedAt: ctx.now })
    return sentence('approval.expired', '{number} has run out of time.', { number })
  },
})

const requesterOf = async (ctx: Ctx, approval: ApprovalRow): Promise<Actor | null> => {
  if (approval.requesterKind !== 'system')
    return ctx.house.hooks.actorFor(ctx.db, { kind: approval.requesterKind, id: approval.requesterId })
  const [kind, id] = approval.onBehalfOf?.split(':') ?? []
  return system(kind ? { kind: kind as Actor['kind'], id: id ?? null } : null)
}

const policyInput = Policy.fields.omit({ state: true })

const nobodyCouldDecide: Rule<null, z.output<typeof policyInput>> = async (_row, ctx, input) => {
  const open = input.approvers.some((approver) => approver.who === 'agent_of_client')
  if (open) return false
  const requirement = {
    code: input.code,
    why: sentence('policy.asks', '{code}: {note}', { code: input.code, note: input.note ?? '' }),
    needsReason: false,
    approvers: input.approvers,
    escalateTo: null,
    expiresHours: input.expiresHours,
    refusal: input.refusal,
  }
  return (
    (await decidersOf(ctx, [requirement as never], null, null)).length === 0 &&
    refuse('policy.nobody_can_decide', 'Nobody could decide by this policy. Name a role or a person who may decide approvals.')
  )
}

export const createPolicy = creation(Policy, {
  name: 'policy.create',
  says: 'Say who must agree to what',
  needs: { room: 'approvals', level: 'create' },
  input: policyInput,
  touches: ['policy'],
  unless: [nobodyCouldDecide],
  async run(ctx, input) {
    const row = await ctx.create(Policy, input)
    return { said: sentence('policy.created', 'The policy {code} holds from now on.', { code: row.code }), row }
  },
})

export const switchPolicy = action(Policy, {
  name: 'policy.switch',
  says: 'Switch a policy on or off',
  needs: { room: 'approvals', level: 'edit' },
  input: z.strictObject({ state: z.enum(['active', 'off']) }),
  touches: ['policy.state'],
  async run(ctx, policy, { state }) {
    await ctx.change(policy, { state })
    return sentence('policy.switched', 'The policy {code} is {state} now.', { code: policy.code, state: { key: `policy.state.${state}` } })
  },
})
