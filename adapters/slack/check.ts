import type { webApi } from '@slack/bolt'
import { channelError } from './errors.ts'

/** The bot scopes that the adapter needs; `manifest.yaml` asks for the same. */
export const neededScopes = [
  'app_mentions:read',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:write',
  'links:read',
  'links:write',
  'metadata.message:read',
  'reactions:read',
  'users:read',
  'users:read.email',
] as const

/** Tries the connection for the console: token, workspace, scopes, and membership in each of `channels` (ids). One sentence for each thing that is missing. */
export const missingFor = async (client: webApi.WebClient, channels: readonly string[], teamId?: string) => {
  const said: string[] = []
  try {
    const { team_id, team, response_metadata } = await client.auth.test()
    if (teamId && team_id !== teamId)
      said.push(`The bot token belongs to the workspace ${team ?? ''} (${team_id}), but ${teamId} was expected.`)
    // The answer lists the scopes in a header; where it does not (a proxy may drop it) nothing is claimed.
    const granted = response_metadata?.scopes
    const lacking = granted ? neededScopes.filter((scope) => !granted.includes(scope)) : []
    if (lacking.length > 0)
      said.push(`The app lacks these scopes: ${lacking.join(', ')}. Add them under "OAuth & Permissions" and install it again.`)
  } catch (error) {
    return [channelError(error, 'auth.test', true).message]
  }
  for (const channel of channels) {
    const problem = await membership(client, channel)
    if (problem) said.push(problem)
  }
  return said
}

const membership = async (client: webApi.WebClient, channel: string) => {
  try {
    const answer = await client.conversations.info({ channel })
    if (answer.channel?.is_archived) return `#${answer.channel.name} is archived. Choose another channel.`
    // Private channels are only seen by members.
    const member = answer.channel?.is_member ?? answer.channel?.is_private ?? false
    return member ? undefined : `The app is not a member of #${answer.channel?.name ?? channel}. Type /invite @parley there.`
  } catch (error) {
    return `${channel}: ${channelError(error, 'conversations.info', true).message}`
  }
}
