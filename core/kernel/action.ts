import type { z } from 'zod'
import type { Needs } from './actor.ts'
import type { Ctx } from './ctx.ts'
import type { Lifecycle, Rule } from './lifecycle.ts'
import type { Fields, RecordType, RowOf } from './record.ts'
import type { Sentence } from './sentence.ts'

/** What a run gives back: words for the person, and the row it is about where the action made a new one. */
export type Ran = Sentence | { said: Sentence; row: { id: string } }

/** Rows to lock before the target, in the one lock order: the record and its ids. */
export type LockPlan = readonly { record: RecordType; ids: readonly string[] }[]

type Common<Input extends z.ZodType> = {
  name: string
  /** What it does, as a button would say it. */
  says: string
  needs: Needs
  input: Input
  /** Which `record.field` or whole `record` this action may write; the write verbs hold it to that. */
  touches: readonly string[]
  /** A binding deed: from a customer it needs the message id of the press. (Default: false) */
  binding?: boolean
  /** Never offered as a route, button or tool; only the house performs it. (Default: false) */
  inner?: boolean
}

/** What a person may do to one row. */
export type Action<Row = never, Input extends z.ZodType = z.ZodType> = Common<Input> & {
  record: RecordType
  creates: false
  /** The move it makes; the road looks at the timetable and the edge's guards before any policy. */
  moves: { lifecycle: Lifecycle; move: string } | null
  unless: readonly Rule<never, never>[]
  locks(row: Row, ctx: Ctx, input: z.output<Input>): LockPlan | Promise<LockPlan>
  confirm?(row: Row): Sentence
  run(ctx: Ctx, row: Row, input: z.output<Input>): Promise<Ran>
}

/** What a person may begin: an action without a row to begin with. */
export type Creation<Input extends z.ZodType = z.ZodType> = Common<Input> & {
  record: RecordType
  creates: true
  moves: null
  unless: readonly Rule<never, never>[]
  locks(row: null, ctx: Ctx, input: z.output<Input>): LockPlan | Promise<LockPlan>
  run(ctx: Ctx, input: z.output<Input>): Promise<Ran>
}

export type AnyAction = Action | Creation

/** Declares an action on a row of `record`. */
export const action = <F extends Fields, Input extends z.ZodType, Moves extends string = string>(
  record: RecordType<F>,
  declared: Common<Input> & {
    moves?: { lifecycle: Lifecycle<F, Moves>; move: NoInfer<Moves> }
    unless?: readonly Rule<RowOf<F>, z.output<Input>>[]
    locks?(row: RowOf<F>, ctx: Ctx, input: z.output<Input>): LockPlan | Promise<LockPlan>
    confirm?(row: RowOf<F>): Sentence
    run(ctx: Ctx, row: RowOf<F>, input: z.output<Input>): Promise<Ran>
  },
): Action<RowOf<F>, Input> =>
  ({ unless: [], locks: () => [], ...declared, moves: declared.moves ?? null, record, creates: false }) as unknown as Action<
    RowOf<F>,
    Input
  >

/** Declares an action that begins a new row of `record`. */
export const creation = <F extends Fields, Input extends z.ZodType>(
  record: RecordType<F>,
  declared: Common<Input> & {
    unless?: readonly Rule<null, z.output<Input>>[]
    locks?(row: null, ctx: Ctx, input: z.output<Input>): LockPlan | Promise<LockPlan>
    run(ctx: Ctx, input: z.output<Input>): Promise<Ran>
  },
): Creation<Input> => ({ unless: [], locks: () => [], ...declared, moves: null, record, creates: true }) as unknown as Creation<Input>
