import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { DeliveryReport, Inbound } from '../../bots/channel.ts'
import { kinds } from './kinds.ts'

/** Who and what a webhook belongs to. */
export type Receiver = { accountId: string; phoneNumberId: string; now: () => Date }

/** Everything one webhook brought for this number, in Meta's order. `skipped` says in words what was left out and why. */
export type Received = { inbound: Inbound[]; reports: DeliveryReport[]; skipped: string[] }

const list = z.array(z.unknown()).catch([])
const text = z.string().min(1)
const maybe = text.optional().catch(undefined)

const Payload = z.object({ object: z.literal('whatsapp_business_account'), entry: z.array(z.unknown()) })
const Entry = z.object({ changes: z.array(z.unknown()) })
const Change = z.object({
  field: z.string(),
  value: z.object({
    metadata: z.object({ phone_number_id: z.coerce.string() }).optional().catch(undefined),
    contacts: list,
    messages: list,
    statuses: list,
    errors: list,
  }),
})
const Contact = z.object({ wa_id: maybe, user_id: maybe, profile: z.object({ name: maybe }).optional().catch(undefined) })
const Envelope = z.object({
  id: maybe,
  from: maybe,
  from_user_id: maybe,
  timestamp: z.coerce.number().positive().optional().catch(undefined),
  type: maybe,
  group_id: maybe,
  context: z.object({ id: maybe }).optional().catch(undefined),
})
const Status = z.object({
  id: text,
  status: z.string(),
  timestamp: z.coerce.number().positive(),
  biz_opaque_callback_data: maybe,
  errors: z
    .array(
      z.object({ code: z.number(), title: z.string().catch(''), error_data: z.object({ details: maybe }).optional().catch(undefined) }),
    )
    .catch([]),
})
type Contact = z.infer<typeof Contact>

/**
 * Reads a webhook body, whose signature was checked. One malformed message becomes kind `unsupported` and hinders no other.
 * Returns null when the body is no webhook of WhatsApp at all.
 */
export const readWebhook = (body: string, receiver: Receiver): Received | null => {
  const payload = Payload.safeParse(parsed(body))
  if (!payload.success) return null
  const received: Received = { inbound: [], reports: [], skipped: [] }
  for (const item of payload.data.entry) {
    const entry = Entry.safeParse(item)
    if (entry.success) for (const change of entry.data.changes) readChange(change, receiver, received)
    else received.skipped.push('an entry without changes')
  }
  return received
}

const readChange = (change: unknown, receiver: Receiver, { inbound, reports, skipped }: Received) => {
  const read = Change.safeParse(change)
  if (!read.success) return void skipped.push('a change that is not understood')
  const { field, value } = read.data
  if (field !== 'messages') return void skipped.push(`a change of ${field.slice(0, 60)}`)
  if (value.metadata?.phone_number_id !== receiver.phoneNumberId) return void skipped.push('a change for another phone number')
  if (value.errors.length) skipped.push('errors about the number itself')
  const contacts = value.contacts.map((contact) => Contact.safeParse(contact)).flatMap(({ data }) => data ?? [])
  for (const message of value.messages) {
    const read = inboundOf(message, contacts, receiver)
    if (read) inbound.push(read)
    else skipped.push('a message without a sender')
  }
  for (const status of value.statuses) {
    const report = reportOf(status, receiver.accountId)
    if (report) reports.push(report)
    else skipped.push('a status that is not understood')
  }
}

const inboundOf = (message: unknown, contacts: Contact[], { accountId, now }: Receiver): Inbound | null => {
  const envelope = Envelope.safeParse(message)
  if (!envelope.success) return null
  const { id, from, from_user_id, timestamp, type, group_id, context } = envelope.data
  // Several people may be in one webhook; a single contact is the sender even where Meta writes his number in two ways.
  const named = contacts.find(({ wa_id, user_id }) => (from && wa_id === from) || (from_user_id && user_id === from_user_id))
  const contact = named ?? (contacts.length === 1 ? contacts[0] : undefined)
  const user = contact?.wa_id ?? from ?? contact?.user_id ?? from_user_id
  if (!user) return null

  // Without id or time the message cannot be trusted to be what it says; it is kept and shown as not understood.
  const content = (id && timestamp && type ? kinds[type]?.(message) : undefined) ?? { kind: 'unsupported' as const }
  const raw = { message, ...(contact ? { contact } : {}) }
  return {
    accountId,
    key: id ?? `malformed:${createHash('sha256').update(JSON.stringify(message)).digest('hex')}`,
    ...(id ? { messageId: id } : {}),
    user: { id: user, ...phoneOf(from ?? contact?.wa_id), ...(contact?.profile?.name ? { name: contact.profile.name.slice(0, 256) } : {}) },
    at: timestamp ? new Date(timestamp * 1000) : now(),
    ...(context?.id ? { quotes: context.id } : {}),
    ...content,
    ...(group_id ? { kind: 'group' as const, place: { channel: group_id } } : {}),
    raw,
  }
}

const phoneOf = (digits?: string) => (digits && /^\+?\d{6,15}$/.test(digits) ? { phone: `+${digits.replace('+', '')}` } : {})

// A voice note that was listened to says "played".
const states: Record<string, DeliveryReport['state']> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'read',
  failed: 'failed',
}

const reportOf = (status: unknown, accountId: string): DeliveryReport | null => {
  const read = Status.safeParse(status)
  const state = read.success && Object.hasOwn(states, read.data.status) && states[read.data.status]
  if (!read.success || !state) return null
  const { id, timestamp, biz_opaque_callback_data: messageId, errors } = read.data
  const [error] = errors
  const title = error && [error.title, error.error_data?.details].filter(Boolean).join(': ').slice(0, 500)
  return {
    accountId,
    externalId: id,
    ...(messageId ? { messageId } : {}),
    state,
    at: new Date(timestamp * 1000),
    ...(error ? { error: { code: String(error.code), title: title ?? '' } } : {}),
  }
}

/** PostgreSQL takes neither NUL nor half a surrogate pair: one such message would be refused, and sent again, for days. */
const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body, (_, value) => (typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value))
  } catch {
    return null
  }
}
