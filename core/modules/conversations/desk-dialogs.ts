import type { Knex } from 'knex'
import { newId } from '../../kernel/db.ts'

/** After this a dialog of a colleague is forgotten. */
const LIVES_MS = 24 * 3_600_000

/** What a colleague is in the middle of: an order that is being written. It belongs to one person and is kept for a day. */
export type DeskDialog<State> = { id: string; state: State }

/** Keeps the state of a dialog; without an id it begins one, and forgets those of this person that are too old. Gives its id. */
export const keepDialog = async (db: Knex, asked: { id: string | null; staffId: string; state: unknown; now: Date }): Promise<string> => {
  const { staffId, now } = asked
  const state = JSON.stringify(asked.state)
  if (asked.id) {
    await db('desk_dialogs').where({ id: asked.id, staff_id: staffId }).update({ state, changed_at: now })
    return asked.id
  }
  await db('desk_dialogs')
    .where({ staff_id: staffId })
    .where('changed_at', '<', new Date(now.getTime() - LIVES_MS))
    .delete()
  const id = newId()
  await db('desk_dialogs').insert({ id, staff_id: staffId, state, changed_at: now })
  return id
}

/** A dialog of this person, or null where there is none any more. The caller says what it looks like. */
export const dialogCalled = async <State>(
  db: Knex,
  asked: { id: string; staffId: string; now: Date },
): Promise<DeskDialog<State> | null> => {
  const found = await db('desk_dialogs')
    .where({ id: asked.id, staff_id: asked.staffId })
    .where('changed_at', '>=', new Date(asked.now.getTime() - LIVES_MS))
    .first<{ id: string; state: State } | undefined>('id', 'state')
  return found ?? null
}

/** Forgets a dialog that is done with. */
export const endDialog = (db: Knex, { id, staffId }: { id: string; staffId: string }) =>
  db('desk_dialogs').where({ id, staff_id: staffId }).delete()
