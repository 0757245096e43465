import { z } from 'zod'
import type { Actor } from '../../../../core/kernel/actor.ts'
import { newId } from '../../../../core/kernel/db.ts'
import { Invalid, NotAllowed, NotFound } from '../../../../core/kernel/errors.ts'
import { isUuid } from '../../../../core/kernel/reads.ts'
import { readJson } from '../../body.ts'
import { actorIn } from '../caller.ts'
import { answers, jsonContent, parameter } from '../openapi/common.ts'
import { refTo } from '../openapi/schemas.ts'
import { listsOf } from '../sight.ts'
import type { Asked, OwnRoute } from './route.ts'

const MOST_VIEWS = 200

const ViewBody = z.strictObject({
  list: z.string().min(1).max(60),
  name: z.string().trim().min(1).max(80),
  /** The parameters of the list: filters, `q`, `sort`, `where`. */
  query: z.record(z.string().max(60), z.string().max(8000)).default({}),
  columns: z.array(z.string().max(60)).max(60).nullable().default(null),
  shared: z.boolean().default(false),
})

type Stored = {
  id: string
  owner_id: string
  list: string
  name: string
  query: Record<string, string>
  columns: string[] | null
  shared: boolean
}

/** Views are of people on the staff and of machines; contacts have none. */
const owner = (ctx: Asked): Actor & { id: string } => {
  const actor = actorIn(ctx)
  if (actor.kind !== 'staff' && actor.kind !== 'token') throw new NotAllowed('console')
  return actor
}

const shown = ({ id, owner_id, list, name, query, columns, shared }: Stored, me: string) => ({
  id,
  list,
  name,
  query,
  columns,
  shared,
  mine: owner_id === me,
})

const operation = { tags: ['API'] } as const

export const viewRoutes: readonly OwnRoute[] = [
  {
    method: 'get',
    path: '/views',
    operation: {
      ...operation,
      operationId: 'views.list',
      summary: 'The saved views of lists: one’s own, and those that others share',
      parameters: [{ name: 'list', in: 'query', schema: { type: 'string' } }],
      responses: {
        '200': {
          description: 'The views by name.',
          content: jsonContent({
            type: 'object',
            properties: { items: { type: 'array', items: refTo('view') } },
            required: ['items'],
          }),
        },
        ...answers('401', '403', '429', '503'),
      },
    },
    async run({ house }, ctx) {
      const { id } = owner(ctx)
      const list = typeof ctx.query.list === 'string' ? ctx.query.list.replaceAll('\0', '') : null
      const rows: Stored[] = await house
        .db('saved_views')
        .where((query) => query.where({ owner_id: id }).orWhere({ shared: true }))
        .modify((query) => void (list && query.where({ list })))
        .orderBy(['name', 'id'])
        .limit(1000)
      ctx.body = { items: rows.map((row) => shown(row, id)) }
    },
  },
  {
    method: 'post',
    path: '/views',
    operation: {
      ...operation,
      operationId: 'views.save',
      summary: 'Save a view of a list; one’s own of the same name is replaced',
      requestBody: { required: true, content: jsonContent(refTo('view_body')) },
      responses: {
        '200': { description: 'The view.', content: jsonContent(refTo('view')) },
        ...answers('400', '401', '403', '422', '429', '503'),
      },
    },
    async run({ house, bodies }, ctx) {
      const { id } = owner(ctx)
      const parsed = ViewBody.safeParse(await readJson(ctx, bodies))
      if (!parsed.success) throw new Invalid(parsed.error.issues)
      const { list, name, query, columns, shared } = parsed.data
      if (!listsOf(house).has(list)) throw new NotFound('list', list)
      const [{ count }] = (await house.db('saved_views').where({ owner_id: id }).count({ count: '*' })) as [{ count: number }]
      if (Number(count) >= MOST_VIEWS) await house.db('saved_views').where({ owner_id: id, list, name }).delete()
      const [row] = (await house
        .db('saved_views')
        .insert({
          id: newId(),
          owner_id: id,
          list,
          name,
          query: JSON.stringify(query),
          columns: columns && JSON.stringify(columns),
          shared,
          created_at: house.clock(),
        })
        .onConflict(['owner_id', 'list', 'name'])
        .merge(['query', 'columns', 'shared'])
        .returning(['id', 'owner_id', 'list', 'name', 'query', 'columns', 'shared'])) as Stored[]
      ctx.body = shown(row!, id)
    },
  },
  {
    method: 'delete',
    path: '/views/{id}',
    operation: {
      ...operation,
      operationId: 'views.delete',
      summary: 'Delete one’s own view',
      parameters: [parameter('id')],
      responses: { '204': { description: 'It is gone.' }, ...answers('401', '403', '404', '429', '503') },
    },
    async run({ house }, ctx) {
      const me = owner(ctx)
      const id = ctx.params.id ?? ''
      const gone = isUuid(id) ? await house.db('saved_views').where({ id, owner_id: me.id }).delete() : 0
      if (!gone) throw new NotFound('view', id)
      ctx.status = 204
    },
  },
]
