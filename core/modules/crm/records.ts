import { z } from 'zod'
import { instant, maybe, minor, ref } from '../../kernel/fields.ts'
import { record } from '../../kernel/record.ts'

/** What a contact may do for its client, as the published portal names it. */
export const contactPermissions = [
  'order',
  'view_stock',
  'view_invoices',
  'download_documents',
  'pay',
  'accept_quotes',
  'view_all_company_orders',
  'approve_orders',
] as const

export const ClientGroup = record({
  name: 'client_group',
  room: 'crm',
  table: 'client_groups',
  title: (group) => group.nameEn,
  list: ['code', 'nameEn', 'nameRo'],
  editable: ['code', 'nameEn', 'nameRo'],
  fields: z.object({ code: z.string().min(1).max(40), nameEn: z.string().max(200), nameRo: z.string().max(200) }),
})

const company = {
  street: maybe(z.string().max(200)),
  city: maybe(z.string().max(100)),
  countyCode: maybe(z.string().max(10)),
  postalCode: maybe(z.string().max(20)),
  country: z.string().length(2),
}

/** The company that buys. */
export const Client = record({
  name: 'client',
  room: 'crm',
  table: 'clients',
  lockRank: 10,
  title: (client) => client.name,
  list: ['code', 'name', 'state', 'groupId', 'creditLimitMinor', 'currency'],
  editable: ['code', 'name', 'legalName', 'taxId', 'regNo', 'street', 'city', 'countyCode', 'postalCode', 'country', 'iban', 'language'],
  atBirth: ['groupId', 'paymentTermDays', 'currency', 'salesAgentId'],
  fields: z.object({
    code: z.string().min(1).max(40).meta({ seenBy: 'contact' }),
    name: z.string().min(1).max(200).meta({ seenBy: 'contact' }),
    legalName: z.string().min(1).max(200).meta({ seenBy: 'contact' }),
    taxId: maybe(z.string().max(40)).meta({ seenBy: 'contact' }),
    regNo: maybe(z.string().max(60)).meta({ seenBy: 'contact' }),
    ...company,
    iban: maybe(z.string().max(40)),
    groupId: maybe(ref('client_group')),
    paymentTermDays: z.int().min(0).max(365),
    creditLimitMinor: minor().min(0).default(0),
    currency: z.string().length(3).meta({ seenBy: 'contact' }),
    language: z.string().max(5).meta({ seenBy: 'contact' }),
    salesAgentId: maybe(ref('staff')),
    state: z.enum(['active', 'blocked']).default('active'),
  }),
  contactSees: (query, contact) => query.where('clients.id', contact.clientId),
})

/** A person of a client. */
export const Contact = record({
  name: 'contact',
  room: 'crm',
  table: 'contacts',
  title: (contact) => `${contact.firstName} ${contact.lastName}`,
  list: ['firstName', 'lastName', 'clientId', 'phone', 'email', 'permissions'],
  editable: ['firstName', 'lastName', 'role', 'phone', 'email', 'language'],
  atBirth: ['clientId', 'permissions'],
  fields: z.object({
    clientId: ref('client').meta({ seenBy: 'contact' }),
    firstName: z.string().min(1).max(100).meta({ seenBy: 'contact', personal: 'id' }),
    lastName: z.string().max(100).meta({ seenBy: 'contact', personal: 'id' }),
    role: maybe(z.string().max(100)).meta({ personal: 'id' }),
    phone: maybe(z.string().regex(/^\+[1-9]\d{6,14}$/, 'Write the number with its country, like +40712345678.')).meta({
      seenBy: 'contact',
      personal: 'id',
    }),
    email: maybe(z.email()).meta({ seenBy: 'contact', personal: 'id' }),
    language: z.string().max(5).meta({ seenBy: 'contact' }),
    permissions: z.array(z.enum(contactPermissions)).meta({ seenBy: 'contact' }),
    /** What this person may order alone, with VAT; above it a colleague with `approve_orders` agrees first. Null = any amount. */
    orderLimitMinor: maybe(minor().min(0)).meta({ seenBy: 'contact' }),
    marketingStoppedAt: maybe(instant()).meta({ seenBy: 'contact' }),
  }),
  contactSees: (query, contact) => query.where('contacts.id', contact.id),
})

export const Address = record({
  name: 'address',
  room: 'crm',
  table: 'addresses',
  plural: 'addresses',
  title: (address) => `${address.label}, ${address.street}, ${address.city}`,
  list: ['clientId', 'kind', 'label', 'street', 'city', 'isDefault'],
  editable: ['kind', 'label', 'street', 'city', 'countyCode', 'postalCode', 'country', 'isDefault', 'deliveryNote'],
  atBirth: ['clientId'],
  fields: z.object({
    clientId: ref('client').meta({ seenBy: 'contact' }),
    kind: z.enum(['billing', 'delivery']).meta({ seenBy: 'contact' }),
    label: z.string().min(1).max(100).meta({ seenBy: 'contact' }),
    street: z.string().min(1).max(200).meta({ seenBy: 'contact' }),
    city: z.string().min(1).max(100).meta({ seenBy: 'contact' }),
    countyCode: maybe(z.string().max(10)).meta({ seenBy: 'contact' }),
    postalCode: maybe(z.string().max(20)).meta({ seenBy: 'contact' }),
    country: z.string().length(2).meta({ seenBy: 'contact' }),
    isDefault: z.boolean().default(false).meta({ seenBy: 'contact' }),
    deliveryNote: maybe(z.string().max(500)).meta({ seenBy: 'contact' }),
  }),
  contactSees: (query, contact) => query.where('addresses.client_id', contact.clientId),
})
