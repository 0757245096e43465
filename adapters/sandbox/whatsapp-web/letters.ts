import type { ChatMessage, Phone, Phones } from '../whatsapp/phones.ts'
import { digits } from '../whatsapp/phones.ts'
import type { Fields } from '../wire.ts'
import { listOf, textOf } from '../wire.ts'

export const chatIdOf = (phone: Phone) => `${phone.wa}@c.us`
export const numberOf = (chat: unknown) => `+${digits(textOf(chat).split('@')[0] ?? '')}`

const TYPES: Readonly<Record<string, string>> = {
  text: 'chat',
  image: 'image',
  video: 'video',
  voice: 'ptt',
  document: 'document',
  sticker: 'sticker',
  location: 'location',
  contacts: 'vcard',
  poll: 'poll_creation',
}

/** A message of the chat as the page of WhatsApp Web has it. */
export const pageMessage = (phones: Phones, phone: Phone, message: ChatMessage): Fields => {
  const { id, from, kind, text, file, location, quotes, poll, at, state } = message
  const stored = file && phones.media(file.id)
  return {
    id,
    chat: chatIdOf(phone),
    fromMe: from === 'business',
    type: TYPES[kind] ?? 'unknown',
    t: Math.floor(at / 1000),
    notifyName: phone.name,
    ack: from === 'business' ? { sent: 1, delivered: 2, read: 3, failed: -1 }[state] : 0,
    ...(quotes && { quotes }),
    ...(poll && { pollName: text, options: poll.options }),
    ...(location && { lat: location.latitude, lng: location.longitude, loc: [location.name, location.address].filter(Boolean).join('\n') }),
    ...(stored
      ? { caption: text, body: '', mimetype: stored.mime, filename: file.name, size: stored.bytes, data: stored.data.toString('base64') }
      : { body: kind === 'contacts' ? cardOf(text) : text }),
  }
}

const cardOf = (text: string) => {
  const [name = '', number = ''] = text.split('\n')
  return `BEGIN:VCARD\nVERSION:3.0\nN:;${name};;;\nFN:${name}\nTEL;type=CELL;waid=${digits(number)}:${number}\nEND:VCARD`
}

const KINDS: Readonly<Record<string, string>> = {
  chat: 'text',
  poll_creation: 'poll',
  ptt: 'voice',
  image: 'image',
  video: 'video',
  audio: 'voice',
  document: 'document',
  sticker: 'sticker',
  location: 'location',
}

/** What the page sent, as the phone shows it. */
export const shownMessage = (phones: Phones, sent: Fields, at: number): ChatMessage => {
  const data = textOf(sent.data)
  const kept = data ? phones.keep(textOf(sent.filename) || 'file', textOf(sent.mimetype), Buffer.from(data, 'base64')) : null
  const options = listOf(sent.options).map(textOf)
  const { data: _, ...file } = kept ?? { data: null }
  return {
    id: textOf(sent.id),
    from: 'business',
    kind: KINDS[textOf(sent.type)] ?? 'unsupported',
    at,
    text: kept ? textOf(sent.caption) : textOf(sent.pollName) || textOf(sent.body),
    state: 'sent',
    via: 'web',
    ...(kept && { file: file as NonNullable<ChatMessage['file']> }),
    ...(options.length > 0 && { poll: { options, chosen: null } }),
    ...(textOf(sent.quotes) && { quotes: textOf(sent.quotes) }),
  }
}
