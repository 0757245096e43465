import type { Document, Operation } from '../openapi/document.ts'
import type { Schema } from '../openapi/schemas.ts'

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const safe = (text: unknown) => String(text).replace(/[&<>"']/g, (character) => escapes[character]!)
const code = (text: unknown) => `<code>${safe(text)}</code>`
/** Text in which `words` stand for code. */
const prose = (text: unknown) => safe(text ?? '').replace(/`([^`]+)`/g, '<code>$1</code>')
const slug = (text: string) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-')

const asSchema = (value: unknown) => (typeof value === 'object' && value !== null ? (value as Schema) : {})
const nameOf = (ref: unknown) => String(ref).split('/').at(-1)!

/** What a value looks like, in a few words. */
const kindOf = (given: unknown): string => {
  const schema = asSchema(given)
  if (String(schema.$ref).endsWith('.input')) return 'object, as below'
  if (schema.$ref) return `<a href="#schema-${slug(nameOf(schema.$ref))}">${safe(nameOf(schema.$ref))}</a>`
  if ('const' in schema) return code(JSON.stringify(schema.const))
  if (Array.isArray(schema.enum)) return schema.enum.map((one) => code(one)).join(' | ')
  const either = schema.anyOf ?? schema.oneOf
  if (Array.isArray(either)) return either.map(kindOf).join(' | ')
  if (schema.type === 'array') return `list of ${kindOf(schema.items)}`
  const types = [schema.type ?? 'anything'].flat().map(safe).join(' | ')
  return schema.format ? `${types} (${safe(schema.format)})` : types
}

const bounds: Readonly<Record<string, string>> = {
  minimum: 'at least',
  maximum: 'at most',
  minLength: 'at least … characters',
  maxLength: 'at most … characters',
  minItems: 'at least … items',
  maxItems: 'at most … items',
}

const limitsOf = (schema: Schema) =>
  Object.entries(bounds).flatMap(([keyword, words]) => {
    const value = schema[keyword]
    if (typeof value !== 'number' || Math.abs(value) >= Number.MAX_SAFE_INTEGER) return []
    return [words.includes('…') ? words.replace('…', String(value)) : `${words} ${value}`]
  })

const row = (name: string, schema: unknown, isRequired: boolean, more = '') => {
  const { description, default: usual } = asSchema(schema)
  const notes = [
    prose(more || description),
    safe(limitsOf(asSchema(schema)).join(', ')),
    usual === undefined || usual === null ? '' : `default ${code(JSON.stringify(usual))}`,
  ]
  return `<tr><th scope="row">${code(name)}${isRequired ? ' <b>required</b>' : ''}</th><td>${kindOf(schema)}</td><td>${notes.filter(Boolean).join('; ')}</td></tr>`
}

const table = (rows: readonly string[]) =>
  rows.length ? `<div class="wide" tabindex="0"><table><tbody>${rows.join('\n')}</tbody></table></div>` : ''

const fieldsOf = (schema: Schema): string => {
  const required = Array.isArray(schema.required) ? schema.required : []
  const fields = Object.entries(asSchema(schema.properties)).map(([name, field]) => row(name, field, required.includes(name)))
  return fields.length ? table(fields) : `<p>${kindOf(schema)}</p>`
}

const example = (value: unknown) => (value === undefined ? '' : `<pre tabindex="0">${safe(JSON.stringify(value, null, 2))}</pre>`)
const contentOf = (holder: unknown, type: string) => asSchema(asSchema(asSchema(holder).content)[type])

/** The whole document as one page that needs no script, no font and no other server. */
export const docsPage = (document: Document): string => {
  const parameterAt = (given: object): Schema => {
    const { $ref } = given as Schema
    return $ref ? asSchema((document.components.parameters as Record<string, object>)[nameOf($ref)]) : (given as Schema)
  }
  const answerAt = (given: object): Schema => {
    const { $ref } = given as Schema
    return $ref ? asSchema((document.components.responses as Record<string, object>)[nameOf($ref)]) : (given as Schema)
  }

  const parametersOf = ({ parameters = [] }: Operation) => {
    const rows = parameters.map(parameterAt).map((one) => {
      const content = contentOf(one, 'application/json')
      return row(
        String(one.name),
        one.schema ?? content.schema,
        one.required === true,
        [one.description, `In the ${one.in}.`].filter(Boolean).join(' '),
      )
    })
    return rows.length ? `<h4>Parameters</h4>${table(rows)}` : ''
  }
  const bodyOf = ({ requestBody }: Operation) => {
    if (!requestBody) return ''
    const { schema, example: shown } = contentOf(requestBody, 'application/json')
    return `<h4>Body</h4>${fieldsOf(asSchema(schema))}${inputOf(asSchema(schema))}${example(shown)}`
  }
  const inputOf = (body: Schema) => {
    const { $ref } = asSchema(asSchema(body.properties).input)
    const input = $ref ? asSchema(document.components.schemas[nameOf($ref)]) : {}
    return Object.keys(asSchema(input.properties)).length ? `<h4>Input</h4>${fieldsOf(input)}` : ''
  }
  const answersOf = ({ responses }: Operation) => {
    const rows = Object.entries(responses).map(([status, given]) => {
      const answer = answerAt(given)
      const { schema } = contentOf(answer, Object.keys(asSchema(answer.content))[0] ?? '')
      return `<tr><th scope="row">${code(status)}</th><td>${prose(answer.description)}</td><td>${schema ? kindOf(schema) : ''}</td></tr>`
    })
    return `<h4>Answers</h4>${table(rows)}${example(contentOf(responses['200'], 'application/json').example)}`
  }
  const operation = (path: string, verb: string, one: Operation) =>
    `<details><summary><span class="verb ${verb}">${verb.toUpperCase()}</span> <code>/api${safe(path)}</code> <span>${safe(one.summary)}</span></summary>
<div id="${safe(slug(one.operationId))}"><p>${prose(one.description)}</p>${parametersOf(one)}${bodyOf(one)}${answersOf(one)}</div></details>`

  const all = Object.entries(document.paths).flatMap(([path, { get, post, patch, delete: gone }]) => [
    ...(get ? [{ path, verb: 'get', one: get }] : []),
    ...(post ? [{ path, verb: 'post', one: post }] : []),
    ...(patch ? [{ path, verb: 'patch', one: patch }] : []),
    ...(gone ? [{ path, verb: 'delete', one: gone }] : []),
  ])
  const sections = document.tags.flatMap(({ name }) => {
    const mine = all.filter(({ one }) => one.tags.includes(name))
    return mine.length
      ? [
          `<section><h2 id="${slug(name)}">${safe(name)}</h2>${mine.map(({ path, verb, one }) => operation(path, verb, one)).join('\n')}</section>`,
        ]
      : []
  })
  const schemas = Object.entries(document.components.schemas)
    .filter(([name]) => !name.endsWith('.input'))
    .map(
      ([name, schema]) =>
        `<details><summary>${code(name)}</summary><div id="schema-${slug(name)}"><p>${prose(schema.description)}</p>${fieldsOf(schema)}</div></details>`,
    )
  const tags = document.tags.map(({ name }) => `<li><a href="#${slug(name)}">${safe(name)}</a></li>`)

  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${safe(document.info.title)}: the API</title>
<link rel="stylesheet" href="/api/docs/style.css">
</head>
<body>
<header>
<h1>${safe(document.info.title)}: the API</h1>
${document.info.description
  .split('\n\n')
  .map((paragraph) => `<p>${prose(paragraph)}</p>`)
  .join('\n')}
<p>Send a token with each request: <code>Authorization: Bearer parley_…</code>. The same for programs: <a href="/api/v1/openapi.json">openapi.json</a>.</p>
<nav aria-label="Parts"><ul>${tags.join('')}<li><a href="#schemas">Schemas</a></li></ul></nav>
</header>
<main>
${sections.join('\n')}
<section><h2 id="schemas">Schemas</h2>${schemas.join('\n')}</section>
</main>
</body>
</html>
`
}
