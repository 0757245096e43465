import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { settings } from '../modules/settings/module.ts'
import { Setting } from '../modules/settings/records.ts'
import { calls, colleague, testHouse } from '../testing.ts'
import { action, creation } from './action.ts'
import { openPool } from './db.ts'
import { effect } from './effect.ts'
import { verifyChains } from './events.ts'
import { module } from './module.ts'
import { drainOutbox } from './outbox.ts'
import { refuse, sentence } from './sentence.ts'

const ran: string[] = []
const make = creation(Setting, {
  name: 'setting.make',
  says: 'Make a setting',
  needs: 'setting.make',
  input: z.object({ key: z.string(), value: z.string() }),
  touches: ['setting'],
  async run(ctx, input) {
    const row = await ctx.create(Setting, input)
    return { said: sentence('setting.made', '{key} is set.', { key: row.key }), row }
  },
})
const put = action(Setting, {
  name: 'setting.put',
  says: 'Change a setting',
  needs: 'setting.put',
  input: z.object({ value: z.string() }),
  touches: ['setting.value'],
  unless: [(row) => row.value === 'locked' && refuse('setting.locked', '{key} is locked.', { key: row.key })],
  async run(ctx, row, { value }) {
    await ctx.change(row, { value })
    return sentence('setting.put', '{key} is {value} now.', { key: row.key, value })
  },
})
const stray = action(Setting, {
  name: 'setting.stray',
  says: 'Writes what it does not name',
  needs: 'setting.put',
  input: z.object({}),
  touches: ['setting.value'],
  async run(ctx, row) {
    await ctx.change(row, { key: 'other' })
    return sentence('setting.strayed', 'Done.')
  },
})
const tell = effect({
  name: 'setting.tell',
  when: 'setting.created',
  says: 'Remembers that a setting was made',
  run: async (_ctx, event) => void ran.push(event.recordId),
})
const room = module({ name: 'road', title: 'Road', uses: ['settings'], actions: [make, put, stray], effects: [tell] })
const kim = calls(colleague(['setting.make', 'setting.put'], { settings: 'view' }))
const nobody = calls(colleague([], { settings: 'view' }))

describe('the road', () => {
  const at = testHouse([settings, room])
  const made = async (value = 'one') => (await at.house.perform(kim, make, { input: { key: randomUUID(), value } })).id!

  test('an action writes its row, one chained event and its outbox rows together', async () => {
    const id = await made()
    await at.house.perform(kim, put, { id, input: { value: 'two' } })
    const events = await at.db('events').where({ record_id: id }).orderBy('seq')
    expect(events.map((event) => [event.seq, event.name])).toEqual([
      [1, 'setting.created'],
      [2, 'setting.changed'],
    ])
    expect(JSON.parse(events[1].body)).toMatchObject({ before: { value: 'one' }, after: { value: 'two' } })
    expect(await verifyChains(at.db)).toMatchObject({ breaks: [] })
    await drainOutbox(at.house)
    expect(ran).toContain(id)
    expect(await at.db('outbox')).toEqual([])
  })

  test('who lacks the right does nothing, and nothing is written', async () => {
    const id = await made()
    await expect(at.house.perform(nobody, put, { id, input: { value: 'two' } })).rejects.toMatchObject({ code: 'actor.not_allowed' })
    expect(await at.house.ctx(kim).facts(Setting).byId(id)).toMatchObject({ value: 'one', version: 1 })
  })

  test('a rule that says no undoes everything', async () => {
    const id = await made('locked')
    await expect(at.house.perform(kim, put, { id, input: { value: 'two' }, key: 'k' })).rejects.toMatchObject({ code: 'setting.locked' })
    expect(await at.db('idempotency_keys').where({ key: 'k' })).toEqual([])
  })

  test('the same key gives the same answer once, with other input it is a conflict', async () => {
    const id = await made()
    const all = await Promise.all(
      Array.from({ length: 10 }, () => at.house.perform(kim, put, { id, input: { value: 'two' }, key: 'same' })),
    )
    expect(new Set(all.map(({ said }) => said.terms.value))).toEqual(new Set(['two']))
    expect(await at.db('events').where({ record_id: id })).toHaveLength(2)
    await expect(at.house.perform(kim, put, { id, input: { value: 'three' }, key: 'same' })).rejects.toMatchObject({
      code: 'key.used_otherwise',
    })
  })

  test('a stale version is a conflict', async () => {
    const id = await made()
    await at.house.perform(kim, put, { id, input: { value: 'two' }, version: 1 })
    await expect(at.house.perform(kim, put, { id, input: { value: 'three' }, version: 1 })).rejects.toMatchObject({
      code: 'record.changed_meanwhile',
    })
  })

  test('an action that writes what it does not name is a bug', async () => {
    await expect(at.house.perform(kim, stray, { id: await made() })).rejects.toThrow('does not say that it touches setting.key')
  })

  test.for([
    ['a body', { body: '{}' }, 'changed'],
    ['a body that is no JSON', { body: 'not json' }, 'changed'],
    ['who did it', { actor_id: randomUUID() }, 'columns'],
    ['which door', { door: 'slack' }, 'columns'],
    ['when', { at: new Date(0) }, 'columns'],
  ] as const)('%s changed behind the back of the house is found', async ([, patch, why]) => {
    const id = await made()
    const owner = openPool(at.ownerUrl, 1)
    const [before] = await owner('events').where({ record_id: id })
    await owner('events').where({ record_id: id }).update(patch)
    expect((await verifyChains(at.db)).breaks).toContainEqual({ record: 'setting', recordId: id, seq: 1, why })
    await owner('events')
      .where({ record_id: id })
      .update(Object.fromEntries(Object.keys(patch).map((column) => [column, before[column]])))
    expect((await verifyChains(at.db)).breaks).toEqual([])
    await owner.destroy()
  })

  test('an event that is missing is found', async () => {
    const id = await made()
    await at.house.perform(kim, put, { id, input: { value: 'two' } })
    const owner = openPool(at.ownerUrl, 1)
    await owner('outbox').delete()
    await owner('events').where({ record_id: id, seq: 1 }).delete()
    expect((await verifyChains(at.db)).breaks).toContainEqual({ record: 'setting', recordId: id, seq: 2, why: 'missing' })
    await owner('events').where({ record_id: id }).delete()
    await owner.destroy()
  })

  test('the app itself cannot change or delete an event', async () => {
    await expect(at.db('events').delete()).rejects.toThrow('permission denied')
    await expect(at.db('events').update({ name: 'x' })).rejects.toThrow('permission denied')
  })
})
