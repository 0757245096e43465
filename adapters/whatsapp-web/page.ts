/**
 * The process that holds one browser with WhatsApp Web in it. It is apart from the house, so that whatever the page or the library does
 * harms nothing else, and it ends with the one that started it; Chromium ends with it, since its pipe is cut.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import library, { type Client, type Message, type MessageSendOptions, type PollVote, type Reaction } from 'whatsapp-web.js'
import { heardOf, isNotice, isPerson, modelOf, personOf } from './hearing.ts'
import {
  type Answer,
  type Beginning,
  beginningName,
  type Content,
  type Mishap,
  type Numbered,
  type Order,
  type Ours,
  type Told,
} from './wire.ts'

/** How many more are looked at, for those of the same second. */
const SAME_SECOND = 20
const MOST_UNREAD = 50
/** A page that shows neither a code nor its chats by then never will. */
const OPENS_WITHIN_MS = 120_000

const { Client: Library, LocalAuth, MessageMedia, Poll } = library
const { folder, executablePath, flags } = JSON.parse(process.env[beginningName] ?? '{}') as Beginning

const tell = (told: Told) => {
  if (process.connected) process.send?.(told)
}
const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 500)

const client: Client = new Library({
  authStrategy: new LocalAuth({ dataPath: folder, clientId: 'one' }),
  webVersionCache: { type: 'none' },
  authTimeoutMs: 60_000,
  puppeteer: { executablePath, headless: true, pipe: true, args: flags, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
})

let isLeaving = false
const leave = async (why: string | null) => {
  if (isLeaving) return
  isLeaving = true
  const browser = client.pupBrowser
  // A page that hangs does not keep us: the pipe is cut anyway.
  await Promise.race([browser?.close().catch(() => {}), sleep(5000)])
  if (browser?.connected) browser.process()?.kill('SIGKILL')
  if (why === null || !process.connected) process.exit(0)
  // What is on its way through the pipe arrives before we are gone.
  process.send?.({ tell: 'gone', why } satisfies Told, () => process.exit(0))
}
process.on('disconnect', () => void leave(null))
process.on('SIGTERM', () => void leave(null))
// Ctrl-C in a terminal reaches everybody; the house says when it is time.
process.on('SIGINT', () => {})
// Exceptions in the library's own callbacks come here: told, and survived where the browser does.
const stumble = (error: unknown) => {
  if (!isLeaving) tell({ tell: 'trouble', text: wordsOf(error) })
}
process.on('unhandledRejection', stumble)
process.on('uncaughtException', stumble)

/** What one chat brings is told in its order, also where media takes its time. */
const chats = new Map<string, Promise<void>>()
const inTurn = (chat: string, work: () => Promise<void>) => {
  const done = (chats.get(chat) ?? Promise.resolve()).then(work).catch((error: unknown) => tell({ tell: 'trouble', text: wordsOf(error) }))
  chats.set(chat, done)
  void done.then(() => {
    if (chats.get(chat) === done) chats.delete(chat)
  })
}

const hear = (message: Message) => {
  if (message.fromMe || message.isStatus || !isPerson(message.from) || isNotice(message.type)) return
  inTurn(message.from, async () => tell({ tell: 'message', heard: await heardOf(client, message) }))
}

/** What arrived while no browser was open still counts as unread; the house knows what it has already. */
const catchUp = async () => {
  for (const chat of await client.getChats()) {
    if (chat.unreadCount < 1 || !isPerson(chat.id._serialized)) continue
    const count = Math.min(chat.unreadCount, MOST_UNREAD)
    const latest = await chat.fetchMessages({ limit: count + SAME_SECOND, fromMe: false })
    // Times are whole seconds, and the library mixes up what was written within one: all of the first second count.
    const inOrder = latest.toSorted((a, b) => a.timestamp - b.timestamp)
    const since = inOrder.at(-count)?.timestamp ?? 0
    for (const message of inOrder) if (message.timestamp >= since) hear(message)
  }
}

client.on('qr', (qr) => tell({ tell: 'qr', qr }))
client.on('authenticated', () => tell({ tell: 'linking' }))
client.on('auth_failure', (why) => void leave(`auth_failure ${why}`))
client.on('disconnected', (why) => void leave(String(why)))
client.on('ready', () => {
  tell({ tell: 'ready', number: client.info?.wid?.user ?? '' })
  catchUp().catch((error: unknown) => tell({ tell: 'trouble', text: `What is unread could not be read: ${wordsOf(error)}` }))
})
client.on('message', hear)
client.on('message_ack', (message, ack) => {
  if (message.fromMe && isPerson(message.to)) tell({ tell: 'ack', id: message.id.id, ack: Number(ack), at: Date.now() })
})
client.on('message_edit', (message, now, before) => {
  // The page also fills in texts late: what had no words before was not edited.
  if (message.fromMe || !isPerson(message.from) || !before || before === now) return
  const at = modelOf(message).latestEditSenderTimestampMs ?? Date.now()
  inTurn(message.from, async () => {
    const who = await personOf(client, message.from, modelOf(message).notifyName ?? null)
    tell({ tell: 'edit', who, id: message.id.id, text: String(now), at })
  })
})
client.on('message_revoke_everyone', (message) => {
  if (message.fromMe || !isPerson(message.from)) return
  inTurn(message.from, async () =>
    tell({
      tell: 'delete',
      who: await personOf(client, message.from, modelOf(message).notifyName ?? null),
      id: message.id.id,
      at: Date.now(),
    }),
  )
})
client.on('message_reaction', (reaction: Reaction) => {
  const { senderId, msgId, timestamp } = reaction
  if (!isPerson(senderId) || senderId === client.info?.wid?._serialized) return
  inTurn(senderId, async () =>
    tell({
      tell: 'reaction',
      who: await personOf(client, senderId, null),
      id: msgId.id,
      emoji: reaction.reaction ?? '',
      at: timestamp * 1000,
    }),
  )
})
client.on('vote_update', (vote: PollVote) => {
  // Whom a vote is by comes as a text or as an object, whatever the types say.
  const voter: unknown = vote.voter
  const from = typeof voter === 'string' ? voter : String((voter as { _serialized?: unknown } | null)?._serialized ?? '')
  // The types lack it: the option's place in the poll.
  const option = (vote.selectedOptions.at(-1) as { localId?: number } | undefined)?.localId
  const id = vote.parentMessage?.id?.id
  if (!isPerson(from) || from === client.info?.wid?._serialized || option === undefined || !id) return
  inTurn(from, async () =>
    tell({ tell: 'vote', who: await personOf(client, from, null), id, option: Number(option), at: vote.interractedAtTs }),
  )
})

class Failed extends Error {
  override name = 'Failed'
  mishap: Mishap
  constructor(mishap: Mishap, message: string) {
    super(message)
    this.mishap = mishap
  }
}

/** Numbers that are on WhatsApp, by the chat that they have there. */
const found = new Map<string, string>()
const chatOf = async (to: string) => {
  if (to.includes('@')) return to
  const known = found.get(to)
  if (known) return known
  const id = await client.getNumberId(to)
  if (!id) throw new Failed('nobody', 'This number is not on WhatsApp.')
  found.set(to, id._serialized)
  return id._serialized
}

type Body = string | InstanceType<typeof Poll> | InstanceType<typeof MessageMedia>

const contentOf = (content: Content): { body: Body; options: MessageSendOptions } => {
  if (content.kind === 'text') return { body: content.text, options: { linkPreview: false } }
  if (content.kind === 'poll')
    return { body: new Poll(content.question, content.options, { allowMultipleAnswers: false, messageSecret: undefined }), options: {} }
  const { mime, bytes, name, shown, caption } = content
  const shownAs = shown === 'document' ? { sendMediaAsDocument: true } : shown === 'voice' ? { sendAudioAsVoice: true } : {}
  return { body: new MessageMedia(mime, Buffer.from(bytes).toString('base64'), name), options: { ...shownAs, ...(caption && { caption }) } }
}

const send = async ({ to, content, typingMs, waitMs }: Extract<Order, { do: 'send' }>): Promise<Answer> => {
  const chat = await chatOf(to)
  if (typingMs > 0) {
    const open = await client.getChatById(chat)
    await open.sendStateTyping()
    await sleep(typingMs)
  }
  const { body, options } = contentOf(content)
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Failed('silent', 'WhatsApp Web did not say in time whether the message went.')), waitMs)
  const sending = client.sendMessage(chat, body, { ...options, sendSeen: false, waitUntilMsgSent: true })
  try {
    const sent = await Promise.race([sending, late.promise])
    if (!sent) throw new Failed('failed', 'WhatsApp Web does not know this chat.')
    return { ok: true, id: sent.id.id }
  } finally {
    clearTimeout(timer)
    sending.catch(() => {})
  }
}

const recent = async ({ to, limit }: Extract<Order, { do: 'recent' }>): Promise<Answer> => {
  const chat = await client.getChatById(await chatOf(to))
  const messages = await chat.fetchMessages({ limit, fromMe: true })
  const ours = messages.map((message): Ours => {
    const { id, ack, timestamp, type, body, pollOptions, hasMedia } = message
    return {
      id: id.id,
      ack: Number(ack),
      at: timestamp * 1000,
      type,
      body: hasMedia ? '' : (body ?? ''),
      caption: hasMedia ? (body ?? '') : '',
      fileName: modelOf(message).filename ?? '',
      options: Array.isArray(pollOptions)
        ? pollOptions.map((option) => (typeof option === 'string' ? option : String((option as { name?: unknown }).name)))
        : [],
    }
  })
  return { ok: true, ours }
}

const obey = async (order: Order): Promise<Answer> => {
  switch (order.do) {
    case 'send':
      return send(order)
    case 'recent':
      return recent(order)
    case 'seen':
      await client.sendSeen(order.chat)
      return { ok: true }
    case 'close':
      await leave(null)
      return { ok: true }
  }
}

process.on('message', ({ n, order }: Numbered) => {
  obey(order)
    .catch((error: unknown): Answer => ({ ok: false, mishap: error instanceof Failed ? error.mishap : 'failed', text: wordsOf(error) }))
    .then((answer) => tell({ tell: 'answer', n, answer }))
})

const opening = setTimeout(() => void leave('it did not open in time'), OPENS_WITHIN_MS)
client.on('qr', () => clearTimeout(opening))
client.on('ready', () => clearTimeout(opening))
const starting = client.initialize()
// The browser's number is needed as early as there is one, so that it can be ended also if we are not there to do it.
const looking = setInterval(() => {
  const pid = client.pupBrowser?.process()?.pid
  if (!pid) return
  clearInterval(looking)
  tell({ tell: 'opened', pid })
}, 20)
starting.catch((error: unknown) => void leave(wordsOf(error)))
