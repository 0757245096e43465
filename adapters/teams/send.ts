import { type Address, type Channel, ChannelError, type FileToSend, type Reply } from '../../bots/channel.ts'
import type { TeamsAccount } from './account.ts'
import { conversationOf, messageIn } from './activity.ts'
import { type Action, cardType } from './card.ts'
import { carried, fetchFile, type KeepFile, pictureParts } from './files.ts'
import type { Framework } from './framework.ts'
import type { Outgoing } from './outgoing.ts'
import { renderCard, renderReply } from './render.ts'
import type { TeamsWords } from './words.ts'

export type Writing = { account: TeamsAccount; outgoing: Outgoing; words: TeamsWords; keepFile?: KeepFile | undefined }

/** A reply as the activity that says it, files included. Rejects with ChannelError. */
export const activityOf = async (
  reply: Reply,
  { words, keepFile, message, isShared }: Pick<Writing, 'words' | 'keepFile'> & { message?: string | undefined; isShared: boolean },
): Promise<object> => {
  const files: readonly FileToSend[] = reply.files ?? []
  const rendering = { words, message, isShared }
  if (files.length === 0) return { type: 'message', ...renderReply(reply, rendering) }
  const shared = await carried(files, keepFile)
  const { summary } = renderReply(reply, rendering)
  const card = renderCard(reply, rendering)
  const links: Action[] = shared.links.map(({ name, url }) => ({ type: 'Action.OpenUrl', title: words.open(name), url }))
  const content = { ...card, body: [...card.body, ...pictureParts(shared)], actions: [...(card.actions ?? []), ...links] }
  return {
    type: 'message',
    summary,
    attachments: [{ contentType: cardType, content: content.actions.length > 0 ? content : { ...content, actions: undefined } }],
  }
}

/** Writes to one tenant's Teams. Nothing is tried twice and nothing is paced here: the outbox does both. */
export const teamsChannel = (
  parts: Writing & { framework: () => Promise<Framework>; stop: () => Promise<void> },
): Required<Omit<Channel, 'find'>> => {
  const { account, outgoing, words, keepFile } = parts
  const conversationFor = (to: Address) => {
    if ('channel' in to) return conversationOf(to)
    return outgoing.chatWith('home' in to ? to.home : to.user)
  }

  return {
    kind: 'teams',
    accountId: account.id,

    async send(permit, to, reply) {
      const activity = await activityOf(reply, { words, keepFile, message: permit.messageId, isShared: 'channel' in to })
      return { externalId: await outgoing.post(await conversationFor(to), activity) }
    },

    async update(permit, to, externalId, reply) {
      const found = messageIn(externalId)
      if (!found) throw new ChannelError('refused', 'message_not_found', 'update: this is not the name of a message in Teams.')
      const activity = await activityOf(reply, { words, keepFile, message: permit.messageId, isShared: 'channel' in to })
      await outgoing.put(found.conversation, found.id, { ...activity, id: found.id })
    },

    media: (id) => fetchFile(id, account, parts.framework),
    stop: parts.stop,
  }
}
