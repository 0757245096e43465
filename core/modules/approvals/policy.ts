import type { Hooks, Requirement } from '../../kernel/hooks.ts'
import type { RowOf } from '../../kernel/record.ts'
import { sentence } from '../../kernel/sentence.ts'
import { compileCondition } from '../../language/conditions.ts'
import { contactPermissions } from '../crm/records.ts'
import { requestApproval } from './actions/ask.ts'
import { type Approver, Policy, type RequirementAsAsked } from './records.ts'
import { benchOf, meetsIt, seatOf } from './rules.ts'

/** An override that no policy speaks about waits this long. */
const OVERRIDE_HOURS = 48

/**
 * Which people must agree to a call: every active policy of the action whose condition holds, and for every refusal that may be
 * overridden its policy, or else those who hold the permission. Somebody who could decide is not asked to ask others.
 */
export const policyFor: Hooks['policyFor'] = async (ctx, { action, row, input, refusals }) => {
  const active = await ctx.once(Policy, async () => ctx.facts(Policy).where({ state: 'active', archivedAt: null }).orderBy('code'))
  const policies = active.filter((policy) => policy.action === action.name)
  if (!policies.length && !refusals.length) return []
  const actor = { kind: ctx.actor.kind, id: ctx.actor.id, roles: ctx.actor.kind === 'staff' ? ctx.actor.roles : [] }
  const scope = { record: row ?? undefined, actor, call: { ...(input as object), door: ctx.door } }
  const asked: RequirementAsAsked[] = policies
    .filter((policy) => policy.refusal === null && (policy.condition === null || compileCondition(policy.condition)(scope)))
    .map((policy) => ({
      code: policy.code,
      why: sentence('policy.asks', '{code}: {note}', { code: policy.code, note: policy.note ?? '' }),
      needsReason: false,
      ...termsOf(policy),
      refusal: null,
    }))
  for (const refused of refusals) {
    const policy = policies.find((one) => one.refusal === refused.code)
    asked.push({
      code: refused.code,
      why: { code: refused.code, words: refused.words, terms: refused.terms },
      // A contact of the client gives no reason: the press is kept.
      needsReason: !isContactPermission(refused.overridableBy!),
      ...(policy
        ? termsOf(policy)
        : {
            ...alone,
            approvers: [
              isContactPermission(refused.overridableBy!)
                ? { who: 'contact', permission: refused.overridableBy! }
                : { who: 'permission', permission: refused.overridableBy! },
            ],
          }),
      refusal: refused.code,
    })
  }
  if (!asked.length || ctx.actor.kind === 'system') return asked as unknown as readonly Requirement[]
  const clientId = typeof row?.clientId === 'string' ? row.clientId : null
  const bench = await benchOf(ctx, { requirements: asked, decisions: [], clientId, requesterId: null, onBehalfOf: null })
  const seat = await seatOf(ctx, bench)
  const fourEyes = new Set(policies.flatMap((policy) => (policy.fourEyes ? [policy.code] : [])))
  const couldDecide = (one: RequirementAsAsked) =>
    seat !== null && one.needed === 1 && !fourEyes.has(one.code) && meetsIt(seat.decider, one, bench.matter)
  return asked.filter((one) => one.refusal !== null || !couldDecide(one)) as unknown as readonly Requirement[]
}

const isContactPermission = (permission: string) => (contactPermissions as readonly string[]).includes(permission)

const alone: Pick<RequirementAsAsked, 'needed' | 'after' | 'escalateTo' | 'furtherTo' | 'rung' | 'expiresHours'> & {
  approvers?: Approver[]
} = {
  needed: 1,
  after: null,
  escalateTo: null,
  furtherTo: [],
  rung: 0,
  expiresHours: OVERRIDE_HOURS,
}

const termsOf = ({ approvers, needed, after, escalateTo, furtherTo, expiresHours }: RowOf<(typeof Policy)['fields']>) => ({
  approvers,
  needed,
  after,
  escalateTo,
  furtherTo,
  rung: 0,
  expiresHours,
})

export const freeze: Hooks['freeze'] = async (ctx, { action, inner, call, row, requester, requirements, refusals }) => {
  const outcome = await ctx.perform(requestApproval, {
    input: {
      action: action.name,
      innerAction: inner.name,
      input: JSON.parse(JSON.stringify({ id: call.id, input: call.input, press: call.press, key: call.key })),
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
