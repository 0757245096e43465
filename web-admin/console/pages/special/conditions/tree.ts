/** The condition tree as policies keep it; the server holds the schema, this is its shape. */
export type Literal = string | number | boolean
export type Operand = Literal | { field: string }
export type Comparison = { field: string; op: Operator; value?: Operand | Literal[] | [Operand, Operand] }
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { some: { in: string; where: Condition } }
  | Comparison

export type Operator =
  | 'eq'
  | 'ne'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'in'
  | 'notIn'
  | 'contains'
  | 'startsWith'
  | 'between'
  | 'isSet'
  | 'isNotSet'
  | 'changed'

/** What a field of a condition holds, and so which operators and which input it gets. */
export type FieldType =
  | 'text'
  | 'long'
  | 'number'
  | 'money'
  | 'priceE4'
  | 'milli'
  | 'percent'
  | 'day'
  | 'instant'
  | 'flag'
  | 'choice'
  | 'many'
  | 'ref'
  | 'list'
  | 'json'

/** A field that a condition may speak about; `of` names the list whose items have it (`call.lines`). */
export type ConditionField = {
  field: string
  label: string
  type: FieldType
  ref?: string
  choices?: { value: string; label: string }[]
  of?: string
}

const ordered: Operator[] = ['gt', 'gte', 'lt', 'lte', 'between', 'eq', 'ne', 'isSet', 'isNotSet']
const named: Operator[] = ['eq', 'ne', 'in', 'notIn', 'isSet', 'isNotSet']
const written: Operator[] = ['eq', 'ne', 'contains', 'startsWith', 'isSet', 'isNotSet']

/** The operators that make sense for a kind of field, the likeliest first. `changed` is for the record's own fields alone. */
export const operatorsFor = (type: FieldType, field: string): Operator[] => {
  const some = operatorsOf(type)
  return field.startsWith('record.') && type !== 'list' ? [...some, 'changed'] : some
}

const operatorsOf = (type: FieldType): Operator[] => {
  switch (type) {
    case 'number':
    case 'money':
    case 'priceE4':
    case 'milli':
    case 'percent':
    case 'day':
    case 'instant':
      return ordered
    case 'flag':
      return ['eq', 'isSet', 'isNotSet']
    case 'choice':
    case 'ref':
      return named
    case 'many':
      return ['contains', 'isSet', 'isNotSet']
    case 'list':
    case 'json':
      return ['isSet', 'isNotSet']
    default:
      return written
  }
}

/** A value to begin with when an operator is chosen: none, a pair, a list or one. */
export const blankFor = (op: Operator, type: FieldType): Comparison['value'] => {
  if (op === 'isSet' || op === 'isNotSet' || op === 'changed') return undefined
  if (op === 'between') return [blankOne(type), blankOne(type)]
  if (op === 'in' || op === 'notIn') return []
  return blankOne(type)
}

const blankOne = (type: FieldType): Literal => (type === 'flag' ? true : '')

/** Where a part stands in the tree: the way down to it, by position. */
export type Path = readonly number[]

export const childrenOf = (condition: Condition): Condition[] => {
  if ('all' in condition) return condition.all
  if ('any' in condition) return condition.any
  if ('not' in condition) return [condition.not]
  if ('some' in condition) return [condition.some.where]
  return []
}

const withChildren = (condition: Condition, children: Condition[]): Condition => {
  if ('all' in condition) return { all: children }
  if ('any' in condition) return { any: children }
  const [only] = children
  if ('not' in condition) return only ? { not: only } : { all: [] }
  if ('some' in condition) return { some: { in: condition.some.in, where: only ?? { all: [] } } }
  return condition
}

/** The part that stands at a path, or undefined where there is none. */
export const partAt = (condition: Condition, path: Path): Condition | undefined => {
  let at: Condition | undefined = condition
  for (const step of path) at = at && childrenOf(at)[step]
  return at
}

/** The tree with one part replaced, or taken out where `made` gives null. An emptied "not" becomes an empty group. */
export const replaced = (condition: Condition, path: Path, made: (part: Condition) => Condition | null): Condition => {
  const [step, ...rest] = path
  if (step === undefined) return made(condition) ?? { all: [] }
  const children = childrenOf(condition).flatMap((child, position) => {
    if (position !== step) return [child]
    if (rest.length) return [replaced(child, rest, made)]
    return made(child) ?? []
  })
  return withChildren(condition, children)
}

/** The tree with a part added at the end of the group at the path. */
export const added = (condition: Condition, path: Path, part: Condition): Condition =>
  replaced(condition, path, (group) => withChildren(group, [...childrenOf(group), part]))

/** Moves a part up (-1) or down (1) within its group; at the edge it stays. */
export const moved = (condition: Condition, path: Path, by: -1 | 1): Condition => {
  const position = path.at(-1)
  if (position === undefined) return condition
  return replaced(condition, path.slice(0, -1), (group) => {
    const children = [...childrenOf(group)]
    const [one] = children.splice(position, 1)
    if (!one || position + by < 0 || position + by > children.length) return group
    children.splice(position + by, 0, one)
    return withChildren(group, children)
  })
}

/** The lists of "at least one of" above a part, outermost first: fields of their items can be spoken about there. */
export const listsAbove = (condition: Condition, path: Path): string[] => {
  const lists: string[] = []
  let at: Condition | undefined = condition
  for (const step of path) {
    if (at && 'some' in at) lists.push(at.some.in)
    at = at && childrenOf(at)[step]
  }
  return lists
}

/** Comparisons that are not filled in yet, by their path joined with dots; empty when the condition can be kept. */
export const unfinished = (condition: Condition, path: Path = []): string[] => {
  if (!('op' in condition)) {
    const inner = childrenOf(condition).flatMap((child, position) => unfinished(child, [...path, position]))
    const hollow = 'some' in condition && (!condition.some.in || !inner.length) && isHollow(condition.some.where)
    return hollow ? [path.join('.'), ...inner] : inner
  }
  const { op, value } = condition
  if (!condition.field) return [path.join('.')]
  if (op === 'isSet' || op === 'isNotSet' || op === 'changed') return []
  const values = Array.isArray(value) ? value : [value]
  const empty = values.length === 0 || values.some((one) => one === undefined || one === '')
  return empty ? [path.join('.')] : []
}

const isHollow = (condition: Condition): boolean => !('op' in condition) && childrenOf(condition).every(isHollow)

/** Groups that hold nothing are left out before it is kept; a tree that says nothing is null, which means always. */
export const pruned = (condition: Condition): Condition | null => {
  if ('op' in condition) return condition
  const children = childrenOf(condition).flatMap((child) => pruned(child) ?? [])
  return children.length ? withChildren(condition, children) : null
}

/** Does it look at the call itself (door, what was typed), which no past record can answer? */
export const looksAtCall = (condition: Condition): boolean => {
  if ('op' in condition) return !condition.field.startsWith('record.') || condition.op === 'changed'
  if ('some' in condition) return true
  return childrenOf(condition).some(looksAtCall)
}
