import type { Action, AnyAction, Creation } from './action.ts'
import { type Actor, limitOf, may, mayOverride, needsInWords } from './actor.ts'
import type { Call, Caller, Ctx, Decided, Outcome } from './ctx.ts'
import { Conflict, Invalid, NotAllowed, NotFound, Refusal } from './errors.ts'
import type { House } from './house.ts'
import { notOnTimetable } from './lifecycle.ts'
import { factsOf, isUuid, rowsOf } from './reads.ts'
import { type Refused, refuse, sentence } from './sentence.ts'
import { makeCtx } from './work.ts'
import { type Frame, lockRows, type Scope } from './writes.ts'

/** A nested action met a requirement: the whole call rolls back and the outermost one is frozen. */
export class MustWait extends Error {
  met: Met
  constructor(met: Met) {
    super(`${met.inner.name} waits for people`)
    this.met = met
  }
}
export type Met = {
  inner: AnyAction
  requirements: Awaited<ReturnType<House['hooks']['policyFor']>>
  refusals: readonly Refused[]
  row: Record<string, unknown> | null
}

/** The input as the action declares it; throws Invalid. */
export const parse = (action: AnyAction, call: Call): unknown => {
  const parsed = action.input.safeParse(call.input ?? {})
  if (!parsed.success) throw new Invalid(parsed.error.issues)
  return parsed.data
}

/** The actor as events keep it. */
export const signature = (actor: Actor) => ({
  kind: actor.kind,
  id: actor.id,
  onBehalfOf: actor.kind === 'system' && actor.onBehalfOf ? `${actor.onBehalfOf.kind}:${actor.onBehalfOf.id}` : null,
})

/** Throws NotAllowed. What a limited token asked for is among its actions; what follows from that by itself need not be. */
export const demandRight = (actor: Actor, action: AnyAction, outermost = true) => {
  if (!may(actor, action.needs)) throw new NotAllowed(needsInWords(action.needs))
  if (outermost && limitOf(actor)?.has(action.name) === false)
    throw new NotAllowed(
      action.name,
      sentence('token.limited', 'This token may not do “{action}”: it is limited to other actions.', { action: action.name }),
    )
}

type Manner = { outermost: boolean; decided: Decided | null; frozen: Met | null }

/** One action inside a call: the outermost one, or one that a room performs on its way. */
export const step = async (house: House, caller: Caller, scope: Scope, action: AnyAction, call: Call, manner: Manner): Promise<Outcome> => {
  const frame: Frame = {
    action: action.name,
    touches: new Set(action.touches),
    actor: signature(caller.actor),
    approvalId: manner.decided?.approvalId ?? null,
    open: new Map(),
  }
  const nested = (inner: Caller, other: AnyAction, its: Call, decided: Decided | null) =>
    step(house, inner, scope, other, { ...its, input: parse(other, its) } as Call, { outermost: false, decided, frozen: null })
  const ctx = makeCtx(house, caller, { scope, frame, step: nested }, call)
  const input = call.input
  // A right does not depend on the row, so who lacks it learns nothing of the row and locks nothing.
  demandRight(caller.actor, action, manner.outermost)
  const target = action.creates ? null : await lockTarget(ctx, scope, action, call)
  if (action.creates) for (const { record, ids } of await action.locks(null, ctx, input as never)) await lockRows(scope, record, ids)
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
