import { type Card, ChannelError, type Choice, type FileToSend, type Reply } from '../../bots/channel.ts'
import type { Permit } from '../../core/kernel/permit.ts'
import { cut, fileName, oneLine, splitText, uniqueTitles } from './cut.ts'
import { templatePart } from './template-part.ts'

/** One message as the Cloud API takes it, without its recipient. */
export type CloudMessage = { type: 'text' | 'interactive' | 'document' | 'image' | 'template'; [content: string]: unknown }

/** A file that lies at WhatsApp already. `picture`: small enough and of a kind to be shown in the chat. */
export type Uploaded = { id: string; picture: boolean }

/** One message to come; where it has a file, that is uploaded first and its id goes into the message. */
export type Part = { file?: FileToSend; message: (uploaded?: Uploaded) => CloudMessage }

// Meta's limits, in UTF-16 units, from its OpenAPI document v23.0 (captions: its reference pages).
const textMax = 4096
const bodyMax = 1024
const captionMax = 1024
const buttons = { most: 3, title: 20, id: 256 }
const rows = { most: 10, title: 24, description: 72, id: 200, label: 20, section: 24 }

/**
 * Says a reply in Cloud API messages, in sending order. What binds (buttons, the list) always stands in the last one.
 * Throws ChannelError `no_template`, `bad_choice` or `empty`.
 */
export const render = (reply: Reply, mode: Permit['mode']): Part[] => {
  if (mode === 'template') return [templatePart(reply)]
  const parts = freeParts(reply)
  if (!parts.length) throw new ChannelError('refused', 'empty', 'There is nothing in this message.')
  return parts
}

const freeParts = (reply: Reply): Part[] => {
  const choices = (reply.choices ?? []).filter((choice, index, all) => all.findIndex(({ id }) => id === choice.id) === index)
  const inWords = reply.card ? cardText(reply.card) : reply.text.trim()
  if (choices.length && choices.length <= rows.most) return pressable(reply, inWords, choices)

  const words = choices.length ? `${inWords}\n\n${numbered(choices.slice(0, rows.most))}`.trim() : inWords
  const files = reply.files ?? []
  const [only] = files
  if (only && files.length === 1 && !only.caption && words && words.length <= captionMax) return [filePart(only, words)]
  return [...texts(words), ...files.flatMap(fileParts)]
}

const pressable = (reply: Reply, words: string, choices: Choice[]): Part[] => {
  const { before, body } = shortBody(words, reply)
  const interactive = choices.length <= buttons.most ? buttonsOf(choices) : listOf(choices, reply.choicesLabel)
  const last = { type: 'interactive', interactive: { ...interactive, body: { text: body } } } satisfies CloudMessage
  return [...texts(before), ...(reply.files ?? []).flatMap(fileParts), { message: () => last }]
}

/** Words too long for a message with buttons go before it; its body is the card's one-line version or the last paragraph. */
const shortBody = (words: string, { card, text }: Reply) => {
  if (!words) throw new ChannelError('refused', 'empty', 'There are choices in this message but no words.')
  if (words.length <= bodyMax) return { before: '', body: words }
  const inShort = text.trim()
  if (card && inShort && inShort.length <= bodyMax) return { before: words, body: inShort }
  const paragraph = words.slice(words.lastIndexOf('\n\n') + 2)
  const body = paragraph.length <= bodyMax ? paragraph : splitText(words, bodyMax).at(-1)!
  return { before: words.slice(0, -body.length).trimEnd(), body }
}

const buttonsOf = (choices: Choice[]) => {
  const titles = uniqueTitles(
    choices.map(({ title }) => title),
    buttons.title,
  )
  return {
    type: 'button',
    action: { buttons: choices.map(({ id }, index) => ({ type: 'reply', reply: { id: fitting(id, buttons.id), title: titles[index]! } })) },
  }
}

const listOf = (choices: Choice[], label = '') => {
  const titles = uniqueTitles(
    choices.map(({ title }) => title),
    rows.title,
  )
  // The label comes with the reply in the reader's language; a sign stands in where it was forgotten.
  const words = oneLine(label)
  return {
    type: 'list',
    action: {
      button: cut(words || '☰', rows.label),
      sections: [
        {
          ...(words ? { title: cut(words, rows.section) } : {}),
          rows: choices.map((choice, index) => ({ id: fitting(choice.id, rows.id), title: titles[index]!, ...described(choice) })),
        },
      ],
    },
  }
}

/** A title that had to be cut is told in full below, unless the choice has something else to say there. */
const described = ({ title, description }: Choice) => {
  const whole = oneLine(title)
  const below = oneLine(description ?? '') || (whole.length > rows.title ? whole : '')
  return below ? { description: cut(below, rows.description) } : {}
}

const fitting = (id: string, max: number) => {
  if (id && id.length <= max && id === id.trim()) return id
  throw new ChannelError('refused', 'bad_choice', `A choice needs an id of 1 to ${max} characters, without spaces around it, on WhatsApp.`)
}

const numbered = (choices: Choice[]) =>
  choices.map(({ title, description }, index) => `${index + 1}. ${title}${description ? `: ${description}` : ''}`).join('\n')

const toneMarks = { neutral: '⚪', waiting: '🟡', good: '🟢', bad: '🔴' }

/** A card as lines of text that a phone can show: bold heads, one fact a line, small print in italics. */
export const cardText = ({ title, state, facts, sections, notes }: Card) =>
  [
    [bold(title), state && `${toneMarks[state.tone]} ${oneLine(state.label)}`],
    (facts ?? []).map(({ label, value }) => `${label}: ${value}`),
    ...(sections ?? []).map(({ heading, lines }) => [heading && bold(heading), ...lines]),
    (notes ?? []).map(italic),
  ]
    .map((lines) => lines.filter(Boolean).join('\n').trim())
    .filter(Boolean)
    .join('\n\n')

// Marks work only tight around one line without the same mark; where that cannot be, the words stand plain.
const marked = (mark: string) => (words: string) => {
  const line = words.replace(/\s+/g, ' ').trim()
  return line && !line.includes(mark) ? `${mark}${line}${mark}` : line
}
const bold = marked('*')
const italic = marked('_')

const texts = (words: string): Part[] =>
  splitText(words, textMax).map((body) => ({ message: () => ({ type: 'text', text: { body, preview_url: false } }) }))

const fileParts = (file: FileToSend): Part[] => {
  const caption = file.caption?.trim()
  return caption && caption.length > captionMax ? [...texts(caption), filePart(file)] : [filePart(file, caption)]
}

const filePart = (file: FileToSend, caption?: string): Part => ({
  file,
  message: (uploaded) => {
    const media = { id: uploaded?.id, ...(caption ? { caption } : {}) }
    return uploaded?.picture ? { type: 'image', image: media } : { type: 'document', document: { ...media, filename: fileName(file.name) } }
  },
})
