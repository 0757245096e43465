import type { Line } from './types.ts'

/** Leaves out what is only talk: words nobody counted and nobody sells, unless they stand among the lines of an order. */
export const worthAsking = (lines: readonly Line[], { ordering }: { ordering: boolean }): Line[] => {
  const known = lines.some((line) => line.kind !== 'unknown')
  return lines.filter((line) => {
    if (line.kind !== 'unknown') return true
    const words = line.said.split(' ').length
    if (line.quantityMilli !== null) return words <= 7
    return words <= 4 && (known || ordering)
  })
}
