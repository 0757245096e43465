import { expect, test } from 'vitest'
import type { Caller } from '../../kernel/ctx.ts'
import { MONDAY, testHouse } from '../../testing.ts'
import { editSetting, settings } from './module.ts'
import { sellerAsWritten, settingsOf, todayOf } from './queries.ts'

const at = testHouse([settings])
const house = (now = MONDAY): Caller => ({ ...at.house.self('test'), now })
const ctx = (now = MONDAY) => at.house.ctx(house(now))

test('what is not set has its default, and what cannot be read counts as not set', async () => {
  expect(await settingsOf(ctx())).toMatchObject({ timezone: 'Europe/Bucharest', order_cut_off: '15:00', draft_expires_days: 7 })
  await at.house.perform(house(), editSetting.create, { input: { key: 'order_cut_off', value: 'noon' } })
  await at.house.perform(house(), editSetting.create, { input: { key: 'draft_expires_days', value: '3' } })
  expect(await settingsOf(ctx())).toMatchObject({ order_cut_off: '15:00', draft_expires_days: 3 })
})

test('a money setting is read to the minor unit', async () => {
  await at.house.perform(house(), editSetting.create, { input: { key: 'minimum_order_value', value: '99.95' } })
  expect((await settingsOf(ctx())).minimum_order_value).toBe(9995)
})

test('today is the local day, also just after midnight', async () => {
  const night = new Date('2026-11-22T22:30:00Z')
  expect(todayOf(ctx(night), await settingsOf(ctx(night)))).toBe('2026-11-23')
})

test('without a company of its own the house says so', async () => {
  await expect(sellerAsWritten(ctx())).rejects.toMatchObject({ code: 'record.not_found' })
})
