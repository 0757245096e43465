import type { Knex } from 'knex'
import { newId } from '../../kernel/db.ts'
import type { Intent } from './messages.ts'
import { conversationRoute } from './routes.ts'

/** How long a worker holds a conversation; it renews before that. */
export const LEASE_MS = 30_000
/** After this many tries an inbound message is a dead letter. */
export const MOST_TRIES = 5
/** After so many tries that no process outlived, too. Far more: those that share a process with the one to blame are innocent. */
export const MOST_DEATHS = 20
const LONGEST_TEXT = 20_000

/** A message or press as a door hands it in. */
export type Arrived = {
  accountId: string
  key: string
  lane: 'message' | 'press'
  messageId: string | null
  userId: string
  kind: string
  content: Record<string, unknown>
  raw: unknown
  at: Date
}

/** A stored message. */
export type InboundRow = {
  id: string
  account_id: string
  key: string
  conversation_id: string | null
  message_id: string | null
  user_id: string
  kind: string
  content: Record<string, unknown>
  platform_at: Date
  arrived_at: Date
  turn: string | null
  turn_at: Date | null
  attempts: number
  handled_at: Date | null
  dead: boolean
  last_error: string | null
  answer: Record<string, unknown> | null
}

/** Stores what came in, once for each key of an account. Gives the new row's id, or null for a duplicate. */
export const storeInbound = async (db: Knex, arrived: Arrived, now: Date): Promise<string | null> => {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `insert into inbound (id, account_id, key, lane, message_id, user_id, kind, content, raw, platform_at, arrived_at, conversation_id)
     values (:id, :accountId, :key, :lane, :messageId, :userId, :kind, :content, :raw, :at, :now,
       case when :lane = 'message' then (select id from conversations where account_id = :accountId and external_user_id = :userId) end)
     on conflict (account_id, key) do nothing returning id`,
    {
      ...arrived,
      id: newId(),
      key: clean(arrived.key).slice(0, 500),
      userId: clean(arrived.userId).slice(0, 200),
      content: storable(arrived.content),
      raw: storable(arrived.raw),
      now,
    },
  )
  return rows[0]?.id ?? null
}

const clean = (text: string) => text.replaceAll('\0', '').toWellFormed()
/** PostgreSQL takes neither NUL nor half a surrogate pair. */
const storable = (value: unknown) =>
  JSON.stringify(value ?? null, (_, inner) => (typeof inner === 'string' ? clean(inner).slice(0, LONGEST_TEXT) : inner))

/** Users who wrote without having a conversation yet. */
export const homelessUsers = async (
  db: Knex,
): Promise<{ accountId: string; userId: string; phone: string | null; name: string | null }[]> => {
  const { rows } = await db.raw(
    `select distinct on (account_id, user_id) account_id as "accountId", user_id as "userId", content -> 'user' ->> 'phone' as phone, content -> 'user' ->> 'name' as name
     from inbound where conversation_id is null and handled_at is null and lane = 'message' order by account_id, user_id, seq limit 100`,
  )
  return rows
}

export const giveHome = (db: Knex, conversationId: string, { accountId, userId }: { accountId: string; userId: string }) =>
  db('inbound')
    .where({ account_id: accountId, user_id: userId, lane: 'message' })
    .whereNull('conversation_id')
    .update({ conversation_id: conversationId })

/** Messages of a user that no conversation can be opened for are dead letters. */
export const refuseHome = (db: Knex, { accountId, userId }: { accountId: string; userId: string }, why: string, now: Date) =>
  db('inbound')
    .where({ account_id: accountId, user_id: userId, lane: 'message' })
    .whereNull('conversation_id')
    .whereNull('handled_at')
    .update({ handled_at: now, dead: true, last_error: why.slice(0, 1000) })

/** A conversation in the hands of one worker. Whoever writes with an old fence writes nothing. */
export type Lease = {
  conversationId: string
  fence: number
  dialog: Record<string, unknown>
  accountId: string
  accountKind: string
  accountLanguage: string | null
  externalUserId: string
  phone: string | null
  profileName: string | null
  language: string | null
  /** The colleague linked to this chat user. */
  staffId: string | null
  contactId: string | null
  contactLanguage: string | null
  contactChosenAt: Date | null
  handling: 'bot' | 'waiting' | 'person'
  handlerId: string | null
  marketingStoppedAt: Date | null
  erasedAt: Date | null
}

/** Leases conversations in which something waits, the longest wait first, each to one worker of all processes. */
export const leaseConversations = async (db: Knex, { now, room, owner }: { now: Date; room: number; owner: string }): Promise<Lease[]> => {
  const { rows } = await db.raw<{ rows: Lease[] }>(
    `update conversation_states state set lease_owner = :owner, lease_until = :until, fence = state.fence + 1
     from (select held.conversation_id
           from (select conversation_id, min(seq) as first from inbound where handled_at is null and lane = 'message' and conversation_id is not null
                 group by conversation_id) waiting
           join conversation_states held on held.conversation_id = waiting.conversation_id
           where (held.lease_until is null or held.lease_until <= :now) and (held.retry_at is null or held.retry_at <= :now)
           order by waiting.first limit :room for update of held skip locked) free
     join conversations conversation on conversation.id = free.conversation_id join channel_accounts account on account.id = conversation.account_id
     where state.conversation_id = free.conversation_id
     returning state.conversation_id as "conversationId", state.fence, state.dialog, conversation.account_id as "accountId", account.kind as "accountKind",
       account.settings ->> 'language' as "accountLanguage", conversation.external_user_id as "externalUserId", conversation.phone,
       conversation.profile_name as "profileName", conversation.language, conversation.contact_id as "contactId",
       (select staff_id from chat_identities identity where identity.account_id = conversation.account_id and identity.external_user_id = conversation.external_user_id
          and ended_at is null and identity.archived_at is null and verified_at is not null) as "staffId",
       (select language from contacts where contacts.id = conversation.contact_id) as "contactLanguage", conversation.contact_chosen_at as "contactChosenAt", conversation.handling, conversation.handler_id as "handlerId",
       conversation.marketing_stopped_at as "marketingStoppedAt", conversation.erased_at as "erasedAt"`,
    { now, room, owner, until: new Date(now.getTime() + LEASE_MS) },
  )
  return rows
}

/** False: the lease was lost to somebody else. */
export const renewLease = async (db: Knex, { conversationId, fence }: Lease, now: Date): Promise<boolean> =>
  (await db('conversation_states')
    .where({ conversation_id: conversationId, fence })
    .update({ lease_until: new Date(now.getTime() + LEASE_MS) })) === 1

/** Asked inside a call's transaction: true, and then nobody takes the conversation over before that call is committed. */
export const holdsLease = async (db: Knex, { conversationId, fence }: Lease): Promise<boolean> => {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    'select from conversation_states where conversation_id = ? and fence = ? for share',
    [conversationId, fence],
  )
  return rowCount === 1
}

/** Lets a conversation go without having done anything. */
export const releaseLease = (db: Knex, { conversationId, fence }: Lease) =>
  db('conversation_states').where({ conversation_id: conversationId, fence }).update({ lease_owner: null, lease_until: null })

/** Conversations that processes hold which are gone are free again. `living`: the owners that live. */
export const freeConversations = (db: Knex, living: readonly string[]) =>
  db('conversation_states')
    .whereNotNull('lease_until')
    .whereLike('lease_owner', 'process %')
    .whereNotIn('lease_owner', [...living])
    .update({ lease_owner: null, lease_until: null })

/** What is answered together. A turn that was begun before keeps its messages and its time, so that its keys mean the same again. */
export type Turn = { id: string; at: Date; rows: InboundRow[]; attempts: number }

/** Begins a turn with all that waits, by platform time and arrival, or takes up the one that was left. Null = nothing waits. */
export const beginTurn = async (db: Knex, lease: Lease, now: Date): Promise<Turn | null> => {
  // A first message may still be without its conversation while a second one, written a moment later, has it.
  const waiting: InboundRow[] = await db('inbound')
    .where((theirs) =>
      theirs
        .where({ conversation_id: lease.conversationId })
        .orWhere((homeless) => homeless.whereNull('conversation_id').where({ account_id: lease.accountId, user_id: lease.externalUserId })),
    )
    .where({ lane: 'message' })
    .whereNull('handled_at')
    .orderByRaw('turn is null, platform_at, seq')
    .limit(200)
  const begun = waiting.find(({ turn }) => turn !== null)
  const rows = begun ? waiting.filter(({ turn }) => turn === begun.turn) : waiting
  if (!rows.length) return null
  const id = begun?.turn ?? newId()
  const at = begun?.turn_at ?? now
  const ids = rows.map((row) => row.id)
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `update inbound set turn = :id, turn_at = :at, attempts = attempts + 1, conversation_id = :conversationId
     where id = any(:ids) and (turn is null or turn = :id) and handled_at is null
       and exists (select from conversation_states where conversation_id = :conversationId and fence = :fence)`,
    { id, at, ids, conversationId: lease.conversationId, fence: lease.fence },
  )
  return rowCount === rows.length ? { id, at, rows, attempts: rows[0]!.attempts + 1 } : null
}

/** The customer wrote: the window is open from that moment, and what waited for it may leave. */
export const openWindow = async (db: Knex, { conversationId, fence }: Lease, wroteAt: Date, now: Date): Promise<number> => {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `with opened as (update conversation_states set last_inbound_at = greatest(last_inbound_at, :wroteAt)
       where conversation_id = :conversationId and fence = :fence returning conversation_id)
     update messages set state = 'queued', as_template = false, due_at = :now, attempts = 0, error_code = null
     from opened where messages.conversation_id = opened.conversation_id and messages.state = 'held'`,
    { conversationId, fence, wroteAt, now },
  )
  return rowCount ?? 0
}

/** What a turn leaves behind. */
export type TurnEnd = {
  dialog: Record<string, unknown>
  said: readonly Pick<Intent, 'uniqueKey' | 'values' | 'purpose'>[]
  contactId: string | null
}

/**
 * Ends a turn: its messages are handled, what was said is queued and the dialog is kept, all in one statement.
 * False: the fence is old, somebody else has the conversation, and nothing was written.
 */
export const endTurn = async (db: Knex, lease: Lease, turn: Turn, end: TurnEnd, now: Date): Promise<boolean> => {
  const { conversationId, fence, accountId } = lease
  const { lane, pace } = conversationRoute({ id: conversationId, accountId, contactId: end.contactId, erasedAt: null })
  const said = end.said.map((one) => ({ ...one, id: newId() }))
  const recipient = JSON.stringify({ conversationId })
  const bound = { conversationId, fence, accountId, lane, pace, recipient, now, turn: turn.id, contactId: end.contactId }
  const { rows } = await db.raw<{ rows: { handled: number }[] }>(
    `with mine as (update conversation_states set dialog = :dialog, lease_owner = null, lease_until = null, retry_at = null
         where conversation_id = :conversationId and fence = :fence returning conversation_id),
       handled as (update inbound set handled_at = :now from mine
         where inbound.conversation_id = mine.conversation_id and inbound.turn = :turn and handled_at is null returning inbound.id),
       queued as (insert into messages (id, account_id, conversation_id, contact_id, recipient, lane, pace, purpose, content_key, values, unique_key, state, due_at, created_at, request_id)
         select (one ->> 'id')::uuid, :accountId, mine.conversation_id, :contactId, :recipient, :lane, :pace, one ->> 'purpose', 'reply', one -> 'values', one ->> 'uniqueKey',
           'queued', :now, :now, :turn
         from mine, jsonb_array_elements(:said::jsonb) with ordinality as told(one, nth) order by nth
         on conflict (unique_key) do nothing)
     select count(*) as handled from handled`,
    { ...bound, dialog: storable(end.dialog), said: storable(said) },
  )
  return rows[0]!.handled > 0
}

/** A turn failed: it is tried again later, or given up as dead letters with a calm sentence. False: the fence is old. */
export const failTurn = async (
  db: Knex,
  lease: Lease,
  turn: Turn,
  trouble: string,
  calm: Pick<Intent, 'uniqueKey' | 'values' | 'purpose'>,
  now: Date,
): Promise<'again' | 'dead' | 'lost'> =>
  db.transaction(async (trx) => {
    const rows = trx('inbound').where({ conversation_id: lease.conversationId, turn: turn.id })
    if (turn.attempts < MOST_TRIES) {
      const retryAt = new Date(now.getTime() + 2 ** turn.attempts * 500)
      const mine = await trx('conversation_states')
        .where({ conversation_id: lease.conversationId, fence: lease.fence })
        .update({ lease_owner: null, lease_until: null, retry_at: retryAt })
      if (mine) await rows.update({ last_error: trouble.slice(0, 1000) })
      return mine ? 'again' : 'lost'
    }
    const end = { dialog: lease.dialog, said: [calm], contactId: lease.contactId }
    if (!(await endTurn(trx, lease, turn, end, now))) return 'lost'
    await rows.update({ dead: true, last_error: trouble.slice(0, 1000) })
    return 'dead'
  })

/** Earlier messages of a conversation, by their ids, in their order. */
export const inboundByIds = (db: Knex, conversationId: string, ids: readonly string[]): Promise<InboundRow[]> =>
  ids.length
    ? db('inbound')
        .where({ conversation_id: conversationId })
        .whereIn('id', [...ids])
        .orderBy([{ column: 'platform_at' }, { column: 'seq' }])
    : Promise.resolve([])

/** Keeps the answer of a press, for the same press coming again. */
export const keepAnswer = (db: Knex, id: string, answer: object, now: Date) =>
  db('inbound')
    .where({ id })
    .update({ answer: JSON.stringify(answer), handled_at: now })

export const pressCalled = (db: Knex, accountId: string, key: string): Promise<InboundRow | undefined> =>
  db('inbound')
    .where({ account_id: accountId, key: clean(key).slice(0, 500) })
    .first()

const RAW_LIVES_MS = 30 * 24 * 3_600_000

/** Platforms' own words, presses and stray reports do not live longer than thirty days. Returns how many were let go. */
export const forgetOld = async (db: Knex, now: Date, batch = 5000): Promise<number> => {
  const before = new Date(now.getTime() - RAW_LIVES_MS)
  const old = db('inbound').select('id').where('arrived_at', '<', before).whereNotNull('raw').limit(batch)
  const raws = await db('inbound')
    .whereIn('id', old)
    .update({ raw: null, content: db.raw(`case when lane = 'press' then '{}'::jsonb else content end`), answer: null })
  const strays = await db('stray_reports').where('at', '<', before).delete()
  return raws + strays
}
