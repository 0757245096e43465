import { setTimeout as sleep } from 'node:timers/promises'
import { bareRate } from './bare.ts'
import { at, load, mb, median, ms, tell } from './figures.ts'
import { type Ground, layGround } from './ground.ts'
import { measureLists } from './lists.ts'
import { openOrders, settled } from './orders.ts'
import { openPlatforms, type Platforms } from './platforms.ts'
import { residentMb, sayTroubles, startHouse } from './process.ts'

const SLOTS = 8
const PER_SLOT = 12
const RUNS = 3
/** The ground as it is after the warm-up; every measurement begins with that. */
const WARM = 'parley_bench_warm'

/** What needs a house, a database and somebody to talk to. */
export const measureHouse = async (parts: ReadonlySet<string>, quick: boolean) => {
  const ground = await layGround(SLOTS * PER_SLOT)
  const platforms = await openPlatforms()
  try {
    // A million rows are laid, not ordered: they need nobody to have ordered before.
    if (parts.has('chat') || parts.has('orders')) await warm(ground, platforms, quick ? 100 : 1000)
    await ground.copy('parley_bench', WARM)
    if (parts.has('chat')) await measureChat(ground, platforms, quick ? 40 : 300)
    if (parts.has('orders')) await measureOrders(ground, platforms, quick ? 10 : 30)
    if (parts.has('lists')) {
      await ground.restore(WARM)
      const house = await startHouse(ground, platforms)
      await measureLists(ground, house.url, quick ? 20 : 60).finally(house.stop)
    }
  } finally {
    platforms.close()
    await ground.close()
  }
}

/** Orders' worth of data, and everybody's first word said. */
const warm = async (ground: Ground, platforms: Platforms, count: number) => {
  const house = await startHouse(ground, platforms)
  const { sustained } = openOrders(platforms)
  const { seconds } = await sustained(ground.people, SLOTS, (started) => started >= count)
  await settled(ground.db)
  tell({ measure: `(${count} orders to warm up, seconds)`, value: seconds.toFixed(0) })
  await house.stop()
}

const measureChat = async (ground: Ground, platforms: Platforms, count: number) => {
  const house = await startHouse(ground, platforms)
  try {
    const { order } = openOrders(platforms)
    await sleep(5000)
    tell({ measure: 'resident memory of a connected process at rest', value: mb(residentMb(house.pid)), aim: '150 MB' })
    const all = []
    for (let nth = 0; nth < count + 20; nth += 1) {
      const timed = await order(ground.people[nth % ground.people.length]!)
      await settled(ground.db)
      if (nth >= 20) all.push(timed)
    }
    for (const [what, part] of [
      ['order message with 3 lines in → summary handed over', 'message'],
      ['press of “order” in → “placed” handed over', 'press'],
    ] as const) {
      const took = all.map((one) => one[part])
      tell({
        measure: `${what}, p50 / p95 of ${count} (load ${load()})`,
        value: `${ms(at(took, 0.5))} / ${ms(at(took, 0.95))}`,
        aim: '15 ms / 40 ms',
      })
    }
    tell({ measure: 'message in → invoice on the phone, approved at once, p50', value: ms(median(all.map(({ whole }) => whole))) })
    sayTroubles(house.warnings())
  } finally {
    await house.stop()
  }
}

const measureOrders = async (ground: Ground, platforms: Platforms, seconds: number) => {
  const ours = await throughput(ground, platforms, seconds)
  const bare = await bareRate(ground, platforms, { warm: WARM, slots: SLOTS, runs: RUNS, seconds })
  if (bare !== null) tell({ measure: 'bare SQL : Parley', value: `${(bare / ours).toFixed(2)} : 1`, aim: 'within 3 : 1' })
}

const throughput = async (ground: Ground, platforms: Platforms, seconds: number) => {
  const rates: number[] = []
  let most: number | null = null
  let troubles: string[] = []
  for (let run = 0; run < RUNS; run += 1) {
    await ground.restore(WARM)
    const house = await startHouse(ground, platforms)
    const looking = setInterval(() => {
      most = Math.max(most ?? 0, residentMb(house.pid) ?? 0) || null
    }, 200)
    try {
      const { sustained } = openOrders(platforms)
      await sustained(ground.people, SLOTS, (_, spent) => spent > seconds / 3)
      const { orders, seconds: spent } = await sustained(ground.people, SLOTS, (_, now) => now > seconds)
      rates.push(orders.length / spent)
      await settled(ground.db)
      troubles = house.warnings()
    } finally {
      clearInterval(looking)
      await house.stop()
    }
  }
  const rate = median(rates)
  tell({
    measure: `orders per second, ${SLOTS} chats, one process, median of ${RUNS} × ${seconds} s (load ${load()})`,
    value: rate.toFixed(2),
  })
  tell({ measure: 'most resident memory under that load', value: mb(most), aim: '400 MB' })
  sayTroubles(troubles)
  return rate
}
