/** One readable line instead of a JSON object, for people who look at a terminal. */
export const prettyLines = (out: { write(text: string): unknown }) => ({
  write(json: string) {
    const { level, time, msg, error, ...rest } = JSON.parse(json) as Record<string, unknown>
    const fields = Object.entries(rest).map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    const { message, stack, type } = (error ?? {}) as Record<string, unknown>
    const trouble = error ? `\n    ${type}: ${message}${stack ? `\n${stack}` : ''}` : ''
    out.write(`${String(time).slice(11, 23)} ${String(level).padEnd(5)} ${msg ?? ''}${fields.join('')}${trouble}\n`)
  },
})
