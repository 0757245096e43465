import { may, needsInWords } from '../../../../core/kernel/actor.ts'
import { NotAllowed } from '../../../../core/kernel/errors.ts'
import { openEvent, verifyChains } from '../../../../core/kernel/events.ts'
import { isUuid } from '../../../../core/kernel/reads.ts'
import { actorIn } from '../caller.ts'
import { shownEvent } from '../event-log.ts'
import { isInstant, unfit, unknown } from '../fields.ts'
import { answers, jsonContent, parameter } from '../openapi/common.ts'
import { refTo } from '../openapi/schemas.ts'
import { maySee } from '../sight.ts'
import { type Asked, inLanguage, type OwnRoute, readsOf } from './route.ts'
import { actorNames, eventWords } from './timeline.ts'

const MOST = 200

const demand = (ctx: Asked, level: 'view' | 'edit') => {
  const needs = { room: 'settings', level }
  if (!may(actorIn(ctx), needs)) throw new NotAllowed(needsInWords(needs))
}

const columns: Readonly<Record<string, string>> = {
  record: 'record',
  recordId: 'record_id',
  name: 'name',
  action: 'action',
  actorKind: 'actor_kind',
  actorId: 'actor_id',
  door: 'door',
  requestId: 'request_id',
}
const ids = ['recordId', 'actorId']
const known = [...Object.keys(columns), 'from', 'to', 'after', 'limit']

const asked = (ctx: Asked) => {
  const given = Object.entries(ctx.query).filter(([name]) => name !== 'area')
  const strange = given.filter(([name]) => !known.includes(name)).map(([name]) => name)
  if (strange.length) throw unknown(strange, known)
  for (const [name, value] of given) {
    if (Array.isArray(value) || String(value).includes('\0')) throw unfit(name, 'given only once, as a text')
    if (ids.includes(name) && !isUuid(String(value))) throw unfit(name, 'an id')
    if (['from', 'to'].includes(name) && !isInstant(String(value))) throw unfit(name, 'an instant in ISO 8601')
    if (['after', 'limit'].includes(name) && !/^\d{1,15}$/.test(String(value))) throw unfit(name, 'a number')
  }
  return Object.fromEntries(given) as Record<string, string>
}

/** `GET /audit`: what happened in the whole house, newest first, as far as the caller may see it. */
export const auditRoute: OwnRoute = {
  method: 'get',
  path: '/audit',
  operation: {
    operationId: 'audit.list',
    tags: ['API'],
    summary: 'What happened in the whole house, newest first',
    description: 'Events of the records that the caller may see. Needs the level `view` in the room `settings`.',
    parameters: [
      ...known
        .filter((name) => !['after', 'limit'].includes(name))
        .map((name) => ({ name, in: 'query', schema: { type: 'string', ...(ids.includes(name) && { format: 'uuid' }) } })),
      parameter('after'),
      parameter('limit'),
      parameter('Accept-Language'),
    ],
    responses: {
      '200': {
        description: 'A page.',
        content: jsonContent({
          type: 'object',
          properties: { items: { type: 'array', items: refTo('audited') }, next: { type: ['string', 'null'] } },
          required: ['items', 'next'],
        }),
      },
      ...answers('400', '401', '403', '429', '503'),
    },
  },
  async run(parts, ctx) {
    demand(ctx, 'view')
    const { house } = parts
    const actor = actorIn(ctx)
    const language = inLanguage(ctx)
    const query = asked(ctx)
    const limit = Math.min(MOST, Math.max(1, Number(query.limit ?? 50)))
    const names = [...house.records.values()].filter((record) => maySee(actor, record)).map(({ name }) => name)
    const rows: Parameters<typeof openEvent>[0][] = await house
      .db('events')
      .whereIn('record', names)
      .modify((told) => {
        for (const [name, column] of Object.entries(columns)) if (query[name]) told.where(column, query[name])
        if (query.from) told.where('at', '>=', new Date(query.from))
        if (query.to) told.where('at', '<', new Date(query.to))
        if (query.after) told.where('id', '<', Number(query.after))
      })
      .orderBy('id', 'desc')
      .limit(limit + 1)
    const events = rows.slice(0, limit).map(openEvent)
    const nameOf = await actorNames(readsOf(parts, ctx), events, language)
    const shown = await Promise.all(events.map((event) => shownEvent(house, actor, event)))
    ctx.body = {
      items: events.flatMap((event, index) => {
        const one = shown[index]
        return one ? [{ ...one, says: eventWords(house, house.records.get(event.record), event.name, language), actor: nameOf(event) }] : []
      }),
      next: rows.length > limit ? String(events.at(-1)!.id) : null,
    }
  },
}

/** `POST /audit/verify`: recomputes every chain; one at a time in this process. */
let verifying: Promise<unknown> | null = null
export const verifyRoute: OwnRoute = {
  method: 'post',
  path: '/audit/verify',
  operation: {
    operationId: 'audit.verify',
    tags: ['API'],
    summary: 'Check that nothing in the audit log was changed or taken out',
    description: 'Recomputes the chain of every record. Needs the level `edit` in the room `settings`.',
    responses: {
      '200': { description: 'What was found.', content: jsonContent(refTo('verified')) },
      ...answers('401', '403', '429', '503'),
    },
  },
  async run({ house }, ctx) {
    demand(ctx, 'edit')
    await verifying?.catch(() => {})
    const run = verifyChains(house.db)
    verifying = run
    const { events, records, breaks } = await run
    ctx.body = { ok: breaks.length === 0, events, records, breaks: breaks.slice(0, 1000) }
  },
}
