import { z } from 'zod'
import { day, instant, maybe, milli, ref } from '../../kernel/fields.ts'
import { type RowOf, record } from '../../kernel/record.ts'
import { AddressAsWritten, PartyAsWritten } from '../../language/party.ts'

const everybody = { seenBy: 'contact' } as const

export const Warehouse = record({
  name: 'warehouse',
  room: 'warehouse',
  table: 'warehouses',
  title: (warehouse) => `${warehouse.code} ${warehouse.name}`,
  list: ['code', 'name', 'city', 'isDefault'],
  editable: ['code', 'name', 'street', 'city', 'countyCode', 'postalCode', 'country', 'isDefault', 'deliveryDays'],
  fields: z.object({
    code: z.string().min(1).max(20).meta(everybody),
    name: z.string().min(1).max(100).meta(everybody),
    street: maybe(z.string().max(200)).meta(everybody),
    city: maybe(z.string().max(100)).meta(everybody),
    countyCode: maybe(z.string().max(10)).meta(everybody),
    postalCode: maybe(z.string().max(20)).meta(everybody),
    country: z.string().length(2).meta(everybody),
    isDefault: z.boolean().default(false),
    /** Working days from order to door. */
    deliveryDays: z.int().min(0).max(60),
  }),
  // Its address stands on every delivery note.
  contactSees: () => {},
})

/** What lies in a warehouse: `0 ≤ reserved ≤ on hand`, also by a check in the table. */
export const Stock = record({
  name: 'stock',
  room: 'warehouse',
  table: 'stock',
  plural: 'stock',
  lockRank: 30,
  title: (stock) => `${stock.productId} in ${stock.warehouseId}`,
  list: ['productId', 'warehouseId', 'onHandMilli', 'reservedMilli'],
  fields: z.object({
    warehouseId: ref('warehouse'),
    productId: ref('product'),
    onHandMilli: milli().min(0),
    reservedMilli: milli().min(0),
  }),
})

/** Goods on their way: how much is still to come, and how much of that is promised already. */
export const Incoming = record({
  name: 'incoming',
  room: 'warehouse',
  table: 'incoming_stock',
  plural: 'incoming',
  lockRank: 31,
  title: (incoming) => `${incoming.productId} on ${incoming.expectedOn}`,
  list: ['productId', 'warehouseId', 'quantityMilli', 'promisedMilli', 'expectedOn', 'state'],
  fields: z.object({
    warehouseId: ref('warehouse'),
    productId: ref('product'),
    quantityMilli: milli().min(0),
    promisedMilli: milli().min(0).default(0),
    arrivedMilli: milli().min(0).default(0),
    expectedOn: day(),
    state: z.enum(['expected', 'arrived']).default('expected'),
  }),
})

export const DeliveryNote = record({
  name: 'delivery_note',
  room: 'warehouse',
  table: 'delivery_notes',
  // After commitments and invoices: an order that is given up lets go of these first, then of its notes and its goods.
  lockRank: 28,
  series: { name: 'delivery_note', prefix: 'AVZ-' },
  title: (note) => note.number ?? 'Draft delivery note',
  list: ['number', 'orderNumber', 'clientId', 'warehouseId', 'state', 'deliverOn'],
  fields: z.object({
    number: maybe(z.string()).meta(everybody),
    sourceRecord: z.string(),
    sourceId: z.uuid().meta(everybody),
    clientId: ref('client').meta(everybody),
    contactId: maybe(ref('contact')).meta(everybody),
    warehouseId: ref('warehouse').meta(everybody),
    /** Waiting: some of its goods have not come in yet. */
    state: z.enum(['waiting', 'draft', 'approved', 'delivered', 'discarded']).default('draft').meta(everybody),
    deliverOn: maybe(day()).meta(everybody),
    approvedAt: maybe(instant()).meta(everybody),
    deliveredAt: maybe(instant()).meta(everybody),
    language: z.string().meta(everybody),
    /** The client's own reference. */
    reference: maybe(z.string().max(100)).meta(everybody),
    orderNumber: maybe(z.string().max(60)).meta(everybody),
    address: maybe(AddressAsWritten).meta(everybody),
    seller: PartyAsWritten.meta(everybody),
    buyer: PartyAsWritten.meta(everybody),
  }),
  contactNeeds: 'download_documents',
  contactSees: (query, contact) => {
    query.where('delivery_notes.client_id', contact.clientId).whereIn('delivery_notes.state', ['approved', 'delivered'])
    if (!contact.seesWholeCompany) query.where('delivery_notes.contact_id', contact.id)
  },
})

/**
 * A promise of goods to a line of a source document (record and id): held in a warehouse, or waiting for incoming goods.
 * Archived when used by an approved delivery note, or released.
 */
export const Reservation = record({
  name: 'reservation',
  room: 'warehouse',
  table: 'reservations',
  lockRank: 32,
  title: (reservation) => `for ${reservation.sourceRecord} ${reservation.sourceId}`,
  list: ['sourceRecord', 'sourceId', 'productId', 'warehouseId', 'quantityMilli', 'state'],
  fields: z.object({
    sourceRecord: z.string(),
    sourceId: z.uuid(),
    lineId: z.uuid(),
    productId: ref('product'),
    warehouseId: ref('warehouse'),
    /** Where it waits or waited for: kept after the goods came. */
    incomingId: maybe(ref('incoming')),
    /** The delivery note that will use it, once there is one. */
    deliveryNoteId: maybe(ref('delivery_note')),
    quantityMilli: milli().min(1),
    state: z.enum(['waiting', 'held', 'used', 'released']),
  }),
})

export const DeliveryNoteLine = record({
  name: 'delivery_note_line',
  room: 'warehouse',
  table: 'delivery_note_lines',
  title: (line) => line.nameAsWritten,
  of: { record: DeliveryNote as never, key: 'deliveryNoteId' },
  fields: z.object({
    deliveryNoteId: ref('delivery_note').meta(everybody),
    position: z.int().meta(everybody),
    sourceLineId: z.uuid().meta(everybody),
    productId: ref('product').meta(everybody),
    codeAsWritten: z.string().meta(everybody),
    nameAsWritten: z.string().meta(everybody),
    unitAsWritten: z.string().meta(everybody),
    quantityMilli: milli().min(1).meta(everybody),
  }),
})

export type StockRow = RowOf<(typeof Stock)['fields']>
export type IncomingRow = RowOf<(typeof Incoming)['fields']>
export type ReservationRow = RowOf<(typeof Reservation)['fields']>
export type DeliveryNoteRow = RowOf<(typeof DeliveryNote)['fields']>
