import { importSays } from '../../../../bots/texts/imports.ts'
import type { Step } from '../../../../core/imports.ts'
import type { House } from '../../../../core/kernel/house.ts'
import { VatRate } from '../../../../core/modules/catalog/records.ts'
import { Warehouse } from '../../../../core/modules/warehouse/records.ts'
import { decimalMarkOf, type Fault, readCell } from './cells.ts'
import { planners } from './planners.ts'
import { type Column, type Kind, targets } from './targets.ts'

export type Reads = ReturnType<House['ctx']>
export type Row = Record<string, unknown> & { id: string; version?: number }
export type LineError = { line: number; field: string; message: string }
/** A line as it will be brought in. `steps`: the actions, in their order; `undo`: those that bring back what was. */
export type Planned = {
  line: number
  plan: 'create' | 'change' | 'same' | 'wrong'
  steps: Step[]
  undo: Step[]
  targetId: string | null
  /** What must still stand there for an undo. */
  expect: Record<string, unknown> | null
  errors: LineError[]
}
export type Question = {
  kind: Kind
  header: readonly string[]
  mapping: Readonly<Record<string, number>>
  language: 'en' | 'ro'
  /** The price list that prices go into, where no column says so. */
  into: string | null
  file: string
}

/** What planners know of the house: rows by code, read for the lines at hand. */
export type Known = {
  rows(of: NonNullable<Column['of']>): ReadonlyMap<string, Row>
  warehouse: Row | null
  vatClasses: ReadonlyMap<string, string>
}
export type Values = Record<string, unknown>
export type Planner = (
  line: { values: Values; question: Question; known: Known; reads: Reads; house: House },
  existing: Row | null,
) => Omit<Planned, 'line' | 'errors'> & { faults?: (Fault & { field: string })[] }

const codeOf = (said: string) => said.trim().toUpperCase()

/** Rows of a record by code, of those that are mentioned. */
const rowsByCode = async (reads: Reads, of: string, codes: ReadonlySet<string>): Promise<Map<string, Row>> => {
  const record = reads.house.records.get(of)!
  const found = new Map<string, Row>()
  const all = [...codes]
  for (let from = 0; from < all.length; from += 5000)
    for (const row of (await reads
      .rows(record)
      .whereIn('code' as never, [
        ...all.slice(from, from + 5000),
        ...all.slice(from, from + 5000).map((code) => code.toLowerCase()),
      ])) as unknown as Row[])
      found.set(codeOf(String(row.code)), row)
  return found
}

/** Plans lines: reads their cells, finds what they are about, and says what will be done or what is wrong. `seen` holds the keys of lines before. */
export const planLines = async (
  house: House,
  reads: Reads,
  question: Question,
  lines: readonly { line: number; cells: readonly string[] }[],
  seen: Map<string, number>,
  marks: 'en' | 'ro',
): Promise<Planned[]> => {
  const { kind, mapping, language } = question
  const columns = targets[kind].columns.filter(({ field }) => mapping[field] !== undefined)
  const codes = new Map<string, Set<string>>()
  const mention = (of: string, said: string | undefined) => said && codes.set(of, (codes.get(of) ?? new Set()).add(codeOf(said)))
  for (const { cells } of lines) {
    for (const { field, of } of columns) if (of) mention(of, cells[mapping[field]!])
    if (mapping.code !== undefined) mention(targets[kind].record, cells[mapping.code])
  }
  const tables = new Map<string, Map<string, Row>>()
  for (const [of, mentioned] of codes) tables.set(of, await rowsByCode(reads, of, mentioned))
  const known: Known = { rows: (of) => tables.get(of) ?? new Map(), ...(await groundOf(reads)) }

  const read = lines.map(({ line, cells }) => {
    const values: Values = {}
    const faults: (Fault & { field: string })[] = []
    for (const { field, kind: cellKind, of } of columns) {
      const said = cells[mapping[field]!] ?? ''
      if (said === '') continue
      if (of) {
        const row = tables.get(of)?.get(codeOf(said))
        if (row) values[field] = row.id
        else faults.push({ field, key: 'unknown', values: { said } })
        continue
      }
      const told = readCell(cellKind, said, marks)
      if ('value' in told) values[field] = told.value
      else faults.push({ field, ...told })
    }
    for (const { field, required } of targets[kind].columns)
      if (required && values[field] === undefined && !faults.some((one) => one.field === field)) faults.push({ field, key: 'missing' })
    return { line, values, faults }
  })
  const planner = planners[kind]
  const existing = await planner.existing(reads, known, question, read)
  return read.map(({ line, values, faults }, index): Planned => {
    const key = planner.keyOf(values, question, known)
    const earlier = key === null ? undefined : seen.get(key)
    if (earlier !== undefined) faults.push({ field: planner.keyField, key: 'twice', values: { line: earlier } })
    else if (key !== null) seen.set(key, line)
    const made = faults.length ? null : planner.plan({ values, question, known, reads, house }, existing(values, index))
    const all = [...faults, ...(made?.faults ?? [])]
    const errors = all.map(({ field, key: word, values: said }) => ({ line, field, message: importSays(word, said ?? {}, language) }))
    if (!made || errors.length) return { line, plan: 'wrong', steps: [], undo: [], targetId: null, expect: null, errors }
    const { faults: _, ...planned } = made
    return { line, ...planned, errors: [] }
  })
}

const groundOf = async (reads: Reads): Promise<Omit<Known, 'rows'>> => {
  const warehouses = (await reads.rows(Warehouse)) as unknown as Row[]
  const rates = await reads.rows(VatRate).orderBy('validFrom')
  const vatClasses = new Map(
    rates.flatMap((rate) => [[rate.class.toLowerCase(), rate.class] as const, [String(rate.permille / 10), rate.class] as const]),
  )
  return { warehouse: warehouses.find(({ isDefault }) => isDefault) ?? (warehouses.length === 1 ? warehouses[0]! : null), vatClasses }
}

/** The decimal mark of the columns that hold numbers. */
export const marksOf = ({ kind, mapping, language }: Question, rows: readonly (readonly string[])[]) =>
  decimalMarkOf(
    targets[kind].columns
      .filter(({ field, kind: cell }) => mapping[field] !== undefined && ['money', 'priceE4', 'milli', 'permille'].includes(cell))
      .flatMap(({ field }) => rows.slice(0, 2000).map((cells) => cells[mapping[field]!] ?? '')),
    language,
  )
