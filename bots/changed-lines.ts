import { formatMoney, formatUnitPrice, netUnitPriceE4 } from '../core/language/money.ts'
import type { LineAsTold, LineChange } from '../core/modules/sales/changes.ts'
import { plain } from './channel.ts'
import { sayNotice } from './texts/notices.ts'
import { amountIn } from './texts/units.ts'

/** What changed about a line of an order, old → new; a line that stays is not told. */
export const changedLine = (change: LineChange, currency: string, language: string): string | null => {
  const line = change.after ?? change.before
  const amount = (one: LineAsTold) => amountIn(one.quantityMilli, one.unitAsWritten, language)
  const price = (one: LineAsTold) => formatUnitPrice(netPriceOf(one), currency, language)
  const arrow = (before: string, after: string) => (before === after ? after : sayNotice('c_arrow', { before, after }, language))
  const product = plain(language.startsWith('ro') ? line.nameAsWritten.ro : line.nameAsWritten.en)
  const net = formatMoney(line.netMinor, currency, language)
  if (change.kind === 'same') return null
  if (change.kind === 'removed') return sayNotice('c_removed', { product, amount: amount(line) }, language)
  if (change.kind === 'added') return sayNotice('c_added', { product, amount: amount(line), price: price(line), net }, language)
  const { before, after } = change
  return sayNotice(
    'c_changed',
    { product, amount: arrow(amount(before), amount(after)), price: arrow(price(before), price(after)), net },
    language,
  )
}

/** The unit price without VAT, as every line shows it. */
export const netPriceOf = ({ unitPriceE4, tax, vatPermille }: Pick<LineAsTold, 'unitPriceE4' | 'tax' | 'vatPermille'>) =>
  netUnitPriceE4(unitPriceE4, tax, vatPermille)

/** All that changed between two versions of an order's lines. */
export const changedLines = (changes: readonly LineChange[], currency: string, language: string): string[] =>
  changes.flatMap((change) => changedLine(change, currency, language) ?? [])
