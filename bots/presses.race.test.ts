import { expect, test } from 'vitest'
import { provePresses } from '../bench/prove/prove-presses.ts'

test('eight people press Approve at once, each press delivered three times: one decision, everybody is answered', async () => {
  const { wrong } = await provePresses({ people: 8, times: 3 })
  expect(wrong).toEqual([])
}, 60_000)
