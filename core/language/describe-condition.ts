import type { Condition, Operand } from './conditions.ts'
import { full } from './conditions.ts'
import { messages } from './words.ts'

/** How fields are called and how their values are said. `value` gets what the tree holds (10000 bani) and says it ("100.00 lei"). */
export type FieldLabels = {
  [field: string]: string | { label: string; value?: (value: string | number | boolean) => string }
}

/** The words of condition trees; the conformance test reads it. */
export const conditionWords = {
  en: {
    eq: '{field} is {value}',
    ne: '{field} is not {value}',
    gt: '{field} is above {value}',
    gte: '{field} is at least {value}',
    lt: '{field} is below {value}',
    lte: '{field} is at most {value}',
    in: '{field} is one of {value}',
    notIn: '{field} is none of {value}',
    contains: '{field} contains {value}',
    startsWith: '{field} begins with {value}',
    between: '{field} is between {value} and {high}',
    isSet: '{field} is filled in',
    isNotSet: '{field} is empty',
    changed: '{field} has changed',
    some: 'for at least one of {field}: {inner}',
    not: 'it is not so that {inner}',
    and: 'and',
    or: 'or',
    always: 'always',
    never: 'never',
    yes: 'yes',
    no: 'no',
  },
  ro: {
    eq: '{field} este {value}',
    ne: '{field} nu este {value}',
    gt: '{field} este peste {value}',
    gte: '{field} este cel puțin {value}',
    lt: '{field} este sub {value}',
    lte: '{field} este cel mult {value}',
    in: '{field} este una dintre valorile {value}',
    notIn: '{field} nu este niciuna dintre valorile {value}',
    contains: '{field} conține {value}',
    startsWith: '{field} începe cu {value}',
    between: '{field} este între {value} și {high}',
    isSet: '{field} este completat',
    isNotSet: '{field} este gol',
    changed: '{field} s-a schimbat',
    some: 'pentru cel puțin un element din {field}: {inner}',
    not: 'nu este adevărat că {inner}',
    and: 'și',
    or: 'sau',
    always: 'întotdeauna',
    never: 'niciodată',
    yes: 'da',
    no: 'nu',
  },
}

const say = messages(conditionWords)

/**
 * A condition as part of a sentence ("total is above RON 10,000.00 and (door is slack or door is teams)"). Fields without a label are
 * called by their path; fields of an item are looked up under their list (`record.lines.quantityMilli`).
 */
export const describeCondition = (condition: Condition, labels: FieldLabels, language: string): string =>
  inWords(condition, { labels, language, item: 'item' }, false)

type Speaking = { labels: FieldLabels; language: string; item: string }

const inWords = (condition: Condition, speaking: Speaking, nested: boolean): string => {
  const { language, item } = speaking
  if ('all' in condition) return joined(condition.all, 'and', speaking, nested)
  if ('any' in condition) return joined(condition.any, 'or', speaking, nested)
  if ('not' in condition) return say('not', { inner: inWords(condition.not, speaking, true) }, language)
  if ('some' in condition) {
    const list = full(condition.some.in, item)
    const inner = inWords(condition.some.where, { ...speaking, item: list }, true)
    return say('some', { field: labelOf(list, speaking), inner }, language)
  }
  const name = full(condition.field, item)
  const field = labelOf(name, speaking)
  const valued = (operand: Operand) => sayValue(operand, name, speaking)
  if (!('value' in condition)) return say(condition.op, { field }, language)
  if (condition.op === 'between') {
    const [low, high] = condition.value
    return say('between', { field, value: valued(low), high: valued(high) }, language)
  }
  const value = Array.isArray(condition.value) ? condition.value.map(valued).join(', ') : valued(condition.value)
  return say(condition.op, { field, value }, language)
}

const joined = (parts: readonly Condition[], word: 'and' | 'or', speaking: Speaking, nested: boolean) => {
  const [only, second] = parts
  if (only && !second) return inWords(only, speaking, nested)
  if (!only) return say(word === 'and' ? 'always' : 'never', {}, speaking.language)
  const words = parts.map((part) => inWords(part, speaking, true)).join(` ${say(word, {}, speaking.language)} `)
  return nested ? `(${words})` : words
}

const entryOf = (field: string, { labels }: Speaking) => (Object.hasOwn(labels, field) ? labels[field] : undefined)

const labelOf = (field: string, speaking: Speaking) => {
  const entry = entryOf(field, speaking)
  return typeof entry === 'string' ? entry : (entry?.label ?? field)
}

const sayValue = (operand: Operand, field: string, speaking: Speaking) => {
  if (typeof operand === 'object') return labelOf(full(operand.field, speaking.item), speaking)
  const entry = entryOf(field, speaking)
  if (typeof entry === 'object' && entry.value) return entry.value(operand)
  if (typeof operand === 'boolean') return say(operand ? 'yes' : 'no', {}, speaking.language)
  return String(operand)
}
