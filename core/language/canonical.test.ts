import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from './canonical.ts'
import { canonical } from './canonical.ts'

test('the order of keys does not matter, that of lists does', () => {
  expect(canonical({ b: 1, a: [2, 1], ă: null })).toBe('{"a":[2,1],"b":1,"ă":null}')
})

test('numbers are written as RFC 8785 says', () => {
  expect(canonical([1e21, 1e-7, -0, 4.5, 333333333.3333333])).toBe('[1e+21,1e-7,0,4.5,333333333.3333333]')
})

test('undefined properties are left out, and NaN is refused', () => {
  expect(canonical({ a: undefined, b: 'x' })).toBe('{"b":"x"}')
  expect(() => canonical(Number.NaN)).toThrow()
  expect(() => canonical({ a: Number.POSITIVE_INFINITY })).toThrow()
})

test('what was read back gives the same text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonical(value as Json)
      expect(canonical(JSON.parse(text) as Json)).toBe(text)
    }),
  )
})
