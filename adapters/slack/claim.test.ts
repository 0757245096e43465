import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { claimOf } from './claim.ts'

const signingSecret = 'ours'
const us = { signingSecret, teamId: 'T0OURS' }
const delivery = (text: string, { secret = signingSecret, type = 'application/json' } = {}) => {
  const body = Buffer.from(text)
  const signature = createHmac('sha256', secret).update('v0:1:').update(body).digest('hex')
  return { body, headers: { 'x-slack-signature': `v0=${signature}`, 'x-slack-request-timestamp': '1', 'content-type': type } }
}
const form = 'application/x-www-form-urlencoded'

describe('a request of Slack', () => {
  test.for([
    ['an event', JSON.stringify({ team_id: 'T0OURS' }), {}],
    ['an event of a shared channel', JSON.stringify({ team_id: 'T0THEIRS', authorizations: [{ team_id: 'T0OURS' }] }), {}],
    ['a press', `payload=${encodeURIComponent(JSON.stringify({ team: { id: 'T0OURS' } }))}`, { type: form }],
    ['a command', 'team_id=T0OURS&command=%2Fparley', { type: form }],
  ] as const)('is ours when it is signed with our secret and about our workspace: %s', ([, text, how]) => {
    expect(claimOf(us, delivery(text, how))).toBe('mine')
    expect(claimOf(us, delivery(text, { ...how, secret: 'theirs' }))).toBe('foreign')
  })

  test.for([
    '{"type":"url_verification"}',
    '{"team_id":"T0THEIRS"}',
    '{"authorizations":[{"team_id":null}],"team_id":"T0OURS"}',
    'no json',
    '{"team":7}',
  ])('is known by our secret alone: %s', (text) => {
    expect(claimOf(us, delivery(text))).toBe('known')
  })

  test('is not ours without a signature, with a broken one, or where we have no secret to look at it with', () => {
    const { body } = delivery('{}')
    expect(claimOf(us, { body, headers: {} })).toBe('foreign')
    expect(claimOf(us, { body, headers: { 'x-slack-signature': 'v0=zz', 'x-slack-request-timestamp': '1' } })).toBe('foreign')
    expect(claimOf({ ...us, signingSecret: '' }, delivery('{}', { secret: '' }))).toBe('foreign')
  })
})
