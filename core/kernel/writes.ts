import type { Knex } from 'knex'
import type { Model } from 'objection'
import type { z } from 'zod'
import type { Outcome } from './ctx.ts'
import { checkCustom } from './custom.ts'
import { newId } from './db.ts'
import { Conflict, Invalid, Refusal } from './errors.ts'
import type { Pending } from './events.ts'
import type { Claim } from './idempotency.ts'
import { type Lifecycle, notOnTimetable } from './lifecycle.ts'
import { columnsOf, type RecordType, recordOf } from './record.ts'

type Row = { id: string } & Record<string, unknown>

/** What all frames of one call share: its transaction, locks, events to be, numbers to draw. */
export type Scope = {
  db: Knex
  locked: Map<string, Row>
  lockedRank: number
  pending: Pending[]
  numbers: Row[]
  /** Frozen calls that were done now: their keys answer with what came of them. */
  resumed: { claim: Claim; outcome: Outcome }[]
  /** What `ctx.once` has read, by record. */
  once: Map<object, Promise<unknown>>
}

/** Who writes inside a scope: one per action, nested ones included. */
export type Frame = {
  action: string
  touches: ReadonlySet<string>
  actor: Pending['actor']
  approvalId: string | null
  /** The events that this action writes, by record and id. */
  open: Map<string, Pending>
}

const keyOf = (record: RecordType, id: string) => `${record.name} ${id}`

/** Locks rows in the house's one order; a call that would lock against it is a bug that says so. */
export const lockRows = async (scope: Scope, record: RecordType, ids: readonly string[]): Promise<Row[]> => {
  const wanted = [...new Set(ids)].filter((id) => !scope.locked.has(keyOf(record, id)))
  if (wanted.length) {
    if (record.lockRank < scope.lockedRank)
      throw new Error(
        `${record.name} must be locked before what this call has locked already (rank ${record.lockRank} after ${scope.lockedRank}).`,
      )
    const rows = await readLocked(scope.db, record, wanted)
    if (rows.length) scope.lockedRank = record.lockRank
    for (const row of rows) scope.locked.set(keyOf(record, row.id), row)
  }
  return [...new Set(ids)].flatMap((id) => scope.locked.get(keyOf(record, id)) ?? [])
}

/** Not the strongest lock: ids never change, and a foreign key that points here need not wait for us. */
const readLocked = async (db: Knex, record: RecordType, ids: readonly string[]): Promise<Row[]> => {
  const columns = columnsOf(record).map((field) => `"${record.model.propertyNameToColumnName(field)}"`)
  const { rows } = await db.raw<{ rows: object[] }>(
    `select ${columns.join(', ')} from "${record.table}" where id = any(?) order by id for no key update`,
    [[...ids]],
  )
  return rows.map((row) => record.model.fromDatabaseJson(row)) as unknown as Row[]
}

const mayTouch = (frame: Frame, record: RecordType, fields: readonly string[]) => {
  if (frame.touches.has(record.name) || frame.touches.has('*')) return
  const outside = fields.filter((field) => !frame.touches.has(`${record.name}.${field}`))
  if (outside.length || !fields.length)
    throw new Error(`${frame.action} does not say that it touches ${record.name}${outside.length ? `.${outside.join(', .')}` : ''}.`)
}

/** The one event that this action writes for a record; a child's changes stand in its owner's. */
const eventOf = (scope: Scope, frame: Frame, record: RecordType, row: Row, name: string, isNew = false): Pending => {
  const key = keyOf(record, row.id)
  const open = frame.open.get(key)
  if (open && (open.name === record.events.changed || open.name === name || name === record.events.changed)) {
    if (name !== record.events.changed) open.name = name
    return open
  }
  const made: Pending = {
    record,
    row,
    isNew,
    name,
    action: frame.action,
    actor: frame.actor,
    approvalId: frame.approvalId,
    body: { before: {}, after: {} },
  }
  frame.open.set(key, made)
  scope.pending.push(made)
  return made
}

const childList = (scope: Scope, frame: Frame, record: RecordType, row: Row, list: 'added' | 'changed' | 'removed'): object[] => {
  const { record: owner, key } = record.of!
  const ownerRow = scope.locked.get(keyOf(owner, String(row[key])))
  if (!ownerRow) throw new Error(`A ${record.name} was written although its ${owner.name} is not locked by this call.`)
  const event = eventOf(scope, frame, owner, ownerRow, owner.events.changed)
  event.body.children ??= {}
  event.body.children[record.name] ??= {}
  const lists = event.body.children[record.name]!
  lists[list] ??= []
  return lists[list]
}

export const createRows = async (
  scope: Scope,
  frame: Frame,
  record: RecordType,
  values: readonly Record<string, unknown>[],
  now: Date,
): Promise<Row[]> => {
  if (!values.length) return []
  mayTouch(frame, record, [])
  scope.once.delete(record)
  const full = []
  for (const given of values) {
    const parsed = record.fields.safeParse(given)
    if (!parsed.success) throw new Invalid(parsed.error.issues)
    const base = record.of
      ? {}
      : { version: 1, createdAt: now, archivedAt: null, custom: await checkCustom(scope.db, record.name, given.custom) }
    full.push({ id: typeof given.id === 'string' ? given.id : newId(), ...base, ...parsed.data })
  }
  const rows = full.map((row) => record.model.fromJson(row as object, { skipValidation: true })) as unknown as Row[]
  // Chunked: PostgreSQL takes at most 65,535 places in one statement.
  const chunk = Math.max(1, Math.floor(60_000 / Object.keys(full[0]!).length))
  for (let at = 0; at < rows.length; at += chunk) {
    const part = rows.slice(at, at + chunk).map((row) => (row as unknown as Model).$toDatabaseJson())
    await scope.db(record.table).insert(part)
  }
  for (const row of rows) {
    scope.locked.set(keyOf(record, row.id), row)
    const shown = Object.fromEntries(
      Object.entries(row).filter(([name, value]) => value !== null && !['version', 'createdAt', 'archivedAt', 'custom'].includes(name)),
    )
    if (record.of) childList(scope, frame, record, row, 'added').push(shown)
    else eventOf(scope, frame, record, row, record.events.created, true).body.after = shown
  }
  return rows
}

/** Writes a patch to a locked row, adds one to its version and hands what changed to the event. */
export const changeRow = async (
  scope: Scope,
  frame: Frame,
  row: Row,
  patch: Record<string, unknown>,
  event?: { name: string; stateField: string; from: string },
): Promise<Row> => {
  const record = recordOf(row)
  if (scope.locked.get(keyOf(record, row.id)) === undefined)
    throw new Error(`${record.name} ${row.id} is written but not locked by this call.`)
  const changed = Object.entries(await parsePatch(scope.db, record, patch)).filter(([field, value]) => !sameValue(row[field], value))
  if (!changed.length && !event) return row
  mayTouch(
    frame,
    record,
    changed.map(([field]) => field),
  )
  scope.once.delete(record)
  const now = Object.fromEntries(changed)
  const before = Object.fromEntries(changed.map(([field]) => [field, row[field] ?? null]))
  const next = record.of ? now : { ...now, version: Number(row.version) + 1 }
  const columns = (record.model.fromJson(next as object, { skipValidation: true }) as Model).$toDatabaseJson()
  const target = scope.db(record.table).where({ id: row.id })
  if (event) target.where(event.stateField, event.from)
  const touched = await target.update(columns)
  if (touched !== 1)
    throw new Conflict('record.changed_meanwhile', '{what} was changed by somebody else just now. Look at it again.', {
      what: record.title(row as never),
    })
  Object.assign(row, next)
  const held = scope.locked.get(keyOf(record, row.id))!
  if (held !== row) Object.assign(held, next)
  if (record.of) {
    childList(scope, frame, record, row, 'changed').push({ id: row.id, before, after: now })
    return row
  }
  const written = eventOf(scope, frame, record, row, event?.name ?? record.events.changed)
  written.body.before = { ...before, ...written.body.before }
  written.body.after = { ...written.body.after, ...now }
  return row
}

const parsePatch = async (db: Knex, record: RecordType, patch: Record<string, unknown>) => {
  const shape = record.fields.shape as unknown as Record<string, z.ZodType | undefined>
  const out: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(patch)) {
    if (value === undefined) continue
    if (field === 'custom') out.custom = await checkCustom(db, record.name, value)
    else if (field === 'archivedAt') out.archivedAt = value
    else {
      const schema = shape[field]
      if (!schema) throw new Error(`${record.name} has no field ${field}.`)
      const parsed = schema.safeParse(value)
      if (!parsed.success) throw new Invalid(parsed.error.issues)
      out[field] = parsed.data
    }
  }
  return out
}

const sameValue = (one: unknown, other: unknown) => {
  if (one === other || (one == null && other == null)) return true
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime()
  return typeof one === 'object' && typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other)
}

/** Makes a move of the timetable; the update itself asks for the state it starts from. */
export const moveRow = async (
  scope: Scope,
  frame: Frame,
  lifecycle: Lifecycle,
  row: Row,
  name: string,
  patch: Record<string, unknown>,
): Promise<Row> => {
  const off = notOnTimetable(lifecycle, row, name)
  if (off) throw new Refusal(off)
  const { to, event } = lifecycle.moves[name]!
  const from = String(row[lifecycle.field])
  return changeRow(scope, frame, row, { ...patch, [lifecycle.field]: to }, { name: event, stateField: snake(lifecycle.field), from })
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

export const removeRows = async (scope: Scope, frame: Frame, rows: readonly Row[], now: Date) => {
  for (const row of rows) {
    const record = recordOf(row)
    mayTouch(frame, record, [])
    scope.once.delete(record)
    if (!record.of) {
      const archived = await changeRow(scope, { ...frame, touches: new Set(['*']) }, row, { archivedAt: now })
      eventOf(scope, frame, record, archived, record.events.archived)
      continue
    }
    childList(scope, frame, record, row, 'removed').push({ ...row })
    await scope.db(record.table).where({ id: row.id }).delete()
    scope.locked.delete(keyOf(record, row.id))
  }
}
