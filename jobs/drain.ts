import type { Pool } from '../bots/pool.ts'
import type { House } from '../core/kernel/house.ts'
import { drainOutbox } from '../core/kernel/outbox.ts'

/** Does what waits in the tables: effects of events, conversations, messages. */
export type Drain = {
  /** Works until nothing is due anywhere; what one part does may be work for another. Tests call this. */
  all(): Promise<void>
  /** There may be work: looks, and returns at once. */
  wake(): void
  /** Takes nothing more and waits for what runs, at most `withinMs`. */
  stop(withinMs?: number): Promise<void>
}

/** Joins the parts and wakes them when this process has made work for them. Without it everything still happens, at the next tick. */
export const makeDrain = ({ house, conversations, messages }: { house: House; conversations: Pool; messages: Pool }): Drain => {
  const events = outboxLoop(house)
  house.onCommit((what) => {
    if (what !== 'messages') events.wake()
    if (what !== 'events') messages.wake()
  })
  const wake = () => {
    events.wake()
    conversations.wake()
    messages.wake()
  }
  return {
    wake,
    async all() {
      for (let did = 1; did > 0; ) did = (await events.drain()) + (await conversations.drain()) + (await messages.drain())
    },
    async stop(withinMs = 10_000) {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, withinMs)
      })
      await Promise.race([Promise.all([conversations.stop(), messages.stop(), events.stop()]), late])
      clearTimeout(timer)
    },
  }
}

/** One run of the outbox at a time; a wake during a run makes another. */
const outboxLoop = (house: House) => {
  let running: Promise<number> | null = null
  let again = false
  let stopped = false
  const run = async () => {
    let done = 0
    do {
      again = false
      done += await drainOutbox(house)
    } while (again && !stopped)
    return done
  }
  const start = () => {
    if (stopped) return Promise.resolve(0)
    again = true
    running ??= run().finally(() => {
      running = null
    })
    return running
  }
  return {
    wake: () => void start().catch((error) => house.log.error({ error }, 'the outbox could not be drained; the next tick tries again')),
    drain: start,
    stop: async () => {
      stopped = true
      await running?.catch(() => {})
    },
  }
}
