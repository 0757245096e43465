import type { Knex } from 'knex'
import type { Ctx } from '../../kernel/ctx.ts'
import { newId } from '../../kernel/db.ts'
import { type Route, routesOf } from './routes.ts'

/** Why we write: consent and the platform's window are judged by it. */
export type Purpose = 'service' | 'order' | 'billing' | 'marketing' | 'staff'

/** What a message is about, or the record whose thread it belongs to. */
export type Subject = { record: string; id: string }

/** Whom a message is for. How they are reached is found when it is queued. */
export type To =
  | { contactId: string }
  | { conversationId: string }
  /** `page`: on their own page beside the chat, which it replaces whole. `accountId`: in that chat and no other. (Default: where they were linked last) */
  | { staffId: string; page?: boolean; accountId?: string }
  | { place: 'orders' | 'credit' | 'inbox' | 'finance' }
  /** A shared place that somebody wrote in, to answer there. */
  | { accountId: string; channel: string; thread?: string }

/** A message to be: what it is to say by key and values, never in words (but for `reply`). It is worded when it leaves. */
export type Intent = {
  /** Queued twice with the same key is queued once. */
  uniqueKey: string
  /** Names the content in `bots/contents.ts`. */
  contentKey: string
  /** Ids and numbers. For `reply`: `{ reply, documents? }`. */
  values: Record<string, unknown>
  purpose: Purpose
  to: To
  /** Put it in the thread of that earlier message. Without such a message it stands by itself. */
  threadOf?: { subject: Subject; contentKey: string }
  subject?: Subject
  /** Not before this: quiet hours. It then waits for itself alone; what is queued later for the same person may leave earlier. (Default: at once) */
  notBefore?: Date
}

/** A row of `messages`, which its owner writes outside the road. */
export type Message = {
  id: string
  account_id: string | null
  conversation_id: string | null
  contact_id: string | null
  staff_id: string | null
  place: string | null
  thread_of: string | null
  recipient: To
  lane: string
  pace: string
  purpose: Purpose
  content_key: string
  values: Record<string, unknown>
  rendered: Record<string, unknown> | null
  subject_record: string | null
  subject_id: string | null
  state: MessageState
  wanted_revision: number
  sent_revision: number
  external_id: string | null
  as_template: boolean
  attempts: number
  due_at: Date
  locked_until: Date | null
  created_at: Date
  sent_at: Date | null
  delivered_at: Date | null
  read_at: Date | null
  error_code: string | null
  error_text: string | null
  request_id: string
  seq: number
}

/**
 * `queued → sending → sent | failed | in_doubt`; `held` waits for the customer to write, `dropped` had nothing to say (or no
 * consent), `failed` was refused by the platform, `dead` was given up and waits for people.
 */
export type MessageState = 'queued' | 'sending' | 'sent' | 'failed' | 'in_doubt' | 'held' | 'dropped' | 'dead'

/**
 * Queues a message, in the transaction of the action that calls it, or at once from an effect; for a shared place that is in several chats
 * one for each. Gives the id of the (first) row, which is the earlier one where the key was used before. Somebody who cannot be reached
 * gets a dead letter that people can see.
 */
export const enqueue = async (ctx: Ctx, intent: Intent): Promise<string> => {
  const earlier = await ctx.db('messages').where({ unique_key: intent.uniqueKey }).first<{ id: string } | undefined>('id')
  if (earlier) return earlier.id
  const first = newId()
  const parents = intent.threadOf ? await threadsFor(ctx.db, intent.threadOf) : []
  const routes = await routesOf(ctx, intent.to, { id: first, parents })
  const rows = routes.map((route, index) => {
    const id = index === 0 ? first : newId()
    return {
      id,
      ...columnsOf(route),
      recipient: JSON.stringify(intent.to),
      purpose: intent.purpose,
      content_key: intent.contentKey,
      values: JSON.stringify(intent.values),
      unique_key: index === 0 ? intent.uniqueKey : `${intent.uniqueKey} at ${route.accountId}`,
      subject_record: intent.subject?.record ?? null,
      subject_id: intent.subject?.id ?? null,
      ...(intent.notBefore && { lane: `later ${id}` }),
      due_at: intent.notBefore ?? ctx.now,
      created_at: ctx.now,
      request_id: ctx.requestId,
    }
  })
  const made: { id: string }[] = await ctx.db('messages').insert(rows).onConflict('unique_key').ignore().returning('id')
  announce(ctx)
  if (made.some(({ id }) => id === first)) return first
  const twin = await ctx.db('messages').where({ unique_key: intent.uniqueKey }).first<{ id: string }>('id')
  return twin.id
}

/** Where a message goes, as columns of its row. */
export const columnsOf = (route: Route) => ({
  account_id: route.accountId,
  conversation_id: route.conversationId,
  contact_id: route.contactId,
  staff_id: route.staffId,
  place: route.place,
  thread_of: route.threadOf,
  lane: route.lane,
  pace: route.pace,
  state: route.trouble ? ('dead' as const) : ('queued' as const),
  error_code: route.trouble,
})

/** The posted messages whose threads are meant, one in each chat: the latest of that subject and content, or the one above it. */
const threadsFor = async (db: Knex, { subject, contentKey }: { subject: Subject; contentKey: string }) => {
  const found = await db('messages')
    .where({ subject_record: subject.record, subject_id: subject.id, content_key: contentKey })
    .whereNotIn('state', ['dead', 'dropped', 'failed'])
    .whereNotNull('place')
    .orderBy('seq', 'desc')
    .select<Pick<Message, 'id' | 'account_id' | 'place' | 'thread_of'>[]>('id', 'account_id', 'place', 'thread_of')
  return found
    .filter((one, at) => found.findIndex(({ account_id }) => account_id === one.account_id) === at)
    .map(({ id, thread_of, account_id, place }) => ({ id: thread_of ?? id, accountId: account_id, place }))
    .reverse()
}

/** What was posted about this is no longer true: each card is brought up to date in place, from the state of things when it is done. */
export const refresh = async (ctx: Ctx, subject: Subject, contentKey?: string): Promise<void> => {
  await ctx
    .db('messages')
    .where({ subject_record: subject.record, subject_id: subject.id, ...(contentKey !== undefined && { content_key: contentKey }) })
    .whereNull('conversation_id')
    .whereIn('state', ['queued', 'sending', 'in_doubt', 'sent'])
    .update({
      wanted_revision: ctx.db.raw('wanted_revision + 1'),
      due_at: ctx.db.raw(`case when state = 'sent' then ?::timestamptz else due_at end`, [ctx.now]),
    })
  announce(ctx)
}

/** Messages are to leave: now, or after the commit of the action that queued them. */
export const announce = (ctx: Ctx) => {
  const commit = ctx.db.isTransaction ? (ctx.db as Knex.Transaction).executionPromise : null
  if (!commit) return ctx.house.nudge('messages')
  commit.then(
    () => ctx.house.nudge('messages'),
    () => {},
  )
}
