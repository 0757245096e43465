import type { Knex } from 'knex'
import type { Actor } from './kernel/actor.ts'
import type { House } from './kernel/house.ts'
import type { Person } from './modules/people/sign-in.ts'

/** A person may stand at several clients under one address; more than this nobody needs. */
const MOST_AT_ONE_ADDRESS = 5

/** Who may sign in under this email address, oldest first: active colleagues, or contacts of clients that are not put away. */
export const peopleAt = async (db: Knex, kind: Person['kind'], email: string): Promise<{ person: Person; language: string }[]> => {
  const { rows } = await db.raw<{ rows: { id: string; language: string }[] }>(
    kind === 'staff'
      ? `select id, language from staff where lower(email) = lower(?) and state = 'active' and archived_at is null order by id limit ?`
      : `select contacts.id, contacts.language from contacts join clients on clients.id = contacts.client_id and clients.archived_at is null
         where lower(contacts.email) = lower(?) and contacts.archived_at is null order by contacts.id limit ?`,
    [email, MOST_AT_ONE_ADDRESS],
  )
  return rows.map(({ id, language }) => ({ person: { kind, id }, language }))
}

/** What a web app shows of whoever is signed in, beside what the actor holds. */
export const profileOf = async (
  db: Knex,
  { kind, id }: Person,
): Promise<{ email: string | null; client: { id: string; name: string } | null }> => {
  const { rows } = await db.raw<{ rows: { email: string | null; client_id: string | null; client_name: string | null }[] }>(
    kind === 'staff'
      ? 'select email, null as client_id, null as client_name from staff where id = ?'
      : 'select contacts.email, clients.id as client_id, clients.name as client_name from contacts join clients on clients.id = client_id where contacts.id = ?',
    [id],
  )
  const { email = null, client_id = null, client_name = null } = rows[0] ?? {}
  return { email, client: client_id ? { id: client_id, name: client_name ?? '' } : null }
}

/** Every named permission that this actor holds, by name: `'*'` spelt out. */
export const permissionsOf = (house: House, actor: Actor): string[] => {
  const asked = [...house.actions.values()].flatMap(({ needs, inner }) => (typeof needs === 'string' && !inner ? needs : []))
  const declared = house.modules.flatMap((room) => Object.keys(room.permissions))
  const held = [...new Set([...asked, ...declared, ...actor.grants.permissions])].filter((one) => actor.grants.permissions.has(one))
  return held.filter((one) => one !== '*').sort()
}

export type SetUp = { company: boolean; colleagues: boolean; channel: boolean; products: boolean; prices: boolean; orders: boolean }

/** How far the first steps of a company are. */
export const setUpOf = async (db: Knex): Promise<SetUp> => {
  const { rows } = await db.raw<{ rows: SetUp[] }>(
    `select exists (select from companies where archived_at is null) as company,
       (select count(*) > 1 from (select from staff where state = 'active' and archived_at is null limit 2) as few) as colleagues,
       exists (select from channel_accounts where archived_at is null) as channel,
       exists (select from products where archived_at is null) as products,
       exists (select from prices) as prices,
       exists (select from sales_orders) as orders`,
  )
  return rows[0]!
}
