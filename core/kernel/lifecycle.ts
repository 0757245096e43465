import type { Ctx } from './ctx.ts'
import type { Fields, RecordType, RowOf } from './record.ts'
import { type Refused, refuse } from './sentence.ts'

/** A guard: says why not, or false. May look at facts. */
export type Rule<Row, Input = unknown> = (row: Row, ctx: Ctx, input: Input) => Refused | false | Promise<Refused | false>

export type Move<Row, State extends string> = {
  from: State | readonly State[]
  to: State
  event: string
  unless?: readonly Rule<Row>[]
}

/** A timetable of states and moves. Nothing else sets the state column. */
export type Lifecycle<F extends Fields = Fields, Moves extends string = string> = {
  record: RecordType<F>
  field: string
  states: readonly string[]
  start: string
  /** The published status code of each state, kept for imports and exports. */
  codes: Readonly<Record<string, number>>
  moves: Readonly<Record<Moves, Move<RowOf<F>, string>>>
  /** Says in the business's own words why a move is off the timetable. (Default: names the state and the possible moves) */
  otherwise?: (row: RowOf<F>) => Refused | false
}

/** Declares a timetable; states that no move names, or that cannot be reached, are refused at start. */
export const lifecycle = <F extends Fields, const State extends string, Moves extends string>(
  record: RecordType<F>,
  declared: {
    field?: string
    states: readonly State[]
    start: NoInfer<State>
    codes?: Partial<Record<NoInfer<State>, number>>
    moves: Record<Moves, Move<RowOf<F>, NoInfer<State>>>
    otherwise?: (row: RowOf<F>) => Refused | false
  },
): Lifecycle<F, Moves> => {
  const made = { record, field: declared.field ?? 'state', codes: {}, ...declared } as unknown as Lifecycle<F, Moves>
  const trouble = faultsOf(made as unknown as Lifecycle)
  if (trouble.length) throw new Error(`The lifecycle of ${record.name} is not sound: ${trouble.join('; ')}.`)
  return made
}

const listOf = (from: string | readonly string[]) => (typeof from === 'string' ? [from] : from)

const faultsOf = ({ states, start, moves }: Lifecycle): string[] => {
  const known = new Set(states)
  const reached = new Set([start])
  for (let grew = true; grew; ) {
    grew = false
    for (const { from, to } of Object.values(moves))
      if (!reached.has(to) && listOf(from).some((state) => reached.has(state))) {
        reached.add(to)
        grew = true
      }
  }
  return [
    ...Object.entries(moves).flatMap(([name, { from, to }]) =>
      [...listOf(from), to].filter((state) => !known.has(state)).map((state) => `${name} names the unknown state ${state}`),
    ),
    ...states.filter((state) => !reached.has(state)).map((state) => `${state} cannot be reached`),
  ]
}

/** Why the timetable itself forbids this move now, naming the state and what is possible instead. */
export const notOnTimetable = (lifecycle: Lifecycle, row: Record<string, unknown>, name: string): Refused | false => {
  const state = String(row[lifecycle.field])
  if (listOf(lifecycle.moves[name]!.from).includes(state)) return false
  const own = lifecycle.otherwise?.(row as never)
  if (own) return own
  const possible = movesFrom(lifecycle, state)
  return refuse('lifecycle.not_from_here', '{what} is {state}, so it cannot {move}. Possible now: {possible}.', {
    what: lifecycle.record.title(row as never),
    state: { key: `${lifecycle.record.name}.${lifecycle.field}.${state}` },
    move: { key: `${lifecycle.record.name}.move.${name}` },
    possible: possible.length ? possible.join(', ') : '–',
  })
}

/** The moves that this state allows. */
export const movesFrom = (lifecycle: Lifecycle, state: string) =>
  Object.entries(lifecycle.moves).flatMap(([name, move]) => (listOf(move.from).includes(state) ? [name] : []))
