import type { Hooks, Requirement } from '../../kernel/hooks.ts'
import { sentence } from '../../kernel/sentence.ts'
import { compileCondition } from '../../language/conditions.ts'
import { requestApproval } from './actions.ts'
import { agentOf, meets } from './queries.ts'
import { Policy, type RequirementAsAsked } from './records.ts'

/** An override that no policy speaks about waits this long. */
const OVERRIDE_HOURS = 48

/**
 * Which people must agree to a call: every active policy of the action whose condition holds, and for every refusal that may be
 * overridden its policy, or else those who hold the permission. Somebody who could decide is not asked to ask others.
 */
export const policyFor: Hooks['policyFor'] = async (ctx, { action, row, input, refusals }) => {
  const policies = await ctx.facts(Policy).where({ action: action.name, state: 'active', archivedAt: null }).orderBy('code')
  if (!policies.length && !refusals.length) return []
  const actor = { kind: ctx.actor.kind, id: ctx.actor.id, roles: ctx.actor.kind === 'staff' ? ctx.actor.roles : [] }
  const scope = { record: row ?? undefined, actor, call: { ...(input as object), door: ctx.door } }
  const asked: RequirementAsAsked[] = policies
    .filter((policy) => policy.refusal === null && (policy.condition === null || compileCondition(policy.condition)(scope)))
    .map((policy) => ({
      code: policy.code,
      why: sentence('policy.asks', '{code}: {note}', { code: policy.code, note: policy.note ?? '' }),
      needsReason: false,
      approvers: policy.approvers,
      escalateTo: policy.escalateTo,
      expiresHours: policy.expiresHours,
      refusal: null,
    }))
  for (const refused of refusals) {
    const policy = policies.find((one) => one.refusal === refused.code)
    asked.push({
      code: refused.code,
      why: { code: refused.code, words: refused.words, terms: refused.terms },
      needsReason: true,
      approvers: policy?.approvers ?? [{ who: 'permission', permission: refused.overridableBy! }],
      escalateTo: policy?.escalateTo ?? null,
      expiresHours: policy?.expiresHours ?? OVERRIDE_HOURS,
      refusal: refused.code,
    })
  }
  const agentId = await agentOf(ctx, typeof row?.clientId === 'string' ? row.clientId : null)
  const left = asked.filter((one) => one.refusal !== null || ctx.actor.kind === 'system' || !meets(ctx.actor, one, agentId))
  return left as unknown as readonly Requirement[]
}

export const freeze: Hooks['freeze'] = async (ctx, { action, inner, call, row, requester, requirements, refusals }) => {
  const outcome = await ctx.perform(requestApproval, {
    input: {
      action: action.name,
      innerAction: inner.name,
      input: JSON.parse(JSON.stringify({ id: call.id, input: call.input, press: call.press })),
      record: row ? action.record.name : null,
      recordId: row ? String(row.id) : null,
      recordVersion: row ? Number(row.version) : null,
      clientId: typeof row?.clientId === 'string' ? row.clientId : null,
      requesterKind: requester.kind === 'stranger' ? 'system' : requester.kind,
      requesterId: requester.id,
      onBehalfOf: requester.kind === 'system' && requester.onBehalfOf ? `${requester.onBehalfOf.kind}:${requester.onBehalfOf.id}` : null,
      door: ctx.door,
      requirements: requirements as unknown as RequirementAsAsked[],
      refusals: refusals.map(({ code, words, terms, excessMinor }) => ({
        code,
        words,
        terms,
        ...(excessMinor !== undefined && { excessMinor }),
      })),
    },
  })
  return { approvalId: outcome.id!, said: outcome.said }
}
