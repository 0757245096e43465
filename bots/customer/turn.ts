import type { Ctx } from '../../core/kernel/ctx.ts'
import type { WordValues } from '../../core/language/words.ts'
import { catalogueProducts } from '../../core/modules/catalog/queries.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { draftOf, type OrderRow } from '../../core/modules/sales/queries.ts'
import type { Reply } from '../channel.ts'
import { plain } from '../channel.ts'
import type { Talk } from '../talk.ts'
import { type CustomerKey, sayToCustomer } from '../texts/customer.ts'
import { catalogueIndex } from '../understand/catalogue.ts'
import type { CatalogueIndex, Line, SpokenLanguage } from '../understand/types.ts'

/** What the dialog remembers between messages. */
export type Memory = {
  /** Lines that are not settled yet; the first is the one that was asked about. */
  open?: Line[]
  /** The question that was asked, and when: an older message does not answer it. */
  asked?: { at: string; kind: 'line' | 'short' | 'confirm' | 'address' | 'date'; options?: { id: string; words: string[] }[] }
  /** Products that the last reply was about. */
  topic?: string[]
  /** Products whose shortage is settled, by id. */
  settled?: Record<string, 'wait'>
  declined?: string[]
  draftId?: string | null
}

/** One turn of a customer's talk, with what most of it needs. */
export type Turn = {
  talk: Talk
  ctx: Ctx
  language: string
  spoken: SpokenLanguage
  memory: Memory
  index: CatalogueIndex
  clientId: string
  say(key: CustomerKey, values?: WordValues, more?: Omit<Reply, 'text'>): void
  /** The words alone. */
  words(key: CustomerKey, values?: WordValues): string
  reply(reply: Reply): void
  name(productId: string): string
  draft(): Promise<OrderRow | undefined>
}

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

export const openTurn = async (talk: Talk): Promise<Turn> => {
  const { ctx, conversation } = talk
  const index = await indexOf(ctx)
  const language = conversation.language.startsWith('ro') ? 'ro' : 'en'
  const words = (key: CustomerKey, values: WordValues = {}) => sayToCustomer(key, values, language)
  const memory = structuredClone(talk.dialog.state) as Memory
  return {
    talk,
    ctx,
    language,
    spoken: (SPOKEN.includes(conversation.language) ? conversation.language : 'en') as SpokenLanguage,
    memory,
    index,
    clientId: conversation.clientId,
    words,
    say: (key, values = {}, more = {}) => talk.say({ text: words(key, values), ...more }),
    reply: (reply) => talk.say(reply),
    name: (id) => {
      const product = index.products.get(id)
      return plain(product ? (language === 'ro' ? product.names.ro : product.names.en) : id)
    },
    draft: () => draftOf(ctx, conversation.contactId),
  }
}

export const clientOf = (turn: Turn) => turn.ctx.facts(Client).byId(turn.clientId)
