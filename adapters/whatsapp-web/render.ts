import { createHash } from 'node:crypto'
import { ChannelError, type Choice, type FileToSend, type Reply } from '../../bots/channel.ts'
import { cut, fileName, oneLine, splitText, uniqueTitles } from '../whatsapp-cloud/cut.ts'
import { cardText } from '../whatsapp-cloud/render.ts'
import type { Content, Ours } from './wire.ts'

/** One message to come; the bytes of a file are asked for when it leaves. */
export type Part = { print: string; content(): Promise<Content> }

// WhatsApp takes 65,536 characters; what is longer than this is folded on the phone. A poll's limits are those of the app.
const textMax = 4096
const captionMax = 1024
const poll = { question: 255, least: 2, most: 12, option: 100 }
/** More are paged by who asks; a number has two digits at most. */
const choicesMax = 30

/** The choices that a reply offers here, in the order of their numbers. */
export const offered = (choices: readonly Choice[] = []): Choice[] =>
  choices.filter((choice, index, all) => all.findIndex(({ id }) => id === choice.id) === index).slice(0, choicesMax)

/**
 * Says a reply in messages of WhatsApp Web, in sending order: no buttons, no lists and no templates are there. Questions of one line
 * become polls (`polls`: unless the account wants none), all others numbered lines; the question always stands in the last message.
 * Throws ChannelError `empty`.
 */
export const render = (reply: Reply, { polls }: { polls: boolean }): Part[] => {
  const words = reply.card ? cardText(reply.card) : reply.text.trim()
  const choices = offered(reply.choices)
  const files = reply.files ?? []
  const [only] = files
  if (!choices.length && only && files.length === 1 && !only.caption && words && words.length <= captionMax) return [filePart(only, words)]
  const parts = choices.length
    ? [...files.flatMap(fileParts), ...question(words, choices, reply.choicesLabel, polls)]
    : [...texts(words), ...files.flatMap(fileParts)]
  if (!parts.length) throw new ChannelError('refused', 'empty', 'There is nothing in this message.')
  return parts
}

const question = (words: string, choices: Choice[], label: string | undefined, polls: boolean): Part[] => {
  const options = polls ? pollOptions(words, choices) : null
  if (options) return [pollPart(oneLine(words), options)]
  const lines = choices.map(
    ({ title, description }, index) => `${index + 1}. ${oneLine(title)}${description ? `: ${oneLine(description)}` : ''}`,
  )
  const asked = label ? `${oneLine(label)}:` : ''
  return texts([words, [asked, ...lines].filter(Boolean).join('\n')].filter(Boolean).join('\n\n'))
}

/** What a poll would offer; null where it cannot hold the question or an answer whole. A poll is one line and shows marks as they are. */
const pollOptions = (asked: string, choices: Choice[]): string[] | null => {
  if (!asked || asked.length > poll.question || /[\n*_~`]/.test(asked) || choices.length < poll.least || choices.length > poll.most)
    return null
  const options = choices.map(({ title, description }) => oneLine(description ? `${title}: ${description}` : title))
  return options.every((option) => option.length <= poll.option) ? uniqueTitles(options, poll.option) : null
}

const pollPart = (asked: string, options: string[]): Part => ({
  print: printOf('poll', asked, ...options),
  content: async () => ({ kind: 'poll', question: asked, options }),
})

const texts = (words: string): Part[] =>
  splitText(words, textMax).map((text) => ({ print: printOf('text', text), content: async () => ({ kind: 'text', text }) }))

const fileParts = (file: FileToSend): Part[] => {
  const caption = file.caption?.trim() ?? ''
  return caption.length > captionMax ? [...texts(caption), filePart(file, '')] : [filePart(file, caption)]
}

const filePart = ({ name, mime, load }: FileToSend, caption: string): Part => {
  const shown = /^image\/(jpeg|png|webp)$/.test(mime) ? 'photo' : /^audio\/ogg/.test(mime) ? 'voice' : 'document'
  const called = cut(fileName(name), 200)
  return {
    print: printOf(shown, shown === 'document' ? called : '', caption),
    content: async () => {
      const bytes = await load().catch(() => {
        throw new ChannelError('later', 'file_not_ready', `The file ${called} could not be made.`, 5_000)
      })
      return { kind: 'file', shown, name: called, mime, bytes, caption }
    },
  }
}

/** The same content has the same print, here and in the chat; WhatsApp may touch the white space at the ends. */
const printOf = (...words: string[]) =>
  createHash('sha256')
    .update(words.map((one) => one.normalize('NFC').trim()).join('\u0000'))
    .digest('base64url')

const shownAs: Readonly<Record<string, string>> = { image: 'photo', ptt: 'voice', audio: 'voice', document: 'document' }

/** The print of a message that stands in the chat. */
export const printOfOurs = ({ type, body, caption, fileName: name, options }: Ours): string => {
  if (type === 'poll_creation') return printOf('poll', body, ...options)
  const shown = shownAs[type]
  return shown ? printOf(shown, shown === 'document' ? name : '', caption) : printOf('text', body)
}
