import { expect, test } from 'vitest'
import { proveScarce } from '../../../bench/prove/prove-scarce.ts'

test('twelve chats want the last three, and six orders the last of a limit: nothing is oversold, and everybody is told', async () => {
  const { wrong } = await proveScarce({ chats: 12, units: 3, orders: 6, fit: 2, processes: 2 })
  expect(wrong).toEqual([])
}, 120_000)
