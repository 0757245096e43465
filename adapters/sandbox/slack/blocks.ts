import type { Fields } from '../wire.ts'
import { fieldsOf, listOf, rowsOf, textOf } from '../wire.ts'
import { anyText, ELEMENTS, plainText } from './elements.ts'
import type { Complain, Rule, Shape } from './shape.ts'
import { anything, byType, flag, link, list, object, oneOf, optional, text, word } from './shape.ts'

const only = (...types: string[]) => Object.fromEntries(types.map((type) => [type, ELEMENTS[type] as Rule]))
const except = (...types: string[]) => Object.fromEntries(Object.entries(ELEMENTS).filter(([type]) => !types.includes(type)))
const typedIn = ['plain_text_input', 'email_text_input', 'url_text_input', 'number_input', 'rich_text_input', 'file_input']

const block = (type: string, shape: Shape, also?: (value: Fields, pointer: string, complain: Complain) => void): Rule =>
  object({ type: word(type), block_id: optional(text(255)), ...shape }, also)

const richText = list(
  byType({ rich_text_section: anything, rich_text_list: anything, rich_text_preformatted: anything, rich_text_quote: anything }, 'element'),
  1,
  200,
)

const BLOCKS: Record<string, Rule> = {
  section: block(
    'section',
    {
      text: optional(anyText(3_000)),
      fields: optional(list(anyText(2_000), 1, 10)),
      accessory: optional(byType(except(...typedIn), 'element')),
      expand: optional(flag),
    },
    (value, at, complain) => {
      if (value.text === undefined && value.fields === undefined) complain(at, 'missing required field: text or fields')
    },
  ),
  divider: block('divider', {}),
  header: block('header', { text: plainText(150) }),
  context: block('context', {
    elements: list({ look: (value, at, complain) => contextElement(value).look(value, at, complain) }, 1, 10),
  }),
  actions: block('actions', { elements: list(byType(except('image', ...typedIn), 'element'), 1, 25) }),
  image: block(
    'image',
    { image_url: optional(link(3_000)), slack_file: optional(anything), alt_text: text(2_000), title: optional(plainText(2_000)) },
    (value, at, complain) => {
      if ((value.image_url === undefined) === (value.slack_file === undefined))
        complain(at, 'must have exactly one of: image_url, slack_file')
    },
  ),
  input: block('input', {
    label: plainText(2_000),
    hint: optional(plainText(2_000)),
    optional: optional(flag),
    dispatch_action: optional(flag),
    element: byType(except('button', 'overflow', 'image'), 'element'),
  }),
  rich_text: block('rich_text', { elements: richText }),
  markdown: block('markdown', { text: text(12_000) }),
  table: block('table', {
    rows: list(list(byType({ raw_text: anything, rich_text: anything }, 'cell'), 1, 20), 1, 100),
    column_settings: optional(list(anything, 0, 20)),
  }),
  video: block('video', {
    alt_text: text(2_000),
    title: plainText(200),
    title_url: optional(link(3_000)),
    video_url: link(3_000),
    thumbnail_url: link(3_000),
    description: optional(plainText(200)),
    author_name: optional(text(50)),
    provider_name: optional(text(50)),
    provider_icon_url: optional(link(3_000)),
  }),
  file: block('file', { external_id: text(255), source: word('remote') }),
}

const contextElement = (value: unknown): Rule =>
  fieldsOf(value).type === 'image'
    ? byType(only('image'), 'element')
    : byType({ plain_text: anyText(2_000), mrkdwn: anyText(2_000) }, 'element')

const VIEW_BLOCKS = Object.fromEntries(
  Object.entries(BLOCKS).filter(([type]) => type !== 'table' && type !== 'markdown' && type !== 'file'),
)

/** The interactive elements of a block, wherever they sit. */
export const elementsOf = (one: Fields): Fields[] => [
  ...(one.type === 'actions' ? rowsOf(one.elements) : []),
  ...[one.accessory, one.type === 'input' ? one.element : undefined].filter((element) => element !== undefined).map(fieldsOf),
]

const unique = (blocks: unknown, under: string, complain: Complain) => {
  const seen = new Set<string>()
  rowsOf(blocks).forEach((one, index) => {
    const id = textOf(one.block_id)
    if (id && seen.has(id)) complain(`${under}/${index}/block_id`, `block_id already exists: ${id}`)
    seen.add(id)
    const actions = new Set<string>()
    for (const element of elementsOf(one)) {
      const action = textOf(element.action_id)
      if (action && actions.has(action)) complain(`${under}/${index}`, `action_id "${action}" already exists in this block`)
      actions.add(action)
    }
  })
}

const gather = (look: (complain: Complain) => void) => {
  const problems: string[] = []
  look((pointer, sentence) => problems.push(`[ERROR] ${sentence} [json-pointer:${pointer}]`))
  return problems
}

/** What Slack would say against the blocks of a message (at most 50); empty when it would take them. */
export const problemsOfBlocks = (blocks: unknown): string[] =>
  gather((complain) => {
    list(byType(BLOCKS, 'type'), 0, 50).look(blocks, '/blocks', complain)
    unique(blocks, '/blocks', complain)
  })

const viewShape: Shape = {
  type: oneOf('modal', 'home'),
  blocks: list(byType(VIEW_BLOCKS, 'type'), 0, 100),
  title: optional(plainText(24)),
  submit: optional(plainText(24)),
  close: optional(plainText(24)),
  private_metadata: optional(text(3_000, 0)),
  callback_id: optional(text(255, 0)),
  external_id: optional(text(255, 0)),
  clear_on_close: optional(flag),
  notify_on_close: optional(flag),
  submit_disabled: optional(flag),
}

/** What Slack would say against a modal or an App Home; empty when it would take it. */
export const problemsOfView = (view: unknown): string[] =>
  gather((complain) => {
    object(viewShape, (value) => {
      if (value.type !== 'modal') return
      if (value.title === undefined) complain('/view', 'missing required field: title')
      const asks = rowsOf(value.blocks).some((one) => one.type === 'input')
      if (asks && value.submit === undefined) complain('/view', 'missing required field: submit (a view with inputs needs one)')
    }).look(view, '/view', complain)
    unique(fieldsOf(view).blocks, '/view/blocks', complain)
  })

/** Whether Slack would refuse message metadata. */
export const metadataIsBad = (metadata: unknown) => {
  const { event_type: type, event_payload: payload } = fieldsOf(metadata)
  if (typeof type !== 'string' || !/^[\w.-]{1,80}$/.test(type)) return true
  return payload === null || typeof payload !== 'object' || Array.isArray(payload)
}

let made = 0
const madeId = () => (++made).toString(36).padStart(5, '0')

/** Fills in missing block and action ids, as Slack does. */
export const withIds = (blocks: unknown): Fields[] =>
  rowsOf(blocks).map((one) => {
    const named = (element: unknown) => {
      const fields = fieldsOf(element)
      return fields.action_id === undefined && typeof fields.type === 'string' && fields.type !== 'image'
        ? { ...fields, action_id: madeId() }
        : fields
    }
    return {
      ...one,
      block_id: textOf(one.block_id) || madeId(),
      ...(one.type === 'actions' ? { elements: listOf(one.elements).map(named) } : {}),
      ...(one.accessory === undefined ? {} : { accessory: named(one.accessory) }),
      ...(one.type === 'input' ? { element: named(one.element) } : {}),
    }
  })
