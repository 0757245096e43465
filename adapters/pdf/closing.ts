import { type Block, beside, pairs, paragraph, space, stack } from './blocks.ts'
import type { DeliveryNoteDocument, PricedDocument, StatementDocument, VatRow } from './document.ts'
import type { Sheet } from './sheet.ts'
import { area, colours, styles } from './sheet.ts'
import { laidOut, type Table, wholeTable } from './table.ts'
import { type DocumentTexts, documentTexts } from './texts.ts'

const leftWidth = 268
const totalsWidth = 205

type Sum = { label: string; value: string | null | undefined; weight?: 'bold' | 'loud' }

/** The totals, one under the other; the loud one is what the reader came for. */
function sums(sheet: Sheet, rows: readonly Sum[]): Block {
  const said = rows.filter(({ value }) => value)
  return stack(
    said.map(({ label, value, weight }) => {
      const loud = weight === 'loud'
      const style = loud ? styles.total : weight ? styles.strong : styles.body
      const valueWidth = Math.min(totalsWidth * 0.6, sheet.naturalWidth(value, style) + 1)
      const words = beside([
        { at: 8, block: paragraph(sheet, label, weight ? style : styles.quiet, totalsWidth - valueWidth - 24, 3) },
        { at: totalsWidth - valueWidth - 8, block: paragraph(sheet, value, style, valueWidth, 3, 'right') },
      ])
      const inset = loud ? 6 : 3
      return {
        height: words.height + 2 * inset,
        draw(x, y) {
          if (loud) sheet.shade(x, y, totalsWidth, words.height + 2 * inset)
          if (loud) sheet.rule(x, y, totalsWidth, colours.accent, 1)
          words.draw(x, y + inset)
        },
      } satisfies Block
    }),
    1,
  )
}

function payment(sheet: Sheet, document: PricedDocument | StatementDocument, texts: DocumentTexts): Block {
  const { seller, kind } = document
  const toPay = kind !== 'credit_note'
  const rows = [
    ...(seller.iban ? [{ label: texts.beneficiary, value: seller.legalName }] : []),
    { label: texts.iban, value: seller.iban, style: styles.strong },
    { label: texts.bank, value: seller.bank },
    { label: texts.terms, value: document.paymentTerms },
    ...(kind === 'invoice' ? [{ label: texts.quote, value: document.number }] : []),
  ]
  return stack([
    paragraph(sheet, toPay ? texts.payment : texts.bankDetails, styles.heading, leftWidth, 1),
    space(2),
    pairs(sheet, rows, leftWidth, 92),
  ])
}

/** The VAT table of a document: one row per category and rate. */
export function vatTable(sheet: Sheet, document: PricedDocument): Table {
  const texts = documentTexts[document.language]
  const category = document.vat.some((row) => row.category)
    ? [{ title: texts.vatCategory, text: (row: VatRow) => row.category, widest: 50 }]
    : []
  return laidOut<VatRow>(
    sheet,
    [
      ...category,
      { title: texts.vatShare, text: (row) => row.rate },
      { title: texts.vatBase, text: (row) => row.net, align: 'right', least: 74, widest: 90 },
      { title: texts.vatAmount, text: (row) => row.vat, align: 'right', least: 66, widest: 82 },
    ],
    document.vat,
    leftWidth,
  )
}

/** VAT table and payment on the left, totals on the right, in one piece. Without `vat` the table stood before it. */
export function pricedClosing(sheet: Sheet, document: PricedDocument, vat: Table | undefined): Block {
  const texts = documentTexts[document.language]
  const { totals, kind, currency } = document
  const owed = Boolean(totals.balance)
  const credited = kind === 'credit_note'
  const rows: Sum[] = [
    { label: texts.net, value: totals.net },
    { label: texts.vat, value: totals.vat },
    { label: texts.rounding, value: totals.rounding },
    { label: `${credited ? texts.totalCredited : texts.total} ${currency}`, value: totals.total, weight: owed ? 'bold' : 'loud' },
    { label: texts.paid, value: totals.paid },
    { label: credited ? texts.balanceCredited : `${texts.balance} ${currency}`, value: totals.balance, weight: 'loud' },
  ]
  const heading = vat ? [paragraph(sheet, texts.vatTable, styles.heading, leftWidth, 1), space(3), wholeTable(vat), space(14)] : []
  return beside([
    { at: 0, block: stack([...heading, payment(sheet, document, texts)]) },
    { at: area.width - totalsWidth, block: sums(sheet, rows) },
  ])
}

/** How old the open balances are, then payment and totals, in one piece. */
export function statementClosing(sheet: Sheet, document: StatementDocument): Block {
  const texts = documentTexts[document.language]
  const keys = ['notDue', 'days1To30', 'days31To60', 'days61To90', 'over90Days', 'overdue'] as const
  const width = area.width / keys.length
  const ages = beside(
    keys.map((key, index) => ({
      at: width * index,
      block: stack([
        paragraph(sheet, texts[key], styles.small, width - 12, 2, 'right'),
        space(3),
        paragraph(sheet, document.ageing[key], key === 'overdue' ? styles.alarm : styles.strong, width - 12, 2, 'right'),
      ]),
    })),
  )
  const strip: Block = {
    height: ages.height + 16,
    draw(x, y) {
      sheet.shade(x, y, area.width, ages.height + 16)
      ages.draw(x, y + 8)
    },
  }
  const { total, paid, balance } = document.totals
  const rows: Sum[] = [
    { label: texts.total, value: total },
    { label: texts.paid, value: paid },
    { label: `${texts.balance} ${document.currency}`, value: balance, weight: 'loud' },
  ]
  return stack([
    beside([
      { at: 0, block: payment(sheet, document, texts) },
      { at: area.width - totalsWidth, block: sums(sheet, rows) },
    ]),
    space(18),
    paragraph(sheet, texts.ageing, styles.heading, area.width, 1),
    space(3),
    strip,
  ])
}

/** Three boxes to sign in: who gave, who carried, who received. */
export function signatures(sheet: Sheet, document: DeliveryNoteDocument): Block {
  const texts = documentTexts[document.language]
  const gap = 12
  const width = (area.width - 2 * gap) / 3
  const boxes = [
    [texts.handedOver, texts.personName, texts.dateAndTime, texts.signature],
    [texts.carried, texts.personName, texts.vehicle, texts.signature],
    [texts.received, texts.personName, texts.dateAndTime, texts.signature],
  ]
  const height = 104
  return {
    height,
    draw(x, y) {
      for (const [index, [title, ...labels]] of boxes.entries()) {
        const left = x + index * (width + gap)
        sheet.frame(left, y, width, height)
        sheet.write(sheet.lines(title, styles.heading, width - 16, 1), left + 8, y + 7, styles.heading)
        for (const [line, label] of labels.entries()) {
          const at = y + 28 + line * 22
          sheet.write(sheet.lines(label, styles.small, 56, 1), left + 8, at, styles.small)
          sheet.rule(left + 64, at + 10, width - 72, colours.rule, 0.5)
        }
      }
    },
  }
}
