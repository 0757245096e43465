import type { types } from '@slack/bolt'
import { z } from 'zod'
import { ChannelError, type Form, type FormField } from '../../bots/channel.ts'
import { cut, limits, pieces } from './limits.ts'
import { mrkdwn, unmarked } from './markup.ts'
import { inGroups, selectOption } from './render.ts'

/** Where a form was asked for, so that what is said after its submission is said there. */
export type FormOrigin = {
  place?: { channel: string; thread?: string; messageId?: string }
  /** Slack's address for answers to the press that opened the form (30 minutes, 5 answers). */
  answerUrl?: string
}

const Kept = z.object({
  form: z.string(),
  place: z.object({ channel: z.string(), thread: z.string().optional(), messageId: z.string().optional() }).optional(),
  answerUrl: z.string().optional(),
  /** Option ids too long for Slack, by field and position. */
  ids: z.record(z.string(), z.record(z.string(), z.string())).optional(),
})
type Kept = z.infer<typeof Kept>

/** A form as a Slack modal; form id and origin travel in `private_metadata`. Throws ChannelError `refused` for a form Slack has no room for. */
export const renderForm = (form: Form, origin: FormOrigin = {}): types.ModalView => {
  const blocks: types.KnownBlock[] = [...(form.intro ? intro(form.intro) : []), ...form.fields.map(input)]
  if (blocks.length > limits.modalBlocks) {
    throw new ChannelError(
      'refused',
      'form_too_large',
      `A Slack form holds ${limits.modalBlocks} fields, this one has ${form.fields.length}.`,
    )
  }
  return {
    type: 'modal',
    callback_id: 'form',
    title: label(form.title, limits.modalTitle),
    submit: label(form.submit, limits.modalButton),
    close: label(form.cancel, limits.modalButton),
    private_metadata: kept(form, origin),
    blocks,
  }
}

const kept = (form: Form, origin: FormOrigin) => {
  const long: Record<string, Record<string, string>> = {}
  for (const field of form.fields) {
    const ids = longIds(field)
    if (Object.keys(ids).length > 0) long[field.name] = ids
  }
  const needed: Kept = { form: form.id, ...(Object.keys(long).length > 0 ? { ids: long } : {}) }
  const place = origin.place ? { place: origin.place } : {}
  // The answer address is a comfort, the ids are not: what does not fit goes in this order.
  const written = [{ ...needed, ...place, ...(origin.answerUrl ? { answerUrl: origin.answerUrl } : {}) }, { ...needed, ...place }, needed]
    .map((all) => JSON.stringify(all))
    .find((text) => text.length <= limits.privateMetadata)
  if (!written) throw new ChannelError('refused', 'form_too_large', 'The option ids of this form are longer than Slack can keep.')
  return written
}

const longIds = (field: FormField) => {
  const ids: Record<string, string> = {}
  for (const [index, { id }] of (field.options ?? []).entries()) {
    if (optionValue(id, index) !== id) ids[optionValue(id, index)] = id
  }
  return ids
}
const optionValue = (id: string, index: number) => (id.length <= limits.optionValue && id !== '' && !id.startsWith('#') ? id : `#${index}`)

const intro = (text: string): types.KnownBlock[] =>
  pieces(text.split('\n'), limits.sectionText, (part) => mrkdwn(part).length)
    .filter(({ text: part }) => part.trim() !== '')
    .map(({ text: part }, index) => ({
      type: 'section',
      block_id: `intro:${index}`,
      text: { type: 'mrkdwn', text: mrkdwn(part), verbatim: true },
    }))

const label = (text: string, max: number): types.PlainTextElement => ({
  type: 'plain_text',
  text: cut(unmarked(text).trim(), max) || '…',
  emoji: false,
})

const input = (field: FormField): types.InputBlock => ({
  type: 'input',
  block_id: field.name,
  label: label(field.label, limits.inputLabel),
  ...(field.hint ? { hint: label(field.hint, limits.inputHint) } : {}),
  optional: !field.required,
  element: element(field),
})

const element = (field: FormField): types.InputBlock['element'] => {
  switch (field.kind) {
    case 'text':
    case 'longtext':
      return { type: 'plain_text_input', action_id: 'value', multiline: field.kind === 'longtext', ...textOf(field) }
    case 'number':
      return { type: 'number_input', action_id: 'value', is_decimal_allowed: true, ...numberOf(field) }
    case 'date':
      return { type: 'datepicker', action_id: 'value', ...dateOf(field) }
    case 'choice':
      return { type: 'static_select', action_id: 'value', ...optionsOf(field) }
  }
}

const textOf = ({ value }: FormField) => ({
  max_length: limits.inputText,
  ...(value ? { initial_value: cut(value, limits.inputText) } : {}),
})
// Slack refuses the whole form for one initial value of the wrong shape.
const numberOf = ({ value }: FormField) => (value && /^-?\d{1,15}(\.\d{1,9})?$/.test(value) ? { initial_value: value } : {})
const dateOf = ({ value }: FormField) => (value && z.iso.date().safeParse(value).success ? { initial_date: value } : {})

const optionsOf = ({ name, options = [], value }: FormField) => {
  if (options.length === 0) throw new ChannelError('refused', 'form_without_options', `The field ${name} offers nothing to choose.`)
  const entries = options.map(({ id, title }, index) => selectOption(title, optionValue(id, index)))
  const chosen = entries[options.findIndex(({ id }) => id === value)]
  const initial = chosen ? { initial_option: chosen } : {}
  if (entries.length <= limits.selectOptions) return { options: entries, ...initial }
  const groups = inGroups(entries, limits.selectOptions)
  if (groups.length > limits.selectGroups) {
    throw new ChannelError('refused', 'form_too_large', `The field ${name} offers more than Slack can show.`)
  }
  return {
    option_groups: groups.map((group, index) => {
      const from = index * limits.selectOptions + 1
      return { label: label(`${from} – ${from + group.length - 1}`, limits.groupLabel), options: group }
    }),
    ...initial,
  }
}

const Submitted = z.object({
  private_metadata: z.string(),
  state: z.object({
    values: z.record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          value: z.string().nullish(),
          selected_date: z.string().nullish(),
          selected_option: z.object({ value: z.string() }).nullish(),
        }),
      ),
    ),
  }),
})

type SubmittedForm = { form: string; values: Record<string, string>; origin: FormOrigin; fields: string[] }

/** Reads a submitted modal of ours: the form's id, its values by field name (empty fields are left out), and where it was asked for. Null if it is not ours. */
export const readForm = (view: unknown): SubmittedForm | null => {
  const submitted = Submitted.safeParse(view)
  if (!submitted.success) return null
  const keptHere = Kept.safeParse(parsed(submitted.data.private_metadata))
  if (!keptHere.success) return null
  const { form, ids, ...origin } = keptHere.data
  const values: Record<string, string> = {}
  for (const [name, inputs] of Object.entries(submitted.data.state.values)) {
    const { value, selected_date, selected_option } = inputs.value ?? {}
    const found = selected_option?.value ?? selected_date ?? value
    if (found) values[name] = ids?.[name]?.[found] ?? found
  }
  return { form, values, origin, fields: Object.keys(submitted.data.state.values) }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
