import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

export type Watched = { reads: number; broken: string[] }

/**
 * Looks at what must be true at every read, over and over on a connection of its own: 0 ≤ reserved ≤ on hand, and what a client owes with
 * what was accepted stays within the limit or under the excess that somebody has agreed to. `clients`: those to look at.
 */
export const watch = async (url: string, clients: readonly string[], pauseMs = 2): Promise<{ stop(): Promise<Watched> }> => {
  const connection = new Client({ connectionString: url })
  await connection.connect()
  const seen: Watched = { reads: 0, broken: [] }
  let stopping = false
  const look = async () => {
    const { rows } = await connection.query<{ what: string }>(
      `select 'stock ' || product_id || ': ' || reserved_milli || ' of ' || on_hand_milli as what from stock
         where reserved_milli < 0 or reserved_milli > on_hand_milli
       union all
       select 'client ' || c.code || ': ' || (owed.minor + ordered.minor) || ' above ' || c.credit_limit_minor || ' with leave for ' || agreed.minor
       from clients c
       cross join lateral (select coalesce(sum(total_minor - paid_minor), 0) as minor from invoices
         where client_id = c.id and kind = 'invoice' and state in ('issued', 'partly_paid')) owed
       cross join lateral (select coalesce(sum(m.amount_minor), 0) as minor from commitments m join sales_orders o on o.id = m.source_id
         where m.client_id = c.id and o.state = 'accepted') ordered
       cross join lateral (select coalesce(max((credit_override ->> 'excessMinor')::bigint), 0) as minor from sales_orders
         where client_id = c.id and state = 'accepted') agreed
       where c.id = any($1) and owed.minor + ordered.minor > c.credit_limit_minor + agreed.minor`,
      [clients],
    )
    seen.reads += 1
    for (const { what } of rows) if (seen.broken.length < 20) seen.broken.push(what)
  }
  const running = (async () => {
    while (!stopping) {
      await look()
      await sleep(pauseMs)
    }
  })()
  return {
    async stop() {
      stopping = true
      await running
      await connection.end()
      return seen
    },
  }
}
