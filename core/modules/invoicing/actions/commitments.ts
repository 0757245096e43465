import { z } from 'zod'
import { creation, type LockPlan } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { minor, ref } from '../../../kernel/fields.ts'
import { sentence } from '../../../kernel/sentence.ts'
import { Client } from '../../crm/records.ts'
import { Commitment } from '../records.ts'
import { commitmentToLock, isOtherCurrency } from '../rules.ts'

const commitmentOf = async (ctx: Ctx, sourceId: string) => {
  const [found] = await ctx.facts(Commitment).where({ sourceId })
  return found ? (await ctx.lock(Commitment, [found.id]))[0] : undefined
}

/** The client first, so that two calls for one source do not both find nothing. */
const clientThenCommitment = async (ctx: Ctx, clientId: string, sourceId: string): Promise<LockPlan> => {
  await ctx.lock(Client, [clientId])
  return commitmentToLock(ctx, sourceId)
}

/** Counts an order against the client's limit until it is billed: sets the amount, however often it is called. */
export const holdCommitment = creation(Commitment, {
  name: 'commitment.hold',
  says: 'Count an order against the credit limit of its client',
  needs: { room: 'invoicing', level: 'edit' },
  inner: true,
  input: z.strictObject({
    clientId: ref('client'),
    sourceRecord: z.string().min(1).max(60),
    sourceId: z.uuid(),
    amountMinor: minor().min(0),
    currency: z.string().length(3),
  }),
  touches: ['commitment'],
  locks: (_, ctx, { clientId, sourceId }) => clientThenCommitment(ctx, clientId, sourceId),
  async run(ctx, input) {
    const refused = isOtherCurrency(await ctx.facts(Client).byId(input.clientId), input.currency)
    if (refused) throw new Refusal(refused)
    const found = await commitmentOf(ctx, input.sourceId)
    const row = found ? await ctx.change(found, { amountMinor: input.amountMinor }) : await ctx.create(Commitment, input)
    const said = sentence('commitment.is_held', '{amount} count against the credit limit.', {
      amount: { minor: input.amountMinor, currency: input.currency },
    })
    return { said, row }
  },
})

/** The order counts no more: cancelled, declined or run out. Once it is released, nothing more happens. */
export const releaseCommitment = creation(Commitment, {
  name: 'commitment.release',
  says: 'Stop counting an order against the credit limit',
  needs: { room: 'invoicing', level: 'edit' },
  inner: true,
  input: z.strictObject({ sourceRecord: z.string().min(1).max(60).optional(), sourceId: z.uuid() }),
  touches: ['commitment.amountMinor'],
  locks: (_, ctx, { sourceId }) => commitmentToLock(ctx, sourceId),
  async run(ctx, { sourceId }) {
    const found = await commitmentOf(ctx, sourceId)
    if (found) await ctx.change(found, { amountMinor: 0 })
    return sentence('commitment.is_released', 'The order does not count against the credit limit any more.')
  },
})
