import knex, { type Knex } from 'knex'
import { up as kernel } from './0001_kernel.ts'
import { up as peopleAndClients } from './0002_people_and_clients.ts'
import { up as catalogAndStock } from './0003_catalog_and_stock.ts'
import { up as moneyAndOrders } from './0004_money_and_orders.ts'
import { up as conversations } from './0005_conversations.ts'
import { up as returns } from './0006_returns.ts'
import { up as desk } from './0008_desk.ts'
import { up as owners } from './0009_owners.ts'
import { up as strangers } from './0010_strangers.ts'
import { up as channelAlarms } from './0011_channel_alarms.ts'
import { up as signIn } from './0012_sign_in.ts'
import { up as lists } from './0013_lists.ts'
import { up as teams } from './0015_teams.ts'
import { up as whatsappWeb } from './0016_whatsapp_web.ts'

/** The numbered migrations in their order: a plain list, so that nothing is found by scanning. */
const migrations: readonly { name: string; up: string }[] = [
  { name: '0001_kernel', up: kernel },
  { name: '0002_people_and_clients', up: peopleAndClients },
  { name: '0003_catalog_and_stock', up: catalogAndStock },
  { name: '0004_money_and_orders', up: moneyAndOrders },
  { name: '0005_conversations', up: conversations },
  { name: '0006_returns', up: returns },
  { name: '0008_desk', up: desk },
  { name: '0009_owners', up: owners },
  { name: '0010_strangers', up: strangers },
  { name: '0011_channel_alarms', up: channelAlarms },
  { name: '0012_sign_in', up: signIn },
  { name: '0013_lists', up: lists },
  { name: '0015_teams', up: teams },
  { name: '0016_whatsapp_web', up: whatsappWeb },
]

const source: Knex.MigrationSource<(typeof migrations)[number]> = {
  getMigrations: async () => [...migrations],
  getMigrationName: ({ name }) => name,
  getMigration: async ({ up }) => ({
    up: async (db: Knex) => void (await db.raw(up)),
    down: async () => {
      throw new Error('Migrations only go forward. Restore a backup to go back.')
    },
  }),
}

/** Brings the database up to date, then gives the app's own role its rights: everything but changing or deleting events. */
export const migrate = async (ownerUrl: string, appRole = 'parley_app'): Promise<void> => {
  const db = knex({ client: 'pg', connection: ownerUrl, pool: { min: 0, max: 2 } })
  try {
    await db.migrate.latest({ migrationSource: source, tableName: 'migrations' })
    const { rows } = await db.raw<{ rows: { present: boolean; current: string }[] }>(
      'select exists (select from pg_roles where rolname = ?) as present, current_user as current',
      [appRole],
    )
    if (rows[0]!.present && rows[0]!.current !== appRole) await grantAll(db, appRole)
  } finally {
    await db.destroy()
  }
}

/** Table by table, so that no schema is named. */
const grantAll = async (db: Knex, role: string) => {
  const { rows } = await db.raw<{ rows: { name: string }[] }>('select tablename as name from pg_tables where schemaname = current_schema()')
  for (const { name } of rows) await db.raw(`grant select, insert, update, delete on ?? to ${role}`, [name])
  await db.raw(`revoke update, delete, truncate on events from ${role}`)
  await db.raw(`do $$ begin execute format('grant usage, create on schema %I to ${role}', current_schema()); end $$`)
}

/** Are all migrations of this program applied? */
export const isMigrated = async (db: Knex): Promise<boolean> => {
  const { rows } = await db.raw<{ rows: { count: number }[] }>('select count(*)::int as count from migrations where name = any(?)', [
    migrations.map(({ name }) => name),
  ])
  return rows[0]!.count === migrations.length
}
