import type { AnyAction } from './action.ts'
import type { Actor, ActorRef } from './actor.ts'
import type { Call, Ctx } from './ctx.ts'
import type { Refused, Sentence } from './sentence.ts'

/** What must be agreed to before a call may run: by whom is the business of the room behind the hook. */
export type Requirement = { code: string; why: Sentence; needsReason: boolean } & Record<string, unknown>

/** A call that waits for people. */
export type Frozen = {
  action: AnyAction
  /** The action that met the requirement, where it was performed inside another. */
  inner: AnyAction
  call: Call
  row: Record<string, unknown> | null
  requester: Actor
  requirements: readonly Requirement[]
  refusals: readonly Refused[]
}

/** What the kernel asks of rooms without knowing them; `modules.ts` wires them. */
export type Hooks = {
  /** Which people must agree to this call, given what the guards said. Empty = nobody. */
  policyFor(
    ctx: Ctx,
    asked: { action: AnyAction; row: Record<string, unknown> | null; input: unknown; call: Call; refusals: readonly Refused[] },
  ): Promise<readonly Requirement[]>
  /** Writes the approval for a frozen call, through the road. */
  freeze(ctx: Ctx, frozen: Frozen): Promise<{ approvalId: string; said: Sentence }>
  /** Loads somebody with the rights of this moment; null if gone or no longer active. */
  actorFor(db: Ctx['db'], ref: ActorRef): Promise<Actor | null>
}
