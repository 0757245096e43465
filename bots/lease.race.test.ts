import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { creation } from '../core/kernel/action.ts'
import { giveSign, signsOfLife } from '../core/kernel/alive.ts'
import { silent } from '../core/kernel/log.ts'
import { freeEffects } from '../core/kernel/outbox.ts'
import { sentence } from '../core/kernel/sentence.ts'
import { freeConversations, leaseConversations } from '../core/modules/conversations/incoming.ts'
import { enqueue } from '../core/modules/conversations/messages.ts'
import { freeMessages, keepWords, takeDue } from '../core/modules/conversations/outgoing.ts'
import { type Cast, smallCompany, talkingHouse } from '../core/modules/conversations/testing.ts'
import { Setting } from '../core/modules/settings/records.ts'
import { MONDAY } from '../core/testing.ts'
import type { Doors } from './channel.ts'
import { makeConversations } from './converse.ts'
import { makeDoors } from './receive.ts'
import type { Customers, Desk } from './talk.ts'
import { fromPhone, sayPlainly } from './testing.ts'

const at = talkingHouse()
const DOINA = '+40700000101'
const NOT_LONG = new Date(MONDAY.getTime() + 1000)

const jot = creation(Setting, {
  name: 'jot.make',
  says: 'Jot something down',
  needs: 'order',
  input: z.object({ key: z.string() }),
  touches: ['setting'],
  async run(ctx, { key }) {
    const row = await ctx.create(Setting, { key, value: '' })
    return { said: sentence('jot.made', 'Jotted.'), row }
  },
})

let cast: Cast
let doors: Doors
let now = MONDAY
const desk: Desk = { choice: async () => ({}), form: async () => ({}), command: async () => ({}) }
const worker = (owner: string, customers: Customers) =>
  makeConversations({ house: at.house, customers, desk, sayExpected: sayPlainly, now: () => now, owner })

beforeAll(async () => {
  cast = await smallCompany(at.house, at.db)
  doors = makeDoors({
    house: at.house,
    desk,
    sayExpected: sayPlainly,
    saySentence: () => '',
    wake: { conversations: () => {}, messages: () => {} },
  })
})
beforeEach(() => {
  now = new Date(now.getTime() + 3_600_000)
})

describe('two processes on one conversation', () => {
  test('who was taken over while it thought performs nothing and says nothing', async () => {
    const thinking = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const slow = worker('slow', async (talk) => {
      await talk.ctx.perform(jot, { input: { key: 'before' } })
      thinking.resolve()
      await goOn.promise
      await talk.ctx.perform(jot, { input: { key: 'after' } })
      talk.say({ text: 'slow' })
    })
    const quick = worker('quick', async (talk) => {
      await talk.ctx.perform(jot, { input: { key: 'before' } })
      talk.say({ text: 'quick' })
    })
    await doors.receive(fromPhone(cast.whatsapp, DOINA, { at: now, text: 'hello' }))
    const slowly = slow.drain()
    await thinking.promise
    now = new Date(now.getTime() + 31_000)
    expect(await quick.drain()).toBe(1)
    goOn.resolve()
    await slowly
    const jotted = await at.db('settings').whereIn('key', ['before', 'after']).pluck('key')
    expect(jotted).toEqual(['before'])
    const said = await at.db('messages').whereNotNull('conversation_id').pluck('values')
    expect(said.map(({ reply }: { reply: { text: string } }) => reply.text)).toEqual(['quick'])
    expect(await at.db('inbound').whereNull('handled_at')).toEqual([])
    await Promise.all([slow.stop(), quick.stop()])
  })
})

describe('a turn that broke off after a deed', () => {
  test('goes on after it, although it would do it otherwise by now', async () => {
    let tries = 0
    const breaking = worker('breaking', async (talk) => {
      tries += 1
      const before = await at.db('settings').whereLike('key', 'more %')
      await talk.ctx.perform(jot, { input: { key: `more ${before.length + 1}` } })
      if (tries === 1) throw new Error('power cut')
      await talk.ctx.perform(jot, { input: { key: 'and then' } })
    })
    await doors.receive(fromPhone(cast.whatsapp, DOINA, { at: now, text: 'one more' }))
    await breaking.drain()
    now = new Date(now.getTime() + 60_000)
    await breaking.drain()
    expect(tries).toBe(2)
    expect(await at.db('settings').whereLike('key', 'more %').orWhere({ key: 'and then' }).orderBy('key').pluck('key')).toEqual([
      'and then',
      'more 1',
    ])
    await breaking.stop()
  })
})

describe('a process that is gone', () => {
  test('lives as long as its sign, and not a moment longer', async () => {
    const sign = await giveSign(at.appUrl, silent)
    const other = await giveSign(at.appUrl, silent)
    expect((await signsOfLife(at.db)).sort()).toEqual([sign.owner, other.owner].sort())
    await sign.stop()
    expect(await signsOfLife(at.db)).toEqual([other.owner])
    await other.stop()
  })

  test('leaves its conversations free, and those of the living and of strangers alone', async () => {
    const lease = async (owner: string, number: string) => {
      await doors.receive(fromPhone(cast.whatsapp, number, { at: now, text: 'hello' }))
      await worker('nobody', async () => {}).drain()
      await doors.receive(fromPhone(cast.whatsapp, number, { at: now, text: 'again' }))
      await leaseConversations(at.db, { now, room: 9, owner })
    }
    await lease('process 1', '+40700000801')
    await lease('process 2', '+40700000802')
    await lease('somebody', '+40700000803')
    await freeConversations(at.db, ['process 2'])
    const held = await at.db('conversation_states').whereNotNull('lease_owner').orderBy('lease_owner').pluck('lease_owner')
    expect(held).toEqual(['process 2', 'somebody'])
  })

  test('leaves messages that surely did not leave to be sent at once, and those that may have left in doubt', async () => {
    await at.db('messages').update({ state: 'dropped' })
    const ctx = at.house.ctx({ ...at.house.self('test'), now })
    for (const nth of [1, 2, 3, 4])
      await enqueue(ctx, {
        uniqueKey: `left ${nth}`,
        contentKey: nth === 3 ? 'reply' : 'left',
        values: { reply: { text: 'said in a talk' } },
        purpose: 'service',
        to: { accountId: cast.slack, channel: `C${nth}` },
      })
    const take = (owner: string, room: number) => takeDue(at.db, { now, room, accounts: [cast.slack], resting: [], owner })
    const [first, second] = (await take('process 1', 3)).sort((one, other) => one.seq - other.seq)
    await take('process 2', 1)
    await keepWords(at.db, second!, { text: 'may be there' })
    await freeMessages(at.db, ['process 2'], now)
    const states = await at.db('messages').whereLike('unique_key', 'left %').orderBy('unique_key').select('id', 'state', 'due_at')
    expect(states.map(({ state }) => state)).toEqual(['queued', 'in_doubt', 'in_doubt', 'sending'])
    expect(states[0]!.id).toBe(first!.id)
    expect(states[1]!.due_at).toEqual(new Date(now.getTime() + 1000))
  })

  test('leaves its effects due, those of the living not', async () => {
    const [event] = await at.db('events').orderBy('id').limit(1)
    const row = (subscriber: string, locked_by: string) => ({
      event_id: event.id,
      subscriber,
      due_at: now,
      locked_until: NOT_LONG,
      locked_by,
    })
    await at.db('outbox').insert([row('a', 'process 1'), row('b', 'process 2')])
    await freeEffects(at.db, ['process 2'])
    expect(await at.db('outbox').where({ event_id: event.id }).whereNotNull('locked_until').pluck('subscriber')).toEqual(['b'])
  })
})
