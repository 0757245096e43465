import { beforeAll, beforeEach } from 'vitest'
import { approveDeliveryNote, confirmDelivery } from '../../core/modules/warehouse/actions/notes.ts'
import type { Chat, Guest } from './testing.ts'

export type OrderAsKept = { id: string; number: string; state: string; total_minor: number; paid_minor: number }

/** What happens on the other side of a customer's talk: decisions, deliveries, and what is in the books. Call it at the top of a file. */
export const deskOf = (chat: Chat) => {
  /** Slack users of the colleagues, by first name. */
  const colleagues: Record<string, string> = {}
  beforeAll(async () => {
    const rows = await chat
      .db('chat_identities')
      .join('staff', 'staff.id', 'chat_identities.staff_id')
      .select('first_name', 'external_user_id')
    for (const row of rows) colleagues[row.first_name] = row.external_user_id
  })
  beforeEach(async () => {
    chat.later(3_600_000)
    await chat.db('conversation_states').update({ dialog: '{}' })
    for (const { id } of await chat.db('sales_orders').where({ state: 'draft' }).select('id'))
      await chat.house.perform(chat.house.self('test'), 'order.cancel', { id, input: {} })
  })
  const ada = async () => {
    const { id } = (await chat.db('staff').where({ first_name: 'Ada' }).first('id')) as { id: string }
    return { ...chat.house.self('test'), actor: (await chat.house.hooks.actorFor(chat.db, { kind: 'staff', id }))! }
  }
  /** The last order of this phone. */
  const orderOf = async ({ number }: { number: string }) =>
    (await chat
      .db('sales_orders')
      .join('contacts', 'contacts.id', 'sales_orders.contact_id')
      .where({ 'contacts.phone': number })
      .orderBy('sales_orders.created_at', 'desc')
      .first('sales_orders.*')) as OrderAsKept
  const accept = async (order: OrderAsKept) => {
    const { id } = (await chat.db('approvals').where({ record_id: order.id, state: 'waiting' }).first('id')) as { id: string }
    await chat.house.perform(await ada(), 'approval.approve', { id, input: { reason: 'known client' } })
    await chat.settle()
  }
  return {
    colleagues,
    ada,
    orderOf,
    accept,
    invoiceOf: async (orderId: string) => (await chat.db('invoices').where({ source_id: orderId, kind: 'invoice' }).first()) as OrderAsKept,
    stockOf: async (code: string) => {
      const shelves = chat.db('stock').join('products', 'products.id', 'stock.product_id').where({ code })
      return Number((await shelves.sum('on_hand_milli as milli'))[0]!.milli)
    },
    /** All that is ready leaves and arrives. */
    async delivered(order: OrderAsKept) {
      for (const { id } of await chat.db('delivery_notes').where({ source_id: order.id, state: 'draft' }).select('id')) {
        await chat.house.perform(chat.house.self('test'), approveDeliveryNote, { id })
        await chat.house.perform(chat.house.self('test'), confirmDelivery, { id, input: {} })
      }
      await chat.settle()
    },
    /** Orders by chat, with the press, and has it accepted. */
    async accepted(who: Guest, text: string) {
      await who.says(text)
      await who.presses('Comandă')
      const order = await orderOf(who)
      await accept(order)
      return orderOf(who)
    },
  }
}
