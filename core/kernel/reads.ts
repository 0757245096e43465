import type { Knex } from 'knex'
import type { Model, QueryBuilder } from 'objection'
import { type Actor, isStaff, may } from './actor.ts'
import { NotFound } from './errors.ts'
import { columnsOf, type Fields, type RecordType, type RowOf } from './record.ts'

/** The query underneath, for `contactSees` and `shape`. */
export type Select = QueryBuilder<Model, Model[]>

type Operator = '=' | '<>' | '<' | '<=' | '>' | '>=' | 'like' | 'ilike'
type Value = string | number | boolean | Date | null

/** What is read: the columns of a record's table, and which of its rows at all. */
export type Source = {
  record: RecordType
  db: Knex
  fields: readonly string[]
  /** In SQL, without values; or as a query, where it takes more. */
  rows: string | null | ((query: Select) => Select)
  /** What was read before, by statement and values, where the same question may have the same answer. */
  known: Map<string, Promise<unknown[]>> | null
}

type Part =
  | { kind: 'where'; field: string; operator: Operator; value: Value }
  | { kind: 'among'; field: string; values: readonly Value[] }
  | { kind: 'not'; field: string; value: Value }
  | { kind: 'order'; field: string; direction: 'asc' | 'desc' }
  | { kind: 'limit'; count: number }
  | { kind: 'shape'; how: (query: Select) => unknown }

/**
 * A read-only query: there is nothing on it that writes. Await it for its rows.
 * Column names are the record's field names.
 */
export class Reading<Row> implements PromiseLike<Row[]> {
  #source: Source
  #parts: Part[] = []
  constructor(source: Source) {
    this.#source = source
  }
  #with(part: Part): this {
    this.#parts.push(part)
    return this
  }
  where(values: Partial<{ [K in keyof Row]: Value }>): this
  where(field: keyof Row & string, operator: Operator, value: Value): this
  where(first: object | string, operator?: Operator, value?: Value) {
    if (typeof first === 'string') return this.#with({ kind: 'where', field: first, operator: operator!, value: value! })
    for (const [field, wanted] of Object.entries(first)) this.#with({ kind: 'where', field, operator: '=', value: wanted as Value })
    return this
  }
  whereIn(field: keyof Row & string, values: readonly Value[] | Select) {
    if (Array.isArray(values)) return this.#with({ kind: 'among', field, values })
    return this.shape((query) => query.whereIn(field, values as Select))
  }
  whereNot(field: keyof Row & string, value: Value) {
    return this.#with({ kind: 'not', field, value })
  }
  orderBy(field: keyof Row & string, direction: 'asc' | 'desc' = 'asc') {
    return this.#with({ kind: 'order', field, direction })
  }
  limit(count: number) {
    return this.#with({ kind: 'limit', count })
  }
  /** For what the words above cannot say; still only a select. */
  shape(how: (query: Select) => unknown) {
    return this.#with({ kind: 'shape', how })
  }
  async first(): Promise<Row | undefined> {
    return (await this.limit(1))[0]
  }
  /** The row with this id, or NotFound, which reads the same whether it is absent or hidden. */
  async byId(id: string): Promise<Row> {
    const found = isUuid(id) ? await this.where({ id } as never).first() : undefined
    if (!found) throw new NotFound(this.#source.record.name, id)
    return found
  }
  async count(): Promise<number> {
    return Number(await queryOf(this.#source, this.#parts).resultSize())
  }
  // biome-ignore lint/suspicious/noThenProperty: a query is awaited for its rows, as everywhere in our field
  then<A = Row[], B = never>(done?: ((rows: Row[]) => A | PromiseLike<A>) | null, failed?: ((why: unknown) => B | PromiseLike<B>) | null) {
    return (rowsIn(this.#source, this.#parts) as Promise<Row[]>).then(done, failed)
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
export const isUuid = (text: string) => UUID.test(text)

const rowsIn = async (source: Source, parts: readonly Part[]): Promise<unknown[]> => {
  const { record, db, known } = source
  const { sql, bindings } = inSql(source, parts) ?? queryOf(source, parts).toKnexQuery().toSQL()
  const read = async () => {
    const { rows } = await db.raw<{ rows: Record<string, unknown>[] }>(sql, bindings as Knex.RawBinding[])
    return rows.map((row) => record.model.fromDatabaseJson(row))
  }
  if (!known) return read()
  const question = `${sql} ${JSON.stringify(bindings)}`
  const told = known.get(question) ?? read()
  known.set(question, told)
  told.catch(() => known.delete(question))
  // A list of its own for each: who sorts or cuts it does so for itself.
  return [...(await told)]
}

/** The statement itself: most reads are this plain, and building a query costs more than the rest of them. Null: it is not plain. */
const inSql = ({ record, fields, rows }: Source, parts: readonly Part[]): { sql: string; bindings: unknown[] } | null => {
  if (typeof rows === 'function') return null
  const wheres = rows ? [rows] : []
  const orders: string[] = []
  const bindings: unknown[] = []
  let most: number | null = null
  const column = columnIn(record)
  for (const part of parts) {
    if (part.kind === 'shape') return null
    if (part.kind === 'order') orders.push(`${column(part.field)} ${part.direction}`)
    else if (part.kind === 'limit') most = part.count
    else if (part.kind === 'among') {
      wheres.push(`${column(part.field)} = any(?)`)
      bindings.push(part.values)
    } else if (part.value === null) wheres.push(`${column(part.field)} is ${part.kind === 'not' ? 'not ' : ''}null`)
    else {
      wheres.push(`${column(part.field)} ${part.kind === 'not' ? '<>' : part.operator} ?`)
      bindings.push(part.value)
    }
  }
  if (most !== null) bindings.push(most)
  const told = [
    `select ${fields.map(column).join(', ')} from "${record.table}"`,
    ...(wheres.length ? [`where ${wheres.join(' and ')}`] : []),
    ...(orders.length ? [`order by ${orders.join(', ')}`] : []),
    ...(most === null ? [] : ['limit ?']),
  ]
  return { sql: told.join(' '), bindings }
}

const columnIn =
  ({ model }: RecordType) =>
  (field: string) =>
    `"${model.propertyNameToColumnName(field)}"`

/** The same as a query that more can be put on. */
const queryOf = ({ record, db, fields, rows }: Source, parts: readonly Part[]): Select => {
  const query = record.model.query(db) as unknown as Select
  query.select(fields.map((field) => `${record.table}.${field}`))
  if (typeof rows === 'function') rows(query)
  else if (rows) query.whereRaw(rows)
  for (const part of parts)
    if (part.kind === 'shape') part.how(query)
    else if (part.kind === 'order') query.orderBy(part.field, part.direction)
    else if (part.kind === 'limit') query.limit(part.count)
    else if (part.kind === 'among') query.whereIn(part.field, part.values as string[])
    else if (part.value === null) part.kind === 'not' ? query.whereNotNull(part.field) : query.whereNull(part.field)
    else if (part.kind === 'not') query.whereNot(part.field, part.value)
    else query.where(part.field, part.operator, part.value)
  return query
}

/** Everything, for rules: what a person gets of it is only what the action's declared reply says. */
export const factsOf = <F extends Fields>(record: RecordType<F>, db: Knex, known: Source['known'] = null) => {
  const plain = record as unknown as RecordType
  return new Reading<RowOf<F>>({ record: plain, db, fields: columnsOf(plain), rows: null, known })
}

/** The fields of this record that this actor may see. */
export const fieldsSeenBy = (record: RecordType, actor: Actor): string[] =>
  columnsOf(record).filter((field) => {
    const audience = record.seenBy[field] ?? 'staff'
    if (audience === 'staff') return isStaff(actor)
    if (audience === 'contact') return actor.kind !== 'stranger'
    if (audience === 'nobody') return false
    return may(actor, audience)
  })

/** What this actor may see: other rows and other columns are not even read. Archived rows stay hidden. */
export const rowsOf = <F extends Fields>(record: RecordType<F>, db: Knex, actor: Actor, known: Source['known'] = null) => {
  const plain = record as unknown as RecordType
  const rows = seenRows(plain, actor) ?? ((query: Select) => narrow(plain, query, db, actor))
  return new Reading<RowOf<F>>({ record: plain, db, fields: fieldsSeenBy(plain, actor), rows: rows || null, known })
}

/** Ids of the rows this actor may see, as a subquery for hand-written SQL. */
export const visibleTo = (record: RecordType, db: Knex, actor: Actor) => narrow(record, idsOf(record, db), db, actor).toKnexQuery()

const idsOf = (record: RecordType, db: Knex) => record.model.query(db).select('id') as unknown as Select

/** Which rows an actor may see, where that can be said without values ('' = all of them); null where it takes a query. */
const seenRows = (record: RecordType, actor: Actor): string | null => {
  if (record.of) return actor.kind === 'system' ? '' : null
  if (actor.kind === 'system') return 'archived_at is null'
  if (actor.kind === 'contact') return null
  return may(actor, { room: record.room, level: 'view' }) ? 'archived_at is null' : 'false'
}

const narrow = (record: RecordType, query: Select, db: Knex, actor: Actor): Select => {
  const plain = seenRows(record, actor)
  if (plain !== null) return (plain ? query.whereRaw(plain) : query) as Select
  if (record.of) return query.whereIn(record.of.key, narrow(record.of.record, idsOf(record.of.record, db), db, actor)) as Select
  query.whereNull('archivedAt')
  const contact = actor as Actor & { kind: 'contact' }
  if (!record.contactSees || (record.contactNeeds && !may(contact, record.contactNeeds))) return query.whereRaw('false') as Select
  record.contactSees(query, contact)
  return query
}
