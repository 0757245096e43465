import { z } from 'zod'
import { action, creation } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { milli, ref } from '../../../kernel/fields.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { localDate } from '../../../language/calendar.ts'
import { buyerAsWritten } from '../../crm/queries.ts'
import { Client } from '../../crm/records.ts'
import { draftInvoice, issueInvoice } from '../../invoicing/actions/invoices.ts'
import { Commitment } from '../../invoicing/records.ts'
import { sellerAsWritten, settingsOf } from '../../settings/queries.ts'
import { draftDeliveryNote } from '../../warehouse/actions/notes.ts'
import { DeliveryNote } from '../../warehouse/records.ts'
import { deliveryLifecycle, invoicingLifecycle } from '../lifecycle.ts'
import { chargeLine, priced } from '../pricing.ts'
import { Order, OrderLine } from '../records.ts'
import type { OrderRow } from '../rules.ts'

const isNotAccepted = (order: OrderRow) =>
  order.state !== 'accepted' &&
  refuse('order.is_not_accepted', '{what} is not accepted, so nothing leaves and nothing is billed.', { what: Order.title(order) })
const nameIn = (names: { en: string; ro: string }, language: string) => (language.startsWith('ro') ? names.ro : names.en)

/** Writes the delivery notes of an accepted order, one per warehouse; done again, it writes only what has none yet. */
export const draftDelivery = action(Order, {
  name: 'order.draft_delivery',
  says: 'Write the delivery notes of an accepted order',
  needs: 'delivery_note.draft',
  input: z.strictObject({}),
  touches: [],
  unless: [isNotAccepted],
  locks: (order) => [{ record: Client as never, ids: [order.clientId] }],
  async run(ctx, order) {
    const client = await ctx.facts(Client).byId(order.clientId)
    const lines = await ctx.facts(OrderLine).where({ orderId: order.id }).orderBy('position')
    const outcome = await ctx.perform(draftDeliveryNote, {
      input: {
        sourceRecord: 'order',
        sourceId: order.id,
        clientId: order.clientId,
        contactId: order.contactId,
        lines: lines.map((line) => ({
          lineId: line.id,
          code: line.codeAsWritten,
          name: nameIn(line.nameAsWritten, order.language),
          unit: line.unitAsWritten,
        })),
        address: order.address,
        seller: await sellerAsWritten(ctx),
        buyer: buyerAsWritten(client),
        language: order.language,
        reference: order.clientReference,
        orderNumber: order.number,
        deliverOn: order.deliverOn,
      },
    })
    return outcome.said
  },
})

/** Bills an accepted order at the prices it was placed with: the price told is the price billed. */
export const invoiceOrder = action(Order, {
  name: 'order.invoice',
  says: 'Issue the invoice of an accepted order',
  needs: 'invoice.issue',
  input: z.strictObject({}),
  touches: ['order.invoiceState'],
  moves: { lifecycle: invoicingLifecycle, move: 'invoice_rest' },
  unless: [isNotAccepted],
  // The commitment stands between the order and the invoice in the one lock order.
  locks: (order) => [{ record: Client as never, ids: [order.clientId] }],
  async run(ctx, order) {
    const client = await ctx.facts(Client).byId(order.clientId)
    const lines = await ctx.facts(OrderLine).where({ orderId: order.id }).orderBy('position')
    await ctx.move(invoicingLifecycle, order, 'invoice_rest')
    const commitments = await ctx.facts(Commitment).where({ sourceId: order.id })
    await ctx.lock(
      Commitment,
      commitments.map(({ id }) => id),
    )
    const drafted = await ctx.perform(draftInvoice, {
      input: {
        sourceRecord: 'order',
        sourceId: order.id,
        clientId: order.clientId,
        contactId: order.contactId,
        lines: [
          ...lines.map((line) => ({
            productId: line.productId,
            code: line.codeAsWritten,
            name: nameIn(line.nameAsWritten, order.language),
            unit: line.unitAsWritten,
            quantityMilli: line.quantityMilli,
            unitPriceE4: line.unitPriceE4,
            tax: line.tax,
            vatCategory: line.vatCategory,
            vatPermille: line.vatPermille,
            exemptionReason:
              order.vatTable.find((row) => row.category === line.vatCategory && row.vatPermille === line.vatPermille)?.exemptionReason ??
              null,
          })),
          ...(await chargeOf(ctx, order)),
        ],
        currency: order.currency,
        language: order.language,
        reference: order.clientReference,
        orderNumber: order.number,
        seller: await sellerAsWritten(ctx),
        buyer: buyerAsWritten(client),
      },
    })
    const issued = await ctx.perform(issueInvoice, { id: drafted.id!, input: {} })
    return issued.said
  },
})

/** The delivery charge as a line of the invoice, taxed as it was told: at the rate of the day on which it was placed. */
const chargeOf = async (ctx: Ctx, order: OrderRow) => {
  if (!order.deliveryChargeMinor) return []
  const { timezone } = await settingsOf(ctx)
  const line = await chargeLine(ctx, order.deliveryChargeMinor, order.currency, localDate(order.placedAt ?? ctx.now, timezone))
  return [{ productId: null, code: 'DELIVERY', name: order.language.startsWith('ro') ? 'Transport' : 'Delivery', unit: 'pc', ...line }]
}

/** Looks at the order's approved notes and says how much of it has left. */
export const noteDelivery = action(Order, {
  name: 'order.note_delivery',
  says: 'Write down how much of the order has left',
  needs: 'order.note_delivery',
  inner: true,
  input: z.strictObject({}),
  touches: ['order.deliveryState'],
  async run(ctx, order) {
    const notes = await ctx.facts(DeliveryNote).where({ sourceId: order.id, archivedAt: null })
    const left = notes.filter(({ state }) => state === 'approved' || state === 'delivered')
    const open = notes.filter(({ state }) => state === 'draft' || state === 'waiting')
    const wanted = left.length === 0 ? 'none' : open.length ? 'partly' : 'wholly'
    if (wanted !== order.deliveryState && wanted !== 'none')
      await ctx.move(deliveryLifecycle, order, wanted === 'wholly' ? 'deliver_rest' : 'deliver_part')
    return sentence('order.delivery_noted', '{number}: {count} of {all} delivery notes have left.', {
      number: order.number ?? '',
      count: left.length,
      all: notes.length,
    })
  },
})

/** An order of the time before Parley: delivered, invoiced and paid elsewhere. Feeds "the same as last time". */
export const importPastOrder = creation(Order, {
  name: 'order.import_past',
  says: 'Bring in an order from the books of before',
  needs: 'order.import',
  input: z.strictObject({
    clientId: ref('client'),
    foreignReference: z.string().min(1).max(60),
    placedAt: z.iso.datetime().describe('When it was ordered'),
    lines: z
      .array(z.strictObject({ productId: ref('product'), quantityMilli: milli().min(1) }))
      .min(1)
      .max(500),
  }),
  touches: ['order', 'order_line'],
  async run(ctx, input) {
    const client = await ctx.facts(Client).byId(input.clientId)
    if (await ctx.facts(Order).where({ clientId: client.id, foreignReference: input.foreignReference }).first())
      throw new Refusal(
        refuse('order.imported_already', '{reference} of {client} is here already.', {
          reference: input.foreignReference,
          client: client.name,
        }),
      )
    const at = new Date(input.placedAt)
    const { lines, sums } = await priced({ ...ctx, now: at }, client, input.lines)
    const order = await ctx.create(Order, {
      clientId: client.id,
      currency: client.currency,
      language: client.language,
      door: ctx.door,
      state: 'accepted',
      deliveryState: 'wholly',
      invoiceState: 'wholly',
      foreignReference: input.foreignReference,
      placedAt: at,
      acceptedAt: at,
      ...sums,
    })
    await ctx.createMany(
      OrderLine,
      lines.map((line) => ({ ...line, orderId: order.id })),
    )
    return { said: sentence('order.imported', '{reference} is brought in.', { reference: input.foreignReference }), row: order }
  },
})
