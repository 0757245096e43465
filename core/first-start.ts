import type { House } from './kernel/house.ts'
import { inEnglish } from './kernel/sentence.ts'
import { makeLinkCode } from './modules/conversations/actions/identity.ts'
import { enterPath, issueLink, newCode } from './modules/people/actions/links.ts'
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
  client_adds_addresses: '1',
  brand_colour: '#0b7285',
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

/** A link that lets this colleague in once, within an hour: the part behind the address of the house. */
const linkOf = async (house: House, staffId: string): Promise<string> => {
  const code = newCode()
  await house.perform(house.self('first start'), issueLink, { input: { personKind: 'staff', personId: staffId, purpose: 'first', code } })
  return enterPath('staff', code)
}

/** Who has come by the first link and not yet said who they are: an address that no mail ever reaches. */
export const nobodysEmail = 'first.admin@parley.invalid'

/**
 * The way into the console while no colleague can sign in: for the admin, or where there is nobody yet for one who says who they are on
 * entering. Null as soon as somebody can.
 */
export const firstLink = async (house: House): Promise<string | null> => {
  await layGround(house)
  const caller = house.self('first start')
  const { rows } = await house.db.raw<{ rows: { id: string; able: boolean }[] }>(
    `select staff.id, exists (select from sign_in_secrets where person_kind = 'staff' and person_id = staff.id and password_hash is not null) as able
     from staff where state = 'active' and archived_at is null and roles \\? 'admin' order by id`,
  )
  if (rows.some(({ able }) => able)) return null
  if (rows[0]) return linkOf(house, rows[0].id)
  const made = await house.perform(caller, editStaff.create, {
    input: { firstName: 'First', lastName: 'Admin', email: nobodysEmail, roles: ['admin'], language: 'en' },
    key: 'first admin',
  })
  return linkOf(house, made.id!)
}

/**
 * Makes somebody an admin: a new colleague, or the one with this email address. Gives the sentences to say: the link with
 * which they sign in to the console, and the code with which they link their chat user. Throws Invalid, and a sentence for somebody who has left.
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
  said.push(`Sign in to the console, once, within an hour: ${house.address()}${await linkOf(house, staffId!)}`)
  const code = await house.perform(caller, makeLinkCode, { input: { staffId: staffId! } })
  return [...said, inEnglish(code.said)]
}
