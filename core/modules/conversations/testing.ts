import type { Knex } from 'knex'
import { type Actor, system } from '../../kernel/actor.ts'
import type { Caller } from '../../kernel/ctx.ts'
import { newId } from '../../kernel/db.ts'
import type { House } from '../../kernel/house.ts'
import { type TestHouse, testHouse } from '../../testing.ts'
import { crm } from '../crm/module.ts'
import { contactActor } from '../crm/queries.ts'
import { people } from '../people/module.ts'
import { staffActor } from '../people/queries.ts'
import { settings } from '../settings/module.ts'
import { createAccount, setPlace } from './actions/account.ts'
import { addIdentity } from './actions/identity.ts'
import { conversations } from './module.ts'

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
