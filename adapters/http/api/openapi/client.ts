import type { Document, Operation } from './document.ts'
import type { Schema } from './schemas.ts'

const HEAD =
  '// Made from the OpenAPI document by `npm run api:client`; a test holds that it is up to date.\n// biome-ignore-all format: it is not written by people\n'

type Method = 'get' | 'post' | 'patch' | 'delete'

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const nameOf = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name))

/** A JSON Schema as a TypeScript type; what says nothing is unknown. */
export const typeOf = (schema: Schema | undefined): string => {
  if (!schema) return 'unknown'
  if (typeof schema.$ref === 'string') return `Schemas[${quoted(schema.$ref.replace('#/components/schemas/', ''))}]`
  if (schema.const !== undefined) return literal(schema.const)
  if (Array.isArray(schema.enum)) return schema.enum.map(literal).join(' | ')
  const several = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined
  if (several) return [...new Set(several.map((one) => inParts(typeOf(one))))].join(' | ')
  if (schema.allOf) return (schema.allOf as Schema[]).map((one) => inParts(typeOf(one))).join(' & ')
  const types = Array.isArray(schema.type) ? (schema.type as string[]) : [schema.type as string | undefined]
  return [...new Set(types.map((type) => typeCalled(type, schema)))].join(' | ')
}

const inParts = (type: string) => (/ [|&] /.test(type) && !/^[[{].*[\]}]$/.test(type) ? `(${type})` : type)
const literal = (value: unknown) => (typeof value === 'string' ? quoted(value) : String(value))

const typeCalled = (type: string | undefined, schema: Schema): string => {
  if (type === 'string') return 'string'
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'boolean') return 'boolean'
  if (type === 'null') return 'null'
  if (type === 'array') return `readonly ${wrapped(typeOf(schema.items as Schema | undefined))}[]`
  if (type === 'object') return objectOf(schema)
  return 'unknown'
}

const wrapped = (type: string) => (/^[\w[\]'.]+$/.test(type) ? type : `(${type})`)

const objectOf = ({ properties = {}, required = [], additionalProperties }: Schema): string => {
  const needed = required as string[]
  const fields = Object.entries(properties as Record<string, Schema>).map(
    ([name, schema]) => `${nameOf(name)}${needed.includes(name) ? '' : '?'}: ${typeOf(schema)}`,
  )
  if (fields.length) return `{ ${fields.join('; ')} }`
  if (typeof additionalProperties === 'object') return `Readonly<Record<string, ${typeOf(additionalProperties as Schema)}>>`
  return additionalProperties === false ? 'Readonly<Record<string, never>>' : 'Readonly<Record<string, unknown>>'
}

/** The shapes of the document by name, as one interface. */
export const schemasText = (document: Document): string => {
  const entries = Object.entries(document.components.schemas as Record<string, Schema>).sort(([one], [other]) => (one < other ? -1 : 1))
  return `${HEAD}\nexport interface Schemas {\n${entries.map(([name, schema]) => `  ${nameOf(name)}: ${typeOf(schema)}`).join('\n')}\n}\n`
}

type Body = { content?: Record<string, { schema?: Schema }> }
type Parameter = { $ref?: string; name?: string; in?: string; required?: boolean; schema?: Schema; content?: object }

/** The operations of the document: what each path takes and answers, actions by their names. */
export const operationsText = (document: Document): string => {
  const common = document.components.parameters as unknown as Record<string, Parameter>
  const actions: string[] = []
  const methods: Record<Method, string[]> = { get: [], post: [], patch: [], delete: [] }
  for (const [path, operations] of Object.entries(document.paths).sort(([one], [other]) => (one < other ? -1 : 1)))
    for (const [method, operation] of Object.entries(operations) as [Method, Operation][]) {
      const here = path.replace(/^\/v1/, '') || '/'
      if (here.startsWith('/actions/')) {
        actions.push(`  ${quoted(here.slice(9))}: ${inputOf(operation)}`)
        continue
      }
      const parts = [`query: ${queryOf(operation, common)}`, ...bodyOf(operation), `answer: ${answerOf(operation)}`]
      methods[method].push(`  ${quoted(here)}: { ${parts.join('; ')} }`)
    }
  const list = (name: string, rows: readonly string[]) => `export interface ${name} {\n${rows.join('\n')}\n}\n`
  return [
    `${HEAD}import type { Schemas } from './schemas.ts'\n`,
    `/** The parameters of every list: its filters by the names of fields, and these. */\nexport type ListQuery = { after?: string; limit?: number; q?: string; sort?: string; titles?: '0' | '1'; where?: string } & Readonly<Record<string, string | number | boolean | null | undefined>>\n`,
    `/** The inputs of actions, by name. */\n${list('Actions', actions)}`,
    ...(Object.keys(methods) as Method[]).map(
      (method) =>
        `/** What can be asked by ${method.toUpperCase()}. */\n${list(`${method[0]!.toUpperCase()}${method.slice(1)}s`, methods[method])}`,
    ),
  ].join('\n')
}

const inputOf = ({ requestBody }: Operation) => {
  const body = (requestBody as Body | undefined)?.content?.['application/json']?.schema
  return typeOf((body?.properties as Record<string, Schema> | undefined)?.input)
}

const bodyOf = ({ requestBody }: Operation): string[] => {
  if (!requestBody) return []
  const content = (requestBody as Body).content ?? {}
  return [`body: ${content['application/json'] ? typeOf(content['application/json'].schema) : 'Blob | FormData'}`]
}

const queryOf = ({ parameters = [] }: Operation, common: Record<string, Parameter>) => {
  const all = (parameters as Parameter[])
    .map((one) => (one.$ref ? common[one.$ref.split('/').at(-1)!]! : one))
    .filter((one) => one.in === 'query')
  if (all.some(({ name }) => name === 'sort')) return 'ListQuery'
  if (!all.length) return 'Readonly<Record<string, never>>'
  return `{ ${all.map(({ name, required, schema }) => `${nameOf(name!)}${required ? '' : '?'}: ${typeOf(schema)}`).join('; ')} }`
}

const answerOf = ({ responses }: Operation) => {
  const content = (responses['200'] as Body | undefined)?.content
  if (!content) return 'undefined'
  return content['application/json'] ? typeOf(content['application/json'].schema) : 'string'
}
