import type { IncomingMessage, ServerResponse } from 'node:http'

/** A JSON object whose fields nobody has looked at yet. */
export type Fields = Record<string, unknown>

/** The value as an object, or an empty one when it is none. */
export const fieldsOf = (value: unknown): Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {}

/** The value as text; numbers are written out, everything else is empty. */
export const textOf = (value: unknown) => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '')

/** The value as a list, or an empty one when it is none. */
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** The objects of a list. */
export const rowsOf = (value: unknown): Fields[] => listOf(value).map(fieldsOf)

/** Parses JSON; undefined when the text is none. */
export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const BIGGEST_BODY = 110 * 1024 * 1024 // WhatsApp takes documents up to 100 MB.

/** Reads a request body. Rejects above 110 MB. */
export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BIGGEST_BODY) throw new Refused(413, 'The body is larger than any platform takes.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Answers with JSON. */
export const sendJson = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers })
  response.end(JSON.stringify(body))
}

/** A request to the control door that cannot be done, with an HTTP status and a sentence that says why. */
export class Refused extends Error {
  override name = 'Refused'
  status: number
  constructor(status: number, sentence: string) {
    super(sentence)
    this.status = status
  }
}

const LOCAL_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether a Host header (with or without a port) names this machine; a foreign name is how DNS rebinding looks. */
export const isLocalHost = (host: string | undefined) => {
  if (!host) return false
  const name = /^(\[[^\]]*\]|[^:]*)(?::\d+)?$/.exec(host)?.[1]
  return name !== undefined && LOCAL_NAMES.has(name.toLowerCase())
}

/** Whether an Origin header is absent or names one of the allowed hosts (`localhost` and its kin always are). */
export const isLocalOrigin = (origin: string | undefined) => {
  if (origin === undefined) return true
  return URL.canParse(origin) && isLocalHost(new URL(origin).host)
}
