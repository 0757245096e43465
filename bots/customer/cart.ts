import { formatMoney, formatUnitPrice, grossUnitPriceE4, netUnitPriceE4 } from '../../core/language/money.ts'
import { pricesFor } from '../../core/modules/catalog/queries.ts'
import { settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import { plain } from '../channel.ts'
import type { InboundItem } from '../talk.ts'
import type { Line } from '../understand/types.ts'
import { order } from './follow.ts'
import { heard } from './heard.ts'
import { goOn } from './questions.ts'
import { clientOf, type Turn } from './turn.ts'

const MOST_ITEMS = 100

/** A cart from the catalogue becomes a draft at this client's own prices; where the cart showed another price, that is said. */
export const cart = async (turn: Turn, item: InboundItem): Promise<void> => {
  const byCode = new Map([...turn.index.products.values()].map((product) => [product.code.toLowerCase(), product]))
  const items = (item.cart ?? []).slice(0, MOST_ITEMS)
  const lines = items.map(({ code, quantity }): Line => {
    const said = `${quantity} x ${code}`.slice(0, 200)
    const quantityMilli = Math.round(quantity * 1000)
    const product = byCode.get(code.trim().toLowerCase())
    if (!product || !(quantityMilli > 0)) return { kind: 'unknown', said, quantityMilli: null, unit: null }
    if (product.active) return { kind: 'sure', productId: product.id, quantityMilli, said, notes: [] }
    const amount = { milli: quantityMilli, unit: null, numbers: [quantityMilli] }
    return { kind: 'inactive', productId: product.id, substitutes: product.substitutes, quantityMilli, said, amount }
  })
  turn.gathering = { messages: [{ id: item.messageId ?? item.id, text: '' }], lines: [], open: [] }
  await order(turn, { lines, declined: [] })
  turn.memory.put = [...(turn.memory.put ?? []), turn.gathering].slice(-12)
  turn.gathering = null
  await sayDifferences(turn, items)
  // Of a cart in which we knew nothing, that much was said.
  if (lines.some(({ kind }) => kind !== 'unknown')) await goOn(turn)
  if (item.text?.trim()) await heard(turn, [{ ...item, kind: 'text', cart: null }])
}

const sayDifferences = async (turn: Turn, items: NonNullable<InboundItem['cart']>) => {
  const byCode = new Map([...turn.index.products.values()].map((product) => [product.code.toLowerCase(), product]))
  const asked = items.flatMap(({ code, quantity, price }) => {
    const product = byCode.get(code.trim().toLowerCase())
    return product?.active && price ? [{ productId: product.id, quantityMilli: Math.round(quantity * 1000), price }] : []
  })
  const found = await pricesFor(turn.ctx, await clientOf(turn), asked, todayOf(turn.ctx, await settingsOf(turn.ctx)))
  const differ = found.flatMap(({ product, price, vat }, index) => {
    const shown = asked[index]!.price
    const net = netUnitPriceE4(price.unitPriceE4, price.tax, vat.permille)
    const gross = grossUnitPriceE4(price.unitPriceE4, price.tax, vat.permille)
    // A catalogue may show prices with or without VAT.
    const isSame = shown.currency === price.currency && [net, gross].some((one) => Math.round(one / 100) === shown.minor)
    if (isSame) return []
    const values = {
      product: turn.name(product.id),
      shown: plain(formatMoney(shown.minor, shown.currency, turn.language)),
      price: formatUnitPrice(net, price.currency, turn.language),
    }
    return [turn.words('cart_differs', values)]
  })
  if (differ.length) turn.reply({ text: [turn.words('cart_prices'), ...differ].join('\n') })
}
