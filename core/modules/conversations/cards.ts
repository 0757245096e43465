import type { Ctx } from '../../kernel/ctx.ts'
import { enqueue, refresh, type Subject } from './messages.ts'

export const aboutConversation = (id: string): Subject => ({ record: 'conversation', id })

/** Posts the card of a conversation that left the bot, once for each time; its thread mirrors the conversation. */
export const showConversation = (ctx: Ctx, { id, since, reason }: { id: string; since: string; reason: string | null }) =>
  enqueue(ctx, {
    uniqueKey: `conversation.card ${id} ${since}`,
    contentKey: 'conversation.card',
    values: { conversationId: id, reason },
    purpose: 'staff',
    to: { place: 'inbox' },
    subject: aboutConversation(id),
  })

/** Mirrors what a customer wrote into the thread of its card. */
export const mirrorLine = (ctx: Ctx, conversationId: string, inboundId: string, card: 'conversation.card' | 'conversation.unknown') =>
  enqueue(ctx, {
    uniqueKey: `conversation.line ${inboundId}`,
    contentKey: 'conversation.line',
    values: { conversationId, inboundId },
    purpose: 'staff',
    to: { place: 'inbox' },
    threadOf: { subject: aboutConversation(conversationId), contentKey: card },
    subject: aboutConversation(conversationId),
  })

/** Tells the staff that somebody unknown writes, once a day. */
export const showUnknown = (ctx: Ctx, conversationId: string, inboundId: string, day: string) =>
  enqueue(ctx, {
    uniqueKey: `conversation.unknown ${conversationId} ${day}`,
    contentKey: 'conversation.unknown',
    values: { conversationId, inboundId },
    purpose: 'staff',
    to: { place: 'inbox' },
    subject: aboutConversation(conversationId),
  })

export const refreshConversation = (ctx: Ctx, id: string) => refresh(ctx, aboutConversation(id), 'conversation.card')
