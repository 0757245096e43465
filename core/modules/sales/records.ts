import { z } from 'zod'
import { may } from '../../kernel/actor.ts'
import { day, instant, maybe, milli, minor, priceE4, ref } from '../../kernel/fields.ts'
import { record } from '../../kernel/record.ts'
import { AddressAsWritten } from '../../language/party.ts'

const everybody = { seenBy: 'contact' } as const

const VatTable = z.array(
  z.object({ category: z.string(), vatPermille: z.int(), baseMinor: minor(), vatMinor: minor(), exemptionReason: z.string().nullable() }),
)

/** An order as it stood before an approver offered it changed: kept, so that what changed can be told for ever. */
export const OrderAsPlaced = z.object({
  lines: z.array(
    z.object({
      productId: z.uuid(),
      codeAsWritten: z.string(),
      nameAsWritten: z.object({ en: z.string(), ro: z.string() }),
      unitAsWritten: z.string(),
      quantityMilli: milli(),
      unitPriceE4: priceE4(),
      tax: z.enum(['net', 'gross']),
      vatPermille: z.int(),
      netMinor: minor(),
    }),
  ),
  totalMinor: minor(),
  deliverOn: day().nullable(),
})

/** What a client wants, from the first draft to the goods at the door and the money in the bank. */
export const Order = record({
  name: 'order',
  room: 'sales',
  table: 'sales_orders',
  lockRank: 20,
  series: { name: 'order', prefix: 'CMD-' },
  title: (order) => order.number ?? order.foreignReference ?? 'Draft order',
  list: ['number', 'clientId', 'state', 'deliveryState', 'invoiceState', 'deliverOn', 'totalMinor', 'currency'],
  fields: z.object({
    number: maybe(z.string()).meta(everybody),
    clientId: ref('client').meta(everybody),
    contactId: maybe(ref('contact')).meta(everybody),
    state: z.enum(['draft', 'placed', 'offered', 'accepted', 'declined', 'cancelled', 'expired']).default('draft').meta(everybody),
    deliveryState: z.enum(['none', 'partly', 'wholly']).default('none').meta(everybody),
    invoiceState: z.enum(['none', 'partly', 'wholly']).default('none').meta(everybody),
    currency: z.string().length(3).meta(everybody),
    language: z.string().meta(everybody),
    door: z.string(),
    placedAt: maybe(instant()).meta(everybody),
    acceptedAt: maybe(instant()).meta(everybody),
    cancelledAt: maybe(instant()).meta(everybody),
    expiresAt: maybe(instant()).meta(everybody),
    /** The day the goods are promised for; before placing, the day they would be. */
    deliverOn: maybe(day()).meta(everybody),
    /** The customer asked for no earlier than this. */
    wantedOn: maybe(day()).meta(everybody),
    addressId: maybe(ref('address')).meta(everybody),
    address: maybe(AddressAsWritten).meta(everybody),
    clientReference: maybe(z.string().trim().max(100)).meta(everybody),
    note: maybe(z.string().trim().max(500)).meta(everybody),
    internalNote: maybe(z.string().max(1000)),
    /** Why it was declined, cancelled or changed, as the customer is told. */
    reason: maybe(z.string().max(1000)).meta(everybody),
    netMinor: minor().meta(everybody),
    vatMinor: minor().meta(everybody),
    roundingMinor: minor().default(0).meta(everybody),
    totalMinor: minor().meta(everybody),
    /** For bringing it, without VAT; in the net amount already. */
    deliveryChargeMinor: minor().min(0).default(0).meta(everybody),
    vatTable: VatTable.meta(everybody),
    creditOverride: maybe(z.object({ approvalId: z.uuid().nullable(), reason: z.string(), excessMinor: minor() })),
    changedFrom: maybe(OrderAsPlaced).meta(everybody),
    foreignReference: maybe(z.string().max(60)).meta(everybody),
  }),
  contactSees: (query, contact) => {
    query.where('sales_orders.client_id', contact.clientId)
    if (contact.seesWholeCompany) return
    // Whoever is asked about a colleague's order sees that one, too.
    query.where((own) =>
      own
        .where('sales_orders.contact_id', contact.id)
        .orWhereRaw(
          may(contact, 'approve_orders')
            ? `exists (select from approvals where approvals.record_id = sales_orders.id and approvals.requirements @> '[{"approvers":[{"who":"contact"}]}]')`
            : 'false',
        ),
    )
  },
})

/** One line of an order: what was told and promised, as written. */
export const OrderLine = record({
  name: 'order_line',
  room: 'sales',
  table: 'sales_order_lines',
  // Right after its order: an offer rewrites lines, then what they count against the limit, then the goods.
  lockRank: 21,
  title: (line) => line.codeAsWritten,
  of: { record: Order as never, key: 'orderId' },
  fields: z.object({
    orderId: ref('order').meta(everybody),
    position: z.int().meta(everybody),
    productId: ref('product').meta(everybody),
    codeAsWritten: z.string().meta(everybody),
    nameAsWritten: z.object({ en: z.string(), ro: z.string() }).meta(everybody),
    unitAsWritten: z.string().meta(everybody),
    quantityMilli: milli().min(1).meta(everybody),
    unitPriceE4: priceE4().meta(everybody),
    discountPermille: z.int().min(0).max(1000).default(0).meta(everybody),
    tax: z.enum(['net', 'gross']).meta(everybody),
    priceReason: z.record(z.string(), z.unknown()),
    vatCategory: z.enum(['S', 'Z', 'E', 'AE', 'K', 'G', 'O']).meta(everybody),
    vatPermille: z.int().meta(everybody),
    netMinor: minor().meta(everybody),
    /** What to do where stock is short: send what there is, or everything when the goods come. */
    shortage: maybe(z.enum(['what_there_is', 'wait'])).meta(everybody),
  }),
})

/** Goods that a client wants to give back after they were delivered, until people have decided about it. */
export const OrderReturn = record({
  name: 'order_return',
  room: 'sales',
  table: 'order_returns',
  lockRank: 22,
  series: { name: 'order_return', prefix: 'RET-' },
  events: { created: 'order_return.requested', changed: 'order_return.changed', archived: 'order_return.archived' },
  title: (one) => one.number ?? 'Return',
  list: ['number', 'orderId', 'clientId', 'state', 'reason', 'refundMinor', 'currency'],
  fields: z.object({
    number: maybe(z.string()).meta(everybody),
    orderId: ref('order').meta(everybody),
    clientId: ref('client').meta(everybody),
    contactId: maybe(ref('contact')).meta(everybody),
    state: z.enum(['requested', 'approved', 'declined']).default('requested').meta(everybody),
    reason: z.string().min(1).max(500).meta(everybody),
    /** What the client is told with the decision. */
    answer: maybe(z.string().max(500)).meta(everybody),
    currency: z.string().length(3).meta(everybody),
    creditNoteId: maybe(ref('invoice')).meta(everybody),
    /** What was paid already for these goods, so that it is to be paid back. */
    refundMinor: minor().min(0).default(0).meta(everybody),
    /** The goods are on the shelves again. */
    restocked: z.boolean().default(false),
  }),
  contactSees: (query, contact) => {
    query.where('order_returns.client_id', contact.clientId)
    if (!contact.seesWholeCompany) query.where('order_returns.contact_id', contact.id)
  },
})

/** How much of one line of the order goes back. */
export const OrderReturnLine = record({
  name: 'order_return_line',
  room: 'sales',
  table: 'order_return_lines',
  lockRank: 22,
  title: (line) => line.productId,
  of: { record: OrderReturn as never, key: 'returnId' },
  fields: z.object({
    returnId: ref('order_return').meta(everybody),
    orderLineId: ref('order_line').meta(everybody),
    productId: ref('product').meta(everybody),
    quantityMilli: milli().min(1).meta(everybody),
  }),
})
