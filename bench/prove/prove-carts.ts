import { books, driveCarts, onPhones, repeats, settles, whatIsLeft } from './carts.ts'
import { openFleet, seeded } from './fleet.ts'
import { layGround, layPeople, layStock, withoutPolicies } from './ground.ts'
import { watch } from './watch.ts'

export type CartsFound = {
  /** What is not as promised, in words. */
  wrong: string[]
  figures: Record<string, number | string>
}

const PROCESSES = 4
const COPIES = 5
const ITEMS = [
  { code: 'ENV-C5', quantity: 2 },
  { code: 'ROL-57', quantity: 3 },
]

const at = (sorted: readonly number[], part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0

/** Carts go to four processes, each webhook one to five times and shuffled, while processes are killed with kill -9. */
export const proveCarts = async (plan: { carts: number; people: number; kills: number; seed: number }): Promise<CartsFound> => {
  const random = seeded(plan.seed)
  const ground = await layGround()
  try {
    await withoutPolicies(ground.house, ['ORDERS', 'BIG'])
    const people = await layPeople(ground, { count: plan.people, perClient: 2, limitMinor: 1e12 })
    const clients = [...new Set(people.map(({ clientId }) => clientId))]
    await layStock(
      ground,
      ITEMS.map(({ code }) => code),
      1_000_000_000,
    )
    const watching = await watch(ground.ownerUrl, clients, 100)
    const fleet = await openFleet({ processes: PROCESSES, copies: COPIES, database: ground, phones: people, random })
    try {
      const drive = await driveCarts(fleet, people, { ...plan, items: ITEMS, random }).catch(async (error: Error) => {
        throw new Error(`${error.message}\n${await whatIsLeft(ground.db)}`)
      })
      const drivenAt = performance.now()
      await settles(ground.db, Math.max(240_000, plan.carts * 600))
      const settled = (performance.now() - drivenAt) / 1000
      const watched = await watching.stop()
      const told = await books(ground.db, clients)
      const phones = await onPhones(fleet, people)
      const again = repeats(fleet, drive.killedAt)
      const drainAt = performance.now()
      const codes = await fleet.drain()
      const drained = (performance.now() - drainAt) / 1000
      const waits = drive.waits.sort((a, b) => a - b)
      const figures = {
        carts: plan.carts,
        kills: drive.killedAt.length,
        seconds: drive.seconds.toFixed(1),
        'orders per second': (plan.carts / drive.seconds).toFixed(2),
        'seconds until all was said': settled.toFixed(1),
        'cart to number, median ms': Math.round(at(waits, 0.5)),
        'cart to number, p95 ms': Math.round(at(waits, 0.95)),
        'cart to number, longest ms': Math.round(waits.at(-1) ?? 0),
        'seconds to drain by SIGTERM': drained.toFixed(1),
        webhooks: fleet.front.counts.webhooks,
        'webhooks with copies': fleet.front.counts.copies,
        messages: again.messages,
        'messages more than needed': again.extra,
        'most copies of one message': again.most + 1,
        'reads of the watcher': watched.reads,
      }
      const quantityMilli = ITEMS.reduce((sum, { quantity }) => sum + quantity * 1000, 0)
      const wanted: [string, unknown, unknown][] = [
        ['carts on the phones', phones.carts, plan.carts],
        ['orders', told.orders, plan.carts],
        ['orders that are accepted and billed', told.accepted, plan.carts],
        ['numbers of orders', told.numbers, plan.carts],
        ['invoices', told.invoices, plan.carts],
        ['orders with exactly one invoice of their total', told.billed, plan.carts],
        ['delivery notes', told.notes, plan.carts],
        ['gaps in the invoice numbers', told.gaps, 0],
        ['commitments left', told.committed, 0],
        ['reserved thousandths', told.reservedMilli, plan.carts * quantityMilli],
        ['shelves unlike their reservations', told.shelves, 0],
        ['dead effects', told.deadEffects, 0],
        ['dead inbound messages', told.deadInbound, 0],
        ['messages to customers that did not leave', told.unsent, 0],
        ['messages that left, against the rows', again.messages, told.said],
        ['messages on the phones, against what was handed over', phones.heard, again.messages + again.extra],
        ['repeated messages with other content', again.otherwise, 0],
        ['repeated messages without a kill between', again.withoutKill, 0],
        ['repeated messages after the platform had told of the first', again.againstProof, 0],
        ['breaks in the audit chain', told.chains, []],
        ['broken rules seen by the watcher', watched.broken, []],
        ['processes that ended by themselves', fleet.unexpected, []],
        ['how the processes ended on SIGTERM', codes, codes.map(() => 0)],
      ]
      const wrong = wanted
        .filter(([, got, want]) => JSON.stringify(got) !== JSON.stringify(want))
        .map(([what, got, want]) => `${what}: ${JSON.stringify(got)}, wanted ${JSON.stringify(want)}`)
      if (again.most > drive.killedAt.length) wrong.push(`one message left ${again.most + 1} times`)
      return { wrong, figures }
    } finally {
      await watching.stop().catch(() => {})
      await fleet.stop()
    }
  } finally {
    await ground.drop()
  }
}
