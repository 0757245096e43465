import { z } from 'zod'
import { day, instant, maybe, milli, ref } from '../../kernel/fields.ts'
import { record } from '../../kernel/record.ts'
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
    code: z.string().min(1).max(20),
    name: z.string().min(1).max(100),
    street: maybe(z.string().max(200)),
    city: maybe(z.string().max(100)),
    countyCode: maybe(z.string().max(10)),
    postalCode: maybe(z.string().max(20)),
    country: z.string().length(2),
    isDefault: z.boolean().default(false),
    /** Working days from order to door. */
    deliveryDays: z.int().min(0).max(60),
  }),
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

/** Goods on their way, and how much of them is promised already. */
export const Incoming = record({
  name: 'incoming',
  room: 'warehouse',
  table: 'incoming_stock',
  plural: 'incoming',
  lockRank: 31,
  title: (incoming) => `${incoming.productId} on ${incoming.expectedOn}`,
  list: ['productId', 'warehouseId', 'quantityMilli', 'promisedMilli', 'expectedOn'],
  fields: z.object({
    warehouseId: ref('warehouse'),
    productId: ref('product'),
    quantityMilli: milli().min(0),
    promisedMilli: milli().min(0),
    expectedOn: day(),
  }),
})

/** A promise of goods to a source document (record and id): from a warehouse's stock, or from incoming goods. Archived when used up or released. */
export const Reservation = record({
  name: 'reservation',
  room: 'warehouse',
  table: 'reservations',
  lockRank: 32,
  title: (reservation) => `for ${reservation.sourceRecord} ${reservation.sourceId}`,
  list: ['sourceRecord', 'sourceId', 'productId', 'warehouseId', 'quantityMilli'],
  fields: z.object({
    sourceRecord: z.string(),
    sourceId: z.uuid(),
    lineId: z.uuid(),
    productId: ref('product'),
    warehouseId: ref('warehouse'),
    incomingId: maybe(ref('incoming')),
    quantityMilli: milli().min(1),
  }),
})

export const DeliveryNote = record({
  name: 'delivery_note',
  room: 'warehouse',
  table: 'delivery_notes',
  lockRank: 22,
  series: { name: 'delivery_note', prefix: 'AVZ-' },
  title: (note) => note.number ?? 'Draft delivery note',
  list: ['number', 'clientId', 'warehouseId', 'state', 'deliverOn'],
  fields: z.object({
    number: maybe(z.string()).meta(everybody),
    sourceRecord: z.string(),
    sourceId: z.uuid().meta(everybody),
    clientId: ref('client').meta(everybody),
    contactId: maybe(ref('contact')).meta(everybody),
    warehouseId: ref('warehouse'),
    state: z.enum(['draft', 'approved', 'delivered', 'discarded']).default('draft').meta(everybody),
    deliverOn: maybe(day()).meta(everybody),
    approvedAt: maybe(instant()).meta(everybody),
    deliveredAt: maybe(instant()).meta(everybody),
    language: z.string().meta(everybody),
    /** The client's own reference and the order's number, as told. */
    reference: maybe(z.string().max(100)).meta(everybody),
    address: maybe(AddressAsWritten).meta(everybody),
    seller: PartyAsWritten.meta(everybody),
    buyer: PartyAsWritten.meta(everybody),
  }),
  contactNeeds: 'download_documents',
  contactSees: (query, contact) => {
    query.where('delivery_notes.client_id', contact.clientId).whereNot('delivery_notes.state', 'draft')
    if (!contact.seesWholeCompany) query.where('delivery_notes.contact_id', contact.id)
  },
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
