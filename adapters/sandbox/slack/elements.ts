import type { Rule, Shape } from './shape.ts'
import { anything, flag, link, list, matching, object, oneOf, optional, text, whole, word } from './shape.ts'

/** Text that Slack shows as it is. */
export const plainText = (max: number): Rule => object({ type: word('plain_text'), text: text(max), emoji: optional(flag) })

/** Plain text or mrkdwn. */
export const anyText = (max: number): Rule =>
  object(
    { type: oneOf('plain_text', 'mrkdwn'), text: text(max), emoji: optional(flag), verbatim: optional(flag) },
    (value, at, complain) => {
      if (value.type === 'mrkdwn' && 'emoji' in value) complain(at, 'invalid additional property: emoji')
      if (value.type === 'plain_text' && 'verbatim' in value) complain(at, 'invalid additional property: verbatim')
    },
  )

const confirm = optional(
  object({
    title: plainText(100),
    text: anyText(300),
    confirm: plainText(30),
    deny: plainText(30),
    style: optional(oneOf('primary', 'danger')),
  }),
)
const actionId = optional(text(255)) // Slack makes one up where it is missing.
const placeholder = optional(plainText(150))
const focus = optional(flag)
// 75 in older pages of Slack, 150 in the current reference.
const OPTION_VALUE = 150
const option = object({ text: plainText(75), value: text(OPTION_VALUE), description: optional(plainText(75)), url: optional(link(3_000)) })
const markedOption = object({ text: anyText(75), value: text(OPTION_VALUE), description: optional(anyText(75)) })
const optionGroups = list(object({ label: plainText(75), options: list(option, 1, 100) }), 1, 100)
const day = matching(/^\d{4}-\d{2}-\d{2}$/, 'must be a date as YYYY-MM-DD')
const time = matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time as HH:mm')

const select = (type: string, more: Shape): Rule =>
  object({ type: word(type), action_id: actionId, placeholder, confirm, focus_on_load: focus, ...more }, eitherOptionsOrGroups)

const eitherOptionsOrGroups = (value: Record<string, unknown>, pointer: string, complain: (at: string, why: string) => void) => {
  if (!String(value.type).endsWith('static_select')) return
  if ((value.options === undefined) === (value.option_groups === undefined))
    complain(pointer, 'must have exactly one of: options, option_groups')
}

const several = { max_selected_items: optional(whole(1, 1_000)) }
const conversation = { filter: optional(anything), default_to_current_conversation: optional(flag) }
const response = { response_url_enabled: optional(flag) }
const static_ = { options: optional(list(option, 1, 100)), option_groups: optional(optionGroups) }
const ids = list(text(40), 0, 1_000)

const typed = (type: string, more: Shape = {}): Rule =>
  object({
    type: word(type),
    action_id: actionId,
    placeholder,
    focus_on_load: focus,
    initial_value: optional(text(3_000, 0)),
    dispatch_action_config: optional(anything),
    ...more,
  })

const icon = object(
  {
    type: word('image'),
    image_url: optional(link(3_000)),
    slack_file: optional(anything),
    alt_text: text(2_000),
  },
  (value, at, complain) => {
    if ((value.image_url === undefined) === (value.slack_file === undefined))
      complain(at, 'must have exactly one of: image_url, slack_file')
  },
)

/** Every interactive element Block Kit knows, with its limits. */
export const ELEMENTS: Record<string, Rule> = {
  button: object({
    type: word('button'),
    action_id: actionId,
    text: plainText(75),
    value: optional(text(2_000, 0)),
    url: optional(link(3_000)),
    style: optional(oneOf('primary', 'danger')),
    confirm,
    accessibility_label: optional(text(75)),
  }),
  checkboxes: object({
    type: word('checkboxes'),
    action_id: actionId,
    options: list(markedOption, 1, 10),
    initial_options: optional(list(markedOption, 1, 10)),
    confirm,
    focus_on_load: focus,
  }),
  radio_buttons: object({
    type: word('radio_buttons'),
    action_id: actionId,
    options: list(markedOption, 1, 10),
    initial_option: optional(markedOption),
    confirm,
    focus_on_load: focus,
  }),
  overflow: object({ type: word('overflow'), action_id: actionId, options: list(option, 1, 5), confirm }),
  datepicker: object({
    type: word('datepicker'),
    action_id: actionId,
    initial_date: optional(day),
    placeholder,
    confirm,
    focus_on_load: focus,
  }),
  timepicker: object({
    type: word('timepicker'),
    action_id: actionId,
    initial_time: optional(time),
    timezone: optional(text(100)),
    placeholder,
    confirm,
    focus_on_load: focus,
  }),
  datetimepicker: object({
    type: word('datetimepicker'),
    action_id: actionId,
    initial_date_time: optional(whole(1_000_000_000, 9_999_999_999)),
    confirm,
    focus_on_load: focus,
  }),
  static_select: select('static_select', { ...static_, initial_option: optional(option) }),
  external_select: select('external_select', { initial_option: optional(option), min_query_length: optional(whole(0, 100)) }),
  users_select: select('users_select', { initial_user: optional(text(40)) }),
  conversations_select: select('conversations_select', { initial_conversation: optional(text(40)), ...conversation, ...response }),
  channels_select: select('channels_select', { initial_channel: optional(text(40)), ...response }),
  multi_static_select: select('multi_static_select', { ...static_, ...several, initial_options: optional(list(option, 1, 100)) }),
  multi_external_select: select('multi_external_select', {
    ...several,
    initial_options: optional(list(option, 1, 100)),
    min_query_length: optional(whole(0, 100)),
  }),
  multi_users_select: select('multi_users_select', { ...several, initial_users: optional(ids) }),
  multi_conversations_select: select('multi_conversations_select', { ...several, ...conversation, initial_conversations: optional(ids) }),
  multi_channels_select: select('multi_channels_select', { ...several, initial_channels: optional(ids) }),
  plain_text_input: typed('plain_text_input', {
    multiline: optional(flag),
    min_length: optional(whole(0, 3_000)),
    max_length: optional(whole(1, 3_000)),
  }),
  email_text_input: typed('email_text_input'),
  url_text_input: typed('url_text_input'),
  number_input: typed('number_input', {
    is_decimal_allowed: flag,
    min_value: optional(text(40)),
    max_value: optional(text(40)),
  }),
  rich_text_input: typed('rich_text_input', { initial_value: optional(anything) }),
  file_input: object({
    type: word('file_input'),
    action_id: actionId,
    filetypes: optional(list(text(20), 1, 50)),
    max_files: optional(whole(1, 10)),
  }),
  image: icon,
}
