import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { pool } from '../bots/pool.ts'
import { action, creation } from '../core/kernel/action.ts'
import { effect } from '../core/kernel/effect.ts'
import { KEYS_LIVE_DAYS } from '../core/kernel/idempotency.ts'
import { module } from '../core/kernel/module.ts'
import { sentence } from '../core/kernel/sentence.ts'
import { settings } from '../core/modules/settings/module.ts'
import { Setting } from '../core/modules/settings/records.ts'
import { MONDAY, testHouse } from '../core/testing.ts'
import { makeDrain } from './drain.ts'
import { startJobs } from './start.ts'
import { retention, sweeper } from './sweeps.ts'

const ran: string[] = []
const make = creation(Setting, {
  name: 'setting.make',
  says: 'Make a setting',
  needs: 'setting.make',
  input: z.object({ key: z.string() }),
  touches: ['setting'],
  async run(ctx, { key }) {
    const row = await ctx.create(Setting, { key, value: '' })
    return { said: sentence('setting.made', 'Made.'), row }
  },
})
const put = action(Setting, {
  name: 'setting.put',
  says: 'Change a setting',
  needs: 'setting.put',
  input: z.object({ value: z.string() }),
  touches: ['setting.value'],
  async run(ctx, row, { value }) {
    await ctx.change(row, { value })
    return sentence('setting.put', 'Changed.')
  },
})
const follow = effect({
  name: 'setting.follow',
  when: ['setting.created', 'setting.changed'],
  says: 'Follows',
  async run(ctx, { recordId, name }) {
    ran.push(name)
    if (name === 'setting.created') await ctx.perform(put, { id: recordId, input: { value: 'followed' } })
  },
})
const at = testHouse([settings, module({ name: 'try', title: 'Try', uses: ['settings'], actions: [make, put], effects: [follow] })])

const idle = () => pool<never>({ abreast: 1, claim: async () => [], run: async () => {}, failed: () => {} })
const until = async (check: () => boolean | Promise<boolean>) => {
  while (!(await check())) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe('draining', () => {
  test('what an effect sets off is done too, and a commit wakes the drain by itself', async () => {
    const drain = makeDrain({ house: at.house, conversations: idle(), messages: idle() })
    await at.house.perform(at.house.self('t'), make, { input: { key: 'a' } })
    await drain.all()
    expect(ran).toEqual(['setting.created', 'setting.changed'])
    await at.house.perform(at.house.self('t'), make, { input: { key: 'b' } })
    await until(() => ran.length === 4)
    expect(await at.db('outbox')).toEqual([])
    await drain.stop()
  })

  test('a pool does each task once, no more than its width side by side, and looks again when woken', async () => {
    const waiting = Array.from({ length: 20 }, (_, index) => index)
    const done: number[] = []
    let abreast = 0
    let most = 0
    const workers = pool<number>({
      abreast: 3,
      claim: async (room) => waiting.splice(0, room),
      run: async (task) => {
        abreast += 1
        most = Math.max(most, abreast)
        await new Promise((resolve) => setTimeout(resolve, 1))
        abreast -= 1
        done.push(task)
        if (task === 5) throw new Error('one that fails')
      },
      failed: () => {},
    })
    expect(await workers.drain()).toBe(20)
    expect([...done].sort((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, index) => index))
    expect(most).toBe(3)
    waiting.push(20)
    workers.wake()
    await until(() => done.length === 21)
    await workers.stop()
    waiting.push(21)
    workers.wake()
    expect(await workers.drain()).toBe(0)
    expect(waiting).toEqual([21])
  })

  test('a pool whose table cannot be read says so to who waits', async () => {
    const workers = pool<number>({ abreast: 1, claim: () => Promise.reject(new Error('no table')), run: async () => {}, failed: () => {} })
    await expect(workers.drain()).rejects.toThrow('no table')
  })
})

describe('sweeps', () => {
  test('each runs when its time has come; one that fails does not hinder the others and is tried again', async () => {
    const log: string[] = []
    const sweep = sweeper(at.house, [
      { name: 'broken', everyMs: 3_600_000, run: async () => Promise.reject(new Error(String(log.push('broken')))) },
      { name: 'hourly', everyMs: 3_600_000, run: async () => void log.push('hourly') },
      { name: 'always', everyMs: 0, run: async () => void log.push('always') },
    ])
    await sweep(MONDAY)
    await sweep(new Date(MONDAY.getTime() + 60_000))
    await sweep(new Date(MONDAY.getTime() + 3_600_000))
    expect(log).toEqual(['broken', 'hourly', 'always', 'broken', 'always', 'broken', 'hourly', 'always'])
  })

  test('idempotency keys go after thirty days and not before', async () => {
    await at.house.perform(at.house.self('t'), make, { input: { key: 'kept' }, key: 'k' })
    const sweep = (days: number) => sweeper(at.house, retention)(new Date(MONDAY.getTime() + days * 24 * 3_600_000))
    const keys = () => at.db('idempotency_keys').where({ key: 'k' })
    await sweep(KEYS_LIVE_DAYS - 1)
    expect(await keys()).toHaveLength(1)
    await sweep(KEYS_LIVE_DAYS + 1)
    expect(await keys()).toEqual([])
  })
})

describe('ticking', () => {
  test('the tick finds what nobody announced, the sweep runs, and after the stop nothing runs any more', async () => {
    let looked = 0
    const swept: string[] = []
    const watching = pool<never>({
      abreast: 1,
      claim: async () => {
        looked += 1
        return []
      },
      run: async () => {},
      failed: () => {},
    })
    const drain = makeDrain({ house: at.house, conversations: watching, messages: idle() })
    const sweeps = [{ name: 'counted', everyMs: 0, run: async () => void swept.push('once') }]
    const parts = { house: at.house, connectionString: at.appUrl, drain, sweeps }
    const [jobs, beside] = await Promise.all([startJobs(parts), startJobs(parts)])
    await until(() => looked >= 3 && swept.length >= 1)
    await Promise.all([jobs.stop(), beside.stop()])
    const before = looked
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(looked).toBe(before)
  })
})
