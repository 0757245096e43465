import { z } from 'zod'

/** A JSON Schema, as OpenAPI 3.1 takes it. */
export type Schema = { [keyword: string]: unknown }
export const refTo = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

/** What our declarations say beside the shape, and a caller has no use for. */
const OURS = ['$schema', '$defs', 'seenBy', 'personal', 'column', 'json']
/** Keywords under which names stand that somebody chose. */
const MAPS = ['properties', 'patternProperties']

/** A zod schema as JSON Schema, days and instants as text. `input`: as a caller sends it; `output`: as rows hold it. */
export const jsonSchemaOf = (schema: z.ZodType, io: 'input' | 'output'): Schema =>
  z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
    },
  }) as Schema

/** The schemas of the document by name. What refers to itself is lifted out, so that every `$ref` holds from the document's root. */
export const makeComponents = () => {
  const schemas: Record<string, Schema> = {}
  const put = (name: string, schema: Schema): Schema => {
    const inner = (schema.$defs ?? {}) as Record<string, Schema>
    for (const [one, definition] of Object.entries(inner)) schemas[`${name}.${one}`] = tidy(definition, name)
    schemas[name] = tidy(schema, name)
    return refTo(name)
  }
  return { schemas, put, plain: (name: string, schema: Schema) => tidy(schema, name) }
}

const tidy = (schema: Schema, name: string): Schema =>
  Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
      if (OURS.includes(keyword)) return []
      if (keyword === '$ref') return [[keyword, lifted(String(value), name)]]
      if (keyword === 'label') return [['title', value]]
      if (keyword === 'record') return [['x-record', value]]
      if (MAPS.includes(keyword))
        return [[keyword, Object.fromEntries(Object.entries(value as Schema).map(([one, inner]) => [one, tidyAny(inner, name)]))]]
      return [[keyword, ['default', 'const', 'enum', 'examples', 'required'].includes(keyword) ? value : tidyAny(value, name)]]
    }),
  )

const tidyAny = (value: unknown, name: string): unknown => {
  if (Array.isArray(value)) return value.map((one) => tidyAny(one, name))
  return typeof value === 'object' && value !== null ? tidy(value as Schema, name) : value
}

const lifted = (ref: string, name: string) => {
  if (ref === '#') return `#/components/schemas/${name}`
  return ref.replace(/^#\/\$defs\//, `#/components/schemas/${name}.`)
}
