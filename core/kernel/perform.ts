import type { Knex } from 'knex'
import type { AnyAction } from './action.ts'
import type { Call, Caller, Outcome } from './ctx.ts'
import { isRetryable } from './db.ts'
import { Refusal, TakenOver } from './errors.ts'
import { MOST_DEEP, writeEvents } from './events.ts'
import type { House } from './house.ts'
import { type Claim, claimKey, claimOf, keepOutcome } from './idempotency.ts'
import { drawNumbers } from './numbers.ts'
import { refuse } from './sentence.ts'
import { type Met, MustWait, parse, signature, step } from './step.ts'
import type { Frame, Scope } from './writes.ts'

const MOST_TRIES = 3

/**
 * The one road: parse → begin → idempotency key → lock rows → permission → guards → policy → run → numbers →
 * events and outbox → commit → reply. Every change from every door goes through here.
 * Throws Invalid, NotAllowed, NotFound, Refusal or Conflict for a person; anything else is a bug.
 */
export const perform = async (house: House, caller: Caller, action: AnyAction, call: Call): Promise<Outcome> => {
  if ((caller.cause?.depth ?? -1) + 1 > MOST_DEEP)
    throw new Refusal(
      refuse('event.too_deep', 'This was set off by a chain of more than {most} effects, which looks like a loop. It is stopped here.', {
        most: MOST_DEEP,
      }),
    )
  const parsed = parse(action, call)
  const claim = claimOf(caller.actor, action.name, call)
  let frozen: Met | null = null
  for (let attempt = 1; ; attempt += 1) {
    try {
      const outcome = await house.db.transaction(async (trx) =>
        travel(house, caller, action, { ...call, input: parsed }, claim, trx, frozen),
      )
      house.nudge('events')
      return outcome
    } catch (error) {
      if (error instanceof MustWait && !frozen) {
        frozen = error.met
        continue
      }
      if (!isRetryable(error) || attempt >= MOST_TRIES) throw error
      caller.actor.kind !== 'stranger' &&
        house.log.info({ action: action.name, attempt, requestId: caller.requestId }, 'done again after a deadlock')
    }
  }
}

const travel = async (
  house: House,
  caller: Caller,
  action: AnyAction,
  call: Call,
  claim: Claim | null,
  trx: Knex,
  frozen: Met | null,
): Promise<Outcome> => {
  const twin = claim && (await claimKey(trx, claim, caller.now, caller.again))
  if (twin) return twin
  if (caller.holds && !(await caller.holds(trx))) throw new TakenOver(`${action.name} is done by somebody else by now.`)
  const scope: Scope = { db: trx, locked: new Map(), lockedRank: 0, pending: [], numbers: [], resumed: [], once: new Map() }
  const outcome = await step(house, caller, scope, action, call, { outermost: true, decided: null, frozen })
  const closing: Frame = {
    action: action.name,
    touches: new Set(['*']),
    actor: signature(caller.actor),
    approvalId: null,
    open: new Map(scope.pending.map((event) => [`${event.record.name} ${event.row.id}`, event])),
  }
  await drawNumbers(scope, closing)
  const events = await writeEvents(
    trx,
    house.seal,
    scope.pending,
    { now: caller.now, door: caller.door, requestId: caller.requestId, cause: caller.cause ?? null },
    house.subscribersOf,
  )
  const full: Outcome = outcome.kind === 'done' ? { ...outcome, events } : outcome
  if (claim) await keepOutcome(trx, claim, full)
  for (const later of scope.resumed) await keepOutcome(trx, later.claim, later.outcome)
  return full
}
