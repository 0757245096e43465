import { mayOverride } from '../../core/kernel/actor.ts'
import type { Ctx } from '../../core/kernel/ctx.ts'
import { Refusal } from '../../core/kernel/errors.ts'
import { discountedE4, exponentOf, parseMoney } from '../../core/language/money.ts'
import type { WordValues } from '../../core/language/words.ts'
import { type ApprovalRow, decidersOf } from '../../core/modules/approvals/queries.ts'
import { Approval } from '../../core/modules/approvals/records.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { offerOrder } from '../../core/modules/sales/actions/offer.ts'
import { discountBetween, referencePrices } from '../../core/modules/sales/pricing.ts'
import { unsellable } from '../../core/modules/sales/rules.ts'
import { type PressAnswer, plain } from '../channel.ts'
import { sayInChat } from '../say.ts'
import { type StaffKey, sayToStaff } from '../texts/staff.ts'
import { exampleOf, lineForm, linesAt, MOST_LINES, offerFormOf, positionsIn } from './offer-form.ts'
import { type Asked, askedOf, type OfferLine } from './offer-lines.ts'

type Values = Readonly<Record<string, string>>
type Errors = Record<string, string>
type Say = (key: StaffKey, values?: WordValues) => string
const speaking =
  (ctx: Ctx): Say =>
  (key, values = {}) =>
    sayToStaff(key, values, ctx.actor.language)

/** The lines of a long order were named: the form for those opens. */
export const chooseLines = async (ctx: Ctx, approval: ApprovalRow, values: Values): Promise<PressAnswer> => {
  const asked = await askedOf(ctx, approval)
  if (!asked) return { whisper: { text: speaking(ctx)('gone') } }
  const positions = positionsIn(values.lines ?? '', asked.lines.length)
  if (!positions) return { errors: { lines: speaking(ctx)('offer_no_lines', { count: asked.lines.length, most: MOST_LINES }) } }
  return { form: await lineForm(ctx, approval, asked, { positions, over: false }) }
}

/** What was filled in becomes a counter-offer with the rights of who filled it in; what does not fit is told at its field. */
export const makeOffer = async (ctx: Ctx, approval: ApprovalRow, formId: string, values: Values): Promise<PressAnswer> => {
  const say = speaking(ctx)
  const { version, positions } = offerFormOf(formId)
  const asked = await askedOf(ctx, approval)
  if (!asked) return { whisper: { text: say('gone') } }
  const { order } = asked.view
  const shown = linesAt(asked, positions)
  const read = readLines(ctx, asked, shown, values)
  const first = `q${shown[0]?.position ?? 1}`
  const note = (values.reason ?? '').trim()
  if (note && note.length < 3) read.errors.reason = say('offer_short_note')
  for (const { position, line } of shown) {
    const wanted = read.lines.find(({ productId }) => productId === line.productId)
    const refused = !read.errors[`q${position}`] && wanted && (await unsellable(ctx, [wanted]))
    if (refused) read.errors[`q${position}`] = sayInChat(refused, ctx.actor.language)
  }
  if (Object.keys(read.errors).length) return { errors: read.errors }
  if (!read.lines.length) return { errors: { [first]: say('offer_nothing_left') } }
  const wantedOn = values.day && values.day !== order.deliverOn ? values.day : undefined
  if (!read.changed && !wantedOn && approval.action === 'order.accept') return { errors: { [first]: say('offer_nothing_changed') } }
  const client = await ctx.rows(Client).byId(order.clientId)
  const references = await referencePrices(ctx, client, asked.view.lines, read.lines)
  const lines = read.lines.map((line) => ({
    ...line,
    discountPermille: discountBetween(references.get(line.productId) ?? 0, line.unitPriceE4, order.currency),
  }))
  const over = (values.over ?? '').trim()
  try {
    const outcome = await ctx.perform(offerOrder, {
      id: order.id,
      version,
      input: { lines, ...(wantedOn && { wantedOn }), ...(note && { reason: note }) },
      ...(over && { override: { code: 'order.over_credit_limit', reason: over } }),
    })
    if (outcome.kind === 'done') return { whisper: { text: say('done_offer', { number: order.number ?? '' }) } }
    return { whisper: { text: await waitsFor(ctx, outcome.approvalId) } }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return atItsField(ctx, approval, asked, { positions, values, error })
  }
}

type Read = { lines: ReadLine[]; errors: Errors; changed: boolean }
type ReadLine = { productId: string; quantityMilli: number; unitPriceE4: number; tax: 'net' | 'gross'; shortage: 'wait' | null }

/** All lines of the order with what was filled in for those that the form showed. */
const readLines = (ctx: Ctx, { view, lines }: Asked, shown: { position: number; line: OfferLine }[], values: Values): Read => {
  const say = speaking(ctx)
  const { currency } = view.order
  const errors: Errors = {}
  let changed = false
  const kept = lines.flatMap((line): ReadLine[] => {
    const at = shown.find((one) => one.line === line)
    const asIs = { productId: line.productId, tax: line.tax, shortage: line.shortage }
    if (!at) return [{ ...asIs, quantityMilli: line.quantityMilli, unitPriceE4: line.unitPriceE4 }]
    const quantityMilli = quantityIn(values[`q${at.position}`] ?? '')
    const price = priceIn(values[`p${at.position}`] ?? '', line, currency, ctx.actor.language)
    if (quantityMilli === null) errors[`q${at.position}`] = say('offer_no_quantity')
    if (price === null) errors[`p${at.position}`] = say('offer_no_price', { example: exampleOf(line, currency, ctx.actor.language) })
    changed ||= quantityMilli !== line.quantityMilli || price?.unitPriceE4 !== line.unitPriceE4
    return quantityMilli && price ? [{ ...asIs, quantityMilli, ...price }] : []
  })
  return { lines: kept, errors, changed }
}

/** A quantity as platforms and people write it, at most three decimals; null = none. */
const quantityIn = (said: string): number | null => {
  const match = /^(\d{1,9})(?:[.,](\d{1,3}))?$/.exec(said.trim())
  return match ? Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0')) : null
}

type Price = { unitPriceE4: number; tax: 'net' | 'gross' }

/** A price without VAT, or a discount off the one that stands; nothing = it stays. Null = neither. */
const priceIn = (said: string, { unitPriceE4, tax }: OfferLine, currency: string, language: string): Price | null => {
  const text = said.trim()
  if (!text) return { unitPriceE4, tax }
  const percent = /^[-–−]?\s*(\d{1,3})(?:[.,](\d))?\s*%$/.exec(text)
  if (percent) {
    const permille = Number(percent[1]) * 10 + Number(percent[2] ?? 0)
    return permille <= 1000 ? { unitPriceE4: discountedE4(unitPriceE4, permille, currency), tax } : null
  }
  const minor = parseMoney(text, language, currency)
  return minor === null || minor < 0 || minor > 1e9 ? null : { unitPriceE4: minor * 10 ** (4 - exponentOf(currency)), tax: 'net' }
}

/** A refusal of the road, at the field that it is about; where a reason is asked for, the form comes again with room for it. */
const atItsField = async (
  ctx: Ctx,
  approval: ApprovalRow,
  asked: Asked,
  { positions, values, error }: { positions: number[]; values: Values; error: Refusal },
): Promise<PressAnswer> => {
  const { refused } = error
  const words = sayInChat(refused, ctx.actor.language)
  if (refused.overridableBy && mayOverride(ctx.actor, refused.overridableBy)) {
    if (Object.hasOwn(values, 'over')) return { errors: { over: speaking(ctx)('offer_needs_reason', { why: words }) } }
    const form = await lineForm(ctx, approval, asked, { positions, over: true, values })
    return { form: { ...form, intro: speaking(ctx)('form_override_intro', { why: plain(words) }) } }
  }
  if (refused.code === 'order.not_by_then') return { errors: { day: words } }
  const product = String(refused.terms.product ?? '')
  const at = linesAt(asked, positions).find(({ line }) => product === line.codeAsWritten || product.startsWith(`${line.codeAsWritten} `))
  if (!at) throw error
  return { errors: { [`${refused.code === 'order.discount_not_told' ? 'p' : 'q'}${at.position}`]: words } }
}

const waitsFor = async (ctx: Ctx, approvalId: string) => {
  const approval = await ctx.rows(Approval).byId(approvalId)
  const people = await decidersOf(ctx, approval.requirements, approval.clientId, approval.requesterId)
  return speaking(ctx)('done_offer_waits', {
    number: approval.number ?? '',
    who: people.map(({ name }) => plain(name)).join(', ') || '–',
  })
}
