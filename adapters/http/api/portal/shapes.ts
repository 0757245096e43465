import { amountIn, unitForms, unitIn } from '../../../../bots/texts/units.ts'
import { netUnitPriceE4 } from '../../../../core/language/money.ts'
import type { InvoiceRow } from '../../../../core/modules/invoicing/records.ts'
import { balanceMinor, isOverdue } from '../../../../core/modules/invoicing/rules.ts'
import type { OrderLineRow, OrderRow } from '../../../../core/modules/sales/queries.ts'
import type { DeliveryNoteRow } from '../../../../core/modules/warehouse/records.ts'
import type { InvoiceView, LineView, NoteView, SumsView } from './views.ts'
import { type PortalKey, sayInPortal } from './words.ts'

/** A line as it was written, its price without VAT. */
export const lineView = (line: OrderLineRow, language: string): LineView => ({
  id: line.id,
  productId: line.productId,
  code: line.codeAsWritten,
  name: language === 'ro' ? line.nameAsWritten.ro : line.nameAsWritten.en,
  unitName: unitIn(line.unitAsWritten, language),
  unitForms: unitForms(line.unitAsWritten, language),
  quantityMilli: line.quantityMilli,
  amount: amountIn(line.quantityMilli, line.unitAsWritten, language),
  unitNetE4: netUnitPriceE4(line.unitPriceE4, line.tax, line.vatPermille),
  netMinor: line.netMinor,
  vatPermille: line.vatPermille,
})

export const sumsView = (order: OrderRow): SumsView => ({
  currency: order.currency,
  netMinor: order.netMinor,
  vat: order.vatTable.map(({ vatPermille, vatMinor }) => ({ permille: vatPermille, vatMinor })),
  roundingMinor: order.roundingMinor,
  deliveryChargeMinor: order.deliveryChargeMinor,
  totalMinor: order.totalMinor,
})

type Tone = InvoiceView['tone']

/** Where an order stands, in words and in a tone. `arrived`: everything that left is with the customer. */
export const standingOf = (order: OrderRow, arrived: boolean, language: string): { status: string; tone: Tone } => {
  const say = (key: PortalKey, tone: Tone) => ({ status: sayInPortal(key, {}, language), tone })
  switch (order.state) {
    case 'draft':
      return say('order_draft', 'neutral')
    case 'placed':
      return say('order_placed', 'info')
    case 'offered':
      return say('order_offered', 'warn')
    case 'declined':
      return say('order_declined', 'bad')
    case 'cancelled':
      return say('order_cancelled', 'neutral')
    case 'expired':
      return say('order_expired', 'neutral')
    case 'accepted':
      if (order.deliveryState === 'none') return say('order_preparing', 'info')
      if (order.deliveryState === 'partly') return say('order_partly', 'info')
      return arrived ? say('order_delivered', 'good') : say('order_on_its_way', 'info')
  }
}

export const invoiceView = (invoice: InvoiceRow, today: string, language: string): InvoiceView => {
  const balance = invoice.kind === 'invoice' && ['issued', 'partly_paid'].includes(invoice.state) ? balanceMinor(invoice) : 0
  const late = balance > 0 && isOverdue(invoice, today)
  const [key, tone]: [PortalKey, Tone] =
    invoice.kind === 'credit_note'
      ? ['credit_note', 'neutral']
      : invoice.state === 'reversed'
        ? ['invoice_reversed', 'neutral']
        : balance === 0
          ? ['invoice_paid', 'good']
          : late
            ? ['invoice_overdue', 'bad']
            : invoice.state === 'partly_paid'
              ? ['invoice_partly', 'warn']
              : ['invoice_open', 'info']
  return {
    id: invoice.id,
    number: invoice.number ?? invoice.foreignReference ?? '',
    kind: invoice.kind,
    state: late ? 'overdue' : invoice.state,
    status: sayInPortal(key, {}, language),
    tone,
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    totalMinor: invoice.totalMinor,
    balanceMinor: balance,
    currency: invoice.currency,
    orderId: invoice.orderNumber ? invoice.sourceId : null,
    orderNumber: invoice.orderNumber,
    reference: invoice.reference,
    // What was billed before our books has no paper of ours.
    printable: invoice.number !== null,
  }
}

export const noteView = (note: DeliveryNoteRow, language: string): NoteView => ({
  id: note.id,
  number: note.number ?? '',
  status: sayInPortal(note.state === 'delivered' ? 'note_delivered' : 'note_approved', {}, language),
  tone: note.state === 'delivered' ? 'good' : 'info',
  day: (note.deliveredAt ?? note.approvedAt)?.toISOString().slice(0, 10) ?? note.deliverOn,
  orderId: note.sourceId,
  orderNumber: note.orderNumber,
})
