import { z } from 'zod'
import type { Actor } from '../../../core/kernel/actor.ts'
import { bare } from '../../../core/kernel/fields.ts'
import { fieldsSeenBy } from '../../../core/kernel/reads.ts'
import { columnsOf, type RecordType } from '../../../core/kernel/record.ts'
import { fault } from '../fault.ts'

/** What a field holds that one plain value can be compared with. */
export type Kind = {
  type: 'string' | 'enum' | 'literal' | 'number' | 'boolean' | 'date'
  schema: z.ZodType
  nullable: boolean
  custom?: true
}

const KINDS: readonly string[] = ['string', 'enum', 'literal', 'number', 'boolean', 'date'] satisfies Kind['type'][]
const own: Readonly<Record<string, z.ZodType>> = {
  id: z.uuid(),
  version: z.int(),
  createdAt: z.date(),
  archivedAt: z.date().nullable(),
  custom: z.record(z.string(), z.unknown()),
}

/** The schema of a field as rows have it. */
export const schemaOf = (record: RecordType, field: string): z.ZodType | null =>
  (record.fields.shape as unknown as Record<string, z.ZodType | undefined>)[field] ?? own[field] ?? null

const kindOf = (record: RecordType, field: string): Kind | null => {
  const schema = schemaOf(record, field)
  if (!schema || field === 'archivedAt') return null
  const { type } = bare(schema).def
  if (!KINDS.includes(type)) return null
  return { type: type as Kind['type'], schema: bare(schema), nullable: schema.safeParse(null).success }
}

const kindsOf = (record: RecordType, fields: readonly string[]): Map<string, Kind> =>
  new Map(
    fields.flatMap((field) => {
      const kind = kindOf(record, field)
      return kind ? [[field, kind] as const] : []
    }),
  )

/** Fields of this record that this actor may see and that one plain value can be compared with. */
export const filtersFor = (record: RecordType, actor: Actor): Map<string, Kind> => kindsOf(record, fieldsSeenBy(record, actor))

/** Fields that some token or other may see. */
export const shownFields = (record: RecordType): string[] => columnsOf(record).filter((field) => record.seenBy[field] !== 'nobody')

/** Fields that some token or other may compare. */
export const allFilters = (record: RecordType): Map<string, Kind> => kindsOf(record, shownFields(record))

export const fitsField = ({ schema }: Kind, value: unknown) => schema.safeParse(value).success

/** Is it text that may hold anything, rather than a day or an id? */
export const isText = ({ type, schema }: Kind) =>
  type === 'enum' ||
  (type === 'string' && !['uuid', 'guid', 'date', 'datetime', 'time'].includes(String((schema.def as { format?: string }).format)))

export const isInstant = (text: string) => /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text)

/** 400 for a parameter whose value is not what it should be. */
export const unfit = (name: string, should: string) =>
  fault(400, 'query.unfit', 'The parameter {name} should be {should}.', { name: name.slice(0, 60), should })

/** 400 that names what is not known here (a hidden field is not known either), and what is. */
export const unknown = (strange: readonly string[], known: readonly string[]) =>
  fault(400, 'query.unknown', 'Not known here: {names}. Known: {known}.', {
    names: strange
      .slice(0, 10)
      .map((name) => name.slice(0, 60))
      .join(', '),
    known: known.join(', '),
  })
