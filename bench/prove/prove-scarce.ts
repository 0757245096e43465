import { setTimeout as sleep } from 'node:timers/promises'
import { Approval } from '../../core/modules/approvals/records.ts'
import { books, settles } from './carts.ts'
import { openChats } from './chats.ts'
import { openFleet, seeded } from './fleet.ts'
import { layGround, layPeople, layStock, withoutPolicies } from './ground.ts'
import { watch } from './watch.ts'

export type Found = { wrong: string[]; figures: Record<string, number | string> }

/** What is not as it should be, in words. */
export const unlike = (wanted: readonly (readonly [what: string, got: unknown, want: unknown])[]) =>
  wanted
    .filter(([, got, want]) => JSON.stringify(got) !== JSON.stringify(want))
    .map(([what, got, want]) => `${what}: ${JSON.stringify(got)}, wanted ${JSON.stringify(want)}`)

const WITH_US = /CMD-\d+.* is with us/
const PATIENCE_MS = 120_000
const ANSWER_MS = 30_000

/**
 * `chats` people see the same `units` of a product and press at the same moment; beside them `orders` people of one client press for
 * what fits into its limit `fit` times. Everything over the wire, at `processes` processes, with a watcher beside.
 */
export const proveScarce = async (plan: {
  chats: number
  units: number
  orders: number
  fit: number
  processes: number
}): Promise<Found> => {
  const ground = await layGround()
  const random = seeded(3)
  try {
    await withoutPolicies(ground.house, ['ORDERS', 'BIG'])
    const buyers = await layPeople(ground, { count: plan.chats, perClient: 1, limitMinor: 1e9 })
    // One box costs 58.40 and VAT: 70.66.
    const limitMinor = 7066 * plan.fit + 7000
    const borrowers = await layPeople(ground, { count: plan.orders, perClient: plan.orders, limitMinor, from: plan.chats })
    const clients = [...new Set([...buyers, ...borrowers].map(({ clientId }) => clientId))]
    const products = await layStock(ground, ['ROL-57'], plan.units * 1000)
    await layStock(ground, ['ENV-C5'], 1_000_000_000)
    const watching = await watch(ground.ownerUrl, clients)
    const fleet = await openFleet({ processes: plan.processes, copies: 3, database: ground, phones: [...buyers, ...borrowers], random })
    try {
      const chats = openChats(fleet)
      const summary = async (phone: string, code: string) => {
        const asked = chats.hears(phone, ({ id, button }) => button && { id, button }, PATIENCE_MS)
        await chats.does(phone, { kind: 'order', items: [{ code, quantity: 1 }] })
        return { phone, ...(await asked) }
      }
      const offers = await Promise.all([
        ...buyers.map(({ phone }) => summary(phone, 'ROL-57')),
        ...borrowers.map(({ phone }) => summary(phone, 'ENV-C5')),
      ])
      const answers = await Promise.all(
        offers.map(async ({ phone, id, button }, index) => {
          const pressedAt = performance.now()
          const isBuyer = index < buyers.length
          // Of the goods: an order or what there is instead. Of the credit: accepted, or that it waits for somebody.
          const final = chats.hears(
            phone,
            ({ text, at }) => {
              const won = isBuyer ? WITH_US.test(text) : /is confirmed/.test(text)
              const lost = isBuyer ? /out of stock|there are only/.test(text) : /waits for a decision/.test(text)
              return (won || lost) && { won, ms: at - pressedAt }
            },
            PATIENCE_MS,
          )
          await chats.does(phone, { kind: 'press', press: button, message: id })
          return final
        }),
      )
      await settles(ground.db, 60_000)
      await sleep(200)
      const watched = await watching.stop()
      const told = await books(ground.db, clients)
      const productId = products.get('ROL-57')!
      const { rows: sold } = await ground.db.raw<{ rows: { orders: number; reserved: number; onHand: number }[] }>(
        `select (select count(*)::int from sales_orders o join sales_order_lines l on l.order_id = o.id where l.product_id = :productId
                   and o.state in ('placed', 'accepted') and o.client_id = any(:clients)) as orders,
           (select sum(reserved_milli)::bigint from stock where product_id = :productId) as reserved,
           (select sum(on_hand_milli)::bigint from stock where product_id = :productId) as "onHand"`,
        { productId, clients },
      )
      const { rows: credit } = await ground.db.raw<{ rows: { accepted: number; waiting: number; all: number }[] }>(
        `select count(*) filter (where state = 'accepted')::int as accepted, count(*) filter (where state = 'placed')::int as waiting, count(*)::int as all
         from sales_orders where client_id = ?`,
        [borrowers[0]!.clientId],
      )
      const approvals = await ground.house
        .ctx(ground.house.self('prove'))
        .facts(Approval)
        .where({ clientId: borrowers[0]!.clientId })
        .count()
      const slow = answers.filter(({ ms }) => ms > ANSWER_MS).length
      const longest = Math.max(...answers.map(({ ms }) => ms))
      return {
        figures: {
          chats: plan.chats,
          units: plan.units,
          sold: sold[0]!.orders,
          'orders against one limit': plan.orders,
          'fitting into the limit': plan.fit,
          'accepted within the limit': credit[0]!.accepted,
          'waiting for somebody': credit[0]!.waiting,
          'longest answer, ms': Math.round(longest),
          'reads of the watcher': watched.reads,
        },
        wrong: unlike([
          ['sold', sold[0], { orders: plan.units, reserved: plan.units * 1000, onHand: plan.units * 1000 }],
          ['chats that were told of an order', answers.slice(0, plan.chats).filter(({ won }) => won).length, plan.units],
          ['orders against the limit', credit[0]!.all, plan.orders],
          ['accepted beyond the limit', credit[0]!.accepted > plan.fit, false],
          ['orders that nobody decides about', credit[0]!.all - credit[0]!.accepted - approvals, 0],
          ['chats that were told they wait', answers.slice(plan.chats).filter(({ won }) => !won).length, credit[0]!.waiting],
          ['answers after more than 30 s', slow, 0],
          ['shelves unlike their reservations', told.shelves, 0],
          ['dead inbound messages', told.deadInbound, 0],
          ['dead effects', told.deadEffects, 0],
          ['breaks in the audit chain', told.chains, []],
          ['broken rules seen by the watcher', watched.broken, []],
          ['processes that ended by themselves', fleet.unexpected, []],
        ]),
      }
    } finally {
      await watching.stop().catch(() => {})
      await fleet.stop()
    }
  } finally {
    await ground.drop()
  }
}
