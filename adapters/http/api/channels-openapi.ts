import { answers, jsonContent, parameter } from './openapi/common.ts'
import type { Operation } from './openapi/document.ts'

const text = { type: 'string' }
const whole = { type: 'integer' }
const yes = { type: 'boolean' }
const instantOrNull = { type: ['string', 'null'], format: 'date-time' }
const list = (items: object) => ({ type: 'array', items })
const object = (properties: Record<string, object>, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
})

const alarm = object({
  code: { enum: ['faulty', 'token_refused', 'token_expires', 'silent', 'not_linked', 'no_place'] },
  text: { ...text, description: 'What is wrong, and what to do.' },
  since: { ...text, format: 'date-time' },
})
const account = object({
  id: { ...text, format: 'uuid' },
  version: whole,
  kind: text,
  name: text,
  externalId: { ...text, description: 'What the platform calls it: a phone number id, a workspace.' },
  state: { enum: ['active', 'faulty', 'off'] },
  trouble: { type: ['string', 'null'], description: 'Why it is faulty.' },
  fromEnvironment: { ...yes, description: 'Set by environment variables: it cannot be changed here.' },
  settings: { type: 'object', description: 'What is not secret.' },
  secretsSet: { ...list(text), description: 'The names of the secrets that are set. Their values are never told.' },
  alarms: list(alarm),
  lastInboundAt: instantOrNull,
  lastHeardAt: { ...instantOrNull, description: 'Delivery reports count too.' },
  lastSentAt: instantOrNull,
  tokenExpiresAt: instantOrNull,
  figures: object({ conversations: whole, waiting: whole, held: whole, dead: whole }),
})
const kind = object(
  {
    kind: text,
    label: text,
    fields: list(
      object({
        name: {
          ...text,
          description: '`externalId` is the member of that name; the others go into `settings`, or into `secrets` where they are secret.',
        },
        label: text,
        secret: yes,
        required: yes,
        help: text,
      }),
    ),
    warning: text,
    steps: list(text),
    webhooks: list(object({ label: text, url: text })),
  },
  ['warning'],
)
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }

/** The channels in the OpenAPI document. */
export const channelPaths: Readonly<Record<'list' | 'test' | 'qr', Operation>> = {
  list: {
    operationId: 'channels.list',
    tags: ['Conversations'],
    summary: 'The channel accounts with their alarms, and the kinds that can be connected',
    parameters: [parameter('Accept-Language')],
    responses: {
      '200': {
        description: 'No secret is in it.',
        content: jsonContent(object({ items: list(account), alarms: list(alarm), kinds: list(kind) })),
      },
      ...answers('401', '403', '429', '503'),
    },
  },
  test: {
    operationId: 'channels.test',
    tags: ['Conversations'],
    summary: 'Try a channel account for real, and say what is missing',
    parameters: [id, parameter('Accept-Language')],
    responses: {
      '200': {
        description: 'Step by step; `todo` says what to do about one that is not well.',
        content: jsonContent(object({ steps: list(object({ name: text, ok: yes, text, todo: text }, ['todo'])) })),
      },
      ...answers('401', '403', '404', '429', '503'),
    },
  },
  qr: {
    operationId: 'channels.qr',
    tags: ['Conversations'],
    summary: 'The code that links a phone (WhatsApp Web)',
    parameters: [id],
    responses: {
      '200': { description: '`qr` is an SVG picture.', content: jsonContent(object({ state: text, qr: text }, ['qr'])) },
      ...answers('401', '403', '404', '429', '503'),
    },
  },
}

/** As paths of the document. */
export const channelPathItems = {
  '/v1/channels': { get: channelPaths.list },
  '/v1/channels/{id}/test': { post: channelPaths.test },
  '/v1/channels/{id}/qr': { get: channelPaths.qr },
}
