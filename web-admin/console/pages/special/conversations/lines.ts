export type File = { name: string; type?: string; url?: string | null }
export type Line = {
  id: string
  direction: 'in' | 'out' | 'note'
  at: string
  kind: string
  text: string | null
  state: string | null
  deliveredAt?: string | null
  readAt?: string | null
  author?: { kind: string; id: string | null; name: string | null } | null
  files?: File[]
  trouble?: string | null
}
export type Thread = {
  items: Line[]
  next?: string | null
  window?: { open: boolean; until?: string | null }
  marketing?: { stoppedAt?: string | null }
}

/** The furthest that is known of a message: read beats delivered beats sent. */
export const stateOf = ({ direction, state, deliveredAt, readAt }: Line): string | null => {
  if (direction === 'note') return null
  if (direction === 'in') return state === 'waiting' || state === 'dead' ? state : null
  if (readAt) return 'read'
  return deliveredAt ? 'delivered' : state
}

/** Lines under the day on which they were written, in a time zone. */
export const byDay = (lines: readonly Line[], timeZone: string): { day: string; lines: Line[] }[] => {
  const asDay = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const days: { day: string; lines: Line[] }[] = []
  for (const line of lines) {
    const day = asDay.format(new Date(line.at))
    const last = days.at(-1)
    if (last?.day === day) last.lines.push(line)
    else days.push({ day, lines: [line] })
  }
  return days
}
