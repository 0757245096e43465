import { expect, test } from 'vitest'
import { tellFigures } from './figures.ts'
import { proveMisbehaviour } from './prove-misbehaviour.ts'

test('a hundred orders walk while both platforms lose, refuse, repeat, swap and delay', async () => {
  const { figures, wrong } = await proveMisbehaviour({ orders: 100, people: 20 })
  tellFigures('misbehaviour', figures)
  expect(wrong).toEqual([])
})
