import { describe, expect, test } from 'vitest'
import { type Actor, may } from '../../kernel/actor.ts'
import { modules } from '../../modules.ts'
import { grantsOf } from './queries.ts'
import { seededRoles } from './roles.ts'

const actions = modules.flatMap((room) => room.actions)
const named = new Set([
  ...actions.flatMap(({ needs }) => (typeof needs === 'string' ? [needs] : [])),
  ...modules.flatMap(({ permissions }) => Object.keys(permissions)),
])

const holding = (name: string): Actor => ({
  kind: 'staff',
  id: '00000000-0000-7000-8000-000000000001',
  name,
  language: 'en',
  roles: [name],
  grants: grantsOf(seededRoles.filter((role) => role.name === name).map((role) => ({ ...role, permissions: [...role.permissions] }))),
})
const holders = seededRoles.map(({ name }) => holding(name))
const others = holders.filter(({ name }) => name !== 'admin')

const sales = ['sales_manager', 'sales_agent']
const answering = [...sales, 'support_agent', 'finance']

/** Who holds each right beside the admin. Nobody: for the admin's hands, or done by the house itself. */
const rights: Readonly<Record<string, readonly string[]>> = {
  'order.draft': sales,
  'order.change': sales,
  'order.place': sales,
  'order.accept': sales,
  'order.decline': sales,
  'order.offer': sales,
  'order.cancel': sales,
  'order.take': sales,
  'order.refuse': sales,
  'order.return': sales,
  'order_return.approve': sales,
  'order_return.decline': sales,
  'contact.set_language': [],
  'contact.set_marketing': [],
  'contact.edit_own': [],
  'address.add': [],
  'contact.invite': sales,
  'staff.invite': [],
  'sign_in.manage': [],
  'sign_in_link.make': [],
  'order.import': [],
  'order.expire': [],
  'order.note_delivery': [],
  'staff.set_away': [...answering, 'warehouse'],
  'approval.decide': [...sales, 'finance'],
  'approval.withdraw': sales,
  'approval.request': [],
  'approval.expire': [],
  'approval.counter': [],
  'approval.answer': [],
  'credit.override': ['sales_manager', 'finance'],
  'client.block': ['sales_manager', 'finance'],
  'client.set_credit': ['sales_manager', 'finance'],
  'client.set_terms': ['sales_manager', 'finance'],
  'client.set_agent': ['sales_manager'],
  'contact.set_permissions': ['sales_manager', 'sales_agent'],
  'delivery_note.draft': [...sales, 'warehouse'],
  'delivery_note.approve': ['warehouse'],
  'delivery_note.confirm': ['warehouse'],
  'delivery_note.discard': ['sales_manager', 'warehouse'],
  'stock.adjust': ['warehouse'],
  'stock.receive': ['warehouse'],
  'incoming.edit': ['warehouse'],
  'invoice.draft': ['sales_manager', 'finance'],
  'invoice.issue': ['sales_manager', 'finance'],
  'invoice.discard': ['finance'],
  'invoice.reverse': ['finance'],
  'invoice.import': ['finance'],
  'payment.record': ['finance'],
  'payment.pay_online': [],
  'conversation.take': answering,
  'conversation.hand_back': answering,
  'conversation.hand_over': answering,
  'conversation.stop_marketing': answering,
  'conversation.start_marketing': answering,
  'message.resend': answering,
  'conversation.open': [],
  'conversation.choose_contact': [],
  'link_code.make': [],
  'identity.link': [],
  'identity.add': [],
  'identity.end': [],
  'channel_account.create': [],
  'channel_account.ensure': [],
  'channel_account.update': [],
  'channel_account.switch_off': [],
  'channel_account.switch_on': [],
  'channel_account.fail': [],
  'channel_alarm.raise': [],
  'channel_alarm.clear': [],
  'message_template.note': [],
  'chat_place.set': [],
  'api_token.make': [],
}

describe('the seeded roles', () => {
  test('name no permission that nothing needs', () => {
    const granted = seededRoles.flatMap(({ name, permissions }) => permissions.map((permission) => ({ role: name, permission })))
    expect(granted.filter(({ permission }) => permission !== '*' && !named.has(permission))).toEqual([])
  })

  test('name no permission twice, and no room that is not there', () => {
    const rooms = modules.map(({ name }) => name)
    for (const role of seededRoles) {
      expect(role.permissions, role.name).toEqual([...new Set(role.permissions)])
      expect(Object.keys(role.rooms).filter((room) => !rooms.includes(room))).toEqual([])
    }
  })

  test('are decided on for every permission there is', () => {
    expect(Object.keys(rights).sort()).toEqual([...named].sort())
  })

  test.for(Object.entries(rights))('%s is held by the admin and %j alone', ([permission, expected]) => {
    const held = holders.filter((actor) => may(actor, permission)).map(({ name }) => name)
    expect(held.sort()).toEqual(['admin', ...expected].sort())
  })

  test('let the admin do everything', () => {
    const admin = holding('admin')
    expect(actions.filter(({ needs }) => !may(admin, needs)).map(({ name }) => name)).toEqual([])
  })

  test('leave settings, colleagues, policies and channels to the admin', () => {
    const kept = actions.filter(
      ({ needs, record }) => typeof needs !== 'string' && ['settings', 'people', 'approvals'].includes(record.room),
    )
    expect(kept.length).toBeGreaterThan(0)
    expect(others.flatMap((actor) => kept.filter(({ needs }) => may(actor, needs)).map(({ name }) => `${actor.name}: ${name}`))).toEqual([])
  })

  test.for([
    ['catalog', ['sales_manager']],
    ['crm', ['finance', 'sales_agent', 'sales_manager']],
    ['warehouse', ['warehouse']],
    ['invoicing', ['finance']],
    ['sales', ['sales_agent', 'sales_manager']],
    ['conversations', ['finance', 'sales_agent', 'sales_manager', 'support_agent']],
  ] as const)('let %s be edited by %j', ([room, expected]) => {
    const editing = others.filter((actor) => may(actor, { room, level: 'edit' })).map(({ name }) => name)
    expect(editing.sort()).toEqual(expected)
  })

  test('let whoever decides see what is decided about', () => {
    const deciding = others.filter((actor) => may(actor, 'approval.decide'))
    const blind = deciding.filter((actor) => !['approvals', 'sales', 'crm'].every((room) => may(actor, { room, level: 'view' })))
    expect(blind.map(({ name }) => name)).toEqual([])
  })
})

describe('what contacts are granted', () => {
  test('is nothing that no action needs', () => {
    const granted = modules.flatMap(({ contactGrants }) => Object.values(contactGrants).flat())
    expect(granted.filter((permission) => !named.has(permission))).toEqual([])
  })
})
