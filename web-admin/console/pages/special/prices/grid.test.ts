import { describe, expect, test } from 'vitest'
import { cellAfter, faultIn, inputOf, isTouched, type Line, lineOf, scaledNumber } from './grid.ts'

const line = (given: Partial<Line> = {}): Line => ({
  key: 'a',
  productId: 'p',
  product: 'Paper',
  kept: null,
  from: '0',
  price: '10.00',
  discount: '',
  ...given,
})

test.for([
  ['12.5', 4, 125_000],
  ['1 200.5', 2, 120_050],
  ['1,200.50', 2, 120_050],
  ['', 2, null],
  ['12.345', 2, Number.NaN],
  ['-1', 2, Number.NaN],
  ['ten', 2, Number.NaN],
] as const)('%s with %i digits is %s', ([text, digits, expected]) => {
  expect(scaledNumber(text, digits, 'en')).toBe(expected)
})

describe('a line of the grid', () => {
  const kept = lineOf({ id: 'a', productId: 'p', minQuantityMilli: 40_000, priceE4: 860_000, discountPermille: null }, 'Paper', 'en')

  test('shows what is kept, and knows when it was touched', () => {
    expect(kept).toMatchObject({ from: '40', price: '86.00', discount: '' })
    expect([isTouched(kept), isTouched({ ...kept, price: '85' })]).toEqual([false, true])
  })

  test('goes back to the server as it came', () => {
    expect(inputOf(kept, 'en')).toEqual({ productId: 'p', minQuantityMilli: 40_000, priceE4: 860_000, discountPermille: null })
    expect(inputOf(line({ price: '', discount: '12,5' }), 'ro')).toMatchObject({ priceE4: null, discountPermille: 125 })
  })

  test.for<[Partial<Line>, string | null]>([
    [{}, null],
    [{ price: 'x' }, 'price number'],
    [{ from: '-2' }, 'from number'],
    [{ price: '' }, 'price nothing'],
    [{ price: '', discount: '101' }, 'discount hundred'],
    [{ from: '40' }, 'from twice'],
  ])('%j is told as %s', ([given, expected]) => {
    const fault = faultIn(line({ key: 'b', ...given }), [kept], 'en')
    expect(fault && `${fault.column} ${fault.code}`).toBe(expected)
  })
})

test('Enter and arrows move within a column and stop at the edges', () => {
  expect([cellAfter('Enter', 0, 'price', 2), cellAfter('ArrowDown', 1, 'price', 2), cellAfter('ArrowUp', 1, 'from', 2)]).toEqual([
    { row: 1, column: 'price' },
    null,
    { row: 0, column: 'from' },
  ])
})
