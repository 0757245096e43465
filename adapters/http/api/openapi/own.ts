import { answers, jsonContent, parameter } from './common.ts'
import type { Operation } from './document.ts'
import { refTo } from './schemas.ts'

/** What is there beside actions and records. */
export const ownPaths: Readonly<Record<string, { get?: Operation; post?: Operation }>> = {
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
  '/v1/house': {
    get: {
      operationId: 'api.house',
      tags: ['API'],
      summary: 'The house in words: records with their fields, actions with their inputs, rights and rooms',
      description: 'In the language of the caller and with its rights: everything from which lists and forms can be derived.',
      parameters: [parameter('Accept-Language')],
      responses: { '200': { description: 'The house.', content: jsonContent(refTo('house')) }, ...answers('401', '429', '503') },
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
