import type { Comparison, Condition, ConditionField, Literal, Operand } from './tree.ts'

type Language = 'en' | 'ro'

const words = {
  en: {
    eq: '{field} is {value}',
    ne: '{field} is not {value}',
    gt: '{field} is above {value}',
    gte: '{field} is at least {value}',
    lt: '{field} is below {value}',
    lte: '{field} is at most {value}',
    later: '{field} is after {value}',
    earlier: '{field} is before {value}',
    in: '{field} is one of {value}',
    notIn: '{field} is none of {value}',
    contains: '{field} contains {value}',
    startsWith: '{field} begins with {value}',
    between: '{field} is between {value} and {high}',
    isSet: '{field} is filled in',
    isNotSet: '{field} is empty',
    changed: '{field} has changed',
    flagYes: '{field}',
    flagNo: 'not {field}',
    some: 'at least one of {field} has {inner}',
    not: 'it is not so that {inner}',
    and: 'and',
    or: 'or',
    when: 'When {inner}',
    always: 'Always',
    blank: '…',
  },
  ro: {
    eq: '{field} este {value}',
    ne: '{field} nu este {value}',
    gt: '{field} este peste {value}',
    gte: '{field} este cel puțin {value}',
    lt: '{field} este sub {value}',
    lte: '{field} este cel mult {value}',
    later: '{field} este după {value}',
    earlier: '{field} este înainte de {value}',
    in: '{field} este una dintre {value}',
    notIn: '{field} nu este niciuna dintre {value}',
    contains: '{field} conține {value}',
    startsWith: '{field} începe cu {value}',
    between: '{field} este între {value} și {high}',
    isSet: '{field} este completat',
    isNotSet: '{field} este gol',
    changed: '{field} s-a schimbat',
    flagYes: '{field}',
    flagNo: 'nu {field}',
    some: 'cel puțin un element din {field} are {inner}',
    not: 'nu este adevărat că {inner}',
    and: 'și',
    or: 'sau',
    when: 'Când {inner}',
    always: 'Întotdeauna',
    blank: '…',
  },
}

/** What the words of a condition lean on: its fields, the house's money, and the titles of rows that it names. */
export type Speaking = { fields: readonly ConditionField[]; language: string; currency: string; titles?: ReadonlyMap<string, string> }

const languageOf = (language: string): Language => (language.startsWith('ro') ? 'ro' : 'en')

const said = (language: Language, key: keyof (typeof words)['en'], terms: Record<string, string> = {}) =>
  words[language][key].replace(/\{(\w+)\}/g, (_, name: string) => terms[name] ?? '')

/** A condition as a sentence: "When total is above RON 5,000.00 and client group is Hotels". Null says always. */
export const sayCondition = (condition: Condition | null, speaking: Speaking): string => {
  const language = languageOf(speaking.language)
  const inner = condition && within(condition, speaking, null, false)
  return inner ? said(language, 'when', { inner }) : said(language, 'always')
}

const within = (condition: Condition, speaking: Speaking, list: string | null, nested: boolean): string => {
  const language = languageOf(speaking.language)
  if ('all' in condition) return joined(condition.all, 'and', speaking, list, nested)
  if ('any' in condition) return joined(condition.any, 'or', speaking, list, nested)
  if ('not' in condition) {
    const inner = within(condition.not, speaking, list, true)
    return inner && said(language, 'not', { inner })
  }
  if ('some' in condition) {
    const inner = within(condition.some.where, speaking, condition.some.in, true)
    return inner && said(language, 'some', { field: labelOf(condition.some.in, speaking, null), inner })
  }
  return compared(condition, speaking, list)
}

const joined = (parts: readonly Condition[], word: 'and' | 'or', speaking: Speaking, list: string | null, nested: boolean) => {
  const told = parts.map((part) => within(part, speaking, list, parts.length > 1 || nested)).filter(Boolean)
  if (told.length < 2) return told[0] ?? ''
  const sentence = told.join(` ${said(languageOf(speaking.language), word)} `)
  return nested ? `(${sentence})` : sentence
}

const compared = (condition: Comparison, speaking: Speaking, list: string | null): string => {
  const language = languageOf(speaking.language)
  const known = fieldCalled(condition.field, speaking.fields, list)
  const field = labelOf(condition.field, speaking, list)
  const { op, value } = condition
  if (value === undefined) return said(language, op, { field })
  if (op === 'eq' && typeof value === 'boolean') return said(language, value ? 'flagYes' : 'flagNo', { field })
  const one = (operand: Operand) => sayValue(operand, known, speaking, list)
  if (op === 'between' && Array.isArray(value)) {
    const [low, high] = value
    return said(language, op, { field, value: one(low ?? ''), high: one(high ?? '') })
  }
  const told = Array.isArray(value) ? value.map(one).join(', ') || said(language, 'blank') : one(value)
  const timely = known?.type === 'day' || known?.type === 'instant'
  const key = timely && op === 'gt' ? 'later' : timely && op === 'lt' ? 'earlier' : op
  return said(language, key, { field, value: told })
}

/** A field by its path; within "at least one of", `item.x` is the list's own field. */
export const fieldCalled = (field: string, fields: readonly ConditionField[], list: string | null) => {
  const path = list && field.startsWith('item.') ? `${list}.${field.slice(5)}` : field
  return fields.find((one) => one.field === path)
}

const labelOf = (field: string, { fields, language }: Speaking, list: string | null) =>
  lowered(fieldCalled(field, fields, list)?.label ?? (field || said(languageOf(language), 'blank')))

/** Labels begin with a capital; within a sentence they do not, but for abbreviations. */
const lowered = (label: string) => (/^\p{Lu}\p{Ll}/u.test(label) ? label[0]!.toLocaleLowerCase() + label.slice(1) : label)

const sayValue = (operand: Operand, field: ConditionField | undefined, speaking: Speaking, list: string | null): string => {
  const language = languageOf(speaking.language)
  if (typeof operand === 'object') return labelOf(operand.field, speaking, list)
  if (operand === '') return said(language, 'blank')
  return sayLiteral(operand, field, speaking)
}

const sayLiteral = (value: Literal, field: ConditionField | undefined, { language, currency, titles }: Speaking): string => {
  if (typeof value === 'number') {
    if (field?.type === 'money') return moneyInWords(value / 100, currency, language)
    if (field?.type === 'priceE4') return moneyInWords(value / 10_000, currency, language)
    const number = new Intl.NumberFormat(language, { maximumFractionDigits: 3 })
    if (field?.type === 'milli') return number.format(value / 1000)
    if (field?.type === 'percent') return `${number.format(value / 10)} %`
    return number.format(value)
  }
  if (typeof value === 'boolean') return String(value)
  const choice = field?.choices?.find((one) => one.value === value)
  if (choice) return choice.label
  if (field?.type === 'ref') return titles?.get(value) ?? value
  if (field?.type === 'day' || field?.type === 'instant') {
    const at = new Date(value)
    if (!Number.isNaN(at.getTime())) return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(at)
  }
  return value
}

const moneyInWords = (amount: number, currency: string, language: string) => {
  const minimumFractionDigits = Number.isInteger(amount) ? 0 : 2
  // A company that is not written down yet has no currency.
  const unit = /^[A-Z]{3}$/.test(currency) ? ({ style: 'currency', currency } as const) : {}
  return new Intl.NumberFormat(language, { ...unit, minimumFractionDigits, maximumFractionDigits: 4 }).format(amount)
}
