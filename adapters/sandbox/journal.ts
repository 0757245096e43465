import type { Platform } from './mischief.ts'

/** A call the app made, or a delivery we made to the app, with what came back. `at` is the stand-in's time in milliseconds. */
export type Entry = {
  direction: 'call' | 'delivery'
  platform: Platform
  /** API method (`chat.postMessage`, `messages`) or kind of delivery (`command`, `message`, `statuses`). */
  method: string
  at: number
  body: unknown
  /** HTTP status; 0 where the connection failed or was cut. */
  status: number
  reply: unknown
  /** Deliveries: 1 for the first try. */
  attempt?: number
}

export type Journal = ReturnType<typeof createJournal>

const KEPT = 5_000

/** Keeps the last 5,000 calls and deliveries, and counts them all. */
export const createJournal = () => {
  let entries: Entry[] = []
  let counts: Record<string, number> = {}
  return {
    write: (entry: Entry) => {
      entries.push(entry)
      if (entries.length > KEPT * 1.2) entries = entries.slice(-KEPT)
      const key = `${entry.direction} ${entry.platform} ${entry.method}`
      counts[key] = (counts[key] ?? 0) + 1
    },
    entries: () => entries.slice(-KEPT),
    counts: () => ({ ...counts }),
    clear: () => {
      entries = []
      counts = {}
    },
  }
}
