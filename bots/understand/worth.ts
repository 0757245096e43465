import type { Line } from './types.ts'

const isName = (said: string) => /^\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+){0,2}$/u.test(said)

/** Leaves out what is only talk: words nobody counted and nobody sells, unless they stand among the lines of an order. */
export const worthAsking = (lines: readonly Line[], { ordering }: { ordering: boolean }): Line[] => {
  const known = lines.some((line) => line.kind !== 'unknown')
  return lines.filter((line, at) => {
    if (line.kind !== 'unknown') return true
    // A telephone number is no quantity, and a name under an order is no article.
    if ((line.quantityMilli ?? 0) > 1_000_000_000) return false
    if (known && at === lines.length - 1 && line.quantityMilli === null && isName(line.said)) return false
    const words = line.said.split(' ').length
    if (line.quantityMilli !== null) return words <= 7
    return words <= 4 && (known || ordering)
  })
}
