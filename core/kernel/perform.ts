import type { Knex } from 'knex'
import type { z } from 'zod'
import type { Action, AnyAction, Creation } from './action.ts'
import { type Actor, may, mayOverride, needsInWords, refOf, system } from './actor.ts'
import type { Call, Caller, Ctx, Decided, Outcome } from './ctx.ts'
import { isRetryable } from './db.ts'
import { Conflict, Expected, Invalid, NotAllowed, NotFound, Refusal } from './errors.ts'
import { MOST_DEEP, writeEvents } from './events.ts'
import type { House } from './house.ts'
import { type Claim, claimKey, claimOf, keepOutcome } from './idempotency.ts'
import { notOnTimetable } from './lifecycle.ts'
import { drawNumbers } from './numbers.ts'
import { factsOf, isUuid, rowsOf, visibleTo } from './reads.ts'
import { type RecordType, recordOf } from './record.ts'
import { type Refused, refuse } from './sentence.ts'
import { changeRow, createRows, type Frame, lockRows, moveRow, removeRows, type Scope } from './writes.ts'

const MOST_TRIES = 3

/** A nested action met a requirement: the whole call rolls back and the outermost one is frozen. */
class MustWait extends Error {
  met: Met
  constructor(met: Met) {
    super(`${met.inner.name} waits for people`)
    this.met = met
  }
}
type Met = {
  inner: AnyAction
  requirements: Awaited<ReturnType<House['hooks']['policyFor']>>
  refusals: readonly Refused[]
  row: Record<string, unknown> | null
}

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
      house.nudge()
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

const parse = (action: AnyAction, call: Call): unknown => {
  const parsed = action.input.safeParse(call.input ?? {})
  if (!parsed.success) throw new Invalid(parsed.error.issues)
  return parsed.data
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
  const twin = claim && (await claimKey(trx, claim, caller.now))
  if (twin) return twin
  const scope: Scope = { db: trx, locked: new Map(), lockedRank: 0, pending: [], numbers: [] }
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
  return full
}

const signature = (actor: Actor) => ({
  kind: actor.kind,
  id: actor.id,
  onBehalfOf: actor.kind === 'system' && actor.onBehalfOf ? `${actor.onBehalfOf.kind}:${actor.onBehalfOf.id}` : null,
})

type Manner = { outermost: boolean; decided: Decided | null; frozen: Met | null }

/** One action inside a call: the outermost one, or one that a room performs on its way. */
const step = async (house: House, caller: Caller, scope: Scope, action: AnyAction, call: Call, manner: Manner): Promise<Outcome> => {
  const frame: Frame = {
    action: action.name,
    touches: new Set(action.touches),
    actor: signature(caller.actor),
    approvalId: manner.decided?.approvalId ?? null,
    open: new Map(),
  }
  const ctx = makeCtx(house, caller, scope, frame, call)
  const input = call.input
  const target = action.creates ? null : await lockTarget(ctx, scope, action, call)
  if (action.creates) for (const { record, ids } of await action.locks(null, ctx, input as never)) await lockRows(scope, record, ids)
  if (!may(caller.actor, action.needs)) throw new NotAllowed(needsInWords(action.needs))
  if (action.binding && caller.actor.kind === 'contact' && !call.press)
    throw new Refusal(refuse('action.needs_press', 'This binds you, so it needs a press on the button of the summary.'))
  if (target && call.version !== undefined && call.version !== target.version)
    throw new Conflict('record.changed_meanwhile', '{what} was changed by somebody else just now. Look at it again.', {
      what: action.record.title(target as never),
    })

  const refusals: Refused[] = []
  for (const refused of await guards(ctx, action, target, input)) weigh(refused, caller.actor, call, manner.decided, refusals)
  if (!manner.decided) {
    const requirements = manner.frozen?.requirements ?? (await house.hooks.policyFor(ctx, { action, row: target, input, call, refusals }))
    const left = refusals.filter(({ code }) => !requirements.some((one) => one.code === code))
    if (!manner.frozen && left.length) throw new Refusal(left[0]!)
    if (requirements.length) {
      const met: Met = manner.frozen ?? { inner: action, requirements, refusals, row: target }
      if (!manner.outermost) throw new MustWait(met)
      const { approvalId, said } = await house.hooks.freeze(ctx, {
        action,
        inner: met.inner,
        call,
        row: target,
        requester: caller.actor,
        requirements,
        refusals: met.refusals,
      })
      return { kind: 'waiting', approvalId, said, id: call.id ?? null }
    }
  }
  const ran = action.creates
    ? await (action as Creation).run(ctx, input as never)
    : await (action as Action).run(ctx, target as never, input as never)
  const { said, row } = 'said' in ran ? ran : { said: ran, row: target }
  const about = frame.open.values().next().value
  const given = {
    ...(call.press && { press: call.press }),
    ...(call.override && { override: call.override }),
    ...(manner.decided?.covers.length && { override: { codes: manner.decided.covers, reason: manner.decided.reason } }),
  }
  if (about && Object.keys(given).length) about.body.with = { ...about.body.with, ...given }
  return { kind: 'done', said, id: row ? String(row.id) : null, events: [] }
}

/** The row an action is about: parents first, then itself; one the actor may not see is not there. */
const lockTarget = async (ctx: Ctx, scope: Scope, action: Action, call: Call): Promise<Record<string, unknown>> => {
  const id = call.id ?? ''
  if (!isUuid(id)) throw new NotFound(action.record.name, id)
  const key = `${action.record.name} ${id}`
  if (!scope.locked.has(key)) {
    const glimpse = await (ctx.actor.kind === 'contact'
      ? rowsOf(action.record, ctx.db, ctx.actor)
          .byId(id)
          .then(() => factsOf(action.record, ctx.db).byId(id))
      : factsOf(action.record, ctx.db).byId(id))
    if (glimpse.archivedAt) throw new NotFound(action.record.name, id)
    for (const { record, ids } of await action.locks(glimpse as never, ctx, call.input as never)) await lockRows(scope, record, ids)
  }
  const [row] = await lockRows(scope, action.record, [id])
  if (!row) throw new NotFound(action.record.name, id)
  return row
}

const guards = async (ctx: Ctx, action: AnyAction, row: Record<string, unknown> | null, input: unknown): Promise<Refused[]> => {
  if (action.moves && row) {
    const off = notOnTimetable(action.moves.lifecycle, row, action.moves.move)
    if (off) return [off]
  }
  const edge = action.moves ? (action.moves.lifecycle.moves[action.moves.move]?.unless ?? []) : []
  const found: Refused[] = []
  for (const rule of [...edge, ...(action.unless as typeof edge)]) {
    const refused = await rule(row as never, ctx, input as never)
    if (refused) found.push(refused)
  }
  return found
}

/** Hard refusals end the call; one that can be stepped over is covered, stepped over, asked for, or left to those who may. */
const weigh = (refused: Refused, actor: Actor, call: Call, decided: Decided | null, left: Refused[]) => {
  if (!refused.overridableBy) throw new Refusal(refused)
  if (decided?.covers.includes(refused.code)) return
  if (mayOverride(actor, refused.overridableBy)) {
    if (call.override?.code === refused.code && call.override.reason.trim()) return
    throw new Refusal(refused)
  }
  if (decided) throw new Refusal(refused)
  left.push(refused)
}

/** What a room gets to work with. Without a scope (effects, doors) there are reads and `perform`, no write verbs. */
export const makeCtx = (house: House, caller: Caller, scope: Scope | null, frame: Frame | null, call: Call): Ctx => {
  const db = scope?.db ?? house.db
  const writing = () => {
    if (!scope || !frame) throw new Error('Only an action writes; perform one.')
    return { scope, frame }
  }
  let nth = 0
  const ctx: Ctx = {
    now: caller.now,
    actor: caller.actor,
    door: caller.door,
    requestId: caller.requestId,
    cause: caller.cause ?? null,
    log: house.log.child({ requestId: caller.requestId }),
    house,
    db,
    call: { press: call.press ?? null, override: call.override ?? null, key: call.key ?? null },
    rows: (record) => rowsOf(record, db, caller.actor),
    facts: (record) => factsOf(record, db),
    visible: (record) => visibleTo(record, db, caller.actor),
    lock: async (record, ids) => (await lockRows(writing().scope, record as unknown as RecordType, ids)) as never,
    create: async (record, values) =>
      (await createRows(writing().scope, writing().frame, record as unknown as RecordType, [values], caller.now))[0] as never,
    createMany: async (record, values) =>
      (await createRows(writing().scope, writing().frame, record as unknown as RecordType, values, caller.now)) as never,
    change: async (row, patch) => (await changeRow(writing().scope, writing().frame, row as never, patch as never)) as never,
    changeMany: async (changes) => {
      const rows = []
      for (const { row, patch } of changes) rows.push(await changeRow(writing().scope, writing().frame, row as never, patch as never))
      return rows as never
    },
    move: async (lifecycle, row, move, patch = {}) =>
      (await moveRow(writing().scope, writing().frame, lifecycle as never, row as never, move, patch)) as never,
    remove: (row) => removeRows(writing().scope, writing().frame, [row as never], caller.now),
    removeMany: (rows) => removeRows(writing().scope, writing().frame, rows as never, caller.now),
    number: (row) => void writing().scope.numbers.push(row as never),
    note: (row, given) => {
      const event = writing().frame.open.get(`${recordOf(row).name} ${row.id}`)
      if (!event) throw new Error('There is no event of this row to note it at.')
      event.body.with = { ...event.body.with, ...given }
    },
    perform: async <Row, Input extends z.ZodType>(action: Action<Row, Input> | Creation<Input>, inner: Call<Input>) => {
      const plain = action as unknown as AnyAction
      if (!scope) {
        nth += 1
        return perform(house, caller, plain, {
          ...(inner as Call),
          key: inner.key ?? (call.key === undefined ? undefined : `${call.key}#${nth}`),
        } as Call)
      }
      return step(
        house,
        { ...caller, actor: inward(caller.actor) },
        scope,
        plain,
        { ...(inner as Call), input: parse(plain, inner as Call) },
        { outermost: false, decided: null, frozen: null },
      )
    },
    resume: async (requester, action, frozenCall, decided) => {
      const { scope } = writing()
      const kept = { pending: scope.pending.length, numbers: scope.numbers.length }
      await db.raw('savepoint resumed')
      try {
        const outcome = await step(
          house,
          { ...caller, actor: requester },
          scope,
          action,
          { ...frozenCall, input: parse(action, frozenCall) },
          { outermost: false, decided, frozen: null },
        )
        await db.raw('release savepoint resumed')
        return outcome
      } catch (error) {
        if (!(error instanceof Expected)) throw error
        await db.raw('rollback to savepoint resumed')
        scope.pending.length = kept.pending
        scope.numbers.length = kept.numbers
        throw error
      }
    },
  }
  return ctx
}

/** What an action does on its way, it does with its own right: the person was asked for the outer one. */
const inward = (actor: Actor): Actor => (actor.kind === 'system' ? actor : system(refOf(actor)))
