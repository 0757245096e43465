import type { AnyAction } from '../../../core/kernel/action.ts'
import { limitOf, may, needsInWords } from '../../../core/kernel/actor.ts'
import type { House } from '../../../core/kernel/house.ts'
import { fieldsSeenBy } from '../../../core/kernel/reads.ts'
import type { State } from '../state.ts'
import { actorIn } from './caller.ts'
import { filtersFor } from './fields.ts'
import { jsonSchemaOf } from './openapi/schemas.ts'
import { plainFilters } from './query.ts'
import { childrenOf, maySee } from './sight.ts'

const schemas = new WeakMap<AnyAction, object>()

/** An action's input as JSON Schema, made once. */
export const inputSchemaOf = (action: AnyAction): object => {
  const known = schemas.get(action)
  if (known) return known
  const made = jsonSchemaOf(action.input, 'input')
  schemas.set(action, made)
  return made
}

/** `GET /api/v1`: what this token may do and see. */
export const describeApi = (house: House, base: string) => (ctx: { state: State; body: unknown }) => {
  const actor = actorIn(ctx)
  const limit = limitOf(actor)
  ctx.body = {
    token: { id: actor.id, name: actor.name, actions: limit && [...limit].sort() },
    actions: [...house.actions.values()]
      .filter((action) => !action.inner && may(actor, action.needs) && limit?.has(action.name) !== false)
      .map((action) => ({
        name: action.name,
        says: action.says,
        record: action.record.name,
        needsId: !action.creates,
        needs: needsInWords(action.needs),
        route: `${base}/actions/${action.name}`,
        input: inputSchemaOf(action),
      })),
    lists: [...house.records.values()]
      .filter((record) => maySee(actor, record))
      .map((record) => ({
        record: record.name,
        route: `${base}/${record.plural}`,
        fields: fieldsSeenBy(record, actor),
        filters: plainFilters(filtersFor(record, actor)),
        children: childrenOf(house, record).map(({ plural }) => `${base}/${record.plural}/{id}/${plural}`),
      })),
  }
}
