import { expect, test } from 'vitest'
import { tellFigures } from './figures.ts'
import { proveScarce } from './prove-scarce.ts'

test('two hundred chats want the last ten, and fifty orders the last of a limit', async () => {
  const { figures, wrong } = await proveScarce({ chats: 200, units: 10, orders: 50, fit: 7, processes: 4 })
  tellFigures('scarce', figures)
  expect(wrong).toEqual([])
})
