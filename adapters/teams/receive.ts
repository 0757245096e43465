import { z } from 'zod'
import type { Inbound } from '../../bots/channel.ts'
import { type Activity, isPersonal, messageName, placeIn, timeIn, userIn } from './activity.ts'
import { typedText } from './markup.ts'

const Download = z.object({ downloadUrl: z.string(), fileType: z.string().nullish() })

const kindOf = (mime: string): Inbound['kind'] => {
  if (mime.startsWith('image/')) return 'image'
  if (mime.startsWith('audio/')) return 'voice'
  return mime.startsWith('video/') ? 'video' : 'document'
}

const mimes: Record<string, string> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

/**
 * Reads what people write, change, take back or put a reaction on: in the personal chat, where we are mentioned, and in threads. Everything
 * else that is said around us (an app may be allowed to read along in a team) gives an empty list.
 */
export const inboundsOf = (accountId: string, activity: Activity, now: Date): Inbound[] => {
  const { type, id, conversation } = activity
  if (!id || activity.from.id === activity.recipient?.id) return []
  const place = placeIn(conversation.id)
  const { thread } = place
  const name = messageName(conversation.id, id)
  const isRoot = thread !== undefined && name === `${place.channel}:${thread}`
  const shared = {
    accountId,
    user: userIn(activity),
    at: timeIn(activity, now),
    raw: activity,
    ...(isPersonal(activity) ? {} : { place }),
    ...(thread && !isRoot ? { quotes: `${place.channel}:${thread}` } : {}),
  }
  if (type === 'messageReaction') {
    const [reaction] = activity.reactionsAdded ?? []
    const quotes = activity.replyToId ? messageName(conversation.id, activity.replyToId) : undefined
    return reaction && quotes ? [{ ...shared, key: `reaction ${id}`, kind: 'reaction', text: reaction.type, quotes }] : []
  }
  const mention = activity.entities?.find((one) => one.type === 'mention' && one.mentioned?.id === activity.recipient?.id)
  if (!isPersonal(activity) && !mention && !(thread && !isRoot)) return []
  if (type === 'messageDelete') return [{ ...shared, key: `delete ${name}`, kind: 'delete', messageId: name }]
  const text = typedText(activity.text ?? '', mention?.text)
  if (type === 'messageUpdate') {
    if (activity.channelData?.eventType === 'undeleteMessage') return []
    return [{ ...shared, key: `edit ${name} ${activity.timestamp ?? ''}`, kind: 'edit', messageId: name, text }]
  }
  if (type !== 'message') return []
  // Who hears only what is meant for them is told by the key: a message that mentions us bears its own name.
  const key = isPersonal(activity) || mention ? name : `beside ${name}`
  const said = { ...shared, key, messageId: name }
  const files = filesOf(activity)
  if (files.length === 0) return [{ ...said, kind: 'text', text: isPersonal(activity) ? withoutSlashOf(text) : withoutSlashOf(text) }]
  return files.map((media, index) => ({
    ...said,
    ...(index === 0 ? { text } : { key: `${key} ${index}` }),
    kind: kindOf(media.mime),
    media,
  }))
}

/** Commands work with and without the word that Slack wants in front of them. */
const withoutSlashOf = (text: string) => text.replace(/^\/?parley\s+/i, '')

const filesOf = ({ attachments }: Activity): NonNullable<Inbound['media']>[] =>
  (attachments ?? []).flatMap(({ contentType, contentUrl, name, content }) => {
    if (contentType === 'application/vnd.microsoft.teams.file.download.info') {
      const file = Download.safeParse(content)
      if (!file.success) return []
      const type = (file.data.fileType ?? name?.split('.').at(-1) ?? '').toLowerCase()
      return [{ id: file.data.downloadUrl, mime: mimes[type] ?? 'application/octet-stream', ...(name ? { name } : {}) }]
    }
    // Teams repeats the text of a message as an attachment of HTML, and cards of others are not files.
    if (!contentUrl || !/^(image|audio|video)\//.test(contentType)) return []
    return [{ id: contentUrl, mime: contentType === 'image/*' ? 'image/png' : contentType, ...(name ? { name } : {}) }]
  })
