import type { Knex } from 'knex'
import { Invalid } from './errors.ts'
import { sentence } from './sentence.ts'

type Declared = { name: string; kind: 'text' | 'number' | 'day' | 'yes_no' | 'choice'; required: boolean; options: string[] | null }

const fits = ({ kind, options }: Declared, value: unknown) => {
  if (kind === 'number') return typeof value === 'number' && Number.isFinite(value)
  if (kind === 'yes_no') return typeof value === 'boolean'
  if (kind === 'day') return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
  if (kind === 'choice') return typeof value === 'string' && (options ?? []).includes(value)
  return typeof value === 'string' && value.length <= 2000
}

/** Checks the values of fields that the admin declared for a record (`custom_fields`). Unknown names and wrong types are refused. */
export const checkCustom = async (db: Knex, record: string, given: unknown): Promise<Record<string, unknown>> => {
  if (given === undefined || given === null) return {}
  const values = given as Record<string, unknown>
  if (typeof given !== 'object' || Array.isArray(given)) throw wrong(record, 'custom')
  if (!Object.keys(values).length) return {}
  const declared: Declared[] = await db('custom_fields').where({ record })
  for (const [name, value] of Object.entries(values)) {
    const field = declared.find((one) => one.name === name)
    if (!field || (value !== null && !fits(field, value)) || (value === null && field.required)) throw wrong(record, name)
  }
  return values
}

const wrong = (record: string, name: string) =>
  new Invalid([], sentence('custom.unfit', 'The field “{name}” of {record} is not declared, or its value does not fit.', { name, record }))
