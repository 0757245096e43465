/**
 * Money is integers: amounts in minor units of their currency (`…Minor`: bani for RON, yen for JPY), unit prices in
 * ten-thousandths of the major unit (`…E4`), quantities in thousandths (`…Milli`), percentages in thousandths (`…Permille`: 21 % is 210).
 * Every rounding in the house is half up, away from zero for negative amounts, so that a credit note mirrors its invoice to the ban.
 */

const locales = new Map([
  ['en', 'en-GB'],
  ['ro', 'ro-RO'],
])
const exponents = new Map<string, number>()
const formatters = new Map<string, Intl.NumberFormat>()
const dateFormatters = new Map<string, Intl.DateTimeFormat>()
let currencies: ReadonlySet<string> | undefined

/** How many decimals a currency has (RON 2, JPY 0, KWD 3). Throws RangeError for what is no currency. */
export const exponentOf = (currency: string): number => {
  const known = exponents.get(currency)
  if (known !== undefined) return known
  currencies ??= new Set(Intl.supportedValuesOf('currency'))
  if (!currencies.has(currency)) throw new RangeError(`${currency} is not a currency code of ISO 4217`)
  const exponent = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  exponents.set(currency, exponent)
  return exponent
}

/** a × b ÷ divisor, exactly, rounded half up (away from zero). Throws RangeError for fractions and for results beyond 2^53. */
export const timesOver = (a: number, b: number, divisor: number): number => {
  for (const part of [a, b, divisor]) if (!Number.isSafeInteger(part)) throw new RangeError(`${part} is not a whole number`)
  if (divisor <= 0) throw new RangeError('the divisor must be above zero')
  const product = a * b
  if (Number.isSafeInteger(product)) {
    const size = Math.abs(product)
    const rest = size % divisor
    const whole = (size - rest) / divisor + (rest >= divisor - rest ? 1 : 0)
    return product < 0 && whole !== 0 ? -whole : whole
  }
  const exact = BigInt(a) * BigInt(b)
  const size = exact < 0n ? -exact : exact
  const whole = Number((size * 2n + BigInt(divisor)) / (2n * BigInt(divisor)))
  if (!Number.isSafeInteger(whole)) throw new RangeError('the amount is too large')
  return exact < 0n ? -whole : whole
}

/** Price × quantity in minor units, rounded once. The same sum serves net and gross prices. */
export const lineNetMinor = (unitPriceE4: number, quantityMilli: number, currency: string): number =>
  timesOver(unitPriceE4, quantityMilli, 10 ** (7 - exponentOf(currency)))

/** A share of an amount: `shareMinor(10_000, 210)` is 2,100. */
export const shareMinor = (amountMinor: number, permille: number): number => timesOver(amountMinor, permille, 1000)

/** What is left of an amount when the VAT inside it is taken out. */
export const netOfGrossMinor = (grossMinor: number, vatPermille: number): number => timesOver(grossMinor, 1000, 1000 + vatPermille)

/** A unit price less a discount, rounded half up to the currency's minor unit (bani), still in ten-thousandths. */
export const discountedE4 = (unitPriceE4: number, discountPermille: number, currency: string): number => {
  const stepE4 = 10 ** (4 - exponentOf(currency))
  return timesOver(unitPriceE4, 1000 - discountPermille, 1000 * stepE4) * stepE4
}

/** A unit price without the VAT in it, in ten-thousandths. For showing and comparing only: sums start from the price as kept. */
export const netUnitPriceE4 = (unitPriceE4: number, tax: 'net' | 'gross', vatPermille: number): number =>
  tax === 'net' ? unitPriceE4 : timesOver(unitPriceE4, 1000, 1000 + vatPermille)

/** A unit price with VAT, in ten-thousandths. For showing only. */
export const grossUnitPriceE4 = (unitPriceE4: number, tax: 'net' | 'gross', vatPermille: number): number =>
  tax === 'gross' ? unitPriceE4 : timesOver(unitPriceE4, 1000 + vatPermille, 1000)

/** The locale that speaks a language; English (British dates) where we have nothing better. */
export const localeOf = (language: string): string => {
  const known = locales.get(language)
  if (known) return known
  try {
    return Intl.NumberFormat.supportedLocalesOf(language)[0] ?? 'en-GB'
  } catch {
    return 'en-GB' // not a language tag at all
  }
}

/** 12345 with two decimals is "123.45": exact, whatever the size. */
const decimalText = (scaled: number, decimals: number) => {
  if (!Number.isSafeInteger(scaled)) throw new RangeError(`${scaled} is not a whole number`)
  const digits = String(Math.abs(scaled)).padStart(decimals + 1, '0')
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
  return `${scaled < 0 ? '-' : ''}${text}` as `${number}`
}

// Plain spaces: people copy amounts back to us, and search for them.
const plainSpaces = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

const numberFormat = (language: string, options: Intl.NumberFormatOptions) => {
  const key = `${language} ${options.style} ${options.currency} ${options.maximumFractionDigits}`
  let format = formatters.get(key)
  if (!format) {
    format = new Intl.NumberFormat(localeOf(language), options)
    if (formatters.size >= 200) formatters.clear()
    formatters.set(key, format)
  }
  return format
}

const inWords = (scaled: number, decimals: number, currency: string, language: string, maximumFractionDigits: number) => {
  const exponent = exponentOf(currency)
  // Romanians write and say "lei"; the code RON is for bankers.
  const currencyDisplay = language === 'ro' ? 'narrowSymbol' : 'symbol'
  const options = { style: 'currency', currency, currencyDisplay, minimumFractionDigits: exponent, maximumFractionDigits } as const
  return plainSpaces(numberFormat(language, options).format(decimalText(scaled, decimals)))
}

/** "RON 1,234.50", "1.234,50 lei". */
export const formatMoney = (minor: number, currency: string, language: string): string =>
  inWords(minor, exponentOf(currency), currency, language, exponentOf(currency))

/** Like money, with up to four decimals where the price has them. */
export const formatUnitPrice = (unitPriceE4: number, currency: string, language: string): string =>
  inWords(unitPriceE4, 4, currency, language, 4)

/** "1.5", "1,5", "1,250". */
export const formatQuantity = (milli: number, language: string): string =>
  plainSpaces(numberFormat(language, { style: 'decimal', maximumFractionDigits: 3 }).format(decimalText(milli, 3)))

/** 210 is "21%", 55 is "5.5%". */
export const formatPermille = (permille: number, language: string): string =>
  plainSpaces(numberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(decimalText(permille, 3)))

const dateFormat = (language: string, zone: string, kind: 'day' | 'short' | 'instant') => {
  const key = `${language} ${zone} ${kind}`
  let format = dateFormatters.get(key)
  if (!format) {
    const options: Intl.DateTimeFormatOptions =
      kind === 'short'
        ? { timeZone: zone, day: 'numeric', month: 'short' }
        : { timeZone: zone, day: 'numeric', month: 'long', year: 'numeric' }
    const time: Intl.DateTimeFormatOptions = kind === 'instant' ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : {}
    format = new Intl.DateTimeFormat(localeOf(language), { ...options, ...time })
    if (dateFormatters.size >= 200) dateFormatters.clear()
    dateFormatters.set(key, format)
  }
  return format
}

/** A day 'YYYY-MM-DD' in words: "5 March 2026", "5 martie 2026". */
export const formatDate = (day: string, language: string): string =>
  plainSpaces(dateFormat(language, 'UTC', 'day').format(new Date(`${day}T00:00:00Z`)))

/** "5 Mar", "5 mar.": a day where there is little room, like on a button. */
export const formatShortDate = (day: string, language: string): string =>
  plainSpaces(dateFormat(language, 'UTC', 'short').format(new Date(`${day}T00:00:00Z`)))

/** An instant in words, as the clock on the wall of `zone` shows it. */
export const formatDateTime = (at: Date, language: string, zone: string): string =>
  plainSpaces(dateFormat(language, zone, 'instant').format(at))

const currencyWords = new Map(
  Object.entries({
    RON: ['lei', 'leu'],
    EUR: ['€', 'euro', 'euros'],
    USD: ['$', 'dolari', 'dollars'],
    GBP: ['£', 'lire', 'pounds'],
    JPY: ['¥', 'yen'],
  }).flatMap(([currency, words]) => words.map((word) => [word, currency] as const)),
)

/**
 * Reads an amount that a person typed, in minor units of `currency`: "1.234,50", "1,234.50", "120", "120 lei".
 * Null where it can be read in two ways ("1,234" in Romanian), names another currency, has too many decimals, or is no amount.
 */
export const parseMoney = (text: string, language: string, currency: string): number | null => {
  const match = /^(-)?([^\d\s.,'-]*)\s*(\d[\d.,' ]*?)\s*(?:de )?([^\d\s.,'-]*)$/u.exec(
    text.slice(0, 60).normalize('NFKC').trim().toLowerCase(),
  )
  if (!match || text.length > 60) return null
  const [, minus, before, number = '', after] = match
  for (const word of [before, after]) if (word && (currencyWords.get(word) ?? word.toUpperCase()) !== currency) return null
  const scaled = readDecimal(number, language, exponentOf(currency))
  return scaled === null ? null : minus && scaled !== 0 ? -scaled : scaled
}

/**
 * Reads digits with separators into a whole number of 10^-decimals. With both separators the last one is the decimal one; a single
 * separator before exactly three digits groups if the language groups with it, else it is decimal, if so many decimals are allowed and
 * null if they are not. Null for broken grouping.
 */
export const readDecimal = (text: string, language: string, decimals: number): number | null => {
  const parts = /^(\d+)((?:[.,' ]\d+)*)$/.exec(text)
  if (!parts) return null
  const marks = text.replace(/\d/g, '')
  const groupsWith = groupMark(language)
  const last = marks.at(-1) ?? ''
  const tail = text.slice(text.lastIndexOf(last) + 1)
  const isPoint = last === '.' || last === ','
  const once = marks.indexOf(last) === marks.length - 1
  const decimal = last !== '' && isPoint && once && (marks.length > 1 || tail.length !== 3 || last !== groupsWith || text.startsWith('0'))
  const whole = decimal ? text.slice(0, text.lastIndexOf(last)) : text
  const fraction = decimal ? tail : ''
  if (fraction.length > decimals || !/^(\d+|\d{1,3}(([.,' ])\d{3})(\3\d{3})*)$/.test(whole)) return null
  const scaled = Number(whole.replace(/\D/g, '') + fraction.padEnd(decimals, '0'))
  return Number.isSafeInteger(scaled) ? scaled : null
}

/** What a language puts between thousands: "," in English, "." in Romanian and most others. */
export const groupMark = (language: string): '.' | ',' =>
  numberFormat(language, { style: 'decimal', maximumFractionDigits: 0 }).format(1_000_000).includes(',') ? ',' : '.'
