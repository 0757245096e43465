import { expect, test } from 'vitest'
import { proveMisbehaviour } from './prove-misbehaviour.ts'

test('six orders walk while both platforms lose, refuse, repeat, swap and delay: each ends, none is told twice', async () => {
  const { wrong } = await proveMisbehaviour({ orders: 6, people: 3 })
  expect(wrong).toEqual([])
}, 200_000)
