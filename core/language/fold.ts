const letters = new Map(Object.entries({ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' }))

/**
 * The bare form of a text for comparing: marks off (ș, ş and s are one), lower case, everything but letters and digits to single spaces.
 * "Hârtie A4 80 g/m²" is "hartie a4 80 g m2". Fractions such as ½ stay.
 */
export const fold = (text: string): string =>
  text
    .replace(/[^¼½¾⅐-⅞]+/g, (part) => part.normalize('NFKD'))
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæœøłđðþı]/g, (letter) => letters.get(letter) ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const romanianIrregular = new Map(
  Object.entries({
    ape: 'apa',
    apei: 'apa',
    apele: 'apa',
    benzi: 'band',
    benzile: 'band',
    benzilor: 'band',
  }),
)

const stemEnglish = (word: string) => {
  const single = word.endsWith('s') && !/(ss|us|is)$/.test(word) ? word.slice(0, -1) : word
  return (single.length > 3 && single.endsWith('e') ? single.slice(0, -1) : single).replace(/y$/, 'i')
}

const stemRomanian = (word: string) => {
  const irregular = romanianIrregular.get(word)
  if (irregular) return irregular
  let rest = word
  const drop = (ending: RegExp) => {
    const shorter = rest.replace(ending, '')
    if (shorter.length >= 3) rest = shorter
  }
  // The article goes first (tonere-le, manusi-lor, toneru-lui, cafe-lei), then the plural in -uri or the article -ul, then the vowels of the ending.
  drop(/(?<=[ei])(le|lor)$|(?<=[eu])lui$|(?<=e)lei$/)
  drop(/(uri|ul)$/)
  while (rest.length > 3 && /[aeiou]$/.test(rest)) rest = rest.slice(0, -1)
  // neagra is negru, prosoape is prosop; servetele and servetel meet at servet.
  rest = rest.replace(/ea(?=[^aeiou]+$)/, 'e').replace(/oa(?=[^aeiou]+$)/, 'o')
  return rest.length > 5 ? rest.replace(/el$/, '') : rest
}

/** A folded word without number and declension, roughly: papers and paper, hartia, hartie and hartii meet. Words with digits and short ones stay. */
export const stem = (word: string, language: string): string => {
  if (word.length <= 3 && !romanianIrregular.get(word)) return word
  if (/\d/.test(word)) return word
  if (language.startsWith('ro')) return stemRomanian(word)
  return language.startsWith('en') ? stemEnglish(word) : word
}

/** What a name, an alias or a query is found by: folded, every word at its stem. */
export const searchKey = (text: string, language: string): string => {
  const words = fold(text).split(' ')
  return words.map((word) => stem(word, language)).join(' ')
}

/** How many letters must change to turn one word into the other (swapped neighbours count one); above `atMost` it stops and says atMost + 1. */
export const editDistance = (a: string, b: string, atMost: number): number => {
  const tooFar = atMost + 1
  if (Math.abs(a.length - b.length) > atMost) return tooFar
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    let best = row
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1))
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1)
      current.push(cost)
      best = Math.min(best, cost)
    }
    // A swap reaches back two rows, so both must be too far before it is safe to stop.
    if (best > atMost && Math.min(...last) > atMost) return tooFar
    beforeLast = last
    last = current
  }
  return Math.min(last[b.length] ?? tooFar, tooFar)
}

/** The trigrams of a folded text, word by word, padded as PostgreSQL's pg_trgm pads them. */
export const trigramsOf = (text: string): Set<string> => {
  const found = new Set<string>()
  for (const word of text.split(' ')) {
    if (word === '') continue
    const padded = `  ${word} `
    for (let start = 0; start + 3 <= padded.length; start++) found.add(padded.slice(start, start + 3))
  }
  return found
}

/** How alike two folded texts are, 0 to 1: shared trigrams over all trigrams. Takes ready sets, so that a catalogue is cut up once. */
export const similarity = (a: string | ReadonlySet<string>, b: string | ReadonlySet<string>): number => {
  const left = typeof a === 'string' ? trigramsOf(a) : a
  const right = typeof b === 'string' ? trigramsOf(b) : b
  let shared = 0
  for (const trigram of left) if (right.has(trigram)) shared++
  const all = left.size + right.size - shared
  return all === 0 ? 0 : shared / all
}
