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
  const tidy = String(text ?? '')
    .slice(0, longestText)
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\u2007\u202f]/g, '\u00a0')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\p{Cf}|\p{Variation_Selector}/gu, '')
    .replace(/[^\P{Zs}\u00a0]+/gu, ' ')
    .trim()
  const known = (character: string) => Array.from(character).every((point) => drawable(point.codePointAt(0)!))
  if (known(tidy)) return tidy
  return charactersOf(tidy)
    .map((character) => (known(character) ? character : '□'))
    .join('')
}

/** Breaks a text into lines no wider than `width`; what does not fit into `most` lines ends in an ellipsis. */
export function wrapped(text: string, width: number, most: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = []
  let line = ''
  const fits = (candidate: string) => widthOf(candidate.trimEnd()) <= width
  for (const piece of text.split(/(?<=[ /])|(?<=[\p{L}\p{N}]-)/u)) {
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
