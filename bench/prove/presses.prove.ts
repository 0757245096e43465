import { expect, test } from 'vitest'
import { tellFigures } from './figures.ts'
import { provePresses } from './prove-presses.ts'

test('fifty people press Approve at once, each press delivered five times: one decision', async () => {
  const { figures, wrong } = await provePresses({ people: 50, times: 5 })
  tellFigures('presses', figures)
  expect(wrong).toEqual([])
})
