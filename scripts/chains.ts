import type { Knex } from 'knex'
import { type Break, verifyChains } from '../core/kernel/events.ts'

const words: Record<Break['why'], string> = {
  changed: 'its text is not the one that was written (the hash does not fit)',
  missing: 'it does not follow the one before it: an event was taken out, put in or moved',
  columns: 'its columns say something else than its text',
}

/** Says each break in words. Gives how many there are. */
export const reportChains = async (db: Knex, tell: (line: string) => void): Promise<number> => {
  const unreadable = await unreadableBodies(db)
  for (const { record, record_id, seq } of unreadable) tell(`BROKEN ${record} ${record_id}, event ${seq}: its text cannot be read`)
  // A text that is no JSON cannot be looked into; the others are checked once it is put right.
  if (unreadable.length) return unreadable.length
  const { events, records, breaks } = await verifyChains(db)
  for (const { record, recordId, seq, why } of breaks) tell(`BROKEN ${record} ${recordId}, event ${seq}: ${words[why]}`)
  tell(`${events.toLocaleString('en')} events of ${records.toLocaleString('en')} records checked, ${breaks.length} broken.`)
  return breaks.length
}

const unreadableBodies = async (db: Knex) =>
  (
    await db.raw<{ rows: { record: string; record_id: string; seq: number }[] }>(
      'select record, record_id, seq from events where body is not json object order by record, record_id, seq limit 100',
    )
  ).rows
