import { z } from 'zod'
import type { Actor } from '../../../core/kernel/actor.ts'
import type { House } from '../../../core/kernel/house.ts'
import type { RecordType } from '../../../core/kernel/record.ts'
import { CustomField } from '../../../core/modules/settings/records.ts'
import type { Kind } from './fields.ts'
import type { FieldShape } from './house/shape.ts'

/** A field that the admin declared, as far as this reader sees it. */
export type Custom = {
  record: string
  name: string
  kind: 'text' | 'number' | 'day' | 'yes_no' | 'choice'
  label_en: string
  label_ro: string
  required: boolean
  options: string[] | null
  filterable: boolean
}

const able: ReadonlySet<string> = new Set(CustomField.fields.shape.record.options)

/** The declared fields that this actor sees: of one record, or of all. */
export const customsOf = async (house: House, actor: Actor, record?: RecordType): Promise<Custom[]> => {
  if ((record && !able.has(record.name)) || !house.records.has(CustomField.name)) return []
  const { rows } = await house.db.raw<{ rows: Custom[] }>(
    `select record, name, kind, label_en, label_ro, required, options, filterable from custom_fields
     where archived_at is null and (:record::text is null or record = :record) and (:all or visible_to = 'contact') order by record, position, name`,
    { record: record?.name ?? null, all: actor.kind !== 'contact' },
  )
  // A field of our own that came to have the same name later goes first.
  return rows.filter(({ record: name, name: field }) => !(field in (house.records.get(name)?.fields.shape ?? {})))
}

const types: Readonly<Record<Custom['kind'], FieldShape['type']>> = {
  text: 'text',
  number: 'number',
  day: 'day',
  yes_no: 'flag',
  choice: 'choice',
}

export const labelOfCustom = ({ label_en, label_ro }: Custom, language: string) => (language === 'ro' ? label_ro : label_en)

/** The field as forms and lists show it. */
export const customShape = (custom: Custom, language: string): FieldShape => ({
  name: custom.name,
  label: labelOfCustom(custom, language),
  type: types[custom.kind],
  required: custom.required,
  ...(custom.kind === 'choice' && { choices: (custom.options ?? []).map((value) => ({ value, label: value })) }),
})

const kinds: Readonly<Record<Custom['kind'], Omit<Kind, 'nullable'>>> = {
  text: { type: 'string', schema: z.string() },
  choice: { type: 'string', schema: z.string() },
  day: { type: 'string', schema: z.iso.date() },
  number: { type: 'number', schema: z.number() },
  yes_no: { type: 'boolean', schema: z.boolean() },
}

/** The declared fields that a list can be filtered by. */
export const customFilters = (customs: readonly Custom[]): [string, Kind][] =>
  customs.filter(({ filterable }) => filterable).map(({ name, kind }) => [name, { ...kinds[kind], nullable: true, custom: true }])

/** What contacts see of `custom`, by row: colleagues have it in the row. */
export const customValues = async (house: House, actor: Actor, record: RecordType, customs: readonly Custom[], ids: readonly string[]) => {
  const values = new Map<string, Record<string, unknown>>()
  if (actor.kind !== 'contact' || !customs.length || !ids.length) return values
  const rows: { id: string; custom: Record<string, unknown> }[] = await house.db(record.table).select('id', 'custom').whereIn('id', ids)
  for (const { id, custom } of rows)
    values.set(id, Object.fromEntries(customs.flatMap(({ name }) => (custom[name] === undefined ? [] : [[name, custom[name]]]))))
  return values
}
