import type { Fields } from '../wire.ts'
import { fieldsOf, listOf, Refused, rowsOf, textOf } from '../wire.ts'
import { elementsOf } from './blocks.ts'

/** What a person put into an element: words, the text or value of an option, several of them, or an id. */
export type Given = string | readonly string[]

const optionsOf = (element: Fields) => [
  ...rowsOf(element.options),
  ...rowsOf(element.option_groups).flatMap((group) => rowsOf(group.options)),
]

const optionCalled = (element: Fields, given: string) => {
  const options = optionsOf(element)
  const found = options.find((one) => one.value === given) ?? options.find((one) => fieldsOf(one.text).text === given)
  if (found) return found
  if (textOf(element.type).includes('external')) return { text: { type: 'plain_text', text: given }, value: given }
  const offered = options.map((one) => textOf(fieldsOf(one.text).text)).join(', ')
  throw new Refused(400, `There is no option "${given}". There are: ${offered}.`)
}

const one = (given: Given) => (typeof given === 'string' ? given : (given[0] ?? ''))
const all = (given: Given) => (typeof given === 'string' ? (given === '' ? [] : [given]) : [...given])

const PICKS: Record<string, [field: string, initial: string]> = {
  users_select: ['selected_user', 'initial_user'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  channels_select: ['selected_channel', 'initial_channel'],
  multi_users_select: ['selected_users', 'initial_users'],
  multi_conversations_select: ['selected_conversations', 'initial_conversations'],
  multi_channels_select: ['selected_channels', 'initial_channels'],
  datepicker: ['selected_date', 'initial_date'],
  timepicker: ['selected_time', 'initial_time'],
  datetimepicker: ['selected_date_time', 'initial_date_time'],
  static_select: ['selected_option', 'initial_option'],
  external_select: ['selected_option', 'initial_option'],
  radio_buttons: ['selected_option', 'initial_option'],
  multi_static_select: ['selected_options', 'initial_options'],
  multi_external_select: ['selected_options', 'initial_options'],
  checkboxes: ['selected_options', 'initial_options'],
  plain_text_input: ['value', 'initial_value'],
  email_text_input: ['value', 'initial_value'],
  url_text_input: ['value', 'initial_value'],
  number_input: ['value', 'initial_value'],
}

/**
 * An element's entry in `state.values`; undefined for elements that hold none (buttons, overflow).
 * Throws `Refused` when an option is named that is not there.
 */
export const stateOf = (element: Fields, given: Given | undefined): Fields | undefined => {
  const type = textOf(element.type)
  const pick = PICKS[type]
  if (!pick) return undefined
  const [field, initial] = pick
  const many = field.endsWith('s')
  if (given === undefined) return { type, [field]: element[initial] ?? (many ? [] : null) }
  if (field === 'selected_option') return { type, [field]: one(given) === '' ? null : optionCalled(element, one(given)) }
  if (field === 'selected_options') return { type, [field]: all(given).map((name) => optionCalled(element, name)) }
  if (field === 'selected_date_time') return { type, [field]: one(given) === '' ? null : Number(one(given)) }
  return { type, [field]: many ? all(given) : one(given) === '' ? null : one(given) }
}

/** What an `actions[]` entry of a press says about the element. */
export const actionOf = (element: Fields, given: Given | undefined): Fields => {
  const type = textOf(element.type)
  if (type === 'overflow') return { type, selected_option: optionCalled(element, one(given ?? '')) }
  const state = stateOf(element, given)
  if (state) return state
  return {
    type,
    text: element.text,
    ...(element.value === undefined ? {} : { value: element.value }),
    ...(element.style === undefined ? {} : { style: element.style }),
    ...(element.url === undefined ? {} : { url: element.url }),
  }
}

/** What is given is found by block id, action id or the visible label. */
const givenFor = (block: Fields, element: Fields, values: Record<string, Given>): Given | undefined =>
  values[textOf(block.block_id)] ?? values[textOf(element.action_id)] ?? values[textOf(fieldsOf(block.label).text)]

/** `state.values` of all stateful elements of these blocks. Throws `Refused` when a value fits no field. */
export const stateValues = (blocks: unknown, values: Record<string, Given>): Record<string, Fields> => {
  const known = new Set<string>()
  const state: Record<string, Fields> = {}
  for (const block of rowsOf(blocks)) {
    for (const element of elementsOf(block)) {
      const entry = stateOf(element, givenFor(block, element, values))
      if (!entry) continue
      for (const name of [block.block_id, element.action_id, fieldsOf(block.label).text]) known.add(textOf(name))
      const blockId = textOf(block.block_id)
      state[blockId] = { ...state[blockId], [textOf(element.action_id)]: entry }
    }
  }
  const stray = Object.keys(values).find((name) => !known.has(name))
  if (stray !== undefined) throw new Refused(400, `There is no field "${stray}". There are: ${[...known].filter(Boolean).join(', ')}.`)
  return state
}

const EMPTY = 'Please complete this required field.'

/** What Slack's own window says before it sends a form: empty required fields, lengths, numbers. Keyed by block id. */
export const unreadyFields = (blocks: unknown, state: Record<string, Fields>): Record<string, string> => {
  const errors: Record<string, string> = {}
  for (const block of rowsOf(blocks)) {
    if (block.type !== 'input') continue
    const blockId = textOf(block.block_id)
    const element = fieldsOf(block.element)
    const entry = fieldsOf(fieldsOf(state[blockId])[textOf(element.action_id)])
    const value = Object.entries(entry).find(([name]) => name !== 'type')?.[1]
    const empty = value === null || value === undefined || (Array.isArray(value) && listOf(value).length === 0)
    if (empty) {
      if (block.optional !== true && element.type !== 'file_input' && element.type !== 'rich_text_input') errors[blockId] = EMPTY
      continue
    }
    const why = typeof value === 'string' ? badText(element, value) : undefined
    if (why) errors[blockId] = why
  }
  return errors
}

const badText = (element: Fields, value: string): string | undefined => {
  if (element.type === 'number_input') {
    if (!/^-?\d+(\.\d+)?$/.test(value) || (element.is_decimal_allowed === false && value.includes('.'))) return 'Enter a whole number.'
    if (element.min_value !== undefined && Number(value) < Number(element.min_value)) return `Enter ${textOf(element.min_value)} or more.`
    if (element.max_value !== undefined && Number(value) > Number(element.max_value)) return `Enter ${textOf(element.max_value)} or less.`
  }
  const most = Number(element.max_length ?? 3_000)
  const least = Number(element.min_length ?? 0)
  if (value.length > most) return `Use at most ${most} characters.`
  if (value.length < least) return `Use at least ${least} characters.`
  if (element.type === 'email_text_input' && !/^[^\s@]+@[^\s@]+$/.test(value)) return 'Enter a valid email address.'
  if (element.type === 'url_text_input' && !URL.canParse(value)) return 'Enter a valid URL.'
  return undefined
}
