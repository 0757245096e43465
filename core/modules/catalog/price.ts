import { discountedE4, formatPermille, formatQuantity } from '../../language/money.ts'
import { messages } from '../../language/words.ts'

/** Where a price may come from, in the order in which they are asked; the first hit wins even if a later one is cheaper. */
export const priceLevels = ['client', 'group', 'promotion', 'default', 'list_price'] as const
export type PriceLevel = (typeof priceLevels)[number]

/** A product as the price function sees it. `listPriceE4` is without VAT; `vatPermille` is the rate in thousandths (21 % is 210). */
export type ProductToPrice = {
  id: string
  code: string
  listPriceE4: number
  currency: string
  minQuantityMilli: number
  vatPermille: number
}

/** A row gives a price, or a discount off the product's list price; with both, the price counts. */
export type PriceRow = { productId: string; minQuantityMilli: number; priceE4: number | null; discountPermille: number | null }

/** A price list with (at least) its rows for the product. Window days are 'YYYY-MM-DD', both included; null = open. */
export type PriceList = {
  id: string
  code: string
  name: string
  kind: 'client' | 'group' | 'promotion' | 'default'
  clientId: string | null
  groupId: string | null
  currency: string
  validFrom: string | null
  validTo: string | null
  taxIncluded: boolean
  rows: readonly PriceRow[]
}

export type PriceQuestion = {
  product: ProductToPrice
  /** Absent: the product's minimum quantity. */
  quantityMilli?: number | null
  /** The seller's local day. */
  day: string
  /** Null for somebody we do not know as a client: promotions and the default list only. */
  client: { id: string; groupId: string | null } | null
  lists: readonly PriceList[]
}

/** A list that had a price on the same level and lost: it was dearer, or as dear and later in the alphabet. */
export type PriceLoser = { listCode: string; unitPriceE4: number; currency: string; tax: 'net' | 'gross' }

/** Why a price is what it is. List fields are null on the level `list_price`. */
export type PriceReason = {
  level: PriceLevel
  listCode: string | null
  listName: string | null
  /** The quantity from which the row counts. */
  minQuantityMilli: number | null
  /** Off the list price, where the row gives a discount. */
  discountPermille: number | null
  losers: PriceLoser[]
}

export type Price = { unitPriceE4: number; currency: string; tax: 'net' | 'gross'; reason: PriceReason }

type Hit = { list: PriceList; row: PriceRow; unitPriceE4: number; currency: string; tax: 'net' | 'gross' }

/**
 * The price of a product for a client, a quantity and a day: the one that every door tells.
 * `tax` says whether the price holds VAT. A discount is taken off the list price, so its result is always without VAT, and is rounded half up to
 * the minor unit. Of several lists on one level the lowest net price wins, then the list code; lists in the product's own currency
 * go before others, because amounts of two currencies cannot be compared.
 */
export const priceOf = ({ product, quantityMilli, day, client, lists }: PriceQuestion): Price => {
  const askedMilli = quantityMilli ?? product.minQuantityMilli
  for (const level of priceLevels) {
    const hits = lists.flatMap((list) => {
      if (list.kind !== level || !isFor(list, client) || !isOpen(list, day)) return []
      return hitIn(list, product, askedMilli) ?? []
    })
    hits.sort((a, b) => compareHits(a, b, product))
    const [best, ...others] = hits
    if (best) return told(best, others)
  }
  const reason = {
    level: 'list_price',
    listCode: null,
    listName: null,
    minQuantityMilli: null,
    discountPermille: null,
    losers: [],
  } as const
  return { unitPriceE4: product.listPriceE4, currency: product.currency, tax: 'net', reason: { ...reason, losers: [] } }
}

const isFor = (list: PriceList, client: PriceQuestion['client']) => {
  if (list.kind === 'client') return client !== null && list.clientId === client.id
  if (list.kind === 'group') return client !== null && client.groupId !== null && list.groupId === client.groupId
  return true
}

const isOpen = (list: PriceList, day: string) =>
  (list.validFrom === null || list.validFrom <= day) && (list.validTo === null || day <= list.validTo)

const hitIn = (list: PriceList, product: ProductToPrice, askedMilli: number): Hit | undefined => {
  const hits = list.rows
    .filter((row) => row.productId === product.id && row.minQuantityMilli <= askedMilli)
    .flatMap((row) => pricedBy(list, row, product) ?? [])
  hits.sort((a, b) => b.row.minQuantityMilli - a.row.minQuantityMilli || compareHits(a, b, product))
  return hits[0]
}

const pricedBy = (list: PriceList, row: PriceRow, product: ProductToPrice): Hit | undefined => {
  if (row.priceE4 !== null) {
    return { list, row, unitPriceE4: row.priceE4, currency: list.currency, tax: list.taxIncluded ? 'gross' : 'net' }
  }
  if (row.discountPermille === null) return undefined
  const unitPriceE4 = discountedE4(product.listPriceE4, row.discountPermille, product.currency)
  return { list, row, unitPriceE4, currency: product.currency, tax: 'net' }
}

const compareHits = (a: Hit, b: Hit, product: ProductToPrice) => {
  const foreign = Number(a.currency !== product.currency) - Number(b.currency !== product.currency)
  if (foreign !== 0) return foreign
  if (a.currency !== b.currency) return a.currency < b.currency ? -1 : 1
  // Net against gross without dividing: a ÷ (1 + VAT) < b is a < b × (1 + VAT).
  const onOneScale = (hit: Hit) => BigInt(hit.unitPriceE4) * BigInt(hit.tax === 'gross' ? 1000 : 1000 + product.vatPermille)
  const difference = onOneScale(a) - onOneScale(b)
  if (difference !== 0n) return difference < 0n ? -1 : 1
  return a.list.code < b.list.code ? -1 : a.list.code > b.list.code ? 1 : 0
}

const told = ({ list, row, unitPriceE4, currency, tax }: Hit, others: readonly Hit[]): Price => ({
  unitPriceE4,
  currency,
  tax,
  reason: {
    level: list.kind,
    listCode: list.code,
    listName: list.name,
    minQuantityMilli: row.minQuantityMilli,
    discountPermille: row.priceE4 === null ? row.discountPermille : null,
    losers: others.map((hit) => ({ listCode: hit.list.code, unitPriceE4: hit.unitPriceE4, currency: hit.currency, tax: hit.tax })),
  },
})

/** The words of price reasons; the conformance test reads it. */
export const priceWords = {
  en: {
    client: 'your own price list “{list}”',
    group: 'the price list “{list}” of your group',
    promotion: 'the promotion “{list}”',
    default: 'our price list “{list}”',
    list_price: 'our list price',
    discount: '{percent} off the list price, from {source}',
    from: '{source}, for {quantity} or more',
    losers: '{source}, ahead of {lists}',
  },
  ro: {
    client: 'lista ta de prețuri „{list}”',
    group: 'lista de prețuri „{list}” a grupului tău',
    promotion: 'promoția „{list}”',
    default: 'lista noastră de prețuri „{list}”',
    list_price: 'prețul nostru de catalog',
    discount: '{percent} reducere din prețul de catalog, după {source}',
    from: '{source}, de la {quantity} în sus',
    losers: '{source}, înaintea {lists}',
  },
}

const say = messages(priceWords)

/** Why the price is what it is, as part of a sentence ("90.00 lei: the promotion “Leaflet”, for 10 or more"). */
export const sayReason = (reason: PriceReason, language: string): string => {
  let words = say(reason.level, { list: reason.listName ?? '' }, language)
  if (reason.discountPermille !== null)
    words = say('discount', { percent: formatPermille(reason.discountPermille, language), source: words }, language)
  if (reason.minQuantityMilli !== null && reason.minQuantityMilli > 1000) {
    words = say('from', { source: words, quantity: formatQuantity(reason.minQuantityMilli, language) }, language)
  }
  const lists = [...new Set(reason.losers.map((loser) => loser.listCode))].join(', ')
  return lists === '' ? words : say('losers', { source: words, lists }, language)
}
