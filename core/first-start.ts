import type { House } from './kernel/house.ts'
import { editRole, makeToken, newToken } from './modules/people/actions.ts'
import { ApiToken, Role } from './modules/people/records.ts'
import { seededRoles } from './modules/people/roles.ts'

/** Lays the roles where there are none, and makes the admin's token: given once, at the very first start; null afterwards. */
export const firstToken = async (house: House): Promise<string | null> => {
  const caller = house.self('first start')
  const ctx = house.ctx(caller)
  if (await ctx.facts(ApiToken).first()) return null
  if (!(await ctx.facts(Role).first()))
    for (const { name, title, permissions, rooms } of seededRoles)
      await house.perform(caller, editRole.create, {
        input: { name, title, permissions: [...permissions], rooms: { ...rooms } },
        key: `first role ${name}`,
      })
  const token = newToken()
  await house.perform(caller, makeToken, { input: { name: 'First admin', role: 'admin', token } })
  return token
}
