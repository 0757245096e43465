import { type Block, beside, paragraph, stack } from './blocks.ts'
import type { Sheet, TextStyle } from './sheet.ts'
import { area, colours, styles } from './sheet.ts'

export type Column<Row> = {
  title: string
  text: (row: Row) => unknown
  /** Small print under the text. */
  note?: (row: Row) => unknown
  style?: (row: Row) => TextStyle
  align?: 'left' | 'right'
  /** Narrowest in points, for air around short amounts. (Default: as the words ask.) */
  least?: number
  /** Widest in points; a longer text wraps. The one column without it takes what the others leave. */
  widest?: number
}

export type Table = { header: Block; rows: readonly Block[] }

const gutter = 8
const padding = 3.6

/** Lays out a table: columns as wide as their words ask, the open column takes the rest. Nothing is drawn yet. */
export function laidOut<Row>(sheet: Sheet, columns: readonly Column<Row>[], rows: readonly Row[], width: number): Table {
  const styleOf = (column: Column<Row>, row: Row) => column.style?.(row) ?? styles.body
  const asked = columns.map((column) => {
    if (column.widest === undefined) return 0
    const title = Math.max(...column.title.split(' ').map((word) => sheet.naturalWidth(word, styles.column)))
    const texts = rows.map((row) => sheet.naturalWidth(column.text(row), styleOf(column, row)))
    return Math.min(column.widest, texts.reduce((most, each) => Math.max(most, each), Math.max(title, column.least ?? 0)) + 0.5)
  })
  const open = width - asked.reduce((sum, each) => sum + each, 0) - gutter * (columns.length - 1) - 2 * padding
  const widths = columns.map((column, index) => (column.widest === undefined ? open : asked[index]!))
  let left = padding
  const places = widths.map((each) => {
    const at = left
    left += each + gutter
    return at
  })
  const titles = beside(
    columns.map(({ title, align }, index) => ({
      at: places[index]!,
      block: paragraph(sheet, title, styles.column, widths[index]!, 3, align),
    })),
  )
  const header: Block = {
    height: titles.height + 2 * padding,
    draw(x, y) {
      sheet.shade(x, y, width, header.height)
      titles.draw(x, y + padding)
    },
  }
  const row = (each: Row): Block => {
    const cells = beside(
      columns.map((column, index) => {
        const text = paragraph(sheet, column.text(each), styleOf(column, each), widths[index]!, 24, column.align)
        const note = paragraph(sheet, column.note?.(each), styles.small, widths[index]!, 4, column.align)
        return { at: places[index]!, block: stack([text, note]) }
      }),
    )
    const height = Math.max(cells.height, styles.body.leading) + 2 * padding
    return {
      height,
      draw(x, y) {
        cells.draw(x, y + padding)
        sheet.rule(x, y + height, width, colours.rule, 0.5)
      },
    }
  }
  return { header, rows: rows.map(row) }
}

/** A short table in one piece. */
export const wholeTable = ({ header, rows }: Table): Block => stack([header, ...rows])

/**
 * Draws a table over as many pages as it takes. Its header returns on each page, a row is never split, and what closes
 * the table (its totals) stands on one page with the last two rows.
 */
export function drawTable(sheet: Sheet, { header, rows }: Table, closing?: Block, gap = 14): void {
  const drawn = (block: Block) => {
    block.draw(area.left, sheet.y)
    sheet.y += block.height
  }
  const closingHeight = closing ? gap + closing.height : 0
  const heightFrom = (index: number) => rows.slice(index).reduce((sum, row) => sum + row.height, closingHeight)
  const wanted = (index: number) => {
    const whole = index >= rows.length - 2 ? heightFrom(index) : 0
    return whole > 0 && whole <= sheet.fullPage - header.height ? whole : rows[index]!.height
  }
  sheet.need(header.height + (rows.length > 0 ? wanted(0) : closingHeight))
  drawn(header)
  for (const [index, row] of rows.entries()) {
    if (wanted(index) > sheet.room) {
      sheet.turn()
      drawn(header)
    }
    drawn(row)
  }
  if (!closing) return
  sheet.need(gap + closing.height)
  sheet.y += gap
  drawn(closing)
}
