import type { Actor } from '../../core/kernel/actor.ts'
import { fieldsSeenBy } from '../../core/kernel/reads.ts'
import type { RecordType } from '../../core/kernel/record.ts'

/** The one serialiser of rows: the fields this actor may see, in the record's order; instants as ISO 8601 in UTC, absent values as null. */
export const shownTo = (record: RecordType, actor: Actor) => {
  const fields = fieldsSeenBy(record, actor)
  return (row: object): Record<string, unknown> =>
    Object.fromEntries(fields.map((field) => [field, jsonOf((row as Record<string, unknown>)[field])]))
}

const jsonOf = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : (value ?? null))
