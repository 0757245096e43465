import { z } from 'zod'
import { action } from '../../kernel/action.ts'
import { editing } from '../../kernel/derive.ts'
import { minor } from '../../kernel/fields.ts'
import { lifecycle } from '../../kernel/lifecycle.ts'
import { sentence } from '../../kernel/sentence.ts'
import { Address, Client, ClientGroup, Contact } from './records.ts'

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

export const editClient = editing(Client)
export const editContact = editing(Contact)
export const editAddress = editing(Address)
export const editClientGroup = editing(ClientGroup)
