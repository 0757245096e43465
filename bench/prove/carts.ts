import { setTimeout as sleep } from 'node:timers/promises'
import type { Knex } from 'knex'
import { verifyChains } from '../../core/kernel/events.ts'
import { openChats } from './chats.ts'
import type { Fleet } from './fleet.ts'
import type { Person } from './ground.ts'

export type CartPlan = { carts: number; kills: number; items: readonly { code: string; quantity: number }[]; random: () => number }

export type Drive = {
  seconds: number
  /** kill -9, by time since the start of this program in milliseconds. */
  killedAt: number[]
  /** From the cart to the number of the order, in milliseconds, of each. */
  waits: number[]
}

const PLACED = /CMD-\d+.* is with us/

/**
 * Each person sends one cart after the other and confirms the summary with a press, all persons at once, while processes are killed.
 * Rejects where a person hears nothing for `patienceMs`.
 */
export const driveCarts = async (fleet: Fleet, people: readonly Person[], plan: CartPlan, patienceMs = 240_000): Promise<Drive> => {
  const began = performance.now()
  const drive: Drive = { seconds: 0, killedAt: [], waits: [] }
  const chats = openChats(fleet)
  let done = 0
  const cart = async ({ phone }: Person) => {
    const sentAt = performance.now()
    const pressed = new Set<string>()
    const troubles = Promise.withResolvers<never>()
    const placed = chats.hears(
      phone,
      ({ id, button, text }) => {
        if (!button || pressed.has(id)) return pressed.size > 0 && PLACED.test(text)
        pressed.add(id)
        chats.does(phone, { kind: 'press', press: button, message: id }).catch(troubles.reject)
        return false
      },
      patienceMs,
    )
    chats.does(phone, { kind: 'order', items: plan.items }).catch(troubles.reject)
    await Promise.race([placed, troubles.promise])
    drive.waits.push(performance.now() - sentAt)
    done += 1
  }
  const shares = people.map((_, index) => Math.floor(plan.carts / people.length) + (index < plan.carts % people.length ? 1 : 0))
  let over = false
  const killing = (async () => {
    for (let nth = 0; nth < plan.kills && !over; ) {
      if (done < ((nth + 0.5) / plan.kills) * plan.carts) {
        await sleep(20)
        continue
      }
      if (await fleet.kill(Math.floor(plan.random() * fleet.ports.length))) {
        drive.killedAt.push(performance.now())
        nth += 1
      } else await sleep(20)
    }
  })()
  await Promise.all(
    people.map(async (person, index) => {
      for (let nth = 0; nth < shares[index]!; nth += 1) await cart(person)
    }),
  ).finally(() => {
    over = true
  })
  await killing
  drive.seconds = (performance.now() - began) / 1000
  return drive
}

/** Waits until nothing waits to be done: effects, turns, messages. Rejects after `ms` with what is left. */
export const settles = async (db: Knex, ms: number) => {
  const until = performance.now() + ms
  for (;;) {
    const { rows } = await db.raw<{ rows: { what: string; count: number }[] }>(
      `select 'effects' as what, count(*)::int as count from outbox where due_at < now()
       union all select 'turns', count(*)::int from inbound where handled_at is null and lane = 'message'
       union all select 'messages', count(*)::int from messages where state in ('queued', 'sending', 'in_doubt')`,
    )
    const left = rows.filter(({ count }) => count > 0)
    if (!left.length) return
    if (performance.now() > until) throw new Error(`Not at rest: ${left.map(({ what, count }) => `${count} ${what}`).join(', ')}.`)
    await sleep(100)
  }
}

/** What the books say about the carts' orders, to be held against what was sent. */
export const books = async (db: Knex, clients: readonly string[]) => {
  const one = async (sql: string) => {
    const { rows } = await db.raw<{ rows: { found: number }[] }>(sql, { clients: [...clients] })
    return rows[0]!.found
  }
  const ofThem = 'client_id = any(:clients)'
  return {
    orders: await one(`select count(*)::int as found from sales_orders where ${ofThem}`),
    accepted: await one(
      `select count(*)::int as found from sales_orders where ${ofThem} and state = 'accepted' and invoice_state = 'wholly'`,
    ),
    numbers: await one(`select count(distinct number)::int as found from sales_orders where ${ofThem}`),
    invoices: await one(`select count(*)::int as found from invoices where ${ofThem} and state = 'issued'`),
    notes: await one(`select count(*)::int as found from delivery_notes where ${ofThem}`),
    /** Each order has one invoice with its own total, and one that is another's counts for nothing. */
    billed: await one(
      `select count(*)::int as found from sales_orders o where o.${ofThem}
         and (select count(*) from invoices i where i.source_id = o.id and i.total_minor = o.total_minor and i.kind = 'invoice') = 1`,
    ),
    gaps: await one(
      `select coalesce(max(right(number, 6)::int) - min(right(number, 6)::int) + 1 - count(*), 0)::int as found
       from (select regexp_replace(number, '[^0-9]', '', 'g') as number from invoices where number is not null and kind = 'invoice' and foreign_reference is null) own`,
    ),
    committed: await one(`select coalesce(sum(amount_minor), 0)::bigint as found from commitments where ${ofThem}`),
    reservedMilli: await one(
      `select coalesce(sum(r.quantity_milli), 0)::bigint as found from reservations r join sales_orders o on o.id = r.source_id
       where o.${ofThem} and r.archived_at is null and r.state = 'held'`,
    ),
    /** Shelves that hold back another amount than their reservations add up to. */
    shelves: await one(
      `select count(*)::int as found from stock s where s.reserved_milli <> (select coalesce(sum(r.quantity_milli), 0) from reservations r
         where r.product_id = s.product_id and r.warehouse_id = s.warehouse_id and r.archived_at is null and r.state = 'held')`,
    ),
    deadEffects: await one(`select count(*)::int as found from outbox where attempts >= 12`),
    deadInbound: await one(`select count(*)::int as found from inbound where dead`),
    /** Messages to customers that did not leave. */
    unsent: await one(`select count(*)::int as found from messages where conversation_id is not null and state <> 'sent'`),
    said: await one(`select count(*)::int as found from messages where conversation_id is not null`),
    chains: (await verifyChains(db)).breaks,
  }
}

/** How often messages left more than once, and whether each time there was cause. */
export const repeats = (fleet: Fleet, killedAt: readonly number[]) => {
  const left = Map.groupBy(
    fleet.front.handed.filter(({ status }) => status === 200),
    ({ callback }) => callback,
  )
  const found = { messages: left.size, extra: 0, most: 0, otherwise: 0, withoutKill: 0, againstProof: 0 }
  for (const [callback, copies] of left) {
    found.extra += copies.length - 1
    found.most = Math.max(found.most, copies.length - 1)
    for (const [index, copy] of copies.entries()) {
      if (index === 0) continue
      const before = copies[index - 1]!
      if (copy.content !== before.content) found.otherwise += 1
      if (!killedAt.some((at) => at > before.at - 1 && at < copy.at)) found.withoutKill += 1
      if ((fleet.front.toldAt.get(callback) ?? Number.POSITIVE_INFINITY) < copy.at) found.againstProof += 1
    }
  }
  return found
}

/** What lies on the phones, as the stand-in remembers it. */
export const onPhones = async (fleet: Fleet, people: readonly Person[]) => {
  const found = { carts: 0, presses: 0, heard: 0 }
  for (const { phone } of people) {
    const response = await fetch(`${fleet.standIn.url}/control/phones/${encodeURIComponent(phone)}`)
    const { messages } = (await response.json()) as { messages: { from: string; kind: string }[] }
    for (const { from, kind } of messages) {
      if (from === 'business') found.heard += 1
      else if (kind === 'order') found.carts += 1
      else if (kind === 'press') found.presses += 1
    }
  }
  return found
}

/** What is not done, for whoever wants to know why nothing more was heard. */
export const whatIsLeft = async (db: Knex): Promise<string> => {
  const { rows } = await db.raw<{ rows: object[] }>(
    `select c.phone, s.lease_owner, s.lease_until, s.retry_at, now() as now,
       (select jsonb_agg(jsonb_build_array(m.content_key, m.state, m.due_at, m.locked_by, m.locked_until, m.attempts) order by m.seq) from messages m
         where m.conversation_id = c.id and m.state <> 'sent') as messages,
       (select jsonb_agg(jsonb_build_array(i.kind, i.arrived_at, i.turn_at, i.attempts, i.last_error) order by i.seq) from inbound i
         where i.conversation_id = c.id and i.handled_at is null) as inbound
     from conversations c join conversation_states s on s.conversation_id = c.id
     where exists (select from inbound i where i.conversation_id = c.id and i.handled_at is null)
        or exists (select from messages m where m.conversation_id = c.id and m.state <> 'sent')`,
  )
  return rows.map((row) => JSON.stringify(row)).join('\n')
}
