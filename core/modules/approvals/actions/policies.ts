import { z } from 'zod'
import { action, creation } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import type { Rule } from '../../../kernel/lifecycle.ts'
import { type Refused, refuse, sentence } from '../../../kernel/sentence.ts'
import { Policy } from '../records.ts'
import { benchOf, meetsIt } from '../rules.ts'

const policyInput = Policy.fields.omit({ state: true })
type PolicyAsGiven = z.output<typeof policyInput>

/** Some approvers depend on the client: who they are is seen when it is asked, and where there is nobody it falls to the admins. */
const dependsOnClient = ({ approvers }: Pick<PolicyAsGiven, 'approvers'>) =>
  approvers.some(({ who }) => who === 'agent_of_client' || who === 'contact')

const tooFewDecide = async (ctx: Ctx, policy: Pick<PolicyAsGiven, 'approvers' | 'needed'>): Promise<Refused | false> => {
  if (dependsOnClient(policy)) return false
  const bench = await benchOf(ctx, { requirements: [], decisions: [], clientId: null, requesterId: null, onBehalfOf: null })
  const count = bench.everybody.filter((decider) => meetsIt(decider, policy, bench.matter)).length
  if (count === 0)
    return refuse('policy.nobody_can_decide', 'Nobody could decide by this policy. Name a role or a person who may decide approvals.')
  return (
    count < policy.needed &&
    refuse('policy.too_few_can_decide', 'This asks for {needed} people, but only {count} could decide. Ask for fewer or name more.', {
      needed: policy.needed,
      count,
    })
  )
}

/** Two policies that come after each other would wait for ever. */
const waitsForItself = async (
  ctx: Ctx,
  { code, after, action }: Pick<PolicyAsGiven, 'code' | 'after' | 'action'>,
): Promise<Refused | false> => {
  const others = new Map((await ctx.facts(Policy).where({ action, archivedAt: null })).map((one) => [one.code, one.after]))
  others.set(code, after)
  const seen = new Set<string>()
  for (let at: string | null | undefined = after; at; at = others.get(at)) {
    if (at === code) return refuse('policy.waits_for_itself', '{code} would come after itself. Say another order.', { code })
    if (seen.has(at)) return false
    seen.add(at)
  }
  return false
}

const isUnsound: Rule<null, PolicyAsGiven> = async (_row, ctx, input) => (await tooFewDecide(ctx, input)) || waitsForItself(ctx, input)

export const createPolicy = creation(Policy, {
  name: 'policy.create',
  says: 'Say who must agree to what',
  needs: { room: 'approvals', level: 'create' },
  input: policyInput,
  touches: ['policy'],
  unless: [isUnsound],
  async run(ctx, input) {
    const row = await ctx.create(Policy, input)
    return { said: sentence('policy.created', 'The policy {code} holds from now on.', { code: row.code }), row }
  },
})

export const changePolicy = action(Policy, {
  name: 'policy.change',
  says: 'Change who must agree to what; what waits already is decided as it was asked',
  needs: { room: 'approvals', level: 'edit' },
  input: policyInput.omit({ code: true }),
  touches: ['policy'],
  unless: [async ({ code }, ctx, input) => (await tooFewDecide(ctx, input)) || waitsForItself(ctx, { ...input, code })],
  async run(ctx, policy, input) {
    await ctx.change(policy, input)
    return sentence('policy.changed', 'The policy {code} is changed.', { code: policy.code })
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
