import { z } from 'zod'
import type { Ctx } from '../../core/kernel/ctx.ts'
import { formatMoney } from '../../core/language/money.ts'
import { Product } from '../../core/modules/catalog/records.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { Invoice } from '../../core/modules/invoicing/records.ts'
import { balanceMinor } from '../../core/modules/invoicing/rules.ts'
import { Order } from '../../core/modules/sales/records.ts'
import type { Found, PressAnswer, Reply } from '../channel.ts'
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

/** The card of a page of the console, for others to see under its address; nothing where this person may not see it themselves. */
export const cardAt = async (ctx: Ctx, path: string): Promise<PressAnswer> => {
  const [, list, id] = /^\/admin\/(orders|invoices|clients|products)\/([0-9a-f-]{36})\/?$/.exec(path) ?? []
  if (!list || !id || !z.uuid().safeParse(id).success) return {}
  const [found] = await shownIn[list as keyof typeof shownIn](ctx, id)
  // Others look at it, each with rights of their own: it is read there, and decided where it belongs.
  return found ? { found: [{ ...found, reply: unpressed(found.reply) }] } : {}
}

const unpressed = ({ text, card }: Reply): Reply => ({
  text,
  ...(card && { card: { ...card, sections: card.sections?.map(({ choices: _, ...section }) => section) ?? [] } }),
})

const shownIn = {
  orders: async (ctx: Ctx, id: string) => asOrders(ctx, looksInto(ctx, 'sales') ? await ctx.rows(Order).where({ id }) : []),
  invoices: async (ctx: Ctx, id: string) => asInvoices(ctx, looksInto(ctx, 'invoicing') ? await ctx.rows(Invoice).where({ id }) : []),
  clients: async (ctx: Ctx, id: string) => asClients(ctx, looksInto(ctx, 'crm') ? await ctx.rows(Client).where({ id }) : []),
  products: async (ctx: Ctx, id: string) => {
    const [product] = looksInto(ctx, 'catalog') ? await ctx.rows(Product).where({ id }) : []
    return product ? asProducts(ctx, await productsLike(ctx, product.code, 1)) : []
  },
}

const orders = async (ctx: Ctx, said: string) => asOrders(ctx, await ordersLike(ctx, said, MOST))
const invoices = async (ctx: Ctx, said: string) => asInvoices(ctx, await invoicesLike(ctx, said, MOST))
const clients = async (ctx: Ctx, said: string) => asClients(ctx, await clientsLike(ctx, said, MOST))
const products = async (ctx: Ctx, said: string) => (looksInto(ctx, 'catalog') ? asProducts(ctx, await productsLike(ctx, said, MOST)) : [])

type Rows<Read extends (...given: never[]) => Promise<readonly unknown[]>> = Awaited<ReturnType<Read>>

const asOrders = async (ctx: Ctx, rows: Rows<typeof ordersLike>): Promise<Found[]> => {
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

const asInvoices = async (ctx: Ctx, rows: Rows<typeof invoicesLike>): Promise<Found[]> => {
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

const asClients = async (ctx: Ctx, rows: Rows<typeof clientsLike>): Promise<Found[]> => {
  const found: Found[] = []
  for (const { id, code, name } of rows) found.push({ title: `🏢 ${name}`, text: code, reply: await clientCard(ctx, id) })
  return found
}

const asProducts = async (ctx: Ctx, rows: Rows<typeof productsLike>): Promise<Found[]> => {
  const found: Found[] = []
  for (const product of rows) {
    const { whisper: reply } = await tellStock(ctx, product.code)
    if (reply)
      found.push({ title: `🏷 ${nameOf(product, ctx)}`, text: `${product.code} · ${unitIn(product.unit, ctx.actor.language)}`, reply })
  }
  return found
}
