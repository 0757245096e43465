import { refOf, system } from '../../kernel/actor.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { Contact } from '../crm/records.ts'
import { openConversation } from './actions/conversation.ts'
import type { To } from './messages.ts'
import { ChannelAccount, ChatIdentity, Conversation } from './records.ts'

/** How somebody is reached. `lane`: messages of one lane leave in their order. `pace`: what the platform counts together. */
export type Route = {
  accountId: string | null
  conversationId: string | null
  contactId: string | null
  staffId: string | null
  place: string | null
  threadOf: string | null
  lane: string
  pace: string
  /** A code, where there is no way. */
  trouble: string | null
}

type Parent = { id: string; accountId: string | null; place: string | null }

/**
 * Finds the way to somebody at this moment; opens a conversation to a contact who has only a phone number. A shared place may be in several
 * chats at once (Slack and Teams), and then there is a way to each; without a way the only one says why.
 */
export const routesOf = async (ctx: Ctx, to: To, message: { id: string; parents: readonly Parent[] }): Promise<[Route, ...Route[]]> =>
  'place' in to ? toPlaces(ctx, to.place, message) : [await routeOf(ctx, to, message.id)]

/** The one way to somebody, or the first of those to a shared place. */
export const routeOf = async (ctx: Ctx, to: To, id: string): Promise<Route> => {
  const message = { id }
  if ('contactId' in to) return toContact(ctx, to.contactId, message.id)
  if ('conversationId' in to) return conversationRoute(await ctx.facts(Conversation).byId(to.conversationId))
  if ('staffId' in to) return toStaff(ctx, to, message.id)
  if ('place' in to) return (await toPlaces(ctx, to.place, { id, parents: [] }))[0]
  return {
    ...nowhere(message.id),
    accountId: to.accountId,
    place: to.channel,
    lane: `place ${to.accountId} ${to.channel} ${to.thread ?? ''}`,
    pace: `${to.accountId} ${to.channel}`,
    trouble: null,
  }
}

const nowhere = (id: string, trouble = 'no_way'): Route => ({
  accountId: null,
  conversationId: null,
  contactId: null,
  staffId: null,
  place: null,
  threadOf: null,
  lane: `message ${id}`,
  pace: `message ${id}`,
  trouble,
})

/** To the customer of a conversation. */
export const conversationRoute = (conversation: {
  id: string
  accountId: string
  contactId: string | null
  erasedAt: Date | null
}): Route => ({
  ...nowhere(conversation.id),
  accountId: conversation.accountId,
  conversationId: conversation.id,
  contactId: conversation.contactId,
  lane: `conversation ${conversation.id}`,
  pace: `conversation ${conversation.id}`,
  trouble: conversation.erasedAt ? 'erased' : null,
})

/** The conversation they wrote in last; else the one we open to their phone. */
const toContact = async (ctx: Ctx, contactId: string, messageId: string): Promise<Route> => {
  const { rows } = await ctx.db.raw<{ rows: { id: string; accountId: string; contactId: string; erasedAt: null }[] }>(
    `select conversations.id, conversations.account_id as "accountId", conversations.contact_id as "contactId", null as "erasedAt"
     from conversations join channel_accounts on channel_accounts.id = conversations.account_id and channel_accounts.state <> 'off'
     join contacts on contacts.id = conversations.contact_id and (conversations.phone is null or conversations.phone = contacts.phone)
     left join conversation_states on conversation_states.conversation_id = conversations.id
     where conversations.contact_id = ? and conversations.archived_at is null and conversations.erased_at is null
     order by conversation_states.last_inbound_at desc nulls last, conversations.created_at desc limit 1`,
    [contactId],
  )
  if (rows[0]) return conversationRoute(rows[0])
  const contact = await ctx.facts(Contact).byId(contactId)
  if (!contact.phone || contact.archivedAt) return { ...nowhere(messageId, 'no_phone'), contactId }
  const account = await ctx
    .facts(ChannelAccount)
    .whereIn('kind', ['whatsapp-cloud', 'whatsapp-web'])
    .where({ archivedAt: null })
    .whereNot('state', 'off')
    .orderBy('createdAt')
    .first()
  if (!account) return { ...nowhere(messageId, 'no_account'), contactId }
  const input = { accountId: account.id, externalUserId: contact.phone.slice(1), phone: contact.phone, contactId }
  const opened = await houseOf(ctx).perform(openConversation, { input })
  return conversationRoute({ id: opened.id!, accountId: account.id, contactId, erasedAt: null })
}

/** Inside an action everything inner is the house's doing already; a door's ctx acts as its person, who may not do this. */
const houseOf = (ctx: Ctx): Ctx => {
  if (ctx.db.isTransaction) return ctx
  const { now, door, requestId, cause, actor } = ctx
  return ctx.house.ctx({ actor: system(refOf(actor)), door, requestId, now, cause })
}

const toStaff = async (
  ctx: Ctx,
  { staffId, accountId: wanted }: { staffId: string; accountId?: string },
  messageId: string,
): Promise<Route> => {
  const identity = await ctx
    .facts(ChatIdentity)
    .where({ staffId, endedAt: null, archivedAt: null, ...(wanted && { accountId: wanted }) })
    .whereNot('verifiedAt', null)
    .orderBy('verifiedAt', 'desc')
    .first()
  if (!identity) return { ...nowhere(messageId, 'not_linked'), staffId }
  const { accountId, externalUserId } = identity
  return {
    ...nowhere(messageId),
    accountId,
    staffId,
    lane: `user ${accountId} ${externalUserId}`,
    pace: `${accountId} ${externalUserId}`,
    trouble: null,
  }
}

const toPlaces = async (
  ctx: Ctx,
  purpose: string,
  { id, parents }: { id: string; parents: readonly Parent[] },
): Promise<[Route, ...Route[]]> => {
  const inThreads = parents.flatMap((parent): Route[] =>
    parent.accountId
      ? [
          {
            ...nowhere(id),
            accountId: parent.accountId,
            place: parent.place,
            threadOf: parent.id,
            lane: `thread ${parent.id}`,
            pace: `${parent.accountId} ${parent.place}`,
            trouble: null,
          },
        ]
      : [],
  )
  const [thread, ...threads] = inThreads
  if (thread) return [thread, ...threads]
  // One place in each account: the one that was named first.
  const { rows } = await ctx.db.raw<{ rows: { accountId: string; channel: string }[] }>(
    `select chat_places.account_id as "accountId", chat_places.external_id as channel
     from chat_places join channel_accounts on channel_accounts.id = chat_places.account_id and channel_accounts.state <> 'off'
     where chat_places.purpose = ? and chat_places.archived_at is null and channel_accounts.archived_at is null
     order by chat_places.created_at`,
    [purpose],
  )
  const [found, ...others] = rows
    .filter((row, at) => rows.findIndex(({ accountId }) => accountId === row.accountId) === at)
    .map(
      ({ accountId, channel }): Route => ({
        ...nowhere(id),
        accountId,
        place: channel,
        lane: `place ${accountId} ${channel}`,
        pace: `${accountId} ${channel}`,
        trouble: null,
      }),
    )
  return found ? [found, ...others] : [nowhere(id, 'no_place')]
}
