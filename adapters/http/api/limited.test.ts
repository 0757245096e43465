import { beforeAll, describe, expect, test } from 'vitest'
import { trialDoor } from '../trial-room.ts'

const { door, ask, act, newClient, newSetting } = trialDoor()
const rights = [['client.block', 'client.unblock', 'trial.run'], { crm: 'edit', settings: 'edit' }] as const
let blocker = ''
let eye = ''
beforeAll(async () => {
  blocker = (await door.machine('blocker', ...rights, ['client.block'])).token
  eye = (await door.machine('eye', ...rights, [])).token
})

describe('a token that is limited to actions', () => {
  test('does them, by the right of its role', async () => {
    expect(await act('client.block', { id: await newClient(), input: { reason: 'owes' } }, blocker)).toMatchObject({ status: 200 })
  })

  test.for(['client.unblock', 'client.update', 'setting.create', 'trial.stumble'])(
    'does not do %s, which its role allows',
    async (name) => {
      const answer = await act(name, { id: await newClient(), input: {} }, blocker)
      expect(answer).toMatchObject({ status: 403, json: { code: 'token.limited' } })
    },
  )

  test('is told first what its role does not allow', async () => {
    const poor = (await door.machine('poor', [], { crm: 'view' }, ['client.block'])).token
    expect(await act('client.block', { id: await newClient(), input: { reason: 'x' } }, poor)).toMatchObject({
      status: 403,
      json: { code: 'actor.not_allowed' },
    })
  })

  test('reads what its role sees', async () => {
    const id = await newSetting()
    expect((await ask(`/api/v1/settings/${id}`, { token: eye })).status).toBe(200)
    expect((await ask('/api/v1/clients', { token: eye })).status).toBe(200)
  })

  test('is told what it may do', async () => {
    const told = async (token: string) => (await ask('/api/v1', { token })).json as { token: object; actions: { name: string }[] }
    expect((await told(blocker)).actions.map(({ name }) => name)).toEqual(['client.block'])
    expect((await told(blocker)).token).toMatchObject({ actions: ['client.block'] })
    expect((await told(eye)).actions).toEqual([])
  })
})
