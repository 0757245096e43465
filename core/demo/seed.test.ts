import { beforeAll, describe, expect, test } from 'vitest'
import { drainOutbox } from '../kernel/outbox.ts'
import { hooks, modules } from '../modules.ts'
import { MONDAY, testHouse } from '../testing.ts'
import { isSeeded, seedCompany } from './seed.ts'

describe('the demo company', () => {
  const at = testHouse(modules, hooks)
  beforeAll(async () => {
    const start = Date.now()
    await seedCompany(at.house, { now: MONDAY })
    console.log('seed ms', Date.now() - start)
  }, 60_000)

  test('is there', async () => {
    expect(await isSeeded(at.house)).toBe(true)
    console.log(await drainOutbox(at.house))
  })
})
