/** What lies free in one warehouse, in the order in which warehouses are asked. Quantities in thousandths. */
export type Shelf = { stockId: string; warehouseId: string; productId: string; freeMilli: number }

/** What of goods on their way is not promised yet. */
export type Arrival = { incomingId: string; warehouseId: string; productId: string; freeMilli: number; expectedOn: string }

/** What is to happen where less lies there than is wanted: say no, take what there is, or wait for incoming goods with the rest. */
export const shortages = ['refuse', 'what_there_is', 'wait'] as const
export type Shortage = (typeof shortages)[number]

export type Wanted = { lineId: string; productId: string; quantityMilli: number; shortage: Shortage }

/** A part of a line: from a shelf (`stockId`) or from an arrival (`incomingId`). */
export type Pick = {
  lineId: string
  productId: string
  warehouseId: string
  stockId: string | null
  incomingId: string | null
  expectedOn: string | null
  quantityMilli: number
}

/** A line that cannot be had as asked. `completeOn`: when its last part would come in; null = nothing more is on its way. */
export type Short = { lineId: string; productId: string; wantedMilli: number; availableMilli: number; completeOn: string | null }

/**
 * Deals out goods line by line, in the order of the lines: first from the shelves as they are sorted, then, for lines that wait, from
 * arrivals, earliest first. Every line is either dealt out as asked or named as short; what a short line could have had is not kept from
 * later lines, because one short line means that nothing is taken.
 */
export const allocate = (
  wanted: readonly Wanted[],
  shelves: readonly Shelf[],
  arrivals: readonly Arrival[],
): { picks: Pick[]; short: Short[] } => {
  const free = new Map<object, number>([...shelves, ...arrivals].map((source) => [source, Math.max(0, source.freeMilli)]))
  const byDay = [...arrivals].sort(
    (a, b) => (a.expectedOn < b.expectedOn ? -1 : a.expectedOn > b.expectedOn ? 1 : 0) || (a.incomingId < b.incomingId ? -1 : 1),
  )
  const picks: Pick[] = []
  const short: Short[] = []
  for (const { lineId, productId, quantityMilli, shortage } of wanted) {
    const line: { from: Shelf | Arrival; pick: Pick }[] = []
    let left = quantityMilli
    const takeFrom = (from: Shelf | Arrival) => {
      const taken = Math.min(left, free.get(from) ?? 0)
      if (from.productId !== productId || taken <= 0) return
      left -= taken
      const coming = 'incomingId' in from ? { incomingId: from.incomingId, expectedOn: from.expectedOn, stockId: null } : null
      const lying = 'stockId' in from ? { incomingId: null, expectedOn: null, stockId: from.stockId } : null
      line.push({ from, pick: { lineId, productId, warehouseId: from.warehouseId, quantityMilli: taken, ...(coming ?? lying!) } })
    }
    for (const shelf of shelves) takeFrom(shelf)
    const availableMilli = quantityMilli - left
    if (shortage === 'what_there_is' && availableMilli > 0) left = 0
    const now = line.length
    for (const arrival of byDay) takeFrom(arrival)
    const completeOn = left > 0 ? null : (line.at(-1)?.pick.expectedOn ?? null)
    if (left > 0 || (line.length > now && shortage !== 'wait')) {
      short.push({ lineId, productId, wantedMilli: quantityMilli, availableMilli, completeOn })
      continue
    }
    for (const { from, pick } of line) {
      free.set(from, free.get(from)! - pick.quantityMilli)
      picks.push(pick)
    }
  }
  return { picks, short }
}
