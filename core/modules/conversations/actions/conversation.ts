import { z } from 'zod'
import { action, creation } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { NotFound } from '../../../kernel/errors.ts'
import type { Rule } from '../../../kernel/lifecycle.ts'
import type { RowOf } from '../../../kernel/record.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { setMarketing } from '../../crm/actions.ts'
import { Contact } from '../../crm/records.ts'
import { Staff } from '../../people/records.ts'
import { handlingLifecycle } from '../lifecycle.ts'
import { Conversation } from '../records.ts'

type ConversationRow = RowOf<(typeof Conversation)['fields']>

export const openConversation = creation(Conversation, {
  name: 'conversation.open',
  says: 'Open the conversation with a user of a channel',
  needs: 'conversation.open',
  input: z.strictObject({
    accountId: z.uuid(),
    externalUserId: z.string().min(1).max(200),
    phone: z.string().max(40).nullish(),
    profileName: z.string().max(300).nullish(),
    contactId: z.uuid().nullish(),
  }),
  touches: ['conversation'],
  inner: true,
  async run(ctx, { accountId, externalUserId, phone, profileName, contactId }) {
    // Two first messages at once open one conversation: the second waits here and finds it.
    await ctx.db.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`conversation ${accountId} ${externalUserId}`])
    const earlier = await ctx.facts(Conversation).where({ accountId, externalUserId }).first()
    const said = sentence('conversation.opened', 'The conversation is open.')
    if (earlier) return { said, row: earlier }
    const row = await ctx.create(Conversation, {
      accountId,
      externalUserId,
      phone: phone ?? null,
      profileName: profileName ?? null,
      contactId: contactId ?? null,
    })
    await ctx.db('conversation_states').insert({ conversation_id: row.id })
    return { said, row }
  },
})

export const chooseContact = action(Conversation, {
  name: 'conversation.choose_contact',
  says: 'Say for which client this person writes',
  needs: 'conversation.choose_contact',
  input: z.strictObject({
    contactId: z.uuid().nullable(),
    chosen: z.boolean().default(false).describe('The person was asked and has answered; remembered for eight hours'),
  }),
  touches: ['conversation.contactId', 'conversation.contactChosenAt'],
  inner: true,
  async run(ctx, conversation, { contactId, chosen }) {
    const contact = contactId ? await ctx.facts(Contact).byId(contactId) : null
    await ctx.change(conversation, { contactId: contact?.id ?? null, contactChosenAt: chosen ? ctx.now : null })
    return contact
      ? sentence('conversation.contact_chosen', 'This conversation is with {name} now.', { name: Contact.title(contact) })
      : sentence('conversation.contact_gone', 'This conversation is with nobody we know now.')
  },
})

const isErased: Rule<ConversationRow> = (conversation) =>
  conversation.erasedAt !== null && refuse('conversation.erased', 'This person was erased. There is nobody to talk to any more.')

export const handOver = action(Conversation, {
  name: 'conversation.hand_over',
  says: 'Ask for a person to take over',
  needs: 'conversation.hand_over',
  input: z.strictObject({ reason: z.string().trim().max(500).optional().describe('Why, for the colleague who takes it') }),
  touches: ['conversation.handling', 'conversation.handlerId', 'conversation.handedOverAt'],
  moves: { lifecycle: handlingLifecycle, move: 'hand_over' },
  unless: [isErased],
  async run(ctx, conversation, { reason }) {
    await ctx.move(handlingLifecycle, conversation, 'hand_over', { handlerId: null, handedOverAt: ctx.now })
    if (reason) ctx.note(conversation, { reason })
    return sentence('conversation.waits_for_person', 'A colleague is told and will answer here.')
  },
})

export const takeConversation = action(Conversation, {
  name: 'conversation.take',
  says: 'Answer this customer yourself; the bot keeps silent',
  needs: 'conversation.take',
  input: z.strictObject({ staffId: z.uuid().optional().describe('A colleague to give it to. (Default: yourself)') }),
  touches: ['conversation.handling', 'conversation.handlerId', 'conversation.handedOverAt'],
  moves: { lifecycle: handlingLifecycle, move: 'take' },
  unless: [
    isErased,
    (conversation, ctx, input) =>
      conversation.handlerId !== null &&
      conversation.handlerId === ((input as { staffId?: string }).staffId ?? ctx.actor.id) &&
      refuse('conversation.yours_already', 'You answer this customer already.'),
  ],
  async run(ctx, conversation, { staffId }) {
    const wanted = staffId ?? (ctx.actor.kind === 'staff' ? ctx.actor.id : '')
    const person = await ctx.facts(Staff).byId(wanted)
    if (person.state !== 'active' || person.archivedAt) throw new NotFound('staff', wanted)
    await ctx.move(handlingLifecycle, conversation, 'take', {
      handlerId: person.id,
      handedOverAt: conversation.handedOverAt ?? ctx.now,
    })
    return sentence('conversation.taken', '{name} answers this customer now. The bot keeps silent until it is handed back.', {
      name: Staff.title(person),
    })
  },
})

export const handBack = action(Conversation, {
  name: 'conversation.hand_back',
  says: 'Hand the customer back to the bot',
  needs: 'conversation.hand_back',
  input: z.strictObject({}),
  touches: ['conversation.handling', 'conversation.handlerId', 'conversation.handedOverAt'],
  moves: { lifecycle: handlingLifecycle, move: 'hand_back' },
  async run(ctx, conversation) {
    await ctx.move(handlingLifecycle, conversation, 'hand_back', { handlerId: null, handedOverAt: null })
    return sentence('conversation.handed_back', 'The bot answers this customer again.')
  },
})

export const stopMarketing = action(Conversation, {
  name: 'conversation.stop_marketing',
  says: 'Send this person no more offers and news',
  needs: 'conversation.stop_marketing',
  input: z.strictObject({}),
  touches: ['conversation.marketingStoppedAt'],
  async run(ctx, conversation) {
    if (!conversation.marketingStoppedAt) await ctx.change(conversation, { marketingStoppedAt: ctx.now })
    return sentence('conversation.marketing_stopped', 'No more offers and news. Orders and invoices still come.')
  },
})

export const startMarketing = action(Conversation, {
  name: 'conversation.start_marketing',
  says: 'Send this person offers and news again',
  needs: 'conversation.start_marketing',
  input: z.strictObject({}),
  touches: ['conversation.marketingStoppedAt'],
  async run(ctx, conversation) {
    if (conversation.marketingStoppedAt) await ctx.change(conversation, { marketingStoppedAt: null })
    // Who says so themselves takes back also what they said elsewhere; a colleague speaks for this conversation alone.
    if (ctx.actor.kind === 'system' || ctx.actor.kind === 'contact')
      for (const { id } of await stoppedContactsOf(ctx, conversation)) await ctx.perform(setMarketing, { id, input: { wanted: true } })
    return sentence('conversation.marketing_started', 'Offers and news are welcome again.')
  },
})

/** The person of a conversation, at each client that they write for, who wants no offers. */
const stoppedContactsOf = (ctx: Ctx, { phone, contactId }: Pick<ConversationRow, 'phone' | 'contactId'>) =>
  ctx
    .facts(Contact)
    .where({ ...(phone ? { phone } : { id: contactId ?? '' }), archivedAt: null })
    .whereNot('marketingStoppedAt', null)
