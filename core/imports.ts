import type { Actor } from './kernel/actor.ts'
import type { Caller, Door } from './kernel/ctx.ts'
import { Expected, Refusal } from './kernel/errors.ts'
import { metaOf } from './kernel/fields.ts'
import type { House } from './kernel/house.ts'
import type { RecordType } from './kernel/record.ts'
import { refuse, type Sentence } from './kernel/sentence.ts'

/** An action of a line. The id `$` is that of the row which the line's first step made. */
export type Step = { action: string; id?: string; input: Record<string, unknown> }

export type Import = {
  id: string
  kind: string
  record: string
  state: 'read' | 'running' | 'done' | 'undoing' | 'undone' | 'failed'
  actor_kind: Actor['kind']
  actor_id: string
  door: Door
  lines: number
  /** Lines that were worked off in this run, or in its undoing. */
  done: number
  failed: number
}

type Line = {
  line: number
  state: 'waiting' | 'done' | 'failed' | 'same' | 'wrong' | 'undone' | 'kept'
  steps: Step[]
  undo: Step[]
  target_id: string | null
  expect: Record<string, unknown> | null
  after_version: number | null
}

/** Lines taken at once; the import is held for `HELD_MS` and goes on elsewhere if its process dies. */
const BATCH = 200
const HELD_MS = 60_000
/** Days after which the lines of an import are gone, and with them the way back. */
export const IMPORTS_LIVE_DAYS = 7

/** Runs the imports that wait or whose process died, line by line, each line under a key of its own: what was done is not done again. */
export const runImports = async (house: House, now: Date = house.clock()): Promise<number> => {
  const { rows } = await house.db.raw<{ rows: { id: string }[] }>(
    `select id from imports where state in ('running', 'undoing') and (locked_until is null or locked_until < ?) order by run_at`,
    [now],
  )
  let ran = 0
  for (const { id } of rows) ran += Number(await runImport(house, id))
  return ran
}

const hold = async (house: House, id: string, mine: boolean): Promise<Import | null> => {
  const now = house.clock()
  const { rows } = await house.db.raw<{ rows: Import[] }>(
    `update imports set locked_until = :until, locked_by = :owner where id = :id and state in ('running', 'undoing')
       and (locked_until is null or locked_until < :now or (:mine and locked_by = :owner))
     returning id, kind, record, state, actor_kind, actor_id, door, lines, done, failed`,
    { id, now, until: new Date(now.getTime() + HELD_MS), owner: house.owner, mine },
  )
  return rows[0] ?? null
}

/** Works one import off. False: somebody else does, or there is nothing to do. */
export const runImport = async (house: House, id: string): Promise<boolean> => {
  let held = await hold(house, id, false)
  if (!held) return false
  const actor = await house.hooks.actorFor(house.db, { kind: held.actor_kind, id: held.actor_id })
  if (!actor) {
    await house.db('imports').where({ id }).update({ state: 'failed', locked_until: null, finished_at: house.clock() })
    return true
  }
  while (held) {
    const lines: Line[] = await house
      .db('import_lines')
      .where({ import_id: id, state: held.state === 'running' ? 'waiting' : 'done' })
      .orderBy('line', held.state === 'running' ? 'asc' : 'desc')
      .limit(BATCH)
    if (!lines.length) {
      await house
        .db('imports')
        .where({ id })
        .update({ state: held.state === 'running' ? 'done' : 'undone', locked_until: null, finished_at: house.clock() })
      return true
    }
    const caller = { actor, door: held.door, requestId: `import ${id}`, now: house.clock() }
    if (held.kind === 'prices') await workTogether(house, caller, held, lines)
    else for (const line of lines) await workOff(house, caller, held, line)
    await count(house, held)
    held = await hold(house, id, true)
  }
  return true
}

const count = async (house: House, { id, state }: Import) => {
  const states = state === 'running' ? ['done', 'failed'] : ['undone', 'kept']
  const counted: { state: string; count: number }[] = await house
    .db('import_lines')
    .select('state')
    .count({ count: '*' })
    .where({ import_id: id })
    .whereIn('state', states)
    .groupBy('state')
  const of = (name: string) => Number(counted.find((one) => one.state === name)?.count ?? 0)
  await house
    .db('imports')
    .where({ id })
    .update({ done: of(states[0]!), failed: of(states[1]!) })
}

const keep = (house: House, { id }: Import, line: number, patch: Record<string, unknown>) =>
  house.db('import_lines').where({ import_id: id, line }).update(patch)

/** What was said against a line, to be told in the language of whoever looks. Anything unexpected stops the run, which is tried again. */
const trouble = (error: unknown): Sentence => {
  if (!(error instanceof Expected)) throw error
  const { code, words, terms } = error.said
  return { code, words, terms }
}

const workOff = async (house: House, caller: Caller, held: Import, line: Line) => {
  const isUndo = held.state === 'undoing'
  try {
    if (isUndo) await demandUndo(house, caller, held, line)
    let target = line.target_id
    for (const [index, { action, id, input }] of (isUndo ? line.undo : line.steps).entries()) {
      const key = `${isUndo ? 'undo ' : ''}import ${held.id} ${line.line} ${index}`
      const about = id === '$' ? target : id
      const outcome = await house.perform(caller, action, { ...(about && { id: about }), input, key })
      target ??= outcome.id
    }
    const record = house.records.get(held.record)!
    const version = target
      ? ((
          await house
            .ctx(caller)
            .rows(record)
            .where({ id: target } as never)
            .first()
        )?.version ?? null)
      : null
    await keep(house, held, line.line, { state: isUndo ? 'undone' : 'done', target_id: target, after_version: version, error: null })
  } catch (error) {
    await keep(house, held, line.line, { state: isUndo ? 'kept' : 'failed', error: JSON.stringify(trouble(error)) })
  }
}

/** Prices of one list go together: a list is locked and told of once for many. */
const workTogether = async (house: House, caller: Caller, held: Import, lines: readonly Line[]) => {
  const isUndo = held.state === 'undoing'
  const steps: { line: Line; step: Step }[] = []
  for (const line of lines) {
    try {
      if (isUndo) await demandUndo(house, caller, held, line)
      steps.push({ line, step: (isUndo ? line.undo : line.steps)[0]! })
    } catch (error) {
      await keep(house, held, line.line, { state: 'kept', error: JSON.stringify(trouble(error)) })
    }
  }
  for (const group of Map.groupBy(steps, ({ step }) => `${step.action} ${step.id}`).values()) {
    const [{ step }] = group as [(typeof group)[number]]
    const [name] = Object.keys(step.input)
    const input = { [name!]: group.flatMap((one) => one.step.input[name!] as unknown[]) }
    const numbers = group.map(({ line }) => line.line)
    const all = house.db('import_lines').where({ import_id: held.id }).whereIn('line', numbers)
    try {
      const key = `${isUndo ? 'undo ' : ''}import ${held.id} ${numbers[0]}-${numbers.at(-1)} ${group.length}`
      await house.perform(caller, step.action, { ...(step.id && { id: step.id }), input, key })
      await all.update({ state: isUndo ? 'undone' : 'done', error: null })
    } catch (error) {
      await all.update({ state: isUndo ? 'kept' : 'failed', error: JSON.stringify(trouble(error)) })
    }
  }
}

/** Throws Refusal where a line cannot be taken back: somebody changed what it brought in, or something stands on it. */
const demandUndo = async (house: House, caller: Caller, held: Import, line: Line) => {
  const record = house.records.get(held.record)!
  const changed = () => new Refusal(refuse('import.changed_since', 'It was changed since it was brought in, so it stays as it is now.'))
  if (held.kind === 'prices') {
    const { rows } = await house.db.raw<{ rows: Record<string, unknown>[] }>(
      'select price_e4 as "priceE4", discount_permille as "discountPermille" from prices where price_list_id = :priceListId and product_id = :productId and min_quantity_milli = :minQuantityMilli',
      line.expect as Record<string, string>,
    )
    if (rows[0]?.priceE4 !== line.expect?.priceE4 || rows[0]?.discountPermille !== line.expect?.discountPermille) throw changed()
    return
  }
  const row = (await house
    .ctx(caller)
    .rows(record)
    .byId(line.target_id ?? '')) as unknown as Record<string, unknown> & { id: string }
  if (line.expect) {
    if (Object.entries(line.expect).some(([field, value]) => row[field] !== value)) throw changed()
  } else if (row.version !== line.after_version) throw changed()
  if (line.undo.some(({ action }) => action.endsWith('.archive'))) await demandUnused(house, record, row.id)
}

/** What points to a row: nothing that was brought in goes away under a document. */
const demandUnused = async (house: House, record: RecordType, id: string) => {
  for (const other of house.records.values())
    for (const [field, schema] of Object.entries(other.fields.shape as unknown as Record<string, Parameters<typeof metaOf>[0]>)) {
      if (metaOf(schema).record !== record.name) continue
      const found = await house
        .db(other.table)
        .where(other.model.propertyNameToColumnName(field), id)
        .modify((query) => void (!other.of && query.whereNull('archived_at')))
        .first('id')
      if (found)
        throw new Refusal(
          refuse('import.used_since', 'It is used already ({where}), so it stays.', { where: other.name.replaceAll('_', ' ') }),
        )
    }
}

/** Lines of imports are let go of after a week, with all that stood in them. */
export const forgetImports = async (house: House, now: Date) => {
  const before = new Date(now.getTime() - IMPORTS_LIVE_DAYS * 86_400_000)
  await house.db.raw(
    `delete from import_lines using imports where imports.id = import_lines.import_id and imports.created_at < ? and imports.state not in ('running', 'undoing')`,
    [before],
  )
  await house.db('imports').where('created_at', '<', before).whereNot({ sample: '[]' }).update({ sample: '[]' })
}
