import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Context, Middleware } from 'koa'
import type { Doors } from '../../bots/channel.ts'
import type { Log } from '../../core/kernel/log.ts'
import type { CloudAccount } from './graph.ts'
import { type Progress, partOf } from './progress.ts'
import { type Received, readWebhook } from './receive.ts'

export const webhookPath = '/webhooks/whatsapp'
const bodyMaxBytes = 3 * 1024 * 1024

type Parts = {
  account: CloudAccount
  doors: Pick<Doors, 'receive' | 'report'>
  log: Pick<Log, 'info' | 'warn' | 'error'>
  progress: Progress
  /** How long a body may take to arrive, in milliseconds. (Default: 10,000) */
  bodyMs?: number
  now?: () => Date
}

/** A request at the address that several numbers share. */
export type Delivery = { method: string; url: URL; headers: IncomingHttpHeaders; body: Buffer }

/**
 * GET and POST /webhooks/whatsapp. 200 means that everything in the body is stored; 500 asks Meta to bring it again
 * (doubles are known by their key). `settled` resolves when no webhook is in work; after `close` the answer is 503.
 */
export const openWebhook = ({ account, doors, log, progress, bodyMs = 10_000, now = () => new Date() }: Parts) => {
  const running = new Set<Promise<void>>()
  let open = true
  const receiver = { accountId: account.id, phoneNumberId: account.phoneNumberId, now }

  const verify = (ctx: Context) => {
    const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = ctx.query
    const known = typeof token === 'string' && sameText(token, account.verifyToken)
    if (mode !== 'subscribe' || !known || typeof challenge !== 'string') return refuse(ctx, 403)
    ctx.status = 200
    ctx.type = 'text/plain'
    ctx.set('x-content-type-options', 'nosniff')
    ctx.body = challenge
  }

  const take = async (ctx: Context) => {
    const body = rawBodyOf(ctx.req) ?? (await readBody(ctx.req, bodyMs))
    if (typeof body === 'number') return hangUp(ctx, body)
    if (!isSigned(body, ctx.get('x-hub-signature-256'), account.appSecret)) {
      log.warn(
        { accountId: account.id },
        'A WhatsApp webhook without a valid signature was turned away; check WHATSAPP_APP_SECRET if it came from Meta.',
      )
      return refuse(ctx, 401)
    }
    const received = readWebhook(body.toString('utf8'), receiver)
    if (!received) return refuse(ctx, 400)
    for (const what of new Set(received.skipped)) log.info({ accountId: account.id }, `WhatsApp webhook: left out ${what}.`)
    ctx.status = (await store(received)) ? 200 : 500
    ctx.body = ''
  }

  /** One after the other, in the order they were written; one that cannot be stored does not keep the rest from it. */
  const store = async ({ inbound, reports }: Received) => {
    let stored = true
    const safely = async (deed: () => Promise<unknown>) => {
      try {
        await deed()
      } catch (problem) {
        stored = false
        // The words of a database error may quote the customer; its kind is enough to find it.
        const why = problem instanceof Error ? problem.name : 'unknown'
        log.error({ accountId: account.id, why }, 'A WhatsApp webhook could not be stored; Meta will bring it again.')
      }
    }
    for (const message of inbound) await safely(() => doors.receive(message))
    for (const report of reports) {
      const { messageId, part } = partOf(report.messageId ?? '')
      if (part && report.state !== 'failed') progress.reach(messageId, part)
      await safely(() => doors.report(report))
    }
    return stored
  }

  const middleware: Middleware = async (ctx, next) => {
    if (ctx.path !== webhookPath) return next()
    if (!open) return refuse(ctx, 503)
    if (ctx.method === 'GET') return verify(ctx)
    if (ctx.method !== 'POST') {
      ctx.set('allow', 'GET, POST')
      return refuse(ctx, 405)
    }
    const work = take(ctx)
    running.add(work)
    await work.finally(() => running.delete(work))
  }

  const claims = ({ method, url, headers, body }: Delivery): 'mine' | 'known' | 'foreign' => {
    if (method !== 'POST') return sameText(url.searchParams.get('hub.verify_token') ?? '', account.verifyToken) ? 'mine' : 'foreign'
    if (!isSigned(body, String(headers['x-hub-signature-256'] ?? ''), account.appSecret)) return 'foreign'
    return body.includes(`"${account.phoneNumberId}"`) ? 'mine' : 'known'
  }

  return {
    middleware,
    claims,
    close() {
      open = false
    },
    settled: async () => void (await Promise.allSettled(running)),
  }
}

const refuse = (ctx: Context, status: number) => {
  ctx.status = status
  ctx.body = ''
}

/** A body that is too long or too slow is not waited for: answer, then close. */
const hangUp = (ctx: Context, status: number) => {
  ctx.set('connection', 'close')
  refuse(ctx, status)
  ctx.res.once('finish', () => ctx.req.destroy())
}

/** What somebody before us has read already. */
const rawBodyOf = (request: IncomingMessage) => ('rawBody' in request && Buffer.isBuffer(request.rawBody) ? request.rawBody : null)

/** The raw bytes, or 413 (over 3 MB), 408 (too slow), 400 (broken off). */
const readBody = async (request: IncomingMessage, withinMs: number): Promise<Buffer | 413 | 408 | 400> => {
  if (Number(request.headers['content-length'] ?? 0) > bodyMaxBytes) return 413
  const { promise, resolve } = Promise.withResolvers<Buffer | 413 | 408 | 400>()
  const pieces: Buffer[] = []
  let size = 0
  const take = (piece: Buffer) => {
    size += piece.length
    if (size > bodyMaxBytes) return resolve(413)
    pieces.push(piece)
  }
  const timer = setTimeout(() => resolve(408), withinMs)
  request.on('data', take)
  request.once('end', () => resolve(Buffer.concat(pieces)))
  request.once('error', () => resolve(400))
  request.once('close', () => resolve(400))
  const body = await promise
  clearTimeout(timer)
  request.off('data', take)
  if (!request.complete) request.pause()
  return body
}

/** Meta signs the bytes it sends (with non-ASCII written as \uXXXX), so only the raw bytes can be checked. */
export const isSigned = (body: Buffer, header: string, appSecret: string) => {
  const [, hex] = /^sha256=([0-9a-f]{64})$/i.exec(header) ?? []
  return hex !== undefined && timingSafeEqual(Buffer.from(hex, 'hex'), createHmac('sha256', appSecret).update(body).digest())
}

/** Hashed first, so that neither the time nor the length tells anything. */
const sameText = (left: string, right: string) => timingSafeEqual(sha256(left), sha256(right))
const sha256 = (text: string) => createHash('sha256').update(text).digest()
