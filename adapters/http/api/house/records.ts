import { labelOfChoice, recordLabel } from '../../../../bots/texts/labels.ts'
import type { AnyAction } from '../../../../core/kernel/action.ts'
import type { Actor } from '../../../../core/kernel/actor.ts'
import type { House } from '../../../../core/kernel/house.ts'
import { fieldsSeenBy } from '../../../../core/kernel/reads.ts'
import type { RecordType } from '../../../../core/kernel/record.ts'
import { type Custom, customShape } from '../custom.ts'
import { filtersFor, schemaOf } from '../fields.ts'
import { plainFilters } from '../query.ts'
import { searchedFields } from '../search.ts'
import { childrenOf, maySee } from '../sight.ts'
import { sortsFor } from '../sorting.ts'
import { type FieldShape, shapeOf, toneOf } from './shape.ts'

export type ListedField = FieldShape & { editable: boolean; atBirth: boolean; filterable: boolean; sortable: boolean; custom?: true }

const OWN = ['version', 'archivedAt', 'custom', 'id']

/** A record as the web apps derive lists, pages and forms from it: what this actor may see of it, in words. */
export const recordShape = (house: House, record: RecordType, actor: Actor, language: string, customs: readonly Custom[]) => {
  const { one, many } = recordLabel(record.name, language)
  const filters = plainFilters(filtersFor(record, actor))
  const sorts = sortsFor(record, actor)
  const seen = fieldsSeenBy(record, actor)
  const fields: ListedField[] = seen
    .filter((field) => !OWN.includes(field))
    .map((field) => ({
      ...shapeOf(record.name, field, schemaOf(record, field)!, language),
      editable: record.editable.includes(field),
      atBirth: record.atBirth.includes(field),
      filterable: filters.includes(field),
      sortable: sorts.includes(field),
    }))
  fields.push(
    ...customs
      .filter((custom) => custom.record === record.name)
      .map((custom) => ({
        ...customShape(custom, language),
        editable: true,
        atBirth: false,
        filterable: custom.filterable,
        sortable: false,
        custom: true as const,
      })),
  )
  const actions = [...house.actions.values()].filter((action) => action.record.name === record.name && !action.inner)
  const lifecycle = house.modules.flatMap(({ lifecycles }) => lifecycles).find((line) => line.record.name === record.name)
  return {
    name: record.name,
    plural: record.plural,
    label: one,
    labelMany: many,
    room: record.room,
    list: (record.list.length ? record.list : fields.slice(0, 6).map(({ name }) => name)).filter((field) => seen.includes(field)),
    searchable: searchedFields(record, actor).length > 0,
    fields,
    children: childrenOf(house, record).map(({ name }) => name),
    ...(record.of && { of: record.of.record.name, ofField: record.of.key }),
    ...(lifecycle && {
      stateField: lifecycle.field,
      states: lifecycle.states.map((value) => ({
        value,
        label: labelOfChoice(record.name, lifecycle.field, value, language),
        tone: toneOf(value),
      })),
    }),
    ...calledFor(record, actions),
    actions: actions.map(({ name }) => name),
    canSee: maySee(actor, record),
  }
}

/** Which actions begin and change one of these, where there are such. */
const calledFor = (record: RecordType, actions: readonly AnyAction[]) => {
  const named = (...verbs: string[]) => actions.find(({ name }) => verbs.some((verb) => name === `${record.name}.${verb}`))?.name
  const create = named('create', 'draft') ?? actions.find(({ creates }) => creates)?.name
  const update = named('update', 'change')
  return { ...(create && { create }), ...(update && { update }) }
}
