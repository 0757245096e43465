import type { Token } from './tokens.ts'

const weekdays: Record<string, number> = {
  luni: 1,
  marti: 2,
  miercuri: 3,
  joi: 4,
  vineri: 5,
  sambata: 6,
  duminica: 7,
  monday: 1,
  tuesday: 2,
  wednesday: 3,
  thursday: 4,
  friday: 5,
  saturday: 6,
  sunday: 7,
  montag: 1,
  dienstag: 2,
  mittwoch: 3,
  donnerstag: 4,
  freitag: 5,
  samstag: 6,
  lunes: 1,
  martes: 2,
  miercoles: 3,
  jueves: 4,
  viernes: 5,
  lundi: 1,
  mardi: 2,
  mercredi: 3,
  jeudi: 4,
  vendredi: 5,
}
const months: Record<string, number> = {
  ianuarie: 1,
  februarie: 2,
  martie: 3,
  aprilie: 4,
  mai: 5,
  iunie: 6,
  iulie: 7,
  august: 8,
  septembrie: 9,
  octombrie: 10,
  noiembrie: 11,
  decembrie: 12,
  january: 1,
  february: 2,
  march: 3,
  april: 4,
  may: 5,
  june: 6,
  july: 7,
  september: 9,
  october: 10,
  november: 11,
  december: 12,
}
const near: Record<string, number> = {
  azi: 0,
  astazi: 0,
  maine: 1,
  poimaine: 2,
  today: 0,
  tonight: 0,
  tomorrow: 1,
  tmrw: 1,
  heute: 0,
  manana: 1,
  demain: 1,
}
const lead = new Set(
  `pentru pe pana dupa din de la data cu incepand livrare livrarea livrati livrat livreaza aduceti for on until till by after before from next this deliver delivered delivery the not earlier than
  fur am bis para el pour le viitoare urmatoare curenta asta aceasta joia lunea vinerea martea miercurea ziua dimineata dimineata seara morning afternoon nu mai devreme tarziu later`.split(
    /\s+/,
  ),
)

export type DateFound = { from: number; to: number; day: string | null }

/** The first day that tokens speak of ("tomorrow", "vineri", "15 martie", "15.03", "peste 3 zile"), with the words around it that belong to it. */
export const dateIn = (tokens: readonly Token[], today: string | undefined): DateFound | null => {
  for (const [at, token] of tokens.entries()) {
    const found = dateAt(tokens, at, token, today)
    if (!found) continue
    let from = at
    while (from > 0 && leads(tokens[from - 1]!)) from--
    let to = at + found.length
    while (to < tokens.length && follows(tokens[to]!)) to++
    return { from, to, day: found.day }
  }
  return null
}

const text = (token: Token | undefined) => (token && token.kind !== 'mark' ? token.text : '')
const leads = (token: Token) => token.kind === 'word' && lead.has(token.text)
const follows = (token: Token) =>
  token.kind === 'word' &&
  /^(?:viitoare|urmatoare|urmatoarea|viitor|dimineata|seara|dupa|amiaza|morning|afternoon|evening|please|latest|later|trecut)$/.test(
    token.text,
  )

const dateAt = (
  tokens: readonly Token[],
  at: number,
  token: Token,
  today: string | undefined,
): { day: string | null; length: number } | null => {
  const [next, third] = [tokens[at + 1], tokens[at + 2]]
  if (token.kind === 'word') {
    const days = Object.hasOwn(near, token.text) ? near[token.text] : undefined
    if (days !== undefined) return { day: shifted(today, days), length: 1 }
    const weekday = Object.hasOwn(weekdays, token.text) ? weekdays[token.text] : undefined
    // "3 luni" is three months.
    if (weekday !== undefined && !(token.text === 'luni' && tokens[at - 1]?.kind === 'number'))
      return { day: nextWeekday(today, weekday), length: 1 }
    if (token.text === 'saptamana' && /^(?:viitoare|urmatoare|asta|aceasta)$/.test(text(next)))
      return { day: text(next).startsWith('a') ? null : nextWeekday(today, 1), length: 2 }
    if (token.text === 'next' && text(next) === 'week') return { day: nextWeekday(today, 1), length: 2 }
    if (
      (token.text === 'peste' || token.text === 'in' || token.text === 'cel') &&
      next?.kind === 'number' &&
      /^(?:zile|zi|days|day)$/.test(text(third))
    )
      return { day: shifted(today, Math.min(next.milli / 1000, 400)), length: 3 }
    if (
      Object.hasOwn(months, token.text) &&
      token.text !== 'mai' &&
      token.text !== 'may' &&
      token.text !== 'march' &&
      next?.kind === 'number'
    )
      return { day: dayOf(today, next.milli / 1000, months[token.text]!), length: 2 }
    return null
  }
  if (token.kind !== 'number') return null
  const dotted = /^(\d{1,2})\.(\d{1,2})(?:\.(\d{2,4}))$/.exec(token.text)
  if (dotted) return { day: dayOf(today, Number(dotted[1]), Number(dotted[2])), length: 1 }
  const lone = /^(\d{1,2})\.(\d{2})$/.exec(token.text)
  if (lone && isDateLead(tokens[at - 1])) return { day: dayOf(today, Number(lone[1]), Number(lone[2])), length: 1 }
  const whole = /^\d{1,2}$/.test(token.text) ? Number(token.text) : 0
  if (whole < 1 || whole > 31) return null
  const monthWord = text(next) === 'of' ? third : next
  const month = monthWord?.kind === 'word' && Object.hasOwn(months, monthWord.text) ? months[monthWord.text] : undefined
  // "5 mai" is the fifth of May only where a date is spoken of.
  if (month !== undefined && (text(monthWord) !== 'mai' || isDateLead(tokens[at - 1])))
    return { day: dayOf(today, whole, month), length: text(next) === 'of' ? 3 : 2 }
  const slashed =
    next?.kind === 'mark' &&
    next.mark === 'slash' &&
    next.glued &&
    third?.kind === 'number' &&
    /^\d{2}$/.test(third.text) &&
    isDateLead(tokens[at - 1])
  return slashed ? { day: dayOf(today, whole, third.milli / 1000), length: 3 } : null
}

const isDateLead = (token: Token | undefined) =>
  token?.kind === 'word' && /^(?:pe|data|on|de|pana|by|until|dupa|after|from|din|livrare|pentru|for)$/.test(token.text)

const dayMs = 86_400_000
const at = (day: string) => Date.parse(`${day}T00:00:00Z`)
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10)

const shifted = (today: string | undefined, days: number) => (today ? iso(at(today) + Math.trunc(days) * dayMs) : null)

const nextWeekday = (today: string | undefined, weekday: number) => {
  if (!today) return null
  const now = new Date(at(today)).getUTCDay() || 7
  return shifted(today, ((weekday - now + 6) % 7) + 1)
}

/** A day and month without a year is the next one to come. */
const dayOf = (today: string | undefined, day: number, month: number) => {
  if (!today || month < 1 || month > 12 || day < 1 || day > 31) return null
  const year = Number(today.slice(0, 4))
  const make = (inYear: number) => new Date(Date.UTC(inYear, month - 1, day))
  const first = make(year)
  if (first.getUTCMonth() !== month - 1) return null
  const found = iso(first.getTime()) < today ? make(year + 1) : first
  return iso(found.getTime())
}
