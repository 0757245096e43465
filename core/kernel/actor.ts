export type Level = 'view' | 'create' | 'edit' | 'delete'
const LEVELS: readonly Level[] = ['view', 'create', 'edit', 'delete']

/** A right: a named permission, or a level in a room. */
export type Needs = string | { room: string; level: Level }

/** What somebody holds: named permissions, and one level per room. Roles, contact permissions and token scopes are data that make these. */
export type Grants = { permissions: ReadonlySet<string>; rooms: Readonly<Record<string, Level>> }

export type ActorRef = { kind: Actor['kind']; id: string | null }

/** Who acts. Loaded anew for every call, so that a lost role is lost at once. */
export type Actor = { id: string | null; name: string; language: string; grants: Grants } & (
  | { kind: 'staff'; id: string; roles: string[] }
  | { kind: 'contact'; id: string; clientId: string; seesWholeCompany: boolean }
  /** `only`: all that it may be asked for, of what its grants allow; absent or null = all of that. */
  | { kind: 'token'; id: string; only?: ReadonlySet<string> | null }
  /** The house itself, where something happens because something happened. */
  | { kind: 'system'; onBehalfOf: ActorRef | null }
  /** Somebody we do not know. May nothing. */
  | { kind: 'stranger' }
)

export const nothing: Grants = { permissions: new Set(), rooms: {} }

export const system = (onBehalfOf: ActorRef | null = null): Actor => ({
  kind: 'system',
  id: null,
  name: 'Parley',
  language: 'en',
  grants: nothing,
  onBehalfOf,
})

export const stranger: Actor = { kind: 'stranger', id: null, name: 'Somebody', language: 'en', grants: nothing }

/** May this actor? The system may everything except step over a rule: overrides are for people. */
export const may = (actor: Actor, needs: Needs): boolean => {
  if (actor.kind === 'system') return true
  if (actor.kind === 'stranger') return false
  if (typeof needs === 'string') return actor.grants.permissions.has(needs)
  const held = actor.grants.rooms[needs.room]
  return held !== undefined && LEVELS.indexOf(held) >= LEVELS.indexOf(needs.level)
}

/** Only a person (or a token given to one) steps over a rule. */
export const mayOverride = (actor: Actor, permission: string) => actor.kind !== 'system' && may(actor, permission)

/** The actions that this actor is limited to; null = all that its grants allow. What an action then does by itself is not limited. */
export const limitOf = (actor: Actor): ReadonlySet<string> | null => (actor.kind === 'token' ? (actor.only ?? null) : null)

export const isStaff = (actor: Actor) => actor.kind === 'staff' || actor.kind === 'token' || actor.kind === 'system'

export const refOf = (actor: Actor): ActorRef => ({ kind: actor.kind, id: actor.id })

export const needsInWords = (needs: Needs) => (typeof needs === 'string' ? needs : `${needs.room}: ${needs.level}`)
