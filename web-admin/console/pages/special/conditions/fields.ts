import type { ActionShape, Field, House, Schema } from '../../../../shared/house.ts'
import type { Language } from '../../../../shared/i18n.tsx'
import type { ConditionField, FieldType } from './tree.ts'

const doors = ['whatsapp', 'clientarea', 'email', 'slack', 'teams', 'console', 'api', 'mcp', 'system'] as const

const words = {
  en: {
    door: 'Door',
    actorKind: 'Who asks',
    lines: 'Lines',
    quantity: 'Quantity',
    discount: 'Discount',
    product: 'Product',
    kinds: { staff: 'A colleague', contact: 'A customer', token: 'A program', system: 'Parley itself' },
    doors: { clientarea: 'Client area', email: 'Mail', console: 'Console', api: 'API', mcp: 'MCP', system: 'Parley itself' },
  },
  ro: {
    door: 'Ușa',
    actorKind: 'Cine cere',
    lines: 'Liniile',
    quantity: 'Cantitatea',
    discount: 'Reducerea',
    product: 'Produsul',
    kinds: { staff: 'Un coleg', contact: 'Un client', token: 'Un program', system: 'Parley' },
    doors: { clientarea: 'Zona clientului', email: 'E-mail', console: 'Consola', api: 'API', mcp: 'MCP', system: 'Parley' },
  },
} as const
const names: Readonly<Record<string, string>> = { whatsapp: 'WhatsApp', slack: 'Slack', teams: 'Teams' }

/** What the server says of a condition's fields, where it does: `conditionFields` of an action. */
type Declared = ActionShape & { conditionFields?: readonly ConditionField[] }

/** The fields that a condition on this action may speak about: those of its record, of what is asked, and of who asks through which door. */
export const conditionFields = (house: House, action: string, language: Language): ConditionField[] => {
  const shape: Declared | undefined = house.actions[action]
  if (shape?.conditionFields) return [...shape.conditionFields]
  return [...aboutRecord(house, shape), ...aboutCall(shape, language), ...aboutCaller(language)]
}

const aboutRecord = (house: House, shape: ActionShape | undefined): ConditionField[] =>
  (shape && house.records[shape.record]?.fields.flatMap((field) => told(field, `record.${field.name}`))) ?? []

const told = (field: Field, path: string): ConditionField[] =>
  field.type === 'json' || field.type === 'long'
    ? []
    : [
        {
          field: path,
          label: field.label,
          type: field.type,
          ...(field.ref && { ref: field.ref }),
          ...(field.choices && { choices: [...field.choices] }),
        },
      ]

const aboutCall = (shape: ActionShape | undefined, language: Language): ConditionField[] =>
  Object.entries(shape?.input.properties ?? {}).flatMap(([name, schema]): ConditionField[] => {
    const items = schema.items?.properties
    const label = schema.title ?? (name === 'lines' ? words[language].lines : name)
    if (!items) {
      const type = typeOf(name, schema)
      const known = shape?.fields.find((field) => field.name === name)
      if (known) return told(known, `call.${name}`)
      return type === 'json' ? [] : [{ field: `call.${name}`, label, type }]
    }
    const inner = Object.entries(items).flatMap(([key, item]): ConditionField[] => {
      const type = typeOf(key, item)
      const one = { field: `call.${name}.${key}`, label: item.title ?? itemLabel(key, language), type, of: `call.${name}` }
      return type === 'json' ? [] : [{ ...one, ...refOf(key, item) }]
    })
    return [{ field: `call.${name}`, label, type: 'list' }, ...inner]
  })

const refOf = (name: string, schema: Schema) => {
  const ref = schema['x-ref'] ?? (name === 'productId' ? 'product' : undefined)
  return ref ? { ref } : {}
}

const itemLabel = (name: string, language: Language) => {
  const { quantity, discount, product } = words[language]
  return { quantityMilli: quantity, discountPermille: discount, productId: product }[name] ?? name
}

/** What a value is, by what the schema says of it and else by the unit in its name. */
const typeOf = (name: string, schema: Schema): FieldType => {
  if (schema['x-ref'] || /Id$/.test(name)) return 'ref'
  if (/Minor$/.test(name)) return 'money'
  if (/E4$/.test(name)) return 'priceE4'
  if (/Milli$/.test(name)) return 'milli'
  if (/Permille$/.test(name)) return 'percent'
  const kinds = [schema.type, ...(schema.anyOf ?? []).map(({ type }) => type)].flat()
  if (kinds.includes('boolean')) return 'flag'
  if (kinds.includes('integer') || kinds.includes('number')) return 'number'
  if (schema.format === 'date') return 'day'
  return kinds.includes('string') ? 'text' : 'json'
}

const aboutCaller = (language: Language): ConditionField[] => {
  const { door, actorKind, kinds, doors: called } = words[language]
  const doorName = (one: string) => names[one] ?? (called as Record<string, string>)[one] ?? one
  return [
    { field: 'call.door', label: door, type: 'choice', choices: doors.map((one) => ({ value: one, label: doorName(one) })) },
    { field: 'actor.kind', label: actorKind, type: 'choice', choices: Object.entries(kinds).map(([value, label]) => ({ value, label })) },
  ]
}
