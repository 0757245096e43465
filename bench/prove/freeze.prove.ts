import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { openChats } from './chats.ts'
import { tellFigures } from './figures.ts'
import { openFleet, seeded } from './fleet.ts'
import { layGround, layPeople, layStock, withoutPolicies } from './ground.ts'

/**
 * A process is frozen in the middle of a customer's turn, its row locks and its transaction with it. The other one takes over when the
 * lease is over; the frozen one, woken up again, writes nothing.
 */
test('a process frozen past its lease is taken over, and writes nothing when it wakes', async () => {
  const ground = await layGround()
  await withoutPolicies(ground.house, ['ORDERS', 'BIG'])
  const [person] = await layPeople(ground, { count: 1, perClient: 1, limitMinor: 1e9 })
  await layStock(ground, ['ENV-C5'], 1_000_000)
  const fleet = await openFleet({ processes: 2, copies: 1, database: ground, phones: [person!], random: seeded(1) })
  const holder = new Client({ connectionString: ground.ownerUrl })
  await holder.connect()
  try {
    const chats = openChats(fleet)
    const state = async () =>
      (await ground.db('conversation_states').first<{ lease_owner: string | null; fence: number } | undefined>('lease_owner', 'fence'))!
    const until = async (what: string, check: () => Promise<boolean>, ms: number) => {
      for (const end = performance.now() + ms; !(await check()); await sleep(20))
        if (performance.now() > end) throw new Error(`Waited ${ms} ms until ${what}.`)
    }
    // The second sleeps while the first takes the conversation and comes to a row that somebody holds.
    fleet.signal(1, 'SIGSTOP')
    fleet.front.between(fleet.standIn.graphUrl, [fleet.ports[0]!])
    await holder.query('begin')
    await holder.query('select from clients where id = $1 for update', [person!.clientId])
    const summary = chats.hears(person!.phone, ({ id, button }) => (button ? { id, button } : null), 120_000)
    await chats.does(person!.phone, { kind: 'order', items: [{ code: 'ENV-C5', quantity: 1 }] })
    const isBlocked = async () => {
      const { rows } = await ground.db.raw<{ rows: { blocked: number }[] }>(
        "select count(*)::int as blocked from pg_stat_activity where datname = current_database() and wait_event in ('transactionid', 'tuple')",
      )
      return rows[0]!.blocked > 0
    }
    await until('the turn has come to the client', isBlocked, 20_000)
    const before = await state()
    fleet.signal(0, 'SIGSTOP')
    fleet.signal(1, 'SIGCONT')
    const frozenAt = performance.now()
    await holder.query('rollback')
    fleet.front.between(fleet.standIn.graphUrl, [fleet.ports[1]!])
    const { id, button } = await summary
    const takenOver = performance.now() - frozenAt
    const after = await state()
    const count = async () => {
      const { rows } = await ground.db.raw<{ rows: object[] }>(
        `select (select count(*)::int from sales_orders where client_id = :id) as orders, (select count(*)::int from events) as events,
           (select count(*)::int from messages where conversation_id is not null) as messages,
           (select count(*)::int from inbound where handled_at is null) as waiting, (select fence::int from conversation_states) as fence`,
        { id: person!.clientId },
      )
      return rows[0]!
    }
    const counted = await count()
    fleet.signal(0, 'SIGCONT')
    await sleep(4_000)
    expect(await count()).toEqual(counted)
    expect(counted).toMatchObject({ orders: 1, messages: 1, waiting: 0 })
    expect(after.fence).toBeGreaterThan(before.fence)
    const placed = chats.hears(person!.phone, ({ text }) => /CMD-\d+.* is with us/.test(text), 30_000)
    await chats.does(person!.phone, { kind: 'press', press: button, message: id })
    await placed
    expect(fleet.unexpected).toEqual([])
    tellFigures('freeze', { 'seconds until somebody else answered': (takenOver / 1000).toFixed(1) })
  } finally {
    await holder.end()
    for (const index of [0, 1]) fleet.signal(index, 'SIGCONT')
    await fleet.stop()
    await ground.drop()
  }
})
