import { z } from 'zod'
import { action, creation } from '../../../kernel/action.ts'
import type { Rule } from '../../../kernel/lifecycle.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { approvalLifecycle } from '../lifecycle.ts'
import { Approval, type RequirementAsAsked } from '../records.ts'
import type { ApprovalRow } from '../rules.ts'
import { standingOf } from '../tally.ts'

const HOUR_MS = 3_600_000

/** Written by the road itself when a call must wait. */
export const requestApproval = creation(Approval, {
  name: 'approval.request',
  says: 'Ask people to decide',
  needs: 'approval.request',
  inner: true,
  input: Approval.fields.omit({
    number: true,
    state: true,
    decisions: true,
    expiresAt: true,
    escalatedAt: true,
    decidedBy: true,
    decidedByKind: true,
    decidedFor: true,
    decidedAt: true,
    reason: true,
  }),
  touches: ['approval'],
  async run(ctx, input) {
    const hours = Math.min(...open(input.requirements).map((one) => one.expiresHours))
    const row = await ctx.create(Approval, { ...input, expiresAt: new Date(ctx.now.getTime() + hours * HOUR_MS) })
    ctx.number(row)
    return { said: sentence('approval.waits', 'This waits for a decision ({number}).', { number: () => row.number ?? '' }), row }
  },
})

const open = (requirements: readonly RequirementAsAsked[], decisions: Parameters<typeof standingOf>[1] = []) =>
  standingOf(requirements, decisions).flatMap(({ state, requirement }) => (state === 'open' ? [requirement] : []))

/** What somebody else asked is rejected, not withdrawn: nobody's order is left waiting for nobody. */
const isSomebodyElses: Rule<ApprovalRow> = (approval, ctx) =>
  ctx.actor.kind !== 'system' &&
  ctx.actor.id !== approval.requesterId &&
  refuse('approval.not_yours_to_withdraw', 'Only who asked for {number} can withdraw it. Whoever decides it can reject it.', {
    number: approval.number ?? '',
  })

/** Closes an approval whose matter is gone or has changed. */
export const withdrawApproval = action(Approval, {
  name: 'approval.withdraw',
  says: 'Withdraw a request for a decision',
  needs: 'approval.withdraw',
  input: z.strictObject({ reason: z.string().trim().max(500).optional() }),
  touches: ['approval'],
  moves: { lifecycle: approvalLifecycle, move: 'withdraw' },
  unless: [isSomebodyElses],
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
    await ctx.move(approvalLifecycle, approval, 'counter', {
      decidedBy: by,
      decidedByKind: by === null ? null : 'staff',
      decidedAt: ctx.now,
    })
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

/** Its time has run out: it goes up the ladder of those who step in, rung by rung; after the last it ends. */
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
    const asked = open(approval.requirements, approval.decisions)
    const climbing = asked.filter((one) => nextRung(one).length > 0)
    if (climbing.length) {
      const requirements = approval.requirements.map((one) =>
        climbing.includes(one) ? { ...one, approvers: [...one.approvers, ...nextRung(one)], rung: one.rung + 1 } : one,
      )
      const hours = Math.min(...asked.map((one) => one.expiresHours))
      await ctx.move(approvalLifecycle, approval, 'escalate', {
        requirements,
        escalatedAt: ctx.now,
        expiresAt: new Date(ctx.now.getTime() + hours * HOUR_MS),
      })
      return sentence('approval.escalated', '{number} has waited too long and is shown to those who step in.', { number })
    }
    await ctx.move(approvalLifecycle, approval, 'expire', { decidedAt: ctx.now })
    return sentence('approval.expired', '{number} has run out of time.', { number })
  },
})

const nextRung = ({ escalateTo, furtherTo, rung }: RequirementAsAsked) => [escalateTo ?? [], ...furtherTo][rung] ?? []
