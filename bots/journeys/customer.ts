import { extractText, getDocumentProxy } from 'unpdf'
import { NotSeen } from '../../adapters/sandbox/client.ts'
import { type ChatMessage, wordsOf } from '../../adapters/sandbox/client-phone.ts'
import type { JourneyHouse } from './house.ts'
import { matches, type Said, WAIT_MS } from './said.ts'

export type Customer = ReturnType<typeof customer>

/** A person with a phone. What was heard once is not heard again: each answer of the conversation is waited for by name. */
export const customer = (house: () => JourneyHouse, name: string, number: string) => {
  const heard = new Set<string>()
  const phone = () => house().client.phone(number)

  const unheard = (chat: readonly ChatMessage[]) => chat.filter(({ from, id }) => from === 'business' && !heard.has(id))

  /** The chat of late, as one would read it aloud; `•` marks what nobody has heard yet. */
  const transcript = (chat: readonly ChatMessage[]) =>
    chat
      .slice(-12)
      .map((one) => {
        const who = one.from === 'phone' ? name : heard.has(one.id) ? 'Parley' : '• Parley'
        return `${who}: ${readable(one)}${one.error ? ` [failed: ${one.error.title}]` : ''}`
      })
      .join('\n')

  const waitFor = async <T>(what: string, see: (chat: ChatMessage[]) => T | undefined, ms = WAIT_MS): Promise<T> => {
    try {
      return (await phone().waitFor(see, ms)) as T
    } catch (error) {
      if (!(error instanceof NotSeen)) throw error
      const troubles = house().troubles.length ? `\n\nThe house logged:\n${house().troubles.join('\n')}` : ''
      throw new Error(`${name} waited for ${what}. The phone shows:\n\n${transcript(await phone().chat())}${troubles}`)
    }
  }

  /** Waits for a message that says all of this and was not heard before. */
  const hearsMessage = async (...said: Said[]) => {
    const message = await waitFor(said.join(' and '), (chat) =>
      unheard(chat).find((one) => said.every((part) => matches(readable(one), part))),
    )
    heard.add(message.id)
    return message
  }

  /** Presses what says this (title or description) on the newest message that offers it, or on a certain one. */
  const presses = async (said: Said, on?: ChatMessage) => {
    const { id, choice, number, isLast } = await waitFor(`something to press that says ${said}`, (chat) => {
      const ours = chat.filter((one) => one.from === 'business')
      for (const message of ours.filter((one) => !on || one.id === on.id).toReversed()) {
        // Over WhatsApp Web there are polls and numbered lines.
        const option = message.poll?.options.find((words) => matches(words, said))
        if (option) return { id: message.id, choice: option }
        const line =
          message.via === 'web' && [...message.text.matchAll(/^(\d{1,2})\. (.+)$/gm)].find(([, , words]) => matches(words!, said))
        if (line) return { id: message.id, choice: '', number: line[1], isLast: message === ours.at(-1) }
        const rows = message.list?.sections.flatMap((section) => section.rows) ?? []
        const choice = [...(message.buttons ?? []), ...rows].find((one) =>
          [one.title, 'description' in one ? (one.description ?? '') : ''].some((words) => matches(words, said)),
        )
        if (choice) return { id: message.id, choice: choice.id }
      }
      return undefined
    })
    return number ? phone().say(number, isLast ? {} : { quotes: id }) : phone().press(choice, id)
  }

  return {
    name,
    number,
    says: (text: string, options: { quotes?: string } = {}) => phone().say(text, options),
    /** Several messages, one right after the other, in one delivery. */
    saysAtOnce: (...texts: string[]) => phone().sayAtOnce(...texts),
    /** Several messages, each in a delivery of its own, without waiting for answers. */
    saysQuickly: (...texts: string[]) => Promise.all(texts.map((text) => phone().say(text))),
    sendsSticker: () => phone().sendSticker(),
    sendsVoice: () => phone().sendVoice(),
    sendsImage: (caption?: string) => phone().sendImage(caption === undefined ? {} : { caption }),
    sendsLocation: () => phone().sendLocation({ latitude: 45.6579, longitude: 25.6012, name: 'Brașov' }),
    sendsContact: () => phone().sendContact({ name: 'Somebody Else', phone: '+40700000998' }),
    sendsSomethingUnsupported: () => phone().sendUnsupported(),
    sendsCart: (items: { code: string; quantity: number }[]) => phone().order(items),
    edits: (message: string, text: string) => phone().edit(message, text),
    /** Waits for one message that says all of this, and gives its words. */
    hears: async (...said: Said[]) => readable(await hearsMessage(...said)),
    hearsMessage,
    /** Waits until all that was going to be said is said, and fails where something was that nobody waited for. */
    async hearsNothingMore() {
      await house().settles()
      const chat = await phone().chat()
      const left = unheard(chat)
      if (left.length) throw new Error(`${name} heard more than expected:\n\n${left.map(readable).join('\n\n')}`)
    },
    presses,
    /** Presses the order button of the newest summary and hears that the order has arrived, with this total. Gives its number. */
    async orders(total: string): Promise<string> {
      await presses('Comandă')
      const words = readable(await hearsMessage(/Comanda \*CMD-\d+\* este la noi/, total))
      return /CMD-\d+/.exec(words)![0]
    },
    /** Waits for a document by its file name, and gives the words of the message and those printed in it. */
    async gets(file: Said, ...said: Said[]) {
      const message = await waitFor(`the document ${file}`, (chat) => unheard(chat).find((one) => one.file && matches(one.file.name, file)))
      heard.add(message.id)
      const { name: fileName, mime, bytes } = await phone().download(message)
      if (mime !== 'application/pdf') throw new Error(`${fileName} is ${mime}, not a PDF.`)
      const { text } = await extractText(await getDocumentProxy(bytes), { mergePages: true })
      const printed = text.replace(/\s+/g, ' ')
      const missing = said.filter((part) => !matches(printed, part))
      if (missing.length) throw new Error(`${fileName} does not say ${missing.join(' and ')}. It says:\n\n${printed}`)
      return { name: fileName, words: readable(message), printed }
    },
    /** Everything said to this person so far, heard or not. */
    everythingSaid: async () =>
      (await phone().chat())
        .filter(({ from }) => from === 'business')
        .map(readable)
        .join('\n\n'),
    /** What is on the phone is done with: the next test begins anew. */
    async forgets() {
      for (const { id } of await phone().chat()) heard.add(id)
    },
    look: () => phone().look(),
  }
}

/** The words of a message, descriptions of list rows included. */
const readable = (message: ChatMessage) => {
  const described = message.list?.sections.flatMap(({ rows }) => rows.flatMap(({ description }) => description ?? [])) ?? []
  // Over WhatsApp Web answers are numbered lines: they count as what can be pressed elsewhere.
  const titles = message.via === 'web' ? [...message.text.matchAll(/^\d{1,2}\. ([^:\n]+)/gm)].map(([, title]) => title) : []
  const numbered = [...titles.map((title) => `[${title}]`), ...titles.map((title) => `(${title})`)]
  return [wordsOf(message), ...described, ...numbered, ...(message.template ? [`[template ${message.template.name}]`] : [])].join('\n')
}
