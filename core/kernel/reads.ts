import type { Knex } from 'knex'
import type { Model, QueryBuilder } from 'objection'
import { type Actor, isStaff, may } from './actor.ts'
import { NotFound } from './errors.ts'
import { columnsOf, type Fields, type RecordType, type RowOf } from './record.ts'

/** The query underneath, for `contactSees` and `shape`. */
export type Select = QueryBuilder<Model, Model[]>

type Operator = '=' | '<>' | '<' | '<=' | '>' | '>=' | 'like' | 'ilike'
type Value = string | number | boolean | Date | null

/**
 * A read-only query: there is nothing on it that writes. Await it for its rows.
 * Column names are the record's field names.
 */
export class Reading<Row> implements PromiseLike<Row[]> {
  #query: Select
  #what: string
  constructor(query: Select, what: string) {
    this.#query = query
    this.#what = what
  }
  where(values: Partial<{ [K in keyof Row]: Value }>): this
  where(field: keyof Row & string, operator: Operator, value: Value): this
  where(first: object | string, operator?: Operator, value?: Value) {
    if (typeof first === 'string') this.#query.where(first, operator!, value!)
    else
      for (const [field, wanted] of Object.entries(first))
        wanted === null ? this.#query.whereNull(field) : this.#query.where(field, wanted as Value)
    return this
  }
  whereIn(field: keyof Row & string, values: readonly Value[] | Select) {
    this.#query.whereIn(field, values as string[])
    return this
  }
  whereNot(field: keyof Row & string, value: Value) {
    value === null ? this.#query.whereNotNull(field) : this.#query.whereNot(field, value)
    return this
  }
  orderBy(field: keyof Row & string, direction: 'asc' | 'desc' = 'asc') {
    this.#query.orderBy(field, direction)
    return this
  }
  limit(count: number) {
    this.#query.limit(count)
    return this
  }
  /** For what the words above cannot say; still only a select. */
  shape(how: (query: Select) => unknown) {
    how(this.#query)
    return this
  }
  async first(): Promise<Row | undefined> {
    return (await this.#query.limit(1))[0] as Row | undefined
  }
  /** The row with this id, or NotFound, which reads the same whether it is absent or hidden. */
  async byId(id: string): Promise<Row> {
    const found = isUuid(id) ? await this.where({ id } as never).first() : undefined
    if (!found) throw new NotFound(this.#what, id)
    return found
  }
  async count(): Promise<number> {
    return Number(await this.#query.resultSize())
  }
  // biome-ignore lint/suspicious/noThenProperty: a query is awaited for its rows, as everywhere in our field
  then<A = Row[], B = never>(done?: ((rows: Row[]) => A | PromiseLike<A>) | null, failed?: ((why: unknown) => B | PromiseLike<B>) | null) {
    return (this.#query as unknown as Promise<Row[]>).then(done, failed)
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
export const isUuid = (text: string) => UUID.test(text)

const select = (record: RecordType, db: Knex): Select => record.model.query(db) as unknown as Select

/** Everything, for rules: what a person gets of it is only what the action's declared reply says. */
export const factsOf = <F extends Fields>(record: RecordType<F>, db: Knex) =>
  new Reading<RowOf<F>>(select(record as unknown as RecordType, db), record.name)

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
export const rowsOf = <F extends Fields>(record: RecordType<F>, db: Knex, actor: Actor) => {
  const plain = record as unknown as RecordType
  const query = narrow(plain, select(plain, db), db, actor)
  return new Reading<RowOf<F>>(query.select(fieldsSeenBy(plain, actor)) as Select, record.name)
}

/** Ids of the rows this actor may see, as a subquery for hand-written SQL. */
export const visibleTo = (record: RecordType, db: Knex, actor: Actor) => {
  const query = narrow(record, select(record, db).select('id') as Select, db, actor)
  return query.toKnexQuery()
}

const narrow = (record: RecordType, query: Select, db: Knex, actor: Actor): Select => {
  if (record.of) {
    if (actor.kind === 'system') return query
    return query.whereIn(record.of.key, narrow(record.of.record, select(record.of.record, db).select('id') as Select, db, actor)) as Select
  }
  query.whereNull('archivedAt')
  if (actor.kind === 'system') return query
  if (actor.kind === 'contact') {
    if (!record.contactSees || (record.contactNeeds && !may(actor, record.contactNeeds))) return query.whereRaw('false') as Select
    record.contactSees(query, actor)
    return query
  }
  return may(actor, { room: record.room, level: 'view' }) ? query : (query.whereRaw('false') as Select)
}
