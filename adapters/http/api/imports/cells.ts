import type { ImportWord } from '../../../../bots/texts/imports.ts'
import { fold } from '../../../../core/language/fold.ts'
import { readDecimal } from '../../../../core/language/money.ts'
import type { CellKind } from './targets.ts'

export type Fault = { key: ImportWord; values?: Record<string, string | number> }
export type Read = { value: unknown } | Fault

const decimals: Readonly<Partial<Record<CellKind, number>>> = { money: 2, priceE4: 4, milli: 3, permille: 1, whole: 0 }

const yes = ['yes', 'da', 'true', '1', 'active', 'activ', 'activa']
const no = ['no', 'nu', 'false', '0', 'inactive', 'inactiv', 'inactiva']
const languages: Readonly<Record<string, string>> = {
  en: 'en',
  english: 'en',
  engleza: 'en',
  ro: 'ro',
  romanian: 'ro',
  romana: 'ro',
  de: 'de',
  es: 'es',
  fr: 'fr',
}

/**
 * The decimal mark of a file, by its numbers: a comma before one or two digits at the end speaks for the comma, a point for the point.
 * Without any sign, that of the reader's language.
 */
export const decimalMarkOf = (cells: readonly string[], language: string): 'en' | 'ro' => {
  let commas = 0
  let points = 0
  for (const cell of cells) {
    if (/^-?[\d.]*\d,\d{1,2}$|^\d{1,3}(\.\d{3})+,\d+$/.test(cell)) commas += 1
    if (/^-?[\d,]*\d\.(\d{1,2}|\d{4,})$|^\d{1,3}(,\d{3})+\.\d+$/.test(cell)) points += 1
  }
  if (commas !== points) return commas > points ? 'ro' : 'en'
  return language === 'ro' ? 'ro' : 'en'
}

/** A cell as the field takes it, or what is wrong with it. `marks`: the language whose decimal mark the file uses. */
export const readCell = (kind: CellKind, said: string, marks: 'en' | 'ro'): Read => {
  const places = decimals[kind]
  if (places !== undefined) {
    const number = said.replace(/\s*(lei|ron|eur|€|%)$/i, '').replaceAll(/[\s\u00a0]/g, '')
    // What a workbook holds is a number of the machine, with more digits than anybody wrote.
    const read = readDecimal(
      /\.\d{5,}$/.test(number) ? Number(number).toFixed(places) : number.replace(/([.,]\d*?)0+$/, '$1').replace(/[.,]$/, ''),
      marks,
      places,
    )
    return read === null ? { key: kind === 'whole' ? 'not_whole' : 'not_number', values: { said } } : { value: read }
  }
  if (kind === 'words')
    return {
      value: said
        .split(said.includes('|') ? '|' : /[;,]/)
        .map((one) => one.trim())
        .filter(Boolean),
    }
  if (kind === 'language') {
    const language = languages[fold(said)]
    return language ? { value: language } : { key: 'not_language', values: { said } }
  }
  if (kind === 'state') {
    const word = fold(said)
    if (yes.includes(word)) return { value: 'active' }
    return no.includes(word) ? { value: 'inactive' } : { key: 'not_state', values: { said } }
  }
  if (kind === 'phone') {
    const digits = said.replaceAll(/[\s().\-/]/g, '').replace(/^00/, '+')
    const phone = /^07\d{8}$/.test(digits) ? `+4${digits}` : /^\d{11,15}$/.test(digits) ? `+${digits}` : digits
    return /^\+[1-9]\d{6,14}$/.test(phone) ? { value: phone } : { key: 'not_phone', values: { said } }
  }
  return { value: said }
}
