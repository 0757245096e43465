import type { House } from '../core/kernel/house.ts'
import { KEYS_LIVE_DAYS } from '../core/kernel/idempotency.ts'
import { forgetOld } from '../core/modules/conversations/incoming.ts'
import { dropSharedFiles } from '../core/modules/conversations/shared-files.ts'

/** Something that is looked at from time to time. Runs in one process at a time, mostly; twice must be the same as once. */
export type Sweep = { name: string; everyMs: number; run(house: House, now: Date): Promise<void> }

const HOUR_MS = 3_600_000
const BATCH = 5000

/** What the house lets go of by itself: platforms' own words and idempotency keys after thirty days. */
export const retention: readonly Sweep[] = [
  {
    name: 'retention.inbound',
    everyMs: HOUR_MS,
    async run({ db }, now) {
      while ((await forgetOld(db, now, BATCH)) >= BATCH);
    },
  },
  {
    name: 'retention.idempotency_keys',
    everyMs: HOUR_MS,
    async run({ db }, now) {
      const before = new Date(now.getTime() - KEYS_LIVE_DAYS * 24 * HOUR_MS)
      for (let gone = BATCH; gone >= BATCH; ) {
        const { rowCount } = await db.raw<{ rowCount: number }>(
          'delete from idempotency_keys where (scope, key) in (select scope, key from idempotency_keys where created_at < ? limit ?)',
          [before, BATCH],
        )
        gone = rowCount
      }
    },
  },
  {
    name: 'retention.shared_files',
    everyMs: HOUR_MS,
    run: ({ db }, now) => dropSharedFiles(db, now),
  },
]

/** Runs the sweeps whose time has come; one that fails is logged and does not hinder the others. */
export const sweeper = (house: House, sweeps: readonly Sweep[]) => {
  const last = new Map<string, number>()
  return async (now: Date) => {
    for (const { name, everyMs, run } of sweeps) {
      const before = last.get(name)
      if (before !== undefined && now.getTime() - before < everyMs) continue
      last.set(name, now.getTime())
      try {
        await run(house, now)
      } catch (error) {
        last.delete(name)
        house.log.error({ error, sweep: name }, 'a sweep failed and will be tried again')
      }
    }
  }
}
