import type { Token } from './tokens.ts'

const endsNumber = (token: Token | undefined) =>
  token?.kind === 'mark' && token.glued && (token.mark === 'stop' || token.mark === 'close' || token.mark === 'dash')

/** Takes the numbers of a numbered list away ("1. toner 2) pixuri"): only where two or more lines count up from one. */
export const withoutListNumbers = (tokens: readonly Token[]): readonly Token[] => {
  const starts = tokens.flatMap((token, at) => {
    const before = tokens[at - 1]
    const atStart = !before || (before.kind === 'mark' && before.mark === 'line')
    return atStart && token.kind === 'number' && endsNumber(tokens[at + 1]) && tokens[at + 2] && !tokens[at + 2]!.glued ? [at] : []
  })
  const counts =
    starts.length >= 2 && starts.every((at, place) => tokens[at]?.kind === 'number' && textOf(tokens[at]!) === String(place + 1))
  if (!counts) return tokens
  const dropped = new Set(starts.flatMap((at) => [at, at + 1]))
  return tokens.filter((_, at) => !dropped.has(at))
}

const textOf = (token: Token) => (token.kind === 'number' ? token.text : '')
