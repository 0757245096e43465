import { ChannelError, type Form, type FormField } from '../../bots/channel.ts'
import { type Action, type Card, cardOf, deed, type Element, type Input } from './card.ts'
import { cut } from './cut.ts'
import { limits, sizeOf } from './limits.ts'
import { markdown, unmarked } from './markup.ts'
import type { TeamsWords } from './words.ts'

/** What stands before the names of our fields, so that no field can be mistaken for the data of a button. */
const mark = 'f:'

export type FormView = {
  words: TeamsWords
  /** Our id of the message whose card gives its place to the form. */
  message?: string | undefined
  /** What is wrong, by field. */
  errors?: Record<string, string>
  /** What was typed so far. */
  values?: Record<string, string>
  /** The form stands in the place of a card that can come back. */
  canGoBack?: boolean
}

/** A form inside a card. Throws ChannelError `refused` for a form that Teams has no room for. */
export const renderForm = (form: Form, view: FormView): Card => {
  const { body, actions } = formParts(form, view)
  const card = cardOf(
    [
      {
        type: 'TextBlock',
        text: markdown(cut(unmarked(form.title), limits.title)),
        wrap: true,
        size: 'Large',
        weight: 'Bolder',
        style: 'heading',
      },
      ...body,
    ],
    actions,
  )
  if (sizeOf(card) > limits.messageBytes)
    throw new ChannelError('refused', 'form_too_large', `The form ${form.title} is larger than Teams can show.`)
  return card
}

/** The fields and buttons of a form. The form itself travels along, so that it can be shown again with what is wrong. */
export const formParts = (
  form: Form,
  { words, message, errors = {}, values, canGoBack = false }: FormView,
): { body: Element[]; actions: Action[] } => {
  const elsewhere = Object.entries(errors).flatMap(([name, text]) => (form.fields.some((field) => field.name === name) ? [] : [text]))
  const wrong = (text: string): Element => ({
    type: 'TextBlock',
    text: markdown(text),
    wrap: true,
    color: 'Attention',
    weight: 'Bolder',
    spacing: 'Small',
  })
  const kept = { form: form.id, asked: form, ...(message ? { message } : {}) }
  return {
    body: [
      ...(form.intro ? [{ type: 'TextBlock' as const, text: markdown(cut(form.intro, limits.text)), wrap: true as const }] : []),
      ...elsewhere.map(wrong),
      ...form.fields.flatMap((field) => [
        input(values ? { ...field, value: values[field.name] ?? '' } : field),
        ...(errors[field.name] ? [wrong(errors[field.name]!)] : []),
      ]),
    ],
    actions: [
      deed('form', cut(unmarked(form.submit), limits.actionTitle), kept, { tone: 'primary', inputs: true }),
      ...(canGoBack ? [deed('show', cut(unmarked(form.cancel) || words.back, limits.actionTitle), message ? { message } : {})] : []),
    ],
  }
}

const input = (field: FormField): Input => {
  const { name, kind, required, value, hint } = field
  const label = cut(unmarked(field.label), limits.label) || name
  const common = { id: `${mark}${name}`, label, ...(required ? { isRequired: true, errorMessage: label } : {}) }
  const placeholder = hint ? { placeholder: cut(unmarked(hint), limits.label) } : {}
  switch (kind) {
    case 'number':
      // A text: people write 12,5 and the desk reads both.
      return { type: 'Input.Text', ...common, maxLength: 40, ...(value ? { value } : {}), ...placeholder }
    case 'date':
      return { type: 'Input.Date', ...common, ...(value && /^\d{4}-\d{2}-\d{2}$/.test(value) ? { value } : {}) }
    case 'choice': {
      const options = field.options ?? []
      if (options.length === 0) throw new ChannelError('refused', 'form_without_options', `The field ${name} offers nothing to choose.`)
      const choices = options.map(({ id, title }) => ({ title: cut(unmarked(title), limits.choiceTitle) || '…', value: id }))
      return {
        type: 'Input.ChoiceSet',
        ...common,
        style: 'compact',
        choices,
        ...(options.some(({ id }) => id === value) ? { value: value! } : {}),
        ...placeholder,
      }
    }
    default:
      return {
        type: 'Input.Text',
        ...common,
        isMultiline: kind === 'longtext',
        maxLength: limits.inputText,
        ...(value ? { value: cut(value, limits.inputText) } : {}),
        ...placeholder,
      }
  }
}

/** What was filled in, by field name; empty fields are left out. */
export const valuesIn = (data: Record<string, unknown>): Record<string, string> => {
  const values: Record<string, string> = {}
  for (const [key, value] of Object.entries(data)) {
    if (!key.startsWith(mark)) continue
    const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
    if (text !== '') values[key.slice(mark.length)] = text.slice(0, 20_000)
  }
  return values
}
