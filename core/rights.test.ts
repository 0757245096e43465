import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { AnyAction } from './kernel/action.ts'
import type { Actor } from './kernel/actor.ts'
import { stranger } from './kernel/actor.ts'
import type { Ctx } from './kernel/ctx.ts'
import { NotAllowed, NotFound, Refusal } from './kernel/errors.ts'
import * as approvals from './modules/approvals/queries.ts'
import * as conversations from './modules/conversations/queries.ts'
import * as print from './modules/invoicing/print.ts'
import * as accounts from './modules/invoicing/queries.ts'
import * as sales from './modules/sales/queries.ts'
import * as warehouse from './modules/warehouse/queries.ts'
import { modules } from './modules.ts'
import { calls, MONDAY, testHouse } from './testing.ts'
import { type Books, type ContactKind, smallCompany, writing } from './testing-company.ts'
import { exportsOf, isTest, sources } from './testing-source.ts'

const made = testHouse([...modules, writing])
let books: Books
beforeAll(async () => {
  books = await smallCompany(made.house)
})
const ctxOf = (actor: Actor): Ctx => made.house.ctx(calls(actor, MONDAY))
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
  'staff.create': 'A',
  'staff.update': 'A',
  'role.create': 'A',
  'role.update': 'A',
  'role.archive': 'A',
  'staff.leave': 'A',
  'staff.return': 'A',
  'api_token.make': 'A',
  'api_token.revoke': 'A',
  'client_group.create': 'AMGF',
  'client_group.update': 'AMGF',
  'client.create': 'AMGF',
  'client.update': 'AMGF',
  'client.archive': 'AM',
  'client.block': 'AMF',
  'client.unblock': 'AMF',
  'client.set_credit': 'AMF',
  'contact.create': 'AMGF',
  'contact.update': 'AMGF',
  'contact.archive': 'AM',
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
  'invoice.import_opening': 'AF',
  'invoice.note_overdue': 'AF',
  'payment.record': 'AF',
  'commitment.hold': 'AF',
  'commitment.release': 'AF',
  'approval.request': 'A',
  'approval.approve': 'AMGF',
  'approval.reject': 'AMGF',
  'approval.withdraw': 'AMG',
  'approval.expire': 'A',
  'policy.create': 'A',
  'policy.switch': 'A',
  'conversation.open': 'A',
  'conversation.choose_contact': 'A',
  'conversation.hand_over': 'AMGSFnoke',
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
  'channel_account.disable': 'A',
  'channel_account.enable': 'A',
  'channel_account.fail': 'A',
  'chat_place.set': 'A',
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
      expect(foreign).toBe(action.creates ? await fateOf(books.contacts.a.everything, action, undefined, 'wamid.1') : 'not found')
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
    await expect(made.house.perform(calls(books.contacts.a.everything), 'order.draft', call)).resolves.toMatchObject({ kind: 'done' })
  })
})

describe('what a contact sees', () => {
  const own = 'id version createdAt'
  const line = 'productId codeAsWritten nameAsWritten unitAsWritten quantityMilli'
  /** Every field that a contact with every permission is shown, by record. What does not stand here, contacts see no row of. */
  const shown: Readonly<Record<string, string>> = {
    company: `${own} legalName taxId email phone`,
    client: `${own} code name legalName taxId regNo currency language`,
    contact: `${own} clientId firstName lastName phone email language permissions`,
    address: `${own} clientId kind label street city countyCode postalCode country isDefault deliveryNote`,
    unit: `${own} code nameEn nameRo`,
    category: `${own} code nameEn nameRo parentId`,
    product: `${own} code nameEn nameRo categoryId unit packSizeMilli packUnit minQuantityMilli stepQuantityMilli barcode state`,
    warehouse: `${own} code name street city countyCode postalCode country`,
    order: `${own} number clientId contactId state deliveryState invoiceState currency language placedAt acceptedAt cancelledAt expiresAt deliverOn wantedOn addressId address clientReference note reason netMinor vatMinor roundingMinor totalMinor vatTable foreignReference`,
    order_line: `id orderId position ${line} unitPriceE4 discountPermille tax vatCategory vatPermille netMinor shortage`,
    delivery_note: `${own} number sourceId clientId contactId warehouseId state deliverOn approvedAt deliveredAt language reference orderNumber address seller buyer`,
    delivery_note_line: `id deliveryNoteId position sourceLineId ${line}`,
    invoice: `${own} number kind foreignReference sourceId reversesId clientId contactId state issuedOn dueOn currency netMinor vatMinor roundingMinor totalMinor paidMinor vatTable language reference orderNumber seller buyer`,
    invoice_line: `id invoiceId position ${line} unitPriceE4 tax vatCategory vatPermille netMinor`,
    payment: `${own} number clientId invoiceId amountMinor currency paidOn method reference`,
    conversation: `${own} language handling marketingStoppedAt`,
  }
  const everyRecord = modules.flatMap((room) => room.records)

  test.for(everyRecord)('of $name is what the table says, field by field', async (record) => {
    const rows = await ctxOf(books.contacts.a.everything).rows(record)
    expect(await ctxOf(books.actors.admin!).facts(record).count()).toBeGreaterThan(0)
    if (!shown[record.name]) return expect(rows).toEqual([])
    expect(Object.keys(rows[0]!).sort()).toEqual(shown[record.name]!.split(' ').sort())
  })

  const ofClients = () => everyRecord.filter(({ name }) => books.ids.get(name)!.b.length > 0)

  test('is never a row of another client, in no record, by no permission', async () => {
    expect(ofClients().map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'client',
        'contact',
        'address',
        'order',
        'order_line',
        'invoice',
        'payment',
        'delivery_note',
        'conversation',
        'approval',
        'price',
      ]),
    )
    for (const record of ofClients())
      for (const contact of Object.values(books.contacts.a)) {
        const foreign = books.ids.get(record.name)!.b
        expect(await ctxOf(contact).rows(record).whereIn('id', foreign)).toEqual([])
        expect(await made.db(record.table).whereIn('id', foreign).whereIn('id', ctxOf(contact).visible(record))).toEqual([])
      }
  })

  test('is nothing at all for a stranger, and for a colleague only what the role opens', async () => {
    for (const record of everyRecord) expect(await ctxOf(stranger).rows(record)).toEqual([])
    expect(await ctxOf(books.actors.warehouse!).rows(records.invoice!)).toEqual([])
    expect(await ctxOf(books.actors.finance!).rows(records.invoice!)).toHaveLength(8)
  })

  const records = Object.fromEntries(everyRecord.map((record) => [record.name, record]))
  const seenBy = async (kind: ContactKind) =>
    Object.fromEntries(
      await Promise.all(
        ['order', 'order_line', 'invoice', 'payment', 'delivery_note'].map(async (name) => [
          name,
          await ctxOf(books.contacts.a[kind]).rows(records[name]!).count(),
        ]),
      ),
    )

  test('is the own orders alone without the permission for the whole company’s, and papers with theirs', async () => {
    expect(await seenBy('nobody')).toEqual({ order: 2, order_line: 1, invoice: 0, payment: 0, delivery_note: 0 })
    expect(await seenBy('ordering')).toEqual({ order: 2, order_line: 1, invoice: 0, payment: 0, delivery_note: 0 })
    expect(await seenBy('accountant')).toEqual({ order: 8, order_line: 4, invoice: 4, payment: 4, delivery_note: 4 })
    expect(await seenBy('everything')).toEqual({ order: 8, order_line: 4, invoice: 4, payment: 4, delivery_note: 4 })
  })

  test('of secrets is nothing, and colleagues need their own right for them', async () => {
    const secrets = async (actor: Actor) => (await ctxOf(actor).rows(records.channel_account!))[0]
    expect(await secrets(books.actors.admin!)).toHaveProperty('sealedSecrets', 'sealed')
    expect(await secrets(books.actors.support_agent!)).not.toHaveProperty('sealedSecrets')
    expect(await secrets(books.contacts.a.everything)).toBeUndefined()
  })
})

describe('a query', () => {
  type Asked = {
    client: string
    contact: string
    order: string
    number: string
    invoice: string
    note: string
    conversation: string
    staff: string
    product: string
  }
  /** About client A: `client` answers its contact, `staff` answers colleagues alone. Nobody of client B gets anything. */
  type Answer = { to: 'client' | 'staff'; ask(ctx: Ctx, of: Asked): unknown }
  const client = (ask: Answer['ask']): Answer => ({ to: 'client', ask })
  const staff = (ask: Answer['ask']): Answer => ({ to: 'staff', ask })

  /** Every function that `queries.ts` and `print.ts` of a room export: how it is asked, or why nobody is told by it what is not theirs. */
  const queries: Readonly<Record<string, Answer | string>> = {
    'settings.Settings': 'a schema',
    'settings.settingsOf': 'the house’s own',
    'settings.todayOf': 'a day',
    'settings.calendarOf': 'a calendar',
    'settings.seller': 'the seller, as on every document',
    'settings.sellerAsWritten': 'the seller, as on every document',
    'people.grantsOf': 'counts what it is given',
    'people.staffActor': 'for the road: who acts',
    'people.tokenActor': 'for the road: who acts',
    'people.staffWithRole': 'for effects: whom to tell',
    'people.staffWithPermission': 'for effects: whom to tell',
    'people.staffNames': 'names of colleagues whose ids are known',
    'crm.contactActor': 'for the road: who acts',
    'crm.contactsAtPhone': 'for understanding who writes, before there is an actor',
    'crm.deliveryAddresses': 'for the action that begins an order, which has refused another client’s',
    'crm.addressAsWritten': 'words of a row that is known',
    'crm.buyerAsWritten': 'words of a row that is known',
    'catalog.vatOn': 'the law’s rates',
    'catalog.pricesFor': 'the price function: its caller says for which client',
    'catalog.catalogueProducts': 'for understanding: names and codes that everybody may see',
    'approvals.meets': 'counts what it is given',
    'approvals.agentOf': 'for the rule that says who decides',
    'approvals.decidersOf': 'for the rule that says who decides',
    'approvals.waitingAbout': 'for actions that close what waits',
    'approvals.waitingFor': staff((ctx) => approvals.waitingFor(ctx, ctx.actor)),
    'conversations.staffIdOf': 'for doors: who presses',
    'conversations.contactsBehind': 'for doors: who writes',
    'conversations.conversationsOf': client((ctx, { contact }) => conversations.conversationsOf(ctx, contact)),
    'conversations.linesOf': client((ctx, { conversation }) => conversations.linesOf(ctx, conversation)),
    'conversations.identitiesOf': staff((ctx, { staff }) => conversations.identitiesOf(ctx, staff)),
    'conversations.waitingMessages': staff((ctx) => conversations.waitingMessages(ctx)),
    'conversations.deadMessages': staff((ctx) => conversations.deadMessages(ctx)),
    'conversations.deadInbound': staff((ctx) => conversations.deadInbound(ctx)),
    'sales.orderView': client((ctx, { order }) => sales.orderView(ctx, order)),
    'sales.orderByNumber': client((ctx, { number }) => sales.orderByNumber(ctx, number)),
    'sales.draftOf': client((ctx, { contact }) => sales.draftOf(ctx, contact)),
    'sales.onTheWay': client((ctx, { client }) => sales.onTheWay(ctx, client)),
    'sales.lastOrders': client((ctx, { client }) => sales.lastOrders(ctx, client)),
    'sales.history': client((ctx, { client }) => sales.history(ctx, client)),
    'sales.clientHistory': client((ctx, { client }) => sales.clientHistory(ctx, client)),
    'sales.outOfTime': 'for the sweep',
    'invoicing.mustSeeInvoices': 'asks for a right and gives nothing',
    'invoicing.accountOf': client((ctx, { client }) => accounts.accountOf(ctx, client)),
    'invoicing.openInvoicesOf': client((ctx, { client }) => accounts.openInvoicesOf(ctx, client)),
    'invoicing.balanceOf': client((ctx, { invoice }) => accounts.balanceOf(ctx, invoice)),
    'invoicing.overdueToNote': 'for the sweep',
    'invoicing.invoiceWords': 'words',
    'invoicing.invoicePrintable': client((ctx, { invoice }) => print.invoicePrintable(ctx, invoice)),
    'invoicing.statementPrintable': client((ctx, { client }) => print.statementPrintable(ctx, client)),
    'warehouse.seesStock': 'asks for a right',
    'warehouse.stockFor': 'goods are of no client; who may know is asked inside',
    'warehouse.notesOf': client((ctx, { order }) => warehouse.notesOf(ctx, order)),
    'warehouse.deliveryNotePrintable': client((ctx, { note }) => warehouse.deliveryNotePrintable(ctx, note)),
  }
  const answering = Object.entries(queries).flatMap(([name, how]) => (typeof how === 'string' ? [] : [{ name, ...how }]))

  test('stands in the table', () => {
    const found = sources.flatMap((path) => {
      const room = /^core\/modules\/([^/]+)\/(queries|print)(\.ts$|\/)/.exec(path)?.[1]
      return room && !isTest(path) ? exportsOf(path).map((name) => `${room}.${name}`) : []
    })
    expect(found.sort()).toEqual(Object.keys(queries).sort())
  })

  const asked = (): Asked => {
    const last = (record: string) => books.ids.get(record)!.a.at(-1)!
    return {
      client: books.client.a,
      contact: books.contacts.a.everything.id!,
      order: last('order'),
      number: books.number,
      invoice: last('invoice'),
      note: last('delivery_note'),
      conversation: last('conversation'),
      staff: books.actors.admin!.id!,
      product: books.ids.get('product')!.both[0]!,
    }
  }
  /** What it tells, or nothing: empty, all zeros, or one of the two ways of saying no. */
  const toldTo = async (actor: Actor, { ask }: Answer) => {
    try {
      const told = await ask(ctxOf(actor), asked())
      return isNothing(told) ? 'nothing' : 'something'
    } catch (error) {
      if (error instanceof NotFound || error instanceof NotAllowed) return 'nothing'
      throw error
    }
  }
  const isNothing = (told: unknown): boolean =>
    told === null ||
    told === undefined ||
    told === 0 ||
    (typeof told === 'object' && !(told instanceof Date) && Object.values(told).every(isNothing))

  test.for(answering)('$name tells those it is for', async (query) => {
    expect(await toldTo(books.actors.admin!, query)).toBe('something')
    expect(await toldTo(books.contacts.a.everything, query)).toBe(query.to === 'client' ? 'something' : 'nothing')
  })

  test.for(answering)('$name tells nothing to another client’s contact, nor to a stranger', async (query) => {
    expect(await toldTo(books.contacts.b.everything, query)).toBe('nothing')
    expect(await toldTo(stranger, query)).toBe('nothing')
  })
})
