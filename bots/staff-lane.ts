import type { Actor } from '../core/kernel/actor.ts'
import type { Ctx } from '../core/kernel/ctx.ts'
import { Expected } from '../core/kernel/errors.ts'
import { takeConversation } from '../core/modules/conversations/actions/conversation.ts'
import { linkIdentity } from '../core/modules/conversations/actions/identity.ts'
import type { InboundRow } from '../core/modules/conversations/incoming.ts'
import { enqueue } from '../core/modules/conversations/messages.ts'
import { staffIdOf } from '../core/modules/conversations/queries.ts'
import { Conversation } from '../core/modules/conversations/records.ts'
import { type PressAnswer, plain, type Reply } from './channel.ts'
import { itemOf, type StoredContent } from './items.ts'
import { linkCodeIn } from './linking.ts'
import { phrase, spoken } from './phrases.ts'
import type { DeskPlace, InboundItem } from './talk.ts'
import type { Working } from './working.ts'

/** Kinds of staff messages that need no answer. */
const QUIET = new Set(['group', 'edit', 'delete', 'reaction', 'sticker'])

type Line = { row: InboundRow; item: InboundItem; place: StoredContent['place']; say(reply: Reply): Promise<void> }

/**
 * Answers what colleagues wrote to us: commands in a direct chat or where we are mentioned; a line in the thread of a mirrored
 * conversation goes to its customer. Everything else that is said around us is not our business.
 */
export const answerStaff = async (working: Working, known?: Actor & { kind: 'staff' }): Promise<Record<string, unknown>> => {
  const { house, lease, turn } = working
  const found = known ?? (lease.staffId ? await house.hooks.actorFor(house.db, { kind: 'staff', id: lease.staffId }) : null)
  let actor = found?.kind === 'staff' ? found : null
  for (const row of turn.rows) {
    const line = lineOf(working, row)
    if (QUIET.has(row.kind)) continue
    const customer = await mirroredConversation(working, line)
    if (!customer && !isAddressed(row, line)) continue
    // A code links whoever brings it, also somebody who is linked already.
    if (actor && (customer || !linkCodeIn(line.item.text))) await serve(working, line, actor, customer)
    else actor = (await introduce(working, line)) ?? actor
  }
  return lease.dialog
}

const lineOf = ({ lease, said, asHouse }: Working, row: InboundRow): Line => {
  const { place } = row.content as StoredContent
  const toPlace = (reply: Reply) =>
    enqueue(asHouse, {
      uniqueKey: `answer ${row.id}`,
      contentKey: 'reply',
      values: { reply: { ...reply, files: undefined } },
      purpose: 'staff',
      to: { accountId: lease.accountId, channel: place!.channel, ...(place!.thread && { thread: place!.thread }) },
    })
  return {
    row,
    item: itemOf(row),
    place,
    say: async (reply) => void (place ? await toPlace(reply) : said.say(reply, { purpose: 'staff' })),
  }
}

/** In a direct chat always; in a place when we are mentioned: then the delivery's key is the message's own id. */
const isAddressed = ({ key, message_id }: InboundRow, { place }: Line) => !place || (message_id !== null && key.startsWith(message_id))

/** The conversation in whose mirroring thread this was written. */
const mirroredConversation = async ({ house, lease }: Working, { item, place }: Line): Promise<string | null> => {
  if (!place || !item.quotes) return null
  const found = await house
    .db('messages')
    .where({ account_id: lease.accountId, external_id: item.quotes, subject_record: 'conversation' })
    .first<{ subject_id: string } | undefined>('subject_id')
  return found?.subject_id ?? null
}

const serve = async (working: Working, line: Line, actor: Actor & { kind: 'staff' }, customer: string | null) => {
  const { house, lease, turn, desk, sayExpected } = working
  const door = working.asHouse.door
  const ctx = house.ctx(
    { actor, door, requestId: turn.id, now: turn.at, holds: working.holds, again: turn.attempts > 1 },
    `in ${line.row.id}`,
  )
  try {
    if (customer) return await relay(working, ctx, line, customer)
    const { item } = line
    const place: DeskPlace = {
      accountId: lease.accountId,
      channel: line.place?.channel ?? null,
      thread: line.place?.thread ?? null,
      messageId: item.messageId,
    }
    const canShowForms = lease.accountKind === 'teams'
    if (item.kind === 'choice' && item.choice)
      return await tell(line, await desk.choice(ctx, { id: item.choice, place }), { canShowForms, language: actor.language })
    if (!item.text?.trim()) return await line.say({ text: phrase('only_words', {}, spoken(actor.language)) })
    await tell(line, await desk.command(ctx, { text: item.text.trim(), place }), { canShowForms, language: actor.language })
  } catch (error) {
    if (!(error instanceof Expected)) throw error
    await line.say({ text: sayExpected(error, actor.language) })
  }
}

const tell = async (line: Line, answer: PressAnswer, { canShowForms, language }: { canShowForms: boolean; language: string }) => {
  if (answer.whisper) await line.say(answer.whisper)
  else if (answer.form && canShowForms) await line.say({ text: `*${plain(answer.form.title)}*`, form: answer.form })
  // A form needs a press; a typed command is one.
  else if (answer.form) await line.say({ text: phrase('forms_by_command', { text: plain(line.item.text ?? '') }, spoken(language)) })
}

/** A colleague's line goes to the customer, and the colleague answers from now on; what begins with "note:" stays among us. */
const relay = async (working: Working, ctx: Ctx, line: Line, conversationId: string) => {
  const text = line.item.text?.trim() ?? ''
  if (/^note\s*:/i.test(text)) return
  if (!text || line.item.kind !== 'text') return line.say({ text: phrase('relayed_not', {}, spoken(ctx.actor.language)) })
  const conversation = await ctx.rows(Conversation).byId(conversationId)
  if (conversation.handlerId !== ctx.actor.id) await ctx.perform(takeConversation, { id: conversationId, key: `relay ${line.row.id}` })
  await enqueue(working.asHouse, {
    uniqueKey: `relay ${line.row.id}`,
    contentKey: 'reply',
    values: { reply: { text: plain(text) } },
    purpose: 'service',
    to: { conversationId },
  })
}

/** Somebody we do not know: linked by a code, or told how. */
const introduce = async (working: Working, line: Line) => {
  const { house, lease, asHouse, sayExpected, turn, said } = working
  const language = spoken(lease.accountLanguage)
  const code = linkCodeIn(line.item.text)
  if (!code) {
    const text = phrase('not_linked', {}, language)
    if (line.place) await line.say({ text })
    else said.say({ text }, { purpose: 'staff', key: `not linked ${turn.at.toISOString().slice(0, 10)}` })
    return null
  }
  try {
    const input = { accountId: lease.accountId, externalUserId: lease.externalUserId, code }
    const { said: words } = await asHouse.perform(linkIdentity, { input, key: `link ${line.row.id}` })
    const id = await staffIdOf(house.db, lease.accountId, lease.externalUserId)
    const actor = id ? await house.hooks.actorFor(house.db, { kind: 'staff', id }) : null
    await line.say({ text: working.saySentence(words, actor?.language ?? language) })
    return actor?.kind === 'staff' ? actor : null
  } catch (error) {
    if (!(error instanceof Expected)) throw error
    await line.say({ text: sayExpected(error, language) })
    return null
  }
}
