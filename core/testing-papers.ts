import type { Ctx } from './kernel/ctx.ts'
import { newId } from './kernel/db.ts'
import { Approval } from './modules/approvals/records.ts'
import { Commitment, Invoice, InvoiceLine, Payment } from './modules/invoicing/records.ts'
import { Order, OrderLine, OrderReturn, OrderReturnLine } from './modules/sales/records.ts'
import { DeliveryNote, DeliveryNoteLine, Reservation } from './modules/warehouse/records.ts'

const party = (name: string) => ({
  legalName: name,
  taxId: null,
  regNo: null,
  addressLines: ['Brașov'],
  iban: null,
  bank: null,
  email: null,
  phone: null,
})

export type Keep = <Row extends { id: string }>(record: string, row: Row, of?: 'a' | 'b' | 'both') => Row
type About = { of: 'a' | 'b'; clientId: string; contactId: string; productId: string; warehouseId: string; name: string }

let numbered = 0

/** A draft and a delivered, invoiced, partly paid order of one contact, with everything that hangs on it. Gives the order's number. */
export const documentsOf = async (ctx: Ctx, keep: Keep, { of, clientId, contactId, productId, warehouseId, name }: About) => {
  const head = { clientId, contactId, currency: 'RON', language: 'ro' }
  const sums = { netMinor: 1000, vatMinor: 210, totalMinor: 1210, vatTable: [] }
  const written = {
    codeAsWritten: 'P',
    unitAsWritten: 'box',
    quantityMilli: 1000,
    unitPriceE4: 100_000,
    tax: 'net' as const,
    vatCategory: 'S' as const,
    vatPermille: 210,
    netMinor: 1000,
  }
  numbered += 1
  const number = `CMD-${numbered}`
  keep('order', await ctx.create(Order, { ...head, ...sums, door: 'whatsapp' }), of)
  const order = keep(
    'order',
    await ctx.create(Order, {
      ...head,
      ...sums,
      door: 'whatsapp',
      state: 'accepted',
      deliveryState: 'partly',
      number,
      placedAt: ctx.now,
      internalNote: 'slow payer',
      creditOverride: { approvalId: null, reason: 'x', excessMinor: 1 },
    }),
    of,
  )
  const orderLine = keep(
    'order_line',
    await ctx.create(OrderLine, {
      ...written,
      orderId: order.id,
      position: 1,
      productId,
      nameAsWritten: { en: 'Paper', ro: 'Hârtie' },
      priceReason: { level: 'client' },
    }),
    of,
  )
  const back = keep(
    'order_return',
    await ctx.create(OrderReturn, { orderId: order.id, clientId, contactId, reason: 'broken', currency: 'RON' }),
    of,
  )
  keep(
    'order_return_line',
    await ctx.create(OrderReturnLine, { returnId: back.id, orderLineId: orderLine.id, productId, quantityMilli: 500 }),
    of,
  )
  const source = { sourceRecord: 'order', sourceId: order.id }
  const papers = { seller: party('Carpath'), buyer: party(name) }
  const invoice = keep(
    'invoice',
    await ctx.create(Invoice, {
      ...head,
      ...sums,
      ...source,
      ...papers,
      number: `CPS-${name}`,
      state: 'partly_paid',
      issuedOn: '2026-11-01',
      dueOn: '2026-11-10',
      paidMinor: 10,
    }),
    of,
  )
  keep(
    'invoice_line',
    await ctx.create(InvoiceLine, { ...written, invoiceId: invoice.id, position: 1, productId, nameAsWritten: 'Hârtie' }),
    of,
  )
  keep(
    'payment',
    await ctx.create(Payment, {
      number: `PAY-${name}`,
      clientId,
      invoiceId: invoice.id,
      amountMinor: 10,
      currency: 'RON',
      paidOn: '2026-11-02',
      method: 'bank',
    }),
    of,
  )
  keep('commitment', await ctx.create(Commitment, { clientId, ...source, amountMinor: 5, currency: 'RON' }), of)
  const note = keep(
    'delivery_note',
    await ctx.create(DeliveryNote, {
      ...source,
      ...papers,
      clientId,
      contactId,
      warehouseId,
      number: `AVZ-${name}`,
      state: 'approved',
      language: 'ro',
    }),
    of,
  )
  const line = { productId, quantityMilli: 1000 }
  keep(
    'delivery_note_line',
    await ctx.create(DeliveryNoteLine, {
      ...line,
      deliveryNoteId: note.id,
      position: 1,
      sourceLineId: newId(),
      codeAsWritten: 'P',
      nameAsWritten: 'Hârtie',
      unitAsWritten: 'box',
    }),
    of,
  )
  keep(
    'reservation',
    await ctx.create(Reservation, { ...source, ...line, lineId: newId(), warehouseId, deliveryNoteId: note.id, state: 'used' }),
    of,
  )
  const requirement = {
    code: 'ALL',
    why: { code: 'policy.asks', words: '', terms: {} },
    needsReason: false,
    approvers: [
      { who: 'role' as const, role: 'admin' },
      { who: 'contact' as const, permission: 'approve_orders' },
    ],
    escalateTo: null,
    expiresHours: 24,
    refusal: null,
  }
  keep(
    'approval',
    await ctx.create(Approval, {
      number: `A-${name}`,
      action: 'order.accept',
      innerAction: 'order.accept',
      input: {},
      record: 'order',
      recordId: order.id,
      recordVersion: 1,
      clientId,
      requesterKind: 'system',
      door: 'whatsapp',
      requirements: [requirement],
      refusals: [],
    }),
    of,
  )
  return number
}

/** One line in each direction, a message that waits and one that died, as their owner writes them. Gives the id of what was written to us. */
export const talkOf = async (ctx: Ctx, accountId: string, conversationId: string) => {
  await ctx.db('conversation_states').insert({ conversation_id: conversationId })
  const arrived = {
    account_id: accountId,
    user_id: 'x',
    kind: 'text',
    content: { text: 'my secret' },
    lane: 'message',
    platform_at: ctx.now,
    arrived_at: ctx.now,
  }
  const id = newId()
  await ctx.db('inbound').insert({ ...arrived, id, key: newId(), conversation_id: conversationId, dead: true })
  const leaving = {
    account_id: accountId,
    conversation_id: conversationId,
    recipient: {},
    pace: 'x',
    purpose: 'service',
    content_key: 'reply',
    values: { reply: { text: 'hello' } },
    due_at: ctx.now,
    created_at: ctx.now,
    request_id: 'x',
  }
  for (const state of ['queued', 'dead']) await ctx.db('messages').insert({ ...leaving, id: newId(), lane: newId(), state })
  await ctx.db('messages').insert({ ...leaving, id: newId(), lane: newId(), state: 'sent', external_id: 'wamid.out.1' })
  return id
}
