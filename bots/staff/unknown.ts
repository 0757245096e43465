import type { Ctx } from '../../core/kernel/ctx.ts'
import type { WordValues } from '../../core/language/words.ts'
import { ignoreStranger } from '../../core/modules/conversations/actions/stranger.ts'
import { aboutConversation } from '../../core/modules/conversations/cards.ts'
import { enqueue, refresh } from '../../core/modules/conversations/messages.ts'
import { lineWritten } from '../../core/modules/conversations/queries.ts'
import { Conversation } from '../../core/modules/conversations/records.ts'
import { editContact } from '../../core/modules/crm/actions.ts'
import { Client, Contact } from '../../core/modules/crm/records.ts'
import { type Form, type FormField, type PressAnswer, plain } from '../channel.ts'
import type { Content, Contents } from '../contents.ts'
import { sayInChat } from '../say.ts'
import { sayToStaff } from '../texts/staff.ts'
import { sayOfUnknown, type UnknownKey } from '../texts/unknown.ts'
import { clientMeant, contactsLike } from './search.ts'

const LONGEST = 2500
const wordsOf =
  (language: string) =>
  (key: UnknownKey, values: WordValues = {}) =>
    sayOfUnknown(key, values, language)

/** The contact that a number belongs to now, as far as the asker may know it. */
const knownAt = async (ctx: Ctx, phone: string | null) => {
  const contact = phone ? await ctx.rows(Contact).where({ phone }).first() : undefined
  const client = contact && (await ctx.rows(Client).where({ id: contact.clientId }).first())
  return contact ? { name: plain(Contact.title(contact)), client: plain(client?.name ?? '–') } : null
}

/** Somebody unknown writes: who it may be is for people to say. */
const unknownCard: Content = async (ctx, message) => {
  const { language, values } = message
  const conversation = await ctx.rows(Conversation).byId(String(values.conversationId ?? ''))
  const known = await knownAt(ctx, conversation.phone)
  if (conversation.ignoredAt && !known && !message.isUpdate) return null
  const say = wordsOf(language)
  const line = await lineWritten(ctx, String(values.inboundId ?? ''))
  const phone = plain(conversation.phone ?? conversation.externalUserId)
  const name = plain(conversation.profileName ?? conversation.phone ?? '?')
  const written = plain(line?.text ?? `[${line?.kind ?? '?'}]`).slice(0, LONGEST)
  const text = sayToStaff('unknown_text', { name, phone, text: written }, language)
  const closing = known ? say('known', known) : conversation.ignoredAt ? say('ignored') : null
  return {
    text,
    card: {
      title: sayToStaff('unknown_title', { phone }, language).slice(0, 150),
      sections: [{ lines: [text] }],
      notes: [closing ?? sayToStaff('conv_how', {}, language)],
    },
    choices: closing
      ? []
      : [
          { id: `unknown.link:${conversation.id}`, title: say('b_link'), tone: 'primary' },
          { id: `unknown.new:${conversation.id}`, title: say('b_new') },
          { id: `unknown.ignore:${conversation.id}`, title: say('b_ignore') },
        ],
  }
}

/** What somebody hears once a colleague has said who they are. */
const knownNow: Content = async (ctx, { values, language }) => {
  const conversation = await ctx.rows(Conversation).byId(String(values.conversationId ?? ''))
  const known = await knownAt(ctx, conversation.phone)
  return known && { text: sayOfUnknown('hello', known, language) }
}

export const unknownContents: Contents = { 'conversation.unknown': unknownCard, 'conversation.known': knownNow }

/** `unknown.link:ID`, `unknown.new:ID` and `unknown.ignore:ID`. */
export const pressUnknown = async (ctx: Ctx, id: string): Promise<PressAnswer> => {
  const [deed, about = ''] = id.split(':')
  const conversation = await ctx.rows(Conversation).byId(about)
  const say = wordsOf(ctx.actor.language)
  const known = await knownAt(ctx, conversation.phone)
  if (known) return { whisper: { text: say('gone', known) } }
  if (deed === 'unknown.ignore') {
    const { said } = await ctx.perform(ignoreStranger, { id: about, input: {} })
    await refresh(ctx, aboutConversation(about), 'conversation.unknown')
    return { whisper: { text: sayInChat(said, ctx.actor.language) } }
  }
  return {
    form: deed === 'unknown.new' ? newForm(say, about, conversation.profileName) : linkForm(say, about, plain(conversation.phone ?? '?')),
  }
}

type Say = ReturnType<typeof wordsOf>
const form = (say: Say, id: string, title: UnknownKey, fields: FormField[], intro?: string): Form => ({
  id,
  title: say(title),
  submit: say('submit'),
  cancel: say('cancel'),
  ...(intro && { intro }),
  fields,
})

const linkForm = (say: Say, about: string, phone: string) =>
  form(
    say,
    `unknown.link:${about}`,
    'form_link',
    [{ name: 'contact', label: say('f_contact'), kind: 'text', required: true, hint: say('f_contact_hint') }],
    say('form_link_intro', { phone }),
  )

const newForm = (say: Say, about: string, profileName: string | null) => {
  const [first = '', ...rest] = (profileName ?? '').trim().split(/\s+/)
  return form(say, `unknown.new:${about}`, 'form_new', [
    { name: 'client', label: say('f_client'), kind: 'text', required: true, hint: say('f_client_hint') },
    { name: 'firstName', label: say('f_first'), kind: 'text', required: true, ...(first && { value: first.slice(0, 100) }) },
    { name: 'lastName', label: say('f_last'), kind: 'text', required: false, ...(rest.length && { value: rest.join(' ').slice(0, 100) }) },
    {
      name: 'language',
      label: say('f_language'),
      kind: 'choice',
      required: true,
      value: 'ro',
      options: [
        { id: 'ro', title: 'Română' },
        { id: 'en', title: 'English' },
      ],
    },
    {
      name: 'orders',
      label: say('f_orders'),
      kind: 'choice',
      required: true,
      value: 'yes',
      options: [
        { id: 'yes', title: say('yes') },
        { id: 'no', title: say('no') },
      ],
    },
  ])
}

/** A form about somebody unknown was sent. Faults stand at the field. */
export const decideUnknown = async (ctx: Ctx, id: string, values: Record<string, string>): Promise<PressAnswer> => {
  const [deed, about = ''] = id.split(':')
  const conversation = await ctx.rows(Conversation).byId(about)
  const say = wordsOf(ctx.actor.language)
  const known = await knownAt(ctx, conversation.phone)
  if (known || !conversation.phone) return { whisper: { text: say('gone', known ?? { name: '–', client: '–' }) } }
  const fault =
    deed === 'unknown.new' ? await addContact(ctx, say, conversation.phone, values) : await giveNumber(ctx, say, conversation.phone, values)
  if (fault) return { errors: fault }
  await refresh(ctx, aboutConversation(about), 'conversation.unknown')
  await enqueue(ctx, {
    uniqueKey: `conversation.known ${about} ${conversation.phone}`,
    contentKey: 'conversation.known',
    values: { conversationId: about },
    purpose: 'service',
    to: { conversationId: about },
    subject: aboutConversation(about),
  })
  const now = await knownAt(ctx, conversation.phone)
  return { whisper: { text: say('done', { phone: plain(conversation.phone), name: now?.name ?? '', client: now?.client ?? '' }) } }
}

const giveNumber = async (ctx: Ctx, say: Say, phone: string, { contact = '' }: Record<string, string>) => {
  const found = await contactsLike(ctx, contact, 6)
  const [one] = found
  if (!one) return { contact: say('nobody') }
  if (found.length > 1) return { contact: say('several', { names: found.map((each) => plain(Contact.title(each as never))).join(', ') }) }
  await ctx.perform(editContact.update, { id: one.id, input: { phone } as never })
  return null
}

const addContact = async (
  ctx: Ctx,
  say: Say,
  phone: string,
  { client = '', firstName = '', lastName = '', language, orders }: Record<string, string>,
) => {
  const meant = await clientMeant(ctx, client)
  if (!('one' in meant))
    return {
      client: meant.several.length
        ? say('several_clients', { names: meant.several.map(({ name }) => plain(name)).join(', ') })
        : say('no_client'),
    }
  const input = {
    clientId: meant.one.id,
    firstName: firstName.trim(),
    lastName: lastName.trim(),
    phone,
    language: language === 'en' ? 'en' : 'ro',
    permissions: orders === 'no' ? [] : ['order'],
  }
  await ctx.perform(editContact.create, { input: input as never })
  return null
}
