import type { Ctx } from '../../core/kernel/ctx.ts'
import {
  formatDate,
  formatMoney,
  formatPermille,
  formatQuantity,
  formatUnitPrice,
  grossUnitPriceE4,
  netUnitPriceE4,
} from '../../core/language/money.ts'
import type { PriceReason } from '../../core/modules/catalog/price.ts'
import { type Priced, pricesFor } from '../../core/modules/catalog/queries.ts'
import { documentTotals } from '../../core/modules/catalog/totals.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import { seesStock, stockFor } from '../../core/modules/warehouse/queries.ts'
import { Incoming, Stock, Warehouse } from '../../core/modules/warehouse/records.ts'
import { type PressAnswer, plain } from '../channel.ts'
import { indexOf } from '../customer/turn.ts'
import { amountIn, unitIn } from '../texts/units.ts'
import { read } from '../understand/read.ts'
import type { CatalogueIndex, CatalogueProduct } from '../understand/types.ts'
import { clientMeant, productsLike } from './search.ts'
import { asTyped, commandChoice, cutTo, looksInto, type Say, whisper, wordsFor } from './words.ts'

const MOST_PRODUCTS = 8

export const spokenBy = (ctx: Ctx) => (ctx.actor.language.startsWith('ro') ? ('ro' as const) : ('en' as const))
export const nameOf = (product: CatalogueProduct, ctx: Ctx) => plain(spokenBy(ctx) === 'ro' ? product.names.ro : product.names.en)

type Asked = { products: CatalogueProduct[]; quantityMilli: number | null }

/** The goods that a text names, read as customers' questions are; by likeness where that finds nothing. */
const goodsIn = async (ctx: Ctx, said: string, index: CatalogueIndex): Promise<Asked> => {
  const language = spokenBy(ctx)
  const { intents } = read(language === 'ro' ? `cât costă ${said}?` : `how much is ${said}?`, index, { language })
  const about = intents.flatMap((intent) => (intent.kind === 'price_of' ? intent.about : [])).find(({ candidates }) => candidates.length)
  if (!about) return { products: await productsLike(ctx, said, MOST_PRODUCTS), quantityMilli: null }
  return { products: about.candidates.flatMap((id) => index.products.get(id) ?? []), quantityMilli: about.quantityMilli }
}

const notFound = (say: Say, said: string) =>
  whisper({ text: say('goods_unknown', { said: asTyped(said) }), choices: commandChoice(`find ${said}`, say('b_find')) })

/** `/parley stock X`: what lies where, what of it is set aside, and what is coming when. */
export const tellStock = async (ctx: Ctx, said: string): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  if (!said.trim()) return whisper(say('stock_how'))
  if (!(await seesStock(ctx))) return whisper(say('not_yours', { right: 'catalog' }))
  const { products } = await goodsIn(ctx, said, await indexOf(ctx))
  if (!products.length) return notFound(say, said)
  const shown = products.slice(0, MOST_PRODUCTS)
  const ids = shown.map(({ id }) => id)
  const available = await stockFor(ctx, ids)
  const inside = looksInto(ctx, 'warehouse')
  const warehouses = new Map(inside ? (await ctx.rows(Warehouse)).map((one) => [one.id, one] as const) : [])
  const shelves = inside ? await ctx.rows(Stock).whereIn('productId', ids) : []
  const coming = inside ? await ctx.rows(Incoming).whereIn('productId', ids).where({ state: 'expected' }).orderBy('expectedOn') : []
  const { language } = ctx.actor
  const quantity = (milli: number) => formatQuantity(milli, language)
  const sections = shown.map((product) => {
    const free = available.get(product.id)?.availableMilli ?? 0
    const lines = [say(free > 0 ? 'stock_free' : 'stock_nothing', { amount: amountIn(free, product.unit, language) })]
    for (const shelf of shelves.filter(({ productId }) => productId === product.id))
      lines.push(
        say('stock_shelf', {
          warehouse: plain(warehouses.get(shelf.warehouseId)?.name ?? ''),
          free: quantity(shelf.onHandMilli - shelf.reservedMilli),
          there: quantity(shelf.onHandMilli),
          reserved: quantity(shelf.reservedMilli),
        }),
      )
    for (const one of coming.filter(({ productId }) => productId === product.id))
      lines.push(
        say('stock_coming', {
          amount: quantity(one.quantityMilli),
          promised: quantity(one.promisedMilli),
          has: one.promisedMilli > 0 ? 'yes' : 'no',
          day: formatDate(one.expectedOn, language),
          warehouse: plain(warehouses.get(one.warehouseId)?.name ?? ''),
        }),
      )
    return { heading: `${plain(product.code)} · ${nameOf(product, ctx)}${product.active ? '' : ` (${say('not_sold')})`}`, lines }
  })
  const title = shown.length === 1 ? nameOf(shown[0]!, ctx) : say('stock_title', { said: asTyped(said) })
  return whisper({
    text: sections.flatMap(({ heading, lines }) => [`*${heading}*`, ...lines]).join('\n'),
    card: {
      title: cutTo(title, 150),
      sections,
      ...(products.length > shown.length && { notes: [say('and_more', { count: products.length - shown.length })] }),
    },
  })
}

/** "12 kg espresso for café zimbrul" → what, and for whom. `la` may also be part of a name, so there a client must be called so. */
const splitForClient = (said: string): { goods: string; client: string; sure: boolean } | null => {
  const found = /^([\s\S]*\S)\s+(for|pentru|la)\s+(\S[\s\S]*)$/i.exec(said.trim())
  return found ? { goods: found[1]!, client: found[3]!, sure: found[2]!.toLowerCase() !== 'la' } : null
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

/** `/parley price X for CLIENT`: what it costs them, and why; without a client what it costs anybody. */
export const tellPrice = async (ctx: Ctx, said: string): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  if (!said.trim()) return whisper(say('price_how'))
  if (!looksInto(ctx, 'catalog')) return whisper(say('not_yours', { right: 'catalog' }))
  const parts = splitForClient(said)
  const meant = parts && (await clientMeant(ctx, parts.client))
  if (meant && 'several' in meant && (parts.sure || meant.several.length)) {
    if (!meant.several.length) return whisper(say('client_unknown', { said: asTyped(parts.client) }))
    const choices = meant.several.flatMap(({ code, name }) => commandChoice(`price ${parts.goods} for ${code}`, cutTo(plain(name), 60)))
    return whisper({ text: say('client_which', { said: asTyped(parts.client) }), choices, choicesLabel: say('choose') })
  }
  const client = meant && 'one' in meant ? await ctx.rows(Client).byId(meant.one.id) : null
  const goods = client && parts ? parts.goods : said
  const { products, quantityMilli } = await goodsIn(ctx, goods, await indexOf(ctx))
  const sold = products.filter(({ active }) => active)
  if (!sold.length) return notFound(say, goods)
  const settings = await settingsOf(ctx)
  const found = await pricesFor(
    ctx,
    client ?? { id: NOBODY, groupId: null, currency: settings.currency },
    sold.slice(0, MOST_PRODUCTS).map(({ id }) => ({ productId: id, quantityMilli })),
    todayOf(ctx, settings),
  )
  const who = client ? plain(client.name) : say('price_anybody')
  const sections = found.map((one) => ({
    heading: `${plain(one.product.code)} · ${titleIn(ctx, one)}`,
    lines: priceLines(ctx, one, quantityMilli !== null),
  }))
  return whisper({
    text: [say('price_title', { who }), ...sections.flatMap(({ heading, lines }) => [`*${heading}*`, ...lines])].join('\n'),
    card: {
      title: cutTo(say('price_title', { who }), 150),
      sections,
      ...(sold.length > found.length && { notes: [say('and_more', { count: sold.length - found.length })] }),
    },
  })
}

const titleIn = (ctx: Ctx, { product }: Priced) => plain(spokenBy(ctx) === 'ro' ? product.nameRo : product.nameEn)

const priceLines = (ctx: Ctx, { product, quantityMilli, price, vat }: Priced, isAsked: boolean): string[] => {
  const say = wordsFor(ctx)
  const { language } = ctx.actor
  const unit = unitIn(product.unit, language)
  const shown = (e4: number) => formatUnitPrice(e4, price.currency, language)
  const totals = documentTotals(
    [{ quantityMilli, unitPriceE4: price.unitPriceE4, tax: price.tax, vatCategory: vat.category, vatPermille: vat.permille }],
    price.currency,
  )
  const isBelow = quantityMilli < product.minQuantityMilli
  return [
    say('price_line', {
      net: shown(netUnitPriceE4(price.unitPriceE4, price.tax, vat.permille)),
      gross: shown(grossUnitPriceE4(price.unitPriceE4, price.tax, vat.permille)),
      unit,
    }),
    ...(isAsked
      ? [
          say('price_total', {
            amount: amountIn(quantityMilli, product.unit, language),
            net: formatMoney(totals.netMinor, price.currency, language),
            total: formatMoney(totals.totalMinor, price.currency, language),
          }),
        ]
      : []),
    say('price_why', { why: whyIn(ctx, price.reason) }),
    ...price.reason.losers.map((loser) =>
      say('price_loser', {
        list: plain(loser.listCode),
        price: formatUnitPrice(loser.unitPriceE4, loser.currency, language),
        tax: loser.tax,
      }),
    ),
    ...(price.reason.level === 'list_price' ? [] : [say('price_list', { price: shown(product.listPriceE4) })]),
    ...(isBelow ? [say('price_min', { min: amountIn(product.minQuantityMilli, product.unit, language) })] : []),
  ]
}

/** Why a price is what it is, for colleagues: the level, the list by name and code, from which quantity, which discount. */
const whyIn = (ctx: Ctx, reason: PriceReason): string => {
  const say = wordsFor(ctx)
  const { language } = ctx.actor
  const level = say(`level_${reason.level}`, { list: plain(reason.listName ?? ''), code: plain(reason.listCode ?? '') })
  return [
    level,
    ...(reason.minQuantityMilli !== null && reason.minQuantityMilli > 1000
      ? [say('why_from', { quantity: formatQuantity(reason.minQuantityMilli, language) })]
      : []),
    ...(reason.discountPermille === null ? [] : [say('why_discount', { percent: formatPermille(reason.discountPermille, language) })]),
  ].join(', ')
}
