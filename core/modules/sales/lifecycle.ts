import { lifecycle } from '../../kernel/lifecycle.ts'
import { Order, OrderReturn } from './records.ts'

/** The order's timetable, with the published codes: 1 draft, 2 sent, 3 declined, 4 accepted, 5 expired. */
export const orderLifecycle = lifecycle(Order, {
  states: ['draft', 'placed', 'offered', 'accepted', 'declined', 'cancelled', 'expired'],
  start: 'draft',
  codes: { draft: 1, placed: 2, offered: 2, accepted: 4, declined: 3, cancelled: 3, expired: 5 },
  moves: {
    place: { from: 'draft', to: 'placed', event: 'order.placed' },
    accept: { from: 'placed', to: 'accepted', event: 'order.accepted' },
    offer: { from: 'placed', to: 'offered', event: 'order.offered' },
    take: { from: 'offered', to: 'accepted', event: 'order.accepted' },
    refuse: { from: 'offered', to: 'declined', event: 'order.declined' },
    decline: { from: 'placed', to: 'declined', event: 'order.declined' },
    cancel: { from: ['draft', 'placed', 'offered', 'accepted'], to: 'cancelled', event: 'order.cancelled' },
    expire: { from: ['draft', 'placed', 'offered'], to: 'expired', event: 'order.expired' },
  },
})

export const deliveryLifecycle = lifecycle(Order, {
  field: 'deliveryState',
  states: ['none', 'partly', 'wholly'],
  start: 'none',
  moves: {
    deliver_part: { from: ['none', 'partly'], to: 'partly', event: 'order.partly_delivered' },
    deliver_rest: { from: ['none', 'partly'], to: 'wholly', event: 'order.delivered' },
  },
})

export const invoicingLifecycle = lifecycle(Order, {
  field: 'invoiceState',
  states: ['none', 'partly', 'wholly'],
  start: 'none',
  moves: {
    invoice_part: { from: ['none', 'partly'], to: 'partly', event: 'order.partly_invoiced' },
    invoice_rest: { from: ['none', 'partly'], to: 'wholly', event: 'order.invoiced' },
  },
})

/** A return is decided once; what was decided is done in the same step. */
export const returnLifecycle = lifecycle(OrderReturn, {
  states: ['requested', 'approved', 'declined'],
  start: 'requested',
  moves: {
    approve: { from: 'requested', to: 'approved', event: 'order_return.approved' },
    decline: { from: 'requested', to: 'declined', event: 'order_return.declined' },
  },
})
