import type { webApi } from '@slack/bolt'
import { type Address, type Channel, ChannelError, type Reply } from '../../bots/channel.ts'
import { channelError, saidNo } from './errors.ts'
import { fetchFile, shareFiles } from './files.ts'
import { renderHome, renderReply } from './render.ts'
import type { SlackWords } from './words.ts'

/** What our own id is kept under in a message's metadata. */
const eventType = 'parley_message'
/** What stands for the id of a page. */
const ofHome = 'home:'
const pageSize = 200
const pagesToSearch = 5
const remembered = 2000

const quiet = { unfurl_links: false, unfurl_media: false, parse: 'none', mrkdwn: true } as const

/** Writes to one Slack workspace. Nothing is tried twice and nothing is paced here: the outbox does both. */
export const slackChannel = (parts: {
  accountId: string
  client: webApi.WebClient
  token: string
  words: SlackWords
  directOf: (user: string) => Promise<string>
  stop: () => Promise<void>
}): Required<Channel> => {
  const { client, words, directOf } = parts
  // Files are shared before the message is posted; when only the posting must be repeated they are not shared again.
  const filesShared = new Set<string>()

  const publish = async (user: string, reply: Reply) => {
    try {
      await client.views.publish({ user_id: user, view: renderHome(reply, words) })
      return { externalId: `${ofHome}${user}` }
    } catch (error) {
      // There is one page, and it is replaced whole.
      throw channelError(error, 'views.publish', true)
    }
  }

  const placeOf = async (to: Exclude<Address, { home: string }>) =>
    'user' in to ? { channel: await directOf(to.user) } : { channel: to.channel, ...(to.thread ? { thread: to.thread } : {}) }

  const shareOnce = async (messageId: string, to: { channel: string; thread?: string }, files: Parameters<typeof shareFiles>[2]) => {
    if (files.length === 0 || filesShared.has(messageId)) return
    await shareFiles(client, to, files)
    filesShared.add(messageId)
    if (filesShared.size > remembered) filesShared.delete(filesShared.values().next().value ?? '')
  }

  const messagesOf = (place: { channel: string; thread?: string }, cursor: string | undefined) => {
    const asked = { channel: place.channel, limit: pageSize, include_all_metadata: true, ...(cursor ? { cursor } : {}) }
    return place.thread ? client.conversations.replies({ ...asked, ts: place.thread }) : client.conversations.history(asked)
  }

  return {
    kind: 'slack',
    accountId: parts.accountId,

    async send(permit, to, reply) {
      if ('home' in to) return publish(to.home, reply)
      const { channel, thread } = await placeOf(to)
      await shareOnce(permit.messageId, thread ? { channel, thread } : { channel }, reply.files ?? [])
      const { text, blocks } = renderReply(reply, words)
      try {
        const { ts } = await client.chat.postMessage({
          channel,
          text,
          ...(blocks.length > 0 ? { blocks } : {}),
          ...(thread ? { thread_ts: thread } : {}),
          ...quiet,
          metadata: { event_type: eventType, event_payload: { id: permit.messageId } },
        })
        if (!ts) throw new ChannelError('doubt', 'garbled_answer', 'chat.postMessage: the answer names no message.')
        return { externalId: `${channel}:${ts}` }
      } catch (error) {
        throw channelError(error, 'chat.postMessage')
      }
    },

    async update(permit, to, externalId, reply) {
      if ('home' in to) return void (await publish(to.home, reply))
      const { channel, ts } = messageOf(externalId)
      const { text, blocks } = renderReply(reply, words)
      try {
        // Metadata stays as it is when none is given, and no blocks must be said, or the old ones stay.
        await client.chat.update({ channel, ts, text, blocks, parse: 'none' })
      } catch (error) {
        throw channelError(error, 'chat.update', true)
      }
      await shareOnce(permit.messageId, { channel, thread: ts }, reply.files ?? [])
    },

    async find(to, messageId) {
      if ('home' in to) return null
      const place = await placeOf(to)
      let cursor: string | undefined
      try {
        for (let page = 0; page < pagesToSearch; page += 1) {
          const { messages, response_metadata } = await messagesOf(place, cursor)
          for (const { ts, metadata } of messages ?? []) {
            if (ts && metadata?.event_type === eventType && idIn(metadata.event_payload) === messageId) {
              return { externalId: `${place.channel}:${ts}` }
            }
          }
          cursor = response_metadata?.next_cursor || undefined
          if (!cursor) return null
        }
        return null
      } catch (error) {
        throw channelError(error, place.thread ? 'conversations.replies' : 'conversations.history', true)
      }
    },

    media: (id) => fetchFile(client, parts.token, id),
    stop: parts.stop,
  }
}

const idIn = (payload: unknown) => (typeof payload === 'object' && payload !== null && 'id' in payload ? payload.id : undefined)

const messageOf = (externalId: string) => {
  const [, channel, ts] = /^([^:]+):(\d+\.\d+)$/.exec(externalId) ?? []
  if (!channel || !ts) throw saidNo('message_not_found', 'chat.update')
  return { channel, ts }
}

/** Opens direct chats, each once: Slack gives the same one every time. Rejects with ChannelError. */
export const directChats = (client: webApi.WebClient) => {
  const known = new Map<string, Promise<string>>()
  const open = async (user: string) => {
    try {
      const { channel } = await client.conversations.open({ users: user })
      if (!channel?.id) throw saidNo('user_not_found', 'conversations.open')
      return channel.id
    } catch (error) {
      known.delete(user)
      throw channelError(error, 'conversations.open', true)
    }
  }
  return (user: string) => {
    const found = known.get(user) ?? open(user)
    if (known.size > 10_000) known.clear()
    known.set(user, found)
    return found
  }
}
