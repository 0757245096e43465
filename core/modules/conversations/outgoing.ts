import type { Knex } from 'knex'
import type { Message } from './messages.ts'

/** How long a process may take over one message before another looks whether it left. */
const HELD_MS = 90_000

/** A message taken for sending. `doubtful`: an earlier try may have arrived. */
export type Taken = Message & { doubtful: boolean }

const due = `due_at <= :now and (locked_until is null or locked_until <= :now) and account_id = any(:accounts) and pace <> all(:resting)`
type Room = { now: Date; room: number; accounts: readonly string[]; resting: readonly string[]; owner: string }

/**
 * Takes due messages, at most one of each lane and none before its thread's first message is posted. That they are being
 * sent is committed when this returns: whoever dies now leaves a doubt, never a loss.
 */
export const takeDue = async (db: Knex, { now, room, accounts, resting, owner }: Room): Promise<Taken[]> => {
  const { rows } = await db.raw<{ rows: (Message & { was: string })[] }>(
    `update messages set state = 'sending', locked_until = :until, locked_by = :owner, attempts = messages.attempts + 1
     from (select id, state as was from messages candidate
           where state in ('queued', 'sending', 'in_doubt') and ${due}
             and not exists (select from messages earlier where earlier.lane = candidate.lane and earlier.seq < candidate.seq
                             and earlier.state in ('queued', 'sending', 'in_doubt'))
             and (thread_of is null or exists (select from messages parent where parent.id = candidate.thread_of
                                               and (parent.external_id is not null or parent.state in ('failed', 'dropped', 'dead'))))
           order by due_at, seq limit :room for update skip locked) taken
     where messages.id = taken.id returning messages.*, taken.was`,
    { now, room, owner, accounts: [...accounts], resting: [...resting], until: new Date(now.getTime() + HELD_MS) },
  )
  return rows.map(({ was, ...message }) => ({ ...message, doubtful: was !== 'queued' }))
}

/** Takes posted messages that are no longer true. */
export const takeOutdated = async (db: Knex, { now, room, accounts, resting, owner }: Room): Promise<Message[]> => {
  const { rows } = await db.raw<{ rows: Message[] }>(
    `update messages set locked_until = :until, locked_by = :owner, attempts = messages.attempts + 1
     from (select id from messages where state = 'sent' and wanted_revision > sent_revision and ${due}
           order by due_at, seq limit :room for update skip locked) taken
     where messages.id = taken.id returning messages.*`,
    { now, room, owner, accounts: [...accounts], resting: [...resting], until: new Date(now.getTime() + HELD_MS) },
  )
  return rows
}

/** How long a message in doubt waits where the platform's report with our id may still come; elsewhere waiting tells nothing. */
export const DOUBT_WAITED_MS = 60_000
export const DOUBT_ASKED_MS = 1_000

/** Its words are kept right before it leaves, where they are not in the message from the beginning: without them it has not left. */
const UNBEGUN = `(messages.rendered is null and messages.content_key <> 'reply')`

/**
 * What processes that are gone had taken is free again. `living`: the owners that live. Whatever may have left is in doubt; what was not
 * even put into words has surely not left.
 */
export const freeMessages = async (db: Knex, living: readonly string[], now: Date): Promise<void> => {
  await db.raw(
    `update messages set locked_until = null, locked_by = null,
       state = case when messages.state <> 'sending' then messages.state when ${UNBEGUN} then 'queued' else 'in_doubt' end,
       due_at = case when messages.state <> 'sending' or ${UNBEGUN} then messages.due_at
                     when account.kind = 'whatsapp-cloud' then :waited::timestamptz else :asked::timestamptz end
     from channel_accounts account
     where account.id = messages.account_id and messages.locked_until is not null
       and messages.locked_by like 'process %' and messages.locked_by <> all(:living)`,
    { living: [...living], waited: new Date(now.getTime() + DOUBT_WAITED_MS), asked: new Date(now.getTime() + DOUBT_ASKED_MS) },
  )
}

/** All that is to know about the way of one message, as it is when it leaves. */
export type Way = {
  accountKind: string
  accountLanguage: string | null
  externalUserId: string | null
  language: string | null
  contactName: string | null
  clientId: string | null
  lastInboundAt: Date | null
  marketingStoppedAt: Date | null
  erasedAt: Date | null
  staffName: string | null
  staffUserId: string | null
  placePurpose: string | null
  parentExternalId: string | null
}

export const wayOf = async (db: Knex, messageId: string): Promise<Way> => {
  const { rows } = await db.raw<{ rows: Way[] }>(
    `select account.kind as "accountKind", account.settings ->> 'language' as "accountLanguage", conversation.external_user_id as "externalUserId",
       coalesce(conversation.language, contact.language, staff.language) as language,
       trim(contact.first_name || ' ' || contact.last_name) as "contactName", contact.client_id as "clientId",
       state.last_inbound_at as "lastInboundAt", coalesce(conversation.marketing_stopped_at, contact.marketing_stopped_at) as "marketingStoppedAt",
       conversation.erased_at as "erasedAt", trim(staff.first_name || ' ' || staff.last_name) as "staffName",
       (select external_user_id from chat_identities where staff_id = message.staff_id and account_id = message.account_id
          and ended_at is null and verified_at is not null order by verified_at desc limit 1) as "staffUserId",
       (select purpose from chat_places where account_id = message.account_id and external_id = message.place and archived_at is null limit 1) as "placePurpose",
       parent.external_id as "parentExternalId"
     from messages message join channel_accounts account on account.id = message.account_id
     left join conversations conversation on conversation.id = message.conversation_id
     left join conversation_states state on state.conversation_id = message.conversation_id
     left join contacts contact on contact.id = coalesce(message.contact_id, conversation.contact_id)
     left join staff on staff.id = message.staff_id
     left join messages parent on parent.id = message.thread_of
     where message.id = ?`,
    [messageId],
  )
  if (!rows[0]) throw new Error(`There is no message ${messageId}, or its account is gone.`)
  return rows[0]
}

type Fate =
  | { state: 'sent'; externalId: string }
  | { state: 'queued' | 'in_doubt'; dueAt: Date; code: string | null; text: string | null }
  | { state: 'failed' | 'dead' | 'dropped' | 'held'; code: string | null; text: string | null }
  /** The platform wants the approved template: once more, as that. */
  | { state: 'as_template'; dueAt: Date }

/** Keeps the words of a message while it leaves, so that a second try says the same. False: somebody else has it by now. */
export const keepWords = async (db: Knex, { id, attempts }: Message, words: object): Promise<boolean> =>
  (await db('messages')
    .where({ id, attempts, state: 'sending' })
    .update({ rendered: JSON.stringify(words) })) === 1

/** Writes what became of a message that this process took; what a report has told meanwhile stands. */
export const settle = async (db: Knex, message: Message & { doubtful?: boolean }, fate: Fate, now: Date) => {
  const { id, attempts, conversation_id } = message
  const freed = { locked_until: null }
  if (fate.state === 'sent') {
    // What an earlier try said stands there now, and it may be older than this: such a card is brought up to date.
    const isOld = message.doubtful && message.rendered && !conversation_id
    const words = {
      sent_revision: isOld ? 0 : message.wanted_revision,
      sent_at: db.raw('coalesce(sent_at, ?::timestamptz)', [now]),
      // What was said in a conversation is its history; a card's words are made anew whenever needed.
      ...(!conversation_id && { rendered: null }),
    }
    const clean = { ...freed, ...words, state: 'sent', external_id: fate.externalId, attempts: 0, error_code: null, error_text: null }
    const written = await db('messages').where({ id, attempts, state: 'sending' }).update(clean)
    // A report was faster than the answer: a failure it told stands, an arrival only lacks the rest.
    if (!written)
      await db('messages')
        .where({ id, state: 'sent' })
        .update({ ...words, external_id: db.raw('coalesce(external_id, ?)', [fate.externalId]) })
    return
  }
  const mine = db('messages').where({ id, attempts, state: 'sending' })
  if (fate.state === 'as_template')
    return void (await mine.update({ ...freed, state: 'queued', as_template: true, external_id: null, due_at: fate.dueAt, attempts: 0 }))
  await mine.update({
    ...freed,
    state: fate.state,
    error_code: fate.code,
    error_text: fate.text?.slice(0, 1000) ?? null,
    ...('dueAt' in fate && { due_at: fate.dueAt }),
  })
}

/** Puts a message back that was taken too early; the try does not count. */
export const putBack = (db: Knex, { id, attempts, doubtful }: Taken, dueAt: Date) =>
  db('messages')
    .where({ id, attempts, state: 'sending' })
    .update({ state: doubtful ? 'in_doubt' : 'queued', locked_until: null, attempts: attempts - 1, due_at: dueAt })

/** Puts an update back that was taken too early; the try does not count. */
export const putBackRevision = (db: Knex, { id, attempts }: Message, dueAt: Date) =>
  db('messages')
    .where({ id, attempts })
    .update({ locked_until: null, attempts: attempts - 1, due_at: dueAt })

/** Writes that a posted message shows the state of `revision`, or when to try again. */
export const settleRevision = (db: Knex, { id, attempts, wanted_revision }: Message, again: Date | null) =>
  db('messages')
    .where({ id, attempts })
    .update(again ? { locked_until: null, due_at: again } : { locked_until: null, sent_revision: wanted_revision, attempts: 0 })
