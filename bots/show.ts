import type { Ctx } from '../core/kernel/ctx.ts'
import { Expected } from '../core/kernel/errors.ts'
import type { House } from '../core/kernel/house.ts'
import { whyNotDecide } from '../core/modules/approvals/actions/decide.ts'
import { Approval } from '../core/modules/approvals/records.ts'
import type { Message } from '../core/modules/conversations/messages.ts'
import { wayOf } from '../core/modules/conversations/outgoing.ts'
import { staffIdOf } from '../core/modules/conversations/queries.ts'
import type { Choice, Doors } from './channel.ts'
import type { Contents, PrintDocument } from './contents.ts'
import { wordsOf } from './word.ts'

type Parts = { house: House; contents: Contents; printDocument?: PrintDocument }

/**
 * A posted card as one reader sees it: worded anew, in the reader's language, and without decisions that are not theirs. Only for linked
 * colleagues, and only what was posted where they are.
 */
export const showTo =
  (parts: Parts): NonNullable<Doors['show']> =>
  async ({ accountId, messageId, userId }) => {
    const { house } = parts
    const staffId = await staffIdOf(house.db, accountId, userId)
    const actor = staffId ? await house.hooks.actorFor(house.db, { kind: 'staff', id: staffId }) : null
    const message = await house.db<Message>('messages').where({ id: messageId, account_id: accountId }).first()
    if (actor?.kind !== 'staff' || !message || !(await isFor(message, staffId!, userId, parts))) return null
    const way = await wayOf(house.db, message.id)
    const self = house.self(message.request_id)
    const ctx = house.ctx({ ...self, now: house.clock() }, undefined, { remembers: true })
    const reply = await wordsOf(parts, ctx, message, { ...way, language: actor.language }, true)
    if (!reply) return null
    const reader = house.ctx({ actor, door: 'teams', requestId: `show ${message.id}`, now: house.clock() })
    return { ...reply, ...(reply.choices && { choices: await theirs(reader, reply.choices) }) }
  }

/** In a shared place it is for all who are there; else for its one reader. */
const isFor = async (message: Message, staffId: string, userId: string, { house }: Parts): Promise<boolean> => {
  if (message.conversation_id) {
    const found = await house.db('conversations').where({ id: message.conversation_id, external_user_id: userId }).first('id')
    return found !== undefined
  }
  return message.staff_id ? message.staff_id === staffId : message.place !== null
}

const decisions = new Set(['approval.approve', 'approval.reject', 'approval.change'])

/** Without the decisions that this reader cannot take now. */
const theirs = async (ctx: Ctx, choices: readonly Choice[]): Promise<Choice[]> => {
  const asked = choices.find(({ id }) => decisions.has(id.split(':')[0]!))
  const approval =
    asked &&
    (await ctx
      .rows(Approval)
      .where({ id: asked.id.split(':')[1] ?? '' })
      .first())
  if (!asked) return [...choices]
  const refused = approval ? await whyNotDecide(ctx, approval).catch((error: unknown) => said(error)) : true
  return refused ? choices.filter(({ id }) => !decisions.has(id.split(':')[0]!)) : [...choices]
}

const said = (error: unknown) => {
  if (error instanceof Expected) return error.said
  throw error
}
