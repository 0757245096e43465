import type { Sheet, TextStyle } from './sheet.ts'
import { styles } from './sheet.ts'

/** A piece of a page that knows its height before it is drawn, so that nothing is torn apart. */
export type Block = { height: number; draw: (x: number, y: number) => void }

/** A text over as many lines as it needs, up to `most`. */
export function paragraph(sheet: Sheet, text: unknown, style: TextStyle, width: number, most = 4, align: 'left' | 'right' = 'left'): Block {
  const lines = sheet.lines(text, style, width, most)
  return { height: lines.length * style.leading, draw: (x, y) => sheet.write(lines, x, y, style, width, align) }
}

/** Blocks one under the other; those without height take no gap. */
export function stack(blocks: readonly Block[], gap = 0): Block {
  const seen = blocks.filter(({ height }) => height > 0)
  const height = seen.reduce((sum, block) => sum + block.height, 0) + gap * Math.max(0, seen.length - 1)
  return {
    height,
    draw(x, y) {
      for (const block of seen) {
        block.draw(x, y)
        y += block.height + gap
      }
    },
  }
}

/** Blocks side by side, each at its own distance from the left. */
export const beside = (blocks: readonly { at: number; block: Block }[]): Block => ({
  height: Math.max(0, ...blocks.map(({ block }) => block.height)),
  draw(x, y) {
    for (const { at, block } of blocks) block.draw(x + at, y)
  },
})

export const space = (height: number): Block => ({ height, draw() {} })

export type Pair = { label: string; value: unknown; style?: TextStyle }

/** Labels with their values; a pair without a value is left out. */
export function pairs(sheet: Sheet, rows: readonly Pair[], width: number, labelWidth: number): Block {
  const said = rows.filter(({ value }) => value !== null && value !== undefined && value !== '')
  const block = ({ label, value, style = styles.body }: Pair) =>
    beside([
      { at: 0, block: paragraph(sheet, label, styles.quiet, labelWidth - 6, 2) },
      { at: labelWidth, block: paragraph(sheet, value, style, width - labelWidth, 3) },
    ])
  return stack(said.map(block), 1.5)
}
