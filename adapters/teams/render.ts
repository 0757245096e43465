import type { Choice, Card as OurCard, Reply } from '../../bots/channel.ts'
import { type Action, type Card, cardOf, cardType, deed, type Element } from './card.ts'
import { cut } from './cut.ts'
import { formParts } from './form.ts'
import { limits, sizeOf } from './limits.ts'
import { markdown, unmarked, withoutSlash } from './markup.ts'
import { englishWords, type TeamsWords } from './words.ts'

export type Rendering = {
  words?: TeamsWords | undefined
  /** Our id of the message: with it a card can be shown anew to whoever looks at it. */
  message?: string | undefined
  /** Everybody in a channel or group reads it. (Default: false) */
  isShared?: boolean | undefined
  /** Something said to one reader alone, above the card. */
  told?: string | undefined
}

/** What a message is made of, without the envelope of an activity. */
export type Rendered = {
  text?: string
  textFormat?: 'markdown'
  summary: string
  attachments?: { contentType: string; content: Card }[]
}

/** A part of a card, and how many lines of the reply it stands for, so that what is left out can be counted. */
type Part = { element: Element; lines: number }

/** Lays a reply out within the limits of Teams; what does not fit is replaced by one line that says how much it was. */
export const renderReply = (reply: Reply, rendering: Rendering = {}): Rendered => {
  const summary = cut(unmarked(withoutSlash(reply.text, rendering.isShared ?? false)).replace(/\s+/g, ' '), 200) || '…'
  const isPlain = !reply.card && !reply.form && !(reply.choices ?? []).length && !rendering.told
  if (isPlain) {
    const text = markdown(withoutSlash(cut(reply.text, limits.text), rendering.isShared ?? false))
    return { text: text || '…', textFormat: 'markdown', summary }
  }
  return { summary, attachments: [{ contentType: cardType, content: renderCard(reply, rendering) }] }
}

/** The card of a reply, of at most `limits.messageBytes`. */
export const renderCard = (reply: Reply, rendering: Rendering = {}): Card => {
  const { words = englishWords } = rendering
  const parts = [...(reply.card ? cardParts(reply.card, rendering) : textParts(reply.text.split('\n'), rendering))]
  const foot = reply.form ? formParts(reply.form, { words, message: rendering.message }) : choiceParts(reply, rendering)
  let shown = parts.length
  for (;;) {
    const left = parts.slice(shown).reduce((sum, { lines }) => sum + lines, 0)
    const body = [
      ...(rendering.told ? [toldPart(rendering.told, rendering)] : []),
      ...parts.slice(0, shown).map(({ element }) => element),
      ...(left > 0 ? [small(words.more(left))] : []),
      ...foot.body,
    ]
    const card = {
      ...cardOf(body, foot.actions),
      ...refreshOf(rendering),
      ...(rendering.isShared || reply.card ? { msteams: { width: 'Full' as const } } : {}),
    }
    if (shown === 0 || sizeOf(card) <= limits.messageBytes - 2048) return card
    shown = Math.min(shown - 1, Math.floor(shown * 0.85))
  }
}

const refreshOf = ({ message, words = englishWords }: Rendering) =>
  message
    ? { refresh: { action: { type: 'Action.Execute' as const, verb: 'show', title: words.back, data: { message, parley: 'show' } } } }
    : {}

const said = (text: string, { isShared = false }: Rendering) => markdown(withoutSlash(text, isShared))

/** Words for one reader. */
const toldPart = (text: string, rendering: Rendering): Element => ({
  type: 'Container',
  id: 'told',
  style: 'emphasis',
  items: [{ type: 'TextBlock', text: said(cut(text, limits.text), rendering), wrap: true }],
})

const small = (text: string): Element => ({ type: 'TextBlock', text, wrap: true, size: 'Small', isSubtle: true, spacing: 'Small' })

const signs = { neutral: '⚪', waiting: '🟡', good: '🟢', bad: '🔴' } as const
const colours = { neutral: undefined, waiting: 'Warning', good: 'Good', bad: 'Attention' } as const

const cardParts = (card: OurCard, rendering: Rendering): Part[] => [
  {
    element: {
      type: 'TextBlock',
      text: markdown(cut(unmarked(card.title).replace(/\s+/g, ' ').trim(), limits.title) || '…'),
      wrap: true,
      size: 'Large',
      weight: 'Bolder',
      style: 'heading',
    },
    lines: 1,
  },
  ...(card.state ? [{ element: badge(card.state), lines: 1 }] : []),
  ...(card.facts?.length
    ? [
        {
          element: {
            type: 'FactSet' as const,
            facts: card.facts.map(({ label, value }) => ({
              title: cut(unmarked(label), 100),
              value: said(cut(value || '–', 2000), rendering),
            })),
          },
          lines: card.facts.length,
        },
      ]
    : []),
  ...(card.sections ?? []).flatMap(({ heading, lines, choices = [] }): Part[] => [
    ...(heading
      ? [
          {
            element: {
              type: 'TextBlock' as const,
              text: said(cut(heading, 500), rendering),
              wrap: true as const,
              weight: 'Bolder' as const,
              spacing: 'Medium' as const,
            },
            lines: 1,
          },
        ]
      : []),
    ...textParts(lines, rendering),
    ...buttonSets(choices, rendering).map((element) => ({ element, lines: 1 })),
  ]),
  ...(card.notes?.length ? [{ element: small(said(cut(card.notes.join('\n'), limits.text), rendering)), lines: card.notes.length }] : []),
]

const badge = ({ label, tone }: NonNullable<OurCard['state']>): Element => ({
  type: 'TextBlock',
  text: markdown(`${signs[tone]} *${cut(label, 100)}*`),
  wrap: true,
  spacing: 'Small',
  ...(colours[tone] ? { color: colours[tone] } : {}),
})

/** A few lines to a block, so that a card that is too long loses as little as possible. */
const textParts = (lines: readonly string[], rendering: Rendering): Part[] => {
  const parts: Part[] = []
  for (let from = 0; from < lines.length; from += 8) {
    const some = lines.slice(from, from + 8).map((line) => cut(line, limits.text))
    if (some.join('').trim())
      parts.push({
        element: { type: 'TextBlock', text: said(some.join('\n'), rendering), wrap: true, ...(from ? { spacing: 'None' as const } : {}) },
        lines: some.length,
      })
  }
  return parts
}

const dataOf = ({ id }: Choice, { message }: Rendering) => ({ choice: id, ...(message ? { message } : {}) })
const button = (choice: Choice, rendering: Rendering): Action =>
  deed('choice', cut(unmarked(choice.title).trim(), limits.actionTitle) || '…', dataOf(choice, rendering), {
    tone: choice.tone,
    ...(choice.description ? { tooltip: cut(unmarked(choice.description), 200) } : {}),
  })

const buttonSets = (choices: readonly Choice[], rendering: Rendering): Element[] => {
  const sets: Element[] = []
  for (let from = 0; from < Math.min(choices.length, 30); from += limits.actions)
    sets.push({ type: 'ActionSet', actions: choices.slice(from, from + limits.actions).map((choice) => button(choice, rendering)) })
  return sets
}

/** Buttons for a few choices, a list to choose from for many; the ids are never shortened, since they must come back as they are. */
const choiceParts = ({ choices = [], choicesLabel }: Reply, rendering: Rendering): { body: Element[]; actions: Action[] } => {
  const { words = englishWords, message } = rendering
  const told = choices.filter(({ description }) => description)
  if (choices.length <= limits.actions) {
    const about = told.length
      ? textParts(
          told.map(({ title, description }) => `*${title}*: ${description}`),
          rendering,
        ).map(({ element }) => element)
      : []
    return { body: about, actions: choices.map((choice) => button(choice, rendering)) }
  }
  const label = cut(unmarked(choicesLabel ?? words.choose), limits.label)
  return {
    body: [
      {
        type: 'Input.ChoiceSet',
        id: 'pick',
        label,
        style: 'compact',
        placeholder: label,
        choices: choices.slice(0, limits.choices).map(({ id, title, description }) => ({
          title: cut(unmarked(description ? `${title} · ${description}` : title), limits.choiceTitle) || '…',
          value: id,
        })),
      },
    ],
    actions: [deed('pick', cut(label, limits.actionTitle), message ? { message } : {}, { tone: 'primary', inputs: true })],
  }
}

/** A card that was found by searching, for others to look at: it shows what its finder may see, and nothing on it can be pressed. */
export const renderFound = (reply: Reply, words?: TeamsWords): Card => {
  const { choices: _choices, form: _form, files: _files, card, ...rest } = reply
  const bare = card && { ...card, sections: (card.sections ?? []).map(({ choices: _, ...section }) => section) }
  return renderCard({ ...rest, ...(bare && { card: bare }) }, { words, isShared: true })
}
