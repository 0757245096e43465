import { formatQuantity, formatShortDate, formatUnitPrice, netUnitPriceE4 } from '../../core/language/money.ts'
import { pricesFor, seesPrices } from '../../core/modules/catalog/queries.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import { seesStock } from '../../core/modules/warehouse/queries.ts'
import { promiseFor } from '../../core/modules/warehouse/rules.ts'
import { type Choice, plain } from '../channel.ts'
import { amountIn, unitIn } from '../texts/units.ts'
import { choose } from '../understand/amounts.ts'
import type { InactiveLine, Line, WhichLine } from '../understand/types.ts'
import { heldLines } from './lines.ts'
import { summaryOf } from './summary.ts'
import type { Turn } from './turn.ts'

/** A list shows this many; more are asked for in words. */
const MOST_ROWS = 10
const MOST_BUTTONS = 3

/** This client's own prices without VAT, in words, by product. */
export const pricesIn = async (
  turn: Turn,
  asked: readonly { productId: string; quantityMilli: number | null }[],
): Promise<Map<string, string>> => {
  if (!seesPrices(turn.ctx)) return new Map()
  const client = await turn.ctx.facts(Client).byId(turn.clientId)
  const day = todayOf(turn.ctx, await settingsOf(turn.ctx))
  const found = await pricesFor(turn.ctx, client, asked, day)
  return new Map(
    found.map(({ product, price, vat }) => [
      product.id,
      `${formatUnitPrice(netUnitPriceE4(price.unitPriceE4, price.tax, vat.permille), price.currency, turn.language)}/${unitIn(product.unit, turn.language)}`,
    ]),
  )
}

/** Cuts by whole characters, so that a list row stays readable. */
export const short = (text: string, most: number) => ([...text].length <= most ? text : `${[...text].slice(0, most - 1).join('')}…`)

const productChoices = async (
  turn: Turn,
  prefix: string,
  ids: readonly string[],
  quantityOf: (productId: string) => number | null,
): Promise<Choice[]> => {
  const prices = await pricesIn(
    turn,
    ids.map((productId) => ({ productId, quantityMilli: quantityOf(productId) })),
  )
  const code = (id: string) => turn.index.products.get(id)?.code ?? id
  const inOrder = ids.toSorted((one, other) => code(one).localeCompare(code(other), 'en', { numeric: true }))
  return inOrder.map((id) => ({
    id: `${prefix}:${id}`,
    title: short(code(id), 24),
    description: short([prices.get(id), turn.name(id)].filter(Boolean).join(' · '), 72),
  }))
}

/** How much it would be if the customer meant this product: its price may depend on it. Null where that is a question of its own. */
const amountIfChosen = (turn: Turn, line: WhichLine | InactiveLine) => (productId: string) => {
  const settled = choose(line, productId, turn.index)
  return settled.kind === 'sure' ? settled.quantityMilli : null
}

/** Buttons have no room for names and prices, as the rows of a list have: with few choices the message says them. */
const inText = (choices: readonly Choice[]) =>
  choices.length > MOST_BUTTONS
    ? ''
    : choices.flatMap(({ title, description }) => (description ? [`\n• ${title}: ${description}`] : [])).join('')

/** The first thing that is not settled is asked; when nothing is left, the summary is shown. */
export const goOn = async (turn: Turn): Promise<void> => {
  const open = turn.memory.open ?? []
  while (open[0]?.kind === 'sure') open.shift()
  turn.memory.open = open
  const next = open[0]
  if (next) return ask(turn, next)
  if (await askShortage(turn)) return
  const draft = await turn.draft()
  const summary = draft && (await summaryOf(turn, draft.id))
  if (summary) {
    turn.offer(summary)
    delete turn.memory.declined
  } else turn.say(draft ? 'draft_empty' : 'no_draft')
}

const asked = (turn: Turn) => {
  turn.memory.asked = { at: turn.ctx.now.toISOString(), kind: 'line' }
}

const ask = async (turn: Turn, line: Line): Promise<void> => {
  if (line.kind === 'which') return askWhich(turn, line)
  if (line.kind === 'inactive') return askSubstitute(turn, line)
  if (line.kind === 'how_many') {
    asked(turn)
    const product = turn.index.products.get(line.productId)!
    const values = { product: turn.name(line.productId), unit: unitIn(product.unit, turn.language), said: plain(line.said) }
    const key =
      line.why === 'range' || line.why === 'vague'
        ? 'how_many_range'
        : line.why === 'inner_unit' || line.why === 'pieces'
          ? 'how_many_inner'
          : line.why === 'unit'
            ? 'how_many_unit'
            : 'how_many_missing'
    return turn.say(key, values)
  }
  if (line.kind === 'unknown') {
    turn.say('not_found', { said: plain(line.said).slice(0, 200) })
    turn.memory.open = (turn.memory.open ?? []).slice(1)
    return goOn(turn)
  }
}

const askWhich = async (turn: Turn, line: WhichLine) => {
  asked(turn)
  const shown = line.candidates.slice(0, MOST_ROWS)
  const amount = line.quantityMilli === null ? 'none' : `${formatQuantity(line.quantityMilli, turn.language)} ×`
  // The amount is told as it was understood, not a second time as it was written.
  const said = plain(line.said).replace(/^\d+([.,]\d+)?\s*[x×]?\s*(?=\p{L})/iu, '')
  const text = turn.words('which', { amount, said: said.slice(0, 200) })
  const more =
    line.candidates.length > shown.length ? `\n${turn.words('which_more', { count: line.candidates.length, shown: shown.length })}` : ''
  const choices = await productChoices(turn, 'which', shown, amountIfChosen(turn, line))
  turn.reply({ text: text + inText(choices) + more, choices, choicesLabel: turn.words('choose') })
}

const askSubstitute = async (turn: Turn, line: InactiveLine) => {
  const offered = line.substitutes.filter((id) => turn.index.products.get(id)?.active).slice(0, MOST_ROWS - 1)
  if (!offered.length) {
    turn.say('inactive_alone', { product: turn.name(line.productId) })
    turn.memory.open = (turn.memory.open ?? []).slice(1)
    return goOn(turn)
  }
  asked(turn)
  const choices = [...(await productChoices(turn, 'sub', offered, amountIfChosen(turn, line))), { id: 'drop', title: turn.words('b_drop') }]
  turn.reply({
    text: turn.words('inactive', { product: turn.name(line.productId) }) + inText(choices),
    choices,
    choicesLabel: turn.words('choose'),
  })
}

/** A line that cannot be had at once: what there is, something else, or all of it later. */
const askShortage = async (turn: Turn): Promise<boolean> => {
  const lines = await heldLines(turn)
  const open = lines.filter(({ shortage }) => shortage === null)
  if (!open.length) return false
  const { lines: promises } = await promiseFor(turn.ctx, {
    lines: lines.map(({ productId, quantityMilli }) => ({ lineId: productId, productId, quantityMilli })),
  })
  const missing = promises.find(
    (one) => (one.laterMilli > 0 || one.missingMilli > 0) && open.some(({ productId }) => productId === one.lineId),
  )
  if (!missing) return false
  const product = turn.index.products.get(missing.lineId)!
  const wanted = lines.find(({ productId }) => productId === product.id)!
  const tells = await seesStock(turn.ctx)
  const there = amountIn(missing.nowMilli, product.unit, turn.language)
  const wantedIn = amountIn(wanted.quantityMilli, product.unit, turn.language)
  const sellable = missing.nowMilli >= product.minQuantityMilli ? missing.nowMilli - (missing.nowMilli % product.stepQuantityMilli) : 0
  const choices: Choice[] = []
  if (missing.deliverOn)
    choices.push({
      id: `short:wait:${product.id}`,
      title: short(turn.words('b_wait', { day: formatShortDate(missing.deliverOn, turn.language) }), 24),
      description: short(turn.words('d_wait', { wanted: wantedIn }), 72),
      tone: 'primary',
    })
  if (sellable > 0)
    choices.push({
      id: `short:there:${product.id}:${sellable}`,
      title: turn.words('b_there'),
      ...(tells && { description: turn.words('d_there', { there: amountIn(sellable, product.unit, turn.language) }) }),
    })
  const substitutes = await substitutesThatAreThere(turn, product.substitutes, wanted.quantityMilli)
  choices.push(...(await productChoices(turn, `short:sub:${product.id}`, substitutes, () => wanted.quantityMilli)))
  choices.push({ id: `short:drop:${product.id}`, title: turn.words('b_drop') })
  const text =
    missing.nowMilli > 0
      ? turn.words(tells ? 'short' : 'short_hidden', { product: turn.name(product.id), there, wanted: wantedIn })
      : turn.words('short_none', { product: turn.name(product.id), wanted: wantedIn })
  const most = choices.slice(0, MOST_ROWS)
  turn.offer({ text: text + inText(most), choices: most, choicesLabel: turn.words('choose') })
  return true
}

const substitutesThatAreThere = async (turn: Turn, ids: readonly string[], quantityMilli: number): Promise<string[]> => {
  const active = ids.filter((id) => turn.index.products.get(id)?.active)
  if (!active.length) return []
  const { lines } = await promiseFor(turn.ctx, { lines: active.map((productId) => ({ lineId: productId, productId, quantityMilli })) })
  return active.filter((id) => lines.find(({ lineId }) => lineId === id)?.nowMilli === quantityMilli).slice(0, 4)
}
