import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type JourneyHouse, openHouse } from '../../bots/journeys/house.ts'
import { verifyChains } from '../../core/kernel/events.ts'
import { freshDatabase } from '../postgres/testing.ts'
import { emptySandbox } from './start-over.ts'

const phone = '+40700000101'

describe('starting over', () => {
  let at: JourneyHouse
  beforeAll(async () => {
    at = await openHouse()
    await at.settles()
  })
  afterAll(() => at?.stop())

  const count = async (table: string) => Number((await at.house.db(table).count('* as count').first())!.count)
  const press = (headers: Record<string, string> = {}, method = 'POST') => fetch(`${at.url}/sandbox/start-over`, { method, headers })

  test('brings back the company of the first day, with accounts and their events as they were, and presses that come together are one', async () => {
    const before = { orders: await count('sales_orders'), stock: await count('stock'), people: await count('chat_identities') }
    const accounts = await at.house.db('channel_accounts').orderBy('id')
    const tokens = await at.house.db('api_tokens').orderBy('id')
    await at.client.phone(phone).say('6 săpun lichid')
    await at.settles()
    expect(await count('sales_orders')).toBe(before.orders + 1)
    const lastId = async () => Number((await at.house.db('events').max('id as id').first())!.id)
    const last = await lastId()
    const [client] = await at.house.db('clients').orderBy('code').select('id')

    const answers = await Promise.all([press(), press(), press()])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    // Ids are not drawn again: the demo was laid once, not three times.
    expect((await lastId()) - last).toBeLessThan(1.5 * (await count('events')))
    expect(await count('sales_orders')).toBe(before.orders)
    expect(await count('conversations')).toBe(0)
    expect(await count('stock')).toBe(before.stock)
    expect(await count('chat_identities')).toBe(before.people)
    expect((await at.house.db('clients').orderBy('code').select('id'))[0].id).not.toBe(client.id)
    expect(await at.house.db('settings').where({ key: 'demo_seeded' })).toHaveLength(1)
    expect(await at.house.db('channel_accounts').orderBy('id')).toEqual(accounts)
    expect(await at.house.db('api_tokens').orderBy('id')).toEqual(tokens)
    expect((await verifyChains(at.house.db)).breaks).toEqual([])
    expect(await at.client.calls({ direction: 'delivery' })).toEqual([])
    expect(at.troubles).toEqual([])
  })

  test('and then everything works again: an order is understood and answered', async () => {
    // Emptied stand-ins go by the clock of the machine again.
    await at.client.clock({ now: at.clock().getTime() })
    await at.client.phone(phone).say('6 săpun lichid')
    await at.client.phone(phone).hears(/săpun/i, 15_000)
    expect(await count('conversations')).toBe(1)
    expect(at.troubles).toEqual([])
  })

  test('works from the page, which empties the stand-ins with it', async () => {
    const answer = await fetch(`${at.url}/sandbox/control/start-over`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect([answer.status, await answer.json()]).toEqual([200, { ok: true }])
    expect(await count('conversations')).toBe(0)
    expect(await at.client.phone(phone).chat()).toEqual([])
  })

  test('is a press from this machine: no GET, no foreign page', async () => {
    const events = await count('events')
    expect((await press({}, 'GET')).status).toBe(405)
    expect((await press({ origin: 'https://evil.example' })).status).toBe(421)
    expect(await count('events')).toBe(events)
  })
})

test('a database that is not a sandbox’s is never emptied', async () => {
  const { ownerUrl, drop } = await freshDatabase()
  await expect(emptySandbox(ownerUrl)).rejects.toThrow(/^The database "parley_test_\w+" is not a sandbox's, so nothing in it is removed\.$/)
  await drop()
})
