import type { Level } from '../../kernel/actor.ts'

type Seeded = { name: string; title: string; permissions: readonly string[]; rooms: Readonly<Record<string, Level>> }

const everyRoom = ['settings', 'people', 'crm', 'catalog', 'warehouse', 'invoicing', 'sales', 'approvals', 'conversations'] as const
const all = (level: Level) => Object.fromEntries(everyRoom.map((room) => [room, level]))

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
      'order.draft',
      'order.change',
      'order.place',
      'order.accept',
      'order.decline',
      'order.offer',
      'order.cancel',
      'order.take',
      'order.refuse',
      'order.set_delivery',
      'approval.decide',
      'approval.withdraw',
      'credit.override',
      'client.block',
      'client.set_credit',
      'invoice.draft',
      'invoice.issue',
      'delivery_note.draft',
      'conversation.answer',
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
      'order.draft',
      'order.change',
      'order.place',
      'order.accept',
      'order.decline',
      'order.offer',
      'order.cancel',
      'order.take',
      'order.refuse',
      'order.set_delivery',
      'approval.decide',
      'approval.withdraw',
      'conversation.answer',
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
    permissions: ['conversation.answer'],
    rooms: { people: 'view', crm: 'view', catalog: 'view', sales: 'view', conversations: 'edit' },
  },
  {
    name: 'warehouse',
    title: 'Warehouse',
    permissions: [
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
    ],
    rooms: { people: 'view', crm: 'view', catalog: 'view', invoicing: 'edit', sales: 'view', approvals: 'view', conversations: 'view' },
  },
]
