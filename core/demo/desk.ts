import type { z } from 'zod'
import type { Action, AnyAction, Creation } from '../kernel/action.ts'
import type { Call } from '../kernel/ctx.ts'
import type { House } from '../kernel/house.ts'
import { addDays, type Day, instantOf } from '../language/calendar.ts'
import { type Ids, type Row, readTable } from './tables.ts'

/** How many calls travel at once. */
const ABREAST = 8

/** What the loading of the demo company works with. */
export type Desk = {
  table(name: string): Row[]
  /** The day so many days after the day of seeding (before it, when negative). */
  dayIn(days: number): Day
  /** That day at ten in the morning, on the company's clock. */
  morningIn(days: number): Date
  /** Performs an action as the house itself and gives the id of its row. `what` names the call: done again under the same name, it changes nothing. */
  put<Target, Input extends z.ZodType>(action: Action<Target, Input> | Creation<Input>, what: string, call: Call<Input>): Promise<string>
  /** Puts one thing per row of a table; gives their ids by the code of the row. */
  putAll(name: string, action: Creation, input: (row: Row) => unknown, codeOf?: (row: Row) => string): Promise<Ids>
}

/** `today` and `zone` are those of the demo company. */
export const openDesk = (house: House, about: { folder: string; today: Day; zone: string; now: Date }): Desk => {
  const caller = { ...house.self('seed'), now: about.now }
  const inTurn = lanes(ABREAST)
  const put: Desk['put'] = (action, what, call) =>
    inTurn(async () => {
      const outcome = await house.perform(caller, action as unknown as AnyAction, { ...(call as Call), key: `demo ${what}` })
      if (outcome.kind !== 'done' || !outcome.id) throw new Error(`${action.name} of ${what} did not make anything.`)
      return outcome.id
    })
  const table = (name: string) => readTable(about.folder, name)
  return {
    table,
    put,
    dayIn: (days) => addDays(about.today, days),
    morningIn: (days) => instantOf(addDays(about.today, days), '10:00', about.zone),
    putAll: async (name, action, input, codeOf = (row) => row.text('code')) =>
      new Map(
        await Promise.all(table(name).map(async (row) => [codeOf(row), await put(action, codeOf(row), { input: input(row) })] as const)),
      ),
  }
}

/** Lets so many works run at once, the others wait; after the first failure none begins any more. */
const lanes = (most: number) => {
  const waiting: (() => void)[] = []
  let running = 0
  let failed: { why: unknown } | null = null
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= most) await new Promise<void>((begin) => waiting.push(begin))
    else running += 1
    try {
      if (failed) throw failed.why
      return await work()
    } catch (why) {
      failed ??= { why }
      throw why
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
