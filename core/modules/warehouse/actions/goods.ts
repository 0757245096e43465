import { z } from 'zod'
import { action, creation, type LockPlan } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { day, milli, ref } from '../../../kernel/fields.ts'
import { notOnTimetable } from '../../../kernel/lifecycle.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { Product } from '../../catalog/records.ts'
import { incomingLifecycle, reservationLifecycle } from '../lifecycle.ts'
import { Incoming, type IncomingRow, Reservation, Stock, type StockRow, Warehouse } from '../records.ts'

/** More than anybody stores: keeps sums far from 2^53. */
const MOST_MILLI = 1_000_000_000_000

type Place = { warehouseId: string; productId: string }

const stockAt = (ctx: Ctx, { warehouseId, productId }: Place) => ctx.facts(Stock).where({ warehouseId, productId })

/** What must be locked to change the stock of a product in a warehouse; the warehouse too where there is no row yet, so that only one makes it. */
const shelfToLock = async (ctx: Ctx, at: Place): Promise<LockPlan> => {
  let found = await stockAt(ctx, at)
  if (!found.length) {
    await ctx.lock(Warehouse, [at.warehouseId])
    found = await stockAt(ctx, at)
  }
  return [{ record: Stock as never, ids: found.map(({ id }) => id) }]
}

const shelfAt = async (ctx: Ctx, at: Place): Promise<StockRow> => {
  const [found] = await stockAt(ctx, at)
  if (found) return (await ctx.lock(Stock, [found.id]))[0]!
  return ctx.create(Stock, { ...at, onHandMilli: 0, reservedMilli: 0 })
}

const named = async (ctx: Ctx, { warehouseId, productId }: Place) => {
  const product = await ctx.facts(Product).byId(productId)
  const warehouse = await ctx.facts(Warehouse).byId(warehouseId)
  return { product: `${product.code} ${product.nameEn}`, warehouse: warehouse.name }
}

const isNotExpected = (incoming: IncomingRow) => notOnTimetable(incomingLifecycle as never, incoming, 'arrive')

/** Goods that were on their way are here: what was promised of them becomes reserved stock, the oldest promise first. */
export const receiveGoods = action(Incoming, {
  name: 'stock.receive',
  says: 'Receive goods that were on their way',
  needs: 'stock.receive',
  input: z.strictObject({
    quantityMilli: milli().min(1).max(MOST_MILLI).optional().describe('How much has come (Default: all that was expected)'),
  }),
  touches: ['stock', 'incoming', 'reservation'],
  unless: [isNotExpected],
  locks: (incoming, ctx) => shelfToLock(ctx, incoming),
  async run(ctx, incoming, { quantityMilli }) {
    const arrived = quantityMilli ?? incoming.quantityMilli
    const shelf = await shelfAt(ctx, incoming)
    const promises = await ctx.facts(Reservation).where({ incomingId: incoming.id, state: 'waiting', archivedAt: null })
    const waiting = await ctx.lock(
      Reservation,
      promises.map(({ id }) => id),
    )
    waiting.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1))
    let left = arrived
    for (const reservation of waiting) {
      const filled = Math.min(left, reservation.quantityMilli)
      if (filled === 0) break
      left -= filled
      const restMilli = reservation.quantityMilli - filled
      await ctx.move(reservationLifecycle, reservation, 'hold', { quantityMilli: filled })
      if (restMilli > 0) {
        const { sourceRecord, sourceId, lineId, productId, warehouseId, incomingId, deliveryNoteId } = reservation
        const rest = { sourceRecord, sourceId, lineId, productId, warehouseId, incomingId, deliveryNoteId }
        await ctx.create(Reservation, { ...rest, quantityMilli: restMilli, state: 'waiting' })
      }
    }
    const filledMilli = arrived - left
    await ctx.change(shelf, { onHandMilli: shelf.onHandMilli + arrived, reservedMilli: shelf.reservedMilli + filledMilli })
    const leftToCome = Math.max(0, incoming.quantityMilli - arrived)
    await ctx.move(incomingLifecycle, incoming, leftToCome > 0 ? 'arrive_in_part' : 'arrive', {
      quantityMilli: leftToCome,
      promisedMilli: incoming.promisedMilli - filledMilli,
      arrivedMilli: incoming.arrivedMilli + arrived,
    })
    return sentence('stock.is_received', '{quantity} of {product} are in {warehouse} now; {reserved} of them were promised already.', {
      quantity: { milli: arrived },
      reserved: { milli: filledMilli },
      ...(await named(ctx, incoming)),
    })
  },
})

/** What was counted lies there: the stock is set to it, with a reason. */
export const adjustStock = creation(Stock, {
  name: 'stock.adjust',
  says: 'Set the stock of a product to what was counted',
  needs: 'stock.adjust',
  input: z.strictObject({
    warehouseId: ref('warehouse'),
    productId: ref('product'),
    countedMilli: milli().min(0).max(MOST_MILLI).describe('What really lies there'),
    reason: z.string().trim().min(3).max(500).describe('Why it differs: count, damage, expiry, loss'),
  }),
  touches: ['stock'],
  unless: [
    async (_, ctx, { countedMilli, ...at }) => {
      const [found] = await stockAt(ctx, at)
      if (!found || countedMilli >= found.reservedMilli) return false
      return refuse(
        'stock.below_reserved',
        '{reserved} of {product} in {warehouse} are reserved for orders, so the stock cannot be set to {counted}. Release or change those orders first.',
        { reserved: { milli: found.reservedMilli }, counted: { milli: countedMilli }, ...(await named(ctx, at)) },
      )
    },
  ],
  async locks(_, ctx, at) {
    await named(ctx, at)
    return shelfToLock(ctx, at)
  },
  async run(ctx, { countedMilli, reason, ...at }) {
    const shelf = await shelfAt(ctx, at)
    const before = shelf.onHandMilli
    await ctx.change(shelf, { onHandMilli: countedMilli })
    if (before !== countedMilli) ctx.note(shelf, { reason })
    return {
      said: sentence('stock.is_adjusted', 'The stock of {product} in {warehouse} is {counted} now; it was {before}.', {
        counted: { milli: countedMilli },
        before: { milli: before },
        ...(await named(ctx, at)),
      }),
      row: shelf,
    }
  },
})

/** Goods are ordered from a supplier and on their way. */
export const expectGoods = creation(Incoming, {
  name: 'incoming.create',
  says: 'Announce goods that are on their way',
  needs: 'incoming.edit',
  input: z.strictObject({
    warehouseId: ref('warehouse'),
    productId: ref('product'),
    quantityMilli: milli().min(1).max(MOST_MILLI),
    expectedOn: day(),
  }),
  touches: ['incoming'],
  async run(ctx, input) {
    const names = await named(ctx, input)
    const row = await ctx.create(Incoming, input)
    return {
      said: sentence('incoming.is_expected', '{quantity} of {product} are expected in {warehouse} on {day}.', {
        quantity: { milli: input.quantityMilli },
        day: { day: input.expectedOn },
        ...names,
      }),
      row,
    }
  },
})

/** The supplier sends more, fewer, earlier or later. */
export const changeExpectedGoods = action(Incoming, {
  name: 'incoming.change',
  says: 'Change how much is on its way, or when it comes',
  needs: 'incoming.edit',
  input: z.strictObject({
    quantityMilli: milli().min(0).max(MOST_MILLI).optional().describe('What is still to come'),
    expectedOn: day().optional(),
  }),
  touches: ['incoming.quantityMilli', 'incoming.expectedOn'],
  unless: [
    isNotExpected,
    async (incoming, ctx, { quantityMilli }) => {
      if (quantityMilli === undefined || quantityMilli >= incoming.promisedMilli) return false
      return refuse(
        'incoming.promised',
        '{promised} of the {product} on its way to {warehouse} are promised to orders, so it cannot become {quantity}. Change those orders first.',
        { promised: { milli: incoming.promisedMilli }, quantity: { milli: quantityMilli }, ...(await named(ctx, incoming)) },
      )
    },
  ],
  async run(ctx, incoming, patch) {
    await ctx.change(incoming, patch)
    return sentence('incoming.is_changed', '{quantity} of {product} are expected in {warehouse} on {day}.', {
      quantity: { milli: incoming.quantityMilli },
      day: { day: incoming.expectedOn },
      ...(await named(ctx, incoming)),
    })
  },
})
