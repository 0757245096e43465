/** Prints the figures of a proof, one a line, so that they can be found in the output of `npm run prove`. */
export const tellFigures = (proof: string, figures: Readonly<Record<string, number | string>>) => {
  const width = Math.max(...Object.keys(figures).map((name) => name.length))
  const lines = Object.entries(figures).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
  process.stdout.write(`\n${proof}\n${lines.join('\n')}\n`)
}
