import type { House } from '../core/kernel/house.ts'
import { invoicePrintable, statementPrintable } from '../core/modules/invoicing/print.ts'
import { deliveryNotePrintable } from '../core/modules/warehouse/queries.ts'
import type { PrintDocument } from './contents.ts'
import { unitIn } from './texts/units.ts'

/** What a printer takes: everything in words already. */
export type Printable =
  | Awaited<ReturnType<typeof invoicePrintable>>
  | Awaited<ReturnType<typeof deliveryNotePrintable>>
  | Awaited<ReturnType<typeof statementPrintable>>

/** Makes files of documents, when they really leave. Who may have which document is looked at before, by those who offer it. */
export const makePrinter =
  (house: House, render: (document: Printable) => Promise<Uint8Array>): PrintDocument =>
  async (record, id) => {
    const ctx = house.ctx(house.self('print'))
    if (record === 'invoice') return file(await invoicePrintable(ctx, id), render)
    if (record === 'delivery_note') return file(await deliveryNotePrintable(ctx, id), render)
    if (record === 'statement') return file(await statementPrintable(ctx, id), render)
    return null
  }

/** Records keep units as codes; on paper they are words of its language. */
const withUnitsInWords = (document: Printable): Printable => {
  const inWords = <Line extends { unit: string }>(lines: Line[]) =>
    lines.map((line) => ({ ...line, unit: unitIn(line.unit, document.language) }))
  if (document.kind === 'statement') return document
  return document.kind === 'delivery_note'
    ? { ...document, lines: inWords(document.lines) }
    : { ...document, lines: inWords(document.lines) }
}

const titles: Readonly<Record<Printable['kind'], { en: string; ro: string }>> = {
  invoice: { en: 'Invoice', ro: 'Factura' },
  credit_note: { en: 'Credit note', ro: 'Nota de credit' },
  delivery_note: { en: 'Delivery note', ro: 'Aviz' },
  statement: { en: 'Statement', ro: 'Extras de cont' },
}

const file = (document: Printable, render: (document: Printable) => Promise<Uint8Array>) => ({
  name: `${titles[document.kind][document.language]} ${document.number}.pdf`,
  mime: 'application/pdf',
  load: () => render(withUnitsInWords(document)),
})
