import type { Ctx } from '../../core/kernel/ctx.ts'
import { Refusal } from '../../core/kernel/errors.ts'
import type { ApprovalRow } from '../../core/modules/approvals/queries.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { type LineAsTold, type LineChange, lineChanges } from '../../core/modules/sales/changes.ts'
import { priced, type Wanted } from '../../core/modules/sales/pricing.ts'
import { type OrderView, orderView } from '../../core/modules/sales/queries.ts'

/** A line as an approver may change it. */
export type OfferLine = LineAsTold & { shortage: 'wait' | null }

/** What an approval asks about an order, line by line: the order as it was placed, or as a colleague wants to offer it. */
export type Asked = { view: OrderView; lines: OfferLine[]; wantedOn: string | null; reason: string | null; changes: LineChange[] }

type OfferInput = { lines?: Wanted[]; wantedOn?: string | null; reason?: string }

/** What is asked, or null where the order is not there for this reader. An offer that cannot be priced any more is shown as placed. */
export const askedOf = async (ctx: Ctx, approval: ApprovalRow): Promise<Asked | null> => {
  const view = approval.recordId ? await orderView(ctx, approval.recordId) : undefined
  if (!view) return null
  const held = view.lines.map((line): OfferLine => ({ ...line, shortage: line.shortage === 'wait' ? 'wait' : null }))
  const asPlaced = { view, lines: held, wantedOn: view.order.deliverOn, reason: null, changes: [] }
  const input = (approval.input as { input?: OfferInput }).input
  if (approval.action !== 'order.offer' || !input?.lines) return asPlaced
  const client = await ctx.rows(Client).byId(view.order.clientId)
  try {
    const { lines } = await priced(ctx, client, input.lines)
    const offered = lines.map((line): OfferLine => ({ ...line, shortage: line.shortage === 'wait' ? 'wait' : null }))
    const wantedOn = input.wantedOn ?? view.order.deliverOn
    return { view, lines: offered, wantedOn, reason: input.reason ?? null, changes: lineChanges(held, offered) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return asPlaced
  }
}
