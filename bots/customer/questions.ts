import { formatQuantity, formatShortDate, formatUnitPrice } from '../../core/language/money.ts'
import { pricesFor } from '../../core/modules/catalog/queries.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import { seesStock } from '../../core/modules/warehouse/queries.ts'
import { promiseFor } from '../../core/modules/warehouse/rules.ts'
import { type Choice, plain } from '../channel.ts'
import { amountIn, unitIn } from '../texts/units.ts'
import type { InactiveLine, Line, WhichLine } from '../understand/types.ts'
import { heldLines } from './lines.ts'
import { summaryOf } from './summary.ts'
import type { Turn } from './turn.ts'

/** A list shows this many; more are asked for in words. */
const MOST_ROWS = 10

/** This client's own prices, in words, by product. */
export const pricesIn = async (
  turn: Turn,
  asked: readonly { productId: string; quantityMilli: number | null }[],
): Promise<Map<string, string>> => {
  const client = await turn.ctx.facts(Client).byId(turn.clientId)
  const day = todayOf(turn.ctx, await settingsOf(turn.ctx))
  const found = await pricesFor(turn.ctx, client, asked, day)
  return new Map(
    found.map(({ product, price }) => [
      product.id,
      `${formatUnitPrice(price.unitPriceE4, price.currency, turn.language)}/${unitIn(product.unit, turn.language)}`,
    ]),
  )
}

/** Cuts by whole characters, so that a list row stays readable. */
const short = (text: string, most: number) => ([...text].length <= most ? text : `${[...text].slice(0, most - 1).join('')}…`)

const productChoices = async (turn: Turn, prefix: string, ids: readonly string[], quantityMilli: number | null): Promise<Choice[]> => {
  const prices = await pricesIn(
    turn,
    ids.map((productId) => ({ productId, quantityMilli })),
  )
  return ids.map((id) => ({
    id: `${prefix}:${id}`,
    title: short(turn.index.products.get(id)?.code ?? id, 24),
    description: short(`${turn.name(id)} · ${prices.get(id) ?? ''}`, 72),
  }))
}

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
    turn.memory.asked = { at: turn.ctx.now.toISOString(), kind: 'confirm' }
    turn.reply(summary)
    delete turn.memory.declined
  }
}

const asked = (turn: Turn, kind: 'line' | 'short') => {
  turn.memory.asked = { at: turn.ctx.now.toISOString(), kind }
}

const ask = async (turn: Turn, line: Line): Promise<void> => {
  if (line.kind === 'which') return askWhich(turn, line)
  if (line.kind === 'inactive') return askSubstitute(turn, line)
  if (line.kind === 'how_many') {
    asked(turn, 'line')
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
  asked(turn, 'line')
  const shown = line.candidates.slice(0, MOST_ROWS)
  const amount = line.quantityMilli === null ? 'none' : `${formatQuantity(line.quantityMilli, turn.language)} ×`
  const text = turn.words('which', { amount, said: plain(line.said).slice(0, 200) })
  const more =
    line.candidates.length > shown.length ? `\n${turn.words('which_more', { count: line.candidates.length, shown: shown.length })}` : ''
  turn.reply({
    text: text + more,
    choices: await productChoices(turn, 'which', shown, line.unit === null ? line.quantityMilli : null),
    choicesLabel: turn.words('choose'),
  })
}

const askSubstitute = async (turn: Turn, line: InactiveLine) => {
  const offered = line.substitutes.filter((id) => turn.index.products.get(id)?.active).slice(0, MOST_ROWS - 1)
  if (!offered.length) {
    turn.say('inactive_alone', { product: turn.name(line.productId) })
    turn.memory.open = (turn.memory.open ?? []).slice(1)
    return goOn(turn)
  }
  asked(turn, 'line')
  const choices = await productChoices(turn, 'sub', offered, line.quantityMilli)
  turn.reply({
    text: turn.words('inactive', { product: turn.name(line.productId) }),
    choices: [...choices, { id: 'drop', title: turn.words('b_drop') }],
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
  choices.push(...(await productChoices(turn, `short:sub:${product.id}`, substitutes, wanted.quantityMilli)))
  choices.push({ id: `short:drop:${product.id}`, title: turn.words('b_drop') })
  asked(turn, 'short')
  const text =
    missing.nowMilli > 0
      ? turn.words(tells ? 'short' : 'short_hidden', { product: turn.name(product.id), there, wanted: wantedIn })
      : turn.words('short_none', { product: turn.name(product.id), wanted: wantedIn })
  turn.reply({ text, choices: choices.slice(0, MOST_ROWS), choicesLabel: turn.words('choose') })
  return true
}

const substitutesThatAreThere = async (turn: Turn, ids: readonly string[], quantityMilli: number): Promise<string[]> => {
  const active = ids.filter((id) => turn.index.products.get(id)?.active)
  if (!active.length) return []
  const { lines } = await promiseFor(turn.ctx, { lines: active.map((productId) => ({ lineId: productId, productId, quantityMilli })) })
  return active.filter((id) => lines.find(({ lineId }) => lineId === id)?.nowMilli === quantityMilli).slice(0, 4)
}
