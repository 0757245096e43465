import type { types } from '@slack/bolt'
import type { Card, Choice, Reply } from '../../bots/channel.ts'
import { buttonsAtMost, cut, limits, pieces } from './limits.ts'
import { mrkdwn, unmarked } from './markup.ts'
import { englishWords, type SlackWords } from './words.ts'

/** A message as Slack takes it: `text` is the notification line, and the whole message where there are no blocks. */
export type Rendered = { text: string; blocks: types.KnownBlock[] }

/** A block and how many lines of the reply it stands for, so that what is left out can be counted. */
type Part = { block: types.KnownBlock; lines: number }

/** Lays a reply out in Block Kit within every limit of `limits`; what does not fit is replaced by one line that says how much it was. */
export const renderReply = (reply: Reply, words: SlackWords = englishWords): Rendered => {
  const written = mrkdwn(reply.text)
  const choices = reply.choices ?? []
  const text = written.length <= limits.messageText ? written : mrkdwn(shortened(reply.text))
  if (!reply.card && choices.length === 0 && written.length <= limits.messageText) return { text, blocks: [] }
  const body = reply.card ? cardParts(reply.card) : paragraphs(reply.text.split('\n'))
  const foot = choicesBlocks(choices, reply.choicesLabel)
  return { text, blocks: numbered([...fitting(body, foot.left, limits.messageBlocks - foot.blocks.length, words), ...foot.blocks]) }
}

const shortened = (text: string) => {
  let size: number = limits.messageText
  while (mrkdwn(cut(text, size)).length > limits.messageText) size = Math.floor(size * 0.8)
  return cut(text, size)
}

const fitting = (parts: Part[], leftOut: number, room: number, words: SlackWords) => {
  const shown = parts.length + (leftOut > 0 ? 1 : 0) <= room ? parts : parts.slice(0, room - 1)
  const missing = leftOut + parts.slice(shown.length).reduce((sum, part) => sum + part.lines, 0)
  const blocks = shown.map((part) => part.block)
  return missing > 0 ? [...blocks, small([words.more(missing)])] : blocks
}

const numbered = (blocks: types.KnownBlock[]) => blocks.map((block, index) => ({ ...block, block_id: `b${index}` }))

const cardParts = (card: Card): Part[] => [
  { block: header(card.title), lines: 1 },
  ...(card.state ? [{ block: small([badge(card.state)]), lines: 1 }] : []),
  ...facts(card.facts ?? []),
  ...(card.sections ?? []).flatMap(({ heading, lines, choices = [] }, index) => [
    ...paragraphs(heading ? [`*${heading}*`, ...lines] : lines),
    ...choicesBlocks(choices, undefined, `${index}:`).blocks.map((block) => ({ block, lines: 1 })),
  ]),
  ...inGroups(card.notes ?? [], limits.contextElements).map((notes) => ({ block: small(notes), lines: notes.length })),
]

const header = (title: string): types.HeaderBlock => ({
  type: 'header',
  text: { type: 'plain_text', text: cut(unmarked(title).trim(), limits.headerText) || '…', emoji: false },
})

const signs = { neutral: '⚪', waiting: '🟡', good: '🟢', bad: '🔴' } as const
const badge = ({ label, tone }: NonNullable<Card['state']>) => `${signs[tone]} *${label}*`

const facts = (pairs: NonNullable<Card['facts']>): Part[] =>
  inGroups(pairs, limits.sectionFields).map((group) => ({
    block: { type: 'section', fields: group.map(({ label, value }) => marked(`*${label}*\n${value || '–'}`, limits.fieldText)) },
    lines: group.length,
  }))

const paragraphs = (lines: readonly string[]): Part[] =>
  pieces(lines, limits.sectionText, (text) => mrkdwn(text).length)
    .filter(({ text }) => text.trim() !== '')
    .map(({ text, lines }) => ({ block: { type: 'section', text: marked(text, limits.sectionText), expand: true }, lines }))

const small = (texts: readonly string[]): types.ContextBlock => ({
  type: 'context',
  elements: texts.map((text) => marked(text, limits.contextText)),
})

/** A text object whose written form fits, however much of it must be escaped. */
const marked = (text: string, max: number): types.MrkdwnElement => {
  let size = max
  while (mrkdwn(cut(text, size)).length > max) size = Math.floor(size * 0.8)
  return { type: 'mrkdwn', text: mrkdwn(cut(text, size)) || '…', verbatim: true }
}

/** Buttons for a few choices, a select menu for many; the ids are never shortened, since they must come back as they are. */
const choicesBlocks = (choices: readonly Choice[], label?: string, mark = ''): { blocks: types.KnownBlock[]; left: number } => {
  if (choices.length === 0) return { blocks: [], left: 0 }
  // An option's value holds 75 units only, a button's 2,000: long ids stay buttons.
  if (choices.length > buttonsAtMost && choices.every(({ id }) => id.length <= limits.optionValue)) {
    const shown = choices.slice(0, limits.selectOptions)
    return { blocks: [{ type: 'actions', elements: [menu(shown, label, mark)] }], left: choices.length - shown.length }
  }
  const shown = choices.slice(0, limits.selectOptions)
  const told = shown.filter((choice) => choice.description)
  const buttons = inGroups(
    shown.map((choice, index) => button(choice, `${mark}${index}`)),
    limits.actionElements,
  ).map((elements): types.KnownBlock => ({ type: 'actions', elements }))
  const about =
    told.length > 0 ? paragraphs(told.map(({ title, description }) => `*${title}*: ${description}`)).map(({ block }) => block) : []
  return { blocks: [...about, ...buttons], left: choices.length - shown.length }
}

const button = (choice: Choice, mark: string): types.Button => ({
  type: 'button',
  action_id: `choice:${mark}`,
  text: { type: 'plain_text', text: cut(unmarked(choice.title).trim(), limits.buttonText) || '…', emoji: false },
  value: choice.id,
  ...(choice.tone ? { style: choice.tone } : {}),
})

const menu = (choices: readonly Choice[], label: string | undefined, mark: string): types.StaticSelect => ({
  type: 'static_select',
  action_id: `choice:${mark}0`,
  ...(label ? { placeholder: { type: 'plain_text' as const, text: cut(unmarked(label), limits.placeholder), emoji: false } } : {}),
  options: choices.map(({ id, title, description }) => selectOption(title, id, description)),
})

/** One entry of a select menu; `value` must fit already. */
export const selectOption = (title: string, value: string, description?: string): types.PlainTextOption => ({
  text: { type: 'plain_text', text: cut(unmarked(title).trim(), limits.optionText) || '…', emoji: false },
  value,
  ...(description
    ? { description: { type: 'plain_text' as const, text: cut(unmarked(description), limits.optionText), emoji: false } }
    : {}),
})

/** Divides a list into groups of at most `size`. */
export const inGroups = <Item>(items: readonly Item[], size: number) =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))

/** A person's own page: the reply as it would be a message, without the line above it. */
export const renderHome = (reply: Reply, words: SlackWords = englishWords): types.HomeView => {
  const { text, blocks } = renderReply(reply, words)
  return { type: 'home', blocks: blocks.length > 0 ? blocks : numbered(paragraphs((text || '…').split('\n')).map(({ block }) => block)) }
}
