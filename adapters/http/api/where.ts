import type { Condition, Literal } from '../../../core/language/conditions.ts'
import { Condition as ConditionTree } from '../../../core/language/conditions.ts'
import { fault } from '../fault.ts'
import { fitsField, isInstant, isText, type Kind, unfit, unknown } from './fields.ts'

/** A part of SQL that is true or false, never null, with what stands for its question marks (`??` are columns). */
export type Part = { sql: string; bindings: readonly (string | number | boolean | Date)[] }

type Leaf = Extract<Condition, { field: string }>
/** The fields that may be asked for, and what each of them holds. */
type Fields = ReadonlyMap<string, Kind>

const MOST_LEAVES = 50
const comparisons: Readonly<Record<string, string>> = { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' }

/**
 * Reads the parameter `where`, a condition tree in JSON over fields of the row itself, into SQL that says the same as the tree does in memory:
 * a field that is empty makes everything false but `isNotSet`. Throws Fault 400 that names what is not known or does not fit.
 */
export const readWhere = (text: string, fields: Fields, known: readonly string[]): Part => {
  const parsed = ConditionTree.safeParse(treeIn(text))
  if (!parsed.success) throw unfit('where', `a condition in JSON: ${parsed.error.issues[0]?.message.slice(0, 200) ?? ''}`)
  let leaves = 0
  const one = (leaf: Leaf): Part => {
    leaves += 1
    if (leaves > MOST_LEAVES) throw unfit('where', `a condition that compares at most ${MOST_LEAVES} times`)
    const name = leaf.field.replace('record.', '')
    const kind = leaf.field.startsWith('record.') ? fields.get(name) : undefined
    if (!kind) throw unknown([leaf.field], known)
    return partOf(leaf, name, kind)
  }
  const all = (conditions: readonly Condition[], word: 'and' | 'or'): Part => {
    const parts = conditions.map(every)
    if (!parts.length) return { sql: word === 'and' ? 'true' : 'false', bindings: [] }
    return { sql: `(${parts.map(({ sql }) => sql).join(` ${word} `)})`, bindings: parts.flatMap(({ bindings }) => bindings) }
  }
  const every = (condition: Condition): Part => {
    if ('all' in condition) return all(condition.all, 'and')
    if ('any' in condition) return all(condition.any, 'or')
    if ('some' in condition) throw unfit('where', 'a condition without “some”: a list shows rows, and compares what stands in them')
    if (!('not' in condition)) return one(condition)
    const { sql, bindings } = every(condition.not)
    return { sql: `not ${sql}`, bindings }
  }
  return every(parsed.data)
}

/** A field may be written without `record.`: there is nothing else to ask about here. */
const treeIn = (text: string): unknown => {
  try {
    return JSON.parse(text, (key, value) =>
      key === 'field' && typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value) ? `record.${value}` : value,
    )
  } catch {
    throw unfit('where', 'a condition in JSON, like {"field":"code","op":"eq","value":"A-1"}')
  }
}

const inJson: Readonly<Partial<Record<Kind['type'], string>>> = { number: '::numeric', boolean: '::boolean' }

/** A column by the name of its field, which is one that we declared; or a value among those that the admin declared, whose names are plain words. */
const columnOf = (name: string, kind: Kind): string => {
  if (kind.custom) return `(custom ->> '${name}')${inJson[kind.type] ?? ''}`
  return `"${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`
}

const partOf = (leaf: Leaf, name: string, kind: Kind): Part => {
  const column = columnOf(name, kind)
  const asked = (sql: string, bindings: Part['bindings']): Part => ({
    sql: `(${column} is not null and ${sql.replaceAll('??', () => column)})`,
    bindings,
  })
  const value = (given: unknown) => valueFor(leaf, name, kind, given)
  switch (leaf.op) {
    case 'isSet':
      return { sql: `(${column} is not null)`, bindings: [] }
    case 'isNotSet':
      return { sql: `(${column} is null)`, bindings: [] }
    case 'contains':
      return asked('position(lower(?::text) in lower(??::text)) > 0', [value(leaf.value)])
    case 'startsWith':
      return asked('starts_with(lower(??::text), lower(?::text))', [value(leaf.value)])
    case 'in':
    case 'notIn': {
      if (!Array.isArray(leaf.value)) throw literalOnly(name)
      const values = leaf.value.map(value)
      return asked(`?? ${leaf.op === 'in' ? 'in' : 'not in'} (${values.map(() => '?').join(', ')})`, values)
    }
    case 'between':
      return asked('?? between ? and ?', [value(leaf.value[0]), value(leaf.value[1])])
    case 'changed':
      throw unfit('where', 'a condition without “changed”: a list shows rows as they are now')
    default:
      // Whole values are found by the index on all of them together.
      if (leaf.op === 'eq' && kind.custom) return { sql: '(custom @> ?::jsonb)', bindings: [JSON.stringify({ [name]: value(leaf.value) })] }
      return asked(`?? ${comparisons[leaf.op]} ?`, [value(leaf.value)])
  }
}

const literalOnly = (name: string) => unfit('where', `a condition that compares ${name} with a value, not with another field`)

/** What is compared with, as the database takes it. Text is compared with any text; everything else must be a value that the field can have. */
const valueFor = ({ op }: Leaf, name: string, kind: Kind, given: unknown): Literal | Date => {
  if (typeof given === 'object') throw literalOnly(name)
  const value = kind.type === 'date' && typeof given === 'string' ? (isInstant(given) ? new Date(given) : given) : (given as Literal)
  const isPlain = typeof value !== 'string' || (value.isWellFormed() && !value.includes('\0'))
  const inText = op === 'contains' || op === 'startsWith'
  const fits = inText || (isText(kind) && !['eq', 'ne', 'in', 'notIn'].includes(op)) ? typeof value === 'string' : fitsField(kind, value)
  if (inText && !isText(kind)) throw unfit('where', `a condition in which ${op} asks for a text; ${name} is none`)
  if (!isPlain || !fits)
    throw fault(400, 'query.unfit_value', '“{name}” cannot be compared with that: it is no value that it can have.', { name })
  return value
}
