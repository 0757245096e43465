import { z } from 'zod'
import type { Sending } from '../whatsapp/graph.ts'
import type { Hands } from '../whatsapp/hands.ts'
import type { Hooks } from '../whatsapp/hooks.ts'
import type { Phone, Phones } from '../whatsapp/phones.ts'
import type { Templates } from '../whatsapp/templates.ts'
import type { WebLine } from '../whatsapp-web/line.ts'
import { fieldsOf, Refused } from '../wire.ts'
import type { Route } from './route.ts'
import { bodyOf, route } from './route.ts'

const Deed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string().min(1).max(65_536), quotes: z.string().optional() }),
  z.object({ kind: z.literal('press'), press: z.string(), message: z.string().optional() }),
  z.object({
    kind: z.literal('location'),
    latitude: z.number(),
    longitude: z.number(),
    name: z.string().optional(),
    address: z.string().optional(),
  }),
  z.object({
    kind: z.enum(['image', 'video', 'voice', 'document', 'sticker']),
    name: z.string().optional(),
    mime: z.string().optional(),
    base64: z.base64().optional(),
    caption: z.string().optional(),
    quotes: z.string().optional(),
  }),
  z.object({ kind: z.literal('reaction'), message: z.string(), emoji: z.string() }),
  z.object({ kind: z.literal('edit'), message: z.string(), text: z.string().min(1) }),
  z.object({ kind: z.literal('delete'), message: z.string() }),
  z.object({ kind: z.literal('contacts'), name: z.string(), phone: z.string() }),
  z.object({
    kind: z.literal('order'),
    text: z.string().optional(),
    items: z
      .array(z.object({ code: z.string(), quantity: z.number(), price: z.number().optional(), currency: z.string().optional() }))
      .min(1),
  }),
  z.object({ kind: z.literal('unsupported') }),
])

/** The phones: what is on them, doing things with them, and the webhook handshake. */
export const phoneRoutes = (parts: {
  phones: Phones
  hands: Hands
  sending: Sending
  hooks: Hooks
  templates: Templates
  appUrl: string
  verifyToken: string
  company: string
  now: () => number
  webLine: WebLine
}): Route[] => {
  const { phones, hands, sending, hooks, templates, webLine } = parts
  const summary = (phone: Phone) => ({
    phone: phone.phone,
    name: phone.name,
    ...(phone.client ? { client: phone.client } : {}),
    windowOpen: phones.windowOpen(phone),
    typing: phone.typingUntil > parts.now(),
    unread: phone.messages.filter((one) => one.from === 'business' && one.state === 'delivered').length,
    lastAt: phone.messages.at(-1)?.at ?? null,
  })

  const verify = async () => {
    const challenge = String(Math.floor(Math.random() * 1e9))
    const query = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': parts.verifyToken, 'hub.challenge': challenge })
    const response = await fetch(`${parts.appUrl}/webhooks/whatsapp?${query}`).catch(() => undefined)
    const echo = response ? await response.text() : ''
    return { ok: response?.status === 200 && echo === challenge, status: response?.status ?? 0 }
  }

  return [
    route('GET', '/phones', () => ({ company: parts.company, phones: phones.all().map(summary) })),
    route('GET', '/phones/:', (call) => {
      const phone = phones.obtain(call.part(0))
      return { ...summary(phone), messages: phone.messages }
    }),
    route('POST', '/phones/:/do', async (call) => {
      const { deeds, name } = await bodyOf(call, z.object({ deeds: z.array(Deed).min(1).max(50), name: z.string().optional() }))
      const phone = phones.obtain(call.part(0))
      if (name) phone.name = name
      const { ids, answer } = await hands.doAll(phone, deeds)
      return { ids, status: answer.status, ...(answer.error ? { error: answer.error } : {}) }
    }),
    route('POST', '/phones/:/read', async (call) => ({ read: await sending.readBy(phones.obtain(call.part(0)), webLine.readBy) })),
    route('GET', '/media/:', (call) => {
      const media = phones.media(call.part(0))
      if (!media) throw new Refused(404, 'There is no such file.')
      // Shown inline only where a browser cannot be made to run it.
      const inline = /^image\/(png|jpeg|webp)$|^application\/pdf$/.test(media.mime)
      call.response.writeHead(200, {
        'content-type': media.mime,
        'content-disposition': `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(media.name)}`,
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        'x-content-type-options': 'nosniff',
      })
      call.response.end(media.data)
    }),
    route('GET', '/whatsapp/templates', () => templates.list()),
    route('POST', '/whatsapp/verify', verify),
    /** Any webhook value at all, signed: for replaying Meta's own examples. */
    route('POST', '/whatsapp/deliver', async (call) => {
      const { value } = await bodyOf(call, z.object({ value: z.record(z.string(), z.unknown()) }))
      const { status } = await hooks.raw('messages', fieldsOf(value))
      return { status }
    }),
  ]
}
