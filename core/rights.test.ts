import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { AnyAction } from './kernel/action.ts'
import type { Actor } from './kernel/actor.ts'
import { stranger } from './kernel/actor.ts'
import { newId } from './kernel/db.ts'
import { NotAllowed, NotFound, Refusal } from './kernel/errors.ts'
import { modules } from './modules.ts'
import { calls, testHouse } from './testing.ts'
import { type Books, type ContactKind, smallCompany, writing } from './testing-company.ts'

const made = testHouse([...modules, writing])
let books: Books
beforeAll(async () => {
  books = await smallCompany(made.house)
})
const everyAction = modules.flatMap((room) => room.actions)

/** The road stopped where the work would begin. */
class Reached extends Error {}
/** The action with its own right and its own row, and nothing behind it. */
const stopped = (action: AnyAction) =>
  ({
    ...action,
    input: z.unknown(),
    unless: [],
    moves: null,
    locks: () => [],
    run: async () => Promise.reject(new Reached()),
  }) as unknown as AnyAction

const fateOf = async (actor: Actor, action: AnyAction, id: string | undefined, press?: string) => {
  try {
    await made.house.perform(calls(actor), stopped(action), { ...(id !== undefined && { id }), ...(press !== undefined && { press }) })
    return 'done'
  } catch (error) {
    if (error instanceof Reached) return 'reached'
    if (error instanceof NotAllowed) return 'not allowed'
    if (error instanceof NotFound) return 'not found'
    if (error instanceof Refusal) return error.code
    throw error
  }
}

/** A row of this record that belongs to this contact's own papers where it can, else to its client, else to everybody. */
const rowFor = (record: string, of: 'a' | 'b', kind: ContactKind): string => {
  const { a, b, both } = books.ids.get(record)!
  const own = of === 'a' ? a : b
  const nth = ['nobody', 'ordering', 'accountant', 'everything'].indexOf(kind)
  return own[nth * (own.length / 4)] ?? own[0] ?? both[0]!
}

/**
 * Who may do what, as the house ships. Colleagues: A admin, M sales manager, G sales agent, S support agent, W warehouse, F finance.
 * Contacts of a client, on their own papers: n without any permission, o who may order, k the accountant, e with every permission.
 */
const table: Readonly<Record<string, string>> = {
  'setting.create': 'A',
  'setting.update': 'A',
  'company.create': 'A',
  'company.update': 'A',
  'custom_field.create': 'A',
  'custom_field.update': 'A',
  'custom_field.archive': 'A',
  'staff.create': 'A',
  'staff.update': 'A',
  'role.create': 'A',
  'role.update': 'A',
  'role.archive': 'A',
  'staff.leave': 'A',
  'staff.return': 'A',
  'staff.set_away': 'AMGSWF',
  'staff.come_back': 'AMGSWF',
  'staff_notice.set': 'AMGSWF',
  'api_token.make': 'A',
  'api_token.revoke': 'A',
  'api_token.create': 'A',
  'staff.invite': 'A',
  'contact.invite': 'AMG',
  'sign_in_link.issue': 'A',
  'sign_in_link.make': 'Anoke',
  'sign_in_link.use': 'A',
  'sign_in.set_password': 'A',
  'sign_in.turn_on_second_factor': 'A',
  'sign_in.turn_off_second_factor': 'A',
  'sign_in.take_recovery_code': 'A',
  'sign_in.drop_second_factor': 'A',
  'sign_in.end_sessions': 'A',
  'client_group.create': 'AMGF',
  'client_group.update': 'AMGF',
  'client.create': 'AMGF',
  'client.update': 'AMGF',
  'client.archive': 'AM',
  'client.block': 'AMF',
  'client.unblock': 'AMF',
  'client.set_credit': 'AMF',
  'client.set_terms': 'AMF',
  'client.set_agent': 'AM',
  'contact.set_permissions': 'AMG',
  'contact.set_order_limit': 'AMG',
  'contact.create': 'AMGF',
  'contact.update': 'AMGF',
  'contact.archive': 'AM',
  'contact.set_language': 'Anoke',
  'contact.edit_own': 'Anoke',
  'contact.set_marketing': 'Anoke',
  'address.add': 'Aoe',
  'address.create': 'AMGF',
  'address.update': 'AMGF',
  'address.archive': 'AM',
  'unit.create': 'AM',
  'unit.update': 'AM',
  'vat_rate.create': 'AM',
  'vat_rate.update': 'AM',
  'category.create': 'AM',
  'category.update': 'AM',
  'product.create': 'AM',
  'product.update': 'AM',
  'product.archive': 'A',
  'price_list.create': 'AM',
  'price_list.update': 'AM',
  'price_list.archive': 'A',
  'price_list.set_prices': 'AM',
  'price_list.remove_prices': 'AM',
  'warehouse.create': 'AW',
  'warehouse.update': 'AW',
  'stock.adjust': 'AW',
  'incoming.create': 'AW',
  'incoming.change': 'AW',
  'stock.receive': 'AW',
  'stock.take_back': 'AW',
  'stock.reserve': 'AW',
  'stock.release': 'AW',
  'stock.change_reservations': 'AW',
  'delivery_note.draft': 'AMGW',
  'delivery_note.make_ready': 'AW',
  'delivery_note.approve': 'AW',
  'delivery_note.confirm': 'AW',
  'delivery_note.discard': 'AMW',
  'invoice.draft': 'AMF',
  'invoice.issue': 'AMF',
  'invoice.discard': 'AF',
  'invoice.reverse': 'AF',
  'invoice.credit': 'AF',
  'invoice.import_opening': 'AF',
  'invoice.note_overdue': 'AF',
  'payment.record': 'AF',
  'payment.pay_online': 'Ake',
  'commitment.hold': 'AF',
  'commitment.release': 'AF',
  'approval.request': 'A',
  'approval.approve': 'AMGFe',
  'approval.reject': 'AMGFe',
  'approval.reopen': 'AMGFe',
  'approval.counter': 'A',
  'approval.answer': 'A',
  'approval.withdraw': 'AMG',
  'approval.expire': 'A',
  'policy.create': 'A',
  'policy.change': 'A',
  'policy.switch': 'A',
  'conversation.open': 'A',
  'conversation.choose_contact': 'A',
  'conversation.hand_over': 'AMGSFnoke',
  'conversation.ignore': 'AMGSF',
  'conversation.answer': 'AMGSF',
  'conversation.take': 'AMGSF',
  'conversation.hand_back': 'AMGSF',
  'conversation.stop_marketing': 'AMGSFnoke',
  'conversation.start_marketing': 'AMGSFnoke',
  'link_code.make': 'A',
  'identity.link': 'A',
  'identity.add': 'A',
  'identity.end': 'A',
  'channel_account.create': 'A',
  'channel_account.ensure': 'A',
  'channel_account.update': 'A',
  'channel_account.switch_off': 'A',
  'channel_account.switch_on': 'A',
  'channel_account.fail': 'A',
  'channel_alarm.raise': 'A',
  'channel_alarm.clear': 'A',
  'message_template.note': 'A',
  'chat_place.set': 'A',
  'message.drop': 'AMGSF',
  'message.resend': 'AMGSF',
  'order.draft': 'AMGoe',
  'order.set_lines': 'AMGoe',
  'order.set_delivery': 'AMGoe',
  'order.place': 'AMGoe',
  'order.accept': 'AMG',
  'order.decline': 'AMG',
  'order.offer': 'AMG',
  'order.take': 'AMGoe',
  'order.refuse': 'AMGoe',
  'order.cancel': 'AMGoe',
  'order.expire': 'A',
  'order.draft_delivery': 'AMGW',
  'order.invoice': 'AMF',
  'order.note_delivery': 'A',
  'order.import_past': 'A',
  'order.return': 'AMGoe',
  'order_return.approve': 'AMG',
  'order_return.decline': 'AMG',
}

describe('who may do what', () => {
  const staff = { A: 'admin', M: 'sales_manager', G: 'sales_agent', S: 'support_agent', W: 'warehouse', F: 'finance' } as const
  const contacts = { n: 'nobody', o: 'ordering', k: 'accountant', e: 'everything' } as const

  const lettersOf = async (action: AnyAction) => {
    let letters = ''
    for (const [letter, role] of Object.entries(staff))
      if (
        (await fateOf(books.actors[role]!, action, action.creates ? undefined : rowFor(action.record.name, 'a', 'everything'))) ===
        'reached'
      )
        letters += letter
    for (const [letter, kind] of Object.entries(contacts))
      if (
        (await fateOf(books.contacts.a[kind], action, action.creates ? undefined : rowFor(action.record.name, 'a', kind), 'wamid.1')) ===
        'reached'
      )
        letters += letter
    return letters
  }

  test('stands in the table, action by action', async () => {
    const found: Record<string, string> = {}
    for (const action of everyAction) found[action.name] = await lettersOf(action)
    expect(found).toEqual(table)
  })

  test.for(everyAction)(
    '$name: a token may what its role may, a stranger nothing, another client’s contact nothing with these papers',
    async (action) => {
      const mine = action.creates ? undefined : rowFor(action.record.name, 'a', 'everything')
      expect(await fateOf(books.actors.token!, action, mine)).toBe(await fateOf(books.actors.finance!, action, mine))
      expect(await fateOf(stranger, action, mine)).toBe('not allowed')
      if (!books.ids.get(action.record.name)!.a.length) return
      const foreign = await fateOf(books.contacts.b.everything, action, mine, 'wamid.1')
      if (action.creates) return expect(foreign).toBe(await fateOf(books.contacts.a.everything, action, undefined, 'wamid.1'))
      // A row of somebody else reads the same as one that is not there.
      expect(foreign).toBe(await fateOf(books.contacts.b.everything, action, newId(), 'wamid.1'))
      expect(foreign).toBe((table[action.name] ?? '').includes('e') ? 'not found' : 'not allowed')
    },
  )

  test.for(everyAction.filter(({ binding }) => binding))('$name binds, so a contact has to press for it', async (action) => {
    const mine = action.creates ? undefined : rowFor(action.record.name, 'a', 'everything')
    const unpressed = await fateOf(books.contacts.a.everything, action, mine)
    expect(unpressed).toBe((table[action.name] ?? '').includes('e') ? 'action.needs_press' : 'not allowed')
  })

  test('an order is begun for the own company alone', async () => {
    const call = { input: { clientId: books.client.a, lines: [] } }
    await expect(made.house.perform(calls(books.contacts.b.everything), 'order.draft', call)).rejects.toMatchObject({
      code: 'order.not_your_company',
    })
    const theirs = { input: { clientId: books.client.b, lines: [] } }
    await expect(made.house.perform(calls(books.contacts.b.everything), 'order.draft', theirs)).resolves.toMatchObject({ kind: 'done' })
  })
})
