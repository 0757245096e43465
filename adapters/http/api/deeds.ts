import type { AnyAction } from '../../../core/kernel/action.ts'
import { limitOf, may } from '../../../core/kernel/actor.ts'
import { Expected } from '../../../core/kernel/errors.ts'
import type { House } from '../../../core/kernel/house.ts'
import { notOnTimetable, type Rule } from '../../../core/kernel/lifecycle.ts'
import type { RecordType } from '../../../core/kernel/record.ts'

type Reads = ReturnType<House['ctx']>
type Row = Record<string, unknown>

/**
 * The actions that rights and timetable allow on this row now. Rules that look at what is typed in are asked when it is done;
 * one that can be stepped over does not hide its action.
 */
export const actionsOn = async (reads: Reads, record: RecordType, row: Row): Promise<string[]> => {
  const { actor, house } = reads
  const limit = limitOf(actor)
  const able: string[] = []
  for (const action of house.actions.values())
    if (
      !action.creates &&
      !action.inner &&
      action.record.name === record.name &&
      may(actor, action.needs) &&
      limit?.has(action.name) !== false &&
      !(await isRefused(reads, action, row))
    )
      able.push(action.name)
  return able
}

const isRefused = async (reads: Reads, action: AnyAction, row: Row): Promise<boolean> => {
  if (action.moves && notOnTimetable(action.moves.lifecycle, row, action.moves.move)) return true
  const edge = action.moves ? (action.moves.lifecycle.moves[action.moves.move]?.unless ?? []) : []
  for (const rule of [...edge, ...action.unless] as unknown as readonly Rule<Row>[]) {
    if (rule.length > 2) continue
    const refused = await rule(row, reads, {})
    if (refused && !refused.overridableBy) return true
  }
  return false
}

/** What an action asks back before it is done, in words, where it does. */
export const confirmOf = (action: AnyAction | undefined, row: Row) => {
  if (!action || action.creates || !action.confirm) return null
  try {
    return action.confirm(row as never)
  } catch (error) {
    // It speaks of what this reader does not see.
    if (error instanceof Expected || error instanceof TypeError) return null
    throw error
  }
}
