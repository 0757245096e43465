import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { trialDoor } from './trial-room.ts'

const { door, ask, tokens } = trialDoor()

describe('a request body', () => {
  const post = (raw: string | Buffer, headers: Record<string, string> = {}) =>
    ask('/api/v1/actions/setting.create', { raw, token: tokens.boss, headers })

  test.for<[string, string | Buffer, number, string]>([
    ['half an object', '{"input":', 400, 'request.malformed_json'],
    ['two objects', '{}{}', 400, 'request.malformed_json'],
    ['a form', 'input=1', 400, 'request.malformed_json'],
    ['NaN', '{"version":NaN}', 400, 'request.malformed_json'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, 'request.malformed_json'],
    ['NUL in a text', '{"input":{"key":"a\\u0000b","value":"1"}}', 400, 'request.unfit_json'],
    ['half a surrogate pair', '{"input":{"key":"\\ud800","value":"1"}}', 400, 'request.unfit_json'],
    ['NUL in a name', '{"input":{"a\\u0000":1}}', 400, 'request.unfit_json'],
    ['a thousand levels', `{"input":${'['.repeat(1000)}${']'.repeat(1000)}}`, 400, 'request.unfit_json'],
    ['more than is taken', JSON.stringify({ input: { key: 'k', value: 'x'.repeat(30_000) } }), 413, 'request.too_large'],
    ['a polluted prototype', '{"__proto__":{"id":"x"},"input":{"key":"k","value":"1"}}', 400, 'request.unfit_json'],
    ['a polluted prototype inside', '{"input":{"__proto__":{"a":1},"key":"k","value":"1"}}', 400, 'request.unfit_json'],
  ])('%s is refused', async ([, raw, status, code]) => {
    expect(await post(raw)).toMatchObject({ status, json: { code, status } })
  })

  test.for([
    [{ 'Content-Type': 'application/x-www-form-urlencoded' }, 'request.not_json'],
    [{ 'Content-Type': 'text/plain' }, 'request.not_json'],
    [{ 'Content-Type': 'application/json; charset=latin1' }, 'request.not_json'],
    [{ 'Content-Type': '' }, 'request.not_json'],
    [{ 'Content-Encoding': 'gzip' }, 'request.compressed'],
  ] as const)('with %j is 415', async ([headers, code]) => {
    expect(await post('{"input":{}}', headers)).toMatchObject({ status: 415, json: { code } })
  })

  test('that is empty is an empty call', async () => {
    expect(await ask('/api/v1/actions/client.create', { method: 'POST', token: tokens.boss })).toMatchObject({ status: 422 })
  })

  test('sent in pieces without a length is taken, up to the same limit', async () => {
    const headers = { 'Transfer-Encoding': 'chunked', 'Content-Type': 'application/json', Authorization: `Bearer ${tokens.boss}` }
    const body = (length: number) => new Blob([JSON.stringify({ input: { key: randomUUID(), value: 'x'.repeat(length) } })]).stream()
    const post = (length: number) =>
      fetch(`${door.url}/api/v1/actions/setting.create`, {
        method: 'POST',
        headers: { 'Content-Type': headers['Content-Type'], Authorization: headers.Authorization },
        body: body(length),
        duplex: 'half',
      } as RequestInit)
    expect((await post(1000)).status).toBe(200)
    expect((await post(1_000_000)).status).toBe(413)
  })
})
