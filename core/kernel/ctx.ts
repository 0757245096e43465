import type { Knex } from 'knex'
import type { z } from 'zod'
import type { Action, AnyAction, Creation } from './action.ts'
import type { Actor } from './actor.ts'
import type { Cause } from './events.ts'
import type { House } from './house.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Log } from './log.ts'
import type { Reading } from './reads.ts'
import type { Fields, RecordType, RowOf } from './record.ts'
import type { Sentence } from './sentence.ts'

/** Through which door a call came. Doors of customers and of staff differ in what policies say about them. */
export type Door = 'whatsapp' | 'clientarea' | 'email' | 'slack' | 'teams' | 'console' | 'api' | 'mcp' | 'system'

/** Who calls, from where, when. Made by a door for each message, press or request. */
export type Caller = {
  actor: Actor
  door: Door
  requestId: string
  now: Date
  cause?: Cause | null
  /** Does the caller still hold what lets it act? Asked inside each call's transaction; who lost it writes nothing. (Default: yes) */
  holds?: (db: Knex) => Promise<boolean>
  /** An earlier try broke off: what it did under a key counts, also where this try, which sees its work, would do it otherwise. (Default: no) */
  again?: boolean
}

/** One call of an action. */
export type Call<Input extends z.ZodType = z.ZodType> = {
  /** The row it is about; absent for creations. */
  id?: string
  input?: z.input<Input>
  /** Idempotency key, unique per actor and action; kept 30 days. */
  key?: string
  /** The version the caller saw; if the row has another by now, Conflict. */
  version?: number
  /** The message id of a customer's press, kept as evidence. */
  press?: string
  /** Steps over a refusal, by somebody with the right to, with a reason that is kept. */
  override?: { code: string; reason: string }
}

export type Outcome =
  | { kind: 'done'; said: Sentence; id: string | null; events: readonly number[] }
  | { kind: 'waiting'; approvalId: string; said: Sentence; id: string | null }

/** A decision under which a frozen call runs again. */
export type Decided = { approvalId: string; covers: readonly string[]; reason: string | null }

export type Values<F extends Fields> = z.input<F> & { id?: string }

/** What a room works with: who, when, three reads, four write verbs, and other actions. */
export type Ctx = {
  readonly now: Date
  readonly actor: Actor
  readonly door: Door
  readonly requestId: string
  readonly cause: Cause | null
  readonly log: Log
  readonly house: House
  /** For the hand-written SQL of `queries.ts` and for tables written outside `perform`. Inside a call this is its transaction. */
  readonly db: Knex
  /** The call's evidence and reason, where there is one, and the approval under which it runs again. */
  readonly call: {
    press: string | null
    override: { code: string; reason: string } | null
    key: string | null
    approvalId: string | null
  }

  rows<F extends Fields>(record: RecordType<F>): Reading<RowOf<F>>
  facts<F extends Fields>(record: RecordType<F>): Reading<RowOf<F>>
  visible(record: RecordType): Knex.QueryBuilder
  /** What is the same all through a call (settings, policies, rates): read once, and again after this call wrote to that record. */
  once<T>(record: object, read: () => Promise<T>): Promise<T>

  /** Locks rows for the rest of the call, in id order; the house's lock order is held to. Missing ids are simply absent. */
  lock<F extends Fields>(record: RecordType<F>, ids: readonly string[]): Promise<RowOf<F>[]>
  create<F extends Fields>(record: RecordType<F>, values: Values<F>): Promise<RowOf<F>>
  createMany<F extends Fields>(record: RecordType<F>, values: readonly Values<F>[]): Promise<RowOf<F>[]>
  change<Row extends { id: string }>(row: Row, patch: Partial<Row>): Promise<Row>
  changeMany<Row extends { id: string }>(changes: readonly { row: Row; patch: Partial<Row> }[]): Promise<Row[]>
  move<F extends Fields, Moves extends string>(
    lifecycle: Lifecycle<F, Moves>,
    row: RowOf<F>,
    move: NoInfer<Moves>,
    patch?: Partial<RowOf<F>>,
  ): Promise<RowOf<F>>
  /** Archives a record; a child row is really deleted (its content stands in the owner's event). */
  remove(row: { id: string }): Promise<void>
  removeMany(rows: readonly { id: string }[]): Promise<void>
  /** Draws the row's number from its series, last thing before commit. */
  number(row: { id: string }): void
  /** Keeps something the person gave beside the event of this row (a reason, a note). */
  note(row: { id: string }, given: Record<string, unknown>): void

  perform<Row, Input extends z.ZodType>(action: Action<Row, Input> | Creation<Input>, call: Call<Input>): Promise<Outcome>
  /** Runs a frozen call again as its requester, inside this call; a refusal undoes only the inner part. */
  resume(requester: Actor, action: AnyAction, call: Call, decided: Decided): Promise<Outcome>
}
