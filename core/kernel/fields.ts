import { z } from 'zod'

declare module 'zod' {
  interface GlobalMeta {
    /** Who sees this field: everybody on the staff, the contact too, holders of a named permission, or nobody at all. (Default: 'staff') */
    seenBy?: 'staff' | 'contact' | 'nobody' | `${string}.${string}`
    label?: string
    /** The value tells about a person: names the field that holds the contact's id (or 'id'). Sealed in event bodies. */
    personal?: string
    /** Where this id points: the record's name. */
    record?: string
    /** Column type where it is not told by the schema. */
    column?: 'date' | 'timestamptz'
    [key: string]: unknown
  }
}

/** An optional value: null in the table, may be left out on creation. */
export const maybe = <S extends z.ZodType>(schema: S) => schema.nullable().default(null as never)

/** A day, `YYYY-MM-DD`. */
export const day = () => z.iso.date()
/** An instant. JSON: ISO 8601 in UTC. */
export const instant = () => z.date()
/** Integer minor units of a currency that stands beside it. */
export const minor = () => z.int()
/** Integer ten-thousandths of a currency unit. */
export const priceE4 = () => z.int().min(0)
/** Integer thousandths of a unit. */
export const milli = () => z.int()
/** An id of another record. */
export const ref = (record: string) => z.uuid().meta({ record })

/** The meta of a field, looking through optional and default wrappers. */
export const metaOf = (schema: z.ZodType): z.core.GlobalMeta => {
  const own = schema.meta() ?? {}
  const inner = (schema as { def?: { innerType?: z.ZodType } }).def?.innerType
  return inner ? { ...metaOf(inner), ...own } : own
}

/** The bare schema under optional, nullable and default wrappers. */
export const bare = (schema: z.ZodType): z.ZodType => {
  const inner = (schema as { def?: { innerType?: z.ZodType } }).def?.innerType
  return inner ? bare(inner) : schema
}
