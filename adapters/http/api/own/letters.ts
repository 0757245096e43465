import { z } from 'zod'
import { type Level, may, needsInWords } from '../../../../core/kernel/actor.ts'
import { Invalid, NotAllowed, NotFound } from '../../../../core/kernel/errors.ts'
import { MOST_TRIES } from '../../../../core/kernel/outbox.ts'
import { deadInbound, deadMessages, linesOf, waitingMessages } from '../../../../core/modules/conversations/queries.ts'
import { Conversation } from '../../../../core/modules/conversations/records.ts'
import { readJson } from '../../body.ts'
import { actorIn } from '../caller.ts'
import { answers, jsonContent, parameter } from '../openapi/common.ts'
import { refTo } from '../openapi/schemas.ts'
import { type Asked, type OwnRoute, readsOf } from './route.ts'

const demand = (ctx: Asked, room: string, level: Level) => {
  if (!may(actorIn(ctx), { room, level })) throw new NotAllowed(needsInWords({ room, level }))
}

type Message = Awaited<ReturnType<typeof deadMessages>>[number]

/** A message as people look after it; what it says only where it was worded already. */
const shownMessage = (message: Message) => ({
  id: message.id,
  state: message.state,
  contentKey: message.content_key,
  purpose: message.purpose,
  conversationId: message.conversation_id,
  contactId: message.contact_id,
  staffId: message.staff_id,
  accountId: message.account_id,
  subject: message.subject_record ? { record: message.subject_record, id: message.subject_id } : null,
  text: (message.rendered as { text?: string } | null)?.text ?? null,
  attempts: (message as unknown as { attempts: number }).attempts,
  error: (message as unknown as { error_text: string | null }).error_text,
  createdAt: (message as unknown as { created_at: Date }).created_at.toISOString(),
})

const list = (items: object) => jsonContent({ type: 'object', properties: { items: { type: 'array', items } }, required: ['items'] })

type Effect = {
  event_id: number
  subscriber: string
  attempts: number
  due_at: Date
  last_error: string | null
  name: string
  record: string
  record_id: string
  at: Date
}

const Choice = z.strictObject({ eventId: z.int().min(1), effect: z.string().min(1).max(200), deed: z.enum(['again', 'drop']) })

/** Messages and effects that wait or were given up, and what was said in a conversation. */
export const letterRoutes: readonly OwnRoute[] = [
  {
    method: 'get',
    path: '/messages',
    operation: {
      operationId: 'messages.list',
      tags: ['Conversations'],
      summary: 'Messages that did not get through, that wait, or that came in and could not be answered',
      description: 'The actions `message.resend` and `message.drop` end a dead one. Needs the level `view` in the room `conversations`.',
      parameters: [{ name: 'state', in: 'query', description: '(Default: dead)', schema: { enum: ['dead', 'waiting', 'inbound'] } }],
      responses: { '200': { description: 'At most 200.', content: list(refTo('message')) }, ...answers('401', '403', '429', '503') },
    },
    async run(parts, ctx) {
      demand(ctx, 'conversations', 'view')
      const reads = readsOf(parts, ctx)
      if (ctx.query.state === 'inbound') {
        const rows = await deadInbound(reads, 200)
        ctx.body = {
          items: rows.map((row) => ({
            id: row.id,
            state: 'dead',
            contentKey: row.kind,
            conversationId: row.conversation_id,
            text: (row.content as { text?: string } | null)?.text ?? null,
            attempts: row.attempts,
            error: row.last_error,
            createdAt: row.platform_at.toISOString(),
          })),
        }
        return
      }
      const rows = ctx.query.state === 'waiting' ? await waitingMessages(reads, 200) : await deadMessages(reads, 200)
      ctx.body = { items: rows.map(shownMessage) }
    },
  },
  {
    method: 'get',
    path: '/outbox',
    operation: {
      operationId: 'outbox.list',
      tags: ['API'],
      summary: 'Effects that failed and are tried again, and those that were given up',
      description: 'Needs the level `view` in the room `settings`.',
      responses: { '200': { description: 'At most 200.', content: list(refTo('waiting_effect')) }, ...answers('401', '403', '429', '503') },
    },
    async run({ house }, ctx) {
      demand(ctx, 'settings', 'view')
      const rows: Effect[] = await house
        .db('outbox')
        .join('events', 'events.id', 'outbox.event_id')
        .select('outbox.event_id', 'outbox.subscriber', 'outbox.attempts', 'outbox.due_at', 'outbox.last_error')
        .select('events.name', 'events.record', 'events.record_id', 'events.at')
        .where('outbox.attempts', '>', 0)
        .orderBy([{ column: 'outbox.attempts', order: 'desc' }, { column: 'outbox.event_id' }])
        .limit(200)
      ctx.body = {
        items: rows.map((row) => ({
          eventId: row.event_id,
          effect: row.subscriber,
          says: house.effects.get(row.subscriber)?.says ?? row.subscriber,
          event: row.name,
          record: row.record,
          recordId: row.record_id,
          at: row.at.toISOString(),
          attempts: row.attempts,
          isDead: row.attempts >= MOST_TRIES,
          dueAt: row.due_at.toISOString(),
          error: row.last_error,
        })),
      }
    },
  },
  {
    method: 'post',
    path: '/outbox',
    operation: {
      operationId: 'outbox.decide',
      tags: ['API'],
      summary: 'Try an effect again now, or drop it for good',
      description: 'Needs the level `edit` in the room `settings`.',
      requestBody: { required: true, content: jsonContent(refTo('outbox_body')) },
      responses: { '204': { description: 'Done.' }, ...answers('400', '401', '403', '404', '422', '429', '503') },
    },
    async run({ house, bodies }, ctx) {
      demand(ctx, 'settings', 'edit')
      const parsed = Choice.safeParse(await readJson(ctx, bodies))
      if (!parsed.success) throw new Invalid(parsed.error.issues)
      const { eventId, effect, deed } = parsed.data
      const row = house.db('outbox').where({ event_id: eventId, subscriber: effect }).where('attempts', '>', 0)
      const found =
        deed === 'drop'
          ? await row.delete()
          : await row.update({ attempts: 0, due_at: house.clock(), locked_until: null, last_error: null })
      if (!found) throw new NotFound('effect', effect)
      house.log.warn({ eventId, effect, deed, by: actorIn(ctx).id }, 'a dead effect was decided about')
      if (deed === 'again') house.nudge('events')
      ctx.status = 204
    },
  },
  {
    method: 'get',
    path: '/conversations/{id}/lines',
    operation: {
      operationId: 'conversations.lines',
      tags: ['Conversations'],
      summary: 'What was said in a conversation, the oldest first',
      description: '`conversation.take`, `conversation.answer` and `conversation.hand_back` are the actions beside it.',
      parameters: [parameter('id'), { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 500, default: 100 } }],
      responses: { '200': { description: 'The last lines.', content: list(refTo('line')) }, ...answers('401', '403', '404', '429', '503') },
    },
    async run(parts, ctx) {
      demand(ctx, 'conversations', 'view')
      const reads = readsOf(parts, ctx)
      const { id } = await reads.rows(Conversation).byId(ctx.params.id ?? '')
      const limit = Math.min(500, Math.max(1, Number(ctx.query.limit) || 100))
      const lines = await linesOf(reads, id, limit)
      ctx.body = { items: lines.map((line) => ({ ...line, at: new Date(line.at).toISOString() })) }
    },
  },
]
