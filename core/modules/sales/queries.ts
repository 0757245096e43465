import type { Ctx } from '../../kernel/ctx.ts'
import type { RowOf } from '../../kernel/record.ts'
import { Order, OrderLine, OrderReturn, OrderReturnLine } from './records.ts'

export type OrderRow = RowOf<(typeof Order)['fields']>
export type OrderLineRow = RowOf<(typeof OrderLine)['fields']>
export type OrderView = { order: OrderRow; lines: OrderLineRow[] }

/** An order with its lines, as the actor may see it; undefined where there is none for this actor. */
export const orderView = async (ctx: Ctx, id: string): Promise<OrderView | undefined> => {
  const order = await ctx.rows(Order).where({ id }).first()
  return order && { order, lines: await ctx.rows(OrderLine).where({ orderId: id }).orderBy('position') }
}

/** An order by its number, as written by a person: "CMD-0012", "cmd-12", "12". */
export const orderByNumber = (ctx: Ctx, said: string) => {
  const digits = said.replace(/\D/g, '')
  return digits
    ? ctx
        .rows(Order)
        .shape((query) => query.whereRaw(`number ~ ?`, [`-0*${Number(digits)}$`]))
        .first()
    : Promise.resolve(undefined)
}

/** The draft that this contact is working on, if any. */
export const draftOf = (ctx: Ctx, contactId: string) =>
  ctx.rows(Order).where({ contactId, state: 'draft' }).orderBy('createdAt', 'desc').first()

/** Orders that are on their way, newest first. */
export const onTheWay = (ctx: Ctx, clientId: string, limit = 5) =>
  ctx
    .rows(Order)
    .where({ clientId })
    .shape((query) =>
      query.where((either) =>
        either
          .whereIn('state', ['placed', 'offered'])
          .orWhere((also) => also.where('state', 'accepted').whereNot('deliveryState', 'wholly')),
      ),
    )
    .orderBy('createdAt', 'desc')
    .limit(limit)

/** The last orders of a client that came to something, newest first. */
export const lastOrders = (ctx: Ctx, clientId: string, limit = 5) =>
  ctx.rows(Order).where({ clientId, state: 'accepted' }).orderBy('placedAt', 'desc').limit(limit)

type PastLine = { productId: string; quantityMilli: number; reference: string; day: string }

/** The lines of a client's last accepted orders, for "the same as last time" and "the usual": those that the actor may see. */
export const history = async (ctx: Ctx, clientId: string, orders = 30): Promise<PastLine[]> => {
  const last = await lastOrders(ctx, clientId, orders)
  const byId = new Map(last.map((order) => [order.id, order]))
  const lines = await ctx
    .rows(OrderLine)
    .whereIn('orderId', [...byId.keys()])
    .orderBy('position')
  return lines.map(({ orderId, productId, quantityMilli }) => {
    const order = byId.get(orderId)!
    return {
      productId,
      quantityMilli,
      reference: order.number ?? order.foreignReference ?? order.id,
      day: (order.placedAt ?? order.createdAt).toISOString(),
    }
  })
}

/** Orders in these states whose time has run out, for the sweep. */
export const outOfTime = (ctx: Ctx, limit = 200) =>
  ctx.facts(Order).whereIn('state', ['draft', 'placed', 'offered']).where('expiresAt', '<=', ctx.now).orderBy('expiresAt').limit(limit)

/** What a client bought lately, for the card that an approver sees. */
export const clientHistory = async (ctx: Ctx, clientId: string) => {
  const { rows } = await ctx.db.raw<{ rows: { orders: number; total: number | null; last: Date | null; declined: number }[] }>(
    `select count(*) filter (where state = 'accepted')::int as orders, sum(total_minor) filter (where state = 'accepted')::bigint as total,
            max(placed_at) filter (where state = 'accepted') as last, count(*) filter (where state = 'declined')::int as declined
     from sales_orders where client_id = ? and id in (?) and created_at > ?`,
    [clientId, ctx.visible(Order as never), new Date(ctx.now.getTime() - 365 * 86_400_000)],
  )
  return rows[0]!
}

/** Placed orders of a client by what they are called: our number ("CMD-0012", "12"), or the client's own reference. Newest first. */
export const ordersCalled = (ctx: Ctx, clientId: string, said: string, limit = 5) => {
  const wanted = said.trim().toLowerCase()
  const digits = /^(?:cmd)?[\s-]*0*(\d{1,9})$/.exec(wanted)?.[1]
  return ctx
    .rows(Order)
    .where({ clientId })
    .shape((query) =>
      query.whereNotNull('number').where((either) => {
        either.whereRaw('lower(client_reference) = ?', [wanted])
        if (digits) either.orWhereRaw('number ~ ?', [`-0*${digits}$`])
      }),
    )
    .orderBy('createdAt', 'desc')
    .limit(limit)
}

export type ReturnRow = RowOf<(typeof OrderReturn)['fields']>

/** A return with its lines, as the actor may see it; undefined where there is none for this actor. */
export const returnView = async (ctx: Ctx, id: string) => {
  const row = await ctx.rows(OrderReturn).where({ id }).first()
  return row && { row, lines: await ctx.rows(OrderReturnLine).where({ returnId: id }).orderBy('id') }
}

/** Orders of a client of which goods have left, the last ones first: those that something can be given back of. */
export const deliveredOrders = (ctx: Ctx, clientId: string, limit = 9) =>
  ctx
    .rows(Order)
    .where({ clientId, state: 'accepted' })
    .whereNot('number', null)
    .whereNot('deliveryState', 'none')
    .orderBy('placedAt', 'desc')
    .limit(limit)

/** Orders that still stand although their approval was rejected by then, for the sweep: whose rejection was not taken back in time. */
export const rejectedBefore = async (ctx: Ctx, before: Date, limit = 200) => {
  const { rows } = await ctx.db.raw<{ rows: { orderId: string; approvalId: string; reason: string }[] }>(
    `select orders.id as "orderId", approvals.id as "approvalId", coalesce(approvals.reason, '…') as reason
     from sales_orders orders join approvals on approvals.record_id = orders.id and approvals.action = 'order.accept'
     where orders.state = 'placed' and approvals.state = 'rejected' and approvals.decided_at <= ?
       and not exists (select from approvals later where later.record_id = orders.id and later.state = 'waiting')
     order by approvals.decided_at limit ?`,
    [before, limit],
  )
  return rows
}
