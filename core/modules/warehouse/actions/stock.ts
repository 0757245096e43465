import { z } from 'zod'
import { creation } from '../../../kernel/action.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { milli, ref } from '../../../kernel/fields.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { shortages } from '../allocate.ts'
import { deliveryNoteLifecycle } from '../lifecycle.ts'
import { DeliveryNote, Reservation } from '../records.ts'
import { openNotesToLock } from '../rules.ts'
import { booksTouch, closeBooks, giveBack, openBooks, takeFor } from './books.ts'

const source = { sourceRecord: z.string().min(1).max(60), sourceId: z.uuid() }

const lines = z
  .array(
    z.strictObject({
      lineId: z.uuid(),
      productId: ref('product'),
      quantityMilli: milli().min(1),
      /** What is to happen where less lies there than is wanted. */
      shortage: z.enum(shortages).default('refuse'),
    }),
  )
  .min(1)
  .max(500)

const onNote = () =>
  new Refusal(
    refuse('reservation.on_delivery_note', 'These goods are on a delivery note that is not approved yet. Discard the delivery note first.'),
  )

const waits = (asked: z.output<typeof lines>) => asked.some(({ shortage }) => shortage === 'wait')
const productsOf = (asked: z.output<typeof lines>) => asked.map(({ productId }) => productId)

/** Reserves goods for the lines of a source document: all of them as asked, or nothing. */
export const reserveStock = creation(Reservation, {
  name: 'stock.reserve',
  says: 'Reserve goods for an order',
  needs: { room: 'warehouse', level: 'edit' },
  inner: true,
  input: z.strictObject({ ...source, lines }),
  touches: booksTouch,
  async run(ctx, { lines: wanted, ...source }) {
    const books = await openBooks(ctx, { sourceId: source.sourceId, productIds: productsOf(wanted), withArrivals: waits(wanted) })
    await takeFor(ctx, books, source, wanted)
    await closeBooks(ctx, books)
    return sentence('stock.is_reserved', '{count} lines are reserved.', { count: wanted.length })
  },
})

/**
 * Gives back what a source has reserved: all of it, with its delivery notes that are not approved, or the given lines.
 * Once it is given back, nothing more happens.
 */
export const releaseStock = creation(Reservation, {
  name: 'stock.release',
  says: 'Give reserved goods free again',
  needs: { room: 'warehouse', level: 'edit' },
  inner: true,
  input: z.strictObject({
    sourceRecord: source.sourceRecord.optional(),
    sourceId: z.uuid(),
    lineIds: z.array(z.uuid()).max(500).optional(),
  }),
  touches: [...booksTouch, 'delivery_note.state'],
  locks: (_, ctx, { sourceId, lineIds }) => (lineIds ? [] : openNotesToLock(ctx, sourceId)),
  async run(ctx, { sourceId, lineIds }) {
    const [open] = lineIds ? [] : await openNotesToLock(ctx, sourceId)
    const notes = open ? await ctx.lock(DeliveryNote, open.ids) : []
    const books = await openBooks(ctx, { sourceId, productIds: [], withArrivals: false })
    const given = books.reservations.filter(({ lineId }) => lineIds?.includes(lineId) ?? true)
    const dropped = new Set(notes.map(({ id }) => id))
    if (given.some(({ deliveryNoteId }) => deliveryNoteId !== null && !dropped.has(deliveryNoteId))) throw onNote()
    for (const note of notes) await ctx.move(deliveryNoteLifecycle, note, 'discard')
    await giveBack(ctx, books, given)
    await closeBooks(ctx, books)
    return sentence('stock.is_released', '{count} reservations are free again.', { count: given.length })
  },
})

/** Replaces what a source has reserved by new lines, in one step: its own goods count as free for it. */
export const changeReservations = creation(Reservation, {
  name: 'stock.change_reservations',
  says: 'Reserve goods for the changed lines of an order',
  needs: { room: 'warehouse', level: 'edit' },
  inner: true,
  input: z.strictObject({ ...source, lines }),
  touches: booksTouch,
  async run(ctx, { lines: wanted, ...source }) {
    const books = await openBooks(ctx, { sourceId: source.sourceId, productIds: productsOf(wanted), withArrivals: waits(wanted) })
    if (books.reservations.some(({ deliveryNoteId }) => deliveryNoteId !== null)) throw onNote()
    await giveBack(ctx, books, books.reservations)
    await takeFor(ctx, books, source, wanted)
    await closeBooks(ctx, books)
    return sentence('stock.is_reserved', '{count} lines are reserved.', { count: wanted.length })
  },
})
