/** The number words of a language, folded. The first of a list is the singular that may stand alone ("hundred", "o sută"). */
export type NumberWords = {
  units: Record<string, number>
  tens: Record<string, number>
  hundred: readonly string[]
  thousand: readonly string[]
  dozen: readonly string[]
  /** "one" as an article: it counts alone ("a stapler") and before a bigger word ("a hundred"). */
  article: readonly string[]
  half: readonly string[]
  quarter: readonly string[]
  and: string
  /** After an article these say that nobody counted ("a few"). */
  vague: readonly string[]
}

export const english: NumberWords = {
  units: {
    zero: 0,
    one: 1,
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
    thirteen: 13,
    fourteen: 14,
    fifteen: 15,
    sixteen: 16,
    seventeen: 17,
    eighteen: 18,
    nineteen: 19,
  },
  tens: { twenty: 20, thirty: 30, forty: 40, fourty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90 },
  hundred: ['hundred', 'hundreds'],
  thousand: ['thousand', 'thousands'],
  dozen: ['dozen', 'dozens'],
  article: ['a', 'an'],
  half: ['half', 'halves'],
  quarter: ['quarter', 'quarters'],
  and: 'and',
  vague: ['few', 'couple', 'lot', 'bit', 'little', 'number', 'bunch', 'handful', 'load'],
}

export const romanian: NumberWords = {
  units: {
    zero: 0,
    unu: 1,
    una: 1,
    doi: 2,
    doua: 2,
    trei: 3,
    patru: 4,
    cinci: 5,
    sase: 6,
    sapte: 7,
    opt: 8,
    noua: 9,
    zece: 10,
    unsprezece: 11,
    unspe: 11,
    doisprezece: 12,
    douasprezece: 12,
    doispe: 12,
    douaspe: 12,
    treisprezece: 13,
    treispe: 13,
    paisprezece: 14,
    patrusprezece: 14,
    paispe: 14,
    cincisprezece: 15,
    cincispe: 15,
    cinspe: 15,
    saisprezece: 16,
    saispe: 16,
    saptesprezece: 17,
    saptespe: 17,
    optsprezece: 18,
    optspe: 18,
    nouasprezece: 19,
    nouaspe: 19,
  },
  tens: { douazeci: 20, treizeci: 30, patruzeci: 40, cincizeci: 50, saizeci: 60, saptezeci: 70, optzeci: 80, nouazeci: 90 },
  hundred: ['suta', 'sute'],
  thousand: ['mie', 'mii'],
  dozen: ['duzina', 'duzini'],
  article: ['un', 'o'],
  half: ['jumatate', 'jumate', 'jumatati'],
  quarter: ['sfert', 'sferturi'],
  and: 'si',
  vague: ['gramada', 'pic', 'parte', 'mana', 'multime', 'cativa', 'cateva'],
}
