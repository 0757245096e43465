import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { DocumentTexts } from './texts.ts'
import { filled } from './texts.ts'
import { printable, wrapped } from './words.ts'

export const colours = { ink: '#1c2730', quiet: '#5d6b77', rule: '#d3dae0', shade: '#f1f4f6', accent: '#17506b', alarm: '#a3372b' } as const

/** How a text looks: size and leading in points. */
export type TextStyle = { size: number; leading: number; bold?: boolean; colour?: string }

export const styles = {
  kind: { size: 20, leading: 25, bold: true, colour: colours.accent },
  number: { size: 11, leading: 15, bold: true },
  company: { size: 14, leading: 18, bold: true },
  name: { size: 10, leading: 13.5, bold: true },
  body: { size: 8.5, leading: 11.8 },
  strong: { size: 8.5, leading: 11.8, bold: true },
  quiet: { size: 8.5, leading: 11.8, colour: colours.quiet },
  alarm: { size: 8.5, leading: 11.8, bold: true, colour: colours.alarm },
  small: { size: 7.5, leading: 10, colour: colours.quiet },
  heading: { size: 7.5, leading: 11, bold: true, colour: colours.accent },
  column: { size: 7.5, leading: 9.6, bold: true, colour: colours.quiet },
  total: { size: 11, leading: 15, bold: true },
} satisfies Record<string, TextStyle>

const a4 = { width: 595.28, height: 841.89 }
const margin = { side: 44, top: 46, bottom: 66 }

/** Left edge and width of the printed area, in points. */
export const area = { left: margin.side, width: a4.width - 2 * margin.side }

type Align = 'left' | 'right' | 'center'
type ParsedFont = { hasGlyphForCodePoint: (codePoint: number) => boolean; createSubset(): unknown }
type Dressed = { _font: { font: ParsedFont; subset: unknown } }
export type Running = { title: string; author: string; footer: string; createdAt: Date; language: string; texts: DocumentTexts }

let fonts: Promise<{ regular: Buffer; bold: Buffer }> | undefined
const readFonts = async () => {
  const { resolve } = createRequire(import.meta.url)
  const [regular, bold] = await Promise.all(
    ['DejaVuSansCondensed', 'DejaVuSansCondensed-Bold'].map((name) => readFile(resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`))),
  )
  return { regular: regular!, bold: bold! }
}

const parsed = new Map<string, ParsedFont>()

/** Reading a font's tables costs more than printing a page with it: each paper has a selection of its own, of one font that is read once. */
const sharedFont = (paper: PDFKit.PDFDocument, name: 'regular' | 'bold'): ParsedFont => {
  // The library has no public way to hand it a font that was read before, nor to ask one which characters it can draw.
  const own = (paper.font(name) as unknown as Dressed)._font
  const font = parsed.get(name) ?? own.font
  parsed.set(name, font)
  return Object.assign(own, { font, subset: font.createSubset() }).font
}

/** Opens an A4 sheet of paper that grows page by page. The PDF library and the fonts are read on first use. */
export async function openSheet(running: Running): Promise<Sheet> {
  const { default: PDFDocument } = await import('pdfkit')
  fonts ??= readFonts()
  const { regular, bold } = await fonts
  const paper = new PDFDocument({
    size: [a4.width, a4.height],
    // None beside our own.
    font: '',
    margin: 0,
    bufferPages: true,
    autoFirstPage: false,
    pdfVersion: '1.7',
    lang: running.language,
    displayTitle: true,
    info: { Title: running.title, Author: running.author, Creator: 'Parley', CreationDate: running.createdAt },
  })
  paper.registerFont('regular', regular)
  paper.registerFont('bold', bold)
  return new Sheet(paper, running)
}

/** The paper: where we are on it, how wide a text is, and the only place that draws. Positions in points from the top left. */
export class Sheet {
  y: number = margin.top
  readonly #paper: PDFKit.PDFDocument
  readonly #running: Running
  readonly #chunks: Uint8Array[] = []
  readonly #drawable: (codePoint: number) => boolean

  constructor(paper: PDFKit.PDFDocument, running: Running) {
    this.#paper = paper
    this.#running = running
    paper.on('data', (chunk: Uint8Array) => this.#chunks.push(chunk))
    const covered = (['regular', 'bold'] as const).map((name) => sharedFont(paper, name))
    this.#drawable = (codePoint) => covered.every((font) => font.hasGlyphForCodePoint(codePoint))
    paper.addPage()
  }

  /** Height left on this page. */
  get room(): number {
    return a4.height - margin.bottom - this.y
  }

  /** Height of an empty page below its running head. */
  get fullPage(): number {
    return a4.height - margin.bottom - margin.top - 26
  }

  /** Starts a page, with a running head that says whose document it continues. */
  turn(): void {
    this.#paper.addPage()
    this.y = margin.top - 10
    const right = this.lines(this.#running.title, styles.strong, area.width / 2, 1)
    this.write(this.lines(this.#running.author, styles.quiet, area.width / 2 - 12, 1), area.left, this.y, styles.quiet)
    this.write(right, area.left, this.y, styles.strong, area.width, 'right')
    this.rule(area.left, this.y + 16, area.width)
    this.y = margin.top + 26
  }

  /** Turns the page unless this height still fits. */
  need(height: number): void {
    if (height > this.room) this.turn()
  }

  /** The lines a text takes at this width. Hostile text is made harmless here, for everybody. */
  lines(text: unknown, style: TextStyle, width: number, most = 4): string[] {
    return wrapped(printable(text, this.#drawable), width, most, (piece) => this.widthOf(piece, style))
  }

  /** Width of a harmless text in points. */
  widthOf(text: string, style: TextStyle): number {
    return this.#dressed(style).widthOfString(text)
  }

  /** Natural width of any text on one line. */
  naturalWidth(text: unknown, style: TextStyle): number {
    return this.widthOf(printable(text, this.#drawable), style)
  }

  write(lines: readonly string[], x: number, y: number, style: TextStyle, width = 0, align: Align = 'left'): void {
    this.#dressed(style).fillColor(style.colour ?? colours.ink)
    const rise = (style.leading - this.#paper.currentLineHeight()) / 2
    for (const [index, line] of lines.entries()) {
      const spare = align === 'left' ? 0 : width - this.#paper.widthOfString(line)
      const indent = align === 'center' ? spare / 2 : spare
      // A non-breaking space would come out of the text layer as such and defeat a search.
      this.#paper.text(line.replaceAll('\u00a0', ' '), x + indent, y + rise + index * style.leading, { lineBreak: false })
    }
  }

  rule(x: number, y: number, width: number, colour: string = colours.rule, weight = 0.6): void {
    this.#paper
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(weight)
      .strokeColor(colour)
      .stroke()
  }

  shade(x: number, y: number, width: number, height: number, colour: string = colours.shade): void {
    this.#paper.rect(x, y, width, height).fillColor(colour).fill()
  }

  frame(x: number, y: number, width: number, height: number): void {
    this.#paper
      .rect(x + 0.3, y, width - 0.6, height)
      .lineWidth(0.6)
      .strokeColor(colours.rule)
      .stroke()
  }

  /** Numbers the pages and gives the file. */
  async finish(): Promise<Uint8Array> {
    const { start, count } = this.#paper.bufferedPageRange()
    const y = a4.height - margin.bottom + 26
    for (let page = 0; page < count; page++) {
      this.#paper.switchToPage(start + page)
      const number = this.lines(filled(this.#running.texts.page, { page: page + 1, pages: count }), styles.small, 100, 1)
      this.rule(area.left, y - 6, area.width)
      this.write(this.lines(this.#running.footer, styles.small, area.width - 110, 1), area.left, y, styles.small)
      this.write(number, area.left, y, styles.small, area.width, 'right')
    }
    const ended = new Promise<void>((resolve, reject) => this.#paper.once('end', resolve).once('error', reject))
    this.#paper.end()
    await ended
    return new Uint8Array(Buffer.concat(this.#chunks))
  }

  #dressed(style: TextStyle): PDFKit.PDFDocument {
    return this.#paper.font(style.bold ? 'bold' : 'regular').fontSize(style.size)
  }
}
