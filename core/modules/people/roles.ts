import type { Level } from '../../kernel/actor.ts'

type Seeded = { name: string; title: string; permissions: readonly string[]; rooms: Readonly<Record<string, Level>> }

const everyRoom = ['settings', 'people', 'crm', 'catalog', 'warehouse', 'invoicing', 'sales', 'approvals', 'conversations'] as const
const all = (level: Level) => Object.fromEntries(everyRoom.map((room) => [room, level]))

/** For those who write with customers. */
const answering = [
  'conversation.take',
  'conversation.hand_back',
  'conversation.hand_over',
  'conversation.stop_marketing',
  'conversation.start_marketing',
  'message.resend',
] as const

/** For those who look after orders, from the first draft until the goods are in the hands of the warehouse. */
const ordering = [
  'order.draft',
  'order.change',
  'order.place',
  'order.accept',
  'order.decline',
  'order.offer',
  'order.cancel',
  'order.take',
  'order.refuse',
  'order.return',
  'order_return.approve',
  'order_return.decline',
  'delivery_note.draft',
] as const

/**
 * The roles that ship: data to begin with, edited by the admin afterwards. `'*'` stands for every permission there is,
 * so that an admin does not lose sight of what a new version brings.
 */
export const seededRoles: readonly Seeded[] = [
  { name: 'admin', title: 'Admin', permissions: ['*'], rooms: all('delete') },
  {
    name: 'sales_manager',
    title: 'Sales manager',
    permissions: [
      'staff.set_away',
      ...ordering,
      ...answering,
      'approval.decide',
      'approval.withdraw',
      'credit.override',
      'client.block',
      'client.set_credit',
      'client.set_terms',
      'client.set_agent',
      'contact.set_permissions',
      'contact.invite',
      'invoice.draft',
      'invoice.issue',
      'delivery_note.discard',
    ],
    rooms: {
      settings: 'view',
      people: 'view',
      crm: 'delete',
      catalog: 'edit',
      warehouse: 'view',
      invoicing: 'view',
      sales: 'delete',
      approvals: 'view',
      conversations: 'edit',
    },
  },
  {
    name: 'sales_agent',
    title: 'Sales agent',
    permissions: [
      'staff.set_away',
      'contact.set_permissions',
      'contact.invite',
      ...ordering,
      ...answering,
      'approval.decide',
      'approval.withdraw',
    ],
    rooms: {
      people: 'view',
      crm: 'edit',
      catalog: 'view',
      warehouse: 'view',
      invoicing: 'view',
      sales: 'edit',
      approvals: 'view',
      conversations: 'edit',
    },
  },
  {
    name: 'support_agent',
    title: 'Support agent',
    permissions: ['staff.set_away', ...answering],
    // Sees what customers ask about: goods, orders and invoices.
    rooms: { people: 'view', crm: 'view', catalog: 'view', warehouse: 'view', invoicing: 'view', sales: 'view', conversations: 'edit' },
  },
  {
    name: 'warehouse',
    title: 'Warehouse',
    permissions: [
      'staff.set_away',
      'delivery_note.draft',
      'delivery_note.approve',
      'delivery_note.confirm',
      'delivery_note.discard',
      'stock.receive',
      'stock.adjust',
      'incoming.edit',
    ],
    rooms: { people: 'view', crm: 'view', catalog: 'view', warehouse: 'edit', sales: 'view' },
  },
  {
    name: 'finance',
    title: 'Finance',
    permissions: [
      'staff.set_away',
      ...answering,
      'payment.record',
      'invoice.draft',
      'invoice.issue',
      'invoice.discard',
      'invoice.reverse',
      'invoice.import',
      'credit.override',
      'approval.decide',
      'client.block',
      'client.set_credit',
      'client.set_terms',
    ],
    // Billing addresses, tax ids and payment terms are theirs to keep right.
    rooms: { people: 'view', crm: 'edit', catalog: 'view', invoicing: 'edit', sales: 'view', approvals: 'view', conversations: 'edit' },
  },
]
