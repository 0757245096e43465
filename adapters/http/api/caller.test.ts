import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { revokeToken } from '../../../core/modules/people/actions.ts'
import { trialDoor } from '../trial-room.ts'

const { door, ask, at, tokens, act } = trialDoor()

describe('who calls', () => {
  test.for([
    ['no token', undefined, 'token.missing', 'Bearer realm="parley"'],
    ['another scheme', 'Basic a2ltOnNlY3JldA==', 'token.unknown', 'Bearer realm="parley", error="invalid_token"'],
    ['a token that was never made', `Bearer parley_${'a'.repeat(43)}`, 'token.unknown', 'Bearer realm="parley", error="invalid_token"'],
    ['a token that is not one of ours', 'Bearer letmein', 'token.unknown', 'Bearer realm="parley", error="invalid_token"'],
    ['an empty bearer', 'Bearer ', 'token.unknown', 'Bearer realm="parley", error="invalid_token"'],
    ['SQL for a token', "Bearer parley_' or 1=1 --------------", 'token.unknown', 'Bearer realm="parley", error="invalid_token"'],
  ] as const)('%s is 401 and says how to sign in', async ([, authorization, code, challenge]) => {
    for (const path of ['/api/v1', '/api/v1/clients', `/api/v1/clients/${randomUUID()}`]) {
      const answer = await ask(path, { headers: authorization === undefined ? {} : { Authorization: authorization } })
      expect(answer.status).toBe(401)
      expect(answer.headers['www-authenticate']).toBe(challenge)
      expect(answer.headers['content-type']).toBe('application/problem+json')
      expect(answer.json).toMatchObject({
        status: 401,
        code,
        type: `urn:parley:problem:${code}`,
        title: expect.any(String),
        detail: expect.any(String),
      })
    }
  })

  test('a token in the address is not a token', async () => {
    const answer = await ask(`/api/v1/clients?access_token=${tokens.boss}&token=${tokens.boss}`)
    expect(answer.status).toBe(401)
  })

  test('a revoked token opens no door from the next request on', async () => {
    const { token, id } = await door.machine('leaver', [], { crm: 'view' })
    expect((await ask('/api/v1/clients', { token })).status).toBe(200)
    await at.house.perform(at.house.self('test'), revokeToken, { id, input: {} })
    expect(await ask('/api/v1/clients', { token })).toMatchObject({ status: 401, json: { code: 'token.unknown' } })
  })

  test('a role that is taken from a token is gone at the next request', async () => {
    const { token } = await door.machine('shrinking', [], { crm: 'view' })
    await at.db('roles').where({ name: 'shrinking' }).update({ rooms: '{}' })
    expect((await ask('/api/v1/clients', { token })).status).toBe(403)
  })

  test('what this token may do is listed with its input, and nothing else is', async () => {
    const all = await ask('/api/v1', { token: tokens.boss })
    const actions = all.json.actions as { name: string; says: string; route: string; input: Record<string, unknown> }[]
    expect(actions.find(({ name }) => name === 'client.block')).toMatchObject({
      says: 'Block a client: no new orders until it is lifted',
      route: '/api/v1/actions/client.block',
      needsId: true,
      input: {
        type: 'object',
        properties: { reason: { type: 'string', minLength: 3 } },
        required: ['reason'],
        additionalProperties: false,
      },
    })
    expect(actions.find(({ name }) => name === 'trial.dated')?.input).toMatchObject({
      properties: { on: { type: 'string', format: 'date' }, at: { type: 'string', format: 'date-time' }, amount: { type: 'string' } },
    })
    expect(actions.map(({ name }) => name)).not.toContain('trial.hidden')
    expect(all.json.lists).toContainEqual(expect.objectContaining({ record: 'price_list', children: ['/api/v1/price_lists/{id}/prices'] }))
    expect((await ask('/api/v1', { token: tokens.nobody })).json).toMatchObject({ token: { name: 'nobody' }, actions: [], lists: [] })
  })
})

describe('no secret', () => {
  test('of a token stands in an answer or in the log', async () => {
    const { token, id } = await door.machine('watched', ['api_token.make'], { people: 'view' })
    const fingerprint = at.house.seal.fingerprint(token)
    const texts = [
      await ask('/api/v1', { token }),
      await ask('/api/v1/api_tokens', { token }),
      await ask(`/api/v1/api_tokens/${id}`, { token }),
      await ask(`/api/v1/nothing/${token}?token=${token}`, { token }),
      await act('client.block', { id: token }, token),
      await act('api_token.revoke', { id }, token),
    ].map(({ text, headers }) => text + JSON.stringify(headers))
    for (const text of [...texts.filter((_, index) => index !== 3), ...door.lines]) {
      expect(text).not.toContain(token)
      expect(text).not.toContain(fingerprint)
    }
    expect((await at.db('events').whereLike('body', `%${token}%`)).length).toBe(0)
  })
})
