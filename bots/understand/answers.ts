import { count } from './amounts.ts'
import { type Index, opened } from './catalogue.ts'
import { codeAt } from './codes.ts'
import { commandIn } from './command.ts'
import { inEnglish } from './foreign.ts'
import { guessLanguage } from './guess.ts'
import { type Lexeme, lexemesOf } from './lexemes.ts'
import { amountAlone, type Found, interpret } from './line.ts'
import { idOf } from './lines.ts'
import { placesIn } from './ordinals.ts'
import { piecesOf } from './pieces.ts'
import { wordsOf } from './spans.ts'
import { termsOf } from './terms.ts'
import { clean, type Token, tokenize } from './tokens.ts'
import type { Amount, Answer, CatalogueIndex, HowManyLine, InactiveLine, Line, Pending, SpokenLanguage, WhichLine } from './types.ts'
import { unitOf } from './units.ts'

/** Reads a message as the answer to the open question; null when it is none and is to be read afresh. Pure and bounded like `read`. */
export const readAnswer = (raw: string, pending: Pending, catalogue: CatalogueIndex, language: SpokenLanguage): Answer | null => {
  const index = opened(catalogue)
  const { text } = clean(raw)
  const first = tokenize(text)
  const guess = guessLanguage(wordsOf(first), text) ?? language
  const said: Said = { text, tokens: inEnglish(first, guess), words: wordsOf(first), language: guess === 'ro' ? 'ro' : 'en', index }
  if (said.words.length > 40) return null
  const command = commandIn(text, said.words)
  switch (pending.kind) {
    case 'yes_no':
      return command === 'yes' || command === 'no' ? { kind: command } : null
    case 'choice':
      return readChoice(said, pending, command)
    case 'which':
      return refuses(said, command) ? { kind: 'lines', lines: [] } : found(readWhich(said, pending.line, command === 'yes'))
    case 'how_many':
      return refuses(said, command) ? { kind: 'lines', lines: [] } : found(readHowMany(said, pending.line))
    case 'substitute':
      return refuses(said, command) ? { kind: 'lines', lines: [] } : found(readSubstitute(said, pending.line, command === 'yes'))
  }
}

type Said = { text: string; tokens: readonly Token[]; words: readonly string[]; language: string; index: Index }

const found = (lines: readonly Line[] | null): Answer | null => (lines ? { kind: 'lines', lines } : null)

const none =
  /^(?:none|none of (?:them|these|those)|neither|nothing|niciuna|niciunul|nici una|nici unul|nimic|nici unele|keine|ninguno|aucun|leave it|lasa|lasati|renunt la ea|no longer|not needed|nu mai vreau|nu mai trebuie|0|zero)$/
const refuses = (said: Said, command: string | null) => command === 'no' || none.test(said.words.join(' '))

const readChoice = (said: Said, pending: Pending & { kind: 'choice' }, command: string | null): Answer | null => {
  if (command === 'no' && pending.options.length === 1) return { kind: 'no' }
  if (command === 'yes' && pending.options.length === 1) return { kind: 'picked', ids: [pending.options[0]!.id] }
  const places = placesIn(said.words, pending.options.length)
  if (places && (pending.many || places.length === 1)) return { kind: 'picked', ids: places.map((at) => pending.options[at]!.id) }
  // Every word of the answer must be one of the option's; "hotel" picks the only one that is called so.
  const content = said.words.filter((word) => word.length > 2 || /\d/.test(word))
  const fits = pending.options.filter(({ words }) => {
    const known = new Set(words.flatMap((word) => wordsOf(tokenize(clean(word).text))))
    return content.length > 0 && content.some((word) => known.has(word)) && content.every((word) => known.has(word) || filler.has(word))
  })
  return fits.length === 1 ? { kind: 'picked', ids: [fits[0]!.id] } : null
}

const filler = new Set('the for from pentru cea cel please rog one that pe la and with firma company'.split(' '))

const lexed = (said: Said, tokens: readonly Token[]) =>
  lexemesOf(tokens, said.language, { has: (word) => said.index.words.has(word), codeAt: (list, at) => codeAt(said.index.codes, list, at) })

const readWhich = (said: Said, line: WhichLine, yes: boolean): readonly Line[] | null => {
  const { index, words } = said
  const settle = (id: string, amount = line.amount) => count(id, amount, line.said, index)
  if (yes) return line.candidates.length === 1 ? [settle(line.candidates[0]!)] : null
  const places = placesIn(words, line.candidates.length)
  const named = readNamed(said, line)
  if (places) return settlePlaces(places, named, line, index)
  if (named) return named
  const bare = lexed(said, said.tokens)
  const onlyAmount =
    bare.length > 0 &&
    bare.every((lexeme) => lexeme.kind !== 'code') &&
    termsOf(
      bare.filter((lexeme) => lexeme.kind === 'word' && !unitOf(lexeme.text)),
      index,
    ).length === 0
  if (!onlyAmount || !bare.some((lexeme) => lexeme.kind === 'number')) return null
  const { amount } = amountAlone(bare, index)
  return [{ ...line, amount, quantityMilli: amount.open ? null : amount.milli, unit: amount.unit }]
}

/** A place in the list; where the number also describes another of the things ("8" of cups), both are still open. */
const settlePlaces = (places: readonly number[], named: readonly Line[] | null, line: WhichLine, index: Index): readonly Line[] => {
  const ids = places.map((at) => line.candidates[at]!)
  const described = named?.length === 1 && named[0] && 'productId' in named[0] ? named[0].productId : null
  if (described && places.length === 1 && described !== ids[0])
    return [{ ...line, candidates: line.candidates.filter((id) => id === described || id === ids[0]) }]
  const amount: Amount = ids.length > 1 && line.amount.milli !== null ? { ...line.amount, milli: null, open: 'vague' } : line.amount
  return ids.map((id) => count(id, amount, line.said, index))
}

/** "the 80 g one", "negru", "5 blue and 3 black", a code: words that fit only some of the things asked about. */
const readNamed = (said: Said, line: WhichLine): readonly Line[] | null => {
  const { index } = said
  const within = new Set(line.candidates.flatMap((id) => index.at.get(id) ?? []))
  const lines: Line[] = []
  for (const piece of piecesOf(said.tokens, said.language, (word) => index.withoutWords.has(word))) {
    const lexemes = withoutPronoun(lexed(said, piece.tokens))
    if (termsOf(lexemes, index).length === 0 && !lexemes.some((lexeme) => lexeme.kind === 'code')) continue
    const found = interpret(lexemes, index, { within })
    const products = found.match.products.filter((at) => within.has(at))
    if (!found.full || products.length === 0 || piece.declined || (found.match.level === 0 && !found.match.sure)) return null
    const amount = found.counted ? found.amount : line.amount
    const ids = products.map((at) => idOf(index, at))
    if (ids.length === 1) lines.push(count(ids[0]!, amount, line.said, index))
    else
      lines.push({
        ...line,
        candidates: line.candidates.filter((id) => ids.includes(id)),
        amount,
        quantityMilli: amount.open ? null : amount.milli,
        unit: amount.unit,
      })
  }
  if (
    lines.length === 0 ||
    (lines.length === 1 &&
      lines[0]?.kind === 'which' &&
      lines[0].candidates.length === line.candidates.length &&
      lines[0].amount === line.amount)
  )
    return null
  return lines.length > 1 ? withoutSharing(lines, line) : lines
}

/** "the black one": no quantity. */
const withoutPronoun = (lexemes: readonly Lexeme[]) =>
  lexemes.filter(
    (lexeme, at) => !(lexeme.kind === 'number' && !lexeme.digits && at > 0 && at === lexemes.length - 1 && lexeme.milli === 1000),
  )

/** "albastre și negre" after "20 pixuri": twenty of which? */
const withoutSharing = (lines: readonly Line[], { amount }: WhichLine): readonly Line[] =>
  lines.map((line) =>
    line.kind === 'sure' && amount.milli !== null && line.quantityMilli === amount.milli
      ? ({
          kind: 'how_many',
          productId: line.productId,
          why: 'vague',
          said: line.said,
          numbers: amount.numbers,
          unit: amount.unit,
        } satisfies HowManyLine)
      : line,
  )

const readHowMany = (said: Said, line: HowManyLine): readonly Line[] | null => {
  const { index } = said
  const lexemes = lastWord(said).filter((lexeme) => lexeme.kind !== 'times')
  if (!lexemes.some((lexeme) => lexeme.kind === 'number')) return null
  const goods = termsOf(
    lexemes.filter((lexeme) => lexeme.kind === 'word' && !unitOf(lexeme.text)),
    index,
  )
  const at = index.at.get(line.productId)
  if (at === undefined) return null
  const alone = goods.length === 0 && lexemes.every((lexeme) => lexeme.kind !== 'code')
  const read: Found = alone ? amountAlone(lexemes, index) : interpret(lexemes, index, { within: new Set([at]) })
  if (!read.counted || (!alone && (!read.full || !read.match.products.includes(at)))) return null
  return [count(line.productId, read.amount, line.said, index)]
}

/** "5, no wait, 6" in an answer: the last piece that says anything, if those before only say amounts too. */
const lastWord = (said: Said): Lexeme[] => {
  const pieces = piecesOf(said.tokens, said.language, () => false)
  const turned = pieces.findLastIndex((piece) => piece.turn !== undefined)
  const rest = turned >= 0 ? pieces.slice(turned) : pieces
  return lexed(
    said,
    rest.flatMap((piece) => piece.tokens),
  )
}

const readSubstitute = (said: Said, line: InactiveLine, yes: boolean): readonly Line[] | null => {
  if (yes && line.substitutes.length === 1) return [count(line.substitutes[0]!, line.amount, line.said, said.index)]
  const { amount, quantityMilli, said: words } = line
  return readWhich(said, { kind: 'which', candidates: line.substitutes, quantityMilli, unit: amount.unit, said: words, amount }, false)
}
