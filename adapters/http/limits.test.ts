import { expect, test } from 'vitest'
import { addressKey, makeLimit } from './limits.ts'

test('a bucket holds a minute, refills steadily, and says for how long to wait', () => {
  let now = 0
  const limit = makeLimit(60, () => now)
  for (let count = 0; count < 60; count += 1) limit('kim')
  expect(() => limit('kim')).toThrow(expect.objectContaining({ status: 429, headers: { 'Retry-After': '1' } }))
  limit('ada')
  now = 999
  expect(() => limit('kim')).toThrow()
  now = 1000
  limit('kim')
  expect(() => limit('kim')).toThrow()
  now = 3_600_000
  for (let count = 0; count < 60; count += 1) limit('kim')
  expect(() => limit('kim')).toThrow()
})

test('no limit is no limit', () => {
  const limit = makeLimit(0, () => 0)
  for (let count = 0; count < 1000; count += 1) limit('kim')
  expect(() => limit('kim')).not.toThrow()
})

test('a flood from many addresses does not forget who is at the limit just now', () => {
  const limit = makeLimit(1, () => 0)
  for (let count = 0; count < 49_000; count += 1) limit(`bot ${count}`)
  limit('kim')
  for (let count = 0; count < 30_000; count += 1) limit(`other bot ${count}`)
  expect(() => limit('kim')).toThrow()
})

test.for([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
] as const)('%s counts as %s', ([ip, key]) => {
  expect(addressKey(ip)).toBe(key)
})
