import type { House } from '../../../../core/kernel/house.ts'
import { marksOf, type Planned, planLines, type Question, type Reads } from './plan.ts'
import { type Kind, labelOfColumn, targets } from './targets.ts'

export type StoredImport = {
  id: string
  kind: Kind
  name: string
  state: string
  actor_id: string
  into_id: string | null
  header: string[]
  sample: string[][]
  mapping: Record<string, number>
  encoding: string
  delimiter: string | null
  lines: number
  creates: number
  changes: number
  sames: number
  wrongs: number
  done: number
  failed: number
  created_at: Date
  finished_at: Date | null
}

const AT_ONCE = 1000

/** Plans every line of an import and keeps the plan with its cells. Counts what will be done. */
export const planImport = async (
  house: House,
  reads: Reads,
  id: string,
  question: Question,
  rows: AsyncIterable<{ line: number; cells: string[] }[]>,
) => {
  const seen = new Map<string, number>()
  const counts = { create: 0, change: 0, same: 0, wrong: 0 }
  let marks: 'en' | 'ro' | null = null
  for await (const chunk of rows) {
    marks ??= marksOf(
      question,
      chunk.map(({ cells }) => cells),
    )
    const planned = await planLines(house, reads, question, chunk, seen, marks)
    for (const { plan } of planned) counts[plan] += 1
    await house
      .db('import_lines')
      .insert(planned.map((one, index) => ({ import_id: id, cells: JSON.stringify(chunk[index]!.cells), ...columnsOf(one) })))
      .onConflict(['import_id', 'line'])
      .merge()
  }
  await house
    .db('imports')
    .where({ id })
    .update({
      mapping: JSON.stringify(question.mapping),
      into_id: question.into,
      creates: counts.create,
      changes: counts.change,
      sames: counts.same,
      wrongs: counts.wrong,
    })
}

const columnsOf = ({ line, plan, steps, undo, targetId, expect, errors }: Planned) => ({
  line,
  plan,
  state: plan === 'create' || plan === 'change' ? 'waiting' : plan,
  steps: JSON.stringify(steps),
  undo: JSON.stringify(undo),
  target_id: targetId,
  expect: expect && JSON.stringify(expect),
  faults: errors.length ? JSON.stringify(errors) : null,
})

/** The rows of a sheet in chunks; the header is line 1, as a spreadsheet counts. */
export const chunksOf = async function* (rows: readonly string[][]) {
  for (let from = 0; from < rows.length; from += AT_ONCE)
    yield rows.slice(from, from + AT_ONCE).map((cells, index) => ({ line: from + index + 2, cells }))
}

/** The kept cells of an import, in chunks. */
export const keptChunksOf = async function* (house: House, id: string) {
  for (let after = 0; ; ) {
    const rows: { line: number; cells: string[] }[] = await house
      .db('import_lines')
      .select('line', 'cells')
      .where({ import_id: id })
      .where('line', '>', after)
      .orderBy('line')
      .limit(AT_ONCE)
    if (!rows.length) return
    yield rows
    after = rows.at(-1)!.line
  }
}

/** An import as its owner sees it: what is in the file, what will be done, how far it is, and what is wrong with which line. */
export const shownImport = async (house: House, stored: StoredImport, language: 'en' | 'ro', say: (said: never) => string) => {
  const wrong: { line: number; faults: object[] | null; error: object | null }[] = await house
    .db('import_lines')
    .select('line', 'faults', 'error')
    .where({ import_id: stored.id })
    .where((query) => query.whereNotNull('faults').orWhereNotNull('error'))
    .orderBy('line')
    .limit(500)
  return {
    id: stored.id,
    of: stored.kind,
    name: stored.name,
    state: stored.state,
    into: stored.into_id,
    columns: targets[stored.kind].columns.map((column) => ({
      field: column.field,
      label: labelOfColumn(stored.kind, column, language),
      kind: column.kind,
      required: column.required === true,
      ...(column.of && { of: column.of }),
    })),
    header: stored.header,
    sample: stored.sample,
    mapping: stored.mapping,
    encoding: stored.encoding,
    delimiter: stored.delimiter,
    lines: stored.lines,
    preview: { create: stored.creates, change: stored.changes, same: stored.sames, wrong: stored.wrongs },
    progress: { done: stored.done, of: stored.creates + stored.changes, failed: stored.failed },
    errors: wrong.flatMap(({ line, faults, error }): object[] => [
      ...(faults ?? []),
      ...(error ? [{ line, field: '', message: say(error as never) }] : []),
    ]),
    createdAt: stored.created_at.toISOString(),
    finishedAt: stored.finished_at?.toISOString() ?? null,
  }
}
