import type { z } from 'zod'
import { answers, jsonContent, parameter } from '../openapi/common.ts'
import { jsonSchemaOf, type makeComponents } from '../openapi/schemas.ts'
import type { Operation } from './operation.ts'
import { portalOperations } from './routes.ts'
import { Brand } from './views.ts'

const TAG = 'Client area'
type Components = ReturnType<typeof makeComponents>

const queryOf = ({ query }: Operation, components: Components) =>
  Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    schema: components.plain('portal', jsonSchemaOf(schema as z.ZodType, 'output')),
  }))

const pathParametersOf = ({ path }: Operation) =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) =>
    path === '/portal/products/:id'
      ? { name: name!, in: 'path', required: true, description: 'Its id or its code.', schema: { type: 'string' } }
      : parameter('id'),
  )

const described = (operation: Operation, components: Components) => {
  const plain = (schema: z.ZodType, io: 'input' | 'output') => components.plain('portal', jsonSchemaOf(schema, io))
  const { id, says, about, body, answer, method } = operation
  return {
    operationId: id,
    tags: [TAG],
    security: [{ contact: [] }],
    summary: says,
    description: [about, 'For a contact who is signed in to the client area.'].filter(Boolean).join(' '),
    parameters: [
      ...pathParametersOf(operation),
      ...queryOf(operation, components),
      ...(method === 'get' ? [] : [parameter('Idempotency-Key')]),
      parameter('Accept-Language'),
    ],
    ...(body && { requestBody: { required: true, content: jsonContent(plain(body, 'input')) } }),
    responses: {
      '200': {
        description: answer === 'pdf' ? 'The file.' : 'Done, or what was asked for.',
        content:
          answer === 'pdf' ? { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } : jsonContent(plain(answer, 'output')),
      },
      ...answers('400', '401', '403', '404', '409', '422', '429', '503'),
    },
  }
}

/** The routes of contacts for the OpenAPI document, by path and method. */
export const portalPaths = (components: Components) => {
  const paths: Record<string, Record<string, ReturnType<typeof described>>> = {}
  for (const operation of portalOperations) {
    const path = `/v1${operation.path.replace(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [operation.method]: described(operation, components) }
  }
  return {
    ...paths,
    '/v1/portal/brand': {
      get: {
        operationId: 'portal.brand',
        tags: [TAG],
        summary: 'Whose client area it is: name, colour and language',
        security: [],
        responses: {
          '200': {
            description: 'What is shown before anybody signs in.',
            content: jsonContent(components.plain('portal', jsonSchemaOf(Brand, 'output'))),
          },
          ...answers('429', '503'),
        },
      },
    },
  }
}

/** The heading under which they stand. */
export const portalTag = { name: TAG, description: 'What a contact of a client does in a browser: the same actions as in the chat.' }
