/** The levels of a room, each holding those before it. */
export const levels = ['view', 'create', 'edit', 'delete'] as const
export type Level = (typeof levels)[number]

export type RoleRow = { id: string; version: number; name: string; title: string; permissions: string[]; rooms: Record<string, Level> }
/** What is being changed, by role id; roles that are not touched are absent. */
export type Draft = Readonly<Record<string, Pick<RoleRow, 'permissions' | 'rooms'>>>

/** Stands for every permission there is, also those that a new version brings. */
const EVERYTHING = '*'

export const hasAll = (role: Pick<RoleRow, 'permissions'>) => role.permissions.includes(EVERYTHING)
export const holds = (role: Pick<RoleRow, 'permissions'>, permission: string) => hasAll(role) || role.permissions.includes(permission)

export const asDrafted = (role: RoleRow, draft: Draft): RoleRow => ({ ...role, ...draft[role.id] })

/** The draft with one permission given or taken. A role that has everything keeps everything. */
export const toggled = (role: RoleRow, draft: Draft, permission: string): Draft => {
  const now = asDrafted(role, draft)
  if (hasAll(now)) return draft
  const permissions = now.permissions.includes(permission)
    ? now.permissions.filter((one) => one !== permission)
    : [...now.permissions, permission]
  return settled(role, draft, { permissions, rooms: now.rooms })
}

/** The draft with a room at another level; null shuts the room. */
export const levelled = (role: RoleRow, draft: Draft, room: string, level: Level | null): Draft => {
  const now = asDrafted(role, draft)
  const { [room]: _, ...others } = now.rooms
  return settled(role, draft, { permissions: now.permissions, rooms: level ? { ...others, [room]: level } : others })
}

/** A role that is as it was leaves the draft. */
const settled = (role: RoleRow, draft: Draft, now: Draft[string]): Draft => {
  const { [role.id]: _, ...others } = draft
  return changesOf(role, now).length ? { ...others, [role.id]: now } : others
}

export type Change =
  | { kind: 'given' | 'taken'; permission: string }
  | { kind: 'room'; room: string; before: Level | null; after: Level | null }

/** What saving would change of a role, in the order it is shown. */
export const changesOf = (role: Pick<RoleRow, 'permissions' | 'rooms'>, now: Draft[string]): Change[] => {
  const rooms = [...new Set([...Object.keys(role.rooms), ...Object.keys(now.rooms)])].sort()
  return [
    ...rooms.flatMap((room): Change[] => {
      const [before, after] = [role.rooms[room] ?? null, now.rooms[room] ?? null]
      return before === after ? [] : [{ kind: 'room', room, before, after }]
    }),
    ...now.permissions.filter((one) => !role.permissions.includes(one)).map((permission): Change => ({ kind: 'given', permission })),
    ...role.permissions.filter((one) => !now.permissions.includes(one)).map((permission): Change => ({ kind: 'taken', permission })),
  ]
}

/** Finds by words in any order, without regard to case and marks. */
export const finds = (query: string, ...texts: (string | undefined)[]) => {
  const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  const hay = folded(texts.join(' '))
  return folded(query)
    .split(/\s+/)
    .every((word) => hay.includes(word))
}
