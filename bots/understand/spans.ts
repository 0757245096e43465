import type { Token } from './tokens.ts'

/** The words of some tokens as one line for patterns, a space at both ends; long texts are cut, patterns look at the beginning only. */
export const asLine = (tokens: readonly Token[]): string => ` ${wordsOf(tokens).join(' ').slice(0, 800)} `

export const wordsOf = (tokens: readonly Token[]): string[] => tokens.flatMap((token) => (token.kind === 'mark' ? [] : [token.text]))

/** The tokens that a pattern over `asLine` matches, as [from, to), or null. */
export const spanOf = (tokens: readonly Token[], pattern: RegExp): readonly [number, number] | null => {
  const match = pattern.exec(asLine(tokens))
  if (!match) return null
  const start = match.index + 1
  const end = match.index + match[0].length
  let place = 1
  let from = -1
  let to = -1
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'mark') continue
    if (place >= start && from < 0) from = at
    if (place < end) to = at + 1
    place += token.text.length + 1
  }
  return from < 0 || to <= from ? null : [from, to]
}

/** Tokens without those from one place to another; a comma stays behind, so that what was apart stays apart. */
export const without = (tokens: readonly Token[], [from, to]: readonly [number, number]): readonly Token[] => {
  const first = tokens[from]
  if (!first) return tokens
  return [
    ...tokens.slice(0, from),
    { kind: 'mark', mark: 'comma', start: first.start, end: first.start, glued: false },
    ...tokens.slice(to),
  ]
}

export type Sentence = { tokens: readonly Token[]; question: boolean }

/** Cuts at line ends, full stops, exclamation and question marks; a list stays in lines. */
export const sentencesOf = (tokens: readonly Token[]): Sentence[] => {
  const found: Sentence[] = []
  let open: Token[] = []
  const close = (question: boolean) => {
    if (wordsOf(open).length > 0) found.push({ tokens: open, question })
    open = []
  }
  for (const token of tokens) {
    open.push(token)
    if (
      token.kind === 'mark' &&
      (token.mark === 'line' || token.mark === 'question' || (token.mark === 'stop' && !isShort(open.at(-2), token)))
    )
      close(token.mark === 'question')
  }
  close(false)
  return found
}

const short = new Set('buc bc pcs pc pach pkt cut ctn nr no approx aprox cca ex gr kg ml dl d dna mr mrs str'.split(' '))
const isShort = (before: Token | undefined, stop: Token) => stop.glued && before?.kind === 'word' && short.has(before.text)
