import type { Ctx } from '../../core/kernel/ctx.ts'
import type { WordValues } from '../../core/language/words.ts'
import { catalogueProducts } from '../../core/modules/catalog/queries.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { draftOf, type OrderRow } from '../../core/modules/sales/queries.ts'
import { type Choice, plain, type Reply } from '../channel.ts'
import type { Talk } from '../talk.ts'
import { type CustomerKey, sayToCustomer } from '../texts/customer.ts'
import { catalogueIndex } from '../understand/catalogue.ts'
import { read } from '../understand/read.ts'
import type { CatalogueIndex, Line, ReadContext, Reading, SpokenLanguage } from '../understand/types.ts'
import type { PayLinks } from './pay.ts'

/** Something that can be pressed, with what people may call it when they write instead. */
export type Option = { id: string; words: string[] }

/** What one message put on the draft, so that a changed message can take it back. */
export type Contribution = {
  /** The platform's ids of the messages that were read together, and their words. */
  messages: { id: string; text: string }[]
  lines: { productId: string; beforeMilli: number | null; nowMilli: number }[]
  /** What was said about lines that were left open. */
  open: string[]
}

/** A return that is being put together. */
export type Returning = { orderId: string; lines: { lineId: string; quantityMilli: number }[]; lineId?: string; reason?: string }

/** What the dialog remembers between messages. */
export type Memory = {
  /** When they last wrote, ISO. */
  heardAt?: string
  /** Lines that are not settled yet; the first is the one that was asked about. */
  open?: Line[]
  /** The question that was asked, and when: an older message does not answer it. */
  asked?: { at: string; kind: 'line' } | { at: string; kind: 'choice'; options: Option[] } | { at: string; kind: 'return' }
  /** Products that the last reply was about. */
  topic?: string[]
  declined?: string[]
  draftId?: string | null
  /** The latest messages that touched the draft, newest last. */
  put?: Contribution[]
  returning?: Returning
}

/** One turn of a customer's talk, with what most of it needs. */
export type Turn = {
  talk: Talk
  ctx: Ctx
  /** How the contact is spoken to; changes within the turn where the contact asks for another language. */
  language: string
  spoken: SpokenLanguage
  memory: Memory
  index: CatalogueIndex
  clientId: string
  say(key: CustomerKey, values?: WordValues, more?: Omit<Reply, 'text'>): void
  /** The words alone. */
  words(key: CustomerKey, values?: WordValues): string
  reply(reply: Reply): void
  /** Says something to choose from; a typed answer to it is understood, too. */
  offer(reply: Reply): void
  name(productId: string): string
  draft(): Promise<OrderRow | undefined>
  payLinks: PayLinks | null
  /** What words say. (Default: by the rules alone) */
  understand(text: string, context: ReadContext): Promise<Reading>
  /** The words that are being answered. */
  text: string
  /** What the words that are being answered quote. */
  quoted: Quoted | null
  /** What the words that are being answered put on the draft. */
  gathering: Contribution | null
}

/** An earlier message of ours that somebody answers: it counts more than what was said last. */
export type Quoted = { options: Option[]; orderId: string | null; reference: string | null }

let shelf: { print: string; index: CatalogueIndex } | null = null

/** The index of the catalogue, made anew when a product has changed. */
export const indexOf = async (ctx: Ctx): Promise<CatalogueIndex> => {
  const { rows } = await ctx.db.raw<{ rows: { print: string }[] }>(
    "select concat(count(*), ' ', sum(version), ' ', max(id::text)) as print from products where archived_at is null",
  )
  const print = rows[0]!.print
  if (shelf?.print !== print) {
    const products = await catalogueProducts(ctx)
    const ids = new Map(products.map(({ code, id }) => [code, id]))
    shelf = {
      print,
      index: catalogueIndex(
        products.map((product) => ({
          id: product.id,
          code: product.code,
          barcode: product.barcode,
          names: { en: product.nameEn, ro: product.nameRo },
          aliases: { en: product.aliasesEn, ro: product.aliasesRo },
          unit: product.unit,
          packSize: product.packSizeMilli === null ? null : product.packSizeMilli / 1000,
          packUnit: product.packUnit,
          minQuantityMilli: product.minQuantityMilli,
          stepQuantityMilli: product.stepQuantityMilli,
          active: product.state === 'active',
          substitutes: product.substitutes.flatMap((code) => ids.get(code) ?? []),
        })),
      ),
    }
  }
  return shelf.index
}

const SPOKEN: readonly string[] = ['en', 'ro', 'de', 'es', 'fr']

export const openTurn = async (talk: Talk, payLinks: PayLinks | null): Promise<Turn> => {
  const { ctx, conversation } = talk
  const index = await indexOf(ctx)
  const memory = structuredClone(talk.dialog.state) as Memory
  const turn: Turn = {
    talk,
    ctx,
    ...tongue(conversation.language),
    memory,
    index,
    clientId: conversation.clientId,
    words: (key, values = {}) => sayToCustomer(key, values, turn.language),
    say: (key, values = {}, more = {}) => talk.say({ text: turn.words(key, values), ...more }),
    reply: (reply) => talk.say(reply),
    offer: (reply) => {
      turn.memory.asked = { at: ctx.now.toISOString(), kind: 'choice', options: (reply.choices ?? []).map(optionOf) }
      talk.say(reply)
    },
    name: (id) => {
      const product = index.products.get(id)
      return plain(product ? (turn.language === 'ro' ? product.names.ro : product.names.en) : id)
    },
    draft: () => draftOf(ctx, conversation.contactId),
    payLinks,
    understand: async (text, context) => read(text, index, context),
    text: '',
    quoted: null,
    gathering: null,
  }
  return turn
}

/** Which of our languages somebody is answered in, and in which of those that we read their words are read first. */
export const tongue = (language: string): Pick<Turn, 'language' | 'spoken'> => ({
  language: language.startsWith('ro') ? 'ro' : 'en',
  spoken: (SPOKEN.includes(language) ? language : 'en') as SpokenLanguage,
})

export const optionOf = ({ id, title, description }: Choice): Option => ({ id, words: description ? [title, description] : [title] })

export const clientOf = (turn: Turn) => turn.ctx.facts(Client).byId(turn.clientId)
