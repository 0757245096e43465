import type { Issue } from '../../shared/api.ts'
import type { Field, Schema } from '../../shared/house.ts'

export type Values = Readonly<Record<string, unknown>>

/** Nothing was filled in. `false` and 0 are something. */
export const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || Number.isNaN(value) || (Array.isArray(value) && value.length === 0)

const takesNull = (schema: Schema | undefined): boolean => {
  if (!schema) return false
  if (schema.type === 'null' || (Array.isArray(schema.type) && schema.type.includes('null'))) return true
  return [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].some(takesNull)
}
const takesEmptyList = (schema: Schema | undefined) => schema?.type === 'array' && !schema.minItems

/** Which of these fields must be filled in and are not. A list or a flag may be empty. */
export const missingIn = (fields: readonly Field[], values: Values, input: Schema): readonly string[] =>
  fields
    .filter(({ name, required, type }) => {
      const value = values[name]
      if (Number.isNaN(value)) return true
      return required && type !== 'flag' && isEmpty(value) && !takesEmptyList(input.properties?.[name])
    })
    .map(({ name }) => name)

/** The input of a call from what a form holds: what is empty is left out, or said to be empty where that changes something. */
export const inputFrom = (schema: Schema, values: Values, isChange: boolean): Values =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, unknown][] => {
      const property = schema.properties?.[name]
      if (property?.type === 'boolean' && value === undefined) return isChange ? [] : [[name, false]]
      if (!isEmpty(value)) return [[name, value]]
      if (Array.isArray(value) && takesEmptyList(property)) return [[name, []]]
      if (takesEmptyList(property) && schema.required?.includes(name)) return [[name, []]]
      return isChange && takesNull(property) ? [[name, null]] : isChange && property?.type === 'string' ? [[name, '']] : []
    }),
  )

/** What is wrong at a path, or inside of it where that path has no place of its own. */
export const issueAt = (issues: readonly Issue[], path: string): string | undefined => {
  const bare = (given: string) => given.replace(/^input\./, '')
  const exact = issues.find((issue) => bare(issue.path) === path)
  return (exact ?? issues.find((issue) => bare(issue.path).startsWith(`${path}.`)))?.message
}
