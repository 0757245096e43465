import { formatQuantity } from '../../core/language/money.ts'
import { messages } from '../../core/language/words.ts'

export const unitWords = {
  en: {
    box: '{count, plural, one {box} other {boxes}}',
    pack: '{count, plural, one {pack} other {packs}}',
    pc: '{count, plural, one {piece} other {pieces}}',
    roll: '{count, plural, one {roll} other {rolls}}',
    kg: 'kg',
    set: '{count, plural, one {set} other {sets}}',
    pallet: '{count, plural, one {pallet} other {pallets}}',
    l: 'l',
  },
  ro: {
    box: '{count, plural, one {cutie} few {cutii} other {de cutii}}',
    pack: '{count, plural, one {bax} few {baxuri} other {de baxuri}}',
    pc: '{count, plural, one {bucată} few {bucăți} other {de bucăți}}',
    roll: '{count, plural, one {rolă} few {role} other {de role}}',
    kg: 'kg',
    set: '{count, plural, one {set} few {seturi} other {de seturi}}',
    pallet: '{count, plural, one {palet} few {paleți} other {de paleți}}',
    l: 'l',
  },
}
const say = messages(unitWords)
type UnitKey = keyof typeof unitWords.en

/** "5 cutii", "20 de baxuri", "12 kg"; a unit that we have no words for stands as it is. */
export const amountIn = (milli: number, unit: string, language: string) =>
  `${formatQuantity(milli, language)} ${unit in unitWords.en ? say(unit as UnitKey, { count: milli / 1000 }, language) : unit}`

/** The unit alone as it stands behind a number: for one, for a few, for many; pages choose by the number that somebody has just put in. */
export const unitForms = (unit: string, language: string) => {
  const form = (count: number) => (unit in unitWords.en ? say(unit as UnitKey, { count }, language) : unit)
  return { one: form(1), few: form(2), other: form(20) }
}

/** The unit alone, for one: "cutie". */
export const unitIn = (unit: string, language: string) => (unit in unitWords.en ? say(unit as UnitKey, { count: 1 }, language) : unit)
