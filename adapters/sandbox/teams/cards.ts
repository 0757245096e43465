import { createRequire } from 'node:module'
import { fieldsOf, listOf, rowsOf, textOf } from '../wire.ts'

/** What a message may weigh, counted as UTF-16, pictures as data not counted. */
const MESSAGE_BYTES = 40 * 1024
const MOST_ACTIONS = 6

type Parsed = { eventCount: number; getEventAt(index: number): { message: string } }
type Library = {
  SerializationContext: new (version: unknown) => Parsed
  Versions: { v1_5: unknown }
  AdaptiveCard: new () => { parse(card: unknown, context: Parsed): void; validateProperties(): { validationEvents: { message: string }[] } }
}

let library: Library | undefined

/** Microsoft's own parser; its build for browsers wants to see itself. */
const parser = (): Library => {
  if (!library) {
    Reflect.set(globalThis, 'self', globalThis)
    library = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js') as Library
  }
  return library
}

const CARD = 'application/vnd.microsoft.card.adaptive'

/** What is wrong with a card: what Microsoft's parser says, and what Teams itself does not take. */
export const problemsOfCard = (card: unknown): string[] => {
  const { AdaptiveCard, SerializationContext, Versions } = parser()
  const context = new SerializationContext(Versions.v1_5)
  const parsed = new AdaptiveCard()
  parsed.parse(card, context)
  const said = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message)
  said.push(...(parsed.validateProperties().validationEvents ?? []).map(({ message }) => message))
  const fields = fieldsOf(card)
  if (fields.type !== 'AdaptiveCard') said.push('The type is not AdaptiveCard.')
  if (!['1.2', '1.3', '1.4', '1.5'].includes(textOf(fields.version))) said.push('The version is missing, or newer than Teams knows (1.5).')
  if (rowsOf(fields.actions).length > MOST_ACTIONS) said.push(`A card has more than ${MOST_ACTIONS} actions.`)
  walk(fields, said)
  return [...new Set(said)]
}

const walk = (value: unknown, said: string[]) => {
  for (const one of listOf(value)) walk(one, said)
  const fields = fieldsOf(value)
  if (fields.type === 'TextBlock' && textOf(fields.text) === '') said.push('A TextBlock has no text.')
  if (fields.type === 'ActionSet' && rowsOf(fields.actions).length > MOST_ACTIONS)
    said.push(`An ActionSet has more than ${MOST_ACTIONS} actions.`)
  if (fields.type === 'Action.Execute' && textOf(fields.verb) === '') said.push('An Action.Execute has no verb.')
  for (const [name, part] of Object.entries(fields)) if (name !== 'data' && typeof part === 'object') walk(part, said)
}

/** The size that Teams counts, in bytes. */
export const sizeOf = (activity: unknown) =>
  JSON.stringify(activity, (_key, value: unknown) => (typeof value === 'string' && value.startsWith('data:image/') ? '' : value)).length * 2

/** Why Teams would not take this message: an HTTP status and its code with a sentence; null where it would. */
export const refusalOf = (activity: unknown): { status: number; code: string; message: string } | null => {
  const size = sizeOf(activity)
  if (size > MESSAGE_BYTES)
    return { status: 413, code: 'MessageSizeTooBig', message: `The message is ${size} bytes as UTF-16, above ${MESSAGE_BYTES}.` }
  const fields = fieldsOf(activity)
  if (fields.type !== 'message') return { status: 400, code: 'BadSyntax', message: 'Only messages are taken here.' }
  const attachments = rowsOf(fields.attachments)
  if (textOf(fields.text).trim() === '' && attachments.length === 0)
    return { status: 400, code: 'BadSyntax', message: 'The message is empty.' }
  for (const { contentType, content } of attachments) {
    if (contentType !== CARD) continue
    const [problem] = problemsOfCard(content)
    if (problem) return { status: 400, code: 'BadArgument', message: problem }
  }
  return null
}
