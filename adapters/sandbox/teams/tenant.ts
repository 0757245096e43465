import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Feed } from '../feed.ts'
import type { Fields } from '../wire.ts'

export type TeamsUser = { aadObjectId: string; name: string; email: string }
export type TeamsRoom = { id: string; name: string }
export type TeamsSeed = { team: string; users: TeamsUser[]; channels: TeamsRoom[] }

/** The tenant that the sandbox plays. */
export const TENANT = '5a4db0c5-0000-4000-8000-0000000000f1'
export const BOT_NAME = 'Parley'

/** A message as it lies in a conversation. `thread`: the id of the message it answers, in a channel. */
export type TeamsMessage = {
  id: string
  conversation: string
  thread?: string
  from: 'bot' | string
  at: number
  text?: string
  textFormat?: string
  attachments?: Fields[]
  edited?: true
  /** Counts what it said so far. */
  version: number
  reactions?: { type: string; user: string }[]
}

/** What only one person sees: said in answer to a press. */
export type TeamsWhisper = {
  id: string
  at: number
  /** When it came, by the machine's clock. */
  heard: number
  text: string
  conversation: string
  message?: string
  /** It stands in the card too. */
  inCard?: boolean
}

/** Teams' own id of a user, which only Teams makes. */
export const mriOf = (aadObjectId: string) => `29:${aadObjectId.replaceAll('-', '')}`
/** The personal chat of a user with the bot. */
export const chatOf = (aadObjectId: string) => `a:1-${aadObjectId}`

export type Tenant = ReturnType<typeof createTenant>

/** What people and the connector share: who is there, what was written, and how each person sees each card. */
export const createTenant = (parts: { seed: TeamsSeed; clock: Clock; feed: Feed }) => {
  const { seed, clock, feed } = parts
  let messages: TeamsMessage[] = []
  let byKey = new Map<string, TeamsMessage>()
  let views = new Map<string, Fields>()
  let whispers = new Map<string, TeamsWhisper[]>()
  let last = 0
  let joined = false

  const keyOf = (conversation: string, id: string) => `${conversation} ${id}`
  const tell = (what: string, about: { channel?: string; user?: string; ts?: string } = {}) =>
    feed.tell({ platform: 'teams', what, ...about })

  return {
    seed,
    clock,
    tell,
    /** Milliseconds since 1970 as Teams names its messages, never the same twice. */
    stamp: () => {
      last = Math.max(last + 1, clock.now())
      return String(last)
    },
    user: (id: string): TeamsUser | undefined => seed.users.find(({ aadObjectId }) => aadObjectId === id || mriOf(aadObjectId) === id),
    channel: (id: string): TeamsRoom | undefined => seed.channels.find((one) => one.id === id),
    /** Whose personal chat this is. */
    chatOwner: (conversation: string): TeamsUser | undefined => seed.users.find(({ aadObjectId }) => chatOf(aadObjectId) === conversation),
    add: (written: Omit<TeamsMessage, 'version'>) => {
      const message: TeamsMessage = { ...written, version: 1 }
      messages.push(message)
      byKey.set(keyOf(message.conversation, message.id), message)
      tell('message', { channel: message.conversation, ts: message.id, ...(message.from === 'bot' ? {} : { user: message.from }) })
      return message
    },
    message: (conversation: string, id: string) => byKey.get(keyOf(conversation, id)),
    /** Replaces what a message says; how people saw its card is forgotten. */
    change: (message: TeamsMessage, next: Pick<TeamsMessage, 'text' | 'textFormat' | 'attachments'>, seenAsEdited: boolean) => {
      const { text, textFormat, attachments } = next
      for (const name of ['text', 'textFormat', 'attachments'] as const) delete message[name]
      Object.assign(
        message,
        text === undefined ? {} : { text },
        textFormat === undefined ? {} : { textFormat },
        attachments === undefined ? {} : { attachments },
      )
      message.version += 1
      if (seenAsEdited) message.edited = true
      for (const { aadObjectId } of seed.users) views.delete(`${aadObjectId} ${keyOf(message.conversation, message.id)}`)
      tell('message', { channel: message.conversation, ts: message.id })
    },
    remove: (message: TeamsMessage) => {
      messages = messages.filter((one) => one !== message)
      byKey.delete(keyOf(message.conversation, message.id))
      tell('message', { channel: message.conversation, ts: message.id })
    },
    /** The messages of a conversation, oldest first; of a channel those outside threads. */
    history: (conversation: string) => messages.filter((one) => one.conversation === conversation && one.thread === undefined),
    thread: (conversation: string, root: string) =>
      messages.filter((one) => one.conversation === conversation && (one.thread === root || one.id === root)),
    replies: (conversation: string, root: string) =>
      messages.filter((one) => one.conversation === conversation && one.thread === root).length,
    /** How this person sees the card of a message, where that differs from what all see. */
    view: (user: string, message: TeamsMessage) => views.get(`${user} ${keyOf(message.conversation, message.id)}`),
    setView: (user: string, message: TeamsMessage, card: Fields) => {
      views.set(`${user} ${keyOf(message.conversation, message.id)}`, card)
      tell('view', { channel: message.conversation, user, ts: message.id })
    },
    whisper: (user: string, said: Omit<TeamsWhisper, 'id' | 'at' | 'heard'>) => {
      whispers.set(user, [...(whispers.get(user) ?? []), { id: randomUUID(), at: clock.now(), heard: Date.now(), ...said }].slice(-200))
      tell('whisper', { user })
    },
    /** Has the app been added to the team? */
    joined: () => joined,
    join: () => {
      joined = true
      tell('team')
    },
    whispers: (user: string) => whispers.get(user) ?? [],
    reset: () => {
      messages = []
      byKey = new Map()
      views = new Map()
      whispers = new Map()
      joined = false
    },
  }
}
