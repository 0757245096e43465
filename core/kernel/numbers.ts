import type { Knex } from 'knex'
import { recordOf } from './record.ts'
import type { Frame, Scope } from './writes.ts'
import { changeRow } from './writes.ts'

/**
 * Draws the numbers that this call asked for, last thing before its events are written, series by series in one order,
 * so that a series is held only for the moment of the commit and has no gaps.
 */
export const drawNumbers = async (scope: Scope, frame: Frame) => {
  const rows = scope.numbers.splice(0).sort((one, other) => seriesOf(one).name.localeCompare(seriesOf(other).name))
  for (const row of rows) {
    const { name, prefix, field, width } = seriesOf(row)
    await changeRow(scope, { ...frame, touches: new Set(['*']) }, row, { [field]: await next(scope.db, name, prefix, width) })
  }
}

const seriesOf = (row: object) => {
  const { series, name } = recordOf(row)
  if (!series) throw new Error(`${name} has no number series.`)
  return { ...series, ...series.by?.(row as never) }
}

const next = async (db: Knex, series: string, prefix: string, width: number) => {
  const { rows } = await db.raw<{ rows: { prefix: string; taken: number; width: number }[] }>(
    `insert into number_series (name, prefix, next, width) values (?, ?, 2, ?)
     on conflict (name) do update set next = number_series.next + 1 returning prefix, next - 1 as taken, width`,
    [series, prefix, width],
  )
  const drawn = rows[0]!
  return `${drawn.prefix}${String(drawn.taken).padStart(drawn.width, '0')}`
}
