import { expect, test } from 'vitest'
import { proveCarts } from './prove-carts.ts'

test('sixty carts to four processes, three of them killed on the way, are sixty orders', async () => {
  const found = await proveCarts({ carts: 60, people: 20, kills: 3, seed: 7 })
  expect(found.wrong).toEqual([])
}, 240_000)
