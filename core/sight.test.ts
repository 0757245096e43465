import { beforeAll, describe, expect, test } from 'vitest'
import { type Actor, stranger } from './kernel/actor.ts'
import type { Ctx } from './kernel/ctx.ts'
import { NotAllowed, NotFound } from './kernel/errors.ts'
import * as conversations from './modules/conversations/queries.ts'
import * as crm from './modules/crm/queries.ts'
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

describe('what a contact sees', () => {
  const own = 'id version createdAt'
  const line = 'productId codeAsWritten nameAsWritten unitAsWritten quantityMilli'
  /** Every field that a contact with every permission is shown, by record. What does not stand here, contacts see no row of. */
  const shown: Readonly<Record<string, string>> = {
    company: `${own} legalName taxId email phone`,
    client: `${own} code name legalName taxId regNo currency language`,
    contact: `${own} clientId firstName lastName phone email language permissions orderLimitMinor marketingStoppedAt`,
    address: `${own} clientId kind label street city countyCode postalCode country isDefault deliveryNote`,
    unit: `${own} code nameEn nameRo`,
    category: `${own} code nameEn nameRo parentId`,
    product: `${own} code nameEn nameRo categoryId unit packSizeMilli packUnit minQuantityMilli stepQuantityMilli barcode state`,
    warehouse: `${own} code name street city countyCode postalCode country`,
    order: `${own} number clientId contactId state deliveryState invoiceState currency language placedAt acceptedAt cancelledAt expiresAt deliverOn wantedOn addressId address clientReference note reason netMinor vatMinor roundingMinor totalMinor deliveryChargeMinor vatTable changedFrom foreignReference`,
    order_line: `id orderId position ${line} unitPriceE4 discountPermille tax vatCategory vatPermille netMinor shortage`,
    order_return: `${own} number orderId clientId contactId state reason answer currency creditNoteId refundMinor`,
    order_return_line: 'id returnId orderLineId productId quantityMilli',
    delivery_note: `${own} number sourceId clientId contactId warehouseId state deliverOn approvedAt deliveredAt language reference orderNumber address seller buyer`,
    delivery_note_line: `id deliveryNoteId position sourceLineId ${line}`,
    invoice: `${own} number kind foreignReference sourceId reversesId clientId contactId state issuedOn dueOn currency netMinor vatMinor roundingMinor totalMinor paidMinor vatTable language reference orderNumber seller buyer`,
    invoice_line: `id invoiceId position ${line} unitPriceE4 tax vatCategory vatPermille netMinor`,
    payment: `${own} number clientId invoiceId amountMinor currency paidOn method reference`,
    approval: `${own} number state record recordId clientId expiresAt decidedAt`,
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

  test('of secrets and fingerprints is nothing, and colleagues see none either, whatever their role', async () => {
    const secrets: readonly [string, string][] = [
      ['channel_account', 'sealedSecrets'],
      ['api_token', 'fingerprint'],
      ['link_code', 'codeFingerprint'],
      ['sign_in_link', 'codeFingerprint'],
    ]
    for (const [record, field] of secrets) {
      const [asAdmin] = await ctxOf(books.actors.admin!).rows(records[record]!)
      expect(asAdmin).toHaveProperty('version')
      expect(asAdmin).not.toHaveProperty(field)
      expect(await ctxOf(books.contacts.a.everything).rows(records[record]!)).toEqual([])
      expect((await ctxOf(books.actors.admin!).facts(records[record]!))[0]).toHaveProperty(field)
    }
  })
})

describe('a query', () => {
  type Asked = {
    client: string
    contact: string
    order: string
    number: string
    invoice: string
    orderReturn: string
    note: string
    conversation: string
    inbound: string
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
    'people.colleaguesNow': 'for the rule that says who decides',
    'people.staffWithRole': 'for effects: whom to tell',
    'people.staffWithPermission': 'for effects: whom to tell',
    'people.staffNames': 'names of colleagues whose ids are known',
    'crm.contactActor': 'for the road: who acts',
    'crm.contactsAtPhone': 'for understanding who writes, before there is an actor',
    'crm.deliveryAddresses': 'for the action that begins an order, which has refused another client’s',
    'crm.ownClient': 'whose prices the asker is told: the asker’s own client, or nothing',
    'crm.peopleOf': client((ctx, { client }) => crm.peopleOf(ctx, client)),
    'crm.contactsWho': 'for the rule that says which contacts decide',
    'crm.addressAsWritten': 'words of a row that is known',
    'crm.buyerAsWritten': 'words of a row that is known',
    'catalog.vatOn': 'the law’s rates',
    'catalog.breaksFor': 'the price function, step by step: its caller says for which client',
    'catalog.seesPrices': 'asks for a right',
    'catalog.pricesFor': 'the price function: its caller says for which client',
    'catalog.catalogueProducts': 'for understanding: names and codes that everybody may see',
    'approvals.stepsOf': 'for the card of an approval that its reader sees: names of who decides it',
    'approvals.lastDecidedAbout': 'reads rows, as far as the actor sees them; the books of this test hold no decided one',
    'approvals.decidersOf': 'for the rule that says who decides',
    'approvals.outOfTimeApprovals': 'for the sweep',
    'approvals.counteredAbout': 'for actions that close what was answered',
    'approvals.waitingAbout': 'for actions that close what waits',
    'approvals.waitingFor': 'what waits for whoever asks, as far as they see it',
    'conversations.staffIdOf': 'for doors: who presses',
    'conversations.contactsBehind': 'for doors: who writes',
    'conversations.wantsNoOffers': 'for doors: who writes',
    'conversations.conversationsOf': client((ctx, { contact }) => conversations.conversationsOf(ctx, contact)),
    'conversations.linesOf': client((ctx, { conversation }) => conversations.linesOf(ctx, conversation)),
    'conversations.lineWritten': client((ctx, { inbound }) => conversations.lineWritten(ctx, inbound)),
    'conversations.messageQuoted': client((ctx, { conversation }) => conversations.messageQuoted(ctx, conversation, 'wamid.out.1')),
    'conversations.identitiesOf': staff((ctx, { staff }) => conversations.identitiesOf(ctx, staff)),
    'conversations.waitingMessages': staff((ctx) => conversations.waitingMessages(ctx)),
    'conversations.deadMessages': staff((ctx) => conversations.deadMessages(ctx)),
    'conversations.deadInbound': staff((ctx) => conversations.deadInbound(ctx)),
    'conversations.channelsSeen': staff(async (ctx) => (await conversations.channelsSeen(ctx)).accounts),
    'sales.orderView': client((ctx, { order }) => sales.orderView(ctx, order)),
    'sales.orderByNumber': client((ctx, { number }) => sales.orderByNumber(ctx, number)),
    'sales.ordersCalled': client((ctx, { client, number }) => sales.ordersCalled(ctx, client, number)),
    'sales.draftOf': client((ctx, { contact }) => sales.draftOf(ctx, contact)),
    'sales.onTheWay': client((ctx, { client }) => sales.onTheWay(ctx, client)),
    'sales.lastOrders': client((ctx, { client }) => sales.lastOrders(ctx, client)),
    'sales.returnView': client((ctx, { orderReturn }) => sales.returnView(ctx, orderReturn)),
    'sales.deliveredOrders': client((ctx, { client }) => sales.deliveredOrders(ctx, client)),
    'sales.history': client((ctx, { client }) => sales.history(ctx, client)),
    'sales.clientHistory': client((ctx, { client }) => sales.clientHistory(ctx, client)),
    'sales.outOfTime': 'for the sweep',
    'sales.rejectedBefore': 'for the sweep',
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
      orderReturn: last('order_return'),
      note: last('delivery_note'),
      conversation: last('conversation'),
      inbound: books.inbound,
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
