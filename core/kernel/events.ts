import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { canonical } from '../language/canonical.ts'
import type { EventBody, EventRow } from './effect.ts'
import type { RecordType } from './record.ts'
import type { Seal } from './seal.ts'

/** The version of the body's shape, so that old events stay readable. */
const SHAPE = 1
/** A chain of effects deeper than this is taken for a loop. */
export const MOST_DEEP = 8

/** An event that this call will write: one per record and action. */
export type Pending = {
  record: RecordType
  row: Record<string, unknown>
  isNew: boolean
  name: string
  action: string
  actor: { kind: string; id: string | null; onBehalfOf: string | null }
  approvalId: string | null
  body: EventBody
}

export type Cause = { eventId: number; rootEventId: number; depth: number; runId?: string; step?: string; workflowVersion?: number }
export type Circumstances = { now: Date; door: string; requestId: string; cause: Cause | null }

type Chained = { seq: number; hash: string }

/** sha256(prev ‖ seq ‖ body), in hex. */
export const linkHash = (prev: string, seq: number, body: string) =>
  createHash('sha256').update(prev).update(String(seq)).update(body).digest('hex')

/**
 * Appends the events of one call, each chained to its record's last one, and a row in the outbox for every subscriber.
 * The rows are locked by this transaction, so nobody else writes to these chains meanwhile.
 */
export const writeEvents = async (
  db: Knex,
  seal: Seal,
  pending: readonly Pending[],
  at: Circumstances,
  subscribersOf: (event: string) => readonly string[],
) => {
  if (!pending.length) return []
  const last = await lastLinks(db, pending)
  const rows: Record<string, unknown>[] = []
  for (const event of pending) {
    const key = `${event.record.name} ${event.row.id}`
    const before = last.get(key) ?? { seq: 0, hash: '' }
    const seq = before.seq + 1
    const depth = at.cause ? at.cause.depth + 1 : 0
    const head = {
      at: at.now.toISOString(),
      record: event.record.name,
      recordId: String(event.row.id),
      seq,
      name: event.name,
      action: event.action,
      actorKind: event.actor.kind,
      actorId: event.actor.id,
      onBehalfOf: event.actor.onBehalfOf,
      approvalId: event.approvalId,
      door: at.door,
      requestId: at.requestId,
    }
    const body = canonical(JSON.parse(JSON.stringify({ ...head, ...(await sealed(db, seal, event)) })))
    const hash = linkHash(before.hash, seq, body)
    last.set(key, { seq, hash })
    rows.push({
      at: at.now,
      record: head.record,
      record_id: head.recordId,
      seq,
      name: head.name,
      action: head.action,
      actor_kind: head.actorKind,
      actor_id: head.actorId,
      on_behalf_of: head.onBehalfOf,
      approval_id: head.approvalId,
      door: head.door,
      request_id: head.requestId,
      cause_event_id: at.cause?.eventId ?? null,
      root_event_id: at.cause?.rootEventId ?? null,
      depth,
      run_id: at.cause?.runId ?? null,
      step: at.cause?.step ?? null,
      workflow_version: at.cause?.workflowVersion ?? null,
      shape: SHAPE,
      body,
      prev_hash: before.hash,
      hash,
    })
  }
  const ids: { id: number }[] = await db('events').insert(rows, ['id'])
  const due = ids.flatMap(({ id }, index) =>
    subscribersOf(pending[index]!.name).map((subscriber) => ({ event_id: id, subscriber, due_at: at.now })),
  )
  if (due.length) await db('outbox').insert(due)
  return ids.map(({ id }) => id)
}

const lastLinks = async (db: Knex, pending: readonly Pending[]) => {
  const old = [
    ...new Map(
      pending
        .filter(({ isNew }) => !isNew)
        .map((event) => [`${event.record.name} ${event.row.id}`, [event.record.name, String(event.row.id)]]),
    ).values(),
  ]
  const links = new Map<string, Chained>()
  if (!old.length) return links
  const { rows } = await db.raw<{ rows: (Chained & { record: string; record_id: string })[] }>(
    `select wanted.record, wanted.record_id, last.seq, last.hash from (values ${old.map(() => '(?::text, ?::uuid)').join(', ')}) as wanted(record, record_id)
     cross join lateral (select seq, hash from events where events.record = wanted.record and events.record_id = wanted.record_id order by seq desc limit 1) last`,
    old.flat(),
  )
  for (const row of rows) links.set(`${row.record} ${row.record_id}`, { seq: row.seq, hash: row.hash })
  return links
}

/** The body with personal values sealed under their person's key. */
const sealed = async (db: Knex, seal: Seal, { record, row, body }: Pending): Promise<EventBody> => {
  const fields = Object.entries(record.personal)
  if (!fields.length) return body
  const close = async (values: Record<string, unknown>) => {
    const out = { ...values }
    for (const [field, owner] of fields) {
      const person = row[owner]
      if (out[field] !== undefined && out[field] !== null && typeof person === 'string')
        out[field] = await seal.personal(db, person, out[field])
    }
    return out
  }
  return { ...body, before: await close(body.before), after: await close(body.after) }
}

type Stored = { id: number; at: Date; body: string } & Record<string, unknown>

/** An event row as effects and timelines read it. */
export const openEvent = (row: Stored): EventRow => {
  const parsed = JSON.parse(row.body) as EventBody
  return {
    id: row.id,
    at: row.at,
    record: String(row.record),
    recordId: String(row.record_id),
    seq: Number(row.seq),
    name: String(row.name),
    action: String(row.action),
    actorKind: String(row.actor_kind),
    actorId: row.actor_id as string | null,
    onBehalfOf: row.on_behalf_of as string | null,
    approvalId: row.approval_id as string | null,
    door: String(row.door),
    requestId: String(row.request_id),
    causeEventId: row.cause_event_id as number | null,
    rootEventId: row.root_event_id as number | null,
    depth: Number(row.depth),
    body: {
      before: parsed.before,
      after: parsed.after,
      ...(parsed.children && { children: parsed.children }),
      ...(parsed.with && { with: parsed.with }),
    },
  }
}

/** A break in a record's chain, as `audit:verify` reports it. */
export type Break = { record: string; recordId: string; seq: number; why: 'changed' | 'missing' | 'columns' }

/** Do the columns say what the sealed body says? A body that cannot be read says nothing. */
const tellsTheSame = (row: Stored): boolean => {
  try {
    const told = JSON.parse(row.body) as Record<string, unknown>
    const columns = {
      name: row.name,
      action: row.action,
      seq: row.seq,
      record: row.record,
      recordId: row.record_id,
      actorKind: row.actor_kind,
      actorId: row.actor_id,
      door: row.door,
      at: row.at.toISOString(),
    }
    return Object.entries(columns).every(([name, value]) => told[name] === value)
  } catch {
    return false
  }
}

/** Checks every chain, a batch at a time. Proves that what is here is unchanged and without gaps inside a chain; a chain cut at its end is found by the seal only. */
export const verifyChains = async (db: Knex, batch = 5000): Promise<{ events: number; records: number; breaks: Break[] }> => {
  const breaks: Break[] = []
  let events = 0
  let records = 0
  let after: [string, string, number] = ['', '00000000-0000-0000-0000-000000000000', 0]
  let link: { key: string; seq: number; hash: string } = { key: '', seq: 0, hash: '' }
  for (;;) {
    const rows: (Stored & {
      record: string
      record_id: string
      seq: number
      name: string
      action: string
      hash: string
      prev_hash: string
    })[] = await db('events')
      .whereRaw('(record, record_id, seq) > (?, ?::uuid, ?)', after)
      .orderBy(['record', 'record_id', 'seq'])
      .limit(batch)
    for (const row of rows) {
      const key = `${row.record} ${row.record_id}`
      if (key !== link.key) {
        link = { key, seq: 0, hash: '' }
        records += 1
      }
      const broken = (why: Break['why']) => breaks.push({ record: row.record, recordId: row.record_id, seq: row.seq, why })
      if (row.seq !== link.seq + 1 || row.prev_hash !== link.hash) broken('missing')
      if (linkHash(row.prev_hash, row.seq, row.body) !== row.hash) broken('changed')
      if (!tellsTheSame(row)) broken('columns')
      link = { key, seq: row.seq, hash: row.hash }
      events += 1
    }
    const end = rows.at(-1)
    if (!end) return { events, records, breaks }
    after = [end.record, end.record_id, end.seq]
  }
}
