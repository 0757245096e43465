import type { Fields } from '../wire.ts'
import { fieldsOf, jsonOf, rowsOf, textOf } from '../wire.ts'
import { metadataIsBad, problemsOfBlocks, withIds } from './blocks.ts'
import { BOT, TEAM } from './team.ts'
import type { Workspace } from './workspace.ts'

const NESTED = ['blocks', 'view', 'metadata', 'attachments', 'files', 'unfurls']

/** The arguments of a Web API call, from JSON, a form or the query, with the JSON inside form fields read. */
export const argumentsOf = (raw: Buffer, type: string, query: URLSearchParams): Fields => {
  const text = raw.toString('utf8')
  if (type.includes('json')) return fieldsOf(jsonOf(text))
  const fields: Fields = Object.fromEntries([...query, ...new URLSearchParams(text)])
  for (const name of NESTED) {
    const value = fields[name]
    if (typeof value === 'string' && value !== '') fields[name] = jsonOf(value) ?? value
  }
  return fields
}

const yes = (value: unknown) => value === true || value === 'true' || value === '1' || value === 1

/** A message as the Web API shows it: the app's own with bot and app ids, metadata only when asked for. */
export const dressed = (message: Fields, withMetadata: boolean): Fields => {
  const { metadata, ...rest } = message
  return {
    ...rest,
    ...(withMetadata && metadata !== undefined ? { metadata } : {}),
    ...(message.user === BOT.userId
      ? { bot_id: BOT.botId, app_id: BOT.appId, bot_profile: { id: BOT.botId, app_id: BOT.appId, name: BOT.name, team_id: TEAM.id } }
      : {}),
    ...(Number(message.reply_count ?? 0) > 0 && message.thread_ts === undefined ? { thread_ts: message.ts } : {}),
    team: TEAM.id,
  }
}

export const channelType = (channel: string) => (channel.startsWith('D') ? 'im' : channel.startsWith('G') ? 'group' : 'channel')

const refuse = (error: string, messages?: string[]): Fields => ({
  ok: false,
  error,
  ...(messages ? { errors: messages.map((one) => one.replace('[ERROR] ', '')), response_metadata: { messages } } : {}),
})

/** What Slack would refuse about a message before it looks at anything else; undefined when it is fine. */
const refusal = (fields: Fields): Fields | undefined => {
  if (fields.blocks !== undefined && fields.blocks !== '') {
    const problems = problemsOfBlocks(fields.blocks)
    if (problems.length > 0) return refuse('invalid_blocks', problems)
  }
  if (fields.metadata !== undefined && fields.metadata !== '' && metadataIsBad(fields.metadata)) return refuse('invalid_metadata_format')
  return undefined
}

/** The Web API: our checks first, then the emulator, then what it leaves out. */
export const createDesk = (space: Workspace) => {
  const { emulator, views, feed } = space

  const post = async (fields: Fields): Promise<Fields> => {
    const bad = refusal(fields)
    if (bad) return bad
    const blocks = fields.blocks ? { blocks: withIds(fields.blocks) } : {}
    const reply = await emulator.call('chat.postMessage', { ...fields, ...blocks })
    if (reply.ok !== true) return reply
    const message = dressed(fieldsOf(reply.message), false)
    posted(textOf(reply.channel), message)
    return { ...reply, message }
  }

  const posted = (channel: string, message: Fields) => {
    const thread = textOf(message.thread_ts)
    feed.tell({ platform: 'slack', what: 'message', channel, ts: textOf(message.ts), ...(thread ? { thread } : {}) })
    void space.event({ ...message, type: 'message', channel, channel_type: channelType(channel), event_ts: message.ts })
  }

  const update = async (fields: Fields): Promise<Fields> => {
    const bad = refusal(fields)
    if (bad) return bad
    const blocks = fields.blocks ? { blocks: withIds(fields.blocks) } : {}
    const reply = await emulator.call('chat.update', { ...fields, ...blocks })
    if (reply.ok !== true) return reply
    const channel = textOf(reply.channel)
    const message = dressed(fieldsOf(reply.message), false)
    feed.tell({ platform: 'slack', what: 'update', channel, ts: textOf(message.ts) })
    const stamp = space.stamp()
    void space.event({
      type: 'message',
      subtype: 'message_changed',
      hidden: true,
      channel,
      channel_type: channelType(channel),
      ts: stamp,
      event_ts: stamp,
      message,
    })
    return { ...reply, message }
  }

  const whisper = async (fields: Fields): Promise<Fields> => {
    const bad = refusal(fields)
    if (bad) return bad
    const reply = await emulator.call('chat.postEphemeral', fields)
    if (reply.ok !== true) return reply
    const thread = textOf(fields.thread_ts)
    space.whisper({
      ts: textOf(reply.message_ts),
      channel: textOf(fields.channel),
      user: textOf(fields.user),
      text: textOf(fields.text),
      from: 'app',
      ...(fields.blocks ? { blocks: withIds(fields.blocks) } : {}),
      ...(thread ? { thread_ts: thread } : {}),
    })
    return reply
  }

  const read = async (method: string, fields: Fields): Promise<Fields> => {
    const bounded = fields.oldest !== undefined || fields.latest !== undefined
    const reply = await emulator.call(method, bounded ? { ...fields, limit: 1_000 } : fields)
    if (reply.ok !== true) return reply
    const [oldest, latest] = [textOf(fields.oldest) || '0', textOf(fields.latest) || '9']
    const inside = (ts: string) => (yes(fields.inclusive) ? ts >= oldest && ts <= latest : ts > oldest && ts < latest)
    const messages = rowsOf(reply.messages).filter((one) => !bounded || inside(textOf(one.ts)) || one.ts === fields.ts)
    return { ...reply, messages: messages.map((one) => dressed(one, yes(fields.include_all_metadata))) }
  }

  const uploaded = async (fields: Fields): Promise<Fields> => {
    const reply = await emulator.call('files.completeUploadExternal', fields)
    const channel = textOf(fields.channel_id) || textOf(fields.channels)
    if (reply.ok === true && channel) feed.tell({ platform: 'slack', what: 'message', channel })
    return reply
  }

  const withoutUser = ({ user, ...reply }: Fields) => {
    if (typeof user === 'string') feed.tell({ platform: 'slack', what: 'view', user })
    return reply
  }

  const own: Record<string, (fields: Fields) => Fields | Promise<Fields>> = {
    'api.test': () => ({ ok: true }),
    'auth.test': async () => ({
      ...(await emulator.call('auth.test', {})),
      url: space.publicUrl(),
      team_id: TEAM.id,
      is_enterprise_install: false,
    }),
    'chat.postMessage': post,
    'chat.update': update,
    'chat.postEphemeral': whisper,
    'chat.delete': async (fields) => {
      const reply = await emulator.call('chat.delete', fields)
      if (reply.ok === true) feed.tell({ platform: 'slack', what: 'delete', channel: textOf(fields.channel), ts: textOf(fields.ts) })
      return reply
    },
    'chat.unfurl': async (fields) => {
      const [channel, ts] = [textOf(fields.channel), textOf(fields.ts)]
      const cards = Object.entries(fieldsOf(fields.unfurls)).map(([url, card]) => ({ from_url: url, ...fieldsOf(card) }) as Fields)
      for (const { blocks } of cards) {
        const problems = problemsOfBlocks(blocks)
        if (problems.length > 0) return refuse('cannot_parse_attachment', problems)
      }
      const message = await space.message(channel, ts)
      if (!message || cards.length === 0) return refuse('cannot_find_message')
      const unknown = cards.find(({ from_url }) => !textOf(message.text).includes(textOf(from_url)))
      if (unknown) return refuse('cannot_unfurl_url')
      space.unfurl(
        channel,
        ts,
        cards.map((card) => ({ ...card, blocks: withIds(card.blocks) })),
      )
      return { ok: true }
    },
    'conversations.history': (fields) => read('conversations.history', fields),
    'conversations.replies': (fields) => read('conversations.replies', fields),
    'files.completeUploadExternal': uploaded,
    'reactions.add': async (fields) => {
      const reply = await emulator.call('reactions.add', fields)
      feed.tell({ platform: 'slack', what: 'update', channel: textOf(fields.channel), ts: textOf(fields.timestamp) })
      return reply
    },
    'views.open': (fields) => withoutUser(views.open(fields)),
    'views.push': (fields) => withoutUser(views.push(fields)),
    'views.update': (fields) => withoutUser(views.update(fields)),
    'views.publish': (fields) => withoutUser(views.publish(fields, space.knows)),
  }

  return {
    post,
    update,
    /** Answers a Web API call made with this token. */
    call: async (method: string, fields: Fields, token: string): Promise<Fields> => {
      if (token === '') return refuse('not_authed')
      if (token !== space.botToken) return refuse('invalid_auth')
      const { token: _, ...rest } = fields
      return Object.hasOwn(own, method) ? own[method]!(rest) : emulator.call(method, rest)
    },
  }
}

export type Desk = ReturnType<typeof createDesk>
