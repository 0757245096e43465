import { formatDate, formatUnitPrice, grossUnitPriceE4, netUnitPriceE4 } from '../../core/language/money.ts'
import { pricesFor, seesPrices } from '../../core/modules/catalog/queries.ts'
import { PriceListRecord } from '../../core/modules/catalog/records.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import { seesStock, stockFor } from '../../core/modules/warehouse/queries.ts'
import { plain } from '../channel.ts'
import { amountIn, unitIn } from '../texts/units.ts'
import type { About } from '../understand/types.ts'
import type { Turn } from './turn.ts'

const MOST_ANSWERS = 10

/** "How much is …?": the price at this client's terms, with its promotion if there is one. Several that fit are all told. */
export const priceOfProducts = async (turn: Turn, about: readonly About[]) => {
  const { ctx, language } = turn
  if (!seesPrices(ctx)) return turn.say('not_permitted', { client: plain(turn.talk.conversation.clientName) })
  const client = await ctx.facts(Client).byId(turn.clientId)
  const day = todayOf(ctx, await settingsOf(ctx))
  const lines: string[] = []
  const topic: string[] = []
  for (const { candidates, quantityMilli, said } of about) {
    const active = candidates.filter((id) => turn.index.products.get(id)?.active)
    if (!active.length) {
      lines.push(turn.words('not_found', { said: plain(said).slice(0, 200) }))
      continue
    }
    if (active.length > 1) lines.push(turn.words('price_which', { said: plain(said).slice(0, 200) }))
    const found = await pricesFor(
      ctx,
      client,
      active.slice(0, MOST_ANSWERS).map((productId) => ({ productId, quantityMilli })),
      day,
    )
    for (const { product, price, vat } of found) {
      topic.push(product.id)
      const net = netUnitPriceE4(price.unitPriceE4, price.tax, vat.permille)
      const gross = grossUnitPriceE4(price.unitPriceE4, price.tax, vat.permille)
      const until =
        price.reason.level === 'promotion'
          ? (await ctx.facts(PriceListRecord).where({ code: price.reason.listCode }).first())?.validTo
          : null
      lines.push(
        turn.words('price', {
          product: turn.name(product.id),
          price: formatUnitPrice(net, price.currency, language),
          gross: formatUnitPrice(gross, price.currency, language),
          unit: unitIn(product.unit, language),
          from: product.minQuantityMilli > 1000 ? amountIn(product.minQuantityMilli, product.unit, language) : 'none',
          promotion: until ? 'yes' : 'no',
          until: until ? formatDate(until, language) : '',
        }),
      )
    }
  }
  turn.memory.topic = topic.slice(0, MOST_ANSWERS)
  turn.reply({ text: lines.join('\n') })
}

/** "Is there any …?" */
export const stockOfProducts = async (turn: Turn, about: readonly About[]) => {
  if (!(await seesStock(turn.ctx))) return turn.say('stock_hidden')
  const ids = about
    .flatMap(({ candidates }) => candidates)
    .filter((id) => turn.index.products.get(id)?.active)
    .slice(0, MOST_ANSWERS)
  if (!ids.length) return turn.say('not_found', { said: plain(about[0]?.said ?? '').slice(0, 200) })
  const stock = await stockFor(turn.ctx, ids)
  turn.memory.topic = ids
  turn.reply({
    text: ids
      .map((id) => {
        const there = stock.get(id)
        const product = turn.index.products.get(id)!
        if (there && there.availableMilli > 0)
          return turn.words('stock', { product: turn.name(id), there: amountIn(there.availableMilli, product.unit, turn.language) })
        const coming = there?.incoming[0]?.expectedOn
        return turn.words('stock_none', { product: turn.name(id), coming: coming ? formatDate(coming, turn.language) : 'none' })
      })
      .join('\n'),
  })
}
