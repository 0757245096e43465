export type Area = 'console' | 'clientarea'
export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>

/** What is wrong with one field of the input; `path` is dotted (`lines.0.quantityMilli`). */
export type Issue = { path: string; message: string; code?: string }
/** A right by which somebody steps over a refusal, and the reason that is kept. */
export type Override = { code: string; reason: string }
export type Call = { id?: string | undefined; input: unknown; version?: number | undefined; override?: Override | undefined }
/** What became of an action: done, or frozen until people agree. */
export type Outcome =
  /** `once`: what is told this one time only: a link, a token. */
  { state: 'done'; said: string; id: string | null; once?: string } | { state: 'waits'; said: string; approvalId: string }

/** The server said no, in problem details (RFC 9457). `message` is the sentence for people. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly issues: readonly Issue[]
  /** Names the right that the caller holds and may use to repeat the call with an override. */
  readonly overridableBy: string | null
  readonly errorId: string | null
  readonly retryAfterS: number | null
  readonly more: Readonly<Record<string, unknown>>

  constructor(status: number, told: Readonly<Record<string, unknown>>, retryAfterS: number | null) {
    super(typeof told.detail === 'string' ? told.detail : `HTTP ${status}`)
    this.name = 'Problem'
    this.status = status
    this.code = typeof told.code === 'string' ? told.code : 'unknown'
    this.issues = Array.isArray(told.issues) ? (told.issues as Issue[]) : []
    this.overridableBy = typeof told.overridableBy === 'string' ? told.overridableBy : null
    this.errorId = typeof told.errorId === 'string' ? told.errorId : null
    this.retryAfterS = retryAfterS
    this.more = told
  }
}

/** The server was not reached at all. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

export type Api = {
  readonly area: Area
  get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T>
  /** Sends JSON, or a file as it is. Answers undefined where the server has nothing to say (204). */
  send<T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<T>
  /** Performs an action once: the same `key` gives the first answer again. */
  act(name: string, call: Call, key: string): Promise<Outcome>
  /** An address for where no header can be set: downloads and streams. */
  address(path: string, query?: Query): string
  /** What the session said last: its token against forged requests, and the language to be answered in. */
  remember(session: { csrf?: string | null; language?: string }): void
}

const BASE = '/api/v1'

const search = (query: Query = {}) => {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, String(value)]]))
  return given.length ? `?${new URLSearchParams(given as [string, string][])}` : ''
}

const told = async (response: Response): Promise<Readonly<Record<string, unknown>>> => {
  const body: unknown = await response.json().catch(() => null)
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
}

const isFile = (body: unknown): body is Blob | FormData => body instanceof Blob || body instanceof FormData

/** Speaks to the API as one web app: its area, its language, its token against forged requests, and typed problems. */
export const makeApi = (area: Area): Api => {
  let csrf: string | null = null
  let language = 'en'

  const request = async <T>(
    method: string,
    path: string,
    options: { body?: unknown; headers?: HeadersInit; signal?: AbortSignal } = {},
  ) => {
    const headers = new Headers(options.headers)
    headers.set('X-Parley-Area', area)
    headers.set('Accept-Language', language)
    if (method !== 'GET' && csrf) headers.set('X-CSRF-Token', csrf)
    const { body } = options
    if (body !== undefined && !isFile(body)) headers.set('Content-Type', 'application/json')
    const init: RequestInit = { method, headers, credentials: 'same-origin' }
    if (body !== undefined) init.body = isFile(body) ? body : JSON.stringify(body)
    if (options.signal) init.signal = options.signal
    const response = await fetch(`${BASE}${path}`, init).catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'AbortError') throw error
      throw new Unreachable('The server cannot be reached.', { cause: error })
    })
    if (!response.ok) {
      const wait = Number(response.headers.get('Retry-After'))
      throw new Problem(response.status, await told(response), wait > 0 ? wait : null)
    }
    return { status: response.status, body: (response.status === 204 ? undefined : await response.json()) as T }
  }

  return {
    area,
    get: async <T>(path: string, query?: Query, signal?: AbortSignal) =>
      (await request<T>('GET', `${path}${search(query)}`, signal ? { signal } : {})).body,
    send: async <T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, headers?: Readonly<Record<string, string>>) =>
      (await request<T>(method, path, { body, ...(headers && { headers }) })).body,
    async act(name, call, key) {
      type Reply = { said?: { text?: string }; id?: string | null; approvalId?: string; once?: string }
      const { status, body } = await request<Reply>('POST', `/actions/${name}`, { body: call, headers: { 'Idempotency-Key': key } })
      const said = body.said?.text ?? ''
      return status === 202
        ? { state: 'waits', said, approvalId: body.approvalId ?? '' }
        : { state: 'done', said, id: body.id ?? null, ...(body.once && { once: body.once }) }
    },
    address: (path, query) => `${BASE}${path}${search({ ...query, area })}`,
    remember(session) {
      if (session.csrf !== undefined) csrf = session.csrf
      if (session.language) language = session.language
    },
  }
}

/** A key that makes one submission happen once, however often it is sent. */
export const newKey = () => crypto.randomUUID()
