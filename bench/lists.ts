import { at, ms, tell } from './figures.ts'
import type { Ground } from './ground.ts'

const ROWS = 1_000_000

/** The list of the API over a million orders: pages anywhere, with and without a filter that has an index. `url` is of a house on this ground. */
export const measureLists = async (ground: Ground, url: string, calls: number) => {
  await layOrders(ground)
  const { rows: clients } = await ground.db.raw<{ rows: { id: string }[] }>('select id from clients order by id')
  const somewhere = async () => {
    const { rows } = await ground.db.raw<{ rows: { id: string }[] }>(
      'select id from sales_orders tablesample system (0.01) order by random() limit 1',
    )
    return rows[0] ? `&after=${Buffer.from(`after ${rows[0].id}`).toString('base64url')}` : ''
  }
  const ask = async (query: string) => {
    const began = performance.now()
    const answer = await fetch(`${url}/api/v1/orders?limit=50${query}`, { headers: { authorization: `Bearer ${ground.token}` } })
    await answer.json()
    if (answer.status !== 200) throw new Error(`The list was answered with ${answer.status}.`)
    return performance.now() - began
  }
  const client = () => `&clientId=${clients[Math.floor(Math.random() * clients.length)]!.id}`
  for (const [what, query] of [
    ['any page', somewhere],
    ['any page of one client', async () => `${client()}${await somewhere()}`],
    ['any page of one client in one state', async () => `${client()}&state=accepted${await somewhere()}`],
  ] as const) {
    const took: number[] = []
    for (let call = 0; call < calls + 20; call += 1) {
      const one = await ask(await query())
      if (call >= 20) took.push(one)
    }
    tell({
      measure: `API list over ${ROWS.toLocaleString('en')} orders, ${what}, p50 / p95`,
      value: `${ms(at(took, 0.5))} / ${ms(at(took, 0.95))}`,
      aim: 'p95 50 ms',
    })
  }
}

/** Copies of the orders that are there, with ids of their own over ten years, in chunks. */
const layOrders = async ({ db, ownerUrl: _owner }: Ground) => {
  const { rows } = await db.raw<{ rows: { name: string }[] }>(
    `select column_name as name from information_schema.columns where table_schema = current_schema() and table_name = 'sales_orders'
       and column_name not in ('id', 'number', 'client_id', 'expires_at', 'created_at')`,
  )
  const columns = rows.map(({ name }) => `"${name}"`).join(', ')
  for (let from = 0; from < ROWS; from += 100_000)
    await db.raw(
      `with told as (select *, row_number() over () - 1 as nth, count(*) over () as many from (select * from sales_orders limit 200) some),
         clients as (select id, row_number() over (order by id) - 1 as nth, count(*) over () as many from clients)
       insert into sales_orders (id, number, client_id, created_at, expires_at, ${columns})
       select (lpad(to_hex(1500000000000 + step.n * 300000), 12, '0') || '7000' || '8000' || lpad(to_hex(step.n), 12, '0'))::uuid, 'X-' || step.n,
         (select id from clients where clients.nth = step.n % clients.many), to_timestamp(1500000000 + step.n * 300), null, ${columns
           .split(', ')
           .map((column) => `told.${column}`)
           .join(', ')}
       from generate_series(:from::bigint, :to::bigint) as step(n) join told on told.nth = step.n % told.many`,
      { from, to: from + 99_999 },
    )
  await db.raw('vacuum analyze sales_orders').catch(() => db.raw('analyze sales_orders'))
}
