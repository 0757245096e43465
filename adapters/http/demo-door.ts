import { beforeAll } from 'vitest'
import { sayIn } from '../../bots/say.ts'
import { seedCompany } from '../../core/demo/seed.ts'
import { hooks, modules } from '../../core/modules.ts'
import { MONDAY } from '../../core/testing.ts'
import type { StreamLimits } from './api/events.ts'
import { testDoor } from './testing.ts'

/** The API of the whole house with the demo company in it, and a machine that may everything. Call it at the top of a file. */
export const demoDoor = (streams: StreamLimits = {}) => {
  const door = testDoor(modules, { hooks, sayIn, streams })
  const made = { door, ask: door.ask, at: door.at, admin: '' }
  beforeAll(async () => {
    await seedCompany(door.at.house, { now: MONDAY })
    made.admin = (await door.machine('everything', ['*'], Object.fromEntries(modules.map(({ name }) => [name, 'delete' as const])))).token
  })
  return made
}
