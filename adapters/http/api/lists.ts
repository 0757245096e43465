import type { Context } from 'koa'
import { sayIn } from '../../../bots/say.ts'
import { needsInWords } from '../../../core/kernel/actor.ts'
import { NotAllowed, NotFound } from '../../../core/kernel/errors.ts'
import type { House } from '../../../core/kernel/house.ts'
import type { RecordType } from '../../../core/kernel/record.ts'
import { shownTo } from '../serialise.ts'
import { languageOf, type State } from '../state.ts'
import { actorIn, callerIn } from './caller.ts'
import { csvOf } from './csv.ts'
import { type Custom, customsOf, customValues } from './custom.ts'
import { actionsOn, confirmOf } from './deeds.ts'
import { rowsOfPage, totalOf } from './page.ts'
import { cursorOf, type ListQuery, readListQuery } from './query.ts'
import { childrenOf, listsOf, maySee, roomOf } from './sight.ts'
import { keyOf } from './sorting.ts'
import { readable, refsOf, titleOf, titlesFor } from './titles.ts'

type Asked = Context & { state: State; params: Record<string, string> }
type Row = Record<string, unknown> & { id: string }

const keyAfter = ({ sort }: ListQuery, row: Row) => (sort ? keyOf(sort, row) : cursorOf(row.id))

/** The reads: a list, one record, and the children of one record. */
export const readRecords = (house: House) => {
  const lists = listsOf(house)
  const listCalled = (ctx: Asked, plural: string | undefined): RecordType => {
    const record = lists.get(plural ?? '')
    if (!record) throw new NotFound('list', plural ?? '')
    if (!maySee(actorIn(ctx), record)) throw new NotAllowed(needsInWords({ room: roomOf(record), level: 'view' }))
    return record
  }

  const page = async (ctx: Asked, record: RecordType, query: ListQuery, customs: readonly Custom[]) => {
    const reads = house.ctx(callerIn(house, ctx))
    const language = languageOf(ctx)
    const { rows, isLast } = await rowsOfPage(reads, record, query)
    const titles = query.titles ? await titlesFor(reads, record, rows, language) : null
    const shown = shownTo(record, actorIn(ctx))
    const ids = rows.map(({ id }) => id)
    const custom = await customValues(house, actorIn(ctx), record, customs, ids)
    const last = rows.at(-1)
    const total = await totalOf(reads, record, query, { rows, isLast })
    return {
      items: rows.map((row) => ({
        ...shown(row),
        ...(custom.has(row.id) && { custom: custom.get(row.id) }),
        $title: readable(titleOf(record, row, language), titles ?? new Map()),
        ...(titles && { $refs: refsOf(record, row, titles) }),
      })),
      next: last && !isLast ? keyAfter(query, last) : null,
      ...(total !== null && { approximateTotal: total }),
    }
  }

  /** The same list as a file, from its first row to its last. */
  const sendCsv = async (ctx: Asked, record: RecordType) => {
    const { delimiter, ...given } = ctx.query
    const customs = await customsOf(house, actorIn(ctx), record)
    const query = { ...readListQuery(record, actorIn(ctx), given, customs), after: null }
    ctx.type = 'text/csv; charset=utf-8'
    ctx.set('Content-Disposition', `attachment; filename="${record.plural}.csv"`)
    ctx.body = csvOf({
      reads: house.ctx(callerIn(house, ctx)),
      record,
      query,
      language: languageOf(ctx),
      delimiter: delimiter === 'semicolon' ? ';' : ',',
      customs: query.columns ? [] : customs,
    })
  }

  return {
    async list(ctx: Asked) {
      const [, plural, isCsv] = /^(.*?)(\.csv)?$/.exec(ctx.params.plural ?? '') ?? []
      const record = listCalled(ctx, plural)
      if (isCsv) return sendCsv(ctx, record)
      const customs = await customsOf(house, actorIn(ctx), record)
      ctx.body = await page(ctx, record, readListQuery(record, actorIn(ctx), ctx.query, customs), customs)
    },
    async one(ctx: Asked) {
      const record = listCalled(ctx, ctx.params.plural)
      const reads = house.ctx(callerIn(house, ctx))
      const language = languageOf(ctx)
      const row = (await reads.rows(record).byId(ctx.params.id ?? '')) as unknown as Row
      const titles = await titlesFor(reads, record, [row], language)
      const actions = await actionsOn(reads, record, row)
      const confirms = actions.flatMap((name) => {
        const asked = confirmOf(house.actions.get(name), row)
        return asked ? [[name, sayIn(asked, language)]] : []
      })
      const customs = await customsOf(house, actorIn(ctx), record)
      const custom = (await customValues(house, actorIn(ctx), record, customs, [row.id])).get(row.id)
      ctx.body = {
        ...shownTo(record, actorIn(ctx))(row),
        ...(custom && { custom }),
        $title: readable(titleOf(record, row, language), titles),
        $actions: actions,
        $confirm: Object.fromEntries(confirms),
        $refs: refsOf(record, row, titles),
      }
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
      ctx.body = await page(ctx, child, { ...query, fields: { ...query.fields, [child.of.key]: id } }, [])
    },
  }
}
