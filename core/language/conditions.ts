import { z } from 'zod'

/**
 * The one condition tree: what an admin decides is data in it. It is judged in memory over `{ record, before, actor, call }`; inside
 * `some`, `item` is the element at hand. A field that is missing (undefined or null) makes every operator false but `isNotSet`.
 */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { some: { in: string; where: Condition } }
  | { field: string; op: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte'; value: Operand }
  | { field: string; op: 'contains' | 'startsWith'; value: Operand }
  | { field: string; op: 'in' | 'notIn'; value: Literal[] | FieldName }
  | { field: string; op: 'between'; value: [Operand, Operand] }
  | { field: string; op: 'isSet' | 'isNotSet' | 'changed' }

/** A value written in the tree. Days and instants are ISO strings. */
export type Literal = string | number | boolean
export type FieldName = { field: string }
export type Operand = Literal | FieldName

/** What a condition is judged over. `before` is the record before the change, where there was one. */
export type Scope = { record?: unknown; before?: unknown; actor?: unknown; call?: unknown }

/** Objects within objects; `some` counts twice, a value that names a field once. */
export const deepestCondition = 12
export const largestCondition = 500

const forbidden = new Set(['__proto__', 'constructor', 'prototype'])
const pathUnder = (pattern: string) =>
  z
    .string()
    .max(200)
    .regex(
      new RegExp(`^(${pattern})(\\.[A-Za-z_][A-Za-z0-9_]*){1,6}$`),
      `a field is written like record.totalMinor; it begins with ${pattern.replaceAll('|', ', ')}`,
    )
    .refine((text) => !text.split('.').some((part) => forbidden.has(part)), 'this field name is not allowed')
const path = pathUnder('record|before|actor|call|item')
const literal = z.union([z.string().max(500), z.number(), z.boolean()])
const fieldName = z.strictObject({ field: path })
const operand = z.union([literal, fieldName])

const leaf = z.discriminatedUnion('op', [
  z.strictObject({ field: path, op: z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte']), value: operand }),
  z.strictObject({ field: path, op: z.enum(['contains', 'startsWith']), value: operand }),
  z.strictObject({ field: path, op: z.enum(['in', 'notIn']), value: z.union([z.array(literal).min(1).max(200), fieldName]) }),
  z.strictObject({ field: path, op: z.literal('between'), value: z.tuple([operand, operand]) }),
  z.strictObject({ field: path, op: z.enum(['isSet', 'isNotSet']) }),
  z.strictObject({ field: pathUnder('record'), op: z.literal('changed') }),
])

const tree: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(tree).max(100) }),
    z.strictObject({ any: z.array(tree).max(100) }),
    z.strictObject({ not: tree }),
    z.strictObject({ some: z.strictObject({ in: path, where: tree }) }),
    leaf,
  ]),
)

/** Measures a JSON value without recursion, so that a hostile tree cannot exhaust the stack before it is refused. */
const isTooLarge = (value: unknown) => {
  const waiting: [unknown, number][] = [[value, 1]]
  let parts = 0
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    const [part, depth] = at
    if (typeof part !== 'object' || part === null) continue
    const list = Array.isArray(part)
    const inner: unknown[] = Object.values(part)
    if (++parts > largestCondition || inner.length > largestCondition || (!list && depth > deepestCondition)) return true
    // A list and the objects in it are one level.
    for (const next of inner) waiting.push([next, list ? depth : depth + 1])
  }
  return false
}

/** The schema of a condition tree: refuses unknown operators, unknown roots, prototype paths, and trees that are too deep or too large. */
export const Condition = z
  .preprocess((value, ctx) => {
    if (!isTooLarge(value)) return value
    ctx.addIssue({ code: 'custom', message: `a condition has at most ${largestCondition} parts, ${deepestCondition} levels deep` })
    return z.NEVER
  }, tree)
  .refine((condition) => !fieldsOf(condition).some((field) => field.startsWith('item.')), 'item is only there inside "some"')

type Read = (scope: Inner) => unknown
type Judge = (scope: Inner) => boolean
type Inner = Scope & { item?: unknown }

/**
 * Makes a condition into a function that may be called a million times a second. Throws ZodError for what is no condition.
 * Judging never throws: what is missing or of another type is false.
 */
export const compileCondition = (condition: Condition): ((scope: Scope) => boolean) => judgeOf(Condition.parse(condition))

const judgeOf = (condition: Condition): Judge => {
  if ('all' in condition) return allOf(condition.all.map(judgeOf))
  if ('any' in condition) return anyOf(condition.any.map(judgeOf))
  if ('not' in condition) {
    const inner = judgeOf(condition.not)
    return (scope) => !inner(scope)
  }
  if ('some' in condition) {
    const list = reader(condition.some.in)
    const where = judgeOf(condition.some.where)
    return (scope) => {
      const items = list(scope)
      if (!Array.isArray(items)) return false
      const { record, before, actor, call } = scope
      return items.some((item: unknown) => where({ record, before, actor, call, item }))
    }
  }
  return leafJudge(condition)
}

const allOf = (parts: readonly Judge[]): Judge => {
  const [first, second] = parts
  if (first && second && parts.length === 2) return (scope) => first(scope) && second(scope)
  return (scope) => {
    for (const part of parts) if (!part(scope)) return false
    return true
  }
}

const anyOf =
  (parts: readonly Judge[]): Judge =>
  (scope) => {
    for (const part of parts) if (part(scope)) return true
    return false
  }

const leafJudge = (condition: Extract<Condition, { field: string }>): Judge => {
  const read = reader(condition.field)
  switch (condition.op) {
    case 'isSet':
      return (scope) => isSet(read(scope))
    case 'isNotSet':
      return (scope) => !isSet(read(scope))
    case 'changed': {
      const before = reader(condition.field.replace('record', 'before'))
      return (scope) => isSet(scope.before) && !sameValue(read(scope), before(scope))
    }
    case 'between': {
      const [low, high] = condition.value.map(operandReader)
      return (scope) => {
        const value = read(scope)
        return low !== undefined && high !== undefined && compare(value, low(scope)) >= 0 && compare(value, high(scope)) <= 0
      }
    }
    case 'in':
    case 'notIn': {
      const wanted = condition.op === 'in'
      const among = membership(condition.value)
      return (scope) => {
        const value = read(scope)
        if (!isSet(value)) return false
        const found = among(scope, value)
        return found !== undefined && found === wanted
      }
    }
    case 'contains':
    case 'startsWith': {
      const operand = operandReader(condition.value)
      const test = condition.op === 'contains' ? contains : startsWith
      return (scope) => test(read(scope), operand(scope))
    }
    default: {
      const { value } = condition
      const test = comparisons[condition.op]
      if (typeof value !== 'object') return (scope) => test(compare(read(scope), value))
      const operand = reader(value.field)
      return (scope) => test(compare(read(scope), operand(scope)))
    }
  }
}

// NaN stands for "cannot be compared": every test of it is false, also `ne`.
const comparisons = {
  eq: (order: number) => order === 0,
  ne: (order: number) => order < 0 || order > 0,
  gt: (order: number) => order > 0,
  gte: (order: number) => order >= 0,
  lt: (order: number) => order < 0,
  lte: (order: number) => order <= 0,
}

const compare = (left: unknown, right: unknown): number => {
  if (typeof left === 'number' && typeof right === 'number') return left < right ? -1 : left > right ? 1 : left === right ? 0 : Number.NaN
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right)
  if (left instanceof Date) return instantOf(left) - instantOf(right)
  if (right instanceof Date) return instantOf(left) - instantOf(right)
  return Number.NaN
}

const instantOf = (value: unknown) => (value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN)

const isSet = (value: unknown) => value !== undefined && value !== null

const sameValue = (left: unknown, right: unknown): boolean => {
  if (!isSet(left) || !isSet(right)) return isSet(left) === isSet(right)
  if (typeof left !== 'object' || typeof right !== 'object') return left === right
  if (left instanceof Date || right instanceof Date) return compare(left, right) === 0
  return JSON.stringify(left) === JSON.stringify(right)
}

const membership = (value: readonly Literal[] | FieldName): ((scope: Inner, value: unknown) => boolean | undefined) => {
  if ('field' in value) {
    const read = reader(value.field)
    return (scope, one) => {
      const list = read(scope)
      return Array.isArray(list) ? list.includes(one) : undefined
    }
  }
  const set = new Set<unknown>(value)
  return (_scope, one) => set.has(one)
}

// People search without minding capitals.
const contains = (value: unknown, part: unknown) => {
  if (Array.isArray(value)) return isSet(part) && value.includes(part)
  return typeof value === 'string' && typeof part === 'string' && value.toLowerCase().includes(part.toLowerCase())
}
const startsWith = (value: unknown, part: unknown) =>
  typeof value === 'string' && typeof part === 'string' && value.toLowerCase().startsWith(part.toLowerCase())

const operandReader = (operand: Operand): Read => {
  if (typeof operand === 'object') return reader(operand.field)
  return () => operand
}

/** Own properties only, so that nothing is ever read from a prototype. */
const own = (holder: unknown, name: string): unknown =>
  typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name) ? (holder as Record<string, unknown>)[name] : undefined

const reader = (field: string): Read => {
  const [root = '', first = '', ...more] = field.split('.')
  const start = rootReaders[root as keyof typeof rootReaders]
  if (more.length === 0) return (scope) => own(start(scope), first)
  return (scope) => {
    let value = own(start(scope), first)
    for (const name of more) value = own(value, name)
    return value
  }
}

const rootReaders = {
  record: (scope: Inner) => scope.record,
  before: (scope: Inner) => scope.before,
  actor: (scope: Inner) => scope.actor,
  call: (scope: Inner) => scope.call,
  item: (scope: Inner) => scope.item,
}

/** Every field that a condition reads, once each, sorted; fields of an item stand under their list (`record.lines.quantityMilli`). */
export const fieldsOf = (condition: Condition): string[] => {
  const found = new Set<string>()
  collect(condition, 'item', found)
  return [...found].sort()
}

const collect = (condition: Condition, item: string, found: Set<string>): void => {
  const add = (field: string) => found.add(full(field, item))
  if ('all' in condition) for (const part of condition.all) collect(part, item, found)
  else if ('any' in condition) for (const part of condition.any) collect(part, item, found)
  else if ('not' in condition) collect(condition.not, item, found)
  else if ('some' in condition) {
    add(condition.some.in)
    collect(condition.some.where, full(condition.some.in, item), found)
  } else {
    add(condition.field)
    if (condition.op === 'changed') add(condition.field.replace('record', 'before'))
    const values: unknown[] = 'value' in condition ? [condition.value].flat() : []
    for (const value of values) if (typeof value === 'object' && value !== null && 'field' in value) add(String(value.field))
  }
}

/** A field with its list in place of `item`. */
export const full = (field: string, item: string): string => (field.startsWith('item.') ? `${item}.${field.slice(5)}` : field)
