import type { Ctx } from '../../../kernel/ctx.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { refuse } from '../../../kernel/sentence.ts'
import { Product } from '../../catalog/records.ts'
import { type Arrival, allocate, type Shelf, type Short, type Wanted } from '../allocate.ts'
import { reservationLifecycle } from '../lifecycle.ts'
import { Incoming, type IncomingRow, Reservation, type ReservationRow, Stock, type StockRow } from '../records.ts'
import { arrivalsOf, dayAfterArrival, reservationsOf, shelvesOf } from '../rules.ts'

/** Fields that every action which works through the books writes. */
export const booksTouch = ['stock.reservedMilli', 'incoming.promisedMilli', 'reservation'] as const

/**
 * Rows of the warehouse that this call has locked, and what it means to do to them: sums are kept here and written once, so that a source
 * which gives back and takes again changes each shelf once.
 */
export type Books = {
  shelves: { shelf: Shelf; row: StockRow }[]
  incoming: Map<string, IncomingRow>
  reservations: ReservationRow[]
  reservedBy: Map<StockRow, number>
  promisedBy: Map<IncomingRow, number>
}

/**
 * Locks in the house's order (stock, incoming, reservations) everything that may change for a source and some products, each by id.
 * Reservations are read after the shelves are locked: whoever splits or fills one holds these too.
 */
export const openBooks = async (
  ctx: Ctx,
  about: { sourceId: string; productIds: readonly string[]; withArrivals: boolean },
): Promise<Books> => {
  const old = await reservationsOf(ctx, about.sourceId)
  const productIds = [...new Set([...about.productIds, ...old.map(({ productId }) => productId)])]
  const shelves = await shelvesOf(ctx, productIds)
  const stock = new Map(
    (
      await ctx.lock(
        Stock,
        shelves.map(({ stockId }) => stockId),
      )
    ).map((row) => [row.id, row]),
  )
  const arrivals: Arrival[] = about.withArrivals ? await arrivalsOf(ctx, about.productIds) : []
  const incoming = await ctx.lock(Incoming, [
    ...arrivals.map(({ incomingId }) => incomingId),
    ...old.flatMap(({ incomingId }) => incomingId ?? []),
  ])
  const now = await reservationsOf(ctx, about.sourceId)
  const reservations = await ctx.lock(
    Reservation,
    now.map(({ id }) => id),
  )
  return {
    shelves: shelves.flatMap((shelf) => (stock.has(shelf.stockId) ? { shelf, row: stock.get(shelf.stockId)! } : [])),
    incoming: new Map(incoming.map((row) => [row.id, row])),
    reservations: reservations.filter(({ archivedAt }) => archivedAt === null),
    reservedBy: new Map(),
    promisedBy: new Map(),
  }
}

const add = <Key>(sums: Map<Key, number>, key: Key, milli: number) => sums.set(key, (sums.get(key) ?? 0) + milli)

export const shelfOf = (books: Books, at: { warehouseId: string; productId: string }): StockRow => {
  const found = books.shelves.find(({ row }) => row.warehouseId === at.warehouseId && row.productId === at.productId)
  if (!found) throw new Error(`Something is reserved of ${at.productId} in ${at.warehouseId}, where there is no stock row.`)
  return found.row
}

/** Gives reservations back to where they came from. */
export const giveBack = async (ctx: Ctx, books: Books, reservations: readonly ReservationRow[]) => {
  for (const reservation of reservations) {
    if (reservation.state === 'waiting') add(books.promisedBy, books.incoming.get(reservation.incomingId!)!, -reservation.quantityMilli)
    else add(books.reservedBy, shelfOf(books, reservation), -reservation.quantityMilli)
    await ctx.move(reservationLifecycle, reservation, 'release', { archivedAt: ctx.now })
  }
}

/** Reserves lines for a source, all or nothing. Throws the refusal `stock.not_enough` for the first line that cannot be had as asked. */
export const takeFor = async (ctx: Ctx, books: Books, source: { sourceRecord: string; sourceId: string }, wanted: readonly Wanted[]) => {
  const shelves = books.shelves.map(({ shelf, row }) => ({
    ...shelf,
    freeMilli: row.onHandMilli - row.reservedMilli - (books.reservedBy.get(row) ?? 0),
  }))
  const coming = [...books.incoming.values()]
    .filter(({ state }) => state === 'expected')
    .map((row) => ({
      incomingId: row.id,
      warehouseId: row.warehouseId,
      productId: row.productId,
      expectedOn: row.expectedOn,
      freeMilli: row.quantityMilli - row.promisedMilli - (books.promisedBy.get(row) ?? 0),
    }))
  const { picks, short } = allocate(wanted, shelves, coming)
  if (short[0]) throw new Refusal(await notEnough(ctx, short[0], wanted))
  for (const { stockId, incomingId, quantityMilli } of picks) {
    if (incomingId) add(books.promisedBy, books.incoming.get(incomingId)!, quantityMilli)
    else add(books.reservedBy, books.shelves.find(({ row }) => row.id === stockId)!.row, quantityMilli)
  }
  await ctx.createMany(
    Reservation,
    picks.map(({ lineId, productId, warehouseId, incomingId, quantityMilli }) => ({
      ...source,
      lineId,
      productId,
      warehouseId,
      incomingId,
      quantityMilli,
      state: incomingId ? ('waiting' as const) : ('held' as const),
    })),
  )
}

/** Writes what the books say by now. */
export const closeBooks = async (ctx: Ctx, books: Books) => {
  await ctx.changeMany([...books.reservedBy].map(([row, milli]) => ({ row, patch: { reservedMilli: row.reservedMilli + milli } })))
  await ctx.changeMany([...books.promisedBy].map(([row, milli]) => ({ row, patch: { promisedMilli: row.promisedMilli + milli } })))
}

const notEnough = async (ctx: Ctx, short: Short, wanted: readonly Wanted[]) => {
  const product = await ctx.facts(Product).byId(short.productId)
  // Lines that do not wait are dealt out without looking at arrivals, so the day is asked for here.
  const { completeOn } =
    short.completeOn || wanted.find(({ lineId }) => lineId === short.lineId)?.shortage === 'wait'
      ? short
      : (allocate(
          [
            {
              lineId: short.lineId,
              productId: short.productId,
              quantityMilli: short.wantedMilli - short.availableMilli,
              shortage: 'refuse',
            },
          ],
          [],
          await arrivalsOf(ctx, [short.productId]),
        ).short[0] ?? short)
  return refuse(
    'stock.not_enough',
    'There is not enough of {product}: {wanted} wanted, {available} available. The first day on which all of it can be there: {earliest}.',
    {
      product: `${product.code} ${product.nameEn}`,
      wanted: { milli: short.wantedMilli },
      available: { milli: short.availableMilli },
      earliest: completeOn ? { day: await dayAfterArrival(ctx, completeOn) } : '–',
    },
  )
}
