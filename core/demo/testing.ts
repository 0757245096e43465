import { beforeAll } from 'vitest'
import type { Ctx } from '../kernel/ctx.ts'
import { Product } from '../modules/catalog/records.ts'
import { Client } from '../modules/crm/records.ts'
import { hooks, modules } from '../modules.ts'
import { MONDAY, type TestHouse, testHouse } from '../testing.ts'
import { seedCompany } from './seed.ts'

/** The whole house on a database of this file's own, with the demo company in it. Call it at the top of the file. */
export const demoHouse = (now: Date = MONDAY): TestHouse => {
  const at = testHouse(modules, hooks)
  beforeAll(async () => {
    at.at(now)
    await seedCompany(at.house, { now })
  })
  return at
}

/** What the house itself sees. */
export const looking = ({ house }: TestHouse): Ctx => house.ctx(house.self('test'))

export const clientCalled = async (ctx: Ctx, code: string) => (await ctx.facts(Client).where({ code }).first())!
export const productCalled = async (ctx: Ctx, code: string) => (await ctx.facts(Product).where({ code }).first())!
