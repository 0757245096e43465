import { z } from 'zod'
import type { AnyAction } from '../../../../core/kernel/action.ts'
import type { Call } from '../../../../core/kernel/ctx.ts'
import { NotFound } from '../../../../core/kernel/errors.ts'
import { approve, reject } from '../../../../core/modules/approvals/actions/decide.ts'
import { waitingFor } from '../../../../core/modules/approvals/queries.ts'
import { Product } from '../../../../core/modules/catalog/records.ts'
import { cancelOrder } from '../../../../core/modules/sales/actions/decide.ts'
import { refuseOffer, takeOffer } from '../../../../core/modules/sales/actions/offer.ts'
import { returnOrder } from '../../../../core/modules/sales/actions/returns.ts'
import { orderView } from '../../../../core/modules/sales/queries.ts'
import { Order } from '../../../../core/modules/sales/records.ts'
import { changeLines, type Held, mustOrder } from './cart.ts'
import { type Asked, operation, pageAfter, pageKey, paging } from './operation.ts'
import { arrivedAmong, namesIn, orderItem, wholeOrder } from './order-view.ts'
import { Done, OrderItem, OrderPage, OrderView } from './views.ts'
import { sayInPortal } from './words.ts'

const reason = z.string().trim().max(500).optional()
const version = z.int().min(1)

const listOrders = operation('get', '/portal/orders', 'portal.orders', {
  says: 'The orders that this contact may see, newest first',
  query: z.object({
    q: z.string().max(100).optional().describe('A number, or the own reference'),
    state: z.enum(['open', 'closed']).optional(),
    ...paging,
  }),
  answer: OrderPage,
  async run(asked) {
    const { q, state, after, limit } = asked.query
    const ctx = asked.look()
    const at = pageAfter(after)
    const rows = await ctx
      .rows(Order)
      .whereNot('state', 'draft')
      .shape((query) => {
        query.whereRaw('coalesce(number, foreign_reference) is not null')
        if (state === 'open') query.whereRaw("(state in ('placed', 'offered') or (state = 'accepted' and delivery_state <> 'wholly'))")
        if (state === 'closed')
          query.whereRaw("not (state in ('placed', 'offered') or (state = 'accepted' and delivery_state <> 'wholly'))")
        if (q?.trim()) {
          const like = `%${q.trim().replace(/[\\%_]/g, '\\$&')}%`
          query.whereRaw('(number ilike ? or client_reference ilike ? or foreign_reference ilike ?)', [like, like, like])
        }
        if (at) query.whereRaw('(coalesce(placed_at, created_at), id) < (?::timestamptz, ?::uuid)', [at[0] ?? '-infinity', at[1]])
        query.orderByRaw('coalesce(placed_at, created_at) desc, id desc')
      })
      .limit(limit + 1)
    const page = rows.slice(0, limit)
    const names = await namesIn(ctx, asked)
    const arrived = await arrivedAmong(
      ctx,
      page.map(({ id }) => id),
    )
    const last = rows.length > limit ? page.at(-1)! : null
    return {
      items: page.map((order) => orderItem(order, { names, arrived: arrived.has(order.id) }, asked)),
      next: last ? pageKey((last.placedAt ?? last.createdAt).toISOString(), last.id) : null,
    }
  },
})

const readOrder = operation('get', '/portal/orders/:id', 'portal.order', {
  says: 'One order: its lines, how it stands, what may be done with it',
  answer: OrderView,
  run: (asked) => wholeOrder(asked, asked.params.id ?? ''),
})

/** Performs an action on the row of the route, with the press as evidence, and tells what was said. */
const pressed = async (asked: Asked, action: AnyAction, call: Omit<Call, 'id' | 'press' | 'key'>) => {
  const outcome = await asked.parts.house.perform(asked.caller, action, {
    id: asked.params.id ?? '',
    press: asked.press,
    ...asked.key,
    ...call,
  } as Call)
  return { said: asked.parts.sayIn(outcome.said, asked.language), waits: outcome.kind === 'waiting', id: outcome.id }
}

const take = operation('post', '/portal/orders/:id/take', 'portal.take_offer', {
  says: 'Take the order as we offered it changed: this binds',
  body: z.strictObject({ version }),
  answer: Done,
  run: (asked) => pressed(asked, takeOffer as never, { version: asked.body.version, input: {} }),
})

const refuse = operation('post', '/portal/orders/:id/refuse', 'portal.refuse_offer', {
  says: 'Do not take the order as we offered it changed',
  body: z.strictObject({ version, reason }),
  answer: Done,
  run: (asked) => pressed(asked, refuseOffer as never, { version: asked.body.version, input: given(asked.body.reason) }),
})

const cancel = operation('post', '/portal/orders/:id/cancel', 'portal.cancel', {
  says: 'Cancel an order before its goods have left: this binds',
  body: z.strictObject({ version, reason }),
  answer: Done,
  run: (asked) => pressed(asked, cancelOrder as never, { version: asked.body.version, input: given(asked.body.reason) }),
})

const given = (text: string | undefined) => (text ? { reason: text } : {})

const giveBack = operation('post', '/portal/orders/:id/return', 'portal.return', {
  says: 'Ask to give back goods of a delivered order',
  body: z.strictObject({
    lines: z
      .array(z.strictObject({ lineId: z.uuid(), quantityMilli: z.int().min(1).max(1e12) }))
      .min(1)
      .max(500),
    reason: z.string().trim().min(3).max(500),
  }),
  answer: Done,
  run: (asked) => pressed(asked, returnOrder as never, { input: asked.body }),
})

const again = operation('post', '/portal/orders/:id/again', 'portal.order_again', {
  says: 'Put everything of an earlier order into the cart, at the prices of today',
  answer: Done,
  async run(asked) {
    mustOrder(asked)
    const ctx = asked.look()
    const id = asked.params.id ?? ''
    const view = await orderView(ctx, id)
    if (!view) throw new NotFound('order', id)
    const sold = new Set(
      (
        await ctx.rows(Product).whereIn(
          'id',
          view.lines.map(({ productId }) => productId),
        )
      ).map((one) => one.id),
    )
    const lines = view.lines.filter(({ productId }) => sold.has(productId))
    await changeLines(asked, (before) => {
      const held = new Map(before.map((line) => [line.productId, line]))
      for (const { productId, quantityMilli } of lines) {
        const there = held.get(productId)?.quantityMilli ?? 0
        held.set(productId, { productId, quantityMilli: there + quantityMilli, shortage: null } satisfies Held)
      }
      return [...held.values()]
    })
    const count = view.lines.length - lines.length
    const remarks = [
      ...(lines.length ? [sayInPortal('put_in', {}, asked.language)] : []),
      ...(count ? [sayInPortal('left_out', { count }, asked.language)] : []),
    ]
    return { said: remarks.join(' '), waits: false, id: null }
  },
})

const listApprovals = operation('get', '/portal/approvals', 'portal.approvals', {
  says: 'Orders of colleagues at the own company that this contact is asked about',
  answer: z.object({ items: z.array(OrderItem.extend({ approvalId: z.string() })) }),
  async run(asked) {
    const ctx = asked.look()
    const names = await namesIn(ctx, asked)
    const waiting = asked.contact.grants.permissions.has('approve_orders') ? await waitingFor(ctx, asked.contact) : []
    const items = []
    for (const { id, record, recordId } of waiting) {
      const order = record === 'order' && recordId ? await ctx.rows(Order).where({ id: recordId }).first() : undefined
      if (order) items.push({ ...orderItem(order, { names, arrived: false }, asked), approvalId: id })
    }
    return { items }
  },
})

const agree = operation('post', '/portal/approvals/:id/approve', 'portal.agree', {
  says: 'Agree to the order of a colleague at the own company: this binds',
  answer: Done,
  run: (asked) => pressed(asked, approve as never, { input: {} }),
})

const disagree = operation('post', '/portal/approvals/:id/reject', 'portal.disagree', {
  says: 'Do not agree to the order of a colleague at the own company',
  body: z.strictObject({ reason }),
  answer: Done,
  run: (asked) =>
    pressed(asked, reject as never, {
      input: { reason: asked.body.reason || sayInPortal('colleague_refused', { name: asked.contact.name }, asked.language) },
    }),
})

export const orderOperations = [listOrders, readOrder, take, refuse, cancel, giveBack, again, listApprovals, agree, disagree]
