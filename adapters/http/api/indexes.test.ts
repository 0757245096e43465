import { expect, test } from 'vitest'
import { colleague } from '../../../core/testing.ts'
import { demoDoor } from '../demo-door.ts'
import { filtersFor } from './fields.ts'
import { searchSql } from './search.ts'
import { expressionOf, sortsFor } from './sorting.ts'

const house = demoDoor()
const everything = colleague(
  [],
  Object.fromEntries(
    ['settings', 'people', 'crm', 'catalog', 'warehouse', 'invoicing', 'approvals', 'conversations', 'sales'].map((room) => [
      room,
      'delete' as const,
    ]),
  ),
)

/** The plan of a statement while the server believes that reading a whole table, and sorting, are dear. */
const planOf = async (sql: string): Promise<string> =>
  house.at.db.transaction(async (trx) => {
    await trx.raw('set local enable_seqscan = off')
    await trx.raw('set local enable_sort = off')
    const { rows } = await trx.raw<{ rows: Record<string, string>[] }>(`explain ${sql}`)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })

test('every long list has an index for each field that it can be sorted by', async () => {
  const long = [
    'client',
    'contact',
    'product',
    'stock',
    'incoming',
    'delivery_note',
    'invoice',
    'payment',
    'approval',
    'conversation',
    'order',
    'order_return',
  ]
  for (const name of long) {
    const record = house.at.house.records.get(name)!
    for (const field of sortsFor(record, everything).filter((one) => one !== 'createdAt')) {
      const expression = expressionOf(record, { field, kind: filtersFor(record, everything).get(field)! })
      const plan = await planOf(`select id from "${record.table}" where ${expression} is not null order by ${expression}, id limit 51`)
      expect(plan, `${name} by ${field}`).toMatch(/Index/)
      expect(plan.replace(/Incremental Sort[\s\S]*?Presorted Key[^\n]*/, ''), `${name} by ${field}`).not.toMatch(/Seq Scan|Sort/)
    }
  }
})

test.for(['client', 'contact', 'product', 'order', 'invoice', 'delivery_note', 'payment', 'conversation'])(
  '%s is searched by an index',
  async (name) => {
    const record = house.at.house.records.get(name)!
    expect(await planOf(`select id from "${record.table}" where ${searchSql(record, everything)} like '%hotel%'`)).toMatch(/_by_search/)
  },
)
