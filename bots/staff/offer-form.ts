import { may } from '../../core/kernel/actor.ts'
import type { Ctx } from '../../core/kernel/ctx.ts'
import { formatQuantity, formatUnitPrice } from '../../core/language/money.ts'
import type { WordValues } from '../../core/language/words.ts'
import type { ApprovalRow } from '../../core/modules/approvals/queries.ts'
import { stockFor } from '../../core/modules/warehouse/queries.ts'
import { netPriceOf } from '../changed-lines.ts'
import { type Form, type FormField, plain } from '../channel.ts'
import { type StaffKey, sayToStaff } from '../texts/staff.ts'
import { unitIn } from '../texts/units.ts'
import type { Asked, OfferLine } from './offer-lines.ts'

/** Lines that one form shows, two fields each; of a longer order the approver names which to change. */
export const MOST_LINES = 20

/** Which form it is, in its id: the order's version, and the positions of the lines in it (none = all). */
export type OfferFormId = { approvalId: string; version: number; positions: number[] }

export const offerFormId = ({ approvalId, version, positions }: OfferFormId) => `offer:${approvalId}:${version}:${positions.join('.')}`
export const linesFormId = ({ approvalId, version }: Omit<OfferFormId, 'positions'>) => `offer_lines:${approvalId}:${version}`

/** Reads back what a form's id says; unknown things come out as numbers that fit nothing. */
export const offerFormOf = (id: string): OfferFormId => {
  const [, approvalId = '', version = '', positions = ''] = id.split(':')
  return { approvalId, version: Number(version), positions: positions ? positions.split('.').map(Number) : [] }
}

type Say = (key: StaffKey, values?: WordValues) => string
const speaking =
  (ctx: Ctx): Say =>
  (key, values = {}) =>
    sayToStaff(key, values, ctx.actor.language)

const nameOf = (line: OfferLine, language: string) => plain(language.startsWith('ro') ? line.nameAsWritten.ro : line.nameAsWritten.en)

const numberIn = (asked: Asked) => asked.view.order.number ?? ''

/** The lines that a form with these positions is about, with their position on the order. */
export const linesAt = (asked: Asked, positions: readonly number[]): { position: number; line: OfferLine }[] => {
  const all = asked.lines.map((line, index) => ({ position: index + 1, line }))
  return positions.length ? all.filter(({ position }) => positions.includes(position)) : all.slice(0, MOST_LINES)
}

/** The form of a counter-offer; a long order is asked first which of its lines change. */
export const offerForm = async (ctx: Ctx, approval: ApprovalRow, asked: Asked): Promise<Form> =>
  asked.lines.length > MOST_LINES ? whichLines(ctx, approval, asked) : lineForm(ctx, approval, asked, { positions: [], over: false })

const whichLines = (ctx: Ctx, approval: ApprovalRow, asked: Asked): Form => {
  const say = speaking(ctx)
  const list = asked.lines.map(
    (line, index) => `${index + 1}. ${formatQuantity(line.quantityMilli, ctx.actor.language)} × ${nameOf(line, ctx.actor.language)}`,
  )
  return {
    id: linesFormId({ approvalId: approval.id, version: asked.view.order.version }),
    title: say('form_offer', { number: numberIn(asked) }).slice(0, 24),
    submit: say('submit_next'),
    cancel: say('cancel'),
    intro: list.join('\n'),
    fields: [
      {
        name: 'lines',
        label: say('form_offer_which'),
        kind: 'text',
        required: true,
        hint: say('form_offer_which_hint', { most: MOST_LINES }),
      },
    ],
  }
}

/** Reads which lines were named; null where they cannot be read, are not there, or are too many. */
export const positionsIn = (said: string, count: number): number[] | null => {
  const parts = said.split(/[\s,;.]+/).filter(Boolean)
  const positions = [...new Set(parts.map((part) => (/^\d{1,4}$/.test(part) ? Number(part) : 0)))]
  const fits = positions.every((position) => position >= 1 && position <= count)
  return fits && positions.length > 0 && positions.length <= MOST_LINES ? positions.sort((a, b) => a - b) : null
}

/** The form with a quantity and a price for each line. `over`: it asks for the reason to step over a rule; `values`: what was typed so far. */
export const lineForm = async (
  ctx: Ctx,
  approval: ApprovalRow,
  asked: Asked,
  { positions, over, values = {} }: { positions: number[]; over: boolean; values?: Readonly<Record<string, string>> },
): Promise<Form> => {
  const say = speaking(ctx)
  const { order } = asked.view
  const shown = linesAt(asked, positions)
  const stock = await stockFor(
    ctx,
    shown.map(({ line }) => line.productId),
  )
  const held = new Map(asked.view.lines.map((line) => [line.productId, line.quantityMilli]))
  const overrides = over || (approval.requirements.some(({ needsReason }) => needsReason) && may(ctx.actor, 'credit.override'))
  const fields = [
    ...shown.flatMap(({ position, line }) => {
      const freeMilli = (stock.get(line.productId)?.availableMilli ?? 0) + (line.shortage === 'wait' ? 0 : (held.get(line.productId) ?? 0))
      return lineFields(ctx, say, { position, line, freeMilli, currency: order.currency })
    }),
    { name: 'day', label: say('form_offer_day'), kind: 'date' as const, required: false, ...(asked.wantedOn && { value: asked.wantedOn }) },
    {
      name: 'reason',
      label: say('form_offer_note'),
      kind: 'longtext' as const,
      required: false,
      ...(asked.reason && { value: asked.reason }),
    },
    ...(overrides ? [{ name: 'over', label: say('form_offer_over'), kind: 'longtext' as const, required: over }] : []),
  ]
  return {
    id: offerFormId({ approvalId: approval.id, version: order.version, positions }),
    title: say('form_offer', { number: numberIn(asked) }).slice(0, 24),
    submit: say('submit_offer'),
    cancel: say('cancel'),
    intro: say('form_offer_intro'),
    fields: fields.map((field) => (values[field.name] ? { ...field, value: values[field.name]! } : field)),
  }
}

const lineFields = (
  ctx: Ctx,
  say: Say,
  { position, line, freeMilli, currency }: { position: number; line: OfferLine; freeMilli: number; currency: string },
): FormField[] => {
  const { language } = ctx.actor
  const price = formatUnitPrice(netPriceOf(line), currency, language)
  return [
    {
      name: `q${position}`,
      label: say('form_offer_quantity', { position, product: nameOf(line, language), unit: unitIn(line.unitAsWritten, language) }),
      kind: 'number',
      required: true,
      value: String(line.quantityMilli / 1000),
      ...(line.shortage !== 'wait' && { hint: say('form_offer_free', { free: formatQuantity(freeMilli, language) }) }),
    },
    {
      name: `p${position}`,
      label: say('form_offer_price', { position }),
      kind: 'text',
      required: false,
      hint: say('form_offer_price_hint', { price, example: exampleOf(line, currency, language) }),
    },
  ]
}

/** A price a little below this one, as one would type it. */
export const exampleOf = (line: OfferLine, currency: string, language: string) =>
  formatUnitPrice(Math.floor((netPriceOf(line) * 0.95) / 1000) * 1000, currency, language)
