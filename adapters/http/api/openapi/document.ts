import type { House } from '../../../../core/kernel/house.ts'
import { childrenOf, listsOf, roomOf } from '../lists.ts'
import { answers, commonParameters, commonResponses, commonSchemas, jsonContent, parameter } from './common.ts'
import { actionOperation, listOperation, readOperation, recordSchema } from './operations.ts'
import { makeComponents } from './schemas.ts'

export type Operation = {
  operationId: string
  tags: readonly string[]
  summary: string
  description?: string
  parameters?: readonly object[]
  requestBody?: object
  responses: Readonly<Record<string, object>>
  security?: readonly object[]
}
export type Document = ReturnType<typeof openApiOf>

const about = `Everything that people do in Parley, programs do here, with the same checks, the same audit and the same effects.

Amounts called \`…Minor\` are whole minor units of the currency beside them (bani, cents), \`…E4\` ten-thousandths of a unit of currency, \`…Milli\` thousandths of a unit.
Days are \`YYYY-MM-DD\`; instants are ISO 8601 in UTC.

A call may wait for people: then the answer is 202 with the approval, and \`GET /api/v1/approvals/{id}\` tells what became of it.
Which of all this a token may do and see says \`GET /api/v1\`.`

/** The API as an OpenAPI 3.1 document, from the declarations of the house alone: the same for every caller. */
export const openApiOf = (house: House) => {
  const components = makeComponents()
  for (const [name, schema] of Object.entries(commonSchemas)) components.put(name, schema)
  const titles = new Map(house.modules.map(({ name, title }) => [name, title]))
  const tagOf = (room: string) => titles.get(room) ?? room
  const paths: Record<string, { get?: Operation; post?: Operation }> = { ...ownPaths }

  for (const action of house.actions.values())
    if (!action.inner) paths[`/v1/actions/${action.name}`] = { post: actionOperation(action, tagOf(action.record.room), components) }
  for (const [plural, record] of listsOf(house)) {
    const room = roomOf(record)
    const tag = tagOf(room)
    recordSchema(record, components)
    paths[`/v1/${plural}`] = { get: listOperation(record, room, tag, null, components) }
    paths[`/v1/${plural}/{id}`] = { get: readOperation(record, room, tag) }
    for (const child of childrenOf(house, record))
      paths[`/v1/${plural}/{id}/${child.plural}`] = { get: listOperation(child, room, tag, record, components) }
  }

  return {
    openapi: '3.1.1',
    info: { title: 'Parley', version: '1.0.0', description: about, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/api' }],
    security: [{ token: [] }],
    tags: [{ name: 'API' }, ...house.modules.map(({ title }) => ({ name: title }))],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of a machine: it has a role, and may be limited to some actions of it.',
        },
      },
      schemas: components.schemas,
      parameters: commonParameters,
      responses: commonResponses,
    },
  }
}

/** What is there beside actions and records. */
const ownPaths: Readonly<Record<string, { get: Operation }>> = {
  '/v1': {
    get: {
      operationId: 'api.describe',
      tags: ['API'],
      summary: 'What this token may do and see',
      parameters: [parameter('Accept-Language')],
      responses: {
        '200': {
          description: 'The actions that this token may perform, and the lists that it may read with their fields and filters.',
          content: jsonContent({
            type: 'object',
            properties: {
              token: { type: 'object' },
              actions: { type: 'array', items: { type: 'object' } },
              lists: { type: 'array', items: { type: 'object' } },
            },
            required: ['token', 'actions', 'lists'],
          }),
        },
        ...answers('401', '429', '503'),
      },
    },
  },
  '/v1/openapi.json': {
    get: {
      operationId: 'api.document',
      tags: ['API'],
      summary: 'This document',
      security: [],
      responses: { '200': { description: 'OpenAPI 3.1.', content: jsonContent({ type: 'object' }) }, ...answers('429') },
    },
  },
  '/v1/events': {
    get: {
      operationId: 'api.events',
      tags: ['API'],
      summary: 'What happens, as it happens',
      description:
        'Server-sent events of the records that this token may see, each once and in one order that never changes. `id` is where to go on after a break; `data` is an event in JSON. A comment comes at least every 15 s.',
      parameters: [parameter('Last-Event-ID')],
      responses: {
        '200': { description: 'A stream that does not end.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
        ...answers('400', '401', '429', '503'),
      },
    },
  },
}
