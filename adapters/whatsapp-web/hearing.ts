import type { Client, Message } from 'whatsapp-web.js'
import { z } from 'zod'
import { type Heard, mediaMaxBytes, type Person } from './wire.ts'

const MEDIA_WITHIN_MS = 30_000

const maybe = z.string().optional().catch(undefined)
/** What the library hands on of the page's own model. All of it may be missing: Meta changes it whenever it likes. */
const Model = z.looseObject({
  notifyName: maybe,
  quotedStanzaID: maybe,
  mimetype: maybe,
  filename: maybe,
  size: z.coerce.number().optional().catch(undefined),
  latestEditSenderTimestampMs: z.coerce.number().optional().catch(undefined),
})

/** The model of a message, as far as it can be read. */
export const modelOf = (message: Message) => Model.parse(message.rawData ?? {})

/** Not what people say: notices of WhatsApp itself, and messages that the page cannot read (it shows them again when it can). */
const notices = new Set([
  'e2e_notification',
  'notification',
  'notification_template',
  'group_notification',
  'gp2',
  'broadcast_notification',
  'call_log',
  'protocol',
  'ciphertext',
  'debug',
  'revoked',
])

/** Is this one person writing to us? Groups, lists, channels and status are not heard. */
export const isPerson = (chat: string) => /^[^@]+@(c\.us|s\.whatsapp\.net|lid)$/.test(chat)
export const isNotice = (type: string) => notices.has(type)

/** `40700000101@c.us` is +40700000101; a hidden id (`…@lid`) is asked for its number, which WhatsApp may keep to itself. */
export const personOf = async (client: Client, chat: string, name: string | null): Promise<Person> => {
  const phone = /^(\d{6,15})@(c\.us|s\.whatsapp\.net)$/.exec(chat)?.[1] ?? (await numberBehind(client, chat))
  return { chat, phone: phone ? `+${phone}` : null, name }
}

const numberBehind = async (client: Client, chat: string): Promise<string | undefined> => {
  if (!chat.endsWith('@lid')) return undefined
  try {
    const [found] = await client.getContactLidAndPhone([chat])
    return /^(\d{6,15})@/.exec(found?.pn ?? '')?.[1]
  } catch {
    return undefined
  }
}

/** The message in plain words; its media are fetched at once, since nobody but this page can read them later. */
export const heardOf = async (client: Client, message: Message): Promise<Heard> => {
  const model = modelOf(message)
  const { id, from, type, body, timestamp, hasMedia, location, vCards } = message
  return {
    ...(await personOf(client, from, model.notifyName?.slice(0, 256) ?? null)),
    id: id.id,
    type,
    text: body ?? '',
    at: timestamp * 1000,
    quotes: model.quotedStanzaID ?? null,
    media: hasMedia
      ? {
          mime: model.mimetype ?? 'application/octet-stream',
          name: model.filename ?? null,
          bytes: (model.size ?? 0) > mediaMaxBytes ? null : await bytesOf(message),
        }
      : null,
    location: location
      ? {
          latitude: Number(location.latitude),
          longitude: Number(location.longitude),
          label: [location.name, location.address].filter(Boolean).join(', '),
        }
      : null,
    cards: vCards ?? [],
    raw: {
      id: id._serialized,
      from,
      type,
      t: timestamp,
      body: hasMedia ? undefined : body,
      quotedStanzaID: model.quotedStanzaID,
      mimetype: model.mimetype,
      filename: model.filename,
      size: model.size,
    },
  }
}

const bytesOf = async (message: Message): Promise<Uint8Array | null> => {
  const late = Promise.withResolvers<null>()
  const timer = setTimeout(() => late.resolve(null), MEDIA_WITHIN_MS)
  try {
    const media = await Promise.race([message.downloadMedia(), late.promise])
    if (!media) return null
    const bytes = Buffer.from(media.data, 'base64')
    return bytes.length > mediaMaxBytes ? null : new Uint8Array(bytes)
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
