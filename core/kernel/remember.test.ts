import { expect, test } from 'vitest'
import { z } from 'zod'
import { settings } from '../modules/settings/module.ts'
import { Setting } from '../modules/settings/records.ts'
import { calls, colleague, testHouse } from '../testing.ts'
import { action, creation } from './action.ts'
import type { Ctx } from './ctx.ts'
import { module } from './module.ts'
import { sentence } from './sentence.ts'

const seen: string[] = []
const all = (ctx: Ctx) =>
  ctx.once(Setting, async () => (await ctx.facts(Setting).orderBy('key')).map(({ key, value }) => `${key}=${value}`).join(' '))

const make = creation(Setting, {
  name: 'setting.make',
  says: 'Make a setting',
  needs: 'setting.make',
  input: z.object({ key: z.string(), value: z.string() }),
  touches: ['setting'],
  async run(ctx, input) {
    seen.push(await all(ctx))
    const row = await ctx.create(Setting, input)
    seen.push(await all(ctx))
    return { said: sentence('setting.made', 'Made.'), row }
  },
})
const put = action(Setting, {
  name: 'setting.put',
  says: 'Change a setting',
  needs: 'setting.make',
  input: z.object({ value: z.string() }),
  touches: ['setting.value'],
  async run(ctx, row, { value }) {
    seen.push(await all(ctx))
    await ctx.change(row, { value })
    seen.push(await all(ctx))
    return sentence('setting.put', 'Put.')
  },
})
const at = testHouse([settings, module({ name: 'memory', title: 'Memory', uses: ['settings'], actions: [make, put] })])
const kim = calls(colleague(['setting.make'], { settings: 'view' }))

test('what a call has read once it reads again after it wrote', async () => {
  const { id } = await at.house.perform(kim, make, { input: { key: 'a', value: '1' } })
  await at.house.perform(kim, put, { id: id!, input: { value: '2' } })
  expect(seen).toEqual(['', 'a=1', 'a=1', 'a=2'])
})

test('a ctx that remembers sees what it did itself, and what others did only from then on', async () => {
  const values = async (ctx: Ctx) => (await ctx.rows(Setting).orderBy('key')).map(({ key, value }) => `${key}=${value}`)
  const remembers = at.house.ctx(kim, undefined, { remembers: true })
  const fresh = at.house.ctx(kim)
  const before = await values(remembers)
  await at.house.perform(kim, make, { input: { key: 'b', value: '1' } })
  expect(await values(remembers)).toEqual(before)
  expect(await values(fresh)).toEqual([...before, 'b=1'])
  await remembers.perform(make, { input: { key: 'c', value: '1' } })
  expect(await values(remembers)).toEqual([...before, 'b=1', 'c=1'])
})

test('a list that one reader sorted is as it was for the next', async () => {
  const ctx = at.house.ctx(kim, undefined, { remembers: true })
  const first = await ctx.rows(Setting).orderBy('key')
  first.reverse()
  expect((await ctx.rows(Setting).orderBy('key')).map(({ key }) => key)).toEqual(first.map(({ key }) => key).reverse())
})

test('plain words and shaped queries read the same rows', async () => {
  for (const ctx of [at.house.ctx(kim), at.house.ctx(at.house.self('test'))]) {
    const plain = ctx.facts(Setting).where('key', '>', 'a').whereIn('value', ['1', '2']).whereNot('key', 'c').where({ archivedAt: null })
    const shaped = ctx
      .facts(Setting)
      .shape(() => {})
      .where('key', '>', 'a')
      .whereIn('value', ['1', '2'])
      .whereNot('key', 'c')
      .where({ archivedAt: null })
    expect(await plain.orderBy('key', 'desc').limit(5)).toEqual(await shaped.orderBy('key', 'desc').limit(5))
    expect((await ctx.rows(Setting).whereIn('key', [])).length).toBe(0)
  }
})
