import type { z } from 'zod'
import type { Action, AnyAction, Creation } from './action.ts'
import { type Actor, refOf, system } from './actor.ts'
import type { Call, Caller, Ctx, Decided, Outcome } from './ctx.ts'
import { Expected } from './errors.ts'
import type { House } from './house.ts'
import { claimOf } from './idempotency.ts'
import { factsOf, rowsOf, visibleTo } from './reads.ts'
import { type RecordType, recordOf } from './record.ts'
import { changeRow, createRows, type Frame, lockRows, moveRow, removeRows, type Scope } from './writes.ts'

/** Inside a call: what its writes go into, and how another action is done on the way. */
export type Inside = {
  scope: Scope
  frame: Frame
  step(caller: Caller, action: AnyAction, call: Call, decided: Decided | null): Promise<Outcome>
}

/** What a room gets to work with. Without a scope (effects, doors) there are reads and `perform`, no write verbs. */
export const makeCtx = (house: House, caller: Caller, inside: Inside | null, call: Call, { remembers = false } = {}): Ctx => {
  const db = inside?.scope.db ?? house.db
  const writing = () => {
    if (!inside) throw new Error('Only an action writes; perform one.')
    return inside
  }
  let nth = 0
  const known = remembers && !inside ? new Map<string, Promise<unknown[]>>() : null
  const ctx: Ctx = {
    now: caller.now,
    actor: caller.actor,
    door: caller.door,
    requestId: caller.requestId,
    cause: caller.cause ?? null,
    log: house.log.child({ requestId: caller.requestId }),
    house,
    db,
    call: {
      press: call.press ?? null,
      override: call.override ?? null,
      key: call.key ?? null,
      approvalId: inside?.frame.approvalId ?? null,
    },
    rows: (record) => rowsOf(record, db, caller.actor, known),
    facts: (record) => factsOf(record, db, known),
    visible: (record) => visibleTo(record, db, caller.actor),
    once: (record, read) => (inside ? readOnce(inside.scope.once, record, read) : read()),
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
      if (!inside) {
        nth += 1
        const key = inner.key ?? (call.key === undefined ? undefined : `${call.key}#${nth}`)
        return house.perform(caller, plain, { ...(inner as Call), key } as Call).finally(() => known?.clear())
      }
      return inside.step({ ...caller, actor: inward(caller.actor) }, plain, inner as Call, null)
    },
    resume: async (requester, action, frozenCall, decided) => {
      const { scope } = writing()
      const kept = { pending: scope.pending.length, numbers: scope.numbers.length }
      await db.raw('savepoint resumed')
      try {
        const outcome = await inside!.step({ ...caller, actor: requester }, action, frozenCall, decided)
        await db.raw('release savepoint resumed')
        const claim = claimOf(requester, action.name, frozenCall)
        if (claim) scope.resumed.push({ claim, outcome })
        return outcome
      } catch (error) {
        if (!(error instanceof Expected)) throw error
        await db.raw('rollback to savepoint resumed')
        scope.once.clear()
        scope.pending.length = kept.pending
        scope.numbers.length = kept.numbers
        throw error
      }
    },
  }
  return ctx
}

const readOnce = <T>(read: Map<object, Promise<unknown>>, record: object, how: () => Promise<T>): Promise<T> => {
  const told = (read.get(record) as Promise<T> | undefined) ?? how()
  read.set(record, told)
  told.catch(() => read.delete(record))
  return told
}

/** What an action does on its way, it does with its own right: the person was asked for the outer one. */
const inward = (actor: Actor): Actor => (actor.kind === 'system' ? actor : system(refOf(actor)))
