import { system } from './actor.ts'
import type { Caller, Door } from './ctx.ts'
import { openEvent } from './events.ts'
import type { House } from './house.ts'

/** Rows taken at once; each is held for `HELD_MS` and comes back if its process dies. */
const BATCH = 50
const HELD_MS = 60_000
/** After this many tries a row stays as a dead letter for people to look at. */
export const MOST_TRIES = 12
const ABREAST = 4

type Taken = { event_id: number; subscriber: string; attempts: number }

/**
 * Runs the effects whose events wait in the outbox, until nothing is due. Effects of one root event run in their order,
 * different ones side by side. Returns how many ran. At least once: an effect makes twice the same as once.
 */
export const drainOutbox = async (house: House, now: () => Date = house.clock): Promise<number> => {
  let done = 0
  for (;;) {
    const taken = await take(house, now())
    if (!taken.length) return done
    const events = new Map(
      (await house.db('events').whereIn('id', [...new Set(taken.map((row) => row.event_id))])).map((row) => [
        row.id as number,
        openEvent(row),
      ]),
    )
    const families = Map.groupBy(taken, (row) => events.get(row.event_id)!.rootEventId ?? row.event_id)
    const queues = [...families.values()]
    await Promise.all(
      Array.from({ length: Math.min(ABREAST, queues.length) }, async () => {
        for (let queue = queues.shift(); queue; queue = queues.shift())
          for (const row of queue) await runOne(house, row, events.get(row.event_id)!, now)
      }),
    )
    done += taken.length
  }
}

const take = async ({ db, owner }: House, now: Date): Promise<Taken[]> => {
  const { rows } = await db.raw<{ rows: Taken[] }>(
    `update outbox set locked_until = :until, locked_by = :owner, attempts = outbox.attempts + 1
     from (select event_id, subscriber from outbox where due_at <= :now and (locked_until is null or locked_until < :now) and attempts < :most
           order by due_at, event_id limit :batch for update skip locked) due
     where outbox.event_id = due.event_id and outbox.subscriber = due.subscriber
     returning outbox.event_id, outbox.subscriber, outbox.attempts`,
    { now, owner, until: new Date(now.getTime() + HELD_MS), batch: BATCH, most: MOST_TRIES },
  )
  return rows.sort((one, other) => one.event_id - other.event_id)
}

/** What processes that are gone had taken is due again. `living`: the owners that live. */
export const freeEffects = (db: House['db'], living: readonly string[]) =>
  db('outbox')
    .whereNotNull('locked_until')
    .whereLike('locked_by', 'process %')
    .whereNotIn('locked_by', [...living])
    .update({ locked_until: null, locked_by: null })

const runOne = async (house: House, row: Taken, event: ReturnType<typeof openEvent>, now: () => Date) => {
  const { db, log } = house
  const here = { event_id: row.event_id, subscriber: row.subscriber }
  const effect = house.effects.get(row.subscriber)
  try {
    if (effect) {
      const behalf = event.onBehalfOf ? event.onBehalfOf.split(':') : [event.actorKind, event.actorId]
      const caller: Caller = {
        actor: system(behalf[0] === 'system' ? null : { kind: behalf[0] as 'staff', id: behalf[1] ?? null }),
        door: event.door as Door,
        requestId: event.requestId,
        now: now(),
        cause: { eventId: event.id, rootEventId: event.rootEventId ?? event.id, depth: event.depth },
      }
      await effect.run(house.ctx(caller, `event ${event.id} ${effect.name}`, { remembers: true }), event)
    }
    await db('outbox').where(here).delete()
  } catch (error) {
    const waitMs = Math.min(2 ** row.attempts * 500, 3_600_000)
    log.error(
      { error, effect: row.subscriber, event: event.name, eventId: event.id, attempt: row.attempts, requestId: event.requestId },
      'an effect failed and will be tried again',
    )
    await db('outbox')
      .where(here)
      .update({
        due_at: new Date(now().getTime() + waitMs),
        locked_until: null,
        last_error: String(error instanceof Error ? error.message : error).slice(0, 1000),
      })
  }
}
