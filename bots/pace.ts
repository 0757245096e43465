import type { ChannelKind } from './channel.ts'

/** How fast a platform takes messages to one recipient or place: `burst` at once, then `perSecond`. */
export type Pace = { perSecond: number; burst: number }

// Slack: about one message a second and channel, short bursts tolerated. WhatsApp says by itself (131056) when it is too much.
export const paces: Record<ChannelKind, Pace> = {
  slack: { perSecond: 1, burst: 3 },
  teams: { perSecond: 1, burst: 5 },
  'whatsapp-cloud': { perSecond: 20, burst: 45 },
  'whatsapp-web': { perSecond: 0.5, burst: 5 },
}

/** Counts what left by recipient, in this process; other processes are told by the platform's 429. */
export const pacer = (now: () => Date) => {
  const buckets = new Map<string, { left: number; at: number }>()
  const pauses = new Map<string, number>()
  return {
    /** When this recipient takes the next message: null = now, and it is counted. */
    take(key: string, { perSecond, burst }: Pace): Date | null {
      const at = now().getTime()
      const before = buckets.get(key) ?? { left: burst, at }
      const left = Math.min(burst, before.left + ((at - before.at) / 1000) * perSecond)
      if (left < 1) return new Date(at + Math.ceil(((1 - left) / perSecond) * 1000))
      buckets.delete(key)
      buckets.set(key, { left: left - 1, at })
      if (buckets.size > 10_000) buckets.delete(buckets.keys().next().value!)
      return null
    },
    /** The platform said: not before this. */
    pause: (key: string, until: Date) => void pauses.set(key, until.getTime()),
    /** Recipients that rest now. */
    resting(): string[] {
      const at = now().getTime()
      for (const [key, until] of pauses) if (until <= at) pauses.delete(key)
      return [...pauses.keys()]
    },
  }
}
