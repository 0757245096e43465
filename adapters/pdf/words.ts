// A label of this many characters is no label; the rest would only fill pages.
const longestText = 4000

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Cuts a text into what a reader sees as single characters. */
export const charactersOf = (text: string) => Array.from(graphemes.segment(text), ({ segment }) => segment)

/**
 * Makes any text fit to print on one line: controls and direction overrides are gone, a character that the font
 * cannot draw is a box. Non-breaking spaces stay until the line is drawn.
 */
export function printable(text: unknown, drawable: (codePoint: number) => boolean): string {
  const whole = String(text ?? '')
  const tidy = (whole.length > longestText ? `${whole.slice(0, longestText)}…` : whole)
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\u2007\u202f]/g, '\u00a0')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]|[^\P{Zs}\u00a0]/gu, ' ')
  const bare = (part: string) => part.replace(/\p{Cf}|\p{Variation_Selector}/gu, '')
  const known = (part: string) => Array.from(part).every((point) => drawable(point.codePointAt(0)!))
  // Joiners count until here: a family of four is one character, so one box.
  const boxed = () => charactersOf(tidy).map((character) => (known(bare(character)) ? bare(character) : '□'))
  return (
    (known(bare(tidy)) ? bare(tidy) : boxed().join(''))
      // Marks piled on one letter would draw over the rest of the page.
      .replace(/(\p{M}{2})\p{M}+/gu, '$1')
      .replace(/ +/g, ' ')
      .trim()
  )
}

/** Breaks a text into lines no wider than `width`; what does not fit into `most` lines ends in an ellipsis. */
export function wrapped(text: string, width: number, most: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = []
  let line = ''
  const fits = (candidate: string) => widthOf(candidate.trimEnd()) <= width
  for (const piece of text.split(/(?<= )|(?<=\p{L}[/-])(?=\p{L})/u)) {
    if (fits(line + piece)) {
      line += piece
      continue
    }
    if (line) lines.push(line.trimEnd())
    line = piece
    if (fits(piece)) continue
    line = ''
    let taken = 0
    for (const character of charactersOf(piece)) {
      const advance = widthOf(character)
      if (line && character !== ' ' && taken + advance > width) {
        lines.push(line)
        line = ''
        taken = 0
      }
      line += character
      taken += advance
    }
    if (lines.length > most) break
  }
  if (line.trim()) lines.push(line.trimEnd())
  if (lines.length <= most) return lines
  const last = charactersOf(lines[most - 1]!)
  while (last.length && widthOf(`${last.join('')}…`) > width) last.pop()
  return [...lines.slice(0, most - 1), `${last.join('')}…`]
}
