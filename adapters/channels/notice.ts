import type { Knex } from 'knex'
import type { Channel, Doors } from '../../bots/channel.ts'
import { type Noticed, notePulse } from '../../core/modules/conversations/pulses.ts'

/** How often what is noticed of one account is written down, at most. */
const WRITTEN_EVERY_MS = 15_000

type Kept = Noticed & { changed: boolean; writtenAt: number }

/** Notices what comes and goes of each account, in memory; `write` puts it into the database, seldom. */
export const makeNotices = (db: Knex, clock: () => Date) => {
  const kept = new Map<string, Kept>()
  const of = (accountId: string): Kept => {
    const known = kept.get(accountId)
    if (known) return known
    const made: Kept = { inboundAt: null, heardAt: null, sentAt: null, unheardSince: null, changed: false, writtenAt: 0 }
    kept.set(accountId, made)
    return made
  }
  const heard = (accountId: string, inbound: boolean) => {
    const now = clock()
    Object.assign(of(accountId), { heardAt: now, unheardSince: null, changed: true, ...(inbound && { inboundAt: now }) })
  }
  const sent = (accountId: string, at: Date) => {
    const one = of(accountId)
    // What is reported while the call that sends still runs was heard after it left.
    const isHeard = one.heardAt !== null && one.heardAt >= at
    Object.assign(one, { sentAt: at, changed: true, ...(!isHeard && { unheardSince: one.unheardSince ?? at }) })
  }

  return {
    /** The doors, with an ear on them. */
    listening: (doors: Doors): Doors => ({
      ...doors,
      async receive(inbound) {
        const isNew = await doors.receive(inbound)
        heard(inbound.accountId, true)
        return isNew
      },
      async press(press) {
        heard(press.accountId, true)
        return doors.press(press)
      },
      async report(report) {
        await doors.report(report)
        heard(report.accountId, false)
      },
    }),

    /** The channel, with an eye on what leaves. */
    watching: (channel: Channel): Channel => ({
      ...channel,
      async send(permit, to, reply) {
        const at = clock()
        const done = await channel.send(permit, to, reply)
        sent(channel.accountId, at)
        return done
      },
    }),

    heardAt: (accountId: string) => kept.get(accountId)?.heardAt ?? null,

    /** Writes down what changed; `all`: however lately the last time was. */
    async write(all = false) {
      const now = clock().getTime()
      for (const [accountId, one] of kept) {
        if (!one.changed || (!all && now - one.writtenAt < WRITTEN_EVERY_MS)) continue
        const { inboundAt, heardAt, sentAt, unheardSince } = one
        Object.assign(one, { changed: false, writtenAt: now })
        await notePulse(db, accountId, { inboundAt, heardAt, sentAt, unheardSince }).catch((error: unknown) => {
          one.changed = true
          throw error
        })
        // Another process may hear what answers this; whoever waits is in the database now.
        if (one.unheardSince === unheardSince) one.unheardSince = null
      }
    },
  }
}
export type Notices = ReturnType<typeof makeNotices>
