import { type Block, beside, type Pair, pairs, paragraph, space, stack } from './blocks.ts'
import type { DocumentParty, DocumentPlace, PrintableDocument } from './document.ts'
import type { Sheet } from './sheet.ts'
import { area, colours, styles } from './sheet.ts'
import { documentTexts, filled, printedDay } from './texts.ts'

const addressLines = (sheet: Sheet, lines: readonly string[], width: number) =>
  lines.slice(0, 6).map((line) => paragraph(sheet, line, styles.body, width, 2))

const labelled = (label: string, value: string | null | undefined) => (value ? `${label}: ${value}` : '')
const joined = (...parts: string[]) => parts.filter(Boolean).join('  ·  ')

function place(sheet: Sheet, title: string, { name, addressLines: lines, note }: DocumentPlace, width: number): Block {
  return stack([
    paragraph(sheet, title, styles.heading, width, 1),
    space(2),
    paragraph(sheet, name, styles.strong, width, 2),
    ...addressLines(sheet, lines, width),
    paragraph(sheet, note, styles.small, width, 3),
  ])
}

function sellerBlock(sheet: Sheet, document: PrintableDocument, width: number): Block {
  const texts = documentTexts[document.language]
  const { seller } = document
  return stack([
    paragraph(sheet, seller.legalName, styles.company, width, 3),
    space(3),
    paragraph(sheet, joined(labelled(texts.taxId, seller.taxId), labelled(texts.regNo, seller.regNo)), styles.body, width, 2),
    ...addressLines(sheet, seller.addressLines, width),
    paragraph(sheet, joined(seller.email ?? '', seller.phone ?? ''), styles.body, width, 2),
  ])
}

function buyerBlock(sheet: Sheet, document: PrintableDocument, width: number): Block {
  const texts = documentTexts[document.language]
  const buyer: DocumentParty = document.buyer
  return stack([
    paragraph(
      sheet,
      document.kind === 'invoice' || document.kind === 'credit_note' ? texts.billTo : texts.client,
      styles.heading,
      width,
      1,
    ),
    space(2),
    paragraph(sheet, buyer.legalName, styles.name, width, 4),
    paragraph(sheet, labelled(texts.taxId, buyer.taxId), styles.body, width, 2),
    paragraph(sheet, labelled(texts.regNo, buyer.regNo), styles.body, width, 2),
    ...addressLines(sheet, buyer.addressLines, width),
    paragraph(sheet, labelled(texts.iban, buyer.iban), styles.body, width, 2),
    paragraph(sheet, buyer.bank, styles.body, width, 2),
    paragraph(sheet, buyer.email, styles.body, width, 2),
    paragraph(sheet, buyer.phone, styles.body, width, 2),
  ])
}

function factsOf(document: PrintableDocument): Pair[] {
  const texts = documentTexts[document.language]
  const day = (value: string | null | undefined) => (value ? printedDay(value, document.language).replaceAll(' ', '\u00a0') : '')
  const issued = { label: texts.issuedOn, value: day(document.issuedOn) }
  if (document.kind === 'statement') {
    const period = [document.from, document.until].map(day).filter(Boolean).join(' – ')
    return [issued, { label: texts.period, value: period }, { label: texts.currency, value: document.currency }]
  }
  const shared = [
    { label: texts.deliveryOn, value: day(document.deliveryOn) },
    { label: texts.orderNumber, value: document.orderNumber },
    { label: texts.reference, value: document.reference },
  ]
  if (document.kind === 'delivery_note') return [issued, ...shared]
  const credited = document.credits
  const credits = credited?.issuedOn
    ? filled(texts.creditsOf, { number: credited.number, date: day(credited.issuedOn) })
    : (credited?.number ?? '')
  return [
    issued,
    { label: texts.dueOn, value: day(document.dueOn), style: styles.strong },
    { label: texts.credits, value: credits, style: styles.strong },
    ...shared,
    { label: texts.currency, value: document.currency },
  ]
}

/** Draws the top of the first page: who sends what to whom, and the facts that find it again. */
export function drawHead(sheet: Sheet, document: PrintableDocument): void {
  const texts = documentTexts[document.language]
  const titleWidth = Math.min(290, Math.max(205, sheet.naturalWidth(texts[document.kind], styles.kind) + 1))
  const top = beside([
    { at: 0, block: sellerBlock(sheet, document, area.width - titleWidth - 20) },
    {
      at: area.width - titleWidth,
      block: stack([
        paragraph(sheet, texts[document.kind], styles.kind, titleWidth, 2, 'right'),
        paragraph(sheet, document.number, styles.number, titleWidth, 2, 'right'),
      ]),
    },
  ])
  top.draw(area.left, sheet.y)
  sheet.y += top.height + 14
  sheet.rule(area.left, sheet.y, area.width, colours.accent, 1.2)
  sheet.y += 16

  const gap = 18
  const factsWidth = 190
  const share = (area.width - factsWidth - 2 * gap) / 2
  const places: Block[] = []
  if (document.kind !== 'statement' && document.deliverTo) places.push(place(sheet, texts.deliverTo, document.deliverTo, share))
  if (document.kind === 'delivery_note') places.push(place(sheet, texts.warehouse, document.warehouse, share))
  const parties = beside([
    { at: 0, block: buyerBlock(sheet, document, places.length > 0 ? share : share * 2 + gap) },
    { at: share + gap, block: stack(places, 10) },
    { at: area.width - factsWidth, block: pairs(sheet, factsOf(document), factsWidth, 76) },
  ])
  parties.draw(area.left, sheet.y)
  sheet.y += parties.height + 20
}
