import type { Ctx } from '../../core/kernel/ctx.ts'
import { formatDate, formatMoney, formatPermille, formatQuantity, formatUnitPrice } from '../../core/language/money.ts'
import { Client, Contact } from '../../core/modules/crm/records.ts'
import { accountOf } from '../../core/modules/invoicing/queries.ts'
import type { OrderView } from '../../core/modules/sales/queries.ts'
import { promiseFor } from '../../core/modules/warehouse/rules.ts'
import { type Choice, plain, type Reply } from '../channel.ts'
import { indexOf } from '../customer/turn.ts'
import { amountIn, unitIn } from '../texts/units.ts'
import type { CatalogueIndex, HowManyLine, InactiveLine, UnknownLine, WhichLine } from '../understand/types.ts'
import { nameOf } from './goods.ts'
import type { OrderTalk, Wanted } from './order-talk.ts'
import { asTyped, cutTo, looksInto, wordsFor } from './words.ts'

const MOST_CHOICES = 20

/** Makes ids of choices of one question of one dialog. */
export type Mark = (deed: string) => string

type Asking = { ctx: Ctx; talk: OrderTalk; index: CatalogueIndex; mark: Mark }

/** The first thing that is not clear yet, as a question; null when nothing is left to ask. */
export const nextQuestion = async (ctx: Ctx, talk: OrderTalk, mark: Mark): Promise<Reply | null> => {
  const asking: Asking = { ctx, talk, index: await indexOf(ctx), mark }
  const [line] = talk.open
  if (line?.kind === 'which') return askWhich(asking, line)
  if (line?.kind === 'inactive') return askInstead(asking, line)
  if (line?.kind === 'how_many') return askHowMany(asking, line)
  if (line?.kind === 'unknown') return askUnknown(asking, line)
  return askShortage(asking)
}

const productChoice = ({ ctx, index }: Asking, id: string, choice: string): Choice => {
  const product = index.products.get(id)!
  return { id: choice, title: cutTo(`${plain(product.code)} · ${nameOf(product, ctx)}`, 75) }
}

const dropChoice = ({ ctx, mark }: Asking): Choice => ({ id: mark('drop'), title: wordsFor(ctx)('b_leave_out') })

const askWhich = (asking: Asking, line: WhichLine): Reply => {
  const say = wordsFor(asking.ctx)
  const amount = line.quantityMilli === null ? 'none' : formatQuantity(line.quantityMilli, asking.ctx.actor.language)
  return {
    text: say('new_which', { said: asTyped(line.said), amount }),
    choices: [
      ...line.candidates.slice(0, MOST_CHOICES).map((id, index) => productChoice(asking, id, asking.mark(`take:${index}`))),
      dropChoice(asking),
    ],
    choicesLabel: say('choose'),
  }
}

const askInstead = (asking: Asking, line: InactiveLine): Reply => {
  const say = wordsFor(asking.ctx)
  const product = nameOf(asking.index.products.get(line.productId)!, asking.ctx)
  return {
    text: say('new_inactive', { product, has: line.substitutes.length ? 'yes' : 'no' }),
    choices: [
      ...line.substitutes.slice(0, MOST_CHOICES).map((id, index) => productChoice(asking, id, asking.mark(`take:${index}`))),
      dropChoice(asking),
    ],
    choicesLabel: say('choose'),
  }
}

const askHowMany = (asking: Asking, line: HowManyLine): Reply => {
  const say = wordsFor(asking.ctx)
  const product = asking.index.products.get(line.productId)!
  const { language } = asking.ctx.actor
  return {
    text: say('new_how_many', { product: nameOf(product, asking.ctx), unit: unitIn(product.unit, language), said: asTyped(line.said) }),
    choices: [{ id: asking.mark('count'), title: say('b_how_many'), tone: 'primary' }, dropChoice(asking)],
  }
}

const askUnknown = (asking: Asking, line: UnknownLine): Reply => {
  const say = wordsFor(asking.ctx)
  return {
    text: say('new_unknown', { said: asTyped(line.said) }),
    choices: [{ id: asking.mark('edit'), title: say('b_edit') }, dropChoice(asking)],
  }
}

/** A line that cannot be had at once: all of it later, what there is, something else, or nothing of it. */
const askShortage = async (asking: Asking): Promise<Reply | null> => {
  const { ctx, talk, index, mark } = asking
  const short = await firstShort(ctx, talk)
  if (!short) return null
  const { line, nowMilli, deliverOn } = short
  const say = wordsFor(ctx)
  const { language } = ctx.actor
  const product = index.products.get(line.productId)!
  const sellable = sellableOf(product, nowMilli)
  const choices: Choice[] = [
    ...(deliverOn
      ? [{ id: mark('wait'), title: say('b_all_on', { day: formatDate(deliverOn, language) }), tone: 'primary' as const }]
      : []),
    ...(sellable > 0 ? [{ id: mark('there'), title: say('b_what_there_is', { amount: amountIn(sellable, product.unit, language) }) }] : []),
    ...(await inPlaceOf(ctx, product.substitutes, index, line.quantityMilli)).map((id, at) =>
      productChoice(asking, id, mark(`instead:${at}`)),
    ),
    dropChoice(asking),
  ]
  return {
    text: say('new_short', {
      product: nameOf(product, ctx),
      there: amountIn(nowMilli, product.unit, language),
      wanted: amountIn(line.quantityMilli, product.unit, language),
    }),
    choices,
    choicesLabel: say('choose'),
  }
}

/** The first line whose goods are not all there and for which nobody has said what to do. */
export const firstShort = async (
  ctx: Ctx,
  talk: OrderTalk,
): Promise<{ line: Wanted; nowMilli: number; deliverOn: string | null } | null> => {
  if (!talk.lines.length) return null
  const { lines } = await promiseFor(ctx, { lines: talk.lines.map((line) => ({ ...line, lineId: line.productId })) })
  for (const line of talk.lines.filter(({ shortage }) => shortage === null)) {
    const promise = lines.find(({ lineId }) => lineId === line.productId)
    if (promise && (promise.laterMilli > 0 || promise.missingMilli > 0))
      return { line, nowMilli: promise.nowMilli, deliverOn: promise.deliverOn }
  }
  return null
}

/** How much of what is there can be sold: from the minimum on, in whole steps. */
export const sellableOf = (
  { minQuantityMilli, stepQuantityMilli }: { minQuantityMilli: number; stepQuantityMilli: number },
  nowMilli: number,
) => (nowMilli >= minQuantityMilli ? nowMilli - (nowMilli % stepQuantityMilli) : 0)

/** Substitutes of which so much is there. */
export const inPlaceOf = async (ctx: Ctx, ids: readonly string[], index: CatalogueIndex, quantityMilli: number): Promise<string[]> => {
  const active = ids.filter((id) => index.products.get(id)?.active)
  if (!active.length) return []
  const { lines } = await promiseFor(ctx, { lines: active.map((productId) => ({ lineId: productId, productId, quantityMilli })) })
  return active.filter((id) => lines.find(({ lineId }) => lineId === id)?.nowMilli === quantityMilli).slice(0, 4)
}

/** Below the minimum or off the step: told, never rounded, and not placed like that. */
const faultsIn = ({ ctx, index }: Pick<Asking, 'ctx' | 'index'>, lines: readonly Wanted[]): string[] => {
  const say = wordsFor(ctx)
  return lines.flatMap(({ productId, quantityMilli }) => {
    const product = index.products.get(productId)
    if (!product) return []
    const amount = (milli: number) => amountIn(milli, product.unit, ctx.actor.language)
    const { minQuantityMilli: min, stepQuantityMilli: step } = product
    if (quantityMilli < min) return [say('new_below_min', { product: nameOf(product, ctx), min: amount(min) })]
    if (quantityMilli % step !== 0 && (quantityMilli - min) % step !== 0)
      return [say('new_off_step', { product: nameOf(product, ctx), step: amount(step) })]
    return []
  })
}

/** The whole order with its prices, to be placed with a press. The button carries the version that it shows. */
export const summaryFor = async (ctx: Ctx, talk: OrderTalk, { order, lines }: OrderView, mark: Mark): Promise<Reply> => {
  const say = wordsFor(ctx)
  const { language } = ctx.actor
  const money = (minor: number) => formatMoney(minor, order.currency, language)
  const client = await ctx.rows(Client).byId(order.clientId)
  const contact = order.contactId ? await ctx.rows(Contact).where({ id: order.contactId }).first() : undefined
  const faults = faultsIn({ ctx, index: await indexOf(ctx) }, talk.lines)
  const blocked = client.state === 'blocked' ? [say('new_blocked', { client: plain(client.name) })] : []
  const account = looksInto(ctx, 'invoicing') ? await accountOf(ctx, client.id) : null
  const after = (account?.exposureMinor ?? 0) + order.totalMinor
  const over =
    account && after > (account.limitMinor ?? 0)
      ? [say('new_over_limit', { after: money(after), limit: money(account.limitMinor ?? 0) })]
      : []
  const title = say('new_title', { client: plain(client.name) })
  const rows = lines.map((line) =>
    say('new_line', {
      amount: amountIn(line.quantityMilli, line.unitAsWritten, language),
      product: plain(language.startsWith('ro') ? line.nameAsWritten.ro : line.nameAsWritten.en),
      price: formatUnitPrice(line.unitPriceE4, order.currency, language),
      net: money(line.netMinor),
      waits: line.shortage === 'wait' ? 'yes' : 'no',
    }),
  )
  const facts = [
    { label: say('f_net'), value: money(order.netMinor) },
    ...order.vatTable.map((row) => ({
      label: say('f_vat', { rate: formatPermille(row.vatPermille, language) }),
      value: money(row.vatMinor),
    })),
    { label: say('f_total'), value: money(order.totalMinor) },
    {
      label: say('f_delivery'),
      value: order.deliverOn ? `${formatDate(order.deliverOn, language)}${order.address ? `, ${plain(order.address.name)}` : ''}` : '–',
    },
    { label: say('f_contact'), value: contact ? plain(Contact.title(contact)) : say('nobody') },
    ...(order.clientReference ? [{ label: say('f_reference'), value: plain(order.clientReference) }] : []),
  ]
  const warnings = [...blocked, ...faults, ...over]
  const mayPlace = !faults.length && !blocked.length && lines.length > 0
  return {
    text: [`*${title}*`, ...rows, ...facts.map(({ label, value }) => `${label}: ${value}`), ...warnings].join('\n'),
    card: {
      title: cutTo(title, 150),
      sections: [{ heading: say('h_lines'), lines: rows }, ...(warnings.length ? [{ heading: say('h_mind'), lines: warnings }] : [])],
      facts: facts.slice(0, 10),
      notes: [say(contact ? 'new_contact_told' : 'new_nobody_told'), ...(order.note ? [say('note', { note: plain(order.note) })] : [])],
    },
    choices: [
      ...(mayPlace ? [{ id: mark(`place:${order.version}`), title: say('b_place'), tone: 'primary' as const }] : []),
      { id: mark('edit'), title: say('b_edit') },
      { id: mark('discard'), title: say('b_discard'), tone: 'danger' },
    ],
  }
}
