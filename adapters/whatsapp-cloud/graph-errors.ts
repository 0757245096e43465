import { ChannelError } from '../../bots/channel.ts'

/** The error object inside a Graph answer. */
export type GraphFault = { code: number; message: string; details: string; transient: boolean }

// Meta's error codes: developers.facebook.com, Cloud API, "Error codes". What is not here is judged by the HTTP status.
const laterMs: Record<number, number> = {
  1: 5_000,
  2: 5_000,
  4: 60_000,
  80007: 60_000,
  130429: 2_000,
  131000: 5_000,
  131016: 30_000,
  131048: 600_000,
  131056: 6_000,
  131057: 300_000,
  133004: 60_000,
}

const hints: Record<number, string> = {
  3: 'The app may not make this call: give it the permission whatsapp_business_messaging.',
  10: 'The token lacks a permission: give it whatsapp_business_messaging for this number.',
  100: 'WhatsApp does not know a parameter or an id in the request: check the phone number id and what was sent.',
  190: 'The access token is expired or not valid: make a new permanent token and store it in the channel account.',
  368: 'The account is blocked for breaking a WhatsApp policy: look at the account quality page.',
  131005: 'The token has no access to this number: give the system user the WhatsApp account.',
  131008: 'A required parameter was missing.',
  131009: 'A parameter has a value that WhatsApp does not take.',
  131021: 'Sender and recipient are the same number.',
  131026: 'The message cannot be delivered: the number is not on WhatsApp, or runs a version that is too old.',
  131030: 'The recipient is not on the list of allowed test numbers.',
  131031: 'The WhatsApp account is locked: look at the account quality page.',
  131037: 'The display name of this number still needs approval.',
  131042: 'There is a problem with the payment method of the WhatsApp account.',
  131045: 'The number is not registered: register it with its PIN.',
  131047: 'More than 24 hours since the customer last wrote: only a template may be sent.',
  131049: 'WhatsApp holds back marketing messages to this person for now.',
  131050: 'The customer has stopped marketing messages from this number.',
  131051: 'WhatsApp does not support this type of message.',
  131053: 'The file could not be taken: check its type and size.',
  131062: 'This kind of message cannot go to a user without a phone number.',
  133010: 'The number is not registered with the Cloud API: register it with its PIN.',
}

const hintFor = (code: number) =>
  hints[code] ??
  (isTemplateFault(code) ? 'The template is unknown, paused, or does not match its parameters: compare it in WhatsApp Manager.' : '')

const isTemplateFault = (code: number) => code >= 132000 && code < 133000
const isRefusal = (code: number) => code in hints || isTemplateFault(code) || (code >= 200 && code < 300)

/** An answer with Graph's error object. Codes decide before the HTTP status; `retryAfterMs` is what the answer itself asked for. */
export const faultError = (status: number, fault: GraphFault, retryAfterMs?: number) => {
  const words = [
    `WhatsApp answered ${status} with code ${fault.code}.`,
    hintFor(fault.code),
    [fault.message, fault.details].filter(Boolean).join(': '),
  ]
  const message = words.filter(Boolean).join(' ')
  const code = String(fault.code)
  const limited = fault.code in laterMs || (!isRefusal(fault.code) && (fault.transient || status === 429 || status >= 500))
  return limited
    ? new ChannelError('later', code, message, retryAfterMs ?? laterMs[fault.code] ?? 5_000)
    : new ChannelError('refused', code, message)
}

/** An answer without Graph's error object: a gateway spoke. `binding`: the request may have sent a message. */
export const strangeAnswer = (status: number, binding: boolean, retryAfterMs?: number) => {
  const code = `http_${status}`
  if (status === 429 || status === 408 || status === 425)
    return new ChannelError('later', code, `WhatsApp answered ${status} without a reason.`, retryAfterMs ?? 5_000)
  if (status >= 300 && status < 500)
    return new ChannelError('refused', code, `WhatsApp answered ${status} without a reason: check the Graph address of this account.`)
  return binding
    ? new ChannelError('doubt', code, `The answer to a message was ${status} and not readable: it may have gone.`)
    : new ChannelError('later', code, `WhatsApp answered ${status} and nothing readable.`, retryAfterMs ?? 5_000)
}

// Before these errors no byte of the request has left this machine.
const beforeTheRequest =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT)$|CERT|_TLS_|ERR_SSL|UNABLE_TO_/

/** No answer at all. A failed connection sent nothing; anything later may have sent the message (`binding`). */
export const noAnswer = (problem: unknown, binding: boolean) => {
  const { code, syscall } = causeOf(problem)
  const unsent = beforeTheRequest.test(code) || syscall === 'connect'
  if (unsent) return new ChannelError('later', 'unreachable', `WhatsApp cannot be reached (${code}).`, 5_000)
  return binding
    ? new ChannelError('doubt', 'no_answer', `WhatsApp did not answer (${code}): the message may have gone.`)
    : new ChannelError('later', 'no_answer', `WhatsApp did not answer (${code}).`, 5_000)
}

/** The innermost code of a failed fetch; never its message, which may hold an address with a token. */
const causeOf = (problem: unknown): { code: string; syscall: string } => {
  if (!(problem instanceof Error)) return { code: 'unknown', syscall: '' }
  if (problem.cause instanceof Error) return causeOf(problem.cause)
  const { code, syscall } = problem as NodeJS.ErrnoException
  return { code: typeof code === 'string' ? code : problem.name, syscall: syscall ?? '' }
}
