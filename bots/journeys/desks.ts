import type { House } from '../../core/kernel/house.ts'
import { setPlace } from '../../core/modules/conversations/actions/account.ts'
import { ChannelAccount, placePurposes } from '../../core/modules/conversations/records.ts'
import { teamsPlaces } from './colleague-teams.ts'

/** Where the staff sits. */
export type Desks = 'slack' | 'teams' | 'both'

/** Puts Parley into the team, so that cards are posted there; with `teams` nobody looks at Slack any more. */
export const moveToTeams = async (house: House, desks: Exclude<Desks, 'slack'>) => {
  const ctx = house.ctx(house.self('journey'))
  const accounts = await ctx.facts(ChannelAccount)
  const idOf = (kind: string) => accounts.find((one) => one.kind === kind)!.id
  if (desks === 'teams') {
    await house
      .db('chat_places')
      .where({ account_id: idOf('slack') })
      .update({ archived_at: house.clock() })
    await house
      .db('chat_identities')
      .where({ account_id: idOf('slack') })
      .update({ ended_at: house.clock() })
  }
  for (const purpose of placePurposes)
    await ctx.perform(setPlace, {
      input: { accountId: idOf('teams'), purpose, externalId: teamsPlaces[`#${purpose}`], name: `#${purpose}` },
    })
}
