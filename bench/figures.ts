import { cpus, loadavg, totalmem } from 'node:os'

/** A measured figure. `aim`: what design and docs promise, in words. */
export type Figure = { measure: string; value: string; aim?: string }

export const at = (values: readonly number[], part: number) => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}
export const median = (values: readonly number[]) => at(values, 0.5)

export const ms = (value: number) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`
export const mb = (value: number | null) => (value === null ? 'not told by this system' : `${value.toFixed(0)} MB`)

/** One line as soon as it is known, so that a long run shows that it lives. */
export const tell = ({ measure, value, aim }: Figure) =>
  process.stdout.write(`${measure.padEnd(72)} ${value.padEnd(26)}${aim ? ` (aim: ${aim})` : ''}\n`)

export const machine = () =>
  `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.versions.node}`
/** Others on the machine: a figure under load says less. */
export const load = () => loadavg()[0]!.toFixed(1)

/** Runs `work` over and over for about `ms` and gives how long one took, in microseconds: the median of five rounds after a warm one. */
export const each = (ms: number, work: () => unknown): number => {
  const rounds: number[] = []
  for (let round = 0; round < 6; round += 1) {
    const until = performance.now() + ms / 6
    const began = performance.now()
    let done = 0
    while (performance.now() < until) {
      for (let inner = 0; inner < 16; inner += 1) work()
      done += 16
    }
    if (round > 0) rounds.push(((performance.now() - began) * 1000) / done)
  }
  return median(rounds)
}
