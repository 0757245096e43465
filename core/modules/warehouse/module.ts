import { editing } from '../../kernel/derive.ts'
import { module } from '../../kernel/module.ts'
import { adjustStock, changeExpectedGoods, expectGoods, receiveGoods } from './actions/goods.ts'
import { approveDeliveryNote, confirmDelivery, discardDeliveryNote, draftDeliveryNote, readyDeliveryNote } from './actions/notes.ts'
import { takeBackGoods } from './actions/returns.ts'
import { changeReservations, releaseStock, reserveStock } from './actions/stock.ts'
import { readyNotesWhenGoodsArrive } from './effects.ts'
import { deliveryNoteLifecycle, incomingLifecycle, reservationLifecycle } from './lifecycle.ts'
import { DeliveryNote, DeliveryNoteLine, Incoming, Reservation, Stock, Warehouse } from './records.ts'

export const editWarehouse = editing(Warehouse)

/** What lies where, what is promised to whom, what is on its way, and the notes with which goods leave. */
export const warehouse = module({
  name: 'warehouse',
  title: 'Warehouse',
  uses: ['settings', 'crm', 'catalog'],
  records: [Warehouse, Stock, Incoming, DeliveryNote, DeliveryNoteLine, Reservation],
  lifecycles: [reservationLifecycle, incomingLifecycle, deliveryNoteLifecycle],
  actions: [
    editWarehouse.create,
    editWarehouse.update,
    adjustStock,
    expectGoods,
    changeExpectedGoods,
    receiveGoods,
    takeBackGoods,
    reserveStock,
    releaseStock,
    changeReservations,
    draftDeliveryNote,
    readyDeliveryNote,
    approveDeliveryNote,
    confirmDelivery,
    discardDeliveryNote,
  ],
  effects: [readyNotesWhenGoodsArrive],
  // Seeing stock and documents needs no action: these permissions open reads.
  contactGrants: { view_stock: [], download_documents: [] },
})
