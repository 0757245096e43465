import { z } from 'zod'
import { action, creation } from '../../kernel/action.ts'
import { editing } from '../../kernel/derive.ts'
import { maybe, minor, ref } from '../../kernel/fields.ts'
import type { Rule } from '../../kernel/lifecycle.ts'
import { lifecycle } from '../../kernel/lifecycle.ts'
import { refuse, sentence } from '../../kernel/sentence.ts'
import { Staff } from '../people/records.ts'
import { settingsOf } from '../settings/queries.ts'
import { Address, Client, ClientGroup, Contact, contactPermissions } from './records.ts'

export const clientLifecycle = lifecycle(Client, {
  states: ['active', 'blocked'],
  start: 'active',
  moves: {
    block: { from: 'active', to: 'blocked', event: 'client.blocked' },
    unblock: { from: 'blocked', to: 'active', event: 'client.unblocked' },
  },
})

export const blockClient = action(Client, {
  name: 'client.block',
  says: 'Block a client: no new orders until it is lifted',
  needs: 'client.block',
  input: z.strictObject({ reason: z.string().trim().min(3).max(500) }),
  touches: ['client.state'],
  moves: { lifecycle: clientLifecycle, move: 'block' },
  async run(ctx, client, { reason }) {
    await ctx.move(clientLifecycle, client, 'block')
    ctx.note(client, { reason })
    return sentence('client.is_blocked_now', '{name} is blocked: new orders are refused until you lift it.', { name: client.name })
  },
})

export const unblockClient = action(Client, {
  name: 'client.unblock',
  says: 'Lift the block of a client',
  needs: 'client.block',
  input: z.strictObject({ reason: z.string().trim().max(500).optional() }),
  touches: ['client.state'],
  moves: { lifecycle: clientLifecycle, move: 'unblock' },
  async run(ctx, client, { reason }) {
    await ctx.move(clientLifecycle, client, 'unblock')
    if (reason) ctx.note(client, { reason })
    return sentence('client.is_active_now', '{name} may order again.', { name: client.name })
  },
})

export const setCreditLimit = action(Client, {
  name: 'client.set_credit',
  says: 'Set the credit limit of a client, with VAT',
  needs: 'client.set_credit',
  input: z.strictObject({ creditLimitMinor: minor().min(0).max(1e12), reason: z.string().trim().max(500).optional() }),
  touches: ['client.creditLimitMinor'],
  async run(ctx, client, { creditLimitMinor, reason }) {
    await ctx.change(client, { creditLimitMinor })
    if (reason) ctx.note(client, { reason })
    return sentence('client.credit_is_set', '{name} may owe up to {limit} now.', {
      name: client.name,
      limit: { minor: creditLimitMinor, currency: client.currency },
    })
  },
})

/** Terms decide prices and due days, so they are not a plain edit. */
export const setTerms = action(Client, {
  name: 'client.set_terms',
  says: 'Set the price group and the payment term of a client',
  needs: 'client.set_terms',
  input: z.strictObject({
    groupId: ref('client_group').nullable().optional(),
    paymentTermDays: z.int().min(0).max(365).optional(),
    reason: z.string().trim().max(500).optional(),
  }),
  touches: ['client.groupId', 'client.paymentTermDays'],
  async run(ctx, client, { reason, ...terms }) {
    if (terms.groupId) await ctx.facts(ClientGroup).byId(terms.groupId)
    await ctx.change(client, terms)
    if (reason && Object.keys(terms).length) ctx.note(client, { reason })
    return sentence('client.terms_are_set', 'The terms of {name} are set.', { name: client.name })
  },
})

/** The agent decides about the client's orders, so nobody makes themselves one by an edit. */
export const setAgent = action(Client, {
  name: 'client.set_agent',
  says: 'Say which colleague looks after a client',
  needs: 'client.set_agent',
  input: z.strictObject({ salesAgentId: ref('staff').nullable() }),
  touches: ['client.salesAgentId'],
  async run(ctx, client, { salesAgentId }) {
    const agent = salesAgentId ? await ctx.facts(Staff).where({ state: 'active', archivedAt: null }).byId(salesAgentId) : null
    await ctx.change(client, { salesAgentId: agent?.id ?? null })
    return sentence('client.agent_is_set', '{name} is looked after by {agent}.', {
      name: client.name,
      agent: agent ? Staff.title(agent) : '–',
    })
  },
})

export const setContactPermissions = action(Contact, {
  name: 'contact.set_permissions',
  says: 'Say what a contact may do for its client',
  needs: 'contact.set_permissions',
  input: z.strictObject({ permissions: z.array(z.enum(contactPermissions)).max(20) }),
  touches: ['contact.permissions'],
  async run(ctx, contact, { permissions }) {
    await ctx.change(contact, { permissions: [...new Set(permissions)] })
    return sentence('contact.permissions_are_set', '{name} may now: {permissions}.', {
      name: Contact.title(contact),
      permissions: permissions.join(', ') || '–',
    })
  },
})

/** What a contact may order without asking a colleague of the own company. */
export const setOrderLimit = action(Contact, {
  name: 'contact.set_order_limit',
  says: 'Say how much a contact may order alone, with VAT',
  needs: 'contact.set_permissions',
  input: z.strictObject({ orderLimitMinor: minor().min(0).max(1e12).nullable().describe('Nothing: any amount') }),
  touches: ['contact.orderLimitMinor'],
  async run(ctx, contact, { orderLimitMinor }) {
    await ctx.change(contact, { orderLimitMinor })
    const client = await ctx.facts(Client).byId(contact.clientId)
    if (orderLimitMinor === null)
      return sentence('contact.order_limit_lifted', '{name} may order any amount.', { name: Contact.title(contact) })
    return sentence('contact.order_limit_set', '{name} may order up to {limit} alone; above it a colleague agrees first.', {
      name: Contact.title(contact),
      limit: { minor: orderLimitMinor, currency: client.currency },
    })
  },
})

export const editClient = editing(Client)
export const editContact = editing(Contact)
export const editAddress = editing(Address)
export const editClientGroup = editing(ClientGroup)

/** In which language a contact is spoken to: the contact's own wish, from any chat. */
export const setLanguage = action(Contact, {
  name: 'contact.set_language',
  says: 'Say in which language this person is spoken to',
  needs: 'contact.set_language',
  input: z.strictObject({ language: z.enum(['en', 'ro', 'de', 'es', 'fr']) }),
  touches: ['contact.language'],
  async run(ctx, contact, { language }) {
    await ctx.change(contact, { language })
    return sentence('contact.language_set', '{name} is spoken to in another language from now on.', { name: Contact.title(contact) })
  },
})

/** How a person is called, as that person says. Number and address for sign-in are changed by colleagues, who look at who asks. */
export const editOwnName = action(Contact, {
  name: 'contact.edit_own',
  says: 'Correct the own name',
  needs: 'contact.edit_own',
  input: z.strictObject({ firstName: z.string().trim().min(1).max(100), lastName: z.string().trim().max(100) }),
  touches: ['contact.firstName', 'contact.lastName'],
  async run(ctx, contact, name) {
    await ctx.change(contact, name)
    return sentence('contact.own_name_saved', 'Saved: {name}.', { name: Contact.title(contact) })
  },
})

/** Consent for offers and news, whatever they come by; orders and invoices are told in any case. */
export const setMarketing = action(Contact, {
  name: 'contact.set_marketing',
  says: 'Say whether offers and news are welcome',
  needs: 'contact.set_marketing',
  input: z.strictObject({ wanted: z.boolean() }),
  touches: ['contact.marketingStoppedAt'],
  async run(ctx, contact, { wanted }) {
    if (wanted === (contact.marketingStoppedAt !== null)) await ctx.change(contact, { marketingStoppedAt: wanted ? null : ctx.now })
    return wanted
      ? sentence('contact.marketing_wanted', 'Offers and news are welcome.')
      : sentence('contact.marketing_unwanted', 'No more offers and news. Orders and invoices still come.')
  },
})

const isOfAnotherClient: Rule<null, { clientId: string }> = (_none, ctx, { clientId }) =>
  ctx.actor.kind === 'contact' &&
  ctx.actor.clientId !== clientId &&
  refuse('address.not_your_company', 'You can add addresses of your own company only.')

const mayNotAddAddresses: Rule<null> = async (_none, ctx) =>
  ctx.actor.kind === 'contact' &&
  !(await settingsOf(ctx)).client_adds_addresses &&
  refuse('address.only_by_us', 'New delivery addresses are added by us. Tell a person, and it is here in a moment.')

/** A place that goods may go to, said by somebody who orders for the client. */
export const addAddress = creation(Address, {
  name: 'address.add',
  says: 'Add a delivery address of the own company',
  needs: 'address.add',
  input: z.strictObject({
    clientId: ref('client'),
    label: z.string().trim().min(1).max(100),
    street: z.string().trim().min(3).max(200),
    city: z.string().trim().min(1).max(100),
    countyCode: maybe(z.string().trim().max(10)),
    postalCode: maybe(z.string().trim().max(20)),
    country: z.string().length(2).default('RO'),
    deliveryNote: maybe(z.string().trim().max(500)),
  }),
  touches: ['address'],
  unless: [isOfAnotherClient, mayNotAddAddresses],
  async run(ctx, input) {
    const client = await ctx.facts(Client).where({ archivedAt: null }).byId(input.clientId)
    const row = await ctx.create(Address, { ...input, clientId: client.id, kind: 'delivery' })
    return { said: sentence('address.is_added', 'Added: {address}.', { address: Address.title(row) }), row }
  },
})
