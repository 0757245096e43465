import { Client } from 'pg'
import type { Ground } from './ground.ts'

export const ROWS = 1_000_000
const CHUNK = 100_000

/** What a copied row has of its own, in SQL over `n`, its number. Everything else is that of a row of the demo company. */
const own: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  clients: {
    code: `'K-' || n`,
    name: `initcap(first) || ' ' || initcap(second) || ' ' || n`,
    legal_name: `initcap(first) || ' ' || initcap(second) || ' SRL'`,
    tax_id: `'RO' || (10000000 + n)`,
    credit_limit_minor: `(n * 7919) % 50000 * 1000`,
    state: `case when n % 1000 = 0 then 'blocked' else 'active' end`,
  },
  products: {
    code: `'P-' || n`,
    name_en: `initcap(second) || ' ' || first || ' ' || n % 977`,
    name_ro: `initcap(second) || ' ' || first || ' nr ' || n % 977`,
    list_price_e4: `(n * 7919) % 100000 * 100`,
    barcode: `(2000000000000 + n)::text`,
    state: `case when n % 5000 = 0 then 'inactive' else 'active' end`,
  },
  sales_orders: {
    number: `'X-' || n`,
    client_id: `(select id from bench_clients where nth = n % (select count(*) from bench_clients))`,
    state: `case when n % 10000 = 0 then 'offered' when n % 10 = 0 then 'declined' else 'accepted' end`,
    placed_at: `case when n % 50 = 0 then null else to_timestamp(1500000000 + n * 300) end`,
    deliver_on: `case when n % 50 = 0 then null else date '2017-07-14' + (n / 300)::int end`,
    total_minor: `(n * 7919) % 1000000 * 10`,
    client_reference: `case when n % 3 = 0 then 'PO ' || second || ' ' || n else null end`,
    foreign_reference: 'null',
    expires_at: 'null',
  },
}

/** Words of two syllables: a thousand, each as often as the other; and of forty that everybody uses. */
const words = `
  (array['hotel','cafenea','pensiune','restaurant','birou','atelier','depozit','magazin','farmacie','clinica','scoala','fabrica','brutarie','garaj','salon','agentie','librarie','florarie','tipografie','studio'])[1 + n % 20] as first,
  (array['ba','ce','di','fo','gu','ha','je','ki','lo','mu','na','pe','ri','so','tu','va','ze','xi','cro','dru'])[1 + (n / 20) % 20]
    || (array['lan','met','nor','pis','rul','sat','tec','vid','zon','bar','cel','dim','fos','gur','hal','jen','kil','lom','mun','nap','per','ros','tul','vex','zim'])[1 + (n / 400) % 25]
    || (array['a','ea','us','or','in'])[1 + (n / 10000) % 5] as second`

/** Lays a million clients, products and orders: copies of those that are there, with ids over ten years, searched and sorted columns of their own. */
export const layRows = async ({ ownerUrl }: Ground) => {
  const owner = new Client({ connectionString: ownerUrl })
  await owner.connect()
  try {
    // What is copied was checked before: the references of each row need not be looked up again.
    for (const faster of ['synchronous_commit = off', 'session_replication_role = replica', "maintenance_work_mem = '512MB'"])
      await owner.query(`set ${faster}`)
    await owner.query('create table bench_clients as select id, row_number() over (order by id) - 1 as nth from clients')
    await owner.query('create unique index on bench_clients (nth)')
    await owner.query('grant select on bench_clients to public')
    for (const [table, columns] of Object.entries(own)) await layTable(owner, table, columns)
  } finally {
    await owner.end()
  }
}

const layTable = async (owner: Client, table: string, columns: Readonly<Record<string, string>>) => {
  const { rows: indexes } = await owner.query<{ name: string; made: string }>(
    `select indexname as name, indexdef as made from pg_indexes where tablename = $1 and schemaname = current_schema() and indexdef not like 'CREATE UNIQUE%'`,
    [table],
  )
  for (const { name } of indexes) await owner.query(`drop index ${name}`)
  const { rows } = await owner.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_schema = current_schema() and table_name = $1`,
    [table],
  )
  const names = rows.map(({ name }) => name).filter((name) => name !== 'id' && name !== 'created_at')
  const values = names.map((name) => columns[name] ?? `told.${name}`)
  for (let from = 0; from < ROWS; from += CHUNK)
    await owner.query(
      `with told as (select *, row_number() over () - 1 as nth, count(*) over () as many from (select * from ${table} where archived_at is null order by id limit 200) kept)
       insert into ${table} (id, created_at, ${names.join(', ')})
       select (lpad(to_hex(1500000000000 + n * 300000), 12, '0') || '7000' || '8000' || lpad(to_hex(n), 12, '0'))::uuid, to_timestamp(1500000000 + n * 300), ${values.join(', ')}
       from (select n, ${words} from generate_series(${from}::bigint, ${from + CHUNK - 1}::bigint) as step(n)) as step join told on told.nth = step.n % told.many`,
    )
  for (const { made } of indexes) await owner.query(made)
  await owner.query(`vacuum analyze ${table}`)
}
