import { setTimeout as sleep } from 'node:timers/promises'
import type { Knex } from 'knex'
import { captured, writeDown } from './capture.ts'
import { median, tell } from './figures.ts'
import type { Ground } from './ground.ts'
import { openOrders, settled } from './orders.ts'
import { findPgbench, play } from './pgbench.ts'
import type { Platforms } from './platforms.ts'
import { sayTroubles, startHouse } from './process.ts'
import { MARKED, type Own, scriptOf } from './replay.ts'

/**
 * What pgbench makes of the statements of one order: orders per second with `slots` clients, the median of `runs` on fresh copies of the
 * database `warm`. Null: pgbench is not here, and its name is told.
 */
export const bareRate = async (
  ground: Ground,
  platforms: Platforms,
  { warm, slots, runs, seconds }: { warm: string; slots: number; runs: number; seconds: number },
): Promise<number | null> => {
  await ground.restore(warm)
  const { statements, began, owns } = await captureOne(ground, platforms)
  tell({ measure: 'SQL statements of one order alone', value: String(statements.length) })
  const pgbench = findPgbench()
  if (!pgbench) {
    tell({ measure: 'the bare statements', value: 'NOT RUN: pgbench is missing (Debian has it in postgresql-contrib)' })
    return null
  }
  const scripts = Array.from({ length: slots }, (_, slot) =>
    owns.filter((_own, index) => index % slots === slot).map((other) => scriptOf(statements, began, owns[0]!, other)),
  )
  const rates: number[] = []
  const wholes: string[] = []
  for (let run = 0; run < runs; run += 1) {
    await ground.copy(warm, 'parley_bench_bare')
    const { ownerUrl } = ground.beside('parley_bench_bare')
    const db = ground.open(ownerUrl)
    try {
      const before = await wholeOrders(db)
      const { rate, played } = await play(pgbench, ownerUrl, scripts, seconds)
      rates.push(rate)
      wholes.push(`${(await wholeOrders(db)) - before} of ${played}`)
    } finally {
      await db.destroy()
    }
  }
  await ground.drop('parley_bench_bare')
  const rate = median(rates)
  tell({ measure: `its statements by pgbench, ${slots} clients, orders per second, median of ${runs}`, value: rate.toFixed(2) })
  tell({ measure: '  of which left a whole order behind, by run', value: wholes.join(', ') })
  return rate
}

/** The statements of one order of the first person, alone. */
const captureOne = async (ground: Ground, platforms: Platforms) => {
  await writeDown(ground.ownerUrl, true)
  const house = await startHouse(ground, platforms)
  try {
    const { order } = openOrders(platforms)
    // Others first: connections are open and everything is loaded when the first person orders.
    for (const person of ground.people.slice(1, 6)) await order(person)
    await settled(ground.db)
    await sleep(500)
    await mark(ground)
    const owns = await ownsOf(ground)
    const began = new Date()
    const statements = await captured(ground, async () => {
      await order(ground.people[0]!)
      await settled(ground.db)
    })
    return { statements, began, owns }
  } catch (error) {
    sayTroubles(house.warnings())
    throw error
  } finally {
    await house.stop()
    await writeDown(ground.ownerUrl, false)
  }
}

const mark = async (ground: Ground) => {
  const owner = ground.open(ground.ownerUrl)
  try {
    await owner.raw(`alter table events alter column id restart with ${MARKED.event}`)
    await owner.raw(`update number_series set next = ${MARKED.series}`)
  } finally {
    await owner.destroy()
  }
}

/** Those who have said their first word. */
const ownsOf = async ({ db, people }: Ground): Promise<Own[]> => {
  const { rows } = await db.raw<{ rows: { phone: string; conversation_id: string; fence: number }[] }>(
    'select phone, conversation_id, fence from conversations join conversation_states on conversation_id = conversations.id',
  )
  const byPhone = new Map(rows.map((row) => [row.phone.replace('+', ''), row]))
  return people.flatMap((person) => {
    const found = byPhone.get(person.phone)
    return found ? [{ person, conversationId: found.conversation_id, fence: found.fence }] : []
  })
}

const wholeOrders = async (db: Knex) => {
  const { rows } = await db.raw<{ rows: { count: number }[] }>(
    `select count(*)::int as count from sales_orders o where state = 'accepted' and invoice_state = 'wholly'
       and exists (select from invoices i where i.source_id = o.id and i.state = 'issued')
       and exists (select from delivery_notes n where n.source_id = o.id)`,
  )
  return rows[0]!.count
}
