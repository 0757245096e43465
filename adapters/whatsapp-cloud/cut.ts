const characters = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** Cuts to at most `max` UTF-16 units by whole characters; an ellipsis (counted) shows that something is gone. */
export const cut = (text: string, max: number) => {
  if (text.length <= max) return text
  let kept = ''
  for (const { segment } of characters.segment(text)) {
    if (kept.length + segment.length > max - 1) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

/**
 * Splits into pieces of at most `max` UTF-16 units: between paragraphs where that leaves no crumb, else between
 * lines, else between words, else between characters. Only white space at the joints is lost.
 */
export const splitText = (text: string, max: number) => {
  const pieces: string[] = []
  let rest = text.trim()
  while (rest.length > max) {
    const at = breakIn(rest, max)
    pieces.push(rest.slice(0, at).trimEnd())
    rest = rest.slice(at).trimStart()
  }
  if (rest) pieces.push(rest)
  return pieces
}

const breakIn = (text: string, max: number) => {
  for (const mark of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(mark, max)
    if (at > max / 4) return at
  }
  let at = 0
  for (const { segment } of characters.segment(text.slice(0, max + 64))) {
    if (at + segment.length > max) break
    at += segment.length
  }
  if (at > 0) return at
  // One "character" longer than a whole message: somebody stacks accents. Only a surrogate pair must stay whole.
  return /[\ud800-\udbff]/.test(text.charAt(max - 1)) ? max - 1 : max
}

/** Button and row titles: one line, no markup guards, at most `max` units, and no two alike (WhatsApp refuses twins). */
export const uniqueTitles = (titles: string[], max: number) => {
  const taken = new Set<string>()
  return titles.map((title, index) => {
    const whole = oneLine(title) || String(index + 1)
    let unique = cut(whole, max)
    for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${cut(whole, max - 1 - String(n).length)} ${n}`
    taken.add(unique.toLowerCase())
    return unique
  })
}

/** All white space becomes single spaces; zero-width guards against markup go, since titles and parameters know none. */
export const oneLine = (text: string) =>
  text
    .replace(/\u200b/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()

/** The last piece of a path, on one line, at most 200 units, its extension kept. */
export const fileName = (name: string) => {
  const last = oneLine(name.split(/[/\\]/).at(-1) ?? '') || 'document'
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(last)?.[0] ?? ''
  return cut(last.slice(0, last.length - extension.length), 200 - extension.length) + extension
}
