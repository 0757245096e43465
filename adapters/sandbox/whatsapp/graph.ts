import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Fields } from '../wire.ts'
import { fieldsOf, rowsOf, textOf } from '../wire.ts'
import type { Hooks } from './hooks.ts'
import type { Objection } from './judge.ts'
import { objectionTo } from './judge.ts'
import type { ChatMessage, Phone, Phones } from './phones.ts'
import { digits, wamid } from './phones.ts'
import type { Filled, Templates } from './templates.ts'

/** What the Graph API says: an HTTP status and a body. */
export type GraphAnswer = { status: number; body: Fields }

/** An error in Graph's own envelope. */
export const graphError = (status: number, code: number, message: string, details?: string, subcode?: number): GraphAnswer => ({
  status,
  body: {
    error: {
      message: `(#${code}) ${message}`,
      type: 'OAuthException',
      code,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      ...(details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details } }),
      fbtrace_id: randomBytes(8).toString('base64url'),
    },
  },
})

const refused = ({ code, message, details }: Objection, status = 400) => graphError(status, code, message, details)

const LATE = {
  code: 131047,
  title: 'Re-engagement message',
  details: 'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
}
const NOBODY = { code: 131026, title: 'Message undeliverable', details: 'Message Undeliverable.' }
const isObjection = (value: Filled | Objection): value is Objection => 'code' in value

/** Sending: what the Cloud API does with `POST /{phone-number-id}/messages`. */
export const createSending = (parts: { phones: Phones; templates: Templates; hooks: Hooks; clock: Clock }) => {
  const { phones, templates, hooks, clock } = parts
  const callbacks = new Map<string, { callback?: string; template: boolean }>()

  const fileOf = (part: Fields, kind: string): ChatMessage['file'] | Objection => {
    if (part.link) {
      const name = textOf(part.filename) || textOf(part.link)
      return { id: '', name, mime: kind, bytes: 0, sha256: '' }
    }
    const stored = phones.media(textOf(part.id))
    if (!stored)
      return { code: 131009, message: 'Parameter value is not valid', details: `${kind}.id: media ${textOf(part.id)} does not exist` }
    const { data: _, ...file } = stored
    return { ...file, name: textOf(part.filename) || file.name }
  }

  /** The parts of a message that the phone shows, or why it cannot be sent. */
  const render = (message: Fields): Partial<ChatMessage> | Objection => {
    const kind = textOf(message.type) || 'text'
    const part = fieldsOf(message[kind])
    if (kind === 'text') return { text: textOf(part.body) }
    if (kind === 'interactive') return renderInteractive(part)
    if (kind === 'location')
      return {
        text: '',
        location: {
          latitude: Number(part.latitude),
          longitude: Number(part.longitude),
          name: textOf(part.name),
          address: textOf(part.address),
        },
      }
    if (kind === 'template') {
      const filled = templates.fill(message)
      if (isObjection(filled)) return filled
      const file = filled.document ? fileOf(filled.document, textOf(filled.document.kind)) : undefined
      if (file && 'code' in file) return file
      return {
        text: filled.body,
        ...(filled.header ? { header: filled.header } : {}),
        ...(filled.footer ? { footer: filled.footer } : {}),
        ...(file ? { file } : {}),
        template: { name: textOf(part.name), language: textOf(fieldsOf(part.language).code) },
        buttons: filled.buttons.map((one) =>
          one.kind === 'url'
            ? { id: '', title: one.text, kind: 'url', url: one.url ?? '' }
            : { id: one.payload ?? one.text, title: one.text, kind: 'reply' },
        ),
      }
    }
    if (['document', 'image', 'video', 'audio', 'sticker'].includes(kind)) {
      const file = fileOf(part, kind)
      return file && 'code' in file ? file : { text: textOf(part.caption), ...(file ? { file } : {}) }
    }
    return { text: '' }
  }

  const renderInteractive = (part: Fields): Partial<ChatMessage> | Objection => {
    const action = fieldsOf(part.action)
    const header = fieldsOf(part.header)
    const file = ['document', 'image', 'video'].includes(textOf(header.type))
      ? fileOf(fieldsOf(header[textOf(header.type)]), textOf(header.type))
      : undefined
    if (file && 'code' in file) return file
    const parameters = fieldsOf(action.parameters)
    const buttons: ChatMessage['buttons'] =
      part.type === 'cta_url'
        ? [{ id: '', title: textOf(parameters.display_text), kind: 'url', url: textOf(parameters.url) }]
        : part.type === 'location_request_message'
          ? [{ id: '', title: 'Send location', kind: 'location' }]
          : rowsOf(action.buttons).map((one) => ({
              id: textOf(fieldsOf(one.reply).id),
              title: textOf(fieldsOf(one.reply).title),
              kind: 'reply',
            }))
    const sections = rowsOf(action.sections).map((section) => ({
      title: textOf(section.title),
      rows: rowsOf(section.rows).map((row) => ({
        id: textOf(row.id),
        title: textOf(row.title),
        ...(row.description ? { description: textOf(row.description) } : {}),
      })),
    }))
    return {
      text: textOf(fieldsOf(part.body).text),
      ...(header.text ? { header: textOf(header.text) } : {}),
      ...(fieldsOf(part.footer).text ? { footer: textOf(fieldsOf(part.footer).text) } : {}),
      ...(file ? { file } : {}),
      ...(part.type === 'list' ? { list: { button: textOf(action.button), sections } } : { buttons }),
    }
  }

  const tell = async (phone: Phone, message: ChatMessage) => {
    const { callback, template } = callbacks.get(message.id) ?? { template: false }
    const about = { id: message.id, phone, template, ...(callback === undefined ? {} : { callback }) }
    if (message.state === 'failed') {
      await hooks.status({ ...about, status: 'failed', error: message.error?.code === NOBODY.code ? NOBODY : LATE })
      return
    }
    await hooks.status({ ...about, status: 'sent' })
    // Read meanwhile: `delivered` may be left out, as with Meta.
    if (message.state !== 'sent') return
    message.state = 'delivered'
    phones.changed(phone)
    await hooks.status({ ...about, status: 'delivered' })
  }

  const react = (message: Fields, phone: Phone): GraphAnswer | undefined => {
    const part = fieldsOf(message.reaction)
    const target = phones.message(phone, textOf(part.message_id))
    if (!target) return graphError(400, 131009, 'Parameter value is not valid', 'reaction.message_id')
    const emoji = textOf(part.emoji)
    target.reactions = [
      ...(target.reactions ?? []).filter((one) => one.from !== 'business'),
      ...(emoji ? [{ from: 'business' as const, emoji }] : []),
    ]
    phones.changed(phone)
    return undefined
  }

  /** Sends a message, or says why not. Statuses follow by webhook. */
  const send = (message: Fields): GraphAnswer => {
    const bad = objectionTo(message)
    if (bad) return refused(bad)
    const rendered = render(message)
    if ('code' in rendered && 'details' in rendered)
      return refused(rendered as Objection, (rendered as Objection).code === 132001 ? 404 : 400)
    const number = textOf(message.to)
    const known = phones.get(number)
    const phone = known ?? { phone: `+${digits(number)}`, wa: digits(number), name: '', messages: [], lastWroteAt: 0, typingUntil: 0 }
    const kind = textOf(message.type) || 'text'
    const template = kind === 'template'
    const id = wamid()
    const callback = textOf(message.biz_opaque_callback_data)
    callbacks.set(id, { template, ...(callback ? { callback } : {}) })
    if (callbacks.size > 20_000) callbacks.delete(callbacks.keys().next().value ?? '')
    const failure = known ? (template || phones.windowOpen(phone) ? undefined : LATE) : NOBODY
    const quotes = textOf(fieldsOf(message.context).message_id)
    const shown: ChatMessage = {
      id,
      from: 'business',
      kind,
      at: clock.now(),
      text: '',
      ...(rendered as Partial<ChatMessage>),
      ...(quotes ? { quotes } : {}),
      state: failure ? 'failed' : 'sent',
      ...(failure ? { error: { code: failure.code, title: failure.title } } : {}),
    }
    if (kind === 'reaction') {
      const problem = react(message, phone)
      if (problem) return problem
    } else if (known) {
      phone.typingUntil = 0
      phones.put(phone, shown)
    }
    void tell(phone, shown)
    return {
      status: 200,
      body: {
        messaging_product: 'whatsapp',
        contacts: [{ input: number, wa_id: phone.wa }],
        messages: [{ id, ...(template ? { message_status: 'accepted' } : {}) }],
      },
    }
  }

  /** The business marks a message as read, perhaps with a typing indicator (25 seconds at most, or until it answers). */
  const markRead = (message: Fields): GraphAnswer => {
    const id = textOf(message.message_id)
    const phone = phones.ownerOf(id)
    const found = phone ? phones.message(phone, id) : undefined
    if (!phone || !found || found.from !== 'phone') return graphError(400, 131009, 'Parameter value is not valid', 'message_id')
    for (const one of phone.messages) if (one.from === 'phone' && one.at <= found.at) one.seen = true
    if (fieldsOf(message.typing_indicator).type !== undefined) phone.typingUntil = clock.now() + 25_000
    phones.changed(phone)
    return { status: 200, body: { success: true } }
  }

  /** The person looks at the chat: everything delivered becomes read, and the app is told. */
  const readBy = async (phone: Phone, seenOverWeb: (message: ChatMessage) => void = () => {}) => {
    const fresh = phone.messages.filter((one) => one.from === 'business' && (one.state === 'sent' || one.state === 'delivered'))
    for (const message of fresh) message.state = 'read'
    if (fresh.length > 0) phones.changed(phone)
    for (const message of fresh.filter(({ via }) => via === 'web')) seenOverWeb(message)
    for (const { id } of fresh.filter(({ via }) => via !== 'web')) {
      const { callback, template } = callbacks.get(id) ?? { template: false }
      await hooks.status({ id, phone, template, status: 'read', ...(callback === undefined ? {} : { callback }) })
    }
    return fresh.length
  }

  return { send, markRead, readBy }
}

export type Sending = ReturnType<typeof createSending>
