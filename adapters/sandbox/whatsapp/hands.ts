import type { Clock } from '../clock.ts'
import type { Answer } from '../deliver.ts'
import type { createWebHands } from '../whatsapp-web/hands.ts'
import type { Fields } from '../wire.ts'
import { Refused } from '../wire.ts'
import type { Hooks } from './hooks.ts'
import type { ChatMessage, Phone, Phones } from './phones.ts'
import { wamid } from './phones.ts'

/** What a person can do with the phone; `quotes` is the message it answers. */
export type Deed =
  | { kind: 'text'; text: string; quotes?: string | undefined }
  | { kind: 'press'; press: string; message?: string | undefined }
  | { kind: 'location'; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined }
  | {
      kind: 'image' | 'video' | 'voice' | 'document' | 'sticker'
      name?: string | undefined
      mime?: string | undefined
      base64?: string | undefined
      caption?: string | undefined
      quotes?: string | undefined
    }
  | { kind: 'reaction'; message: string; emoji: string }
  | { kind: 'edit'; message: string; text: string }
  | { kind: 'delete'; message: string }
  | { kind: 'contacts'; name: string; phone: string }
  | {
      kind: 'order'
      items: { code: string; quantity: number; price?: number | undefined; currency?: string | undefined }[]
      text?: string | undefined
    }
  | { kind: 'unsupported' }

const DEFAULTS = {
  image: { name: 'photo.png', mime: 'image/png' },
  video: { name: 'video.mp4', mime: 'video/mp4' },
  voice: { name: 'voice.ogg', mime: 'audio/ogg; codecs=opus' },
  document: { name: 'document.pdf', mime: 'application/pdf' },
  sticker: { name: 'sticker.webp', mime: 'image/webp' },
}

// The smallest picture there is: one grey dot.
const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOsr6//DwAFhAKA/0D0GQAAAABJRU5ErkJggg=='

/** Doing things with a phone: it shows on the phone and goes to the app as Meta would send it. */
export const createHands = (parts: { phones: Phones; hooks: Hooks; clock: Clock }) => {
  const { phones, hooks, clock } = parts
  let web: ReturnType<typeof createWebHands> | null = null

  const own = (phone: Phone, id: string) => {
    const found = phones.message(phone, id)
    if (!found) throw new Refused(404, `There is no message ${id} on this phone.`)
    return found
  }

  /** The newest message that offers this, by id or by the words on it. */
  const offerOf = (phone: Phone, wanted: string, within?: string) => {
    const from = phone.messages.filter(
      (one) => one.from === 'business' && one.state !== 'failed' && (within === undefined || one.id === within),
    )
    for (const message of from.toReversed()) {
      const rows = message.list?.sections.flatMap((section) => section.rows) ?? []
      const choices = [...(message.buttons ?? []).filter((one) => one.kind === 'reply'), ...rows]
      const found = choices.find((one) => one.id === wanted) ?? choices.find((one) => one.title === wanted)
      if (found) return { message, choice: found, row: rows.includes(found) ? (found as (typeof rows)[number]) : undefined }
    }
    const newest = from.findLast((one) => one.buttons || one.list)
    const rows = newest?.list?.sections.flatMap((section) => section.rows) ?? []
    const offered = [...(newest?.buttons ?? []), ...rows].map((one) => one.title).join(', ')
    throw new Refused(
      404,
      offered
        ? `Nothing says "${wanted}". The newest message offers: ${offered}.`
        : `Nothing says "${wanted}"; no message offers anything.`,
    )
  }

  /** What this deed is on the wire and on the phone. */
  const write = (phone: Phone, deed: Deed): { wire: Fields; shown?: Omit<ChatMessage, 'id' | 'from' | 'at' | 'state'> } => {
    const quoting = (quotes?: string) => {
      if (!quotes) return {}
      const quoted = own(phone, quotes)
      return { context: { from: quoted.from === 'business' ? '40700000000' : phone.wa, id: quotes } }
    }
    switch (deed.kind) {
      case 'text':
        return {
          wire: { type: 'text', text: { body: deed.text }, ...quoting(deed.quotes) },
          shown: { kind: 'text', text: deed.text, ...(deed.quotes ? { quotes: deed.quotes } : {}) },
        }
      case 'press': {
        const { message, choice, row } = offerOf(phone, deed.press, deed.message)
        const shown = { kind: 'press', text: choice.title, quotes: message.id }
        const context = quoting(message.id)
        if (message.template) return { wire: { type: 'button', button: { payload: choice.id, text: choice.title }, ...context }, shown }
        const reply = { id: choice.id, title: choice.title, ...(row?.description ? { description: row.description } : {}) }
        const interactive = row ? { type: 'list_reply', list_reply: reply } : { type: 'button_reply', button_reply: reply }
        return { wire: { type: 'interactive', interactive, ...context }, shown }
      }
      case 'location': {
        const { kind: _, ...location } = deed
        const place = Object.fromEntries(Object.entries(location).filter(([, value]) => value !== undefined)) as ChatMessage['location'] &
          Fields
        return { wire: { type: 'location', location: place }, shown: { kind: 'location', text: deed.name ?? '', location: place } }
      }
      case 'reaction': {
        const target = own(phone, deed.message)
        target.reactions = [
          ...(target.reactions ?? []).filter((one) => one.from !== 'phone'),
          ...(deed.emoji ? [{ from: 'phone' as const, emoji: deed.emoji }] : []),
        ]
        return { wire: { type: 'reaction', reaction: { message_id: deed.message, emoji: deed.emoji } } }
      }
      case 'edit': {
        const target = own(phone, deed.message)
        if (target.from !== 'phone') throw new Refused(400, 'Only a message of this phone can be edited on it.')
        Object.assign(target, { text: deed.text, edited: true })
        return { wire: { type: 'edit', edit: { original_message_id: deed.message, message: { type: 'text', text: { body: deed.text } } } } }
      }
      case 'delete': {
        const target = own(phone, deed.message)
        if (target.from !== 'phone') throw new Refused(400, 'Only a message of this phone can be deleted on it.')
        Object.assign(target, { text: '', deleted: true })
        return { wire: { type: 'revoke', revoke: { original_message_id: deed.message } } }
      }
      case 'contacts':
        return {
          wire: {
            type: 'contacts',
            contacts: [
              {
                name: { formatted_name: deed.name, first_name: deed.name },
                phones: [{ phone: deed.phone, wa_id: deed.phone.replace(/\D/g, ''), type: 'CELL' }],
              },
            ],
          },
          shown: { kind: 'contacts', text: `${deed.name}\n${deed.phone}` },
        }
      case 'order': {
        const items = deed.items.map((one) => ({
          product_retailer_id: one.code,
          quantity: one.quantity,
          item_price: one.price ?? 0,
          currency: one.currency ?? 'RON',
        }))
        return {
          wire: { type: 'order', order: { catalog_id: '800139455123456', text: deed.text ?? '', product_items: items } },
          shown: {
            kind: 'order',
            text: deed.text ?? '',
            order: deed.items.map((one) => ({ code: one.code, quantity: one.quantity, price: one.price ?? 0 })),
          },
        }
      }
      case 'unsupported':
        return {
          wire: {
            type: 'unsupported',
            errors: [
              {
                code: 131051,
                title: 'Message type unknown',
                message: 'Message type unknown',
                error_data: { details: 'Message type is currently not supported.' },
              },
            ],
          },
          shown: { kind: 'unsupported', text: '' },
        }
      default: {
        const preset = DEFAULTS[deed.kind]
        const mime = deed.mime ?? preset.mime
        const data = Buffer.from(
          deed.base64 ?? (deed.kind === 'image' ? DOT : Buffer.from(`A ${deed.kind} of the sandbox.`).toString('base64')),
          'base64',
        )
        const { data: _, ...file } = phones.keep(deed.name ?? preset.name, mime, data)
        const wireKind = deed.kind === 'voice' ? 'audio' : deed.kind
        const part = {
          id: file.id,
          mime_type: mime,
          sha256: file.sha256,
          ...(deed.kind === 'document' ? { filename: file.name } : {}),
          ...(deed.kind === 'voice' ? { voice: true } : {}),
          ...(deed.caption ? { caption: deed.caption } : {}),
        }
        return {
          wire: { type: wireKind, [wireKind]: part, ...quoting(deed.quotes) },
          shown: { kind: deed.kind, text: deed.caption ?? '', file, ...(deed.quotes ? { quotes: deed.quotes } : {}) },
        }
      }
    }
  }

  /** Does these things in order and tells the app in one POST. Resolves when the app has answered the first try. */
  const doAll = async (phone: Phone, deeds: readonly Deed[]): Promise<{ ids: string[]; answer: Answer }> => {
    if (web) return web.doAll(phone, deeds)
    const messages: Fields[] = []
    for (const deed of deeds) {
      const { wire, shown } = write(phone, deed)
      const id = wamid()
      phone.lastWroteAt = clock.now()
      if (shown) phones.put(phone, { ...shown, id, from: 'phone', at: clock.now(), state: 'sent' })
      else phones.changed(phone)
      messages.push({ from: phone.wa, id, timestamp: hooks.seconds(), ...wire })
    }
    const answer = await hooks.messages(phone, messages)
    return { ids: messages.map((one) => String(one.id)), answer }
  }

  return {
    doAll,
    /** What a deed looks like in the chat. */
    shownOf: (phone: Phone, deed: Deed) => write(phone, deed).shown,
    /** From now on everything goes over WhatsApp Web (null: over the Cloud API again). */
    takeWeb: (hands: ReturnType<typeof createWebHands> | null) => {
      web = hands
    },
  }
}

export type Hands = ReturnType<typeof createHands>
