import type { Knex } from 'knex'
import { may } from '../../kernel/actor.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { type Alarm, openAlarms } from './alarms.ts'
import type { Message } from './messages.ts'
import { pulsesOf } from './pulses.ts'
import { ChannelAccount, ChatIdentity, Conversation } from './records.ts'

/** The colleague behind a chat user, or null where nobody is linked. */
export const staffIdOf = async (db: Knex, accountId: string, externalUserId: string): Promise<string | null> => {
  const found = await db('chat_identities')
    .where({ account_id: accountId, external_user_id: externalUserId })
    .whereNull('ended_at')
    .whereNull('archived_at')
    .whereNotNull('verified_at')
    .first<{ staff_id: string | null } | undefined>('staff_id')
  return found?.staff_id ?? null
}

/** Somebody at a phone number, with the client they write for. */
export type AtPhone = { contactId: string; clientId: string; clientName: string; contactName: string; language: string }

/** Contacts that a phone number (or, without one, the conversation's own contact) may be. */
export const contactsBehind = async (db: Knex, phone: string | null, contactId: string | null): Promise<AtPhone[]> => {
  if (!phone && !contactId) return []
  const { rows } = await db.raw<{ rows: AtPhone[] }>(
    `select contacts.id as "contactId", clients.id as "clientId", clients.name as "clientName",
       trim(contacts.first_name || ' ' || contacts.last_name) as "contactName", contacts.language
     from contacts join clients on clients.id = contacts.client_id
     where ${phone ? 'contacts.phone = ?' : 'contacts.id = ?'} and contacts.archived_at is null and clients.archived_at is null order by clients.name, contacts.id`,
    [phone ?? contactId],
  )
  return rows
}

/** Did somebody say elsewhere (in the client area, to a colleague) that they want no offers? */
export const wantsNoOffers = async (
  db: Knex,
  { phone, contactId }: { phone: string | null; contactId: string | null },
): Promise<boolean> => {
  const stopped = await db('contacts')
    .where(phone ? { phone } : { id: contactId })
    .whereNull('archived_at')
    .whereNotNull('marketing_stopped_at')
    .first('id')
  return stopped !== undefined
}

/** The conversations of a contact that the asker may see, the newest first. */
export const conversationsOf = (ctx: Ctx, contactId: string) => ctx.rows(Conversation).where({ contactId }).orderBy('createdAt', 'desc')

/** The chat users of a colleague that are linked now. */
export const identitiesOf = (ctx: Ctx, staffId: string) => ctx.rows(ChatIdentity).where({ staffId, endedAt: null })

const sees = (ctx: Ctx) => may(ctx.actor, { room: 'conversations', level: 'view' })

/** Messages that have not left yet: queued, in doubt, or held until the customer writes. The oldest first. */
export const waitingMessages = async (ctx: Ctx, limit = 100): Promise<Message[]> =>
  sees(ctx) ? ctx.db('messages').whereIn('state', ['queued', 'sending', 'in_doubt', 'held']).orderBy('seq').limit(limit) : []

/** Messages that did not get through and need a person, the newest first. */
export const deadMessages = async (ctx: Ctx, limit = 100): Promise<Message[]> =>
  sees(ctx) ? ctx.db('messages').whereIn('state', ['dead', 'failed']).orderBy('seq', 'desc').limit(limit) : []

/** What customers wrote and nobody could answer, the newest first. */
export const deadInbound = async (ctx: Ctx, limit = 100) =>
  sees(ctx)
    ? ctx
        .db('inbound')
        .select('id', 'conversation_id', 'kind', 'content', 'platform_at', 'attempts', 'last_error')
        .where({ dead: true })
        .orderBy('arrived_at', 'desc')
        .limit(limit)
    : []

/** One line of a conversation, in or out. */
export type Line = { id: string; direction: 'in' | 'out'; at: Date; kind: string; text: string | null; state: string | null }

/** The last lines of a conversation that the asker may see, by the time they were written, the oldest first. */
export const linesOf = async (ctx: Ctx, conversationId: string, limit = 50): Promise<Line[]> => {
  const { rows } = await ctx.db.raw<{ rows: Line[] }>(
    `select * from (
       select id, 'in' as direction, platform_at as at, kind, content ->> 'text' as text, case when dead then 'dead' when handled_at is null then 'waiting' else 'handled' end as state
       from inbound where conversation_id = :conversationId and lane = 'message'
       union all
       select id, 'out', coalesce(sent_at, created_at), content_key, coalesce(rendered ->> 'text', values -> 'reply' ->> 'text'), state
       from messages where conversation_id = :conversationId
     ) lines where :conversationId in (select id from (:visible) visible) order by at desc, direction desc limit :limit`,
    { conversationId, limit, visible: ctx.visible(Conversation) as unknown as string },
  )
  return rows.reverse()
}

/** One line that a customer wrote, with the name the platform tells; undefined where the asker may not see it. */
export const lineWritten = async (
  ctx: Ctx,
  inboundId: string,
): Promise<{ text: string | null; kind: string; at: Date; name: string | null; phone: string | null } | undefined> => {
  const { rows } = await ctx.db.raw(
    `select inbound.content ->> 'text' as text, inbound.kind, inbound.platform_at as at, conversations.profile_name as name, conversations.phone
     from inbound join conversations on conversations.id = inbound.conversation_id
     where inbound.id = :inboundId and conversations.id in (select id from (:visible) visible)`,
    { inboundId, visible: ctx.visible(Conversation) as unknown as string },
  )
  return rows[0]
}

/** What we said in a message that somebody quotes: its words, what could be pressed, and the order it was about. Undefined where the asker may not see it. */
export const messageQuoted = async (
  ctx: Ctx,
  conversationId: string,
  externalId: string,
): Promise<{ text: string; choices: { id: string; title: string; description?: string }[]; orderId: string | null } | undefined> => {
  const { rows } = await ctx.db.raw(
    `select coalesce(rendered ->> 'text', values -> 'reply' ->> 'text', '') as text,
       coalesce(rendered -> 'choices', values -> 'reply' -> 'choices', '[]'::jsonb) as choices,
       case when subject_record = 'order' then subject_id end as "orderId"
     from messages where conversation_id = :conversationId and external_id = :externalId
       and conversation_id in (select id from (:visible) visible) order by seq desc limit 1`,
    { conversationId, externalId, visible: ctx.visible(Conversation) as unknown as string },
  )
  return rows[0]
}

/** A channel account as the staff sees it, without any secret. */
export type ChannelSeen = {
  id: string
  version: number
  kind: string
  name: string
  externalId: string
  state: 'active' | 'faulty' | 'off'
  trouble: string | null
  fromEnvironment: boolean
  /** Without what is secret: those are only named in `secretsSet`. */
  settings: Record<string, unknown>
  alarms: (Pick<Alarm, 'code' | 'terms'> & { since: Date })[]
  lastInboundAt: Date | null
  lastHeardAt: Date | null
  lastSentAt: Date | null
  tokenExpiresAt: Date | null
  figures: { conversations: number; waiting: number; held: number; dead: number }
}

/** All channel accounts with what is known of them, and the alarms about no single one. Nobody but the staff is told. */
export const channelsSeen = async (ctx: Ctx): Promise<{ accounts: ChannelSeen[]; alarms: ChannelSeen['alarms'] }> => {
  if (ctx.actor.kind === 'contact' || !sees(ctx)) return { accounts: [], alarms: [] }
  const accounts = await ctx.rows(ChannelAccount).where({ archivedAt: null }).orderBy('createdAt')
  const ids = accounts.map(({ id }) => id)
  const pulses = await pulsesOf(ctx.db, ids)
  const open = await openAlarms(ctx.db)
  const figures = await figuresOf(ctx.db, ids)
  const alarmsOf = (accountId: string | null) =>
    open.filter((alarm) => alarm.accountId === accountId).map(({ code, terms, raisedAt }) => ({ code, terms, since: raisedAt }))
  const seen = accounts.map(({ id, version, kind, name, externalId, state, trouble, settings }) => {
    const { fromEnvironment, ...plain } = settings
    const pulse = pulses.get(id)
    return {
      id,
      version,
      kind,
      name,
      externalId,
      state,
      trouble,
      fromEnvironment: fromEnvironment === true,
      settings: plain,
      alarms: alarmsOf(id),
      lastInboundAt: pulse?.inboundAt ?? null,
      lastHeardAt: pulse?.heardAt ?? null,
      lastSentAt: pulse?.sentAt ?? null,
      tokenExpiresAt: pulse?.tokenExpiresAt ?? null,
      figures: figures.get(id) ?? { conversations: 0, waiting: 0, held: 0, dead: 0 },
    }
  })
  return { accounts: seen, alarms: alarmsOf(null) }
}

const figuresOf = async (db: Knex, ids: readonly string[]) => {
  const { rows } = await db.raw<{ rows: (ChannelSeen['figures'] & { id: string })[] }>(
    `select account.id, (select count(*)::int from conversations where account_id = account.id) as conversations,
       (select count(*)::int from messages where account_id = account.id and state in ('queued', 'sending', 'in_doubt')) as waiting,
       (select count(*)::int from messages where account_id = account.id and state = 'held') as held,
       (select count(*)::int from messages where account_id = account.id and state in ('dead', 'failed')) as dead
     from channel_accounts account where account.id = any(?)`,
    [[...ids]],
  )
  return new Map(rows.map(({ id, ...figures }) => [id, figures]))
}
