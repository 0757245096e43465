import type { House } from '../../../../core/kernel/house.ts'
import { sessionPaths, sessionTag } from '../../session/openapi.ts'
import { channelPathItems } from '../channels-openapi.ts'
import { pathsOf } from '../own/route.ts'
import { ownRoutes } from '../own/routes.ts'
import { portalPaths, portalTag } from '../portal/openapi.ts'
import { childrenOf, listsOf, roomOf } from '../sight.ts'
import { commonParameters, commonResponses, commonSchemas } from './common.ts'
import { houseSchemas } from './house-schemas.ts'
import { actionOperation, fileOperation, listOperation, readOperation, recordSchema } from './operations.ts'
import { ownPaths } from './own.ts'
import { ownSchemas } from './own-schemas.ts'
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
  for (const [name, schema] of Object.entries({ ...commonSchemas, ...houseSchemas, ...ownSchemas })) components.put(name, schema)
  const titles = new Map(house.modules.map(({ name, title }) => [name, title]))
  const tagOf = (room: string) => titles.get(room) ?? room
  const paths: Record<string, Partial<Record<'get' | 'post' | 'patch' | 'delete', Operation>>> = {
    ...channelPathItems,
    ...ownPaths,
    ...pathsOf(ownRoutes),
    ...portalPaths(components),
    ...sessionPaths,
  }

  for (const action of house.actions.values())
    if (!action.inner) paths[`/v1/actions/${action.name}`] = { post: actionOperation(action, tagOf(action.record.room), components) }
  for (const [plural, record] of listsOf(house)) {
    const room = roomOf(record)
    const tag = tagOf(room)
    recordSchema(record, components)
    paths[`/v1/${plural}`] = { get: listOperation(record, room, tag, null, components) }
    paths[`/v1/${plural}.csv`] = { get: fileOperation(record, room, tag) }
    paths[`/v1/${plural}/{id}`] = { get: readOperation(record, room, tag) }
    for (const child of childrenOf(house, record))
      paths[`/v1/${plural}/{id}/${child.plural}`] = { get: listOperation(child, room, tag, record, components) }
  }

  return {
    openapi: '3.1.1',
    info: { title: 'Parley', version: '1.0.0', description: about, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/api' }],
    security: [{ token: [] }],
    tags: [{ name: 'API' }, { name: 'Imports' }, sessionTag, portalTag, ...house.modules.map(({ title }) => ({ name: title }))],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of a machine: it has a role, and may be limited to some actions of it.',
        },
        colleague: {
          type: 'apiKey',
          in: 'cookie',
          name: 'parley_console',
          description: 'The session of a colleague who is signed in to the console.',
        },
        contact: {
          type: 'apiKey',
          in: 'cookie',
          name: 'parley_client',
          description:
            'The session of a contact who is signed in to the client area; what changes something carries `X-CSRF-Token` from `GET /v1/session`.',
        },
      },
      schemas: components.schemas,
      parameters: commonParameters,
      responses: commonResponses,
    },
  }
}
