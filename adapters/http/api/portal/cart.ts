import { z } from 'zod'
import { indexOf } from '../../../../bots/customer/turn.ts'
import { read } from '../../../../bots/understand/read.ts'
import type { Line } from '../../../../bots/understand/types.ts'
import { may, needsInWords } from '../../../../core/kernel/actor.ts'
import { Conflict, NotAllowed, Refusal } from '../../../../core/kernel/errors.ts'
import { refuse } from '../../../../core/kernel/sentence.ts'
import { Product } from '../../../../core/modules/catalog/records.ts'
import { cancelOrder, placeOrder } from '../../../../core/modules/sales/actions/decide.ts'
import { draftOrder, setOrderDelivery, setOrderLines } from '../../../../core/modules/sales/actions/draft.ts'
import { draftOf, history, orderView } from '../../../../core/modules/sales/queries.ts'
import { settingsOf, todayOf } from '../../../../core/modules/settings/queries.ts'
import { promiseFor } from '../../../../core/modules/warehouse/rules.ts'
import { cartOf, sellableOf } from './cart-view.ts'
import { productsById } from './catalog.ts'
import { type Asked, operation } from './operation.ts'
import { CartView, Done, ProductView } from './views.ts'

const MOST_LINES = 200
const MOST_CANDIDATES = 8

export type Held = { productId: string; quantityMilli: number; shortage: 'wait' | null }

/** Throws NotAllowed for a contact that may not order. */
export const mustOrder = ({ contact }: Pick<Asked, 'contact'>) => {
  if (!may(contact, draftOrder.needs)) throw new NotAllowed(needsInWords(draftOrder.needs))
}

/** The lines of the open draft. */
const heldIn = async (asked: Asked): Promise<{ id: string | null; version: number; lines: Held[] }> => {
  const ctx = asked.look()
  const draft = await draftOf(ctx, asked.contact.id)
  const view = draft && (await orderView(ctx, draft.id))
  const lines = (view?.lines ?? []).map(
    ({ productId, quantityMilli, shortage }): Held => ({ productId, quantityMilli, shortage: shortage === 'wait' ? 'wait' : null }),
  )
  return { id: view?.order.id ?? null, version: view?.order.version ?? 0, lines }
}

/** Changes the lines of the draft, beginning one if there is none. Chat and browser may write at once: what somebody else changed is read anew, once. */
export const changeLines = async (asked: Asked, how: (held: readonly Held[]) => Held[]): Promise<void> => {
  const { house } = asked.parts
  for (let attempt = 1; ; attempt += 1) {
    const held = await heldIn(asked)
    const lines = how(held.lines)
    try {
      if (held.id) await house.perform(asked.caller, setOrderLines, { id: held.id, version: held.version, input: { lines } })
      else if (lines.length) await house.perform(asked.caller, draftOrder, { input: { clientId: asked.contact.clientId, lines } })
      return
    } catch (error) {
      if (!(error instanceof Conflict) || attempt > 1) throw error
    }
  }
}

const readCart = operation('get', '/portal/cart', 'portal.cart', {
  says: 'The cart: the open draft, the same one that the chat works on',
  answer: CartView,
  async run(asked) {
    mustOrder(asked)
    return cartOf(asked)
  },
})

const wantedLine = z.strictObject({
  productId: z.uuid(),
  quantityMilli: z.int().min(0).max(1e12).describe('0 takes it out'),
  deed: z.enum(['set', 'add']).default('set'),
})

const putLines = operation('post', '/portal/cart/lines', 'portal.cart_lines', {
  says: 'Put products into the cart, change their quantities, take them out',
  body: z.strictObject({ lines: z.array(wantedLine).min(1).max(MOST_LINES) }),
  answer: CartView,
  async run(asked) {
    mustOrder(asked)
    await changeLines(asked, (before) => {
      const held = new Map(before.map((line) => [line.productId, line]))
      for (const { productId, quantityMilli, deed } of asked.body.lines) {
        const was = held.get(productId)
        const nowMilli = deed === 'add' ? (was?.quantityMilli ?? 0) + quantityMilli : quantityMilli
        if (nowMilli === 0) held.delete(productId)
        else held.set(productId, { productId, quantityMilli: nowMilli, shortage: was?.quantityMilli === nowMilli ? was.shortage : null })
      }
      return [...held.values()]
    })
    return cartOf(asked)
  },
})

const settleShortage = operation('post', '/portal/cart/shortage', 'portal.cart_shortage', {
  says: 'Say what to do about a line that is not wholly here: wait for all of it, or take what there is',
  body: z.strictObject({ productId: z.uuid(), way: z.enum(['wait', 'there']) }),
  answer: CartView,
  async run(asked) {
    mustOrder(asked)
    const { productId, way } = asked.body
    const ctx = asked.look()
    const product = await ctx.rows(Product).byId(productId)
    const { lines: all } = await heldIn(asked)
    const { lines } = await promiseFor(ctx, { lines: all.map((line) => ({ lineId: line.productId, ...line })) })
    const thereMilli = sellableOf(product, lines.find(({ lineId }) => lineId === productId)?.nowMilli ?? 0)
    await changeLines(asked, (held) =>
      held.flatMap((line): Held[] => {
        if (line.productId !== productId) return [line]
        if (way === 'wait') return [{ ...line, shortage: 'wait' }]
        return thereMilli > 0 ? [{ productId, quantityMilli: thereMilli, shortage: null }] : []
      }),
    )
    return cartOf(asked)
  },
})

const setDelivery = operation('patch', '/portal/cart', 'portal.cart_delivery', {
  says: 'Say where, when and under which reference it is to be delivered',
  body: setOrderDelivery.input as z.ZodType<{
    addressId?: string
    wantedOn?: string | null
    clientReference?: string | null
    note?: string | null
  }>,
  answer: CartView,
  async run(asked) {
    mustOrder(asked)
    const ctx = asked.look()
    const draft = await draftOf(ctx, asked.contact.id)
    if (!draft) throw nothingInIt()
    const { wantedOn } = asked.body
    // A day that has passed asks for nothing.
    const isPast = wantedOn != null && wantedOn < todayOf(ctx, await settingsOf(ctx))
    await asked.parts.house.perform(asked.caller, setOrderDelivery, {
      id: draft.id,
      input: { ...asked.body, ...(isPast && { wantedOn: null }) },
    })
    return cartOf(asked)
  },
})

const nothingInIt = () => new Refusal(refuse('order.has_no_lines', 'There is nothing on this order yet. Say what you need first.'))

const dropCart = operation('delete', '/portal/cart', 'portal.cart_drop', {
  says: 'Empty the cart',
  answer: CartView,
  async run(asked) {
    mustOrder(asked)
    const draft = await draftOf(asked.look(), asked.contact.id)
    if (draft) await asked.parts.house.perform(asked.caller, cancelOrder, { id: draft.id, input: {} })
    return cartOf(asked)
  },
})

const place = operation('post', '/portal/orders/:id/place', 'portal.place', {
  says: 'Order what is in the cart, as it was shown: this binds',
  about: 'The version that was shown must still be the one that is there; prices must still be those that were told.',
  body: z.strictObject({ version: z.int().min(1) }),
  answer: Done,
  async run(asked) {
    const id = asked.params.id ?? ''
    const call = { id, version: asked.body.version, press: asked.press, ...asked.key }
    try {
      const outcome = await asked.parts.house.perform(asked.caller, placeOrder, call)
      return { said: asked.parts.sayIn(outcome.said, asked.language), waits: outcome.kind === 'waiting', id: outcome.id }
    } catch (error) {
      // The cart is priced anew, so that what is shown next can be ordered.
      if (error instanceof Refusal && error.code === 'order.prices_changed') await changeLines(asked, (held) => [...held])
      throw error
    }
  },
})

const ReadLine = z.object({
  state: z.enum(['sure', 'which', 'how_many', 'not_sold', 'unknown']),
  said: z.string(),
  quantityMilli: z.int().nullable(),
  products: z.array(ProductView).describe('What is meant; of `which` the candidates, of `not_sold` what may stand in for it'),
})

const ids = (line: Line): readonly string[] => {
  if (line.kind === 'which') return line.candidates.slice(0, MOST_CANDIDATES)
  if (line.kind === 'inactive') return line.substitutes.slice(0, MOST_CANDIDATES)
  return line.kind === 'unknown' ? [] : [line.productId]
}
const states = { sure: 'sure', which: 'which', how_many: 'how_many', inactive: 'not_sold', unknown: 'unknown' } as const

const readText = operation('post', '/portal/cart/read', 'portal.cart_read', {
  says: 'Read lines of text as an order, without putting anything into the cart',
  about: 'As the chat reads them: codes, names, amounts, “the same as last time”. Doubt comes back as a choice.',
  body: z.strictObject({ text: z.string().trim().min(1).max(6000) }),
  answer: z.object({ lines: z.array(ReadLine), cut: z.boolean() }),
  async run(asked) {
    mustOrder(asked)
    const ctx = asked.look()
    const reading = read(asked.body.text, await indexOf(ctx), {
      language: asked.language,
      history: await history(ctx, asked.contact.clientId),
      today: todayOf(ctx, await settingsOf(ctx)),
    })
    const lines = reading.lines.slice(0, MOST_LINES)
    const views = new Map((await productsById(ctx, [...new Set(lines.flatMap(ids))], asked.language)).map((view) => [view.id, view]))
    return {
      cut: reading.cut,
      lines: lines.map((line) => ({
        state: states[line.kind],
        said: line.said,
        quantityMilli: 'quantityMilli' in line ? line.quantityMilli : null,
        products: ids(line).flatMap((id) => views.get(id) ?? []),
      })),
    }
  },
})

export const cartOperations = [readCart, putLines, settleShortage, setDelivery, dropCart, place, readText]
