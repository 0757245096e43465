import { z } from 'zod'
import { may } from '../../../../core/kernel/actor.ts'
import { waitingFor } from '../../../../core/modules/approvals/queries.ts'
import { Approval } from '../../../../core/modules/approvals/records.ts'
import { seesPrices } from '../../../../core/modules/catalog/queries.ts'
import { startMarketing, stopMarketing } from '../../../../core/modules/conversations/actions/conversation.ts'
import { Conversation } from '../../../../core/modules/conversations/records.ts'
import { addAddress, editOwnName, setLanguage, setMarketing } from '../../../../core/modules/crm/actions.ts'
import { peopleOf } from '../../../../core/modules/crm/queries.ts'
import { Address, Client, Contact, contactPermissions } from '../../../../core/modules/crm/records.ts'
import { payOnline } from '../../../../core/modules/invoicing/actions/online.ts'
import { accountOf } from '../../../../core/modules/invoicing/queries.ts'
import { Invoice } from '../../../../core/modules/invoicing/records.ts'
import { draftOrder } from '../../../../core/modules/sales/actions/draft.ts'
import { draftOf, orderView } from '../../../../core/modules/sales/queries.ts'
import { Order, OrderReturn } from '../../../../core/modules/sales/records.ts'
import { seller, settingsOf } from '../../../../core/modules/settings/queries.ts'
import { seesStock } from '../../../../core/modules/warehouse/queries.ts'
import { DeliveryNote } from '../../../../core/modules/warehouse/records.ts'
import { type Asked, operation } from './operation.ts'
import { AddressView, CartView, Done } from './views.ts'

const Rights = z.object({
  order: z.boolean(),
  prices: z.boolean(),
  stock: z.boolean(),
  invoices: z.boolean(),
  documents: z.boolean(),
  pay: z.boolean(),
  approve: z.boolean(),
  wholeCompany: z.boolean(),
  addAddress: z.boolean(),
})

const rightsOf = async ({ look, contact, parts }: Asked): Promise<z.infer<typeof Rights>> => {
  const ctx = look()
  return {
    order: may(contact, draftOrder.needs),
    prices: seesPrices(ctx),
    stock: await seesStock(ctx),
    invoices: may(contact, 'view_invoices'),
    documents: may(contact, 'download_documents'),
    pay: Boolean(parts.payLinks) && may(contact, payOnline.needs),
    approve: may(contact, 'approve_orders'),
    wholeCompany: contact.seesWholeCompany,
    addAddress: may(contact, addAddress.needs) && (await settingsOf(ctx)).client_adds_addresses,
  }
}

const home = operation('get', '/portal', 'portal.home', {
  says: 'Who is signed in, what they may do, and what waits for them',
  answer: z.object({
    contact: z.object({ id: z.string(), name: z.string(), language: z.string() }),
    client: z.object({ id: z.string(), name: z.string(), currency: z.string() }),
    seller: z.object({ name: z.string(), email: z.string().nullable(), phone: z.string().nullable() }),
    rights: Rights,
    waiting: z.object({
      offers: z.int().describe('Orders that we offered changed'),
      approvals: z.int().describe('Orders of colleagues to agree to'),
      underWay: z.int(),
    }),
    account: z.object({ openMinor: z.int(), overdueMinor: z.int() }).nullable(),
    cart: CartView.pick({ sums: true }).extend({ lines: z.int() }).nullable(),
  }),
  async run(asked) {
    const { look, contact } = asked
    const ctx = look()
    const rights = await rightsOf(asked)
    const client = await ctx.rows(Client).byId(contact.clientId)
    const company = await seller(ctx)
    const draft = rights.order ? await draftOf(ctx, contact.id) : undefined
    const view = draft && (await orderView(ctx, draft.id))
    const account = rights.invoices ? await accountOf(ctx, contact.clientId) : null
    return {
      contact: { id: contact.id, name: contact.name, language: contact.language },
      client: { id: client.id, name: client.name, currency: client.currency },
      seller: { name: company.legalName, email: company.email, phone: company.phone },
      rights,
      waiting: {
        offers: await ctx.rows(Order).where({ state: 'offered' }).count(),
        approvals: rights.approve ? (await waitingFor(ctx, contact)).length : 0,
        underWay: await ctx
          .rows(Order)
          .shape((query) => query.whereRaw("(state in ('placed', 'offered') or (state = 'accepted' and delivery_state <> 'wholly'))"))
          .count(),
      },
      account: account && { openMinor: account.openMinor, overdueMinor: account.overdueMinor },
      cart: view?.lines.length
        ? {
            lines: view.lines.length,
            sums: {
              currency: view.order.currency,
              netMinor: view.order.netMinor,
              vat: [],
              roundingMinor: view.order.roundingMinor,
              deliveryChargeMinor: view.order.deliveryChargeMinor,
              totalMinor: view.order.totalMinor,
            },
          }
        : null,
    }
  },
})

/** What a page shows changes with one of these; a contact sees nothing of others. */
const watched = [Order, OrderReturn, Approval, Invoice, DeliveryNote, Address, Contact, Conversation] as const

const pulse = operation('get', '/portal/pulse', 'portal.pulse', {
  says: 'A mark that changes when something that this contact sees has changed: to know when to look again',
  answer: z.object({ mark: z.string() }),
  async run({ look }) {
    const ctx = look()
    const marks = await Promise.all(
      watched.map(async (record) => {
        const { rows } = await ctx.db.raw<{ rows: { mark: string }[] }>(
          `select concat(count(*), '.', coalesce(sum(version), 0)) as mark from ?? where id in (?)`,
          [record.table, ctx.visible(record as never)],
        )
        return rows[0]!.mark
      }),
    )
    return { mark: marks.join(' ') }
  },
})

const Profile = z.object({
  contact: z.object({
    firstName: z.string(),
    lastName: z.string(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    language: z.string(),
    marketing: z.boolean(),
    permissions: z.array(z.enum(contactPermissions)),
    orderLimitMinor: z.int().nullable(),
  }),
  client: z.object({
    name: z.string(),
    legalName: z.string(),
    taxId: z.string().nullable(),
    regNo: z.string().nullable(),
    currency: z.string(),
  }),
  addresses: z.array(AddressView),
  people: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      role: z.string().nullable(),
      permissions: z.array(z.string()),
      orderLimitMinor: z.int().nullable(),
      isMe: z.boolean(),
    }),
  ),
})

const profileOf = async ({ look, contact }: Asked): Promise<z.infer<typeof Profile>> => {
  const ctx = look()
  const me = await ctx.rows(Contact).byId(contact.id)
  const client = await ctx.rows(Client).byId(contact.clientId)
  const talks = await ctx.rows(Conversation)
  const people = await peopleOf(ctx, contact.clientId)
  return {
    contact: {
      firstName: me.firstName,
      lastName: me.lastName,
      phone: me.phone,
      email: me.email,
      language: me.language,
      marketing: me.marketingStoppedAt === null && talks.every(({ marketingStoppedAt }) => marketingStoppedAt === null),
      permissions: me.permissions,
      orderLimitMinor: me.orderLimitMinor,
    },
    client: { name: client.name, legalName: client.legalName, taxId: client.taxId, regNo: client.regNo, currency: client.currency },
    addresses: await addressesIn({ look }),
    people: people.map(({ id, firstName, lastName, role, permissions, orderLimitMinor }) => ({
      id,
      name: `${firstName} ${lastName}`.trim(),
      role,
      permissions,
      orderLimitMinor,
      isMe: id === contact.id,
    })),
  }
}

const addressesIn = async ({ look }: Pick<Asked, 'look'>) =>
  (await look().rows(Address).where({ kind: 'delivery' }).orderBy('isDefault', 'desc').orderBy('id')).map(
    ({ id, label, street, city, countyCode, postalCode, country, isDefault, deliveryNote }) => ({
      id,
      label,
      street,
      city,
      countyCode,
      postalCode,
      country,
      isDefault,
      deliveryNote,
    }),
  )

const profile = operation('get', '/portal/profile', 'portal.profile', {
  says: 'The own profile, the company, its delivery addresses, and the people of the company as far as this contact may know',
  answer: Profile,
  run: profileOf,
})

const changeProfile = operation('patch', '/portal/profile', 'portal.profile_change', {
  says: 'Correct the own name, choose the language, say whether offers and news are welcome',
  body: z.strictObject({
    firstName: z.string().trim().min(1).max(100).optional(),
    lastName: z.string().trim().max(100).optional(),
    language: z.enum(['en', 'ro', 'de', 'es', 'fr']).optional(),
    marketing: z.boolean().optional(),
  }),
  answer: Profile,
  async run(asked) {
    const { body, contact, caller, look, parts } = asked
    const { house } = parts
    if (body.firstName !== undefined || body.lastName !== undefined) {
      const me = await look().rows(Contact).byId(contact.id)
      const input = { firstName: body.firstName ?? me.firstName, lastName: body.lastName ?? me.lastName }
      await house.perform(caller, editOwnName, { id: contact.id, input })
    }
    if (body.language) await house.perform(caller, setLanguage, { id: contact.id, input: { language: body.language } })
    if (body.marketing !== undefined) {
      await house.perform(caller, setMarketing, { id: contact.id, input: { wanted: body.marketing } })
      // STOP on the phone is about that phone; who decides here decides for all of them.
      for (const talk of await look().rows(Conversation))
        if (body.marketing === (talk.marketingStoppedAt !== null))
          await house.perform(caller, body.marketing ? startMarketing : stopMarketing, { id: talk.id, input: {} })
    }
    return profileOf(asked)
  },
})

const listAddresses = operation('get', '/portal/addresses', 'portal.addresses', {
  says: 'The delivery addresses of the own company',
  answer: z.object({ items: z.array(AddressView) }),
  run: async (asked) => ({ items: await addressesIn(asked) }),
})

const newAddress = operation('post', '/portal/addresses', 'portal.address_add', {
  says: 'Add a delivery address of the own company, where the house allows it',
  body: z.strictObject({
    label: z.string().trim().min(1).max(100),
    street: z.string().trim().min(3).max(200),
    city: z.string().trim().min(1).max(100),
    countyCode: z.string().trim().max(10).nullable().optional(),
    postalCode: z.string().trim().max(20).nullable().optional(),
    country: z.string().length(2).default('RO'),
    deliveryNote: z.string().trim().max(500).nullable().optional(),
  }),
  answer: Done,
  async run({ body, contact, caller, parts, language, key }) {
    const outcome = await parts.house.perform(caller, addAddress, { input: { ...body, clientId: contact.clientId }, ...key })
    return { said: parts.sayIn(outcome.said, language), waits: outcome.kind === 'waiting', id: outcome.id }
  },
})

export const selfOperations = [home, pulse, profile, changeProfile, listAddresses, newAddress]
