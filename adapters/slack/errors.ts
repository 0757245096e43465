import { webApi } from '@slack/bolt'
import { ChannelError } from '../../bots/channel.ts'

const hints: Record<string, string> = {
  invalid_auth: 'Slack does not accept the bot token. Copy the Bot User OAuth Token again from "OAuth & Permissions".',
  not_authed: 'No bot token was sent. Set the Bot User OAuth Token of this channel account.',
  token_revoked: 'The bot token was revoked. Install the app again and copy the new token.',
  token_expired: 'The bot token has expired. Install the app again and copy the new token.',
  account_inactive: 'The app was removed from this workspace, or its owner was. Install the app again.',
  team_access_not_granted: 'The app is not installed in this workspace. Install it there.',
  missing_scope: 'The app lacks a permission. Compare its scopes with adapters/slack/manifest.yaml and install it again.',
  not_allowed_token_type: 'This is not a bot token. Bot tokens begin with xoxb-, app tokens with xapp-.',
  not_in_channel: 'The app is not a member of this channel. Type /invite @parley there.',
  channel_not_found: 'Slack does not know this channel, or it is private and the app was not invited. Type /invite @parley there.',
  is_archived: 'This channel is archived. Choose another one in the console.',
  user_not_found: 'Slack does not know this person in this workspace.',
  user_disabled: 'This Slack account has been deactivated.',
  cannot_dm_bot: 'This is a bot: it cannot be written to.',
  restricted_action: 'The rules of this workspace do not let apps post here. Ask a workspace admin.',
  restricted_action_read_only_channel: 'Only some people may post in this channel. Ask a workspace admin to add the app.',
  ekm_access_denied: "The workspace's key management does not let apps post at present.",
  message_not_found: 'The message is gone: somebody deleted it.',
  cant_update_message: 'This message is not ours, so it cannot be changed.',
  edit_window_closed: 'The message is too old to be changed under the rules of this workspace.',
  invalid_blocks: 'Slack did not accept the layout of the message. This is a fault of ours; please report it.',
  msg_too_long: 'The message is longer than Slack allows. This is a fault of ours; please report it.',
}

const notNow = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'service_unavailable',
  'team_added_to_org',
  'accesslimited',
])
// Slack on these two: "it's possible some aspect of the operation succeeded before the error was raised".
const perhapsDone = new Set(['fatal_error', 'internal_error', 'request_timeout'])
const neverWritten = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/**
 * Turns what a call of Slack threw into a ChannelError with a hint for the operator. Nothing of the request, the answer's body or a
 * header goes along. `twiceIsOnce` says that the call may simply be made again, so that a lost answer is `later` and not `doubt`.
 */
export const channelError = (error: unknown, call: string, twiceIsOnce = false) => {
  if (error instanceof ChannelError) return error
  const found = classified(error, call)
  return found.kind === 'doubt' && twiceIsOnce ? new ChannelError('later', found.code, found.message, 5000) : found
}

const classified = (error: unknown, call: string) => {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return new ChannelError('later', 'ratelimited', `${call}: Slack asks us to slow down.`, Math.max(1, error.retryAfter) * 1000)
  }
  if (error instanceof webApi.WebAPIPlatformError) return saidNo(error.data.error, call)
  if (error instanceof webApi.WebAPIHTTPError) return httpError(error.statusCode, call)
  if (error instanceof Error && error.message.startsWith('Retry header')) {
    return new ChannelError('later', 'ratelimited', `${call}: Slack asks us to slow down.`, 30_000)
  }
  const code = networkCode(error)
  return neverWritten.has(code)
    ? new ChannelError('later', code, `${call}: Slack could not be reached (${code}). Check the network and the API address.`, 5000)
    : new ChannelError('doubt', code, `${call}: Slack's answer did not arrive (${code}).`)
}

/** A refusal in Slack's own code, with the operator's hint; `later` and `doubt` where the code means that. */
export const saidNo = (code: string, call: string) => {
  // Anything but a code is a page of some proxy, not an answer of Slack's.
  if (!/^[a-z0-9_-]{1,80}$/i.test(code)) return new ChannelError('doubt', 'garbled_answer', `${call}: the answer was not one of Slack's.`)
  if (notNow.has(code)) return new ChannelError('later', code, `${call}: Slack says not now (${code}).`, 10_000)
  if (perhapsDone.has(code)) return new ChannelError('doubt', code, `${call}: Slack broke off (${code}).`)
  if (call === 'apps.connections.open') {
    return new ChannelError(
      'refused',
      code,
      `${call}: Slack refuses the app-level token (${code}). It begins with xapp- and needs connections:write.`,
    )
  }
  return new ChannelError('refused', code, `${call}: ${hints[code] ?? `Slack said no (${code}).`}`)
}

/** What an HTTP status without Slack's own answer means: 503 and 429 are a no, other 5xx may hide a message that went through. */
export const httpError = (status: number, call: string) => {
  const code = `http_${status}`
  if (status === 503 || status === 429) return new ChannelError('later', code, `${call}: Slack is not available (${status}).`, 10_000)
  if (status >= 500 || status === 408) return new ChannelError('doubt', code, `${call}: Slack answered ${status}.`)
  return new ChannelError('refused', code, `${call}: Slack answered ${status}. Check the API address.`)
}

const networkCode = (error: unknown): string => {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; depth += 1) {
    if ('code' in at && typeof at.code === 'string' && !at.code.startsWith('slack_webapi')) return at.code
    if (at.name === 'TimeoutError') return 'ETIMEDOUT'
    at = 'original' in at ? at.original : at.cause
  }
  return 'network_error'
}
