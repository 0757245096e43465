import { randomBytes } from 'node:crypto'
import { createEmulator } from 'emulate'
import type { Clock } from '../clock.ts'
import type { Fields } from '../wire.ts'
import { fieldsOf, jsonOf, rowsOf, textOf } from '../wire.ts'
import type { SlackSeed } from './team.ts'
import { BOT, TEAM } from './team.ts'

// emulate stops answering a token after 5,000 calls in an hour, which Slack does not: calls take turns over these.
const TOKENS = 400
const CALLS_PER_TOKEN = 4_900
const HOUSE_USER = 'U000000001' // emulate's own administrator and its two channels; nobody in the sandbox sees them.
const HOUSE_CHANNELS = ['C000000001', 'C000000002']

export type Emulator = Awaited<ReturnType<typeof startEmulator>>

/**
 * Vercel's Slack emulator as the keeper of users, channels, messages, reactions and files. It draws its own random ids and
 * reads the machine's clock, so ids and time stamps are exchanged for the seed's and the sandbox clock's on the way in and out.
 */
export const startEmulator = async (seed: SlackSeed, clock: Clock, publicUrl: () => string) => {
  const secret = randomBytes(12).toString('hex')
  const token = (who: string, n: number) => `${secret}-${who}-${n}`
  const handles = new Map<string, string>()
  for (const { slackUserId, email } of seed.staff) {
    const wish = email.split('@')[0]?.toLowerCase() ?? ''
    handles.set(slackUserId, wish && ![...handles.values()].includes(wish) ? wish : slackUserId.toLowerCase())
  }
  const handle = (id: string) => handles.get(id) ?? id
  const people = seed.staff.map((person) => person.slackUserId)
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    hostname: '127.0.0.1',
    seed: {
      slack: {
        team: { name: TEAM.name, domain: TEAM.domain },
        users: seed.staff.map((person) => ({
          name: handle(person.slackUserId),
          real_name: person.name,
          email: person.email,
          profile: { display_name: person.name, real_name: person.name, email: person.email },
        })),
        channels: seed.channels.map((channel) => ({ name: channel.name })),
        oauth_apps: [
          {
            client_id: '1.2',
            client_secret: secret,
            app_id: BOT.appId,
            name: BOT.name,
            redirect_uris: [],
            bot_name: BOT.handle,
            bot_id: BOT.botId,
            bot_user_id: BOT.userId,
          },
        ],
        tokens: [
          ...Array.from({ length: TOKENS }, (_, n) => ({
            token: token('bot', n),
            type: 'bot',
            user_id: BOT.userId,
            app_id: BOT.appId,
            bot_id: BOT.botId,
            bot_user_id: BOT.userId,
          })),
          ...people.flatMap((id) => Array.from({ length: 40 }, (_, n) => ({ token: token(id, n), user: handle(id) }))),
        ],
      },
    },
  })

  let inward = new Map<string, string>()
  let outward = new Map<string, string>()
  const pair = (ours: string, theirs: string) => {
    inward.set(ours, theirs)
    outward.set(theirs, ours)
  }
  const IDS = /\b(?:[TUC][0-9A-Z]{2,}|\d{10}\.\d{6})\b/g
  const toInner = (text: string) => text.replace(IDS, (id) => inward.get(id) ?? id)
  const toOuter = (text: string) =>
    text.replaceAll(emulator.url, `${publicUrl()}/slack`).replace(IDS, (id) => {
      const known = outward.get(id)
      if (known !== undefined || !id.includes('.')) return known ?? id
      const [seconds, rest] = id.split('.')
      pair(`${Number(seconds) + Math.floor(clock.offsetMs() / 1_000)}.${rest}`, id)
      return outward.get(id) ?? id
    })

  const turns = new Map<string, number>()
  const bearer = (who: string) => {
    const turn = turns.get(who) ?? 0
    turns.set(who, turn + 1)
    const of = who === 'bot' ? TOKENS : 40
    return `Bearer ${token(who, Math.floor(turn / CALLS_PER_TOKEN) % of)}`
  }

  const inside = emulator.url.replace('localhost', '127.0.0.1')
  const ask = async (method: string, fields: Fields, as: string): Promise<Fields> => {
    const response = await fetch(`${inside}/api/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: bearer(as) },
      body: toInner(JSON.stringify(fields)),
    })
    if (response.status === 404) return { ok: false, error: 'unknown_method', req_method: method }
    return fieldsOf(jsonOf(toOuter(await response.text())))
  }
  /** Asks the emulator, as the bot or as a person, with the seed's ids in and out. */
  const call = async (method: string, fields: Fields, as: string = 'bot') => hideHouse(await ask(method, fields, as))

  const learn = async () => {
    inward = new Map()
    outward = new Map()
    pair(TEAM.id, 'T000000001')
    const users = rowsOf((await ask('users.list', { limit: 1_000 }, 'bot')).members)
    for (const id of people) {
      const user = users.find((one) => one.name === handle(id))
      if (user) pair(id, textOf(user.id))
    }
    const channels = rowsOf((await ask('conversations.list', { limit: 1_000 }, 'bot')).channels)
    for (const { id, name } of seed.channels) {
      const channel = channels.find((one) => one.name === name)
      if (!channel) continue
      pair(id, textOf(channel.id))
      await ask('conversations.join', { channel: id }, 'bot')
    }
  }
  const hideHouse = (reply: Fields): Fields => ({
    ...reply,
    ...(Array.isArray(reply.members)
      ? { members: reply.members.filter((one) => one !== HOUSE_USER && fieldsOf(one).id !== HOUSE_USER) }
      : {}),
    ...(Array.isArray(reply.channels)
      ? { channels: rowsOf(reply.channels).filter((one) => !HOUSE_CHANNELS.includes(textOf(one.id))) }
      : {}),
  })
  await learn()

  return {
    call,
    /** Bytes of an upload, on to the emulator. */
    upload: async (path: string, body: Buffer, type: string) => {
      const response = await fetch(`${inside}${path}`, {
        method: 'POST',
        headers: type ? { 'content-type': type } : {},
        body: new Uint8Array(body),
      })
      return { status: response.status, text: await response.text() }
    },
    /** Bytes of a shared file as somebody sees them; status 404 when they may not. */
    download: async (path: string, as: string = 'bot') => {
      const response = await fetch(`${inside}${path}`, { headers: { authorization: bearer(as) } })
      return {
        status: response.status,
        type: response.headers.get('content-type') ?? 'application/octet-stream',
        bytes: Buffer.from(await response.arrayBuffer()),
      }
    },
    reset: async () => {
      emulator.reset()
      await learn()
    },
    close: () => emulator.close(),
  }
}
