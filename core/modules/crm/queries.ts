import type { Knex } from 'knex'
import type { z } from 'zod'
import { type Actor, may } from '../../kernel/actor.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { isUuid } from '../../kernel/reads.ts'
import type { RowOf } from '../../kernel/record.ts'
import type { AddressAsWritten, PartyAsWritten } from '../../language/party.ts'
import { Address, Client, Contact } from './records.ts'

type ClientRow = RowOf<(typeof Client)['fields']>
type AddressRow = RowOf<(typeof Address)['fields']>
export type ContactPermission = z.infer<(typeof Contact)['fields']>['permissions'][number]

/** What each contact permission opens, gathered from the rooms by `modules.ts`. */
export type ContactGrants = (permission: string) => readonly string[]

/** A contact with the rights of this moment; null once it, or its client, is put away. */
export const contactActor = async (db: Knex, id: string, grants: ContactGrants): Promise<Actor | null> => {
  if (!isUuid(id)) return null
  const found = (await Contact.model
    .query(db)
    .select('contacts.*')
    .where('contacts.id', id)
    .whereNull('contacts.archivedAt')
    .whereExists(db('clients').whereRaw('clients.id = contacts.client_id').whereNull('archived_at'))
    .first()) as unknown as RowOf<(typeof Contact)['fields']> | undefined
  if (!found) return null
  return {
    kind: 'contact',
    id,
    clientId: found.clientId,
    name: `${found.firstName} ${found.lastName}`.trim(),
    language: found.language,
    seesWholeCompany: found.permissions.includes('view_all_company_orders'),
    grants: { permissions: new Set([...found.permissions, ...found.permissions.flatMap(grants), ...grants('everybody')]), rooms: {} },
  }
}

/** Contacts that can be reached at this number; one number may stand at several clients. */
export const contactsAtPhone = (ctx: Ctx, phone: string) => ctx.facts(Contact).where({ phone, archivedAt: null }).orderBy('id')

/** Where goods go: the client's delivery addresses, its default first. */
export const deliveryAddresses = (ctx: Ctx, clientId: string) =>
  ctx.facts(Address).where({ clientId, kind: 'delivery', archivedAt: null }).orderBy('isDefault', 'desc').orderBy('id')

const lines = (place: {
  street: string | null
  postalCode: string | null
  city: string | null
  countyCode: string | null
  country: string
}) =>
  [place.street, [place.postalCode, place.city, place.countyCode].filter(Boolean).join(' '), place.country].filter((line): line is string =>
    Boolean(line),
  )

/** An address as a document shows it. */
export const addressAsWritten = (address: AddressRow): AddressAsWritten => ({
  name: address.label,
  addressLines: lines(address),
  note: address.deliveryNote,
})

/** A client as a document shows it. */
export const buyerAsWritten = (client: ClientRow): PartyAsWritten => ({
  legalName: client.legalName,
  taxId: client.taxId,
  regNo: client.regNo,
  addressLines: lines(client),
  iban: client.iban,
  bank: null,
  email: null,
  phone: null,
})

/** The contacts of a client with a permission, for rules that look for somebody to ask. */
export const contactsWho = (ctx: Ctx, clientId: string, permission: ContactPermission) =>
  ctx
    .facts(Contact)
    .where({ clientId, archivedAt: null })
    .shape((query) => query.whereRaw('permissions \\? ?', [permission]))
    .orderBy('id')

/** Whose prices a contact is told: its own client, as far as the price function asks. */
export const ownClient = async (ctx: Ctx): Promise<Pick<ClientRow, 'id' | 'groupId' | 'currency' | 'name'>> => {
  const id = ctx.actor.kind === 'contact' ? ctx.actor.clientId : ''
  const { groupId, currency, name } = await ctx.facts(Client).byId(id)
  return { id, groupId, currency, name }
}

export type Colleague = {
  id: string
  firstName: string
  lastName: string
  role: string | null
  permissions: ContactPermission[]
  orderLimitMinor: number | null
}

/** The people of a client and what each may do, for those of them who see what the whole company orders, or agree to it. */
export const peopleOf = async (ctx: Ctx, clientId: string): Promise<Colleague[]> => {
  const { actor } = ctx
  if (actor.kind === 'contact' && !may(actor, 'view_all_company_orders') && !may(actor, 'approve_orders')) return []
  const { rows } = await ctx.db.raw<{ rows: Colleague[] }>(
    `select id, first_name as "firstName", last_name as "lastName", role, permissions, order_limit_minor as "orderLimitMinor"
     from contacts where client_id = ? and client_id in (?) and archived_at is null order by last_name, first_name, id`,
    [clientId, ctx.visible(Client as never)],
  )
  return rows
}
