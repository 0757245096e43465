import { describe, expect, test } from 'vitest'
import { demoHouse } from '../../demo/testing.ts'
import { Refusal } from '../../kernel/errors.ts'
import { verifyChains } from '../../kernel/events.ts'
import { inEnglish } from '../../kernel/sentence.ts'
import { castOf, phones } from '../../testing-decisions.ts'
import { approve, reject } from './actions/decide.ts'

const CROWD = 50
const at = demoHouse()
const cast = castOf(at)

describe('fifty people decide the same approval in the same instant', () => {
  const names = Array.from({ length: CROWD }, (_, index) => `Manager${index}`)

  test('one decides, forty-nine are told who it was', async () => {
    for (const name of names) await cast.hire(name, ['sales_manager'])
    const order = await cast.orders(phones.sorina, [['PAP-A4-75', 1]])
    const { id, number } = await cast.waiting(order)
    const ctxs = []
    for (const name of names) ctxs.push(await cast.colleague(name))
    const fates = await Promise.allSettled(
      ctxs.map((ctx, index) =>
        index % 5 === 0 ? ctx.perform(reject, { id, input: { reason: 'one of us says no' } }) : ctx.perform(approve, { id, input: {} }),
      ),
    )
    const done = fates.flatMap((fate, index) => (fate.status === 'fulfilled' ? [names[index]!] : []))
    expect(done).toHaveLength(1)
    const told = fates.flatMap((fate) => (fate.status === 'rejected' ? [fate.reason as Refusal] : []))
    expect(told).toHaveLength(CROWD - 1)
    for (const one of told) {
      expect(one).toBeInstanceOf(Refusal)
      expect(one.code).toBe('approval.decided_already')
      expect(inEnglish(one.said)).toContain(`${done[0]} New`)
    }
    const approval = await cast.approvalOf(id)
    expect(approval.decidedBy).toBe(await cast.staffId(done[0]!))
    await cast.settle()
    expect((await cast.orderOf(order)).state).toBe(approval.state === 'approved' ? 'accepted' : 'declined')
    expect(
      await at.db('events').where({ record: 'approval', record_id: id }).whereIn('name', ['approval.approved', 'approval.rejected']),
    ).toHaveLength(1)
    expect((await verifyChains(at.db)).breaks).toEqual([])
    expect(number).toBe(approval.number)
  })

  test('where three are needed, three are counted, and nobody twice', async () => {
    await cast.policy('ORDERS', { needed: 3 })
    const order = await cast.orders(phones.sorina, [['PAP-A4-75', 1]])
    const { id } = await cast.waiting(order)
    const twice = [...names.slice(0, 20), ...names.slice(0, 20)]
    const ctxs = []
    for (const name of twice) ctxs.push(await cast.colleague(name))
    const fates = await Promise.allSettled(ctxs.map((ctx) => ctx.perform(approve, { id, input: {} })))
    expect(fates.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    const codes = new Set(fates.flatMap((fate) => (fate.status === 'rejected' ? [(fate.reason as Refusal).code] : [])))
    expect([...codes].filter((code) => !['approval.decided_already', 'approval.agreed_already'].includes(code))).toEqual([])
    const { decisions, state } = await cast.approvalOf(id)
    expect(state).toBe('approved')
    expect(new Set(decisions.map(({ by }) => by)).size).toBe(3)
  })
})
