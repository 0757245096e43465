import type { LockPlan } from '../../kernel/action.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { addWorkingDays, type Day, deliveryDay, workingDayFrom } from '../../language/calendar.ts'
import { calendarOf, settingsOf, todayOf } from '../settings/queries.ts'
import { type Arrival, allocate, type Pick, type Shelf } from './allocate.ts'
import { DeliveryNote, Reservation } from './records.ts'

/** A shelf with the working days its warehouse needs. */
export type ShelfRow = Shelf & { deliveryDays: number }

/** The shelves of these products, the default warehouse first: the order in which they are emptied. */
export const shelvesOf = async (ctx: Ctx, productIds: readonly string[]): Promise<ShelfRow[]> => {
  if (!productIds.length) return []
  const { rows } = await ctx.db.raw<{ rows: ShelfRow[] }>(
    `select s.id as "stockId", s.warehouse_id as "warehouseId", s.product_id as "productId", s.on_hand_milli - s.reserved_milli as "freeMilli",
       w.delivery_days as "deliveryDays"
     from stock s join warehouses w on w.id = s.warehouse_id
     where s.product_id = any(?) order by w.is_default desc, w.code`,
    [productIds as string[]],
  )
  return rows
}

/** Goods of these products that are on their way and not promised yet. */
export const arrivalsOf = async (ctx: Ctx, productIds: readonly string[]): Promise<Arrival[]> => {
  if (!productIds.length) return []
  const { rows } = await ctx.db.raw<{ rows: Arrival[] }>(
    `select id as "incomingId", warehouse_id as "warehouseId", product_id as "productId", quantity_milli - promised_milli as "freeMilli", expected_on as "expectedOn"
     from incoming_stock where product_id = any(?) and state = 'expected' and quantity_milli > promised_milli order by expected_on, id`,
    [productIds as string[]],
  )
  return rows
}

export type Available = {
  productId: string
  /** On hand less reserved, over all warehouses. */
  availableMilli: number
  byWarehouse: { warehouseId: string; availableMilli: number }[]
  incoming: { expectedOn: Day; freeMilli: number }[]
}

/**
 * What can be promised of these products now, by product id; each asked product has an entry.
 * For rules and offers inside an action: to show stock to a person, ask `stockFor` in queries, which looks at who asks.
 */
export const availableOf = async (ctx: Ctx, productIds: readonly string[]): Promise<Map<string, Available>> => {
  const shelves = await shelvesOf(ctx, productIds)
  const arrivals = await arrivalsOf(ctx, productIds)
  return new Map(
    productIds.map((productId) => {
      const here = shelves.filter((shelf) => shelf.productId === productId)
      const coming = Map.groupBy(
        arrivals.filter((arrival) => arrival.productId === productId),
        (arrival) => arrival.expectedOn,
      )
      return [
        productId,
        {
          productId,
          availableMilli: here.reduce((sum, { freeMilli }) => sum + freeMilli, 0),
          byWarehouse: here.map(({ warehouseId, freeMilli }) => ({ warehouseId, availableMilli: freeMilli })),
          incoming: [...coming].map(([expectedOn, all]) => ({ expectedOn, freeMilli: all.reduce((sum, one) => sum + one.freeMilli, 0) })),
        },
      ]
    }),
  )
}

/** What a day depends on beside the goods: the clock, the cut-off, the calendar. */
const daysFor = async (ctx: Ctx) => {
  const settings = await settingsOf(ctx)
  const calendar = calendarOf(settings)
  const today = todayOf(ctx, settings)
  const late = (day: Day, wantedOn: Day | null) => (wantedOn && wantedOn > day ? workingDayFrom(wantedOn, calendar) : day)
  return {
    /** Goods that lie there: the next working day after the cut-off, plus the warehouse's days. */
    lying: (deliveryDays: number, wantedOn: Day | null) =>
      deliveryDay({
        orderedAt: ctx.now,
        zone: settings.timezone,
        cutOff: settings.order_cut_off,
        days: deliveryDays,
        calendar,
        ...(wantedOn && { notBefore: wantedOn }),
      }),
    /** Goods that are coming: the day they are expected (today, where that has passed) plus one working day. */
    coming: (expectedOn: Day, wantedOn: Day | null) => late(addWorkingDays(expectedOn < today ? today : expectedOn, 1, calendar), wantedOn),
  }
}

/** The day on which so much of a product can be at the door, waiting for incoming goods if need be; null = not with what we know of. */
export const earliestDate = async (ctx: Ctx, productId: string, quantityMilli: number): Promise<Day | null> =>
  (await promiseFor(ctx, { lines: [{ lineId: productId, productId, quantityMilli }] })).deliverOn

/** When goods that come in on a day can be at the door. */
export const dayAfterArrival = async (ctx: Ctx, expectedOn: Day): Promise<Day> => (await daysFor(ctx)).coming(expectedOn, null)

export type LinePromise = {
  lineId: string
  /** From the shelves. */
  nowMilli: number
  /** From incoming goods. */
  laterMilli: number
  /** Neither here nor on its way. */
  missingMilli: number
  /** When all of the line can be there; null if something is missing. */
  deliverOn: Day | null
}

/**
 * Which day can be promised for these lines if they were reserved now and waited for what is coming (decided by nothing but the goods;
 * nothing is held). `wantedOn`: a later day that the customer asked for. `deliverOn` is the day of the slowest line, null if one cannot be had.
 */
export const promiseFor = async (
  ctx: Ctx,
  asked: { lines: readonly { lineId: string; productId: string; quantityMilli: number }[]; wantedOn?: Day | null },
): Promise<{ deliverOn: Day | null; lines: LinePromise[] }> => {
  const productIds = [...new Set(asked.lines.map(({ productId }) => productId))]
  const shelves = await shelvesOf(ctx, productIds)
  const arrivals = await arrivalsOf(ctx, productIds)
  const { picks, short } = allocate(
    asked.lines.map((line) => ({ ...line, shortage: 'wait' as const })),
    shelves,
    arrivals,
  )
  const deliveryDays = new Map(shelves.map((shelf) => [shelf.warehouseId, shelf.deliveryDays]))
  const lines = await promisesOf(
    ctx,
    picks.map((pick) => ({ ...pick, deliveryDays: deliveryDays.get(pick.warehouseId) ?? 0 })),
    asked.wantedOn ?? null,
  )
  const told = asked.lines.map((line): LinePromise => {
    const missing = short.find(({ lineId }) => lineId === line.lineId)
    const found = lines.get(line.lineId)
    if (!missing && found) return found
    const nowMilli = missing?.availableMilli ?? 0
    return { lineId: line.lineId, nowMilli, laterMilli: 0, missingMilli: line.quantityMilli - nowMilli, deliverOn: null }
  })
  return { deliverOn: latest(told), lines: told }
}

/** The same for what a source document has reserved: by line, with the day on which all of it can be there. */
export const reservedFor = async (
  ctx: Ctx,
  sourceId: string,
  wantedOn: Day | null = null,
): Promise<{ deliverOn: Day | null; lines: LinePromise[] }> => {
  const { rows } = await ctx.db.raw<{ rows: (Omit<Pick, 'stockId'> & { deliveryDays: number })[] }>(
    `select r.line_id as "lineId", r.product_id as "productId", r.warehouse_id as "warehouseId", r.quantity_milli as "quantityMilli", w.delivery_days as "deliveryDays",
       case r.state when 'waiting' then i.expected_on end as "expectedOn"
     from reservations r join warehouses w on w.id = r.warehouse_id left join incoming_stock i on i.id = r.incoming_id
     where r.source_id = ? and r.archived_at is null order by r.id`,
    [sourceId],
  )
  const lines = [...(await promisesOf(ctx, rows, wantedOn)).values()]
  return { deliverOn: latest(lines), lines }
}

const latest = (lines: readonly LinePromise[]): Day | null =>
  lines.reduce<Day | null>((last, { deliverOn }, index) => {
    if (deliverOn === null || (index > 0 && last === null)) return null
    return last === null || deliverOn > last ? deliverOn : last
  }, null)

const promisesOf = async (
  ctx: Ctx,
  parts: readonly { lineId: string; quantityMilli: number; expectedOn: Day | null; deliveryDays: number }[],
  wantedOn: Day | null,
): Promise<Map<string, LinePromise>> => {
  const days = await daysFor(ctx)
  const lines = new Map<string, LinePromise>()
  for (const { lineId, quantityMilli, expectedOn, deliveryDays } of parts) {
    const day = expectedOn === null ? days.lying(deliveryDays, wantedOn) : days.coming(expectedOn, wantedOn)
    const line = lines.get(lineId) ?? { lineId, nowMilli: 0, laterMilli: 0, missingMilli: 0, deliverOn: day }
    if (expectedOn === null) line.nowMilli += quantityMilli
    else line.laterMilli += quantityMilli
    if (line.deliverOn === null || day > line.deliverOn) line.deliverOn = day
    lines.set(lineId, line)
  }
  return lines
}

/** The notes of a source that are not approved yet, to be locked after commitments and invoices, and before stock. */
export const openNotesToLock = async (ctx: Ctx, sourceId: string): Promise<LockPlan> => {
  const notes = await ctx.facts(DeliveryNote).where({ sourceId, archivedAt: null }).whereIn('state', ['waiting', 'draft'])
  return [{ record: DeliveryNote as never, ids: notes.map(({ id }) => id) }]
}

/** What a source document has reserved and not used yet. */
export const reservationsOf = (ctx: Ctx, sourceId: string) => ctx.facts(Reservation).where({ sourceId, archivedAt: null }).orderBy('id')

/** What has left for the lines of a source document, by line and warehouse: the goods on its approved delivery notes. */
export const leftFor = async (
  ctx: Ctx,
  sourceId: string,
): Promise<{ lineId: string; productId: string; warehouseId: string; quantityMilli: number }[]> => {
  const { rows } = await ctx.db.raw(
    `select l.source_line_id as "lineId", l.product_id as "productId", n.warehouse_id as "warehouseId", sum(l.quantity_milli)::bigint as "quantityMilli"
     from delivery_notes n join delivery_note_lines l on l.delivery_note_id = n.id
     where n.source_id = ? and n.state in ('approved', 'delivered') and n.archived_at is null
     group by l.source_line_id, l.product_id, n.warehouse_id order by l.source_line_id, n.warehouse_id`,
    [sourceId],
  )
  return rows
}
