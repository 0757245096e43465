import { at, ms, tell } from './figures.ts'
import type { Ground } from './ground.ts'
import { layRows, ROWS } from './rows.ts'

type Row = Record<string, unknown> & { id: string }
type Query = () => string | Promise<string>

/** The lists of the API over a million clients, products and orders: pages anywhere, in any order, by any filter with an index, and searched. */
export const measureLists = async (ground: Ground, url: string, calls: number) => {
  await layRows(ground)
  const { db, token } = ground
  const pick = <T>(all: readonly T[]): T => all[Math.floor(Math.random() * all.length)]!
  const { rows: clients } = await db.raw<{ rows: Row[] }>('select id from bench_clients')
  const sample = async (table: string): Promise<Row[]> =>
    (await db.raw<{ rows: Row[] }>(`select * from ${table} tablesample system (0.05) order by random() limit 200`)).rows
  const tables: Readonly<Record<string, Row[]>> = {
    clients: await sample('clients'),
    products: await sample('products'),
    orders: await sample('sales_orders'),
  }
  const newest =
    (list: string): Query =>
    () =>
      `&after=${Buffer.from(`after ${pick(tables[list]!).id}`).toString('base64url')}`
  const column = (field: string) => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  const sorted =
    (list: string, sort: string): Query =>
    () => {
      const row = pick(tables[list]!)
      const field = sort.replace('-', '')
      const key = [field, sort.startsWith('-') ? 'desc' : 'asc', row[column(field)] ?? null, row.id]
      return `&sort=${sort}&after=${Buffer.from(JSON.stringify(key)).toString('base64url')}`
    }
  const client: Query = () => `&clientId=${pick(clients).id}`
  const search =
    (list: string, field: string, part: (text: string) => string): Query =>
    () => {
      const text = String(pick(tables[list]!.filter((row) => row[field]))[field])
      return `&q=${encodeURIComponent(part(text))}`
    }
  const whole = (text: string) => text
  const word = (index: number) => (text: string) => text.split(' ')[index] ?? text

  const asked: readonly (readonly [list: string, what: string, ...queries: Query[]])[] = [
    ...['clients', 'products', 'orders'].map((list) => [list, 'any page', newest(list)] as const),
    ...['name', '-name', 'code', 'creditLimitMinor', '-creditLimitMinor'].map(
      (sort) => ['clients', `any page by ${sort}`, sorted('clients', sort)] as const,
    ),
    ...['nameRo', '-nameEn', 'code', 'listPriceE4'].map((sort) => ['products', `any page by ${sort}`, sorted('products', sort)] as const),
    ...['number', '-placedAt', 'deliverOn', '-deliverOn', '-totalMinor'].map(
      (sort) => ['orders', `any page by ${sort}`, sorted('orders', sort)] as const,
    ),
    ['orders', 'first page by deliverOn', () => '&sort=deliverOn'],
    ['orders', 'any page with titles', newest('orders'), () => '&titles=1'],
    ['orders', 'of one client', client, newest('orders')],
    ['orders', 'of one client by -totalMinor', client, () => '&sort=-totalMinor'],
    ['orders', 'in a common state', () => '&state=accepted', newest('orders')],
    ['orders', 'in a rare state by deliverOn', () => '&state=offered&sort=deliverOn'],
    ['orders', 'of one client in one state', client, () => '&state=declined'],
    ['clients', 'blocked, by name', () => '&state=blocked&sort=name'],
    ['clients', 'searched by code', search('clients', 'code', whole)],
    ['clients', 'searched by a rare word', search('clients', 'name', word(1))],
    ['clients', 'searched by a common word', search('clients', 'name', word(0))],
    [
      'clients',
      'searched by two words, by name',
      search('clients', 'name', (text) => text.split(' ').slice(0, 2).join(' ')),
      () => '&sort=name',
    ],
    ['clients', 'searched by two letters', search('clients', 'name', (text) => text.slice(0, 2))],
    ['products', 'searched by a rare word', search('products', 'name_ro', word(0))],
    ['products', 'searched by bar code', search('products', 'barcode', whole)],
    ['orders', 'searched by number', search('orders', 'number', whole)],
    ['orders', 'searched by reference', search('orders', 'client_reference', whole)],
  ]
  const ask = async (list: string, query: string) => {
    const began = performance.now()
    const answer = await fetch(`${url}/api/v1/${list}?limit=50${query}`, { headers: { authorization: `Bearer ${token}` } })
    await answer.json()
    if (answer.status !== 200) throw new Error(`${list}?${query} was answered with ${answer.status}.`)
    return performance.now() - began
  }
  const all: number[] = []
  for (const [list, what, ...queries] of asked) {
    const took: number[] = []
    for (let call = 0; call < calls + 10; call += 1) {
      const parts = await Promise.all(queries.map((query) => query()))
      const one = await ask(list, parts.join(''))
      if (call >= 10) took.push(one)
    }
    all.push(...took)
    tell({
      measure: `API list over ${ROWS.toLocaleString('en')} ${list}, ${what}, p50 / p95`,
      value: `${ms(at(took, 0.5))} / ${ms(at(took, 0.95))}`,
      aim: 'p95 50 ms',
    })
  }
  tell({
    measure: 'API lists over a million rows, all of these, p50 / p95',
    value: `${ms(at(all, 0.5))} / ${ms(at(all, 0.95))}`,
    aim: 'p95 50 ms',
  })
}
