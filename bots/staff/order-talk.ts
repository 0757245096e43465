import type { Ctx } from '../../core/kernel/ctx.ts'
import { Contact } from '../../core/modules/crm/records.ts'
import { cancelOrder } from '../../core/modules/sales/actions/decide.ts'
import { draftOrder, setOrderDelivery, setOrderLines } from '../../core/modules/sales/actions/draft.ts'
import { history, type OrderView, orderView } from '../../core/modules/sales/queries.ts'
import { settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import { indexOf } from '../customer/turn.ts'
import { read } from '../understand/read.ts'
import type { CatalogueIndex, Line, SureLine } from '../understand/types.ts'
import { spokenBy } from './goods.ts'

export type Wanted = { productId: string; quantityMilli: number; shortage: 'wait' | null }

/** An order that a colleague is writing for a client: kept between presses, and on the books as a draft once everything is clear. */
export type OrderTalk = {
  /** Counts what was asked: a press on an older question is not an answer to this one. */
  turn: number
  clientId: string | null
  /** While the client is not clear: who it may be, and what was said about goods. */
  maybe?: { ids: string[]; rest: string }
  lines: Wanted[]
  open: Line[]
  contactId: string | null
  wantedOn: string | null
  clientReference: string | null
  note: string | null
  draft: { id: string; contactId: string | null } | null
}

export const newTalk = (more: Partial<OrderTalk> = {}): OrderTalk => ({
  turn: 1,
  clientId: null,
  lines: [],
  open: [],
  contactId: null,
  wantedOn: null,
  clientReference: null,
  note: null,
  draft: null,
  ...more,
})

const isSure = (line: Line): line is SureLine => line.kind === 'sure'

/** Puts lines into the order: what is clear is on it, the rest is to be asked. The last word on a product holds. */
export const putLines = (talk: OrderTalk, lines: readonly Line[]) => {
  for (const { productId, quantityMilli } of lines.filter(isSure)) {
    const held = talk.lines.find((line) => line.productId === productId)
    if (held && held.quantityMilli === quantityMilli) continue
    const line: Wanted = { productId, quantityMilli, shortage: null }
    talk.lines = held ? talk.lines.map((one) => (one === held ? line : one)) : [...talk.lines, line]
  }
  talk.open.push(...lines.filter((line) => !isSure(line)))
}

/** Reads goods as customers' orders are read, with this client's own history. False where nothing could be read in it. */
export const readGoods = async (ctx: Ctx, talk: OrderTalk, said: string): Promise<boolean> => {
  const reading = read(said, await indexOf(ctx), {
    language: spokenBy(ctx),
    history: await history(ctx, talk.clientId!),
    today: todayOf(ctx, await settingsOf(ctx)),
  })
  putLines(talk, reading.lines)
  for (const intent of reading.intents) {
    if (intent.kind === 'delivery_date' && intent.day) talk.wantedOn = intent.day
    if (intent.kind === 'own_reference') talk.clientReference = intent.reference
  }
  return reading.lines.length > 0
}

/** Who at the client may order: first those who may do most there, then by name. */
export const orderingContacts = async (ctx: Ctx, clientId: string) =>
  (await ctx.rows(Contact).where({ clientId }).orderBy('lastName').orderBy('firstName'))
    .filter(({ permissions }) => permissions.includes('order'))
    .sort((a, b) => b.permissions.length - a.permissions.length)

/** Brings the draft on the books to what was said. Another contact is another draft: who orders is not changed afterwards. */
export const syncDraft = async (ctx: Ctx, talk: OrderTalk): Promise<OrderView> => {
  const { lines, wantedOn, clientReference, note, contactId } = talk
  if (talk.draft && talk.draft.contactId !== contactId) await dropDraft(ctx, talk)
  if (talk.draft) {
    await ctx.perform(setOrderLines, { id: talk.draft.id, input: { lines } })
    await ctx.perform(setOrderDelivery, { id: talk.draft.id, input: { wantedOn, clientReference, note } })
  } else {
    const begun = await ctx.perform(draftOrder, { input: { clientId: talk.clientId!, contactId, lines, wantedOn, clientReference, note } })
    talk.draft = { id: begun.id!, contactId }
  }
  return (await orderView(ctx, talk.draft.id))!
}

export const dropDraft = async (ctx: Ctx, talk: OrderTalk) => {
  if (!talk.draft) return
  const view = await orderView(ctx, talk.draft.id)
  if (view?.order.state === 'draft') await ctx.perform(cancelOrder, { id: talk.draft.id, input: {} })
  talk.draft = null
}

/** The order's goods as one can type them again. */
export const asText = (talk: OrderTalk, index: CatalogueIndex, quantity: (milli: number) => string) =>
  talk.lines.map(({ productId, quantityMilli }) => `${quantity(quantityMilli)} x ${index.products.get(productId)?.code ?? '?'}`).join('\n')
