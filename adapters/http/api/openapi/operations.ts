import { z } from 'zod'
import type { AnyAction } from '../../../../core/kernel/action.ts'
import type { Needs } from '../../../../core/kernel/actor.ts'
import type { RecordType } from '../../../../core/kernel/record.ts'
import { allFilters, schemaOf, shownFields } from '../fields.ts'
import { plainFilters } from '../query.ts'
import { answers, jsonContent, parameter } from './common.ts'
import { exampleOf } from './examples.ts'
import { jsonSchemaOf, type makeComponents, refTo, type Schema } from './schemas.ts'

type Components = ReturnType<typeof makeComponents>

const words = (name: string) => name.replaceAll('_', ' ')
const right = (needs: Needs) =>
  typeof needs === 'string' ? `the right \`${needs}\`` : `the level \`${needs.level}\` in the room \`${needs.room}\``

/** A row as a token sees it that may see everything; a field for which a right of its own is needed may be absent. */
export const recordSchema = (record: RecordType, components: Components): Schema => {
  const fields = shownFields(record)
  const schema = jsonSchemaOf(z.object(Object.fromEntries(fields.map((field) => [field, told(schemaOf(record, field))]))), 'output')
  const properties = schema.properties as Record<string, Schema>
  for (const field of fields) {
    const audience = record.seenBy[field] ?? 'staff'
    if (isGuarded(audience)) properties[field] = { ...properties[field], description: `Only with the right \`${audience}\`.` }
  }
  const required = fields.filter((field) => !isGuarded(record.seenBy[field] ?? 'staff'))
  const { additionalProperties: _, ...open } = schema
  return components.put(record.name, { ...open, required })
}

const isGuarded = (audience: string) => audience !== 'staff' && audience !== 'contact'

/** Absent values are told as null. */
const told = (schema: z.ZodType | null): z.ZodType => {
  if (!schema) return z.unknown()
  return schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType).nullable() : schema
}

/** `POST` of an action. */
export const actionOperation = (action: AnyAction, tag: string, components: Components) => {
  const input = components.put(`${action.name}.input`, jsonSchemaOf(action.input, 'input'))
  const needsInput = !action.input.safeParse({}).success
  const about = action.creates ? {} : { id: { type: 'string', format: 'uuid', description: `The ${words(action.record.name)}.` } }
  const body = {
    type: 'object',
    properties: {
      ...about,
      input,
      ...(!action.creates && { version: { type: 'integer', minimum: 1, description: 'As it was seen; if the row changed since, 409.' } }),
      override: refTo('override'),
    },
    required: [...Object.keys(about), ...(needsInput ? ['input'] : [])],
    additionalProperties: false,
  }
  const example = exampleOf(action.name)
  return {
    operationId: action.name,
    tags: [tag],
    summary: action.says,
    description: `Needs ${right(action.needs)}.`,
    parameters: [parameter('Idempotency-Key'), parameter('Accept-Language')],
    requestBody: {
      required: body.required.length > 0,
      content: { 'application/json': { schema: body, ...(example && { example: example.body }) } },
    },
    responses: {
      '200': {
        description: 'Done.',
        content: { 'application/json': { schema: refTo('done'), ...(example && { example: example.answer }) } },
      },
      '202': {
        description: 'It waits for people to decide; the approval tells what became of it.',
        content: jsonContent(refTo('waiting')),
      },
      ...answers('400', '401', '403', ...(action.creates ? [] : (['404'] as const)), '409', '422', '429', '503'),
    },
  }
}

const filterParameters = (record: RecordType, components: Components) => {
  const filters = allFilters(record)
  return plainFilters(filters).map((name) => {
    const kind = filters.get(name)!
    return {
      name,
      in: 'query',
      ...(kind.nullable && { description: 'Given without a value: rows in which it is empty.', allowEmptyValue: true }),
      schema: components.plain(record.name, jsonSchemaOf(kind.schema, 'output')),
    }
  })
}

/** `GET` of a list of this record: all of it, or the children of one owner. */
export const listOperation = (record: RecordType, room: string, tag: string, owner: RecordType | null, components: Components) => ({
  operationId: owner ? `list.${owner.plural}.${record.plural}` : `list.${record.plural}`,
  tags: [tag],
  summary: owner ? `The ${words(record.plural)} of one ${words(owner.name)}` : `The ${words(record.plural)}, newest first`,
  description: `Needs ${right({ room, level: 'view' })}.`,
  parameters: [
    ...(owner ? [parameter('id')] : []),
    parameter('after'),
    parameter('limit'),
    parameter('where'),
    parameter('q'),
    parameter('sort'),
    parameter('titles'),
    ...filterParameters(record, components),
  ],
  responses: {
    '200': {
      description: 'A page.',
      content: jsonContent({
        type: 'object',
        properties: {
          items: { type: 'array', items: { allOf: [refTo(record.name), refTo('titled')] } },
          next: { description: 'The key for `after`; null on the last page.', type: ['string', 'null'] },
          approximateTotal: { description: 'On a first page, where it is known.', type: 'integer' },
        },
        required: ['items', 'next'],
      }),
    },
    ...answers('400', '401', '403', ...(owner ? (['404'] as const) : []), '429', '503'),
  },
})

/** `GET` of a whole list as a file. */
export const fileOperation = (record: RecordType, room: string, tag: string) => ({
  operationId: `file.${record.plural}`,
  tags: [tag],
  summary: `The ${words(record.plural)} as CSV, all of them`,
  description: `With the filters of the list. Needs ${right({ room, level: 'view' })}.`,
  parameters: [
    parameter('where'),
    parameter('q'),
    parameter('sort'),
    {
      name: 'columns',
      in: 'query',
      description: 'Fields with commas between. (Default: all that the caller sees)',
      schema: { type: 'string' },
    },
    { name: 'delimiter', in: 'query', schema: { enum: ['comma', 'semicolon'], default: 'comma' } },
    parameter('Accept-Language'),
  ],
  responses: {
    '200': {
      description: 'UTF-8 with a mark; cells that begin like formulas are made harmless.',
      content: { 'text/csv': { schema: { type: 'string' } } },
    },
    ...answers('400', '401', '403', '429', '503'),
  },
})

/** `GET` of one row. */
export const readOperation = (record: RecordType, room: string, tag: string) => ({
  operationId: `get.${record.name}`,
  tags: [tag],
  summary: `One ${words(record.name)}`,
  description: `Needs ${right({ room, level: 'view' })}.`,
  parameters: [parameter('id'), parameter('Accept-Language')],
  responses: {
    '200': { description: 'The row.', content: jsonContent({ allOf: [refTo(record.name), refTo('titled'), refTo('able')] }) },
    ...answers('401', '403', '404', '429', '503'),
  },
})
