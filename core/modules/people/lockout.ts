import type { Knex } from 'knex'

/** After so many failures it is locked, for a minute at first, then twice as long each time. */
export type Lock = { free: number; longestSeconds: number }
export const accountLock: Lock = { free: 5, longestSeconds: 900 }
export const addressLock: Lock = { free: 30, longestSeconds: 3600 }

const FIRST_SECONDS = 60
/** Failures are forgotten after a day without one. */
const FORGOTTEN_MS = 86_400_000

/** Seconds for which the `failures`-th failure locks; 0 = not. */
export const locksFor = (failures: number, { free, longestSeconds }: Lock): number =>
  failures < free ? 0 : Math.min(longestSeconds, FIRST_SECONDS * 2 ** Math.min(20, failures - free))

/**
 * Counts a try before it is looked at, so that many at once are as many as one after the other. Gives the seconds to wait where it is
 * locked (such a try is not counted, and nothing more is told about it), else 0.
 */
export const countTry = async (db: Knex, key: string, lock: Lock, now: Date): Promise<number> => {
  await db.raw('insert into sign_in_failures (key, failures, last_at) values (?, 0, ?) on conflict (key) do nothing', [key, now])
  return db.transaction(async (trx) => {
    const row = await trx('sign_in_failures')
      .where({ key })
      .forUpdate()
      .first<{ failures: number; last_at: Date; locked_until: Date | null } | undefined>()
    if (row?.locked_until && row.locked_until > now) return Math.ceil((row.locked_until.getTime() - now.getTime()) / 1000)
    const earlier = row && now.getTime() - row.last_at.getTime() < FORGOTTEN_MS ? row.failures : 0
    const failures = earlier + 1
    const seconds = locksFor(failures, lock)
    await trx('sign_in_failures')
      .where({ key })
      .update({ failures, last_at: now, locked_until: seconds ? new Date(now.getTime() + seconds * 1000) : null })
    return 0
  })
}

/** The try was right: the account begins anew. */
export const forgetFailures = async (db: Knex, key: string): Promise<void> => {
  await db('sign_in_failures').where({ key }).delete()
}

/** The try was right: at the address it does not count. Others that failed from there still do. */
export const takeBackTry = async (db: Knex, key: string, lock: Lock): Promise<void> => {
  await db('sign_in_failures')
    .where({ key })
    .where('failures', '>', 0)
    .update({
      failures: db.raw('failures - 1'),
      locked_until: db.raw('case when failures - 1 < ? then null else locked_until end', [lock.free]),
    })
}
