import { lineNetMinor, netOfGrossMinor, shareMinor } from '../../language/money.ts'

/** UNCL5305 code of a VAT category: S standard, Z zero, E exempt, AE reverse charge, K intra-community, G export, O outside scope. */
export type VatCategory = 'S' | 'Z' | 'E' | 'AE' | 'K' | 'G' | 'O'

/** A line to be summed. `tax` says whether the unit price holds VAT; `vatPermille` is the rate in thousandths (21 % is 210). */
export type LineToSum = {
  quantityMilli: number
  unitPriceE4: number
  tax: 'net' | 'gross'
  vatCategory: VatCategory
  vatPermille: number
  exemptionReason?: string | null
}

/** `netMinor` is what counts. VAT and gross of a line are only shown, never stored or summed. */
export type LineTotals = { netMinor: number; vatShownMinor: number; grossShownMinor: number }

export type VatRow = { category: VatCategory; vatPermille: number; baseMinor: number; vatMinor: number; exemptionReason: string | null }

/**
 * `netMinor` + `vatMinor` is the invoice total with VAT (BT-112); `roundingMinor` (BT-114) brings it to the gross prices the customer
 * was told; `totalMinor` is all three, the amount to pay.
 */
export type DocumentTotals = {
  lines: LineTotals[]
  vat: VatRow[]
  netMinor: number
  vatMinor: number
  roundingMinor: number
  totalMinor: number
}

/**
 * Sums a document as EN 16931 says (BR-CO-17): line nets rounded once, VAT per (category, rate) on the sum of the line nets.
 * A gross line is price × quantity rounded, its net taken from that. The VAT table is sorted by category and rate, highest first.
 * Throws RangeError for an unknown currency, a fraction or an amount beyond 2^53.
 */
export const documentTotals = (lines: readonly LineToSum[], currency: string): DocumentTotals => {
  const groups = new Map<string, { row: VatRow; reasons: Set<string>; toldGrossMinor: number | null; fromNetMinor: number }>()
  const totals = lines.map((line): LineTotals => {
    const writtenMinor = lineNetMinor(line.unitPriceE4, line.quantityMilli, currency)
    const gross = line.tax === 'gross'
    const netMinor = gross ? netOfGrossMinor(writtenMinor, line.vatPermille) : writtenMinor
    const { vatCategory: category, vatPermille } = line
    const key = `${category} ${vatPermille}`
    const group = groups.get(key) ?? {
      row: { category, vatPermille, baseMinor: 0, vatMinor: 0, exemptionReason: null },
      reasons: new Set<string>(),
      toldGrossMinor: null,
      fromNetMinor: 0,
    }
    groups.set(key, group)
    group.row.baseMinor += netMinor
    if (gross) group.toldGrossMinor = (group.toldGrossMinor ?? 0) + writtenMinor
    else group.fromNetMinor += netMinor
    if (line.exemptionReason) group.reasons.add(line.exemptionReason)
    const grossShownMinor = gross ? writtenMinor : netMinor + shareMinor(netMinor, vatPermille)
    return { netMinor, vatShownMinor: grossShownMinor - netMinor, grossShownMinor }
  })

  let netMinor = 0
  let vatMinor = 0
  let toldMinor = 0
  for (const { row, reasons, toldGrossMinor, fromNetMinor } of groups.values()) {
    row.vatMinor = shareMinor(row.baseMinor, row.vatPermille)
    row.exemptionReason = reasons.size === 0 ? null : [...reasons].sort().join('; ')
    netMinor += row.baseMinor
    vatMinor += row.vatMinor
    // Told is the gross of the gross lines, and for net lines what they would come to on their own: only gross prices cause a rounding amount.
    toldMinor +=
      toldGrossMinor === null ? row.baseMinor + row.vatMinor : toldGrossMinor + fromNetMinor + shareMinor(fromNetMinor, row.vatPermille)
  }
  const vat = [...groups.values()].map(({ row }) => row)
  vat.sort((a, b) => b.vatPermille - a.vatPermille || (a.category < b.category ? -1 : 1))
  if (!Number.isSafeInteger(netMinor) || !Number.isSafeInteger(toldMinor)) throw new RangeError('the total is too large')
  return { lines: totals, vat, netMinor, vatMinor, roundingMinor: toldMinor - netMinor - vatMinor, totalMinor: toldMinor }
}
