import type { Ctx } from '../../core/kernel/ctx.ts'
import { formatMoney } from '../../core/language/money.ts'
import { balanceMinor } from '../../core/modules/invoicing/rules.ts'
import type { Card, Choice, PressAnswer } from '../channel.ts'
import { plain } from '../channel.ts'
import { stateWords } from '../texts/states.ts'
import { unitIn } from '../texts/units.ts'
import { nameOf } from './goods.ts'
import { clientsLike, contactsLike, invoicesLike, ordersLike, productsLike, wordsIn } from './search.ts'
import { asTyped, clientNames, commandChoice, cutTo, looksInto, type Say, whisper, wordsFor } from './words.ts'

type Section = NonNullable<Card['sections']>[number]
type Found = { lines: string[]; choices: Choice[] }

/** `/parley find TEXT`: whatever this person may see that is called so, each with a button and what to type for it. */
export const find = async (ctx: Ctx, said: string): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  if (!wordsIn(said).length) return whisper(say('find_how'))
  // One after the other: the exact ones are few, and a person reads from the top.
  const found: [Parameters<Say>[0], Found][] = [
    ['find_orders', await orders(ctx, said)],
    ['find_invoices', await invoices(ctx, said)],
    ['find_clients', await clients(ctx, said)],
    ['find_contacts', await contacts(ctx, said)],
    ['find_products', looksInto(ctx, 'catalog') ? await products(ctx, said) : { lines: [], choices: [] }],
  ]
  const sections: Section[] = found
    .filter(([, { lines }]) => lines.length)
    .map(([heading, { lines, choices }]) => ({ heading: say(heading), lines, choices }))
  if (!sections.length) return whisper(say('find_nothing', { said: asTyped(said) }))
  const title = say('find_title', { said: asTyped(said) })
  return whisper({
    text: [title, ...sections.flatMap(({ heading = '', lines }) => [`*${heading}*`, ...lines])].join('\n'),
    card: { title: cutTo(title, 150), sections },
  })
}

const orders = async (ctx: Ctx, said: string): Promise<Found> => {
  const rows = await ordersLike(ctx, said)
  const names = await clientNames(
    ctx,
    rows.map(({ clientId }) => clientId),
  )
  const say = wordsFor(ctx)
  const { language } = ctx.actor
  return {
    lines: rows.map((order) =>
      say('find_order', {
        number: plain(order.number ?? order.foreignReference ?? say('draft')),
        client: names.get(order.clientId) ?? '–',
        total: formatMoney(order.totalMinor, order.currency, language),
        state: stateWords(`order.state.${order.state}`, language),
      }),
    ),
    choices: rows.map((order) => ({ id: `show:order:${order.id}`, title: plain(order.number ?? order.foreignReference ?? say('draft')) })),
  }
}

const invoices = async (ctx: Ctx, said: string): Promise<Found> => {
  const rows = await invoicesLike(ctx, said)
  const names = await clientNames(
    ctx,
    rows.map(({ clientId }) => clientId),
  )
  const say = wordsFor(ctx)
  const { language } = ctx.actor
  const called = (one: (typeof rows)[number]) => plain(one.number ?? one.foreignReference ?? say('draft'))
  return {
    lines: rows.map((invoice) =>
      say('find_invoice', {
        number: called(invoice),
        client: names.get(invoice.clientId) ?? '–',
        total: formatMoney(invoice.totalMinor, invoice.currency, language),
        balance: balanceMinor(invoice) > 0 ? formatMoney(balanceMinor(invoice), invoice.currency, language) : 'none',
        state: stateWords(`invoice.state.${invoice.state}`, language),
      }),
    ),
    choices: rows.map((invoice) => ({ id: `show:invoice:${invoice.id}`, title: called(invoice) })),
  }
}

const clients = async (ctx: Ctx, said: string): Promise<Found> => {
  const rows = await clientsLike(ctx, said)
  return {
    lines: rows.map(({ code, name }) => wordsFor(ctx)('find_client', { code: plain(code), name: plain(name) })),
    choices: rows.map(({ id, name }) => ({ id: `show:client:${id}`, title: cutTo(plain(name), 60) })),
  }
}

const contacts = async (ctx: Ctx, said: string): Promise<Found> => {
  const rows = await contactsLike(ctx, said)
  const names = await clientNames(
    ctx,
    rows.map(({ clientId }) => clientId),
  )
  return {
    lines: rows.map((contact) =>
      wordsFor(ctx)('find_contact', {
        name: plain(`${contact.firstName} ${contact.lastName}`),
        client: names.get(contact.clientId) ?? '–',
        phone: contact.phone ?? 'none',
        email: contact.email ? plain(contact.email) : 'none',
      }),
    ),
    choices: rows.map(({ clientId, firstName, lastName }) => ({
      id: `show:client:${clientId}`,
      title: cutTo(plain(`${firstName} ${lastName} · ${names.get(clientId) ?? ''}`), 60),
    })),
  }
}

const products = async (ctx: Ctx, said: string): Promise<Found> => {
  const rows = await productsLike(ctx, said)
  const say = wordsFor(ctx)
  return {
    lines: rows.map((product) =>
      say('find_product', {
        code: plain(product.code),
        name: nameOf(product, ctx),
        unit: unitIn(product.unit, ctx.actor.language),
        sold: product.active ? 'yes' : 'no',
      }),
    ),
    choices: rows.flatMap(({ code }) => commandChoice(`stock ${code}`, plain(code))),
  }
}
