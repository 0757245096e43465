import type { Ctx } from '../../core/kernel/ctx.ts'
import type { Select } from '../../core/kernel/reads.ts'
import { editDistance, fold } from '../../core/language/fold.ts'
import { Client, Contact } from '../../core/modules/crm/records.ts'
import { Invoice } from '../../core/modules/invoicing/records.ts'
import { Order } from '../../core/modules/sales/records.ts'
import { indexOf } from '../customer/turn.ts'
import type { CatalogueProduct } from '../understand/types.ts'

/** More rows of one kind are not looked through. */
const MOST_ROWS = 50_000

export const wordsIn = (text: string) => fold(text).split(' ').filter(Boolean)

const likeWord = (asked: string, word: string): number => {
  if (asked === word) return 5
  if (asked.length >= 2 && word.startsWith(asked)) return 4
  if (asked.length < 4 || /\d/.test(asked)) return asked.length >= 3 && word.includes(asked) ? 2 : 0
  const slips = asked.length >= 7 ? 2 : 1
  if (editDistance(asked, word, slips) <= slips) return 3
  if (asked.length >= 5 && word.length > asked.length && editDistance(asked, word.slice(0, asked.length), 1) <= 1) return 2
  return word.includes(asked) ? 1 : 0
}

/** How well the words of a text fit what was asked, slips forgiven: 0 where a word of it fits nothing. */
export const scoreOf = (asked: readonly string[], words: readonly string[]): number => {
  let score = 0
  for (const one of asked) {
    const best = Math.max(0, ...words.map((word) => likeWord(one, word)))
    if (best === 0) return 0
    score += best
  }
  // Of two that fit, the one with fewer other words.
  return score + 1 / (1 + words.length)
}

type Known<Row> = { row: Row; words: readonly string[] }
const known = <Row>(rows: readonly Row[], textOf: (row: Row) => string): Known<Row>[] =>
  rows.map((row) => ({ row, words: wordsIn(textOf(row)) }))

const best = <Row>(rows: readonly Known<Row>[], asked: readonly string[], most: number): Row[] => {
  if (!asked.length) return []
  const scored = rows.flatMap(({ row, words }) => {
    const score = scoreOf(asked, words)
    return score > 0 ? [{ row, score }] : []
  })
  scored.sort((a, b) => b.score - a.score)
  return scored.slice(0, most).map(({ row }) => row)
}

const only =
  (...columns: string[]) =>
  (query: Select) =>
    query.clearSelect().select(columns).limit(MOST_ROWS)

export type FoundClient = { id: string; code: string; name: string; legalName: string; taxId: string | null }
export type FoundContact = { id: string; clientId: string; firstName: string; lastName: string; phone: string | null; email: string | null }

/** The clients that this person may see, with what they are called by. */
export const clientsToSearch = (ctx: Ctx): Promise<FoundClient[]> =>
  Promise.resolve(
    ctx
      .rows(Client)
      .shape(only('id', 'code', 'name', 'legalName', 'taxId'))
      .orderBy('name'),
  )

const clientText = ({ code, name, legalName, taxId }: FoundClient) => `${code} ${name} ${legalName} ${taxId ?? ''}`

export const clientsLike = async (ctx: Ctx, said: string, most = 5): Promise<FoundClient[]> =>
  best(known(await clientsToSearch(ctx), clientText), wordsIn(said), most)

/** Which client is meant: one, several that it may be, or none. A code or a whole name decides at once. */
export const clientMeant = async (ctx: Ctx, said: string): Promise<{ one: FoundClient } | { several: FoundClient[] }> =>
  among(known(await clientsToSearch(ctx), clientText), said)

const among = (clients: readonly Known<FoundClient>[], said: string): { one: FoundClient } | { several: FoundClient[] } => {
  const exact = clients.filter(({ row }) => [row.code, row.name].some((one) => fold(one) === fold(said)))
  if (exact.length === 1) return { one: exact[0]!.row }
  const found = best(clients, wordsIn(said), 10)
  return found.length === 1 ? { one: found[0]! } : { several: found }
}

const MOST_WORDS_OF_NAME = 7

/**
 * The client that a text begins with, and what follows it: "hotel corbul 10 cutii…". The longest beginning that fits somebody counts;
 * a colon or a line's end closes the name. Null where nobody is called like that.
 */
export const clientAtStart = async (ctx: Ctx, said: string): Promise<{ clients: FoundClient[]; rest: string } | null> => {
  const clients = known(await clientsToSearch(ctx), clientText)
  const text = said.trim()
  const marked = /^([^:\n]{1,80})[:\n]([\s\S]*)$/.exec(text)
  if (marked) {
    const meant = among(clients, marked[1]!)
    const found = 'one' in meant ? [meant.one] : meant.several
    if (found.length) return { clients: found, rest: marked[2]!.trim() }
  }
  const words = [...text.matchAll(/\S+/g)]
  for (let count = Math.min(MOST_WORDS_OF_NAME, words.length); count > 0; count -= 1) {
    const last = words[count - 1]!
    const name = text.slice(0, last.index + last[0].length)
    if (!wordsIn(last[0]).length) continue
    const meant = among(clients, name)
    const found = 'one' in meant ? [meant.one] : meant.several
    if (found.length) return { clients: found, rest: text.slice(last.index + last[0].length).replace(/^[\s,;–-]+/, '') }
  }
  return null
}

const digitsIn = (said: string) => said.replace(/\D/g, '')

export const contactsLike = async (ctx: Ctx, said: string, most = 5): Promise<FoundContact[]> => {
  const rows: FoundContact[] = await ctx.rows(Contact).shape(only('id', 'clientId', 'firstName', 'lastName', 'phone', 'email'))
  const digits = digitsIn(said)
  if (digits.length >= 5 && /^[+\d\s().-]+$/.test(said.trim()))
    return rows.filter(({ phone }) => phone?.includes(digits.replace(/^00?/, ''))).slice(0, most)
  const mail = said.trim().toLowerCase()
  if (mail.includes('@')) return rows.filter(({ email }) => email?.toLowerCase().includes(mail)).slice(0, most)
  return best(
    known(rows, ({ firstName, lastName }) => `${firstName} ${lastName}`),
    wordsIn(said),
    most,
  )
}

/** Products by code, bar code, name or alias, inactive ones too. The catalogue's index names them; who may look into it is asked by the caller. */
export const productsLike = async (ctx: Ctx, said: string, most = 5): Promise<CatalogueProduct[]> => {
  const { products } = await indexOf(ctx)
  const wanted = said.trim().toUpperCase()
  const exact = [...products.values()].filter(({ code, barcode }) => code.toUpperCase() === wanted || barcode === wanted)
  if (exact.length) return exact
  const text = ({ code, names, aliases }: CatalogueProduct) => [code, names.en, names.ro, ...aliases.en, ...aliases.ro].join(' ')
  return best(known([...products.values()], text), wordsIn(said), most)
}

/** `%` and `_` in what a person typed mean themselves. */
const asLike = (said: string) => `%${said.replace(/[\\%_]/g, (mark) => `\\${mark}`)}%`
/** "CMD-0012", "cmd 12" and "12" end in the same number; anything else is no number. */
const numberIn = (said: string) => /^(?:[a-z]{1,5})?[\s-]*0*(\d{1,9})$/i.exec(said.trim())?.[1] ?? null

export const ordersLike = (ctx: Ctx, said: string, most = 5) =>
  Promise.resolve(
    ctx
      .rows(Order)
      .shape((query) =>
        query.where((either) => {
          const number = numberIn(said)
          if (number) either.orWhereRaw('number ~ ?', [`-0*${number}$`])
          if (said.trim().length >= 3)
            either.orWhere('clientReference', 'ilike', asLike(said.trim())).orWhere('foreignReference', 'ilike', asLike(said.trim()))
          if (!number && said.trim().length < 3) either.whereRaw('false')
        }),
      )
      .orderBy('createdAt', 'desc')
      .limit(most),
  )

export const invoicesLike = (ctx: Ctx, said: string, most = 5) =>
  Promise.resolve(
    ctx
      .rows(Invoice)
      .shape((query) =>
        query.where((either) => {
          const text = said.trim()
          const number = numberIn(text)
          const prefix = /^[a-z]+/i.exec(text)?.[0]
          if (number) either.orWhereRaw('number ~* ?', [`^${prefix ? prefix : '[A-Z]+'}-0*${number}$`])
          if (text.length >= 3) either.orWhere('foreignReference', 'ilike', asLike(text)).orWhere('number', 'ilike', asLike(text))
          if (!number && text.length < 3) either.whereRaw('false')
        }),
      )
      .orderBy('createdAt', 'desc')
      .limit(most),
  )
