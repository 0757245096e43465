import type { Actor } from '../../kernel/actor.ts'

/** A token as it acts, with the actions that it is limited to. */
export type Machine = Extract<Actor, { kind: 'token' }> & { only: ReadonlySet<string> | null }

/**
 * The actions that this token is limited to, whatever else its role allows; null = all that its role allows, as for everybody who is no token.
 * Every door of machines asks before it performs what a token asked for; what an action then does by itself is not limited.
 */
export const limitOf = (actor: Actor): ReadonlySet<string> | null => (actor.kind === 'token' ? ((actor as Machine).only ?? null) : null)
