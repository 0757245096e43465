import type { Fields } from '../wire.ts'
import { fieldsOf, listOf, rowsOf, textOf } from '../wire.ts'

/** Everything in a card, its parts and their parts, but not what travels with actions. */
const partsOf = (value: unknown): Fields[] => {
  if (Array.isArray(value)) return value.flatMap(partsOf)
  const fields = fieldsOf(value)
  const inner = Object.entries(fields).flatMap(([name, one]) =>
    ['body', 'items', 'columns', 'actions', 'card'].includes(name) ? partsOf(listOf(one).length > 0 ? one : [one]) : [],
  )
  return fields.type === undefined ? inner : [fields, ...inner]
}

/** The actions of a card that can be pressed. */
export const actionsOf = (card: unknown): Fields[] => partsOf(card).filter(({ type }) => textOf(type).startsWith('Action.'))

/** The fields of a card that can be filled in. */
export const inputsOf = (card: unknown): Fields[] => partsOf(card).filter(({ type }) => textOf(type).startsWith('Input.'))

/** What is said to one reader alone inside a card. */
export const toldIn = (card: unknown): string =>
  partsOf(card)
    .filter(({ id }) => id === 'told')
    .flatMap(({ items }) => rowsOf(items).map(({ text }) => textOf(text)))
    .join('\n')

/**
 * What the fields of a card hold once they are filled in, by their ids: `given` by id, by name or by label, options by value or by words.
 * `missing`: the labels of fields that must be filled in and are not, as the client itself says before it sends anything.
 */
export const filledIn = (
  card: unknown,
  given: Readonly<Record<string, string>>,
): { values: Record<string, string>; missing: string[]; unknown: string[] } => {
  const values: Record<string, string> = {}
  const missing: string[] = []
  const used = new Set<string>()
  for (const input of inputsOf(card)) {
    const id = textOf(input.id)
    const names = [id, id.replace(/^f:/, ''), textOf(input.label)]
    const name = names.find((one) => given[one] !== undefined)
    if (name !== undefined) used.add(name)
    const value = name === undefined ? textOf(input.value) : optionOf(input, given[name]!)
    if (value !== '') values[id] = value
    else if (input.isRequired === true) missing.push(textOf(input.label) || id)
  }
  return { values, missing, unknown: Object.keys(given).filter((name) => !used.has(name)) }
}

const optionOf = (input: Fields, said: string): string => {
  if (input.type !== 'Input.ChoiceSet') return said
  const choices = rowsOf(input.choices)
  const found = choices.find(({ value }) => value === said) ?? choices.find(({ title }) => title === said)
  return found ? textOf(found.value) : said
}
