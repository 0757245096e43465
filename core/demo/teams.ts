import type { House } from '../kernel/house.ts'
import { addIdentity } from '../modules/conversations/actions/identity.ts'
import { ChatIdentity } from '../modules/conversations/records.ts'
import { Staff } from '../modules/people/records.ts'
import { demoFolder, readTable } from './tables.ts'

const TEAM = 'Carpath Supplies'

/** The id of a colleague of the demo company in the directory of the sandbox's Teams, told from the Slack user: `U0CARP0001`. */
export const directoryIdOf = (slackUserId: string) => `ca4ba700-0000-4000-8000-${slackUserId.replace(/\D/g, '').padStart(12, '0')}`

/** Who and what is in the sandbox's Teams. */
export const teamsSeed = (csvFolder: string = demoFolder) => ({
  team: TEAM,
  users: readTable(csvFolder, 'staff').flatMap((row) => {
    const slackUserId = row.maybe('slack_user_id')
    return slackUserId
      ? [{ aadObjectId: directoryIdOf(slackUserId), name: `${row.text('first_name')} ${row.text('last_name')}`, email: row.text('email') }]
      : []
  }),
  channels: readTable(csvFolder, 'channels').flatMap((row) => {
    const name = row.text('channel').replace('#', '')
    return row.text('kind') === 'slack' ? [{ id: `19:carpath-${name}@thread.tacv2`, name }] : []
  }),
})

/**
 * Says which user of the sandbox's Teams is which colleague. Where cards are posted is said in Teams, when Parley is added to the team.
 * Done again, it changes nothing.
 */
export const seedTeams = async (house: House, { teamsAccountId }: { teamsAccountId: string }): Promise<void> => {
  const ctx = house.ctx(house.self('seed'))
  const linked = await ctx.facts(ChatIdentity).where({ accountId: teamsAccountId, endedAt: null, archivedAt: null })
  const staff = new Map((await ctx.facts(Staff)).map(({ email, id }) => [email, id]))
  for (const { aadObjectId: externalUserId, email } of teamsSeed().users) {
    const staffId = staff.get(email)
    if (staffId && !linked.some((one) => one.externalUserId === externalUserId && one.staffId === staffId))
      await ctx.perform(addIdentity, { input: { accountId: teamsAccountId, externalUserId, staffId } })
  }
}
