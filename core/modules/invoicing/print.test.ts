import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { PricedDocument, StatementDocument } from '../../../adapters/pdf/document.ts'
import { catalogueProblems } from '../../language/words.ts'
import { calls, colleague, MONDAY, testHouse } from '../../testing.ts'
import { catalog } from '../catalog/module.ts'
import { crm } from '../crm/module.ts'
import { people } from '../people/module.ts'
import { settings } from '../settings/module.ts'
import { issueInvoice, reverseInvoice } from './actions/invoices.ts'
import { importOpeningInvoice } from './actions/opening.ts'
import { recordPayment } from './actions/payments.ts'
import { carpath, coffee, contactOf, hotel, paper, type SmallBooks, smallBooks } from './cast.ts'
import { invoicing } from './module.ts'
import { invoicePrintable, invoiceWords, statementPrintable } from './print.ts'
import { accountOf, balanceOf, openInvoicesOf } from './queries.ts'

const at = testHouse([settings, people, crm, catalog, invoicing])
let books: SmallBooks
beforeAll(async () => {
  books = await smallBooks(at.house)
})
const house = () => at.house.ctx(books.self)
const violeta = () => at.house.ctx(calls(colleague([], { invoicing: 'view', crm: 'view' })))
const as = (clientId: string, ...permissions: string[]) => at.house.ctx(calls(contactOf(clientId, permissions), MONDAY, 'whatsapp'))
const issue = (id: string) => at.house.perform(books.self, issueInvoice, { id })

describe('a printed invoice', () => {
  test('says what the row says, in its own language', async () => {
    const clientId = await books.client()
    const { id } = await books.draft(clientId, [paper, coffee], { orderNumber: 'CMD-0007', reference: 'bucătărie' })
    await issue(id)
    await at.house.perform(books.self, recordPayment, { id, input: { amountMinor: 18_150, method: 'cash' } })
    const printed: PricedDocument = await invoicePrintable(as(clientId, 'view_invoices', 'download_documents'), id)
    const { number } = await at.db('invoices').where({ id }).first('number')
    expect(printed).toMatchObject({
      kind: 'invoice',
      language: 'ro',
      number,
      issuedOn: '2026-11-23',
      dueOn: '2026-12-23',
      currency: 'RON',
      orderNumber: 'CMD-0007',
      reference: 'bucătărie',
      seller: carpath,
      buyer: hotel,
      credits: null,
      lines: [
        { position: 1, code: 'PAP-A4-80', name: 'Hârtie A4 80 g', quantity: '10', unit: 'cutie', unitPrice: '90,00', net: '900,00' },
        { position: 2, quantity: '2,5', unitPrice: '33,3333', net: '83,33' },
      ],
      vat: [
        { category: 'S', net: '900,00', vat: '189,00' },
        { category: 'S', net: '83,33', vat: '9,17' },
      ],
      totals: { net: '983,33', vat: '198,17', rounding: null, total: '1.181,50', paid: '181,50', balance: '1.000,00' },
      paymentTerms: 'De plătit în 30 de zile, prin transfer bancar.',
    })
  })

  test('shows the rounding that told gross prices bring, and why there is no VAT', async () => {
    const gross = { ...paper, quantityMilli: 3_000, unitPriceE4: 9_900, tax: 'gross' }
    const exempt = { ...paper, vatCategory: 'AE', vatPermille: 0, exemptionReason: 'Reverse charge' }
    const { id } = await books.draft(await books.client(), [gross, { ...gross, unitPriceE4: 10_100 }, exempt], { language: 'en' })
    await issue(id)
    const printed = await invoicePrintable(violeta(), id)
    const row = await at.db('invoices').where({ id }).first()
    const cents = (text: string | null) => (text === null ? 0 : Math.round(Number(text.replaceAll(',', '')) * 100))
    const { net, vat, rounding, total } = printed.totals
    expect([net, vat, rounding, total].map(cents)).toEqual([row.net_minor, row.vat_minor, row.rounding_minor, row.total_minor])
    expect(cents(net) + cents(vat) + cents(rounding)).toBe(cents(total))
    expect(printed.vat.reduce((sum, one) => sum + cents(one.vat), 0)).toBe(row.vat_minor)
    expect(printed.lines.reduce((sum, one) => sum + cents(one.net), 0)).toBe(row.net_minor)
    expect(row.rounding_minor).not.toBe(0)
    expect(printed.exemptionReasons).toEqual(['Reverse charge'])
    expect(printed.lines[0]!.unitPrice).toBe('0.8182')
  })

  test('taken back names what it takes back', async () => {
    const { id } = await books.draft(await books.client())
    await issue(id)
    const done = await at.house.perform(books.self, reverseInvoice, { id, input: { reason: 'wrong client' } })
    const { number } = await at.db('invoices').where({ id }).first('number')
    const printed: PricedDocument = await invoicePrintable(violeta(), done.id!)
    expect(printed).toMatchObject({
      kind: 'credit_note',
      credits: { number, issuedOn: '2026-11-23' },
      dueOn: null,
      totals: { total: '1.089,00' },
    })
  })
})

describe('a statement', () => {
  test('lists what is open by age, and adds up', async () => {
    const clientId = await books.client(undefined, 'en')
    const bring = (foreignReference: string, dueOn: string, totalMinor: number, paidMinor = 0) =>
      at.house.perform(books.self, importOpeningInvoice, {
        input: { clientId, foreignReference, issuedOn: '2026-08-01', dueOn, totalMinor, paidMinor, currency: 'RON' },
      })
    await bring('A', '2026-11-23', 100_000)
    await bring('B', '2026-11-22', 200_000, 50_000)
    await bring('C', '2026-10-01', 491_840)
    await bring('D', '2026-08-20', 1_000)
    await bring('E', '2026-08-21', 700, 700)
    const printed: StatementDocument = await statementPrintable(as(clientId, 'view_invoices', 'download_documents'), clientId)
    expect(printed.rows.map(({ number, daysOverdue, balance }) => [number, daysOverdue, balance])).toEqual([
      ['D', 95, '10.00'],
      ['C', 53, '4,918.40'],
      ['B', 1, '1,500.00'],
      ['A', null, '1,000.00'],
    ])
    expect(printed.totals).toEqual({ total: '7,928.40', paid: '500.00', balance: '7,428.40' })
    expect(printed.ageing).toEqual({
      notDue: '1,000.00',
      days1To30: '1,500.00',
      days31To60: '4,918.40',
      days61To90: '0.00',
      over90Days: '10.00',
      overdue: '6,428.40',
    })
    expect(await accountOf(violeta(), clientId)).toMatchObject({
      openMinor: 742_840,
      overdueMinor: 642_840,
      oldestDueOn: '2026-08-20',
      limitMinor: 4_000_000,
    })
    expect(await accountOf(as(clientId, 'view_invoices'), clientId)).toMatchObject({
      openMinor: 742_840,
      limitMinor: null,
      exposureMinor: null,
    })
  })
})

describe('who may see what', () => {
  test('a contact sees its own issued invoices, if it may, and nobody else’s', async () => {
    const clientId = await books.client()
    const { id } = await books.draft(clientId)
    const doina = as(clientId, 'view_invoices', 'download_documents')
    await expect(invoicePrintable(doina, id)).rejects.toMatchObject({ code: 'record.not_found' })
    await issue(id)
    expect(await openInvoicesOf(doina, clientId)).toHaveLength(1)
    expect(await balanceOf(doina, id)).toEqual({ balanceMinor: 108_900, currency: 'RON' })
    for (const other of [as(randomUUID(), 'view_invoices', 'download_documents'), as(clientId, 'order', 'download_documents')]) {
      expect(await openInvoicesOf(other, clientId)).toEqual([])
      await expect(invoicePrintable(other, id)).rejects.toMatchObject({ code: 'record.not_found' })
      await expect(balanceOf(other, id)).rejects.toMatchObject({ code: 'record.not_found' })
      await expect(accountOf(other, clientId)).rejects.toThrow()
      await expect(statementPrintable(other, clientId)).rejects.toThrow()
    }
    await expect(accountOf(as(clientId, 'order'), clientId)).rejects.toMatchObject({ code: 'actor.not_allowed' })
    await expect(invoicePrintable(as(clientId, 'view_invoices'), id)).rejects.toMatchObject({ code: 'actor.not_allowed' })
    expect(await accountOf(house(), clientId)).toMatchObject({ openMinor: 108_900 })
  })
})

test('both languages have all words', () => {
  expect(catalogueProblems(invoiceWords)).toEqual([])
})
