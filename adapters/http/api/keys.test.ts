import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { trialDoor } from '../trial-room.ts'

const { door, tokens, act, newClient, eventsOf } = trialDoor()

describe('an idempotency key', () => {
  const block = (id: string, reason: string, key: string, token = tokens.boss) =>
    act('client.block', { id, input: { reason } }, token, { 'Idempotency-Key': key })

  test('gives the same answer to the same call, however often and at once', async () => {
    const id = await newClient()
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: 8 }, () => block(id, 'owes too much', key)))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 200, json: { id } })
    expect(await eventsOf(id)).toHaveLength(2)
  })

  test('with other input is 409, and nothing happens', async () => {
    const id = await newClient()
    const key = randomUUID()
    await block(id, 'owes too much', key)
    expect(await block(id, 'another reason', key)).toMatchObject({ status: 409, json: { code: 'key.used_otherwise' } })
    expect(await eventsOf(id)).toHaveLength(2)
  })

  test('is free again after a refusal', async () => {
    const id = await newClient()
    const key = randomUUID()
    const headers = { 'Idempotency-Key': key }
    expect((await act('client.unblock', { id, input: {} }, tokens.boss, headers)).status).toBe(409)
    await block(id, 'owes too much', randomUUID())
    expect((await act('client.unblock', { id, input: {} }, tokens.boss, headers)).status).toBe(200)
  })

  test('of one token is not that of another', async () => {
    const other = await door.machine(`other_${randomUUID().replace(/[^a-z]/g, '')}`, ['client.block'], { crm: 'view' })
    const id = await newClient()
    const key = randomUUID()
    await block(id, 'owes too much', key)
    expect(await block(id, 'owes too much', key, other.token)).toMatchObject({ status: 409, json: { code: 'lifecycle.not_from_here' } })
  })

  test.for([
    ['too long', 'k'.repeat(201)],
    ['with a blank', 'a b'],
  ] as const)('that is %s is 400', async ([, key]) => {
    expect(await block(await newClient(), 'because', key)).toMatchObject({ status: 400, json: { code: 'request.unfit_key' } })
  })
})
