import type { Fields } from '../wire.ts'
import { fieldsOf, rowsOf, textOf } from '../wire.ts'
import type { Objection } from './judge.ts'

/** A template as its owner described it to Meta; approved at once here. */
export type Template = { id: string; name: string; language: string; category: string; status: 'APPROVED'; components: Fields[] }

/** A template filled in: what the phone shows. */
export type Filled = {
  header?: string
  body: string
  footer?: string
  document?: Fields
  buttons: { kind: string; text: string; url?: string; payload?: string }[]
}

export type Templates = ReturnType<typeof createTemplates>

const part = (components: Fields[], type: string) => components.find((one) => textOf(one.type).toUpperCase() === type)
const holes = (text: string) => new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1]))

const objection = (code: number, message: string, details: string): Objection => ({ code, message, details })

/** The templates of the account, with the checks Meta makes when one is created and when one is sent. */
export const createTemplates = () => {
  const kept = new Map<string, Template>()
  let next = 594_425_479_261_596

  const find = (name: string, language: string) => kept.get(`${name} ${language}`)

  /** Why Meta would not take it; undefined = taken and approved. */
  const create = (given: Fields): Template | Objection => {
    const invalid = (details: string) => objection(100, 'Invalid parameter', details)
    const name = textOf(given.name)
    const language = textOf(given.language)
    const components = rowsOf(given.components)
    const body = textOf(part(components, 'BODY')?.text)
    const header = part(components, 'HEADER')
    const footer = part(components, 'FOOTER')
    const buttons = rowsOf(part(components, 'BUTTONS')?.buttons)
    if (!/^[a-z0-9_]{1,512}$/.test(name)) return invalid('name: only lower-case letters, digits and underscores')
    if (!/^[a-z]{2,3}(_[A-Z]{2})?$/.test(language)) return invalid('language')
    if (!['UTILITY', 'MARKETING', 'AUTHENTICATION'].includes(textOf(given.category).toUpperCase())) return invalid('category')
    if (body === '' || body.length > 1_024) return invalid('body text must be 1 to 1024 characters')
    if (/^\s*\{\{|\}\}\s*$/.test(body)) return invalid('Variables cannot be at the start or the end of the body')
    if (textOf(header?.text).length > 60 || textOf(footer?.text).length > 60) return invalid('header and footer are at most 60 characters')
    if (buttons.length > 10 || buttons.some((one) => textOf(one.text) === '' || textOf(one.text).length > 25))
      return invalid('buttons: at most 10, of 25 characters')
    const count = holes(body).size
    const examples = rowsOf([fieldsOf(part(components, 'BODY')?.example)])[0]?.body_text
    if (count > 0 && (!Array.isArray(examples) || !Array.isArray(examples[0]) || examples[0].length !== count))
      return objection(100, 'Invalid parameter', `body needs an example with ${count} values (components[].example.body_text)`)
    if (find(name, language))
      return objection(100, 'Content in this language already exists', `There is already ${language} content for this template.`)
    const template: Template = {
      id: String(next++),
      name,
      language,
      category: textOf(given.category).toUpperCase(),
      status: 'APPROVED',
      components,
    }
    kept.set(`${name} ${language}`, template)
    return template
  }

  /** Fills a template for sending, or says why Meta would refuse it (132000, 132001, 132012, 132005). */
  const fill = (message: Fields): Filled | Objection => {
    const wish = fieldsOf(message.template)
    const name = textOf(wish.name)
    const language = textOf(fieldsOf(wish.language).code)
    const template = find(name, language)
    if (!template)
      return objection(132001, 'Template name does not exist in the translation', `template name (${name}) does not exist in ${language}`)
    const given = rowsOf(wish.components)
    const parameters = (type: string) => rowsOf(given.find((one) => textOf(one.type).toLowerCase() === type)?.parameters)
    const bodyText = textOf(part(template.components, 'BODY')?.text)
    const values = parameters('body')
    const wanted = holes(bodyText).size
    if (values.length !== wanted)
      return objection(
        132000,
        'Number of parameters does not match the expected number of params',
        `body: number of localizable_params (${values.length}) does not match the expected number of params (${wanted})`,
      )
    const blank = values.find((one) => one.type === 'text' && (textOf(one.text).trim() === '' || /[\n\t]| {5}/.test(textOf(one.text))))
    if (blank)
      return objection(
        132018,
        'There is an issue with the parameters in your template',
        'Param text cannot be empty or have new-line/tab characters or more than 4 consecutive spaces',
      )
    const worth = (one: Fields | undefined) => textOf(one?.text) || textOf(fieldsOf(one?.[textOf(one?.type)]).fallback_value)
    const put = (text: string, list: Fields[]) =>
      text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, hole: string) =>
        worth(list.find((one) => one.parameter_name === hole) ?? list[Number(hole) - 1]),
      )
    const body = put(bodyText, values)
    if (body.length > 1_024) return objection(132005, 'Translated text too long', 'body')
    const header = part(template.components, 'HEADER')
    const format = textOf(header?.format).toLowerCase()
    const shown = parameters('header')
    if (['document', 'image', 'video'].includes(format) && shown[0]?.type !== format)
      return objection(
        132012,
        'Parameter format does not match format in the created template',
        `header: Format mismatch, expected ${format.toUpperCase()}, received ${textOf(shown[0]?.type).toUpperCase() || 'UNKNOWN'}`,
      )
    if (format === 'text' && shown.length !== holes(textOf(header?.text)).size)
      return objection(132000, 'Number of parameters does not match the expected number of params', 'header')
    const pressed = given.filter((one) => textOf(one.type).toLowerCase() === 'button')
    const buttons = rowsOf(part(template.components, 'BUTTONS')?.buttons).map((button, index) => {
      const parameter = rowsOf(pressed.find((one) => textOf(one.index) === String(index))?.parameters)[0]
      const text = textOf(button.text)
      if (textOf(button.type).toUpperCase() === 'URL')
        return { kind: 'url', text, url: textOf(button.url).replace(/\{\{1\}\}/, textOf(parameter?.text)) }
      return { kind: 'reply', text, payload: textOf(parameter?.payload) || text }
    })
    const document = ['document', 'image', 'video'].includes(format) ? fieldsOf(shown[0]?.[format]) : undefined
    const footer = textOf(part(template.components, 'FOOTER')?.text)
    return {
      body,
      buttons,
      ...(format === 'text' ? { header: put(textOf(header?.text), shown) } : {}),
      ...(footer ? { footer } : {}),
      ...(document ? { document: { ...document, kind: format } } : {}),
    }
  }

  return {
    create,
    fill,
    list: (name?: string) => [...kept.values()].filter((one) => name === undefined || one.name === name),
    remove: (name: string) => {
      for (const [key, one] of kept) if (one.name === name) kept.delete(key)
    },
    clear: () => kept.clear(),
  }
}
