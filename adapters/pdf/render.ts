import { paragraph, space, stack } from './blocks.ts'
import { pricedClosing, signatures, statementClosing, vatTable } from './closing.ts'
import type { GoodsLine, PricedDocument, PricedLine, PrintableDocument, StatementDocument, StatementRow } from './document.ts'
import { drawHead } from './head.ts'
import type { Sheet } from './sheet.ts'
import { area, openSheet, styles } from './sheet.ts'
import { type Column, drawTable, laidOut } from './table.ts'
import { documentTexts, printedDay } from './texts.ts'

// Two pages of small print; what is longer belongs into an attachment.
const mostNoteLines = 110

/**
 * Prints a document as an A4 PDF with its font embedded and a searchable text layer.
 * The same document always gives the same bytes; no text can make it fail.
 */
export async function renderDocument(document: PrintableDocument): Promise<Uint8Array> {
  const texts = documentTexts[document.language]
  const { seller } = document
  const sheet = await openSheet({
    title: `${texts[document.kind]} ${document.number}`,
    author: seller.legalName,
    footer: [seller.legalName, seller.taxId, seller.regNo, seller.email, seller.phone].filter(Boolean).join('  ·  '),
    createdAt: startOf(document.issuedOn),
    language: document.language,
    texts,
  })
  drawHead(sheet, document)
  drawBody(sheet, document)
  if (document.kind !== 'statement' && document.kind !== 'delivery_note') {
    drawNotes(sheet, texts.exemptionReasons, document.exemptionReasons ?? [])
  }
  drawNotes(sheet, texts.notes, document.notes ?? [])
  return sheet.finish()
}

/** A day that cannot be read still gives a fixed moment: the clock would make every print differ. */
function startOf(day: string): Date {
  const at = new Date(`${day}T00:00:00Z`)
  return Number.isNaN(at.getTime()) ? new Date(0) : at
}

function drawBody(sheet: Sheet, document: PrintableDocument): void {
  const texts = documentTexts[document.language]
  const goods: Column<GoodsLine>[] = [
    { title: texts.position, text: (line) => line.position, style: () => styles.quiet, widest: 28 },
    { title: texts.code, text: (line) => line.code, widest: 78 },
    { title: texts.description, text: (line) => line.name, note: (line) => line.note },
    { title: texts.quantity, text: (line) => line.quantity, align: 'right', least: 36, widest: 62 },
    { title: texts.unit, text: (line) => line.unit, least: 24, widest: 48 },
  ]
  if (document.kind === 'delivery_note') {
    drawTable(sheet, laidOut(sheet, goods, document.lines, area.width), signatures(sheet, document), 24)
  } else if (document.kind === 'statement') drawStatement(sheet, document)
  else drawPriced(sheet, document, goods)
}

function drawPriced(sheet: Sheet, document: PricedDocument, goods: readonly Column<GoodsLine>[]): void {
  const texts = documentTexts[document.language]
  const priced: Column<PricedLine>[] = [
    ...goods,
    { title: texts.unitPrice, text: (line) => line.unitPrice, align: 'right', least: 44, widest: 68 },
    { title: texts.vatRate, text: (line) => line.vatRate, align: 'right', least: 24, widest: 36 },
    { title: texts.lineNet, text: (line) => line.net, align: 'right', least: 54, widest: 74 },
  ]
  const vat = vatTable(sheet, document)
  // More rates than any law has: the table then takes its own pages, so that the totals still stand in one piece.
  const crowded = vat.rows.reduce((sum, row) => sum + row.height, 0) > sheet.fullPage / 3
  drawTable(sheet, laidOut(sheet, priced, document.lines, area.width), crowded ? undefined : pricedClosing(sheet, document, vat))
  if (!crowded) return
  sheet.y += 14
  drawTable(sheet, vat, pricedClosing(sheet, document, undefined))
}

function drawStatement(sheet: Sheet, document: StatementDocument): void {
  const texts = documentTexts[document.language]
  const day = (value: string | null | undefined) => (value ? printedDay(value, document.language) : '')
  const columns: Column<StatementRow>[] = [
    { title: texts.date, text: (row) => day(row.issuedOn), least: 58, widest: 70 },
    { title: texts.document, text: (row) => row.number },
    { title: texts.dueOn, text: (row) => day(row.dueOn), least: 58, widest: 70 },
    { title: texts.daysOverdue, text: (row) => row.daysOverdue, style: () => styles.alarm, align: 'right', widest: 52 },
    { title: texts.total, text: (row) => row.total, align: 'right', least: 58, widest: 76 },
    { title: texts.paid, text: (row) => row.paid, align: 'right', least: 58, widest: 76 },
    { title: texts.rowBalance, text: (row) => row.balance, style: () => styles.strong, align: 'right', least: 58, widest: 76 },
  ]
  const table = laidOut(sheet, columns, document.rows, area.width)
  const nothing = stack([space(6), paragraph(sheet, texts.noRows, styles.body, area.width)])
  const rows = document.rows.length > 0 ? table.rows : [nothing]
  drawTable(sheet, { header: table.header, rows }, statementClosing(sheet, document), 18)
}

/** Free text may run over a page's end, line by line; its heading never stands alone. */
function drawNotes(sheet: Sheet, title: string, notes: readonly string[]): void {
  const said = notes.flatMap((note) => note.split(/\r\n|[\n\r\u2028\u2029]/)).slice(0, mostNoteLines + 1)
  const lines = said.flatMap((line) => sheet.lines(line, styles.body, area.width, mostNoteLines))
  if (lines.length > mostNoteLines) lines.splice(mostNoteLines, Number.POSITIVE_INFINITY, '…')
  if (lines.length === 0) return
  sheet.y += 16
  sheet.need(styles.heading.leading + 2 + styles.body.leading * Math.min(2, lines.length))
  sheet.write(sheet.lines(title, styles.heading, area.width, 1), area.left, sheet.y, styles.heading)
  sheet.y += styles.heading.leading + 2
  for (const line of lines) {
    sheet.need(styles.body.leading)
    sheet.write([line], area.left, sheet.y, styles.body)
    sheet.y += styles.body.leading
  }
}
