import type { House } from './kernel/house.ts'
import { inEnglish } from './kernel/sentence.ts'
import { makeLinkCode } from './modules/conversations/actions/identity.ts'
import { editRole, editStaff, makeToken, newToken } from './modules/people/actions.ts'
import { ApiToken, Role, Staff } from './modules/people/records.ts'
import { seededRoles } from './modules/people/roles.ts'
import { editSetting } from './modules/settings/module.ts'
import { Setting } from './modules/settings/records.ts'

/** What a new company begins with: the defaults, written down so that an admin sees what can be decided. Amounts are in the company's currency. */
export const firstSettings: Readonly<Record<string, string>> = {
  timezone: 'Europe/Bucharest',
  currency: 'RON',
  languages: 'en|ro',
  holidays: 'RO',
  order_cut_off: '15:00',
  auto_create_goods_delivery: '0',
  estimate_auto_convert_to_invoice_on_client_accept: '0',
  invoice_on_shipping: '0',
  delivery_charge: '0',
  delivery_charge_free_above: '0',
  minimum_order_value: '0',
  draft_expires_days: '7',
  offer_expires_days: '3',
  placed_expires_days: '14',
  reject_grace_minutes: '0',
  client_sees_stock: '0',
  session_idle_hours: '12',
  session_days: '30',
}

/** Lays the roles and the settings where there are none at all. Done again, or by two processes at once, it is done once. */
const layGround = async (house: House) => {
  const caller = house.self('first start')
  const ctx = house.ctx(caller)
  if (!(await ctx.facts(Role).first()))
    for (const { name, title, permissions, rooms } of seededRoles)
      await house.perform(caller, editRole.create, {
        input: { name, title, permissions: [...permissions], rooms: { ...rooms } },
        key: `first role ${name}`,
      })
  if (!(await ctx.facts(Setting).first()))
    for (const [key, value] of Object.entries(firstSettings))
      await house.perform(caller, editSetting.create, { input: { key, value }, key: `first setting ${key}` })
}

/** Lays the ground, and makes the admin's token: given once, at the very first start; null afterwards. */
export const firstToken = async (house: House): Promise<string | null> => {
  await layGround(house)
  const caller = house.self('first start')
  if (await house.ctx(caller).facts(ApiToken).first()) return null
  const token = newToken()
  await house.perform(caller, makeToken, { input: { name: 'First admin', role: 'admin', token } })
  return token
}

/**
 * Makes somebody an admin: a new colleague, or the one with this email address. Gives the sentences to say, the last one with the code
 * with which they link their chat user. Throws Invalid, and a sentence for somebody who has left.
 */
export const makeAdmin = async (
  house: House,
  { email, firstName, lastName, language }: { email: string; firstName: string; lastName: string; language: string },
): Promise<string[]> => {
  await layGround(house)
  const caller = house.self('admin')
  const address = email.trim().toLowerCase()
  const known = await house
    .ctx(caller)
    .facts(Staff)
    .shape((query) => query.whereRaw('lower(email) = ?', [address]))
    .first()
  if (known && (known.state !== 'active' || known.archivedAt))
    throw new Error(`${Staff.title(known)} has left. Bring them back first, or use another address.`)
  const said: string[] = []
  let staffId = known?.id
  if (!known) {
    const made = await house.perform(caller, editStaff.create, {
      input: { firstName, lastName, email: address, roles: ['admin'], language },
    })
    staffId = made.id!
    said.push(`${firstName} ${lastName} is an admin.`)
  } else if (known.roles.includes('admin')) said.push(`${Staff.title(known)} is an admin already.`)
  else {
    await house.perform(caller, editStaff.update, { id: known.id, input: { roles: [...known.roles, 'admin'] } })
    said.push(`${Staff.title(known)} is an admin now.`)
  }
  const code = await house.perform(caller, makeLinkCode, { input: { staffId } })
  return [...said, inEnglish(code.said)]
}
