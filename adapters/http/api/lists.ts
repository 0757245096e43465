import type { Context } from 'koa'
import { type Actor, may, needsInWords } from '../../../core/kernel/actor.ts'
import { NotAllowed, NotFound } from '../../../core/kernel/errors.ts'
import type { House } from '../../../core/kernel/house.ts'
import type { RecordType } from '../../../core/kernel/record.ts'
import { shownTo } from '../serialise.ts'
import type { State } from '../state.ts'
import { actorIn, callerIn } from './caller.ts'
import { cursorOf, type ListQuery, readListQuery } from './query.ts'

type Asked = Context & { state: State; params: Record<string, string> }

/** The room whose level opens a record: a child's is its owner's. */
export const roomOf = (record: RecordType): string => (record.of ? roomOf(record.of.record) : record.room)

/** May this actor look at these records at all? */
export const maySee = (actor: Actor, record: RecordType) => may(actor, { room: roomOf(record), level: 'view' })

/** The children that a record's rows own, by the name of their list. */
export const childrenOf = (house: House, record: RecordType) =>
  [...house.records.values()].filter((other) => other.of?.record.name === record.name)

/** Record lists by their names in routes. Throws when two share one, or one hides another route of the API. */
export const listsOf = (house: House): ReadonlyMap<string, RecordType> => {
  const lists = new Map<string, RecordType>()
  for (const record of house.records.values()) {
    if (lists.has(record.plural) || ['actions', 'events', 'openapi.json'].includes(record.plural))
      throw new Error(`The list of ${record.name} cannot be called ${record.plural}: that name is taken.`)
    lists.set(record.plural, record)
  }
  return lists
}

/** The three reads: a list, one record, and the children of one record. */
export const readRecords = (house: House) => {
  const lists = listsOf(house)
  const listCalled = (ctx: Asked, plural: string | undefined): RecordType => {
    const record = lists.get(plural ?? '')
    if (!record) throw new NotFound('list', plural ?? '')
    if (!maySee(actorIn(ctx), record)) throw new NotAllowed(needsInWords({ room: roomOf(record), level: 'view' }))
    return record
  }

  /** A page by key: rows that come while somebody turns pages stand before the first, so there are no gaps and no repeats. */
  const page = async (ctx: Asked, record: RecordType, { after, limit, fields, where }: ListQuery) => {
    const reading = house
      .ctx(callerIn(house, ctx))
      .rows(record)
      .where(fields as never)
    if (where) reading.shape((query) => query.whereRaw(where.sql, [...where.bindings]))
    if (after) reading.where('id' as never, '<', after)
    const rows = await reading.orderBy('id' as never, 'desc').limit(limit + 1)
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1) : undefined
    return { items: shown.map(shownTo(record, actorIn(ctx))), next: last ? cursorOf(String(last.id)) : null }
  }

  return {
    async list(ctx: Asked) {
      const record = listCalled(ctx, ctx.params.plural)
      ctx.body = await page(ctx, record, readListQuery(record, actorIn(ctx), ctx.query))
    },
    async one(ctx: Asked) {
      const record = listCalled(ctx, ctx.params.plural)
      const row = await house
        .ctx(callerIn(house, ctx))
        .rows(record)
        .byId(ctx.params.id ?? '')
      ctx.body = shownTo(record, actorIn(ctx))(row)
    },
    async children(ctx: Asked) {
      const owner = listCalled(ctx, ctx.params.plural)
      const child = childrenOf(house, owner).find(({ plural }) => plural === ctx.params.children)
      if (!child?.of) throw new NotFound('list', ctx.params.children ?? '')
      const query = readListQuery(child, actorIn(ctx), ctx.query)
      const { id } = await house
        .ctx(callerIn(house, ctx))
        .rows(owner)
        .byId(ctx.params.id ?? '')
      ctx.body = await page(ctx, child, { ...query, fields: { ...query.fields, [child.of.key]: id } })
    },
  }
}
