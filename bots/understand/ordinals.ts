const ordinals: readonly (readonly [RegExp, number])[] = [
  [/^(?:first|1st|prima|primul|primele|intaia|intai|erste|ersten|primero|primera|premier|premiere)$/, 1],
  [/^(?:second|2nd|doilea|zweite|zweiten|segundo|segunda|deuxieme)$/, 2],
  [/^(?:third|3rd|treia|treilea|dritte|tercero|tercera|troisieme)$/, 3],
  [/^(?:fourth|4th|patra|patrulea|vierte)$/, 4],
  [/^(?:fifth|5th|cincea|cincilea)$/, 5],
  [/^(?:sixth|6th|sasea|saselea)$/, 6],
  [/^(?:seventh|7th|saptea|saptelea)$/, 7],
  [/^(?:eighth|8th|opta|optulea)$/, 8],
  [/^(?:ninth|9th|noulea)$/, 9],
  [/^(?:tenth|10th|zecea|zecelea)$/, 10],
]

const around = new Set(
  'the one a al de cea cel la nr no numarul number option optiunea varianta variant please te va rog pe vreau vrem i want ill take iau luam that das die der el le ok da yes'.split(
    ' ',
  ),
)

/**
 * The places (from 0) of a list that an answer names by number or order: "2", "the second one", "a doua", "1 și 3", "ultima", "toate".
 * Null when it says anything else.
 */
export const placesIn = (words: readonly string[], count: number): readonly number[] | null => {
  const said = words.filter((word) => !around.has(word))
  const line = words.join(' ')
  if (/^(?:both|both of them|amandoua|amandoi|ambele|ambii|beide|ambos|les deux)$/.test(said.join(' '))) return count === 2 ? [0, 1] : null
  if (/^(?:all|all of them|toate|toti|tot|each|each of them|every|fiecare|din fiecare|alle|todos|tous)$/.test(said.join(' ')))
    return [...Array(count).keys()]
  if (/^(?:last|ultima|ultimul|letzte|ultimo)$/.test(said.join(' '))) return count > 0 ? [count - 1] : null
  // "a doua" is the second, "doua" is two: in an answer of one word both mean the second place.
  const named = line === 'a doua' || line === 'pe a doua' || line === 'a doua va rog' ? [2] : numbersIn(said)
  if (!named || named.length === 0) return null
  return named.every((place) => place >= 1 && place <= count) ? [...new Set(named.map((place) => place - 1))] : null
}

const numbersIn = (said: readonly string[]): readonly number[] | null => {
  const places: number[] = []
  for (const word of said) {
    if (word === 'and' || word === 'si' || word === 'y' || word === 'und' || word === 'et') continue
    const ordinal = ordinals.find(([pattern]) => pattern.test(word))?.[1]
    const place = ordinal ?? (/^\d{1,2}$/.test(word) ? Number(word) : small.get(word))
    if (place === undefined) return null
    places.push(place)
  }
  return places
}

const small = new Map(
  ['one unu una', 'two doi doua', 'three trei', 'four patru', 'five cinci'].flatMap((words, at) =>
    words.split(' ').map((word) => [word, at + 1] as const),
  ),
)
