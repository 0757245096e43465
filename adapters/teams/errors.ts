import { ChannelError } from '../../bots/channel.ts'

const hints: Record<string, string> = {
  Unauthorized: 'Teams does not accept our token. Compare MicrosoftAppId, MicrosoftAppPassword and the tenant with the registration.',
  BotNotInConversationRoster: 'The app is not installed there. Add Parley to the team or chat.',
  ConversationNotFound: 'Teams does not know this conversation, or the app was removed from it. Add Parley there again.',
  ConversationBlockedByUser: 'This person has blocked the app or uninstalled it.',
  UserNotFound: 'Teams does not know this person in this tenant.',
  ForbiddenOperationException:
    'The app may not write there: it is not installed for this person. Install it for everybody in the Teams admin center.',
  MessageSizeTooBig: 'The message is larger than Teams allows. This is a fault of ours; please report it.',
  ActivityNotFoundInConversation: 'The message is gone: somebody deleted it.',
}

const neverWritten = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/**
 * Turns what a call of the connector threw into a ChannelError with a hint for the operator; nothing of the request or a header goes
 * along. `twiceIsOnce`: the call may simply be made again, so that a lost answer is `later` and not `doubt`.
 */
export const channelError = (error: unknown, call: string, twiceIsOnce = false): ChannelError => {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; depth += 1, at = at.cause)
    if (at instanceof ChannelError) return at
  const found = classified(error, call)
  return found.kind === 'doubt' && twiceIsOnce ? new ChannelError('later', found.code, found.message, 5000) : found
}

const classified = (error: unknown, call: string): ChannelError => {
  const status = numberIn(error, 'statusCode')
  if (status === undefined) {
    const code = networkCode(error)
    return neverWritten.has(code)
      ? new ChannelError('later', code, `${call}: Teams could not be reached (${code}). Check the network.`, 5000)
      : new ChannelError('doubt', code, `${call}: the answer of Teams did not arrive (${code}).`)
  }
  if (status === 429) return new ChannelError('later', 'ratelimited', `${call}: Teams asks us to slow down.`, retryAfterMs(error) ?? 5000)
  // Microsoft on these: the message was not taken, try again.
  if (status === 412 || status === 502 || status === 503 || status === 504)
    return status === 504
      ? new ChannelError('doubt', 'http_504', `${call}: Teams did not answer in time.`)
      : new ChannelError('later', `http_${status}`, `${call}: Teams is not available (${status}).`, retryAfterMs(error) ?? 10_000)
  if (status >= 500 || status === 408) return new ChannelError('doubt', `http_${status}`, `${call}: Teams answered ${status}.`)
  const code = codeOf(error) ?? `http_${status}`
  const hint = hints[code] ?? (status === 401 ? hints.Unauthorized : undefined) ?? `Teams said no (${code}, ${status}).`
  return new ChannelError('refused', code, `${call}: ${hint}`)
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
const numberIn = (value: unknown, name: string) => {
  const found = fieldOf(value, name)
  return typeof found === 'number' ? found : undefined
}

/** The connector's own code, where the answer is one of its own; a page of some proxy has none. */
const codeOf = (error: unknown): string | undefined => {
  const text = fieldOf(fieldOf(error, 'response'), 'bodyAsText')
  let body: unknown = fieldOf(error, 'details') ?? fieldOf(error, 'body')
  try {
    if (typeof text === 'string') body = JSON.parse(text)
  } catch {
    return undefined
  }
  const code = fieldOf(fieldOf(body, 'error'), 'code')
  return typeof code === 'string' && /^\w{1,80}$/.test(code) ? code : undefined
}

const retryAfterMs = (error: unknown): number | undefined => {
  const headers = fieldOf(fieldOf(error, 'response'), 'headers')
  const get = fieldOf(headers, 'get')
  const said: unknown = typeof get === 'function' ? get.call(headers, 'retry-after') : undefined
  const seconds = typeof said === 'string' ? Number(said) : Number.NaN
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(Math.max(1, seconds), 3600) * 1000 : undefined
}

const networkCode = (error: unknown): string => {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; depth += 1) {
    if (at.name === 'TimeoutError' || at.name === 'AbortError') return 'ETIMEDOUT'
    if ('code' in at && typeof at.code === 'string' && /^E[A-Z_]+$|^CERT|_SIGN|_LEAF/.test(at.code)) return at.code
    at = at.cause
  }
  return 'network_error'
}
