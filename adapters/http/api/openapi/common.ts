import { largestCondition } from '../../../../core/language/conditions.ts'
import { DEFAULT_LIMIT, MOST_ROWS } from '../query.ts'
import { exampleWhere } from './examples.ts'
import { refTo, type Schema } from './schemas.ts'

const text = { type: 'string' }
const json = (schema: Schema) => ({ 'application/json': { schema } })
const wait = { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } } }
const problem = (description: string, headers?: object) => ({
  description,
  ...(headers && { headers }),
  content: { 'application/problem+json': { schema: refTo('problem') } },
})
const literal = { type: ['string', 'number', 'boolean'] }
const field = { type: 'string', pattern: '^(record\\.)?[A-Za-z_][A-Za-z0-9_]*$', examples: ['record.code'] }
const leaf = (ops: string[], value?: object) => ({
  type: 'object',
  properties: { field, op: { enum: ops }, ...(value && { value }) },
  required: ['field', 'op', ...(value ? ['value'] : [])],
  additionalProperties: false,
})
const branch = (name: string, inner: object) => ({
  type: 'object',
  properties: { [name]: inner },
  required: [name],
  additionalProperties: false,
})
const several = { type: 'array', items: refTo('condition'), maxItems: 100 }

/** Schemas that every operation shares. */
export const commonSchemas: Readonly<Record<string, Schema>> = {
  problem: {
    description: 'RFC 9457. `code` stays the same whatever the language of `detail`.',
    type: 'object',
    properties: {
      type: { ...text, description: '`urn:parley:problem:` and the code.' },
      title: text,
      status: { type: 'integer' },
      code: { ...text, description: 'What was wrong, for programs.' },
      detail: { ...text, description: 'What was wrong, in a sentence for people.' },
      issues: {
        description: 'Of 422: what does not fit, field by field.',
        type: 'array',
        items: {
          type: 'object',
          properties: { path: text, message: text, code: text },
          required: ['path', 'message'],
        },
      },
      overridableBy: { ...text, description: 'Of 409: the right with which this caller may repeat the call with `override`.' },
      fields: { description: 'Of 409: the fields that another record has the same.', type: 'array', items: text },
      errorId: { ...text, description: 'Of 500: under which the operator finds it in the log.' },
    },
    required: ['type', 'title', 'status', 'code', 'detail'],
  },
  said: {
    description: 'What was done, in words.',
    type: 'object',
    properties: { code: text, text: { ...text, description: 'In the language that Accept-Language asks for.' } },
    required: ['code', 'text'],
  },
  done: {
    type: 'object',
    properties: {
      said: refTo('said'),
      id: { description: 'The row it was about, or that it made.', type: ['string', 'null'], format: 'uuid' },
      once: { ...text, description: 'What is told this once, and never again: a new token, or the link of an invitation.' },
    },
    required: ['said', 'id'],
  },
  waiting: {
    type: 'object',
    properties: { approvalId: { type: 'string', format: 'uuid' }, said: refTo('said') },
    required: ['approvalId', 'said'],
  },
  titled: {
    description: 'What a row is called, and the rows that it points to.',
    type: 'object',
    properties: {
      $title: text,
      $refs: { description: 'By field. In lists only with `titles=1`.', type: 'object', additionalProperties: text },
    },
    required: ['$title'],
  },
  able: {
    description: 'What may be done to a row as it stands, by rights and timetable.',
    type: 'object',
    properties: {
      $actions: { type: 'array', items: text },
      $confirm: { description: 'What an action asks back before it is done, by its name.', type: 'object', additionalProperties: text },
    },
    required: ['$actions', '$confirm'],
  },
  override: {
    description: 'Steps over a refusal that names a right which this token holds. The reason is kept.',
    type: 'object',
    properties: { code: { ...text, minLength: 1, maxLength: 200 }, reason: { ...text, minLength: 1, maxLength: 1000 } },
    required: ['code', 'reason'],
    additionalProperties: false,
  },
  condition: {
    description: `A condition over fields of the row. A field that is empty makes everything false but isNotSet. At most 50 comparisons, 12 levels and ${largestCondition} parts.`,
    anyOf: [
      branch('all', several),
      branch('any', several),
      branch('not', refTo('condition')),
      leaf(['eq', 'ne', 'gt', 'gte', 'lt', 'lte'], literal),
      leaf(['contains', 'startsWith'], text),
      leaf(['in', 'notIn'], { type: 'array', items: literal, minItems: 1, maxItems: 200 }),
      leaf(['between'], { type: 'array', items: literal, minItems: 2, maxItems: 2 }),
      leaf(['isSet', 'isNotSet']),
    ],
  },
  event: {
    description: 'What happened to a record, as far as this token may see it.',
    type: 'object',
    properties: {
      id: { type: 'integer', description: 'Unique. No order is promised by it.' },
      at: { type: 'string', format: 'date-time' },
      name: { ...text, examples: ['client.blocked'] },
      record: text,
      recordId: { type: 'string', format: 'uuid' },
      seq: { type: 'integer', description: 'Counts the events of this record from 1, without gaps.' },
      action: text,
      actor: { type: 'object', properties: { kind: text, id: { type: ['string', 'null'] } }, required: ['kind', 'id'] },
      door: text,
      before: { type: 'object', description: 'The changed fields as they were.' },
      after: { type: 'object', description: 'The changed fields as they are.' },
      children: {
        type: 'object',
        description: 'Rows that the record owns, by their record.',
        additionalProperties: {
          type: 'object',
          properties: Object.fromEntries(['added', 'changed', 'removed'].map((one) => [one, { type: 'array', items: { type: 'object' } }])),
        },
      },
    },
    required: ['id', 'at', 'name', 'record', 'recordId', 'seq', 'action', 'actor', 'door', 'before', 'after'],
  },
}

/** Parameters that operations share, by name. */
export const commonParameters = {
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'Repeating a call with the same key gives the first answer again and does nothing twice. Kept for 30 days.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
  },
  'Accept-Language': {
    name: 'Accept-Language',
    in: 'header',
    description: 'The language of sentences: en or ro. (Default: en)',
    schema: text,
  },
  id: { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
  after: { name: 'after', in: 'query', description: 'Begins the page after this key: `next` of the page before.', schema: text },
  limit: {
    name: 'limit',
    in: 'query',
    description: 'How many rows at most.',
    schema: { type: 'integer', minimum: 1, maximum: MOST_ROWS, default: DEFAULT_LIMIT },
  },
  where: {
    name: 'where',
    in: 'query',
    description: 'A condition tree in JSON; beside plain filters both hold.',
    content: { 'application/json': { schema: refTo('condition'), example: exampleWhere } },
  },
  q: {
    name: 'q',
    in: 'query',
    description:
      'Rows in which each of these words is found, without regard to marks and capitals; also by the name of their client or product.',
    schema: { type: 'string', maxLength: 200 },
  },
  sort: {
    name: 'sort',
    in: 'query',
    description:
      'A field that the house calls `sortable`, with `-` before it for the other way round. Rows in which it is empty come last. (Default: newest first)',
    schema: text,
  },
  titles: {
    name: 'titles',
    in: 'query',
    description: '1: each row says in `$refs` what the rows are called that it points to.',
    schema: { enum: ['0', '1'] },
  },
  'Last-Event-ID': {
    name: 'Last-Event-ID',
    in: 'header',
    description:
      'Goes on after this event: the last `id` that was received. `0,0` begins with the first event of all. (Default: from now on)',
    schema: { type: 'string', pattern: '^\\d{1,19},\\d{1,19}$' },
  },
}

/** Answers that operations share, by status. */
export const commonResponses = {
  '400': problem('The request cannot be read: JSON, a parameter or a header.'),
  '401': problem('No token, or one that opens no door.'),
  '403': problem('The token lacks the right, or is limited to other actions.'),
  '404': problem('There is no such record, or none that this token may see.'),
  '409': problem('A rule says no as things stand, somebody was faster, or the same key came with other input.'),
  '422': problem('The input does not fit; `issues` says where.'),
  '429': problem('Too many requests.', wait),
  '503': problem('Not available just now. Repeating with the same Idempotency-Key is safe.', wait),
  default: problem('Anything else: a body too large (413), in the wrong format (415), or a bug (500).'),
}

export type Status = keyof typeof commonResponses

/** References to shared answers. */
export const answers = (...statuses: Status[]) =>
  Object.fromEntries([...statuses, 'default' as const].map((status) => [status, { $ref: `#/components/responses/${status}` }]))

export const parameter = (name: keyof typeof commonParameters) => ({ $ref: `#/components/parameters/${name}` })
export const jsonContent = json
