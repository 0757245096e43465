import { z } from 'zod'
import { action, creation } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { newId } from '../../../kernel/db.ts'
import { day, ref } from '../../../kernel/fields.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import type { Day } from '../../../language/calendar.ts'
import { AddressAsWritten, PartyAsWritten } from '../../../language/party.ts'
import { deliveryNoteLifecycle, reservationLifecycle } from '../lifecycle.ts'
import { DeliveryNote, DeliveryNoteLine, type DeliveryNoteRow, Reservation, type ReservationRow, Stock } from '../records.ts'
import { dayAfterArrival, shelvesOf } from '../rules.ts'
import { openBooks } from './books.ts'

/**
 * Writes the delivery notes of a source document: what it has reserved and no note has yet, one note per warehouse. What waits for
 * incoming goods gets a note of its own, which becomes a draft when they are here. Called again, it writes only what is new.
 */
export const draftDeliveryNote = creation(DeliveryNote, {
  name: 'delivery_note.draft',
  says: 'Write the delivery notes of an order',
  needs: 'delivery_note.draft',
  inner: true,
  input: z.strictObject({
    sourceRecord: z.string().min(1).max(60),
    sourceId: z.uuid(),
    clientId: ref('client'),
    contactId: ref('contact').nullable().default(null),
    /** How the reserved lines are written; how much of each is what is reserved. Their order is the order on the note. */
    lines: z
      .array(z.strictObject({ lineId: z.uuid(), code: z.string().max(60), name: z.string().max(300), unit: z.string().max(60) }))
      .min(1)
      .max(500),
    address: AddressAsWritten.nullable().default(null),
    seller: PartyAsWritten,
    buyer: PartyAsWritten,
    language: z.string().max(5),
    reference: z.string().max(100).nullable().default(null),
    orderNumber: z.string().max(60).nullable().default(null),
    /** When it was promised; goods that wait come no earlier than the working day after they come in. */
    deliverOn: day().nullable().default(null),
  }),
  touches: ['delivery_note', 'delivery_note_line', 'reservation.deliveryNoteId'],
  async run(ctx, { lines, ...head }) {
    const books = await openBooks(ctx, { sourceId: head.sourceId, productIds: [], withArrivals: false })
    const free = books.reservations.filter(({ deliveryNoteId }) => deliveryNoteId === null)
    const comesOn = ({ state, incomingId }: ReservationRow) => (state === 'waiting' ? books.incoming.get(incomingId!)!.expectedOn : null)
    const parcels = Map.groupBy(free, (one) => `${one.warehouseId} ${comesOn(one) ?? ''}`)
    const ready = books.shelves.map(({ row }) => row.warehouseId)
    const inOrder = [...parcels.values()].sort(
      (a, b) =>
        (comesOn(a[0]!) ?? '').localeCompare(comesOn(b[0]!) ?? '') || ready.indexOf(a[0]!.warehouseId) - ready.indexOf(b[0]!.warehouseId),
    )
    let first: DeliveryNoteRow | null = null
    for (const parcel of inOrder) {
      const note = await writeNote(ctx, head, lines, parcel, comesOn(parcel[0]!))
      first ??= note
    }
    if (!first) return sentence('delivery_note.nothing_to_deliver', 'There is nothing more to deliver for this order now.')
    const said = sentence('delivery_note.is_drafted', '{count} delivery notes are written.', { count: inOrder.length })
    return { said, row: first }
  },
})

type Head = {
  sourceRecord: string
  sourceId: string
  clientId: string
  contactId: string | null
  address: AddressAsWritten | null
  seller: PartyAsWritten
  buyer: PartyAsWritten
  language: string
  reference: string | null
  orderNumber: string | null
  deliverOn: Day | null
}
type Written = { lineId: string; code: string; name: string; unit: string }

const writeNote = async (ctx: Ctx, head: Head, lines: readonly Written[], parcel: readonly ReservationRow[], expectedOn: Day | null) => {
  const earliest = expectedOn === null ? null : await dayAfterArrival(ctx, expectedOn)
  const id = newId()
  const note = await ctx.create(DeliveryNote, {
    ...head,
    id,
    warehouseId: parcel[0]!.warehouseId,
    state: expectedOn === null ? 'draft' : 'waiting',
    deliverOn: earliest !== null && (head.deliverOn === null || head.deliverOn < earliest) ? earliest : head.deliverOn,
  })
  const byLine = Map.groupBy(parcel, ({ lineId }) => lineId)
  const unwritten = [...byLine.keys()].find((lineId) => !lines.some((line) => line.lineId === lineId))
  if (unwritten) throw new Error(`The line ${unwritten} is reserved, but nobody said how it is written on the delivery note.`)
  const on = lines.filter(({ lineId }) => byLine.has(lineId))
  await ctx.createMany(
    DeliveryNoteLine,
    on.map(({ lineId, code, name, unit }, index) => ({
      deliveryNoteId: id,
      position: index + 1,
      sourceLineId: lineId,
      productId: byLine.get(lineId)![0]!.productId,
      codeAsWritten: code,
      nameAsWritten: name,
      unitAsWritten: unit,
      quantityMilli: byLine.get(lineId)!.reduce((sum, { quantityMilli }) => sum + quantityMilli, 0),
    })),
  )
  await ctx.changeMany(parcel.map((row) => ({ row, patch: { deliveryNoteId: id } })))
  return note
}

const reservationsOn = (ctx: Ctx, noteId: string) =>
  ctx.facts(Reservation).where({ deliveryNoteId: noteId, archivedAt: null }).orderBy('id')

/** The goods leave: stock and reservations go down in one step, and the note gets its number. */
export const approveDeliveryNote = action(DeliveryNote, {
  name: 'delivery_note.approve',
  says: 'Approve a delivery note: the goods leave the warehouse',
  needs: 'delivery_note.approve',
  input: z.strictObject({}),
  touches: ['delivery_note', 'stock.onHandMilli', 'stock.reservedMilli', 'reservation'],
  moves: { lifecycle: deliveryNoteLifecycle, move: 'approve' },
  async run(ctx, note) {
    const planned = await reservationsOn(ctx, note.id)
    const shelves = (await shelvesOf(ctx, [...new Set(planned.map(({ productId }) => productId))])).filter(
      ({ warehouseId }) => warehouseId === note.warehouseId,
    )
    const stock = await ctx.lock(
      Stock,
      shelves.map(({ stockId }) => stockId),
    )
    const reservations = await ctx.lock(
      Reservation,
      planned.map(({ id }) => id),
    )
    await ctx.changeMany(
      stock.map((row) => {
        const leaves = reservations
          .filter(({ productId }) => productId === row.productId)
          .reduce((sum, { quantityMilli }) => sum + quantityMilli, 0)
        return { row, patch: { onHandMilli: row.onHandMilli - leaves, reservedMilli: row.reservedMilli - leaves } }
      }),
    )
    for (const reservation of reservations) await ctx.move(reservationLifecycle, reservation, 'use', { archivedAt: ctx.now })
    await ctx.move(deliveryNoteLifecycle, note, 'approve', { approvedAt: ctx.now })
    ctx.number(note)
    return sentence('delivery_note.is_approved', 'Delivery note {number} is approved: the goods are on their way.', {
      number: () => note.number ?? '',
    })
  },
})

/** The customer has the goods. */
export const confirmDelivery = action(DeliveryNote, {
  name: 'delivery_note.confirm',
  says: 'Confirm that the goods were delivered',
  needs: 'delivery_note.confirm',
  input: z.strictObject({ note: z.string().trim().max(500).optional().describe('Who took the goods, or what was wrong') }),
  touches: ['delivery_note.state', 'delivery_note.deliveredAt'],
  moves: { lifecycle: deliveryNoteLifecycle, move: 'confirm' },
  async run(ctx, note, { note: remark }) {
    await ctx.move(deliveryNoteLifecycle, note, 'confirm', { deliveredAt: ctx.now })
    if (remark) ctx.note(note, { note: remark })
    return sentence('delivery_note.is_delivered', 'Delivery note {number} is delivered.', { number: note.number ?? '' })
  },
})

/** A note that is not approved is dropped; its goods stay reserved for the source document. */
export const discardDeliveryNote = action(DeliveryNote, {
  name: 'delivery_note.discard',
  says: 'Discard a delivery note that is not approved yet',
  needs: 'delivery_note.discard',
  input: z.strictObject({ reason: z.string().trim().max(500).optional() }),
  touches: ['delivery_note.state', 'reservation.deliveryNoteId'],
  moves: { lifecycle: deliveryNoteLifecycle, move: 'discard' },
  async run(ctx, note, { reason }) {
    const reservations = await ctx.lock(
      Reservation,
      (await reservationsOn(ctx, note.id)).map(({ id }) => id),
    )
    await ctx.changeMany(reservations.map((row) => ({ row, patch: { deliveryNoteId: null } })))
    await ctx.move(deliveryNoteLifecycle, note, 'discard')
    if (reason) ctx.note(note, { reason })
    return sentence('delivery_note.is_discarded', 'The delivery note is discarded; its goods stay reserved for the order.')
  },
})

/** All goods of a waiting note are here: it can be packed. Performed by the house when goods come. */
export const readyDeliveryNote = action(DeliveryNote, {
  name: 'delivery_note.make_ready',
  says: 'Open a delivery note whose goods have come in',
  needs: { room: 'warehouse', level: 'edit' },
  inner: true,
  input: z.strictObject({}),
  touches: ['delivery_note.state'],
  moves: { lifecycle: deliveryNoteLifecycle, move: 'make_ready' },
  unless: [
    async (note, ctx) => {
      const missing = await ctx.facts(Reservation).where({ deliveryNoteId: note.id, state: 'waiting', archivedAt: null }).count()
      return missing > 0 && refuse('delivery_note.still_waits', 'Some goods of this delivery note have not come in yet.')
    },
  ],
  async run(ctx, note) {
    await ctx.move(deliveryNoteLifecycle, note, 'make_ready')
    return sentence('delivery_note.is_ready', 'The goods of this delivery note are all here.')
  },
})
