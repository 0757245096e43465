import { describe, expect, test } from 'vitest'
import { balanceMinor, exceedsLimit, isOverdue, publishedCode } from './rules.ts'

const invoice = { kind: 'invoice', state: 'issued', totalMinor: 10_000, paidMinor: 0, dueOn: '2026-11-23' } as const

describe('an invoice', () => {
  test.for([
    [{ ...invoice, state: 'draft' as const, dueOn: null }, 6, 0],
    [invoice, 1, 10_000],
    [{ ...invoice, dueOn: '2026-11-22' }, 4, 10_000],
    [{ ...invoice, state: 'partly_paid' as const, paidMinor: 1 }, 3, 9_999],
    [{ ...invoice, state: 'partly_paid' as const, paidMinor: 1, dueOn: '2026-11-22' }, 4, 9_999],
    [{ ...invoice, state: 'paid' as const, paidMinor: 10_000, dueOn: '2026-11-22' }, 2, 0],
    [{ ...invoice, state: 'discarded' as const }, 5, 0],
    [{ ...invoice, state: 'reversed' as const, dueOn: '2026-11-22' }, 5, 0],
    [{ ...invoice, kind: 'credit_note' as const, dueOn: null }, 1, 0],
  ] as const)('%o has the published code %i and the balance %i', ([one, code, balance]) => {
    expect([publishedCode(one, '2026-11-23'), balanceMinor(one)]).toEqual([code, balance])
  })

  test('is overdue from the day after it was due', () => {
    expect([isOverdue(invoice, '2026-11-23'), isOverdue(invoice, '2026-11-24')]).toEqual([false, true])
  })
})

describe('the limit', () => {
  test.for([
    [{ exposureMinor: 245_000, limitMinor: 300_000, addMinor: 55_000 }, 0],
    [{ exposureMinor: 245_000, limitMinor: 300_000, addMinor: 55_001 }, 1],
    [{ exposureMinor: 245_000, limitMinor: 300_000, addMinor: 175_567 }, 120_567],
    [{ exposureMinor: 731_840, limitMinor: 500_000, addMinor: 0 }, 0],
    [{ exposureMinor: 731_840, limitMinor: 500_000, addMinor: -100 }, 0],
    [{ exposureMinor: 731_840, limitMinor: 500_000, addMinor: 1 }, 231_841],
  ] as const)('%o is exceeded by %i', ([asked, excess]) => expect(exceedsLimit(asked)).toBe(excess))
})
