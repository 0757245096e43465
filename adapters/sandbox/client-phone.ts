import type { Line } from './client.ts'
import type { Deed } from './whatsapp/hands.ts'
import type { ChatMessage } from './whatsapp/phones.ts'

export type { ChatMessage } from './whatsapp/phones.ts'

export type PhoneSeen = {
  phone: string
  name: string
  client?: string
  windowOpen: boolean
  typing: boolean
  unread: number
  messages: ChatMessage[]
}

/** What became of what was done: its id, and the app's answer to the first delivery (0 = it did not answer). */
export type Done = { id: string; status: number; error?: string }

const matches = (text: string, wanted: string | RegExp) => (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text))

/** Everything readable of a message: header, text, footer, buttons and rows, file name. */
export const wordsOf = (message: ChatMessage) =>
  [
    message.header,
    message.text,
    message.footer,
    ...(message.buttons ?? []).map((one) => `[${one.title}]`),
    ...(message.poll?.options ?? []).map((option) => `[${option}]`),
    ...(message.list
      ? [`[${message.list.button}]`, ...message.list.sections.flatMap((section) => section.rows.map((row) => `(${row.title})`))]
      : []),
    message.file?.name,
  ]
    .filter(Boolean)
    .join('\n')

export type PhoneClient = ReturnType<typeof phoneClient>

/** One person's phone. */
export const phoneClient = (line: Line, number: string) => {
  const at = `/phones/${encodeURIComponent(number)}`
  const look = () => line.get<PhoneSeen>(at)
  const doAll = async (...deeds: Deed[]): Promise<Done[]> => {
    const { ids, ...rest } = await line.post<{ ids: string[]; status: number; error?: string }>(`${at}/do`, { deeds })
    return ids.map((id) => ({ id, ...rest }))
  }
  const one = async (deed: Deed): Promise<Done> => (await doAll(deed))[0]!

  const waitFor = <T>(see: (chat: ChatMessage[]) => T | undefined | null | false, ms?: number) =>
    line.until(look, ({ messages }) => see(messages), `something on the phone of ${number}`, ms)

  return {
    number,
    /** Writes a text; `quotes` is the id of the message it answers. */
    say: (text: string, options: { quotes?: string } = {}) => one({ kind: 'text', text, ...options }),
    /** Writes several texts that reach the app in one webhook. */
    sayAtOnce: (...texts: string[]) => doAll(...texts.map((text) => ({ kind: 'text' as const, text }))),
    /** Presses a button or picks a list row, by its words or id, on the newest message that offers it (or on `message`). */
    press: (press: string, message?: string) => one({ kind: 'press', press, message }),
    sendLocation: (location: { latitude: number; longitude: number; name?: string; address?: string }) =>
      one({ kind: 'location', ...location }),
    sendImage: (image: { base64?: string; mime?: string; name?: string; caption?: string; quotes?: string } = {}) =>
      one({ kind: 'image', ...image }),
    sendVoice: (voice: { base64?: string; mime?: string } = {}) => one({ kind: 'voice', ...voice }),
    sendDocument: (document: { base64?: string; mime?: string; name?: string; caption?: string } = {}) =>
      one({ kind: 'document', ...document }),
    sendSticker: () => one({ kind: 'sticker' }),
    sendContact: (contact: { name: string; phone: string }) => one({ kind: 'contacts', ...contact }),
    sendUnsupported: () => one({ kind: 'unsupported' }),
    /** Sends a cart from the catalogue. */
    order: (items: { code: string; quantity: number; price?: number }[], text?: string) => one({ kind: 'order', items, text }),
    /** Reacts to a message; an empty emoji takes the reaction back. */
    react: (message: string, emoji: string) => one({ kind: 'reaction', message, emoji }),
    edit: (message: string, text: string) => one({ kind: 'edit', message, text }),
    remove: (message: string) => one({ kind: 'delete', message }),
    /** Does several things that reach the app in one webhook. */
    doAll,
    /** Looks at the chat: what was delivered becomes read, and the app is told. Resolves with how many. */
    read: async () => (await line.post<{ read: number }>(`${at}/read`)).read,
    /** The whole chat, oldest first. */
    chat: async () => (await look()).messages,
    /** The phone: name, whether the 24-hour window is open, whether the business is typing, the chat. */
    look,
    /** The newest message from the business, if there is one. */
    last: async () => (await look()).messages.findLast((message) => message.from === 'business'),
    /** Waits until `see` finds something in the chat, and returns it. */
    waitFor,
    /**
     * Waits for a message from the business, written after the person's own last one, whose words match; returns it.
     * A text must be contained; header, footer, buttons as `[Title]`, rows as `(Title)` and file names count as words.
     */
    hears: (wanted: string | RegExp, ms?: number) =>
      line.until(
        look,
        ({ messages }) => {
          const since = messages.slice(messages.findLastIndex((message) => message.from === 'phone') + 1)
          return since.find((message) => message.from === 'business' && matches(wordsOf(message), wanted))
        },
        `${wanted} on the phone of ${number}`,
        ms,
      ),
    /** The bytes of a file in the chat. */
    download: async (message: ChatMessage) => {
      if (!message.file) throw new Error('This message has no file.')
      const response = await fetch(`${line.url}/control/media/${message.file.id}`)
      if (!response.ok) throw new Error(`The file ${message.file.name} is gone.`)
      return { name: message.file.name, mime: message.file.mime, bytes: new Uint8Array(await response.arrayBuffer()) }
    },
  }
}
