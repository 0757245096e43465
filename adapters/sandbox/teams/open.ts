import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Courier } from '../deliver.ts'
import type { Feed } from '../feed.ts'
import type { Journal } from '../journal.ts'
import type { Mischief } from '../mischief.ts'
import { createTeamsDoor } from './door.ts'
import { createTeamsHands } from './hands.ts'
import { createTenant, type TeamsSeed } from './tenant.ts'
import { createTokens } from './tokens.ts'

/** The stand-in of Teams: a tenant with its people, Microsoft's keys and sign-in, and the Bot Connector. */
export const openTeams = (parts: {
  seed: TeamsSeed
  appId: string | undefined
  appPassword: string | undefined
  appUrl: string
  publicUrl: () => string
  clock: Clock
  feed: Feed
  courier: Courier
  journal: Journal
  mischief: Mischief
}) => {
  const { appId = randomUUID(), appPassword = randomUUID(), publicUrl, clock, feed, courier, journal, mischief, appUrl } = parts
  const files = new Map<string, { mime: string; bytes: Buffer }>()
  const tenant = createTenant({ seed: parts.seed, clock, feed })
  const tokens = createTokens({ appId, appPassword, publicUrl })
  const hands = createTeamsHands({ tenant, tokens, courier, appUrl, appId, publicUrl, files })
  return { tenant, tokens, hands, door: createTeamsDoor({ tenant, tokens, journal, mischief, files }) }
}
