import { type Language, localeOf } from './i18n.tsx'

const exponents = new Map<string, number>()

/** How many digits a currency has behind the point: RON 2, JPY 0. An unknown one is taken for two. */
export const exponentOf = (currency: string): number => {
  const known = exponents.get(currency)
  if (known !== undefined) return known
  let digits = 2
  try {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    // Not a currency that the browser knows.
  }
  exponents.set(currency, digits)
  return digits
}

/** An integer as an exact decimal: `decimal(1234, 2)` = '12.34'. */
export const decimal = (value: number, digits: number): string => {
  const text = String(Math.abs(Math.trunc(value))).padStart(digits + 1, '0')
  const whole = digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text
  return value < 0 ? `-${whole}` : whole
}

const written = (value: string, language: Language, options: Intl.NumberFormatOptions) =>
  // Decimals go in as text, so that no digit is lost on the way.
  new Intl.NumberFormat(localeOf(language), options).format(value as Intl.StringNumericLiteral)

const currencied = (value: string, currency: string | undefined, language: Language, options: Intl.NumberFormatOptions) => {
  if (!currency || !/^[A-Z]{3}$/.test(currency)) return written(value, language, options)
  return written(value, language, { style: 'currency', currency, currencyDisplay: 'code', ...options })
}

/** Minor units of a currency, as people write them. */
export const money = (minor: number, currency: string | undefined, language: Language): string => {
  const digits = currency ? exponentOf(currency) : 2
  return currencied(decimal(minor, digits), currency, language, { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** Ten-thousandths of a currency unit; shows at least the cents, and more where there is more. */
export const price = (e4: number, currency: string | undefined, language: Language): string =>
  currencied(decimal(e4, 4), currency, language, { minimumFractionDigits: 2, maximumFractionDigits: 4 })

/** Thousandths of a unit. */
export const quantity = (milli: number, language: Language): string => written(decimal(milli, 3), language, { maximumFractionDigits: 3 })

/** Thousandths as a percentage: 190 is 19%. */
export const percent = (permille: number, language: Language): string =>
  written(decimal(permille, 3), language, { style: 'percent', maximumFractionDigits: 1 })

export const number = (value: number, language: Language): string => new Intl.NumberFormat(localeOf(language)).format(value)

/** A day (`YYYY-MM-DD`), the same wherever the reader is. */
export const day = (value: string, language: Language): string => {
  const at = new Date(`${value.slice(0, 10)}T00:00:00Z`)
  return Number.isNaN(at.getTime())
    ? value
    : new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeZone: 'UTC' }).format(at)
}

/** An instant, in the company's time zone. (Default: the reader's) */
export const instant = (value: string, language: Language, timeZone?: string): string => {
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) return value
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'short', ...(timeZone && { timeZone }) }).format(at)
}

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** How long ago, in words: “3 hours ago”. */
export const ago = (value: string, language: Language, now = Date.now()): string => {
  const seconds = (new Date(value).getTime() - now) / 1000
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
  return new Intl.RelativeTimeFormat(localeOf(language), { numeric: 'auto' }).format(Math.round(seconds / size), unit)
}

/**
 * What somebody typed, as an integer of so many decimal digits: `parseDecimal('1.234,5', 2, 'ro')` = 123450. Null where it is no number or has
 * more digits than that. A lone point or comma is the decimal sign in either language, as phones offer only one of them; but where the language
 * groups thousands with it and three digits follow, it does that.
 */
export const parseDecimal = (typed: string, digits: number, language: Language): number | null => {
  const bare = typed.replace(/[\s\u00a0\u202f']/g, '')
  if (!/^-?[\d.,]*\d[\d.,]*$/.test(bare)) return null
  const signs = bare.match(/[.,]/g) ?? []
  const last = signs.at(-1)
  const at = last !== undefined && isDecimalSign(bare, signs, last, language) ? bare.lastIndexOf(last) : bare.length
  const whole = bare.slice(0, at).replace(/\D/g, '')
  const rest = bare.slice(at + 1)
  if (/\D/.test(rest) || /[1-9]/.test(rest.slice(digits))) return null
  const value = Number(`${whole || '0'}${rest.slice(0, digits).padEnd(digits, '0')}`)
  if (!Number.isSafeInteger(value)) return null
  return bare.startsWith('-') ? -value : value
}

const isDecimalSign = (bare: string, signs: readonly string[], last: string, language: Language) => {
  if (signs.length > 1) return signs.indexOf(last) === signs.length - 1
  const groups = language === 'ro' ? '.' : ','
  return !(last === groups && /^-?[1-9]\d{0,2}[.,]\d{3}$/.test(bare))
}

/** An integer of so many decimal digits, as one types it in this language: no thousands signs, no zeros that say nothing. */
export const typedDecimal = (value: number, digits: number, language: Language, least = 0): string => {
  const [whole = '0', rest = ''] = decimal(value, digits).split('.')
  const kept = rest.replace(/0+$/, '').padEnd(least, '0')
  return kept ? `${whole}${language === 'ro' ? ',' : '.'}${kept}` : whole
}
