import type { House } from '../kernel/house.ts'
import { localDate } from '../language/calendar.ts'
import { setPlace } from '../modules/conversations/actions/account.ts'
import { addIdentity } from '../modules/conversations/actions/identity.ts'
import { ChatIdentity, type PlacePurpose } from '../modules/conversations/records.ts'
import { Staff } from '../modules/people/records.ts'
import { editSetting } from '../modules/settings/module.ts'
import { Company, Setting } from '../modules/settings/records.ts'
import { layOpenInvoices, layPastOrders, layStock } from './books.ts'
import { blockClients, layClients, layGroups, layPrices } from './clients.ts'
import { openDesk } from './desk.ts'
import { layCatalogue, layHouse, layWarehouses } from './ground.ts'
import { layPolicies } from './policies.ts'
import { demoFolder, readTable } from './tables.ts'

/** The day that all relative days of the tables count from. */
const DAY = 'demo_day'
/** Set last: the demo company is there, whole. */
const SEEDED = 'demo_seeded'

const settingCalled = async (house: House, key: string) =>
  (await house.ctx(house.self('seed')).facts(Setting).where({ key }).first())?.value

/** Is the demo company loaded, whole? */
export const isSeeded = async (house: House): Promise<boolean> => (await settingCalled(house, SEEDED)) !== undefined

/**
 * Loads the demo company, the way an admin would, from the tables in `csvFolder` (Default: those beside this file); their relative days count
 * from the local day of `now`. Where it is loaded already nothing happens; one that broke off goes on where it stopped.
 * Throws an Error where the database holds another company.
 */
export const seedCompany = async (house: House, { now, csvFolder = demoFolder }: { now: Date; csvFolder?: string }): Promise<void> => {
  if (await isSeeded(house)) return
  const zone = readTable(csvFolder, 'company')[0]!.text('time_zone')
  const begun = await settingCalled(house, DAY)
  if (begun === undefined && (await house.ctx(house.self('seed')).facts(Company).first()))
    throw new Error('The demo company is loaded into an empty database only, and this one holds a company already.')
  const today = begun ?? localDate(now, zone)
  const desk = openDesk(house, { folder: csvFolder, today, zone, now })
  await desk.put(editSetting.create, DAY, { input: { key: DAY, value: today } })

  const [staff, products, warehouses, groups] = await Promise.all([
    layHouse(desk),
    layCatalogue(desk),
    layWarehouses(desk),
    layGroups(desk),
  ])
  const [clients] = await Promise.all([layClients(desk, groups, staff), layPolicies(desk), layStock(desk, warehouses, products)])
  await Promise.all([layPrices(desk, { products, clients, groups }), layOpenInvoices(desk, clients)])
  await layPastOrders(desk, clients, products)
  await blockClients(desk, clients)
  await desk.put(editSetting.create, SEEDED, { input: { key: SEEDED, value: today } })
}

/**
 * Says where cards of the demo company are posted in this Slack account, and which of its users is which colleague.
 * Done again, it changes nothing.
 */
export const seedChannels = async (
  house: House,
  { slackAccountId, csvFolder = demoFolder }: { slackAccountId: string; csvFolder?: string },
): Promise<void> => {
  const caller = house.self('seed')
  const ctx = house.ctx(caller)
  for (const row of readTable(csvFolder, 'channels').filter((one) => one.text('kind') === 'slack')) {
    const name = row.text('channel')
    const externalId = /\(id (\w+)\)/.exec(row.text('purpose'))?.[1]
    if (!externalId) throw new Error(`channels.csv does not say the id of ${name}.`)
    await ctx.perform(setPlace, { input: { accountId: slackAccountId, purpose: name.replace('#', '') as PlacePurpose, externalId, name } })
  }
  const linked = await ctx.facts(ChatIdentity).where({ accountId: slackAccountId, endedAt: null, archivedAt: null })
  const staff = new Map((await ctx.facts(Staff)).map(({ email, id }) => [email, id]))
  for (const row of readTable(csvFolder, 'staff')) {
    const externalUserId = row.maybe('slack_user_id')
    const staffId = row.ref('email', staff)
    if (externalUserId && !linked.some((one) => one.externalUserId === externalUserId && one.staffId === staffId))
      await ctx.perform(addIdentity, { input: { accountId: slackAccountId, externalUserId, staffId } })
  }
}
