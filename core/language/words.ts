import { IntlMessageFormat } from 'intl-messageformat'
import { localeOf } from './money.ts'

/** Texts by language and key, in ICU message syntax. English is always there and is what others fall back to. */
export type Catalogue<Key extends string> = { readonly en: Readonly<Record<Key, string>> } & {
  readonly [language: string]: Readonly<Partial<Record<Key, string>>>
}

/** What may be put into a text. It is inserted as it is: braces and tags in it mean nothing. */
export type WordValues = Readonly<Record<string, string | number | bigint | boolean | Date | null | undefined>>

/** Says a text in a language. Throws UnknownWords for a key that is nowhere and an error for a value that is missing. */
export type Say<Key extends string> = (key: Key, values: WordValues, language: string) => string

export class UnknownWords extends Error {
  override name = 'UnknownWords'
}

const compiledAtMost = 2000

/** Makes the `say` of a catalogue. Each text is compiled once per language, when it is first said. */
export const messages = <const Key extends string>(catalogue: Catalogue<Key>): Say<Key> => {
  const compiled = new Map<string, IntlMessageFormat>()
  return (key, values, language) => {
    const { text, spoken } = find(catalogue, key, language)
    const id = `${spoken} ${key}`
    let message = compiled.get(id)
    if (!message) {
      message = compile(text, spoken)
      if (compiled.size >= compiledAtMost) compiled.delete(compiled.keys().next().value ?? '')
      compiled.set(id, message)
    }
    return String(message.format(textOnly(values)))
  }
}

// Tags are plain text for us: a customer called "<b>" stays that.
const compile = (text: string, language: string) => new IntlMessageFormat(text, localeOf(language), undefined, { ignoreTag: true })

const find = <Key extends string>(catalogue: Catalogue<Key>, key: Key, language: string) => {
  for (const spoken of [language, language.split(/[-_]/)[0] ?? '', 'en']) {
    const texts = Object.hasOwn(catalogue, spoken) ? catalogue[spoken] : undefined
    const text = texts && Object.hasOwn(texts, key) ? texts[key] : undefined
    if (text !== undefined) return { text, spoken }
  }
  throw new UnknownWords(`No words for "${key}", not even in English`)
}

const textOnly = (values: WordValues) => {
  const plain: Record<string, string | number | bigint | boolean | Date> = {}
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined) plain[name] = ''
    else if (typeof value === 'object' && !(value instanceof Date)) throw new TypeError(`The value "${name}" is not text`)
    else if (typeof value === 'function') throw new TypeError(`The value "${name}" is not text`)
    else plain[name] = value
  }
  return plain
}

type Part = ReturnType<IntlMessageFormat['getAst']>[number]

const placeholdersOf = (parts: readonly Part[], found = new Set<string>()): Set<string> => {
  for (const part of parts) {
    if ('value' in part && part.type !== 0) found.add(part.value)
    if ('options' in part) for (const option of Object.values(part.options)) placeholdersOf(option.value, found)
  }
  return found
}

/** What is wrong between the languages of a catalogue: missing keys, unknown keys, placeholders that differ, texts that do not parse. */
export const catalogueProblems = (catalogue: Catalogue<string>): string[] => {
  const problems: string[] = []
  const names = (language: string, key: string, text: string) => {
    try {
      return [...placeholdersOf(compile(text, language).getAst())].sort().join(', ')
    } catch (error) {
      problems.push(`${language} ${key} does not parse: ${error instanceof Error ? error.message : String(error)}`)
      return null
    }
  }
  const english = new Map(Object.entries(catalogue.en).map(([key, text]) => [key, names('en', key, text)]))
  for (const [language, texts] of Object.entries(catalogue)) {
    if (language === 'en') continue
    for (const key of english.keys()) if (!Object.hasOwn(texts, key)) problems.push(`${language} lacks ${key}`)
    for (const [key, text] of Object.entries(texts)) {
      if (!english.has(key)) problems.push(`${language} has ${key}, which English lacks`)
      const here = names(language, key, text ?? '')
      const there = english.get(key)
      if (typeof there === 'string' && here !== null && here !== there)
        problems.push(`${language} ${key} takes (${here}), English takes (${there})`)
    }
  }
  return problems
}
