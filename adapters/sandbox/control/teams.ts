import { z } from 'zod'
import type { Hands } from '../teams/hands.ts'
import { BOT_NAME, type TeamsMessage, type Tenant } from '../teams/tenant.ts'
import type { Tokens } from '../teams/tokens.ts'
import { Refused } from '../wire.ts'
import type { ControlCall, Route } from './route.ts'
import { bodyOf, route } from './route.ts'

const Fields = z.record(z.string(), z.unknown())

/** The Teams window of each person: what it shows, and what can be done in it. */
export const teamsRoutes = (parts: { tenant: Tenant; hands: Hands; tokens: Tokens }): Route[] => {
  const { tenant, hands, tokens } = parts

  const who = (call: ControlCall) => {
    const user = tenant.user(call.part(0))
    if (!user) throw new Refused(404, `There is nobody called ${call.part(0)} in this tenant.`)
    return user.aadObjectId
  }
  const nameOf = (from: string) => (from === 'bot' ? BOT_NAME : (tenant.user(from)?.name ?? from))
  const shown = (user: string, message: TeamsMessage) => ({
    ...message,
    name: nameOf(message.from),
    card: hands.cardOf(user, message),
    shared: message.attachments?.find(({ contentType }) => contentType === 'application/vnd.microsoft.card.adaptive')?.content ?? null,
    isView: tenant.view(user, message) !== undefined,
    replies: tenant.replies(message.conversation, message.id),
  })

  return [
    route('GET', '/teams', () => ({
      team: tenant.seed.team,
      bot: BOT_NAME,
      users: tenant.seed.users,
      channels: tenant.seed.channels,
      joined: tenant.joined(),
    })),
    route('POST', '/teams/join', () => hands.join()),
    route('GET', '/teams/:/conversations/:', (call) => {
      const user = who(call)
      const place = hands.placeOf(user, call.part(1))
      return { conversation: place, messages: tenant.history(place).map((one) => shown(user, one)) }
    }),
    route('GET', '/teams/:/conversations/:/threads/:', (call) => {
      const user = who(call)
      const place = hands.placeOf(user, call.part(1))
      return { conversation: place, messages: tenant.thread(place, call.part(2)).map((one) => shown(user, one)) }
    }),
    route('GET', '/teams/:/whispers', (call) => tenant.whispers(who(call))),
    route('POST', '/teams/:/say', async (call) => {
      const { conversation, text, ...options } = await bodyOf(
        call,
        z.object({
          conversation: z.string(),
          text: z.string().min(1),
          thread: z.string().exactOptional(),
          mention: z.boolean().exactOptional(),
        }),
      )
      return hands.say(who(call), conversation, text, options)
    }),
    route('POST', '/teams/:/file', async (call) => {
      const { base64, ...file } = await bodyOf(
        call,
        z.object({ name: z.string(), mime: z.string(), base64: z.base64(), text: z.string().default('') }),
      )
      return hands.sendFile(who(call), { ...file, bytes: Buffer.from(base64, 'base64') })
    }),
    route('POST', '/teams/:/press', async (call) => {
      const { conversation, id, press, ...options } = await bodyOf(
        call,
        z.object({
          conversation: z.string(),
          id: z.string(),
          press: z.string(),
          values: z.record(z.string(), z.string()).exactOptional(),
          asSubmit: z.boolean().exactOptional(),
        }),
      )
      return hands.press(who(call), conversation, id, press, options)
    }),
    route('POST', '/teams/:/look', async (call) => {
      const { conversation, id } = await bodyOf(call, z.object({ conversation: z.string(), id: z.string() }))
      return hands.look(who(call), conversation, id)
    }),
    route('POST', '/teams/:/search', async (call) => hands.search(who(call), (await bodyOf(call, z.object({ text: z.string() }))).text)),
    route('POST', '/teams/:/share', async (call) => {
      const { conversation, card, thread } = await bodyOf(
        call,
        z.object({ conversation: z.string(), card: Fields, thread: z.string().optional() }),
      )
      return hands.share(who(call), conversation, card, thread)
    }),
    route('POST', '/teams/:/edit', async (call) => {
      const { conversation, id, text } = await bodyOf(call, z.object({ conversation: z.string(), id: z.string(), text: z.string().min(1) }))
      return hands.edit(who(call), conversation, id, text)
    }),
    route('POST', '/teams/:/remove', async (call) => {
      const { conversation, id } = await bodyOf(call, z.object({ conversation: z.string(), id: z.string() }))
      return hands.remove(who(call), conversation, id)
    }),
    route('POST', '/teams/:/react', async (call) => {
      const { conversation, id, type } = await bodyOf(call, z.object({ conversation: z.string(), id: z.string(), type: z.string() }))
      return hands.react(who(call), conversation, id, type)
    }),
    route('POST', '/teams/:/install', (call) => hands.install(who(call))),
    route('POST', '/teams/:/raw', async (call) => {
      const { over, token, claims } = await bodyOf(
        call,
        z.object({ over: Fields.default({}), token: z.enum(['none', 'good', 'forged', 'garbage']), claims: Fields.default({}) }),
      )
      const header = {
        none: null,
        good: `Bearer ${tokens.sign(claims)}`,
        forged: `Bearer ${tokens.forge(claims)}`,
        garbage: 'Bearer garbage',
      }[token]
      return hands.raw(who(call), over, header)
    }),
  ]
}
