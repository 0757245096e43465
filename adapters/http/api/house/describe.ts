import type { Context } from 'koa'
import { labelOfAction, labelOfPermission, recordLabel, roomLabel } from '../../../../bots/texts/labels.ts'
import type { AnyAction } from '../../../../core/kernel/action.ts'
import { type Actor, limitOf, may } from '../../../../core/kernel/actor.ts'
import type { House } from '../../../../core/kernel/house.ts'
import { languageOf, type State } from '../../state.ts'
import { actorIn } from '../caller.ts'
import { type Custom, customShape, customsOf } from '../custom.ts'
import { jsonSchemaOf, type Schema } from '../openapi/schemas.ts'
import { recordShape } from './records.ts'
import { type FieldShape, inputShapes } from './shape.ts'

/** What cannot simply be done the other way round: asked twice in a form. */
const DANGER =
  /\.(archive|leave|revoke|block|cancel|decline|reject|refuse|discard|reverse|disable|end|ignore|drop|undo|remove_prices|stop_marketing)$/

/** `GET /api/v1/house`: everything from which a web app derives its lists and forms, in the language of the caller and with its rights. */
export const describeHouse = (house: House) => async (ctx: Context & { state: State }) => {
  const language = languageOf(ctx)
  ctx.set('Content-Language', language)
  ctx.body = houseFor(house, actorIn(ctx), language, await customsOf(house, actorIn(ctx)))
}

export const houseFor = (house: House, actor: Actor, language: string, customs: readonly Custom[] = []) => {
  const actions = [...house.actions.values()].filter(({ inner }) => !inner)
  return {
    records: Object.fromEntries(
      [...house.records.values()].map((record) => [record.name, recordShape(house, record, actor, language, customs)]),
    ),
    actions: Object.fromEntries(actions.map((action) => [action.name, actionShape(action, actor, language, customs)])),
    permissions: permissionsOf(house).map((name) => ({
      name,
      label: labelOfPermission(name, [...house.actions.values()], language),
      room: roomOfPermission(house, name),
    })),
    rooms: house.modules.map(({ name }) => ({ name, label: roomLabel(name, language) })),
  }
}

/** All named rights: those that actions need, and those that rooms declare beside. */
export const permissionsOf = (house: House): string[] => [
  ...new Set(
    house.modules.flatMap((room) => [
      ...room.actions.flatMap(({ needs, inner }) => (typeof needs === 'string' && !inner ? needs : [])),
      ...Object.keys(room.permissions),
    ]),
  ),
]

const roomOfPermission = (house: House, permission: string) =>
  house.modules.find((room) => Object.hasOwn(room.permissions, permission) || room.actions.some(({ needs }) => needs === permission))
    ?.name ?? ''

const actionShape = (action: AnyAction, actor: Actor, language: string, customs: readonly Custom[]) => {
  const declared = customs.filter(({ record }) => record === action.record.name).map((custom) => customShape(custom, language))
  const fields = inputShapes(action.name, action.input, language).map((field) =>
    field.name === 'custom' && declared.length ? { ...field, fields: declared } : field,
  )
  return {
    name: action.name,
    label: labelOfAction(action, language),
    says: language === 'ro' ? labelOfAction(action, language) : action.says,
    record: action.record.name,
    recordLabel: recordLabel(action.record.name, language).one,
    needsId: !action.creates,
    needs: typeof action.needs === 'string' ? action.needs : `${action.needs.room}: ${action.needs.level}`,
    room: action.record.room,
    input: withLabels(jsonSchemaOf(action.input, 'input'), fields),
    fields,
    danger: DANGER.test(action.name),
    may: may(actor, action.needs) && limitOf(actor)?.has(action.name) !== false,
  }
}

const units: Readonly<Partial<Record<FieldShape['type'], Schema>>> = {
  money: { 'x-money': 'minor' },
  priceE4: { 'x-money': 'e4' },
  milli: { 'x-unit': 'milli' },
  percent: { 'x-unit': 'permille' },
}

/** The schema with its labels as titles, and what ids and whole numbers stand for. */
const withLabels = (schema: Schema, fields: readonly FieldShape[]): Schema => {
  const inner = schema.type === 'array' ? (schema.items as Schema) : schema
  if (!inner?.properties) return schema
  const properties = Object.fromEntries(
    Object.entries(inner.properties as Record<string, Schema>).map(([name, property]) => {
      const field = fields.find((one) => one.name === name)
      if (!field) return [name, property]
      const { record: _, seenBy: _seenBy, personal: _personal, ...plain } = property
      const told = field.fields ? withLabels(plain, field.fields) : plain
      return [name, { ...told, title: field.label, ...(field.ref && { 'x-ref': field.ref }), ...units[field.type] }]
    }),
  )
  const labelled = { ...inner, properties }
  return inner === schema ? labelled : { ...schema, items: labelled }
}
