import { messages } from '../../core/language/words.ts'

/** What is wrong with a line of a file that is brought in. */
export const importWords = {
  en: {
    missing: 'This is needed.',
    not_number: '“{said}” is no number.',
    not_whole: '“{said}” is no whole number.',
    not_phone: '“{said}” is no phone number with its country, like +40712345678.',
    not_language: '“{said}” is no language: en or ro.',
    not_state: '“{said}” is neither active nor inactive.',
    unknown: 'There is no “{said}”.',
    twice: 'The same as line {line}.',
    either_or: 'A price or a discount, one of the two.',
    no_list: 'Say which price list: by a column, or by choosing one.',
    no_warehouse: 'Say which warehouse: by a column.',
    no_vat: 'There is no tax class “{said}”, and no rate of that per cent.',
    unfit: '{why}',
    not_allowed: 'You may not do this.',
    stock_reason: 'Counted: brought in from {file}',
    not_column: 'The column “{column}” is in the file twice or not at all.',
  },
  ro: {
    missing: 'Este necesar.',
    not_number: '„{said}” nu este un număr.',
    not_whole: '„{said}” nu este un număr întreg.',
    not_phone: '„{said}” nu este un număr de telefon cu țara, ca +40712345678.',
    not_language: '„{said}” nu este o limbă: en sau ro.',
    not_state: '„{said}” nu este nici activ, nici inactiv.',
    unknown: 'Nu există „{said}”.',
    twice: 'La fel ca rândul {line}.',
    either_or: 'Un preț sau o reducere, una din două.',
    no_list: 'Spune ce listă de prețuri: printr-o coloană sau alegând una.',
    no_warehouse: 'Spune ce depozit: printr-o coloană.',
    no_vat: 'Nu există clasa de taxă „{said}” și nici o cotă cu acest procent.',
    unfit: '{why}',
    not_allowed: 'Nu ai voie să faci asta.',
    stock_reason: 'Numărat: adus din {file}',
    not_column: 'Coloana „{column}” apare de două ori în fișier sau deloc.',
  },
} as const
export const importSays = messages(importWords)
export type ImportWord = keyof typeof importWords.en
