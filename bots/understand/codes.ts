import type { Lexeme } from './lexemes.ts'
import type { Token } from './tokens.ts'
import type { CatalogueProduct } from './types.ts'
import { unitOf } from './units.ts'

type Codes = {
  /** Without marks: "papa480" to places in the catalogue (several where codes differ only by marks). */
  exact: ReadonlyMap<string, readonly number[]>
  /** Every beginning at a part's end: "papa4", and the whole. */
  beginnings: ReadonlyMap<string, readonly number[]>
  /** First parts: "pap", "ton". */
  firsts: ReadonlySet<string>
  /** First parts that are no words of the trade, so that spaces may stand for the dashes ("ton 410 k"). */
  plainFirsts: ReadonlySet<string>
  barcodes: ReadonlyMap<string, readonly number[]>
}

const compact = (code: string) => code.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
const partsOf = (code: string) => code.toLowerCase().split(/[^\p{L}\p{N}]+/u)

const put = (map: Map<string, number[]>, key: string, at: number) => {
  const list = map.get(key)
  if (!list) map.set(key, [at])
  else if (!list.includes(at)) list.push(at)
}

/** Prepares the codes and bar codes of a catalogue for being found. */
export const codesOf = (products: readonly CatalogueProduct[], words: ReadonlySet<string>): Codes => {
  const exact = new Map<string, number[]>()
  const beginnings = new Map<string, number[]>()
  const barcodes = new Map<string, number[]>()
  const firsts = new Set<string>()
  for (const [at, { code, barcode }] of products.entries()) {
    put(exact, compact(code), at)
    const parts = partsOf(code)
    for (let count = 1; count < parts.length; count++) put(beginnings, parts.slice(0, count).join(''), at)
    if (parts[0]) firsts.add(parts[0])
    if (barcode) put(barcodes, barcode, at)
  }
  const plainFirsts = new Set([...firsts].filter((first) => !words.has(first) && !words.has(`${first}s`) && !unitOf(first)))
  return { exact, beginnings, firsts, plainFirsts, barcodes }
}

const joins = (token: Token | undefined) => token?.kind === 'mark' && token.glued && ['dash', 'slash', 'stop', 'other'].includes(token.mark)

/** The code that begins at a token: exact, or partial with everything it may be. Codes are taken as written, never by likeness. */
export const codeAt = (codes: Codes, tokens: readonly Token[], at: number): { lexeme: Lexeme; length: number } | null => {
  const first = tokens[at]
  if (!first || first.kind === 'mark') return null
  if (first.kind === 'word' && first.product !== undefined) return code([first.product], true, first, 1)
  if (first.kind === 'number') return first.text.length >= 6 ? barcodeAt(codes, first) : null
  return joinedCode(codes, tokens, at, first) ?? spacedCode(codes, tokens, at, first)
}

type Place = { start: number; end: number }

const code = (products: readonly number[], exact: boolean, { start, end }: Place, length: number) => ({
  lexeme: { kind: 'code' as const, products, exact: exact && products.length === 1, start, end },
  length,
})

const barcodeAt = (codes: Codes, token: Token & { kind: 'number' }) => {
  if (!/^\d{6,14}$/.test(token.text)) return null
  const exact = codes.barcodes.get(token.text)
  if (exact) return code(exact, true, token, 1)
  const partial = [...codes.barcodes].filter(([barcode]) => barcode.endsWith(token.text) || barcode.startsWith(token.text))
  const products = partial.flatMap(([, places]) => places)
  return products.length > 0 && products.length <= 10 ? code(products, false, token, 1) : null
}

/** "PAP-A4-80", "pap_a4_80", "TON410K". */
const joinedCode = (codes: Codes, tokens: readonly Token[], at: number, first: Token & { kind: 'word' }) => {
  const glued: (Token & { kind: 'word' | 'number' })[] = [first]
  let length = 1
  let dashed = false
  while (length < 12) {
    const next = tokens[at + length]
    const after = tokens[at + length + 1]
    if (next && next.kind !== 'mark' && next.glued) {
      glued.push(next)
      length++
    } else if (joins(next) && after && after.kind !== 'mark' && after.glued) {
      dashed = true
      glued.push(after)
      length += 2
    } else break
  }
  const text = glued.map((token) => token.text).join('')
  const place = { start: first.start, end: glued.at(-1)!.end }
  const exact = codes.exact.get(text)
  if (exact && (dashed || (/\d/.test(text) && text.length >= 5))) return code(exact, true, place, length)
  if (!dashed || !codes.firsts.has(first.text)) return null
  // "PAP-A4-90" is no code of ours: everything that begins alike may be meant.
  for (let count = glued.length; count > 0; count--) {
    const beginning = glued
      .slice(0, count)
      .map((token) => token.text)
      .join('')
    const products = codes.beginnings.get(beginning) ?? codes.exact.get(beginning)
    if (products) return code(products, false, place, length)
  }
  return null
}

/** "ton 410 k": two words or more, the first of which means nothing else. */
const spacedCode = (codes: Codes, tokens: readonly Token[], at: number, first: Token & { kind: 'word' }) => {
  if (!codes.plainFirsts.has(first.text)) return null
  let text = first.text
  let best: ReturnType<typeof code> | null = null
  for (let length = 2; length <= 4; length++) {
    const token = tokens[at + length - 1]
    if (!token || token.kind === 'mark') break
    text += token.text
    const place = { start: first.start, end: token.end }
    const exact = codes.exact.get(text)
    const beginning = codes.beginnings.get(text)
    if (exact) best = code(exact, true, place, length)
    else if (beginning && length > 1) best = code(beginning, false, place, length)
  }
  return best
}
