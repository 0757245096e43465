import { beforeAll, describe, expect, test } from 'vitest'
import { openPool } from '../../core/kernel/db.ts'
import { crm } from '../../core/modules/crm/module.ts'
import { people } from '../../core/modules/people/module.ts'
import { settings } from '../../core/modules/settings/module.ts'
import { makeApp } from './app.ts'
import { ask, testDoor } from './testing.ts'

const door = testDoor([settings, people, crm])
const { at } = door
let token = ''
beforeAll(async () => {
  token = (await door.machine('reader', [], { crm: 'edit' })).token
})

describe('how it is doing', () => {
  test('alive is alive', async () => {
    expect(await door.ask('/healthz')).toMatchObject({ status: 200, json: { ok: true } })
  })

  test.for<[string, () => Promise<{ ok: boolean; why?: string }>, number, object]>([
    ['ready', async () => ({ ok: true }), 200, { ok: true }],
    [
      'waiting for migrations',
      async () => ({ ok: false, why: 'migrations are not applied' }),
      503,
      { ok: false, why: 'migrations are not applied' },
    ],
    [
      'without a database',
      async () => Promise.reject(new Error('password of the database')),
      503,
      { ok: false, why: 'the database cannot be reached' },
    ],
    ['hanging', () => new Promise(() => {}), 503, { ok: false, why: 'the database does not answer' }],
  ])('ready when %s', async ([, ready, status, json]) => {
    const { app, url } = await door.open({ ready })
    expect(await ask(url, '/readyz')).toMatchObject({ status, json })
    await app.close()
  })

  test('metrics tell of the process, of requests by route, of the outbox and of messages', async () => {
    const now = at.house.clock()
    const minute = (ago: number) => new Date(now.getTime() - ago * 60_000)
    await at.house.perform(at.house.self('seed'), 'setting.create', { input: { key: 'k', value: 'v' } })
    const [event] = await at.db('events').orderBy('id', 'desc').limit(1)
    await at.db('outbox').insert([
      { event_id: event.id, subscriber: 'a', due_at: minute(5), attempts: 0 },
      { event_id: event.id, subscriber: 'b', due_at: minute(2), attempts: 3 },
      { event_id: event.id, subscriber: 'c', due_at: minute(60), attempts: 12 },
    ])
    await door.ask('/api/v1/clients', { token })
    await door.ask(`/api/v1/clients/${event.record_id}`, { token })
    await door.ask('/wp-admin/setup.php')
    const { headers, text } = await door.ask('/metrics')
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(text).toContain('parley_database_up 1')
    expect(text).toContain('parley_outbox_depth 2')
    expect(text).toContain('parley_outbox_age_seconds 300')
    expect(text).toContain('parley_outbox_dead_letters 1')
    expect(text).toMatch(/process_resident_memory_bytes \d+/)
    expect(text).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/:plural",status="200"\} \d+/)
    expect(text).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/:plural\/:id",status="404"\} \d+/)
    expect(text).toMatch(/http_request_duration_seconds_count\{method="GET",route="other",status="404"\} \d+/)
    expect(text).not.toContain('wp-admin')
    expect(text).not.toContain(event.record_id)
    await at.db('outbox').delete()
  })
})

test('without its database everything says so, and nothing about it', async () => {
  const gone = openPool('postgres://parley:hunter2@127.0.0.1:1/parley')
  const app = makeApp({
    house: { ...at.house, db: gone },
    log: door.log,
    config: {
      sandbox: false,
      http: { port: 0, host: '127.0.0.1', publicUrl: 'http://a', proxies: 0, rates: { perToken: 0, perAddress: 0 } },
    },
    ready: async () => {
      await gone.raw('select 1')
      return { ok: true }
    },
  })
  const url = await app.listen()
  expect(await ask(url, '/healthz')).toMatchObject({ status: 200 })
  expect(await ask(url, '/readyz')).toMatchObject({ status: 503 })
  const answer = await ask(url, '/api/v1/clients', { token })
  expect(answer).toMatchObject({ status: 503, json: { code: 'house.unavailable' }, headers: { 'retry-after': '2' } })
  const metrics = await ask(url, '/metrics')
  expect(metrics.text).toContain('parley_database_up 0')
  expect(answer.text + metrics.text + door.lines.join('')).not.toContain('hunter2')
  await app.close()
  await gone.destroy()
})
