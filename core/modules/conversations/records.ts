import { z } from 'zod'
import { instant, maybe, ref } from '../../kernel/fields.ts'
import { record } from '../../kernel/record.ts'

/** The chat platforms an account may be of. */
export const channelKinds = ['whatsapp-cloud', 'whatsapp-web', 'slack', 'teams'] as const
/** The shared places of the staff, by what is posted there. */
export const placePurposes = ['orders', 'credit', 'inbox', 'finance'] as const
export type PlacePurpose = (typeof placePurposes)[number]

/** A number, workspace or tenant that we speak through. */
export const ChannelAccount = record({
  name: 'channel_account',
  room: 'conversations',
  table: 'channel_accounts',
  title: (account) => account.name,
  list: ['kind', 'name', 'externalId', 'state', 'trouble'],
  fields: z.object({
    kind: z.enum(channelKinds),
    name: z.string().min(1).max(100),
    /** The platform's own id: phone number id, workspace id. `env` for the account that the environment defines. */
    externalId: z.string().min(1).max(200),
    settings: z.record(z.string(), z.unknown()),
    sealedSecrets: maybe(z.string().max(20_000)).meta({ seenBy: 'nobody' }),
    state: z.enum(['active', 'faulty', 'off']).default('active'),
    /** Why it is faulty, in a sentence for the admin. */
    trouble: maybe(z.string().max(1000)),
  }),
})

/** What can be wrong with a channel. */
export const alarmCodes = ['faulty', 'token_refused', 'token_expires', 'silent', 'not_linked', 'no_place'] as const
export type AlarmCode = (typeof alarmCodes)[number]

/** Something is wrong with a channel, from a moment to a moment. */
export const ChannelAlarm = record({
  name: 'channel_alarm',
  room: 'conversations',
  table: 'channel_alarms',
  title: (alarm) => alarm.code,
  list: ['accountId', 'code', 'raisedAt', 'clearedAt'],
  events: { created: 'channel_alarm.raised', changed: 'channel_alarm.changed', archived: 'channel_alarm.archived' },
  fields: z.object({
    /** None: it is about the whole house. */
    accountId: maybe(ref('channel_account')),
    code: z.enum(alarmCodes),
    /** What its sentence names. */
    terms: z.record(z.string(), z.string()),
    raisedAt: instant(),
    clearedAt: maybe(instant()),
  }),
})

/** What the platform thinks of a template: only an approved one can be sent. */
export const templateReviews = ['approved', 'waiting', 'rejected', 'paused'] as const

/** What a number may say outside the 24-hour window, as its platform has it. */
export const MessageTemplate = record({
  name: 'message_template',
  room: 'conversations',
  table: 'message_templates',
  title: (template) => `${template.name} (${template.language})`,
  list: ['name', 'language', 'review', 'text', 'accountId'],
  fields: z.object({
    accountId: ref('channel_account'),
    name: z.string().min(1).max(512),
    language: z.string().min(1).max(20),
    /** Known of our own; those that somebody made at the platform have theirs there. */
    text: maybe(z.string().max(2000)),
    review: z.enum(templateReviews),
    /** Why it was rejected, in the platform's word. */
    reason: maybe(z.string().max(500)),
  }),
})

/** Where the cards of one purpose go. */
export const ChatPlace = record({
  name: 'chat_place',
  room: 'conversations',
  table: 'chat_places',
  title: (place) => place.name,
  list: ['name', 'purpose', 'externalId'],
  fields: z.object({
    accountId: ref('channel_account'),
    externalId: z.string().min(1).max(200),
    name: z.string().min(1).max(100),
    purpose: z.enum(placePurposes),
  }),
})

/** Whom a user of a chat platform is to us. One that ended stays, so that the past can be read. */
export const ChatIdentity = record({
  name: 'chat_identity',
  room: 'conversations',
  table: 'chat_identities',
  plural: 'chat_identities',
  title: (identity) => identity.externalUserId,
  list: ['accountId', 'externalUserId', 'staffId', 'verifiedAt', 'endedAt'],
  fields: z.object({
    accountId: ref('channel_account'),
    externalUserId: z.string().min(1).max(200),
    phone: maybe(z.string().max(40)),
    staffId: maybe(ref('staff')),
    verifiedAt: maybe(instant()),
    endedAt: maybe(instant()),
  }),
})

/** Links a colleague's chat user, once. Only the code's fingerprint is kept. */
export const LinkCode = record({
  name: 'link_code',
  room: 'conversations',
  table: 'link_codes',
  title: () => 'Link code',
  list: ['staffId', 'expiresAt', 'usedAt'],
  fields: z.object({
    codeFingerprint: z.string().meta({ seenBy: 'nobody' }),
    staffId: ref('staff'),
    expiresAt: instant(),
    usedAt: maybe(instant()),
  }),
})

/** All that is said between us and one user of one channel account. */
export const Conversation = record({
  name: 'conversation',
  room: 'conversations',
  table: 'conversations',
  title: (conversation) => conversation.profileName ?? conversation.phone ?? conversation.externalUserId,
  list: ['accountId', 'profileName', 'phone', 'contactId', 'handling', 'handlerId'],
  events: { created: 'conversation.opened', changed: 'conversation.changed', archived: 'conversation.archived' },
  fields: z.object({
    accountId: ref('channel_account'),
    externalUserId: z.string().min(1).max(200).meta({ personal: 'id' }),
    phone: maybe(z.string().max(40)).meta({ personal: 'id' }),
    profileName: maybe(z.string().max(300)).meta({ personal: 'id' }),
    language: maybe(z.string().max(5)).meta({ seenBy: 'contact' }),
    contactId: maybe(ref('contact')),
    /** When this person said for which client they write; good for eight hours. */
    contactChosenAt: maybe(instant()),
    handling: z.enum(['bot', 'waiting', 'person']).default('bot').meta({ seenBy: 'contact' }),
    handlerId: maybe(ref('staff')),
    handedOverAt: maybe(instant()),
    marketingStoppedAt: maybe(instant()).meta({ seenBy: 'contact' }),
    erasedAt: maybe(instant()),
    /** A colleague wants to hear no more of this unknown number. */
    ignoredAt: maybe(instant()),
  }),
  contactSees: (query, contact) => query.where('conversations.contact_id', contact.id),
})
