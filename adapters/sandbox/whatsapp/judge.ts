import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import type { Fields } from '../wire.ts'
import { fieldsOf, rowsOf, textOf } from '../wire.ts'

const SPEC = new URL('./spec/business-messaging-api_v23.0.yaml', import.meta.url)

const SCHEMAS: Record<string, string> = {
  text: 'TextMessage',
  interactive: 'InteractiveMessage',
  image: 'ImageMessage',
  document: 'DocumentMessage',
  audio: 'AudioMessage',
  video: 'VideoMessage',
  sticker: 'StickerMessage',
  reaction: 'ReactionMessage',
}

/** A refusal of Meta's: its error code and the details it gives. */
export type Objection = { code: number; message: string; details: string }

const notValid = (details: string): Objection => ({ code: 131009, message: 'Parameter value is not valid', details })
const missing = (details: string): Objection => ({ code: 131008, message: 'Required parameter is missing', details })
const invalid = (details: string): Objection => ({ code: 100, message: 'Invalid parameter', details })

// The document closes each kind of message with additionalProperties: false inside allOf, which refuses its own base fields; those are opened.
const opened = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(opened)
  if (node === null || typeof node !== 'object') return node
  const kept = Object.entries(node).filter(
    ([key, value]) => !(key === 'additionalProperties' && value === false) && !['discriminator', 'example', 'examples'].includes(key),
  )
  return Object.fromEntries(kept.map(([key, value]) => [key, opened(value)]))
}

/** Meta's own OpenAPI document, read once: its schemas as a checker, its named examples for tests. */
export const readMetaDocument = () => {
  const spec = fieldsOf(parse(readFileSync(SPEC, 'utf8'), { maxAliasCount: -1 }))
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: false })
  ajv.addSchema({ $id: 'meta', components: { schemas: opened(fieldsOf(spec.components).schemas) } })
  const examplesOf = (path: string) => {
    const content = fieldsOf(fieldsOf(fieldsOf(fieldsOf(fieldsOf(spec.paths)[path]).post).requestBody).content)
    return fieldsOf(fieldsOf(content['application/json']).examples)
  }
  return {
    check: (kind: string, message: Fields): Objection | undefined => {
      const name = SCHEMAS[kind]
      const validate = name === undefined ? undefined : ajv.getSchema(`meta#/components/schemas/${name}`)
      if (!validate || validate(message) === true) return undefined
      const first = validate.errors?.[0]
      return notValid(`${first?.instancePath ?? ''} ${first?.message ?? 'is not valid'}`.trim())
    },
    sendExamples: () => examplesOf('/{Version}/{Phone-Number-ID}/messages'),
    webhookExamples: () => examplesOf('/whatsapp/webhooks'),
  }
}

let document: ReturnType<typeof readMetaDocument> | undefined

/** Reads the document ahead of the first message; takes about a second. */
export const metaDocument = () => {
  document ??= readMetaDocument()
  return document
}

const tooLong = (value: unknown, most: number, where: string): Objection | undefined =>
  textOf(value).length > most ? notValid(`${where} length is longer than ${most}`) : undefined

const first = (...looks: (Objection | undefined | false)[]) => looks.find((one) => one !== undefined && one !== false) || undefined

const twice = (values: unknown[]) => new Set(values).size !== values.length

const interactive = (message: Fields): Objection | undefined => {
  const part = fieldsOf(message.interactive)
  const action = fieldsOf(part.action)
  const body = textOf(fieldsOf(part.body).text)
  const buttons = rowsOf(action.buttons).map((one) => fieldsOf(one.reply))
  const sections = rowsOf(action.sections)
  const rows = sections.flatMap((one) => rowsOf(one.rows))
  const parameters = fieldsOf(action.parameters)
  return first(
    !['button', 'list', 'cta_url', 'location_request_message', 'catalog_message', 'product', 'product_list', 'flow'].includes(
      textOf(part.type),
    ) && notValid('interactive.type'),
    body.trim() === '' && part.type !== 'product' && missing('interactive.body.text'),
    tooLong(body, part.type === 'list' ? 4_096 : 1_024, 'interactive.body.text'),
    tooLong(fieldsOf(part.header).text, 60, 'interactive.header.text'),
    tooLong(fieldsOf(part.footer).text, 60, 'interactive.footer.text'),
    part.type === 'button' && buttons.length === 0 && missing('interactive.action.buttons'),
    buttons.some((one) => textOf(one.title).trim() === '' || textOf(one.id) === '') && notValid('Button title and id must not be empty'),
    twice(buttons.map((one) => one.id)) && notValid('Duplicate button id'),
    twice(buttons.map((one) => one.title)) && notValid('Duplicate button title'),
    ...buttons.flatMap((one) => [tooLong(one.title, 20, 'Button title'), tooLong(one.id, 256, 'Button id')]),
    part.type === 'list' && textOf(action.button) === '' && missing('interactive.action.button'),
    part.type === 'list' && rows.length === 0 && missing('interactive.action.sections'),
    tooLong(action.button, 20, 'List button'),
    part.type === 'list' && rows.length > 10 && notValid('Total row count exceed max allowed count: 10'),
    part.type === 'list' &&
      sections.length > 1 &&
      sections.some((one) => !one.title) &&
      notValid('Section title is required when more than one section'),
    ...sections.map((one) => tooLong(one.title, 24, 'Section title')),
    part.type === 'list' && twice(rows.map((one) => one.id)) && notValid('Duplicate row id'),
    ...rows.flatMap((one) => [
      textOf(one.title).trim() === '' && notValid('Row title must not be empty'),
      textOf(one.id) === '' && notValid('Row id must not be empty'),
      tooLong(one.title, 24, 'Row title'),
      tooLong(one.id, 200, 'Row id'),
      tooLong(one.description, 72, 'Row description'),
    ]),
    part.type === 'cta_url' && action.name !== 'cta_url' && notValid('interactive.action.name'),
    part.type === 'cta_url' && textOf(parameters.display_text) === '' && missing('interactive.action.parameters.display_text'),
    part.type === 'cta_url' && tooLong(parameters.display_text, 20, 'display_text'),
    part.type === 'cta_url' && !URL.canParse(textOf(parameters.url)) && notValid('interactive.action.parameters.url'),
    part.type === 'location_request_message' && action.name !== 'send_location' && notValid('interactive.action.name'),
  )
}

// Meta's document has no schema for these two; what can be said about them is said above.
const UNKNOWN_TO_META = ['cta_url', 'location_request_message']
const KINDS = [...Object.keys(SCHEMAS), 'template', 'location', 'contacts']

/**
 * What the Cloud API would refuse about a message at once (text lengths, buttons, rows, links); undefined when it is taken.
 * Templates are looked at elsewhere: they depend on what was approved.
 */
export const objectionTo = (message: Fields): Objection | undefined => {
  const kind = textOf(message.type) || 'text'
  if (message.messaging_product !== 'whatsapp') return invalid('messaging_product must be whatsapp')
  if (!/^\+?[\d ()-]{6,24}$/.test(textOf(message.to))) return invalid('to must be a phone number')
  if (!KINDS.includes(kind)) return invalid(`type: ${kind}`)
  if (message[kind] === undefined) return missing(kind)
  const part = fieldsOf(message[kind])
  const own = first(
    kind === 'text' && textOf(part.body).trim() === '' && missing('text.body'),
    kind === 'text' && textOf(part.body).length > 4_096 && invalid('text.body must be at most 4096 characters long'),
    kind === 'interactive' && interactive(message),
    ['image', 'document', 'video'].includes(kind) && tooLong(part.caption, 1_024, `${kind}.caption`),
    kind === 'document' && tooLong(part.filename, 240, 'document.filename'),
    ['image', 'document', 'video', 'audio', 'sticker'].includes(kind) && !part.id && !part.link && missing(`${kind}.id or ${kind}.link`),
    tooLong(message.biz_opaque_callback_data, 512, 'biz_opaque_callback_data'),
  )
  if (own) return own
  if (kind === 'interactive' && UNKNOWN_TO_META.includes(textOf(part.type))) return undefined
  return metaDocument().check(kind, { recipient_type: 'individual', ...message, type: kind })
}
