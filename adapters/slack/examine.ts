import { webApi } from '@slack/bolt'
import type { ChannelError } from '../../bots/channel.ts'
import { neededScopes } from './check.ts'
import { channelError } from './errors.ts'

export type Examined =
  | { error: ChannelError }
  | {
      error: null
      /** How Slack calls the bot and its workspace. */
      bot: string
      team: string
      /** Scopes that the token lacks; null where Slack did not say which it has. */
      lacking: string[] | null
      rooms: Room[]
    }

/** A channel as the bot finds it. */
export type Room =
  | { id: string; name: string | null; state: 'member' | 'absent' | 'archived' }
  | { id: string; state: 'error'; error: ChannelError }

/** Tries the token for real: who it is, its scopes, and its membership in `channels` (ids). Never rejects. */
export const examineSlack = async (
  { botToken, apiUrl }: { botToken: string; apiUrl?: string | undefined },
  channels: readonly string[] = [],
): Promise<Examined> => {
  const client = new webApi.WebClient(botToken, {
    ...(apiUrl && { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 10_000,
    logLevel: webApi.LogLevel.ERROR,
  })
  try {
    const { user, team, response_metadata } = await client.auth.test()
    const granted = response_metadata?.scopes
    const rooms = await Promise.all(channels.map((id) => roomOf(client, id)))
    const lacking = granted ? neededScopes.filter((scope) => !granted.includes(scope)) : null
    return { error: null, bot: user ?? '?', team: team ?? '?', lacking, rooms }
  } catch (error) {
    return { error: channelError(error, 'auth.test', true) }
  }
}

const roomOf = async (client: webApi.WebClient, id: string): Promise<Room> => {
  try {
    const { channel } = await client.conversations.info({ channel: id })
    const name = channel?.name ?? null
    if (channel?.is_archived) return { id, name, state: 'archived' }
    // Private channels are only seen by members.
    return { id, name, state: (channel?.is_member ?? channel?.is_private) ? 'member' : 'absent' }
  } catch (error) {
    return { id, state: 'error', error: channelError(error, 'conversations.info', true) }
  }
}
