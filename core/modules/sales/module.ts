import { module } from '../../kernel/module.ts'
import { acceptOrder, cancelOrder, declineOrder, expireOrder, placeOrder } from './actions/decide.ts'
import { draftOrder, setOrderDelivery, setOrderLines } from './actions/draft.ts'
import { draftDelivery, importPastOrder, invoiceOrder, noteDelivery } from './actions/fulfil.ts'
import { offerOrder, refuseOffer, takeOffer } from './actions/offer.ts'
import { approveReturn, declineReturn, returnOrder } from './actions/returns.ts'
import * as approvalEffects from './effects/approvals.ts'
import * as deskEffects from './effects/desk.ts'
import * as paymentEffects from './effects/payments.ts'
import * as returnEffects from './effects/returns.ts'
import * as effects from './effects.ts'
import { deliveryLifecycle, invoicingLifecycle, orderLifecycle, returnLifecycle } from './lifecycle.ts'
import { Order, OrderLine, OrderReturn, OrderReturnLine } from './records.ts'

const orderingPermissions = ['order.draft', 'order.change', 'order.place', 'order.cancel', 'order.take', 'order.refuse', 'order.return']

/** What customers want, from the first draft to the goods at the door. */
export const sales = module({
  name: 'sales',
  title: 'Sales',
  uses: ['settings', 'people', 'crm', 'catalog', 'warehouse', 'invoicing', 'approvals', 'conversations'],
  records: [Order, OrderLine, OrderReturn, OrderReturnLine],
  lifecycles: [orderLifecycle, deliveryLifecycle, invoicingLifecycle, returnLifecycle],
  actions: [
    draftOrder,
    setOrderLines,
    setOrderDelivery,
    placeOrder,
    acceptOrder,
    declineOrder,
    offerOrder,
    takeOffer,
    refuseOffer,
    cancelOrder,
    expireOrder,
    draftDelivery,
    invoiceOrder,
    noteDelivery,
    importPastOrder,
    returnOrder,
    approveReturn,
    declineReturn,
  ],
  effects: [
    ...Object.values(effects),
    ...Object.values(approvalEffects),
    ...Object.values(deskEffects),
    ...Object.values(paymentEffects),
    ...Object.values(returnEffects),
  ],
  contactGrants: { order: orderingPermissions },
})
