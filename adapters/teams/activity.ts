import { z } from 'zod'

const Who = z.looseObject({ id: z.string().max(500), name: z.string().nullish(), aadObjectId: z.string().max(100).nullish() })

/** What Teams hands in, as far as we look at it. */
export const Activity = z.looseObject({
  type: z.string().max(100),
  id: z.string().max(500).optional(),
  name: z.string().max(200).optional(),
  timestamp: z.string().optional(),
  channelId: z.string(),
  serviceUrl: z.string().max(2000),
  from: Who,
  recipient: Who.optional(),
  conversation: z.looseObject({
    id: z.string().max(500),
    conversationType: z.string().nullish(),
    tenantId: z.string().nullish(),
  }),
  text: z.string().nullish(),
  textFormat: z.string().nullish(),
  replyToId: z.string().max(500).nullish(),
  value: z.unknown().optional(),
  action: z.string().nullish(),
  attachments: z
    .array(
      z.looseObject({
        contentType: z.string(),
        contentUrl: z.string().nullish(),
        name: z.string().nullish(),
        content: z.unknown().optional(),
      }),
    )
    .nullish(),
  entities: z
    .array(z.looseObject({ type: z.string(), mentioned: z.looseObject({ id: z.string() }).optional(), text: z.string().nullish() }))
    .nullish(),
  reactionsAdded: z.array(z.looseObject({ type: z.string() })).nullish(),
  membersAdded: z.array(z.looseObject({ id: z.string() })).nullish(),
  channelData: z.looseObject({ tenant: z.looseObject({ id: z.string() }).nullish(), eventType: z.string().nullish() }).nullish(),
})
export type Activity = z.infer<typeof Activity>

const idOfOurs = (id: string) => encodeURIComponent(id)

/** A conversation without the thread in its id: `19:…@thread.tacv2;messageid=17…` is one of `19:…@thread.tacv2`. */
export const placeIn = (conversation: string): { channel: string; thread?: string } => {
  const [channel = conversation, thread] = conversation.split(';messageid=')
  return thread ? { channel, thread: idOfOurs(thread) } : { channel }
}

/** Our name for a message: its conversation and its id, whose colons are written out. */
export const messageName = (conversation: string, id: string) => `${placeIn(conversation).channel}:${idOfOurs(id)}`

/** The conversation and the id in a name of ours; null where it is none. */
export const messageIn = (name: string): { conversation: string; id: string } | null => {
  const at = name.lastIndexOf(':')
  if (at < 1) return null
  try {
    return { conversation: name.slice(0, at), id: decodeURIComponent(name.slice(at + 1)) }
  } catch {
    return null
  }
}

/** The conversation that a thread of a channel is, as the connector takes it. */
export const conversationOf = ({ channel, thread }: { channel: string; thread?: string }) =>
  thread ? `${channel};messageid=${decodeURIComponent(thread)}` : channel

/** Whom a person is to us: the directory's id, which no rename changes. */
export const userIn = ({ from }: Activity) => {
  const name = from.name?.trim()
  return { id: from.aadObjectId ?? from.id, ...(name ? { name: name.slice(0, 200) } : {}) }
}

export const isPersonal = ({ conversation }: Activity) =>
  conversation.conversationType ? conversation.conversationType === 'personal' : !conversation.id.startsWith('19:')

export const tenantIn = ({ conversation, channelData }: Activity) => conversation.tenantId ?? channelData?.tenant?.id ?? undefined

export const timeIn = ({ timestamp }: Activity, now: Date) => {
  const at = timestamp ? Date.parse(timestamp) : Number.NaN
  return Number.isFinite(at) ? new Date(at) : now
}
