import { importOpeningInvoice } from '../modules/invoicing/actions/opening.ts'
import { importPastOrder } from '../modules/sales/actions/fulfil.ts'
import { adjustStock, expectGoods } from '../modules/warehouse/actions/goods.ts'
import type { Desk } from './desk.ts'
import type { Ids } from './tables.ts'

/** What lies in the warehouses, by a first count, and what is on its way to the default one. */
export const layStock = async ({ table, put, dayIn }: Desk, warehouses: { ids: Ids; defaultId: string }, products: Ids) => {
  await Promise.all([
    ...table('stock').map((row) =>
      put(adjustStock, `${row.text('warehouse_code')} ${row.text('product_code')}`, {
        input: {
          warehouseId: row.ref('warehouse_code', warehouses.ids),
          productId: row.ref('product_code', products),
          countedMilli: row.scaled('on_hand', 3),
          reason: 'First count',
        },
      }),
    ),
    ...table('incoming').map((row, index) =>
      put(expectGoods, `${row.text('product_code')} ${index + 1}`, {
        input: {
          warehouseId: warehouses.defaultId,
          productId: row.ref('product_code', products),
          quantityMilli: row.scaled('qty', 3),
          expectedOn: dayIn(row.scaled('expected_in_days', 0)),
        },
      }),
    ),
  ])
}

export const layOpenInvoices = async ({ table, put, dayIn }: Desk, clients: Ids) => {
  await Promise.all(
    table('open-invoices').map((row) =>
      put(importOpeningInvoice, `${row.text('client_code')} ${row.text('reference')}`, {
        input: {
          clientId: row.ref('client_code', clients),
          foreignReference: row.text('reference'),
          issuedOn: dayIn(row.scaled('issued_in_days', 0)),
          dueOn: dayIn(row.scaled('due_in_days', 0)),
          totalMinor: row.scaled('total', 2),
          paidMinor: row.scaled('paid', 2),
          currency: row.text('currency'),
        },
      }),
    ),
  )
}

/** Orders of the past, each at the prices of its day. */
export const layPastOrders = async ({ table, put, morningIn }: Desk, clients: Ids, products: Ids) => {
  const orders = Map.groupBy(table('past-orders'), (row) => `${row.text('client_code')} ${row.text('reference')}`)
  await Promise.all(
    [...orders].map(([what, rows]) => {
      const first = rows[0]!
      return put(importPastOrder, what, {
        input: {
          clientId: first.ref('client_code', clients),
          foreignReference: first.text('reference'),
          placedAt: morningIn(first.scaled('ordered_in_days', 0)).toISOString(),
          lines: rows.map((row) => ({ productId: row.ref('product_code', products), quantityMilli: row.scaled('qty', 3) })),
        },
      })
    }),
  )
}
