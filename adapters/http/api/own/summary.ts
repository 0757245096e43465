import { figuresFor } from '../../../../bots/staff/figures.ts'
import { may } from '../../../../core/kernel/actor.ts'
import { NotAllowed } from '../../../../core/kernel/errors.ts'
import { MOST_TRIES } from '../../../../core/kernel/outbox.ts'
import { Product } from '../../../../core/modules/catalog/records.ts'
import { Conversation } from '../../../../core/modules/conversations/records.ts'
import { Stock } from '../../../../core/modules/warehouse/records.ts'
import { actorIn } from '../caller.ts'
import { answers, jsonContent } from '../openapi/common.ts'
import { refTo } from '../openapi/schemas.ts'
import { type OwnParts, type OwnRoute, readsOf } from './route.ts'

const MOST_LOW = 20

/** `GET /summary`: the figures of the day, as far as the caller may see them. */
export const summaryRoute: OwnRoute = {
  method: 'get',
  path: '/summary',
  operation: {
    operationId: 'summary',
    tags: ['API'],
    summary: 'The figures of the day: orders, deliveries, payments, what is owed, what waits, what is short',
    description: 'A part is null where the caller may not look. Amounts are told by currency.',
    responses: { '200': { description: 'The figures.', content: jsonContent(refTo('summary')) }, ...answers('401', '403', '429', '503') },
  },
  async run(parts, ctx) {
    const actor = actorIn(ctx)
    if (actor.kind === 'contact') throw new NotAllowed('console')
    const reads = readsOf(parts, ctx)
    const { orders, owed, payments, ...rest } = await figuresFor(reads)
    const sees = (room: string) => may(actor, { room, level: 'view' })
    ctx.body = {
      ...rest,
      orders: orders && { ...orders, sales: Object.fromEntries(orders.sales), byHour: Object.fromEntries(orders.byHour) },
      payments: payments && { count: payments.count, sums: Object.fromEntries(payments.sums) },
      owed: owed && {
        open: Object.fromEntries(owed.open),
        overdue: Object.fromEntries(owed.overdue),
        overdueCount: owed.overdueCount,
        byAge: Object.fromEntries(owed.byAge),
      },
      conversationsWaiting: sees('conversations') ? await reads.rows(Conversation).where({ handling: 'waiting' }).count() : null,
      messagesDead: sees('conversations') ? await countDead(parts) : null,
      effectsDead: sees('settings') ? await countDeadEffects(parts) : null,
      lowStock: sees('warehouse') && sees('catalog') ? await lowStock(reads) : null,
    }
  },
}

const countDead = async ({ house }: OwnParts) => {
  const { rows } = await house.db.raw<{ rows: { count: number }[] }>(
    `select (select count(*) from messages where state in ('dead', 'failed'))::int + (select count(*) from inbound where dead)::int as count`,
  )
  return rows[0]!.count
}

const countDeadEffects = async ({ house }: OwnParts) =>
  Number((await house.db('outbox').where('attempts', '>=', MOST_TRIES).count({ count: '*' }))[0]!.count)

/** Products of which less is free than one usually buys at least, the emptiest first. */
const lowStock = async (reads: ReturnType<typeof readsOf>) => {
  const { rows } = await reads.db.raw(
    `select stock.product_id as "productId", products.code, products.name_en as "nameEn", products.name_ro as "nameRo", products.unit, stock.warehouse_id as "warehouseId",
       stock.on_hand_milli as "onHandMilli", stock.reserved_milli as "reservedMilli"
     from stock join products on products.id = stock.product_id
     where stock.on_hand_milli - stock.reserved_milli < products.min_quantity_milli and products.state = 'active' and products.archived_at is null
       and stock.id in (select id from (:stock) visible) and products.id in (select id from (:products) visible)
     order by stock.on_hand_milli - stock.reserved_milli, products.code limit :most`,
    { stock: reads.visible(Stock) as unknown as string, products: reads.visible(Product) as unknown as string, most: MOST_LOW },
  )
  return rows
}
