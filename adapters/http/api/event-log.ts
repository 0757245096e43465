import type { Actor } from '../../../core/kernel/actor.ts'
import type { EventBody, EventRow } from '../../../core/kernel/effect.ts'
import { openEvent } from '../../../core/kernel/events.ts'
import type { House } from '../../../core/kernel/house.ts'
import { fieldsSeenBy } from '../../../core/kernel/reads.ts'
import type { RecordType } from '../../../core/kernel/record.ts'
import { maySee } from './sight.ts'

/** A place in the log: everything up to this transaction and event was read. */
export type Place = { tx: string; id: string }
export type Logged = { place: Place; event: EventRow }

type Stored = Parameters<typeof openEvent>[0] & { tx: string }

/**
 * The next events of records that this actor may see, and how far the log is settled. Numbers are given out before their transactions commit, so
 * only what lies below every running transaction is told, by transaction and number; what is there by then has its place for ever.
 */
export const readLog = async (
  house: House,
  actor: Actor,
  { tx, id }: Place,
  limit: number,
): Promise<{ logged: Logged[]; settled: Place }> => {
  const names = [...house.records.values()].filter((record) => maySee(actor, record)).map(({ name }) => name)
  const { rows } = await house.db.raw<{ rows: ((Stored | { id: null }) & { edge: string })[] }>(
    `select edge.tx::text as edge, told.*, told.tx::text as tx from (select pg_snapshot_xmin(pg_current_snapshot()) as tx) edge
     left join lateral (select * from events where events.tx < edge.tx and (events.tx, events.id) > (?::xid8, ?::bigint) and record = any(?)
       order by events.tx, events.id limit ?) told on true
     order by told.tx, told.id`,
    [tx, id, names, limit],
  )
  return {
    logged: rows.flatMap((row) => (row.id === null ? [] : [{ place: { tx: row.tx, id: String(row.id) }, event: openEvent(row) }])),
    settled: { tx: rows[0]!.edge, id: '0' },
  }
}

/** An event as this actor may see it; null = not at all. Personal values are opened, and null once their person is erased. */
export const shownEvent = async (house: House, actor: Actor, event: EventRow): Promise<Record<string, unknown> | null> => {
  const record = house.records.get(event.record)
  if (!record || !maySee(actor, record)) return null
  if (actor.kind === 'contact' && !(await isTheirs(house, actor, record, event.recordId))) return null
  const { before, after, children } = event.body
  return {
    id: event.id,
    at: event.at.toISOString(),
    name: event.name,
    record: event.record,
    recordId: event.recordId,
    seq: event.seq,
    action: event.action,
    actor: { kind: event.actorKind, id: event.actorId },
    door: event.door,
    before: await seenOf(house, actor, record, before),
    after: await seenOf(house, actor, record, after),
    ...(children && { children: await shownChildren(house, actor, children) }),
  }
}

/** Of a contact's records only the rows that it sees now: what was taken from its sight is not told. */
const isTheirs = async (house: House, actor: Actor, record: RecordType, id: string) =>
  (await house
    .ctx({ ...house.self('events'), actor })
    .rows(record)
    .where({ id } as never)
    .first()) !== undefined

const shownChildren = async (house: House, actor: Actor, children: NonNullable<EventBody['children']>) => {
  const shown: Record<string, Record<string, object[]>> = {}
  for (const [name, lists] of Object.entries(children)) {
    const child = house.records.get(name)
    if (!child || !maySee(actor, child)) continue
    const seen = (rows: readonly object[] = []) => Promise.all(rows.map((row) => seenOf(house, actor, child, row)))
    const changed = await Promise.all(
      (lists.changed ?? []).map(async (one) => {
        const { id, before, after } = one as { id: string; before: object; after: object }
        return { id, before: await seenOf(house, actor, child, before), after: await seenOf(house, actor, child, after) }
      }),
    )
    shown[name] = { added: await seen(lists.added), changed, removed: await seen(lists.removed) }
  }
  return shown
}

const seenOf = async (house: House, actor: Actor, record: RecordType, values: object): Promise<Record<string, unknown>> => {
  const known = new Set(fieldsSeenBy(record, actor))
  const seen: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(values))
    if (known.has(field)) seen[field] = isSealed(value) && record.personal[field] ? await house.seal.openPersonal(house.db, value) : value
  return seen
}

const isSealed = (value: unknown): value is { sealed: string; value: string } =>
  typeof value === 'object' && value !== null && 'sealed' in value && typeof value.sealed === 'string' && 'value' in value
