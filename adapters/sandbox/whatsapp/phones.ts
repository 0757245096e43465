import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Feed } from '../feed.ts'
import { Refused } from '../wire.ts'

/** A person with a phone, from the seed or met later. `phone` is written +40…; `client` is for the page only. */
export type PhoneOwner = { phone: string; name: string; client?: string }

export type ChatButton = { id: string; title: string; kind: 'reply' | 'url' | 'location'; url?: string }
export type ChatRow = { id: string; title: string; description?: string }
export type ChatFile = { id: string; name: string; mime: string; bytes: number; sha256: string }

/** One message as the phone shows it. Times are milliseconds of the sandbox's clock. */
export type ChatMessage = {
  id: string
  /** Who wrote it: the person with the phone, or the business. */
  from: 'phone' | 'business'
  kind: string
  at: number
  /** What is read: the body, or a caption. */
  text: string
  header?: string
  footer?: string
  buttons?: ChatButton[]
  list?: { button: string; sections: { title: string; rows: ChatRow[] }[] }
  file?: ChatFile
  location?: { latitude: number; longitude: number; name?: string; address?: string }
  template?: { name: string; language: string }
  order?: { code: string; quantity: number; price: number }[]
  quotes?: string
  /** The business's view: what became of it. Messages of the phone are `sent`. */
  state: 'sent' | 'delivered' | 'read' | 'failed'
  error?: { code: number; title: string }
  reactions?: { from: 'phone' | 'business'; emoji: string }[]
  edited?: boolean
  deleted?: boolean
  /** Read by the business (blue ticks), where it said so. */
  seen?: boolean
  /** A poll of the business, whose question is the text; `chosen` is the place of the option. */
  poll?: { options: string[]; chosen: number | null }
  /** It went over WhatsApp Web. (Default: over the Cloud API) */
  via?: 'web'
}

export type Phone = PhoneOwner & { wa: string; messages: ChatMessage[]; lastWroteAt: number; typingUntil: number }

export type Phones = ReturnType<typeof createPhones>

const DAY_MS = 24 * 60 * 60_000

/** The digits of a phone number, as WhatsApp names people. */
export const digits = (phone: string) => phone.replace(/\D/g, '')

/** A message id that looks like Meta's. */
export const wamid = () => `wamid.${randomBytes(24).toString('base64')}`

/** The phones and what is on them, and the media both sides have sent. */
export const createPhones = (clock: Clock, feed: Feed, owners: readonly PhoneOwner[]) => {
  const phones = new Map<string, Phone>()
  const media = new Map<string, ChatFile & { data: Buffer }>()
  const add = (owner: PhoneOwner) => {
    const wa = digits(owner.phone)
    const phone: Phone = { ...owner, phone: `+${wa}`, wa, messages: [], lastWroteAt: Number.NEGATIVE_INFINITY, typingUntil: 0 }
    phones.set(wa, phone)
    return phone
  }
  const seedAll = () => {
    for (const owner of owners) {
      const known = phones.get(digits(owner.phone))
      // One number may belong to a person at two clients: one phone all the same.
      if (known) known.client = [known.client, owner.client].filter(Boolean).join(', ')
      else add(owner)
    }
  }
  seedAll()

  const told = (phone: Phone, what: string) => feed.tell({ platform: 'whatsapp', what, phone: phone.phone })

  return {
    all: () => [...phones.values()],
    get: (number: string) => phones.get(digits(number)),
    /** The phone with this number; a new one, of a stranger, when nobody has it. */
    obtain: (number: string) => {
      if (!/^\d{6,15}$/.test(digits(number))) throw new Refused(400, `"${number}" is not a phone number.`)
      return phones.get(digits(number)) ?? add({ phone: number, name: `+${digits(number)}` })
    },
    put: (phone: Phone, message: ChatMessage) => {
      phone.messages.push(message)
      told(phone, 'message')
    },
    changed: (phone: Phone) => told(phone, 'state'),
    message: (phone: Phone, id: string) => phone.messages.find((one) => one.id === id),
    ownerOf: (id: string) => [...phones.values()].find((phone) => phone.messages.some((one) => one.id === id)),
    /** Whether the business may write freely: the person wrote within 24 hours. */
    windowOpen: (phone: Phone) => clock.now() - phone.lastWroteAt < DAY_MS,
    keep: (name: string, mime: string, data: Buffer) => {
      const id = String(1_000_000_000_000_000 + Number.parseInt(randomBytes(5).toString('hex'), 16))
      const file = { id, name, mime, bytes: data.length, sha256: createHash('sha256').update(data).digest('base64'), data }
      media.set(id, file)
      return file
    },
    media: (id: string) => media.get(id),
    forget: (id: string) => media.delete(id),
    reset: () => {
      phones.clear()
      media.clear()
      seedAll()
    },
  }
}
