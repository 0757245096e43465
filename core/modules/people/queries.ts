import type { Knex } from 'knex'
import type { Actor, Grants, Level } from '../../kernel/actor.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { isUuid } from '../../kernel/reads.ts'
import { ApiToken, Role, Staff } from './records.ts'

const LEVELS: readonly Level[] = ['view', 'create', 'edit', 'delete']

/** Every permission is held: `'*'` in a role. */
class All extends Set<string> {
  override has() {
    return true
  }
}

type RoleRow = { permissions: string[]; rooms: Record<string, Level> }

/** What roles grant together: all their permissions, and the highest level in each room. */
export const grantsOf = (roles: readonly RoleRow[]): Grants => {
  const permissions = roles.flatMap((role) => role.permissions)
  const rooms: Record<string, Level> = {}
  for (const role of roles)
    for (const [room, level] of Object.entries(role.rooms))
      if (!rooms[room] || LEVELS.indexOf(level) > LEVELS.indexOf(rooms[room])) rooms[room] = level
  return { permissions: permissions.includes('*') ? new All(permissions) : new Set(permissions), rooms }
}

/** A colleague with the rights of this moment; null once they have left. */
export const staffActor = async (db: Knex, id: string): Promise<Actor | null> => {
  if (!isUuid(id)) return null
  const { rows } = await db.raw<{
    rows: { first_name: string; last_name: string; language: string; roles: string[]; granted: RoleRow[] | null }[]
  }>(
    `select first_name, last_name, language, roles,
       (select jsonb_agg(jsonb_build_object('permissions', permissions, 'rooms', rooms)) from roles where roles.archived_at is null and staff.roles \\? roles.name) as granted
     from staff where id = ? and state = 'active' and archived_at is null`,
    [id],
  )
  const found = rows[0]
  if (!found) return null
  return {
    kind: 'staff',
    id,
    name: `${found.first_name} ${found.last_name}`,
    language: found.language,
    roles: found.roles,
    grants: grantsOf(found.granted ?? []),
  }
}

/** The machine behind an API token's fingerprint, or null if unknown or revoked. */
export const tokenActor = async (db: Knex, by: { fingerprint: string } | { id: string }): Promise<Actor | null> => {
  const token = await ApiToken.model.query(db).findOne(by).whereNull('revokedAt').whereNull('archivedAt')
  if (!token) return null
  const { id, name, role, actions } = token as unknown as { id: string; name: string; role: string; actions: string[] | null }
  const granted = (await Role.model.query(db).where('name', role).whereNull('archivedAt')) as unknown as RoleRow[]
  return { kind: 'token', id, name, language: 'en', grants: grantsOf(granted), only: actions && new Set(actions) }
}

/** Active colleagues who hold one of these roles. */
export const staffWithRole = (ctx: Ctx, role: string) =>
  ctx
    .facts(Staff)
    .where({ state: 'active', archivedAt: null })
    .shape((query) => query.whereRaw('roles \\? ?', [role]))

/** Active colleagues who hold this permission through any of their roles. */
export const staffWithPermission = async (ctx: Ctx, permission: string) => {
  const roles = await ctx.facts(Role).where({ archivedAt: null })
  const names = roles.filter(({ permissions }) => permissions.includes('*') || permissions.includes(permission)).map(({ name }) => name)
  return names.length
    ? ctx
        .facts(Staff)
        .where({ state: 'active', archivedAt: null })
        .shape((query) => query.whereRaw('roles \\?| ?', [names]))
    : []
}

/** Names by id, for timelines and cards. */
export const staffNames = async (ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> => {
  const rows = await ctx.facts(Staff).whereIn('id', [...new Set(ids)])
  return new Map(rows.map((row) => [row.id, Staff.title(row)]))
}

/** A colleague with the rights of this moment, and who stands in while they are away. */
export type ColleagueNow = { actor: Actor; team: string | null; awayUntil: string | null; standInId: string | null }

/** Everybody who works here now, by id, with the rights of this moment: one statement, for rules that ask who could decide. */
export const colleaguesNow = async (db: Knex): Promise<Map<string, ColleagueNow>> => {
  const { rows } = await db.raw<{
    rows: {
      id: string
      name: string
      language: string
      roles: string[]
      team: string | null
      away_until: string | null
      stand_in_id: string | null
      granted: RoleRow[] | null
    }[]
  }>(
    `select staff.id, staff.first_name || ' ' || staff.last_name as name, staff.language, staff.roles, staff.team, staff.away_until, staff.stand_in_id,
       (select jsonb_agg(jsonb_build_object('permissions', permissions, 'rooms', rooms)) from roles where roles.archived_at is null and staff.roles \\? roles.name) as granted
     from staff where state = 'active' and archived_at is null order by staff.id`,
  )
  return new Map(
    rows.map(({ id, name, language, roles, team, away_until, stand_in_id, granted }) => [
      id,
      {
        actor: { kind: 'staff', id, name, language, roles, grants: grantsOf(granted ?? []) },
        team,
        awayUntil: away_until,
        standInId: stand_in_id,
      },
    ]),
  )
}
