import { clean, type Token, tokenize } from './tokens.ts'
import type { CatalogueProduct } from './types.ts'

type Name = { words: readonly string[]; product: number }
/** Whole names by their first two words, longest first. */
export type Names = ReadonlyMap<string, readonly Name[]>

const words = (tokens: readonly Token[]) => tokens.flatMap((token) => (token.kind === 'mark' ? [] : [token.text]))
const beginning = (list: readonly (string | undefined)[]) => `${list[0]} ${list[1]}`

/** Prepares the names for being found as wholes: people paste what we showed them. */
export const namesOf = (products: readonly CatalogueProduct[]): Names => {
  const found = new Map<string, Name[]>()
  for (const [product, { names }] of products.entries()) {
    for (const name of new Set([names.en, names.ro])) {
      const list = words(tokenize(clean(name).text))
      if (list.length < 2) continue
      found.set(beginning(list), [...(found.get(beginning(list)) ?? []), { words: list, product }])
    }
  }
  for (const list of found.values()) list.sort((a, b) => b.words.length - a.words.length)
  return found
}

/** Puts one token in the place of every whole product name; marks inside the name do not matter, line ends do. */
export const withNames = (tokens: readonly Token[], names: Names): readonly Token[] => {
  const done: Token[] = []
  let at = 0
  while (at < tokens.length) {
    const token = tokens[at]!
    const taken = token.kind === 'mark' ? null : nameAt(tokens, at, names)
    if (taken) {
      done.push({ kind: 'word', text: '', start: token.start, end: tokens[taken.to - 1]!.end, glued: false, product: taken.product })
      at = taken.to
    } else {
      done.push(token)
      at++
    }
  }
  return done
}

const nameAt = (tokens: readonly Token[], at: number, names: Names) => {
  const next = words(tokens.slice(at, at + 8))
  for (const name of names.get(beginning(next)) ?? []) {
    let look = at
    let met = 0
    while (look < tokens.length && met < name.words.length) {
      const token = tokens[look]!
      if (token.kind === 'mark' ? token.mark === 'line' : token.text !== name.words[met]) break
      if (token.kind !== 'mark') met++
      look++
    }
    if (met === name.words.length) return { to: look, product: name.product }
  }
  return null
}
