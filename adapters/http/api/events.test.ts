import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../../core/kernel/db.ts'
import { modules } from '../../../core/modules.ts'
import { demoDoor } from '../demo-door.ts'

const beats = { everyMs: 5, beatMs: 20, mostPerToken: 3 }
const house = demoDoor(beats)
const { at } = house

type Told = { id: string; name: string; data: Record<string, unknown> & { record: string; after: Record<string, unknown> } }
type Stream = {
  status: number | undefined
  type: string | undefined
  events: Told[]
  /** Blocks without an event. */
  beats: number
  lastId: string
  ended: boolean
  close(): void
  until(is: (now: Stream) => boolean): Promise<Told[]>
}
const streams: Stream[] = []
afterEach(() => {
  for (const stream of streams.splice(0)) stream.close()
})

/** A reader of the stream who knows nothing of us but the standard. */
const listen = async (token: string, from?: string, url = house.door.url): Promise<Stream> => {
  const sent = request(`${url}/api/v1/events`, {
    agent: false,
    headers: { Authorization: `Bearer ${token}`, ...(from && { 'Last-Event-ID': from }) },
  })
  sent.on('error', () => {})
  sent.end()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  const events: Told[] = []
  const stream: Stream = {
    status: answer.statusCode,
    type: answer.headers['content-type'],
    events,
    beats: 0,
    lastId: '',
    ended: false,
    close: () => void sent.destroy(),
    until,
  }
  let rest = ''
  let changed = Promise.withResolvers<void>()
  const tellAll = () => {
    changed.resolve()
    changed = Promise.withResolvers()
  }
  answer.setEncoding('utf8')
  answer.on('data', (piece: string) => {
    const blocks = (rest + piece).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? ''
      stream.lastId = field('id') || stream.lastId
      if (field('data')) events.push({ id: field('id'), name: field('event'), data: JSON.parse(field('data')) })
      else stream.beats += 1
    }
    tellAll()
  })
  answer.on('error', () => {})
  answer.on('close', () => {
    stream.ended = true
    tellAll()
  })
  async function until(is: (now: Stream) => boolean) {
    while (!is(stream)) {
      if (stream.ended) throw new Error('The stream ended before.')
      await changed.promise
    }
    return events
  }
  streams.push(stream)
  return stream
}

const act = (name: string, body: object) => house.ask(`/api/v1/actions/${name}`, { token: house.admin, body })
let made = 0
const newGroup = async () => {
  made += 1
  return String(
    (await act('client_group.create', { input: { code: `E${made}`, nameEn: `Group ${made}`, nameRo: `Grupa ${made}` } })).json.id,
  )
}
const ids = (events: readonly Told[]) => events.map(({ data }) => data.recordId)
let clientId = ''
beforeAll(async () => {
  clientId = (await house.ask('/api/v1/clients?limit=1', { token: house.admin })).json.items?.[0]?.id ?? ''
})

describe('the stream of events', () => {
  test('tells what happens from now on, as the log has it', async () => {
    await newGroup()
    const stream = await listen(house.admin)
    expect(stream).toMatchObject({ status: 200, type: 'text/event-stream; charset=utf-8' })
    await stream.until(({ lastId }) => lastId !== '')
    const id = await newGroup()
    const told = await stream.until(({ events }) => events.some(({ data }) => data.recordId === id))
    // What was written a moment before comes too while an older transaction of the server still runs; the log of before does not.
    expect(told.length).toBeLessThanOrEqual(2)
    expect(told.at(-1)).toMatchObject({
      name: 'client_group.created',
      data: {
        record: 'client_group',
        recordId: id,
        seq: 1,
        action: 'client_group.create',
        actor: { kind: 'token' },
        door: 'api',
        before: {},
        after: { code: `E${made}` },
      },
    })
  })

  test('goes on after the last id that came: nothing is lost, nothing comes twice', async () => {
    const stream = await listen(house.admin)
    await stream.until(({ lastId }) => lastId !== '')
    const first = [await newGroup(), await newGroup(), await newGroup()]
    await stream.until(({ events }) => events.length === 3)
    stream.close()
    const missed = [await newGroup(), await newGroup()]
    const again = await listen(house.admin, stream.events[1]?.id)
    expect(ids(await again.until(({ events }) => events.length === 3))).toEqual([first[2], ...missed])
    const quiet = await listen(house.admin, again.lastId)
    await quiet.until((now) => now.beats > 2)
    expect(quiet.events).toEqual([])
  })

  test('from 0,0 tells everything once, in the order of the log', async () => {
    const wanted = await at.db('events').orderBy(['tx', 'id']).select('id')
    const stream = await listen(house.admin, '0,0')
    const events = await stream.until(({ events }) => events.length >= wanted.length)
    expect(events.map(({ data }) => data.id)).toEqual(wanted.map(({ id }) => id))
    expect(wanted.length).toBeGreaterThan(100)
  })

  test('waits for a transaction that began before, so that its events are not passed over', async () => {
    const stream = await listen(house.admin)
    await stream.until(({ lastId }) => lastId !== '')
    const slow = await at.db.transaction()
    const copied = newId()
    await slow.raw(
      `insert into events (at, record, record_id, seq, name, action, actor_kind, door, request_id, depth, shape, body, prev_hash, hash)
       select at, record, ?::uuid, 1, name, action, actor_kind, door, request_id, depth, shape, body, '', hash from events where record = 'client_group' limit 1`,
      [copied],
    )
    const quick = await newGroup()
    const beatsNow = stream.beats
    await stream.until((now) => now.beats > beatsNow + 3)
    expect(stream.events).toEqual([])
    await slow.commit()
    expect(ids(await stream.until(({ events }) => events.length === 2))).toEqual([copied, quick])
  })

  test('tells rows that a record owns', async () => {
    const stream = await listen(house.admin)
    await stream.until(({ lastId }) => lastId !== '')
    const product = (await house.ask('/api/v1/products?state=active&limit=1', { token: house.admin })).json.items?.[0]
    const draft = await act('order.draft', { input: { clientId, lines: [{ productId: product?.id, quantityMilli: 50_000 }] } })
    const events = await stream.until(({ events }) => events.some(({ name }) => name === 'order.drafted' || name === 'order.created'))
    const order = events.find(({ data }) => data.recordId === draft.json.id)
    expect(order?.data.children).toMatchObject({
      order_line: { added: [{ productId: product?.id, quantityMilli: 50_000 }], changed: [], removed: [] },
    })
  })
})

describe('the stream tells a token', () => {
  test('nothing of rooms that it may not see, and goes past it', async () => {
    const blind = (await house.door.machine('catalogue_only', [], { catalog: 'view' })).token
    const stream = await listen(blind, '0,0')
    const events = await stream.until((now) => now.beats > 4)
    const rooms = new Map(modules.flatMap((room) => room.records.map(({ name }) => [name, room.name])))
    expect(events.length).toBeGreaterThan(0)
    expect([...new Set(events.map(({ data }) => rooms.get(data.record)))]).toEqual(['catalog'])
    const told = events.length
    await newGroup()
    const { beats, lastId } = stream
    await stream.until((now) => now.beats > beats + 2)
    expect(stream.events).toHaveLength(told)
    expect(stream.lastId).not.toBe(lastId)
  })

  test('no field that it may not see', async () => {
    await house.door.machine('a_new_one', [])
    const stream = await listen(house.admin, '0,0')
    await stream.until((now) => now.beats > 3)
    const [token] = stream.events.filter(({ name, data }) => name === 'api_token.created' && data.after.name === 'a_new_one')
    expect(token?.data.after).toMatchObject({ role: 'a_new_one' })
    expect(JSON.stringify(stream.events)).not.toContain('fingerprint')
  })

  test('personal values as they are, until the person is forgotten', async () => {
    const input = { clientId, firstName: 'Zamfira', lastName: 'Ghindă', language: 'ro', permissions: [] }
    const contact = await act('contact.create', { input })
    expect(contact.status).toBe(200)
    const nameTold = async () => {
      const stream = await listen(house.admin, '0,0')
      const events = await stream.until(({ events }) => events.some(({ data }) => data.recordId === contact.json.id))
      return events.find(({ data }) => data.recordId === contact.json.id)?.data.after.firstName
    }
    expect(await nameTold()).toBe('Zamfira')
    await at.house.seal.forget(at.db, String(contact.json.id))
    expect(await nameTold()).toBeNull()
  })

  test('nothing more once it is revoked', async () => {
    const { token, id } = await house.door.machine('leaving', [], { crm: 'view' })
    const stream = await listen(token)
    await act('api_token.revoke', { id, input: {} })
    await newGroup()
    await expect(stream.until(() => false)).rejects.toThrow('The stream ended before.')
    expect(stream.events).toEqual([])
    expect((await listen(token)).status).toBe(401)
  })
})

describe('a stream', () => {
  test.for(['x', '1', '1,2,3', '-1,0', '0,0;', "1,1' or 1=1", '999999999999999999,0', '9'.repeat(40)])(
    'that should go on at “%s” is 400',
    async (place) => {
      const answer = await house.ask('/api/v1/events', { token: house.admin, headers: { 'Last-Event-ID': place } })
      expect(answer).toMatchObject({ status: 400, json: { code: 'events.unknown_place' } })
    },
  )

  test('needs a token', async () => {
    expect((await house.ask('/api/v1/events')).status).toBe(401)
  })

  test('has a place only while there is one; who leaves makes room', async () => {
    const { token } = await house.door.machine('greedy', [], { crm: 'view' })
    const held = [await listen(token), await listen(token), await listen(token)]
    const refused = await house.ask('/api/v1/events', { token })
    expect(refused).toMatchObject({ status: 429, json: { code: 'events.too_many' } })
    expect(refused.headers['retry-after']).toBe('10')
    const other = await listen(house.admin)
    expect(other.status).toBe(200)
    held[0]?.close()
    let status: number | undefined = 429
    while (status === 429) status = (await listen(token)).status
    expect(status).toBe(200)
  })

  test('ends when the house stops, uncut', async () => {
    const { app, url } = await house.door.open()
    const stream = await listen(house.admin, undefined, url)
    await stream.until(({ lastId }) => lastId !== '')
    expect(await app.close()).toBe(0)
    await expect(stream.until(() => false)).rejects.toThrow('The stream ended before.')
  })

  test('asked for its head has no body and takes no place', async () => {
    const { token } = await house.door.machine('looker', [], {})
    for (let count = 0; count < 5; count += 1)
      expect(await house.ask('/api/v1/events', { method: 'HEAD', token })).toMatchObject({ status: 200, text: '' })
  })
})
