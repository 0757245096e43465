import { labelOfChoice } from '../../../bots/texts/labels.ts'
import { bare } from '../../../core/kernel/fields.ts'
import type { RecordType } from '../../../core/kernel/record.ts'
import { formatDate, formatDateTime, formatMoney, formatPermille, formatQuantity, formatUnitPrice } from '../../../core/language/money.ts'
import { schemaOf } from './fields.ts'
import { shapeOf } from './house/shape.ts'

type Words = { language: 'en' | 'ro'; currency: string; titles: ReadonlyMap<string, string>; zone: string }

/** A value of a field as a person reads it; a structure stays JSON. Null where there is none. */
export const inWords = (record: RecordType, field: string, value: unknown, { language, currency, titles, zone }: Words): string | null => {
  if (value === null || value === undefined || value === '') return null
  const schema = schemaOf(record, field)
  if (!schema) return plain(value)
  const { type } = shapeOf(record.name, field, bare(schema), language)
  const isNumber = typeof value === 'number'
  if (type === 'money' && isNumber) return formatMoney(value, currency, language)
  if (type === 'priceE4' && isNumber) return formatUnitPrice(value, currency, language)
  if (type === 'milli' && isNumber) return formatQuantity(value, language)
  if (type === 'percent' && isNumber) return formatPermille(value, language)
  if (type === 'day') return formatDate(String(value), language)
  if (type === 'instant') return formatDateTime(new Date(String(value)), language, zone)
  if (type === 'flag') return labelOfChoice(record.name, field, value ? 'yes' : 'no', language)
  if (type === 'choice') return labelOfChoice(record.name, field, String(value), language)
  if (type === 'many' && Array.isArray(value))
    return value.map((one) => labelOfChoice(record.name, field, String(one), language)).join(', ')
  return titles.get(String(value)) ?? plain(value)
}

const plain = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value))
