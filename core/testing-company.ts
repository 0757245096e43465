import { z } from 'zod'
import { creation } from './kernel/action.ts'
import type { Actor } from './kernel/actor.ts'
import type { Ctx } from './kernel/ctx.ts'
import type { House } from './kernel/house.ts'
import { module } from './kernel/module.ts'
import { sentence } from './kernel/sentence.ts'
import { Policy } from './modules/approvals/records.ts'
import { Category, PriceListRecord, PriceRecord, Product, Unit, VatRate } from './modules/catalog/records.ts'
import {
  ChannelAccount,
  ChannelAlarm,
  ChatIdentity,
  ChatPlace,
  Conversation,
  LinkCode,
  MessageTemplate,
} from './modules/conversations/records.ts'
import { contactActor } from './modules/crm/queries.ts'
import { Address, Client, ClientGroup, Contact, contactPermissions } from './modules/crm/records.ts'
import { staffActor, tokenActor } from './modules/people/queries.ts'
import { ApiToken, Role, SignIn, SignInLink, Staff, StaffNotice } from './modules/people/records.ts'
import { seededRoles } from './modules/people/roles.ts'
import { Company, CustomField, Setting } from './modules/settings/records.ts'
import { Incoming, Stock, Warehouse } from './modules/warehouse/records.ts'
import { contactGrants } from './modules.ts'
import { documentsOf, type Keep, talkOf } from './testing-papers.ts'

let work: (ctx: Ctx) => Promise<void> = async () => {}
const write = creation(Setting, {
  name: 'company.write',
  says: 'Write what a test needs to be there',
  needs: 'company.write',
  input: z.strictObject({}),
  touches: ['*'],
  inner: true,
  async run(ctx) {
    await work(ctx)
    return sentence('company.written', 'It is written.')
  },
})
/** The hand that writes the small company's books. */
export const writing = module({ name: 'writing', title: 'Writing', actions: [write] })

/** What contacts of one client may be: nothing, ordering, the books, or all there is. */
export const contactKinds = {
  nobody: [],
  ordering: ['order'],
  accountant: ['view_invoices', 'download_documents', 'pay', 'view_all_company_orders'],
  everything: contactPermissions,
} as const
export type ContactKind = keyof typeof contactKinds

/** Ids by record; `of(record, client)` gives one that belongs to that client, or the shared one. */
export type Books = {
  ids: Map<string, { a: string[]; b: string[]; both: string[] }>
  client: { a: string; b: string }
  /** The number of the last order of A's contact with every permission. */
  number: string
  /** What that contact wrote. */
  inbound: string
  actors: Record<string, Actor>
  contacts: { a: Record<ContactKind, Actor>; b: Record<ContactKind, Actor> }
}

/** Two clients, A and B, with one row at least of every record for each, colleagues of every role, and contacts of every kind. */
export const smallCompany = async (house: House): Promise<Books> => {
  const ids: Books['ids'] = new Map([...house.records.keys()].map((name) => [name, { a: [], b: [], both: [] }]))
  const client = { a: '', b: '' }
  const people = { a: {} as Record<ContactKind, string>, b: {} as Record<ContactKind, string> }
  const staff: Record<string, string> = {}
  const written = { a: '', b: '' }
  const numbers = { a: '', b: '' }
  let token = ''

  work = async (ctx) => {
    const keep: Keep = (record, row, of = 'both') => {
      ids.get(record)![of].push(row.id)
      return row
    }
    keep('setting', await ctx.create(Setting, { key: 'client_sees_stock', value: '1' }))
    keep(
      'company',
      await ctx.create(Company, {
        legalName: 'Carpath',
        taxId: 'RO1',
        street: 'Str. 1',
        city: 'Brașov',
        country: 'RO',
        currency: 'RON',
        timeZone: 'Europe/Bucharest',
        language: 'ro',
      }),
    )
    for (const { name, title, permissions, rooms } of seededRoles) {
      keep('role', await ctx.create(Role, { name, title, permissions: [...permissions], rooms: { ...rooms } }))
      staff[name] = keep(
        'staff',
        await ctx.create(Staff, {
          firstName: name,
          lastName: 'One',
          email: `${name.replace('_', '.')}@carpath.example`,
          roles: [name],
          language: 'en',
        }),
      ).id
    }
    keep('staff_notice', await ctx.create(StaffNotice, { staffId: staff.admin! }))
    const person = { personKind: 'staff', personId: staff.admin! } as const
    keep('sign_in', await ctx.create(SignIn, person))
    keep('sign_in_link', await ctx.create(SignInLink, { ...person, purpose: 'first', codeFingerprint: 's', expiresAt: ctx.now }))
    token = keep('api_token', await ctx.create(ApiToken, { name: 'till', fingerprint: 'f', role: 'finance' })).id
    const group = keep('client_group', await ctx.create(ClientGroup, { code: 'G', nameEn: 'G', nameRo: 'G' }))
    keep('unit', await ctx.create(Unit, { code: 'box', nameEn: 'box', nameRo: 'cutie' }))
    keep('vat_rate', await ctx.create(VatRate, { class: 'standard', category: 'S', permille: 210, validFrom: '2020-01-01' }))
    const category = keep('category', await ctx.create(Category, { code: 'C', nameEn: 'C', nameRo: 'C' }))
    const product = keep(
      'product',
      await ctx.create(Product, {
        code: 'P',
        nameEn: 'Paper',
        nameRo: 'Hârtie',
        categoryId: category.id,
        unit: 'box',
        minQuantityMilli: 1000,
        stepQuantityMilli: 1000,
        listPriceE4: 100_000,
        vatClass: 'standard',
      }),
    )
    const warehouse = keep(
      'warehouse',
      await ctx.create(Warehouse, { code: 'BV', name: 'Brașov', country: 'RO', isDefault: true, deliveryDays: 1 }),
    )
    keep('stock', await ctx.create(Stock, { warehouseId: warehouse.id, productId: product.id, onHandMilli: 50_000, reservedMilli: 0 }))
    keep(
      'incoming',
      await ctx.create(Incoming, { warehouseId: warehouse.id, productId: product.id, quantityMilli: 5000, expectedOn: '2026-12-01' }),
    )
    const approvers = [{ who: 'role' as const, role: 'admin' }]
    keep('custom_field', await ctx.create(CustomField, { record: 'client', name: 'zone', kind: 'text', labelEn: 'Zone', labelRo: 'Zona' }))
    keep('policy', await ctx.create(Policy, { code: 'ALL', action: 'order.accept', approvers, expiresHours: 24 }))
    const account = keep(
      'channel_account',
      await ctx.create(ChannelAccount, {
        kind: 'whatsapp-cloud',
        name: 'WhatsApp',
        externalId: '1',
        settings: {},
        sealedSecrets: 'sealed',
      }),
    )
    keep('channel_alarm', await ctx.create(ChannelAlarm, { accountId: account.id, code: 'silent', terms: {}, raisedAt: ctx.now }))
    const template = { accountId: account.id, name: 'news', language: 'en', text: null, review: 'approved' as const, reason: null }
    keep('message_template', await ctx.create(MessageTemplate, template))
    keep('chat_place', await ctx.create(ChatPlace, { accountId: account.id, externalId: 'C1', name: '#orders', purpose: 'orders' }))
    keep(
      'chat_identity',
      await ctx.create(ChatIdentity, { accountId: account.id, externalUserId: 'U1', staffId: staff.admin!, verifiedAt: ctx.now }),
    )
    keep('link_code', await ctx.create(LinkCode, { codeFingerprint: 'c', staffId: staff.admin!, expiresAt: ctx.now }))

    for (const of of ['a', 'b'] as const) {
      const name = of === 'a' ? 'Acme' : 'Bolt'
      const buyer = keep(
        'client',
        await ctx.create(Client, {
          code: name,
          name,
          legalName: name,
          country: 'RO',
          groupId: group.id,
          paymentTermDays: 30,
          creditLimitMinor: 100_000,
          currency: 'RON',
          language: 'ro',
          salesAgentId: staff.sales_agent!,
        }),
        of,
      )
      client[of] = buyer.id
      keep(
        'address',
        await ctx.create(Address, { clientId: buyer.id, kind: 'delivery', label: 'Shop', street: 'Str. 2', city: 'Brașov', country: 'RO' }),
        of,
      )
      const list = keep(
        'price_list',
        await ctx.create(PriceListRecord, { code: `L-${of}`, name: 'Own', kind: 'client', clientId: buyer.id, currency: 'RON' }),
        of,
      )
      keep(
        'price',
        await ctx.create(PriceRecord, { priceListId: list.id, productId: product.id, minQuantityMilli: 0, priceE4: 90_000 }),
        of,
      )
      for (const [kind, permissions] of Object.entries(contactKinds)) {
        const person = keep(
          'contact',
          await ctx.create(Contact, {
            clientId: buyer.id,
            firstName: kind,
            lastName: name,
            phone: `+4070000${of === 'a' ? 1 : 2}${permissions.length}`,
            language: 'ro',
            permissions: [...permissions],
          }),
          of,
        )
        people[of][kind as ContactKind] = person.id
        numbers[of] = await documentsOf(ctx, keep, {
          of,
          clientId: buyer.id,
          contactId: person.id,
          productId: product.id,
          warehouseId: warehouse.id,
          name: `${name} ${kind}`,
        })
        const talk = keep(
          'conversation',
          await ctx.create(Conversation, { accountId: account.id, externalUserId: person.id, contactId: person.id }),
          of,
        )
        written[of] = await talkOf(ctx, account.id, talk.id)
      }
    }
  }
  await house.perform(house.self('small company'), 'company.write', {})

  const actors: Books['actors'] = { token: (await tokenActor(house.db, { id: token }))! }
  for (const [name, id] of Object.entries(staff)) actors[name] = (await staffActor(house.db, id))!
  const contactsOf = async (of: 'a' | 'b') =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(people[of]).map(async ([kind, id]) => [kind, (await contactActor(house.db, id, contactGrants))!] as const),
      ),
    ) as Record<ContactKind, Actor>
  return { ids, client, number: numbers.a, inbound: written.a, actors, contacts: { a: await contactsOf('a'), b: await contactsOf('b') } }
}
