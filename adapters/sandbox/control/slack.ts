import { z } from 'zod'
import { dressed } from '../slack/desk.ts'
import type { Modals } from '../slack/modals.ts'
import type { People } from '../slack/people.ts'
import { BOT } from '../slack/team.ts'
import type { Workspace } from '../slack/workspace.ts'
import type { Fields } from '../wire.ts'
import { fieldsOf, Refused, rowsOf, textOf } from '../wire.ts'
import type { ControlCall, Route } from './route.ts'
import { bodyOf, route } from './route.ts'

const Values = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

/** The Slack window of each person: what it shows, and what can be done in it. */
export const slackRoutes = (parts: { space: Workspace; people: People; modals: Modals; company: string }): Route[] => {
  const { space, people, modals } = parts
  const { emulator, views } = space

  const who = (call: ControlCall) => people.user(call.part(0)).id
  const good = (reply: Fields) => {
    if (reply.ok !== true) throw new Refused(404, `Slack would say: ${textOf(reply.error)}.`)
    return reply
  }
  const shown = (messages: unknown) =>
    rowsOf(messages).map((one) => {
      const attachments = space.unfurled(textOf(one.ts))
      return { ...dressed(one, true), ...(attachments.length > 0 && { attachments }) }
    })

  /** The direct conversation of this person with the app. */
  const direct = async (user: string) =>
    textOf(fieldsOf(good(await emulator.call('conversations.open', { users: BOT.userId }, user)).channel).id)
  const place = (user: string, channel: string) => (channel === 'im' ? direct(user) : channel)

  const rooms = async (call: ControlCall) => {
    const user = who(call)
    return { user, im: await direct(user), channels: space.seed.channels, modalDepth: views.depth(user) }
  }

  const channel = async (call: ControlCall) => {
    const user = who(call)
    const id = await place(user, call.part(1))
    const history = good(await emulator.call('conversations.history', { channel: id, limit: 200 }, user))
    return { channel: id, messages: shown(history.messages).toReversed() }
  }

  const thread = async (call: ControlCall) => {
    const user = who(call)
    const id = await place(user, call.part(1))
    return {
      channel: id,
      messages: shown(good(await emulator.call('conversations.replies', { channel: id, ts: call.part(2) }, user)).messages),
    }
  }

  const file = async (call: ControlCall) => {
    const { status, type, bytes } = await emulator.download(`/files-pri/${call.part(1)}/${encodeURIComponent(call.part(2))}`, who(call))
    if (status !== 200) throw new Refused(404, 'There is no such file.')
    call.response.writeHead(200, {
      'content-type': type,
      'content-disposition': `${/^image\/(png|jpeg|gif|webp)$|^application\/pdf$/.test(type) ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(call.part(2))}`,
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'x-content-type-options': 'nosniff',
    })
    call.response.end(bytes)
  }

  return [
    route('GET', '/slack', () => ({ company: parts.company, bot: BOT, staff: space.seed.staff, channels: space.seed.channels })),
    route('GET', '/slack/:', rooms),
    route('GET', '/slack/:/channels/:', channel),
    route('GET', '/slack/:/channels/:/threads/:', thread),
    route('GET', '/slack/:/whispers', (call) => space.whispers(who(call), call.query.get('channel') ?? undefined)),
    route('GET', '/slack/:/modal', (call) => ({ view: views.top(who(call)) ?? null, depth: views.depth(who(call)) })),
    route('GET', '/slack/:/home', (call) => ({ view: views.home(who(call)) ?? null })),
    route('GET', '/slack/:/files/:/:', file),
    route('POST', '/slack/:/say', async (call) => {
      const said = await bodyOf(call, z.object({ channel: z.string(), text: z.string().min(1), thread: z.string().optional() }))
      return people.say(who(call), await place(who(call), said.channel), said.text, said.thread)
    }),
    route('POST', '/slack/:/command', async (call) => {
      const shape = z.object({ command: z.string().regex(/^\/\S+$/), text: z.string().default(''), channel: z.string() })
      const wish = await bodyOf(call, shape)
      return people.command(who(call), await place(who(call), wish.channel), wish.command, wish.text)
    }),
    route('POST', '/slack/:/press', async (call) => {
      const shape = z.object({
        channel: z.string().optional(),
        ts: z.string().optional(),
        where: z.enum(['message', 'modal', 'home']).optional(),
        press: z.string(),
        value: z.union([z.string(), z.array(z.string())]).optional(),
        values: Values.optional(),
      })
      const { value, values, where, ts, ...wish } = await bodyOf(call, shape)
      const at = wish.channel === undefined ? {} : { channel: await place(who(call), wish.channel) }
      return people.press({
        user: who(call),
        press: wish.press,
        ...at,
        ...(ts === undefined ? {} : { ts }),
        ...(where === undefined ? {} : { where }),
        ...(value === undefined ? {} : { value }),
        ...(values === undefined ? {} : { values }),
      })
    }),
    route('POST', '/slack/:/submit', async (call) =>
      modals.submit(who(call), (await bodyOf(call, z.object({ values: Values.default({}) }))).values),
    ),
    route('POST', '/slack/:/close', async (call) =>
      modals.close(who(call), (await bodyOf(call, z.object({ all: z.boolean().default(false) }))).all),
    ),
    route('POST', '/slack/:/home', async (call) =>
      people.openHome(who(call), (await bodyOf(call, z.object({ tab: z.enum(['home', 'messages']).default('home') }))).tab),
    ),
    route('POST', '/slack/:/suggest', async (call) => {
      const asked = await bodyOf(call, z.object({ block: z.string(), action: z.string(), typed: z.string().default('') }))
      return modals.suggest(who(call), asked.block, asked.action, asked.typed)
    }),
  ]
}
