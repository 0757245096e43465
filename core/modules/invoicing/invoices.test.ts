import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { AnyAction } from '../../kernel/action.ts'
import type { Call, Caller } from '../../kernel/ctx.ts'
import { Expected } from '../../kernel/errors.ts'
import { verifyChains } from '../../kernel/events.ts'
import { inEnglish } from '../../kernel/sentence.ts'
import { calls, colleague, MONDAY, testHouse } from '../../testing.ts'
import { catalog } from '../catalog/module.ts'
import { crm } from '../crm/module.ts'
import { people } from '../people/module.ts'
import { settings } from '../settings/module.ts'
import { holdCommitment, releaseCommitment } from './actions/commitments.ts'
import { discardInvoice, issueInvoice, noteOverdue, reverseInvoice } from './actions/invoices.ts'
import { importOpeningInvoice } from './actions/opening.ts'
import { recordPayment } from './actions/payments.ts'
import { coffee, contactOf, paper, type SmallBooks, smallBooks } from './cast.ts'
import { invoicing } from './module.ts'
import { overdueToNote } from './queries.ts'
import { exposureOf } from './rules.ts'

const at = testHouse([settings, people, crm, catalog, invoicing])
let books: SmallBooks
beforeAll(async () => {
  books = await smallBooks(at.house)
})

const rights = ['invoice.issue', 'invoice.discard', 'invoice.reverse', 'invoice.import', 'payment.record']
const violeta = calls(colleague(rights, { invoicing: 'edit', crm: 'view' }))
const ada = calls(colleague([...rights, 'credit.override'], { invoicing: 'edit' }))
const by = (caller: Caller, action: AnyAction, call: Call) => at.house.perform(caller, action, call)
const issue = (id: string, call: Call = {}) => by(violeta, issueInvoice, { id, ...call })
const pay = (id: string, amountMinor: number, more: object = {}) =>
  by(violeta, recordPayment, { id, input: { amountMinor, method: 'bank', ...more } })
const rowOf = (id: string) => at.db('invoices').where({ id }).first()
const exposure = (clientId: string) => exposureOf(at.house.ctx(books.self), clientId)
const hold = (clientId: string, sourceId: string, amountMinor: number, currency = 'RON') =>
  by(books.self, holdCommitment, { input: { clientId, sourceRecord: 'order', sourceId, amountMinor, currency } })
const refusal = async (attempt: Promise<unknown>) => {
  const error = await attempt.then(
    () => undefined,
    (why: unknown) => why,
  )
  if (!(error instanceof Expected)) throw error ?? new Error('it was not refused')
  return { code: error.code, words: inEnglish(error.said) }
}
const eventsOf = (id: string): Promise<string[]> => at.db('events').where({ record_id: id }).orderBy('seq').pluck('name')

describe('an invoice', () => {
  test('is summed once, by line and by rate, and has no number before it is issued', async () => {
    const { id } = await books.draft(await books.client(), [paper, coffee])
    // 900.00 at 21 % and 2.5 × 33.3333 = 83.33 at 11 %.
    expect(await rowOf(id)).toMatchObject({
      state: 'draft',
      number: null,
      issued_on: null,
      net_minor: 98_333,
      vat_minor: 18_900 + 917,
      total_minor: 118_150,
      vat_table: [
        { category: 'S', vatPermille: 210, baseMinor: 90_000, vatMinor: 18_900 },
        { category: 'S', vatPermille: 110, baseMinor: 8_333, vatMinor: 917 },
      ],
    })
    const lines = await at.db('invoice_lines').where({ invoice_id: id }).orderBy('position')
    expect(lines.map((line) => line.net_minor)).toEqual([90_000, 8_333])
  })

  test('gets number, day and term when it is issued, once', async () => {
    const { id } = await books.draft(await books.client())
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => issue(id)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await rowOf(id)).toMatchObject({
      state: 'issued',
      number: expect.stringMatching(/^CPS-\d{4}$/),
      issued_on: '2026-11-23',
      due_on: '2026-12-23',
    })
    expect(await eventsOf(id)).toEqual(['invoice.created', 'invoice.issued'])
    expect((await refusal(by(violeta, discardInvoice, { id }))).code).toBe('lifecycle.not_from_here')
  })

  test('says its number in the answer, also when the same key comes again', async () => {
    const { id } = await books.draft(await books.client())
    const key = randomUUID()
    const [first, second] = [await issue(id, { key }), await issue(id, { key })]
    const { number } = await rowOf(id)
    expect(inEnglish(first.said)).toBe(`Invoice ${number} over 1089.00 RON is issued, due on 2026-12-23.`)
    expect(second.said).toMatchObject({ text: inEnglish(first.said) })
  })

  test('is numbered without gaps, many at once and with refusals between', async () => {
    const client = await books.client()
    const drafts = await Promise.all(Array.from({ length: 20 }, () => books.draft(client)))
    const poor = await Promise.all(Array.from({ length: 5 }, async () => books.draft(await books.client(0))))
    const outcomes = await Promise.allSettled([...drafts, ...poor].map(({ id }) => issue(id)))
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(5)
    const numbers: string[] = await at.db('invoices').where({ kind: 'invoice' }).whereNotNull('number').orderBy('number').pluck('number')
    expect(numbers.map((number) => Number(number.slice(4)))).toEqual(numbers.map((_, index) => index + 1))
  })

  test('that nobody needs is discarded without a number', async () => {
    const { id } = await books.draft(await books.client())
    await by(violeta, discardInvoice, { id, input: { reason: 'written twice' } })
    expect(await rowOf(id)).toMatchObject({ state: 'discarded', number: null })
    expect((await refusal(issue(id))).code).toBe('lifecycle.not_from_here')
  })

  test('is not written in another currency than its client is counted in', async () => {
    const client = await books.client()
    expect((await refusal(books.draft(client, [paper], { currency: 'EUR' }))).code).toBe('invoice.other_currency')
    expect((await refusal(hold(client, randomUUID(), 100, 'EUR'))).code).toBe('invoice.other_currency')
  })

  test('is issued only by those who may', async () => {
    const { id } = await books.draft(await books.client())
    const kim = calls(colleague([], { invoicing: 'delete' }))
    expect((await refusal(by(kim, issueInvoice, { id }))).code).toBe('actor.not_allowed')
  })
})

describe('a payment', () => {
  const issued = async () => {
    const clientId = await books.client()
    const { id } = await books.draft(clientId)
    await issue(id)
    return { id, clientId }
  }

  test('in part leaves a balance, and the last one closes the invoice', async () => {
    const { id, clientId } = await issued()
    await pay(id, 100_000, { paidOn: '2026-11-20', reference: 'OP 17' })
    expect(await rowOf(id)).toMatchObject({ state: 'partly_paid', paid_minor: 100_000 })
    expect(await exposure(clientId)).toMatchObject({ openMinor: 8_900 })
    await pay(id, 8_900)
    expect(await rowOf(id)).toMatchObject({ state: 'paid', paid_minor: 108_900 })
    expect(await eventsOf(id)).toEqual(['invoice.created', 'invoice.issued', 'invoice.partly_paid', 'invoice.paid'])
    const payments = await at.db('payments').where({ invoice_id: id }).orderBy('id')
    expect(payments.map((one) => [one.amount_minor, one.paid_on, one.reference])).toEqual([
      [100_000, '2026-11-20', 'OP 17'],
      [8_900, '2026-11-23', null],
    ])
    expect(await eventsOf(payments[0].id)).toEqual(['payment.recorded'])
  })

  test('above the balance is refused, naming the balance', async () => {
    const { id } = await issued()
    await pay(id, 100_000)
    expect(await refusal(pay(id, 8_901))).toMatchObject({
      code: 'invoice.payment_too_large',
      words: expect.stringMatching(/^Only 89\.00 RON are still to be paid on CPS-\d+, which is less than 89\.01 RON/),
    })
  })

  test('never comes to more than the total, however many are booked at once', async () => {
    const { id } = await issued()
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => pay(id, 10_000)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
    expect(await rowOf(id)).toMatchObject({ state: 'partly_paid', paid_minor: 100_000 })
    expect(await at.db('payments').where({ invoice_id: id }).sum('amount_minor as paid').first()).toEqual({ paid: '100000' })
  })

  test('with the same key twice is booked once', async () => {
    const { id } = await issued()
    const call = { id, key: randomUUID(), input: { amountMinor: 10_000, method: 'bank' } }
    await Promise.all([by(violeta, recordPayment, call), by(violeta, recordPayment, call)])
    expect(await rowOf(id)).toMatchObject({ paid_minor: 10_000 })
  })

  test.for([
    ['nothing', { amountMinor: 0 }, 'input.invalid'],
    ['less than nothing', { amountMinor: -5 }, 'input.invalid'],
    ['half a ban', { amountMinor: 0.5 }, 'input.invalid'],
    ['tomorrow’s money', { amountMinor: 1, paidOn: '2026-11-24' }, 'payment.in_the_future'],
  ] as const)('of %s is refused', async ([, input, code]) => {
    const { id } = await issued()
    expect((await refusal(by(violeta, recordPayment, { id, input: { method: 'bank', ...input } }))).code).toBe(code)
  })

  test('is not booked on a draft, nor on what is paid', async () => {
    const { id } = await books.draft(await books.client())
    expect((await refusal(pay(id, 1))).code).toBe('lifecycle.not_from_here')
    await issue(id)
    await pay(id, 108_900)
    expect((await refusal(pay(id, 1))).code).toBe('invoice.is_paid')
  })

  test('is never booked by a contact', async () => {
    const { id, clientId } = await issued()
    const nelu = calls(contactOf(clientId, ['view_invoices', 'pay', ...invoicing.contactGrants.pay!]), MONDAY, 'whatsapp')
    expect((await refusal(by(nelu, recordPayment, { id, press: 'wamid.1', input: { amountMinor: 1, method: 'bank' } }))).code).toBe(
      'actor.not_allowed',
    )
  })
})

describe('a reversal', () => {
  test('writes a credit note over the same amounts, with a number of its own', async () => {
    const clientId = await books.client()
    const { id } = await books.draft(clientId, [paper, coffee])
    await issue(id)
    const done = await by(violeta, reverseInvoice, { id, input: { reason: 'wrong client' } })
    const [invoice, credit] = [await rowOf(id), await rowOf(done.id!)]
    expect(invoice).toMatchObject({ state: 'reversed' })
    expect(credit).toMatchObject({
      kind: 'credit_note',
      state: 'issued',
      number: expect.stringMatching(/^CN-\d{4}$/),
      reverses_id: id,
      issued_on: '2026-11-23',
      due_on: null,
      net_minor: invoice.net_minor,
      vat_minor: invoice.vat_minor,
      total_minor: invoice.total_minor,
      vat_table: invoice.vat_table,
    })
    expect(await at.db('invoice_lines').where({ invoice_id: done.id }).count('id as lines').first()).toEqual({ lines: 2 })
    expect(await exposure(clientId)).toMatchObject({ openMinor: 0, exposureMinor: 0 })
    expect(await eventsOf(done.id!)).toEqual(['invoice.created', 'credit_note.issued'])
    expect((await refusal(by(violeta, reverseInvoice, { id, input: { reason: 'once more' } }))).code).toBe('lifecycle.not_from_here')
    expect((await refusal(by(violeta, reverseInvoice, { id: done.id!, input: { reason: 'of the credit' } }))).code).toBe(
      'invoice.is_a_credit_note',
    )
    expect((await refusal(pay(done.id!, 1))).code).toBe('invoice.is_credit_note')
  })

  test('is refused once something is paid, and needs a reason', async () => {
    const { id } = await books.draft(await books.client())
    await issue(id)
    expect((await refusal(by(violeta, reverseInvoice, { id }))).code).toBe('input.invalid')
    await pay(id, 5_000)
    expect(await refusal(by(violeta, reverseInvoice, { id, input: { reason: 'too late' } }))).toMatchObject({
      code: 'invoice.has_payments',
      words: expect.stringMatching(/^50\.00 RON are already paid/),
    })
  })

  test('and a payment at once: one of them wins', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await books.draft(await books.client())
      await issue(id)
      await Promise.allSettled([pay(id, 5_000), by(violeta, reverseInvoice, { id, input: { reason: 'at once' } })])
      const { state, paid_minor } = await rowOf(id)
      expect([
        ['reversed', 0],
        ['partly_paid', 5_000],
      ]).toContainEqual([state, paid_minor])
    }
  })
})

describe('exposure', () => {
  test('is what is open and what is ordered, and billing moves it from one to the other', async () => {
    const clientId = await books.client()
    const { id, sourceId } = await books.draft(clientId)
    await hold(clientId, sourceId, 108_900)
    await hold(clientId, sourceId, 108_900)
    expect(await exposure(clientId)).toEqual({
      currency: 'RON',
      openMinor: 0,
      committedMinor: 108_900,
      exposureMinor: 108_900,
      overdueMinor: 0,
      oldestDueOn: null,
      limitMinor: 4_000_000,
    })
    await issue(id)
    expect(await exposure(clientId)).toMatchObject({
      openMinor: 108_900,
      committedMinor: 0,
      exposureMinor: 108_900,
      oldestDueOn: '2026-12-23',
    })
    await by(books.self, releaseCommitment, { input: { sourceId } })
    await by(books.self, releaseCommitment, { input: { sourceId } })
    expect(await exposure(clientId)).toMatchObject({ exposureMinor: 108_900 })
  })

  test('of one order held by many at once is one amount', async () => {
    const clientId = await books.client()
    const sourceId = randomUUID()
    await Promise.all(Array.from({ length: 10 }, () => hold(clientId, sourceId, 5_000)))
    expect(await exposure(clientId)).toMatchObject({ committedMinor: 5_000 })
  })

  test('grows by an invoice only within the limit, or under a named override', async () => {
    const clientId = await books.client(100_000)
    const { id } = await books.draft(clientId)
    expect(await refusal(issue(id))).toMatchObject({
      code: 'invoice.over_credit_limit',
      words: expect.stringMatching(/89\.00 RON over its limit of 1000\.00 RON/),
    })
    expect((await refusal(by(ada, issueInvoice, { id }))).code).toBe('invoice.over_credit_limit')
    await by(ada, issueInvoice, { id, override: { code: 'invoice.over_credit_limit', reason: 'pays on Friday' } })
    expect(await exposure(clientId)).toMatchObject({ openMinor: 108_900 })
  })

  test('above the limit does not hinder billing what was ordered within it', async () => {
    const clientId = await books.client(10_000)
    const { id, sourceId } = await books.draft(clientId)
    await hold(clientId, sourceId, 108_900)
    await issue(id)
    expect(await exposure(clientId)).toMatchObject({ openMinor: 108_900, committedMinor: 0 })
  })
})

describe('an opening invoice', () => {
  const bring = (clientId: string, more: object = {}) =>
    by(violeta, importOpeningInvoice, {
      input: {
        clientId,
        foreignReference: 'OPEN-PEN-2',
        issuedOn: '2026-10-18',
        dueOn: '2026-11-02',
        totalMinor: 290_000,
        paidMinor: 50_000,
        currency: 'RON',
        ...more,
      },
    })

  test('keeps its foreign number and takes none of ours', async () => {
    const clientId = await books.client()
    const { id } = await bring(clientId)
    expect(await rowOf(id!)).toMatchObject({
      state: 'partly_paid',
      number: null,
      foreign_reference: 'OPEN-PEN-2',
      total_minor: 290_000,
      paid_minor: 50_000,
    })
    expect(await at.db('payments').where({ invoice_id: id }).select('amount_minor', 'method', 'number')).toEqual([
      { amount_minor: 50_000, method: 'opening', number: null },
    ])
    expect(await exposure(clientId)).toMatchObject({ openMinor: 240_000, overdueMinor: 240_000, oldestDueOn: '2026-11-02' })
    await pay(id!, 240_000)
    expect(await rowOf(id!)).toMatchObject({ state: 'paid' })
  })

  test('comes in once, and only with sense', async () => {
    const clientId = await books.client()
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => bring(clientId)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await refusal(bring(clientId))).code).toBe('invoice.reference_known')
    expect((await refusal(bring(clientId, { foreignReference: 'X', paidMinor: 290_001 }))).code).toBe('invoice.paid_above_total')
    expect((await refusal(bring(clientId, { foreignReference: 'X', dueOn: '2026-10-17' }))).code).toBe('invoice.due_before_issued')
  })
})

describe('overdue', () => {
  const due = async (dueOn: string, paidMinor = 0) => {
    const clientId = await books.client()
    const input = { clientId, foreignReference: 'OPEN', issuedOn: '2026-10-01', dueOn, totalMinor: 10_000, paidMinor, currency: 'RON' }
    return (await by(violeta, importOpeningInvoice, { input })).id!
  }
  const note = (id: string) => by(books.self, noteOverdue, { id })

  test('is noticed once per invoice, the day after it was due', async () => {
    const [late, partly, today, paid] = [
      await due('2026-11-22'),
      await due('2026-11-20', 1),
      await due('2026-11-23'),
      await due('2026-11-01', 10_000),
    ]
    const found = await overdueToNote(at.db, '2026-11-23')
    expect([late, partly, today, paid].map((id) => found.includes(id))).toEqual([true, true, false, false])
    await Promise.all([note(late), note(late), note(partly), note(partly)])
    expect((await eventsOf(late)).filter((name) => name === 'invoice.became_overdue')).toHaveLength(1)
    expect((await eventsOf(partly)).filter((name) => name === 'invoice.became_overdue')).toHaveLength(1)
    expect(await rowOf(late)).toMatchObject({ state: 'issued', overdue_noted_on: '2026-11-23' })
    expect((await overdueToNote(at.db, '2026-11-23')).filter((id) => [late, partly].includes(id))).toEqual([])
    expect((await refusal(note(today))).code).toBe('invoice.not_overdue')
    expect((await refusal(note(paid))).code).toBe('invoice.not_overdue')
  })
})

test('every chain of events is whole after all this', async () => {
  expect((await verifyChains(at.db)).breaks).toEqual([])
})
