import type { Ctx } from '../../core/kernel/ctx.ts'
import { formatMoney } from '../../core/language/money.ts'
import { balanceMinor } from '../../core/modules/invoicing/rules.ts'
import type { Found, PressAnswer } from '../channel.ts'
import { plain } from '../channel.ts'
import { stateWords } from '../texts/states.ts'
import { unitIn } from '../texts/units.ts'
import { clientCard } from './client-card.ts'
import { nameOf, tellStock } from './goods.ts'
import { orderCard } from './order-card.ts'
import { clientsLike, invoicesLike, ordersLike, productsLike, wordsIn } from './search.ts'
import { asTyped, clientNames, looksInto, whisper, wordsFor } from './words.ts'

const MOST = 4

/** What this person may see that is called so, with its card, to be put into a chat: orders, invoices, clients, products. */
export const findToShare = async (ctx: Ctx, said: string): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  if (!wordsIn(said).length) return whisper(say('find_how'))
  const found = [
    ...(await orders(ctx, said)),
    ...(await invoices(ctx, said)),
    ...(await clients(ctx, said)),
    ...(await products(ctx, said)),
  ]
  return found.length ? { found } : whisper(say('find_nothing', { said: asTyped(said) }))
}

const orders = async (ctx: Ctx, said: string): Promise<Found[]> => {
  const rows = await ordersLike(ctx, said, MOST)
  const names = await clientNames(
    ctx,
    rows.map(({ clientId }) => clientId),
  )
  const { language } = ctx.actor
  const found: Found[] = []
  for (const order of rows) {
    const reply = await orderCard(ctx, order.id, language)
    const title = order.number ?? order.foreignReference ?? wordsFor(ctx)('draft')
    const parts = [
      names.get(order.clientId),
      formatMoney(order.totalMinor, order.currency, language),
      stateWords(`order.state.${order.state}`, language),
    ]
    if (reply) found.push({ title: `📦 ${title}`, text: parts.filter(Boolean).join(' · '), reply })
  }
  return found
}

const invoices = async (ctx: Ctx, said: string): Promise<Found[]> => {
  const rows = await invoicesLike(ctx, said, MOST)
  const names = await clientNames(
    ctx,
    rows.map(({ clientId }) => clientId),
  )
  const { language } = ctx.actor
  const say = wordsFor(ctx)
  return rows.map((invoice) => {
    const number = invoice.number ?? invoice.foreignReference ?? say('draft')
    const state = stateWords(`invoice.state.${invoice.state}`, language)
    const client = names.get(invoice.clientId) ?? '–'
    const line = say('find_invoice', {
      number: plain(number),
      client,
      total: formatMoney(invoice.totalMinor, invoice.currency, language),
      balance: balanceMinor(invoice) > 0 ? formatMoney(balanceMinor(invoice), invoice.currency, language) : 'none',
      state,
    })
    const title = `🧾 ${number}`
    return {
      title,
      text: `${client} · ${state}`,
      reply: { text: line, card: { title: number, state: { label: state, tone: 'neutral' }, sections: [{ lines: [line] }] } },
    }
  })
}

const clients = async (ctx: Ctx, said: string): Promise<Found[]> => {
  const found: Found[] = []
  for (const { id, code, name } of await clientsLike(ctx, said, MOST))
    found.push({ title: `🏢 ${name}`, text: code, reply: await clientCard(ctx, id) })
  return found
}

const products = async (ctx: Ctx, said: string): Promise<Found[]> => {
  if (!looksInto(ctx, 'catalog')) return []
  const found: Found[] = []
  for (const product of await productsLike(ctx, said, MOST)) {
    const { whisper: reply } = await tellStock(ctx, product.code)
    if (reply)
      found.push({ title: `🏷 ${nameOf(product, ctx)}`, text: `${product.code} · ${unitIn(product.unit, ctx.actor.language)}`, reply })
  }
  return found
}
