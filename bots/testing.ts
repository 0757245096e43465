import type { Knex } from 'knex'
import { type Actor, system } from '../core/kernel/actor.ts'
import type { Caller } from '../core/kernel/ctx.ts'
import { newId } from '../core/kernel/db.ts'
import type { House } from '../core/kernel/house.ts'
import { inEnglish } from '../core/kernel/sentence.ts'
import { createAccount, setPlace } from '../core/modules/conversations/actions/account.ts'
import { addIdentity } from '../core/modules/conversations/actions/identity.ts'
import { conversations } from '../core/modules/conversations/module.ts'
import { crm } from '../core/modules/crm/module.ts'
import { contactActor } from '../core/modules/crm/queries.ts'
import { people } from '../core/modules/people/module.ts'
import { staffActor } from '../core/modules/people/queries.ts'
import { settings } from '../core/modules/settings/module.ts'
import { type TestHouse, testHouse } from '../core/testing.ts'
import { type Address, type Channel, ChannelError, type Inbound, type Press, type Reply } from './channel.ts'

let count = 0

/** What left through a channel of the tests, as the platform got it. */
export type Sent = { to: Address; reply: Reply; messageId: string; mode: 'free' | 'template'; externalId: string; updates: Reply[] }

/** A channel that keeps to the contract and remembers what it was given. */
export type RecordingChannel = Channel & {
  sent: Sent[]
  /** What the platform answers next, in order; after that it takes everything. `lost`: it arrives and the answer is lost. `vanished`: neither. */
  next: ('take' | 'lost' | 'vanished' | ChannelError)[]
  texts(): string[]
}

export const recordingChannel = (
  kind: Channel['kind'],
  accountId: string,
  can: { find?: boolean; update?: boolean } = {},
): RecordingChannel => {
  const sent: Sent[] = []
  const next: RecordingChannel['next'] = []
  return {
    kind,
    accountId,
    sent,
    next,
    texts: () => sent.map(({ reply }) => reply.text),
    async send(permit, to, reply) {
      const answer = next.shift() ?? 'take'
      if (answer instanceof ChannelError) throw answer
      if (answer === 'vanished') throw new ChannelError('doubt', 'no_answer', 'No answer came.')
      if (permit.mode === 'template' && !reply.template) throw new ChannelError('refused', 'no_template', 'There is no template.')
      count += 1
      const externalId = 'channel' in to ? `${to.channel}:${count}.000100` : `wamid.${accountId.slice(-4)}.${count}`
      sent.push({ to, reply, messageId: permit.messageId, mode: permit.mode, externalId, updates: [] })
      if (answer === 'lost') throw new ChannelError('doubt', 'no_answer', 'The answer was lost.')
      return { externalId }
    },
    ...(can.update && {
      async update(_permit: unknown, _to: unknown, externalId: string, reply: Reply) {
        const answer = next.shift() ?? 'take'
        if (answer instanceof ChannelError) throw answer
        sent.find((one) => one.externalId === externalId)!.updates.push(reply)
      },
    }),
    ...(can.find && {
      async find(_to: Address, messageId: string) {
        const found = sent.find((one) => one.messageId === messageId)
        return found ? { externalId: found.externalId } : null
      },
    }),
    async stop() {},
  }
}

/** A house with the rooms that talk. Call it at the top of a test file. */
export const talkingHouse = (): TestHouse =>
  testHouse([settings, people, crm, conversations], {
    actorFor: async (db: Knex, { kind, id }): Promise<Actor | null> => {
      if (kind === 'staff') return staffActor(db, id ?? '')
      if (kind !== 'contact') return null
      return contactActor(db, id ?? '', (permission) => conversations.contactGrants[permission] ?? [])
    },
  })

export type Cast = Awaited<ReturnType<typeof smallCompany>>

/** Kim sells, Bianca helps; Doina buys for the hotel, Silvia counts for two clients. A WhatsApp number and a Slack workspace. */
export const smallCompany = async (house: House, db: Knex) => {
  const now = house.clock()
  const caller: Caller = { actor: system(), door: 'system', requestId: 'cast', now }
  const base = { version: 1, created_at: now, custom: '{}' }
  const ids = {
    kim: newId(),
    bianca: newId(),
    hotel: newId(),
    guestHouse: newId(),
    doina: newId(),
    silviaHotel: newId(),
    silviaGuest: newId(),
  }
  await db('roles').insert([
    {
      id: newId(),
      ...base,
      name: 'agent',
      title: 'Agent',
      permissions: JSON.stringify(['conversation.take', 'conversation.hand_back', 'link_code.make']),
      rooms: JSON.stringify({ conversations: 'view' }),
    },
  ])
  const person = (id: string, first: string, last: string, roles: string[]) => ({
    id,
    ...base,
    first_name: first,
    last_name: last,
    email: `${first.toLowerCase()}@carpath.example`,
    roles: JSON.stringify(roles),
    language: 'en',
    state: 'active',
  })
  await db('staff').insert([person(ids.kim, 'Kim', 'Olteanu', []), person(ids.bianca, 'Bianca', 'Stan', ['agent'])])
  const client = (id: string, code: string, name: string) => ({
    id,
    ...base,
    code,
    name,
    legal_name: `${name} SRL`,
    country: 'RO',
    payment_term_days: 30,
    credit_limit_minor: 500_000,
    currency: 'RON',
    language: 'ro',
    state: 'active',
  })
  await db('clients').insert([client(ids.hotel, 'HOT', 'Hotel Corbul de Argint'), client(ids.guestHouse, 'PEN', 'Pensiunea Bursucul')])
  const contact = (id: string, client_id: string, first: string, phone: string, language: string) => ({
    id,
    ...base,
    client_id,
    first_name: first,
    last_name: 'Preda',
    phone,
    language,
    permissions: JSON.stringify(['order']),
  })
  await db('contacts').insert([
    contact(ids.doina, ids.hotel, 'Doina', '+40700000101', 'en'),
    contact(ids.silviaHotel, ids.hotel, 'Silvia', '+40700000103', 'en'),
    contact(ids.silviaGuest, ids.guestHouse, 'Silvia', '+40700000103', 'en'),
  ])
  const account = async (kind: 'whatsapp-cloud' | 'slack', externalId: string) =>
    (await house.perform(caller, createAccount, { input: { kind, name: kind, externalId, settings: { language: 'en' } } })).id!
  const whatsapp = await account('whatsapp-cloud', '100200300')
  const slack = await account('slack', 'T0CARP')
  for (const [purpose, externalId] of [
    ['orders', 'C0ORDERS'],
    ['inbox', 'C0INBOX'],
  ] as const)
    await house.perform(caller, setPlace, { input: { accountId: slack, purpose, externalId, name: `#${purpose}` } })
  await house.perform(caller, addIdentity, { input: { accountId: slack, externalUserId: 'U0BIANCA', staffId: ids.bianca } })
  return { ...ids, whatsapp, slack }
}

let nth = 0

/** What a customer's phone sends. */
export const fromPhone = (accountId: string, phone: string, more: Partial<Inbound> & { at: Date }): Inbound => {
  nth += 1
  const id = `wamid.in.${nth}`
  return { accountId, key: id, messageId: id, user: { id: phone.slice(1), phone, name: 'Somebody' }, kind: 'text', raw: { id }, ...more }
}

/** What a colleague writes in Slack: in a direct chat, or in a thread. */
export const fromSlack = (accountId: string, user: string, more: Partial<Inbound> & { at: Date }): Inbound => {
  nth += 1
  return { accountId, key: `Ev${nth}`, messageId: `C:${nth}`, user: { id: user }, kind: 'text', raw: {}, ...more }
}

export const pressOf = (
  accountId: string,
  user: string,
  what: { choice: string } | { command: string } | { form: string; values: Record<string, string> },
  at: Date,
): Press => {
  nth += 1
  const common = { accountId, key: `trigger.${nth}`, user: { id: user }, at, place: { channel: 'C0ORDERS' } }
  if ('choice' in what) return { ...common, kind: 'choice', choice: what.choice }
  if ('form' in what) return { ...common, kind: 'form', form: what.form, values: what.values }
  return { ...common, kind: 'command', command: '/parley', text: what.command }
}

export const sayPlainly = (error: { said: Parameters<typeof inEnglish>[0] }) => inEnglish(error.said)
