import { z } from 'zod'
import { creation } from '../../../kernel/action.ts'
import { milli, ref } from '../../../kernel/fields.ts'
import { sentence } from '../../../kernel/sentence.ts'
import { Stock } from '../records.ts'
import { shelvesOf } from '../rules.ts'

/** Goods that had left lie on their shelves again. */
export const takeBackGoods = creation(Stock, {
  name: 'stock.take_back',
  says: 'Put goods that came back on the shelves again',
  needs: { room: 'warehouse', level: 'edit' },
  inner: true,
  input: z.strictObject({
    parcels: z
      .array(z.strictObject({ warehouseId: ref('warehouse'), productId: ref('product'), quantityMilli: milli().min(1).max(1e12) }))
      .min(1)
      .max(500),
    reason: z.string().trim().min(1).max(500),
  }),
  touches: ['stock.onHandMilli'],
  async run(ctx, { parcels, reason }) {
    const shelves = await shelvesOf(ctx, [...new Set(parcels.map(({ productId }) => productId))])
    const rows = await ctx.lock(
      Stock,
      shelves
        .filter((shelf) => parcels.some((one) => one.productId === shelf.productId && one.warehouseId === shelf.warehouseId))
        .map(({ stockId }) => stockId),
    )
    const backTo = (row: { warehouseId: string; productId: string }) =>
      parcels
        .filter((one) => one.productId === row.productId && one.warehouseId === row.warehouseId)
        .reduce((sum, { quantityMilli }) => sum + quantityMilli, 0)
    await ctx.changeMany(rows.map((row) => ({ row, patch: { onHandMilli: row.onHandMilli + backTo(row) } })))
    for (const row of rows) ctx.note(row, { reason })
    return sentence('stock.is_taken_back', '{count} parcels are on the shelves again.', { count: parcels.length })
  },
})
