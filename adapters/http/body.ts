import type { IncomingMessage } from 'node:http'
import type { Context } from 'koa'
import { fault } from './fault.ts'

export type BodyLimits = {
  /** (Default: 1 MiB) */
  maxBytes?: number
  /** How long a body may take to arrive, in milliseconds. (Default: 10,000) */
  withinMs?: number
}

const MOST_BYTES = 1024 * 1024
const LONGEST_MS = 10_000
const MOST_NESTED = 32

/** The request's JSON; an empty body is `{}`. Throws Fault 400, 408, 413 or 415. */
export const readJson = async (ctx: Context, { maxBytes = MOST_BYTES, withinMs = LONGEST_MS }: BodyLimits = {}): Promise<unknown> => {
  const isEmpty = ctx.get('content-length') === '0' || (!ctx.get('content-length') && !ctx.get('transfer-encoding'))
  if (isEmpty) return {}
  if (!/^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(ctx.get('content-type')))
    throw fault(415, 'request.not_json', 'Send JSON in UTF-8, with the header Content-Type: application/json.')
  if (!/^(?:identity)?$/i.test(ctx.get('content-encoding'))) throw fault(415, 'request.compressed', 'Send the body uncompressed.')
  const bytes = await readBytes(ctx, { maxBytes, withinMs })
  const value = parse(bytes)
  if (isUnfit(value, MOST_NESTED))
    throw fault(400, 'request.unfit_json', 'This JSON is nested too deeply, or holds a name or a text that nothing here can keep.')
  return value
}

/** The request's body as it is. Throws Fault 400, 408 or 413. */
export const readBytes = async (ctx: Context, { maxBytes = MOST_BYTES, withinMs = LONGEST_MS }: BodyLimits = {}): Promise<Buffer> => {
  const bytes = await arrive(ctx.req, maxBytes, withinMs)
  if (bytes === 413) throw fault(413, 'request.too_large', 'A request may have at most {most} bytes.', { most: maxBytes })
  if (bytes === 408) throw hangUp(ctx, fault(408, 'request.too_slow', 'The rest of the request did not arrive in time.'))
  if (bytes === 400) throw fault(400, 'request.broken_off', 'The request broke off.')
  return bytes
}

const parse = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw fault(400, 'request.malformed_json', 'The body is not valid JSON in UTF-8.')
  }
}

/** PostgreSQL keeps neither NUL nor half a surrogate pair, nothing of ours is nested deeply, and `__proto__` is nobody's field. */
const isUnfit = (value: unknown, levels: number): boolean => {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed()
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  return Object.entries(value).some(([name, inner]) => name === '__proto__' || isUnfit(name, levels) || isUnfit(inner, levels - 1))
}

/** A body that never ends cannot be followed by another request: answer, then close. */
const hangUp = (ctx: Context, error: Error) => {
  ctx.set('Connection', 'close')
  ctx.res.once('finish', () => ctx.req.destroy())
  return error
}

const arrive = async (request: IncomingMessage, maxBytes: number, withinMs: number): Promise<Buffer | 413 | 408 | 400> => {
  // What is too large is still let pass by, unread: who is cut off while sending never sees the answer.
  const letPass = (): 413 => {
    request.resume()
    return 413
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return letPass()
  const { promise, resolve } = Promise.withResolvers<Buffer | 413 | 408 | 400>()
  const pieces: Buffer[] = []
  let size = 0
  const take = (piece: Buffer) => {
    size += piece.length
    if (size > maxBytes) return resolve(413)
    pieces.push(piece)
  }
  const timer = setTimeout(() => resolve(408), withinMs)
  request.on('data', take)
  request.once('end', () => resolve(Buffer.concat(pieces)))
  request.once('error', () => resolve(400))
  request.once('close', () => resolve(400))
  const outcome = await promise
  clearTimeout(timer)
  request.off('data', take)
  return outcome === 413 ? letPass() : outcome
}
