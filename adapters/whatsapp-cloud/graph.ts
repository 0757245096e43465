import { z } from 'zod'
import { ChannelError } from '../../bots/channel.ts'
import { faultError, noAnswer, strangeAnswer } from './graph-errors.ts'

/** What one WhatsApp number needs to be spoken for. Secrets stay here: no error and no log line holds one. */
export type CloudAccount = {
  /** Our id of the channel account. */
  id: string
  accessToken: string
  phoneNumberId: string
  businessAccountId?: string
  appSecret: string
  verifyToken: string
  /** (Default: https://graph.facebook.com/v23.0) */
  graphUrl?: string
}

export const defaultGraphUrl = 'https://graph.facebook.com/v23.0'

/** The few Graph calls. All reject with ChannelError and nothing else. */
export type Graph = {
  get(path: string, query?: Record<string, string>): Promise<unknown>
  /** `binding`: the call may send a message, so that silence is doubt and not "later". */
  post(path: string, body: unknown, options?: { binding?: boolean }): Promise<unknown>
  /** Lays a file at WhatsApp; resolves with its media id. */
  upload(file: { bytes: Uint8Array; name: string; mime: string }): Promise<string>
  /** Raw bytes to a path of Graph (template samples). */
  postBytes(path: string, bytes: Uint8Array, headers: Record<string, string>): Promise<unknown>
  /** Fetches bytes of at most 20 MB from the address that Graph gave for a media id. */
  download(address: string): Promise<{ bytes: Uint8Array; mime: string }>
}

const answerMs = 10_000
const bytesMs = 30_000
export const mediaMaxBytes = 20 * 1024 * 1024

const Fault = z.object({
  error: z.object({
    code: z.number(),
    message: z.string().catch(''),
    is_transient: z.boolean().catch(false),
    error_data: z.object({ details: z.string().catch('') }).catch({ details: '' }),
  }),
})

const MediaId = z.object({ id: z.string().min(1) })

type Call = {
  method: string
  body?: string | FormData | Uint8Array<ArrayBuffer>
  headers?: Record<string, string>
  binding?: boolean
  waitMs: number
}

/** Graph, spoken for one account. Messages are answered within 10 s, files within 30 s. */
export const openGraph = (account: CloudAccount, { timeoutMs = answerMs } = {}): Graph => {
  const root = (account.graphUrl ?? defaultGraphUrl).replace(/\/+$/, '')
  const bearer = { authorization: `Bearer ${account.accessToken}` }

  /** Graph repeats malformed tokens and phone numbers in its words; ours hold neither. */
  const hush = (words: string) =>
    [account.accessToken, account.appSecret, account.verifyToken]
      .filter(Boolean)
      .reduce((rest, secret) => rest.replaceAll(secret, '…'), words)
      .replace(/\+?\d{7,}/g, '…')
      .slice(0, 300)

  const call = async (path: string, { method, body, headers, binding = false, waitMs }: Call) => {
    let answer: Response
    try {
      const signal = AbortSignal.timeout(waitMs)
      answer = await fetch(`${root}/${path}`, { method, body, headers: { ...bearer, ...headers }, redirect: 'manual', signal })
    } catch (problem) {
      throw noAnswer(problem, binding)
    }
    const said = await answer.json().catch(() => undefined)
    const asked = retryAfterMs(answer.headers.get('retry-after'))
    const fault = Fault.safeParse(said)
    if (fault.success) {
      const { code, message, is_transient, error_data } = fault.data.error
      throw faultError(answer.status, { code, message: hush(message), details: hush(error_data.details), transient: is_transient }, asked)
    }
    if (!answer.ok || said === undefined) throw strangeAnswer(answer.status, binding, asked)
    return said as unknown
  }

  return {
    get: (path, query) => call(query ? `${path}?${new URLSearchParams(query)}` : path, { method: 'GET', waitMs: timeoutMs }),

    post: (path, body, { binding } = {}) =>
      call(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
        binding,
        waitMs: timeoutMs,
      }),

    async upload({ bytes, name, mime }) {
      const body = new FormData()
      body.set('messaging_product', 'whatsapp')
      body.set('type', mime)
      body.set('file', new Blob([Uint8Array.from(bytes)], { type: mime }), name)
      const said = MediaId.safeParse(await call(`${account.phoneNumberId}/media`, { method: 'POST', body, waitMs: bytesMs }))
      if (said.success) return said.data.id
      throw new ChannelError('later', 'no_media_id', 'WhatsApp took a file but gave no id for it.', 5_000)
    },

    // Meta's resumable upload wants the older scheme of authorization.
    postBytes: (path, bytes, headers) =>
      call(path, {
        method: 'POST',
        body: Uint8Array.from(bytes),
        headers: { authorization: `OAuth ${account.accessToken}`, ...headers },
        waitMs: bytesMs,
      }),

    async download(address) {
      if (!mayCarryToken(address, root))
        throw new ChannelError('refused', 'media_elsewhere', 'WhatsApp named a strange place for a file; it was not fetched.')
      let answer: Response
      try {
        answer = await fetch(address, { headers: bearer, redirect: 'error', signal: AbortSignal.timeout(bytesMs) })
      } catch (problem) {
        throw noAnswer(problem, false)
      }
      if (!answer.ok) {
        await answer.body?.cancel()
        throw strangeAnswer(answer.status, false, retryAfterMs(answer.headers.get('retry-after')))
      }
      return { bytes: await bytesOf(answer), mime: answer.headers.get('content-type') ?? 'application/octet-stream' }
    },
  }
}

/** The token goes to Meta's own file servers and to the Graph address we were given, nowhere else. */
const mayCarryToken = (address: string, root: string) => {
  const url = URL.parse(address)
  if (!url) return false
  if (url.origin === new URL(root).origin) return true
  return url.protocol === 'https:' && /(^|\.)(fbsbx\.com|facebook\.com|fbcdn\.net|whatsapp\.net)$/.test(url.hostname)
}

const bytesOf = async (answer: Response) => {
  const pieces: Uint8Array[] = []
  let size = 0
  try {
    for await (const piece of answer.body ?? []) {
      size += piece.length
      if (size > mediaMaxBytes) break
      pieces.push(piece)
    }
  } catch (problem) {
    throw noAnswer(problem, false)
  }
  if (size > mediaMaxBytes) throw tooLarge()
  return new Uint8Array(Buffer.concat(pieces))
}

export const tooLarge = () => new ChannelError('refused', 'too_large', 'The file is larger than 20 MB; it was not fetched.')

/** The header in milliseconds: seconds or a date, at most an hour. */
const retryAfterMs = (header: string | null) => {
  if (!header) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : undefined
}
