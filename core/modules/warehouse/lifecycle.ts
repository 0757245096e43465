import { lifecycle } from '../../kernel/lifecycle.ts'
import { DeliveryNote, Incoming, Reservation } from './records.ts'

export const reservationLifecycle = lifecycle(Reservation, {
  states: ['waiting', 'held', 'used', 'released'],
  start: 'waiting',
  moves: {
    hold: { from: 'waiting', to: 'held', event: 'reservation.held' },
    use: { from: 'held', to: 'used', event: 'reservation.used' },
    release: { from: ['waiting', 'held'], to: 'released', event: 'reservation.released' },
  },
})

export const incomingLifecycle = lifecycle(Incoming, {
  states: ['expected', 'arrived'],
  start: 'expected',
  moves: {
    arrive_in_part: { from: 'expected', to: 'expected', event: 'incoming.arrived_in_part' },
    arrive: { from: 'expected', to: 'arrived', event: 'incoming.arrived' },
  },
})

export const deliveryNoteLifecycle = lifecycle(DeliveryNote, {
  states: ['waiting', 'draft', 'approved', 'delivered', 'discarded'],
  start: 'waiting',
  codes: { waiting: 0, draft: 0, approved: 1, delivered: 1, discarded: -1 },
  moves: {
    make_ready: { from: 'waiting', to: 'draft', event: 'delivery_note.ready' },
    approve: { from: 'draft', to: 'approved', event: 'delivery_note.approved' },
    confirm: { from: 'approved', to: 'delivered', event: 'delivery_note.delivered' },
    discard: { from: ['waiting', 'draft'], to: 'discarded', event: 'delivery_note.discarded' },
  },
})
