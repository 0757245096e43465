import { z } from 'zod'
import { action, creation } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { NotFound } from '../../../kernel/errors.ts'
import { day, maybe, milli, ref } from '../../../kernel/fields.ts'
import { sentence } from '../../../kernel/sentence.ts'
import { addressAsWritten, deliveryAddresses } from '../../crm/queries.ts'
import { Address, Client, Contact } from '../../crm/records.ts'
import { settingsOf } from '../../settings/queries.ts'
import { promiseFor } from '../../warehouse/rules.ts'
import { priced, type Wanted } from '../pricing.ts'
import { Order, OrderLine } from '../records.ts'
import { isForAnotherClient, isNoDraft, type OrderRow } from '../rules.ts'

const DAY_MS = 86_400_000
const line = z.strictObject({
  productId: ref('product'),
  quantityMilli: milli().min(1).max(1e12),
  shortage: z.enum(['wait']).nullable().optional(),
})
const lines = z.array(line).max(500)

export const expiryOfDraft = async (ctx: Ctx) => new Date(ctx.now.getTime() + (await settingsOf(ctx)).draft_expires_days * DAY_MS)

/** When these lines would be at the door; null where something is neither here nor on its way. */
export const promised = async (ctx: Ctx, wanted: readonly Wanted[], wantedOn: string | null) =>
  wanted.length
    ? (
        await promiseFor(ctx, {
          lines: wanted.map(({ productId, quantityMilli }) => ({ lineId: productId, productId, quantityMilli })),
          wantedOn,
        })
      ).deliverOn
    : null

export const draftOrder = creation(Order, {
  name: 'order.draft',
  says: 'Begin an order',
  needs: 'order.draft',
  input: z.strictObject({
    clientId: ref('client'),
    contactId: maybe(ref('contact')),
    lines,
    addressId: maybe(ref('address')),
    wantedOn: maybe(day()),
    clientReference: maybe(z.string().trim().max(100)),
    note: maybe(z.string().trim().max(500)),
  }),
  touches: ['order', 'order_line'],
  unless: [isForAnotherClient],
  async run(ctx, input) {
    const client = await ctx.facts(Client).where({ archivedAt: null }).byId(input.clientId)
    const contactId = ctx.actor.kind === 'contact' ? ctx.actor.id : input.contactId
    const contact = contactId ? await ctx.facts(Contact).where({ clientId: client.id }).byId(contactId) : null
    const address = input.addressId
      ? await ctx.facts(Address).where({ clientId: client.id, kind: 'delivery', archivedAt: null }).byId(input.addressId)
      : (await deliveryAddresses(ctx, client.id))[0]
    const { lines: rows, sums } = await priced(ctx, client, input.lines)
    const order = await ctx.create(Order, {
      clientId: client.id,
      contactId,
      currency: client.currency,
      language: contact?.language ?? client.language,
      door: ctx.door,
      expiresAt: await expiryOfDraft(ctx),
      deliverOn: await promised(ctx, input.lines, input.wantedOn),
      wantedOn: input.wantedOn,
      addressId: address?.id ?? null,
      address: address ? addressAsWritten(address) : null,
      clientReference: input.clientReference,
      note: input.note,
      ...sums,
    })
    await ctx.createMany(
      OrderLine,
      rows.map((row) => ({ ...row, orderId: order.id })),
    )
    return {
      said: sentence('order.drafted', 'An order for {client} is begun: {total}.', {
        client: client.name,
        total: { minor: order.totalMinor, currency: order.currency },
      }),
      row: order,
    }
  },
})

/** Replaces the lines of an order, keeping rows that stay. Used by drafts and by offers. */
export const rewrite = async (ctx: Ctx, order: OrderRow, wanted: readonly Wanted[]) => {
  const client = await ctx.facts(Client).byId(order.clientId)
  const { lines: rows, sums } = await priced(ctx, client, wanted)
  const held = await ctx.lock(
    OrderLine,
    (await ctx.facts(OrderLine).where({ orderId: order.id })).map(({ id }) => id),
  )
  const byProduct = new Map(held.map((row) => [row.productId, row]))
  const staying = new Set(rows.map(({ productId }) => productId))
  await ctx.removeMany(held.filter(({ productId }) => !staying.has(productId)))
  await ctx.changeMany(
    rows.flatMap((row) => (byProduct.has(row.productId) ? [{ row: byProduct.get(row.productId)!, patch: row as never }] : [])),
  )
  await ctx.createMany(
    OrderLine,
    rows.filter(({ productId }) => !byProduct.has(productId)).map((row) => ({ ...row, orderId: order.id })),
  )
  return sums
}

export const setOrderLines = action(Order, {
  name: 'order.set_lines',
  says: 'Set the lines of a draft order',
  needs: 'order.change',
  input: z.strictObject({ lines }),
  touches: ['order', 'order_line'],
  unless: [isNoDraft],
  async run(ctx, order, { lines: wanted }) {
    const sums = await rewrite(ctx, order, wanted)
    await ctx.change(order, { ...sums, deliverOn: await promised(ctx, wanted, order.wantedOn), expiresAt: await expiryOfDraft(ctx) })
    return sentence('order.lines_set', 'The order is now {total}.', { total: { minor: order.totalMinor, currency: order.currency } })
  },
})

export const setOrderDelivery = action(Order, {
  name: 'order.set_delivery',
  says: 'Say where, when and under which reference a draft order is delivered',
  needs: 'order.change',
  input: z.strictObject({
    addressId: ref('address').optional(),
    wantedOn: day().nullable().optional(),
    clientReference: z.string().trim().max(100).nullable().optional(),
    note: z.string().trim().max(500).nullable().optional(),
  }),
  touches: ['order'],
  unless: [isNoDraft],
  async run(ctx, order, { addressId, ...rest }) {
    const address = addressId
      ? await ctx.facts(Address).where({ clientId: order.clientId, kind: 'delivery', archivedAt: null }).byId(addressId)
      : null
    if (addressId && !address) throw new NotFound('address', addressId)
    const held = await ctx.facts(OrderLine).where({ orderId: order.id })
    const wantedOn = rest.wantedOn === undefined ? order.wantedOn : rest.wantedOn
    await ctx.change(order, {
      ...rest,
      ...(address && { addressId: address.id, address: addressAsWritten(address) }),
      deliverOn: await promised(ctx, held as Wanted[], wantedOn),
    })
    return sentence('order.delivery_set', 'It is written down.', {})
  },
})
