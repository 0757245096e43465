// What WhatsApp Web keeps in its page, as far as the library asks for it: ids, messages, chats.

/** Events by name, like those of the page's collections. */
export class Bus {
  constructor() {
    this.listeners = {}
  }
  on(names, listener) {
    for (const name of names.split(' ')) {
      this.listeners[name] ??= []
      this.listeners[name].push(listener)
    }
  }
  off(name, listener) {
    this.listeners[name] = (this.listeners[name] ?? []).filter((one) => one !== listener)
  }
  once(name, listener) {
    const once = (...told) => {
      this.off(name, once)
      listener(...told)
    }
    this.on(name, once)
  }
  emit(name, ...told) {
    for (const listener of [...(this.listeners[name] ?? [])]) listener(...told)
  }
}

/** `40700000101@c.us` and its like. */
export class Wid {
  constructor(text) {
    const [user, server] = String(text).split('@')
    this.user = user
    this.server = server
    this._serialized = `${user}@${server}`
  }
  toString() {
    return this._serialized
  }
  toJid() {
    return this._serialized.replace('@c.us', '@s.whatsapp.net')
  }
  isGroup() {
    return this.server === 'g.us'
  }
  isUser() {
    return this.server === 'c.us' || this.server === 'lid'
  }
  isLid() {
    return this.server === 'lid'
  }
  isStatus() {
    return this._serialized === 'status@broadcast'
  }
  isNewsletter() {
    return this.server === 'newsletter'
  }
}
export const widOf = (given) => (given instanceof Wid ? given : new Wid(given?._serialized ?? given))
export const plainWid = (wid) => ({ user: wid.user, server: wid.server, _serialized: wid._serialized })

export class MsgKey {
  constructor({ from, to, id, participant, selfDir }) {
    this.fromMe = selfDir === 'out'
    this.remote = widOf(this.fromMe ? to : from)
    this.id = id
    if (participant) this.participant = widOf(participant)
    this._serialized = `${this.fromMe}_${this.remote}_${id}${participant ? `_${widOf(participant)}` : ''}`
  }
  toString() {
    return this._serialized
  }
  static async newId() {
    const bytes = [...crypto.getRandomValues(new Uint8Array(9))]
    return `3EB0${bytes.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('')}`
  }
}

const plainKey = (key) => ({
  fromMe: key.fromMe,
  remote: key.remote._serialized,
  id: key.id,
  ...(key.participant ? { participant: plainWid(key.participant) } : {}),
  _serialized: key._serialized,
})

const plainValue = (value) => {
  if (value instanceof Wid) return plainWid(value)
  if (value instanceof MsgKey) return plainKey(value)
  return Array.isArray(value) ? value.map(plainValue) : value
}

const notPlain = new Set(['listeners', 'mediaData', 'mediaObject'])

class Message extends Bus {
  constructor(values) {
    super()
    Object.assign(this, values)
  }
  serialize() {
    const shown = Object.entries(this).filter(([name, value]) => !notPlain.has(name) && typeof value !== 'function')
    return Object.fromEntries(shown.map(([name, value]) => [name, plainValue(value)]))
  }
  unsafe() {
    return this
  }
  canReply() {
    return true
  }
  msgContextInfo() {
    return { quotedMsg: { type: this.type, body: this.body }, quotedStanzaID: this.id.id, quotedParticipant: this.from }
  }
  async downloadMedia() {
    this.mediaData.mediaStage = 'RESOLVED'
  }
}

export const Msg = Object.assign(new Bus(), {
  all: new Map(),
  get: (key) => Msg.all.get(key?._serialized ?? key),
  getMessagesById: async (keys) => ({ messages: keys.map((key) => Msg.get(key)).filter(Boolean) }),
  getModelsArray: () => [...Msg.all.values()],
})

/** The message with this id, whoever wrote it. */
export const messageBy = (id) => Msg.getModelsArray().find((one) => one.id.id === id)

export const addMessage = (values) => {
  const message = new Message(values)
  Msg.all.set(message.id._serialized, message)
  const chat = chatOf(message.id.remote)
  chat.messages.push(message)
  chat.t = message.t
  Msg.emit('add', message)
  return message
}

export const Chat = Object.assign(new Bus(), {
  all: new Map(),
  get: (wid) => Chat.all.get(widOf(wid)._serialized),
  getModelsArray: () => [...Chat.all.values()],
})

export const chatOf = (given) => {
  const wid = widOf(given)
  const known = Chat.all.get(wid._serialized)
  if (known) return known
  const chat = {
    id: wid,
    name: wid.user,
    formattedTitle: wid.user,
    unreadCount: 0,
    messages: [],
    mute: { expiration: 0 },
    archive: false,
    t: 0,
    serialize() {
      return { id: plainWid(this.id), name: this.name, unreadCount: this.unreadCount, t: this.t, archive: this.archive, pin: 0 }
    },
  }
  chat.msgs = { getModelsArray: () => [...chat.messages] }
  if (wid.isGroup())
    chat.groupMetadata = {
      isLidAddressingMode: false,
      announce: false,
      participants: [],
      serialize: () => ({ id: plainWid(wid), participants: [] }),
    }
  Chat.all.set(wid._serialized, chat)
  return chat
}
