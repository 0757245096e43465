import { randomUUID } from 'node:crypto'
import type { Context } from 'koa'
import { type Actor, mayOverride } from '../../core/kernel/actor.ts'
import { Conflict, Expected, Invalid, NotAllowed, NotFound, Refusal } from '../../core/kernel/errors.ts'
import { silent } from '../../core/kernel/log.ts'
import { type Sentence, sentence } from '../../core/kernel/sentence.ts'
import { ofDatabase } from './database-errors.ts'
import { Fault, fault } from './fault.ts'
import { type Door, languageOf, type SayIn } from './state.ts'

/** RFC 9457 problem details with our code; further members by kind. */
export type Problem = { type: string; title: string; status: number; code: string; detail: string } & Record<string, unknown>

const titles: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'A valid token is needed',
  403: 'Not allowed',
  404: 'Not found',
  405: 'This method does not exist here',
  408: 'Too slow',
  409: 'Not as things stand',
  413: 'Too large',
  415: 'Not a format we read',
  421: 'Not the host for this',
  422: 'The input does not fit',
  429: 'Too many requests',
  500: 'Something went wrong here',
  501: 'Not a method we know',
  503: 'Not available just now',
}

type Translated = { status: number; said: Sentence; more?: Record<string, unknown>; headers?: Readonly<Record<string, string>> }

/** The one translation from what was thrown to what this door answers; null = a bug, which the caller learns nothing about. */
const translate = (error: unknown, actor: Actor | undefined): Translated | null => {
  if (error instanceof Fault) return error
  if (error instanceof Invalid) return { status: 422, said: error.said, more: { issues: error.issues.map(issueOf) } }
  if (error instanceof NotAllowed) return { status: 403, said: error.said }
  if (error instanceof NotFound) return { status: 404, said: error.said }
  if (error instanceof Conflict) return { status: 409, said: error.said }
  if (error instanceof Refusal) {
    const by = error.refused.overridableBy
    return { status: 409, said: error.said, more: by && actor && mayOverride(actor, by) ? { overridableBy: by } : {} }
  }
  if (error instanceof Expected) return { status: 409, said: error.said }
  return ofDatabase(error) ?? ofHttp(error)
}

const issueOf = ({ path, message, code }: Invalid['issues'][number]) => ({ path: path.map(String).join('.'), message, code })

/** Errors that Koa and its middlewares raise for a request (`ctx.throw(400)`); those for us, from 500 up, are bugs. */
const ofHttp = (error: unknown): Translated | null => {
  if (!(error instanceof Error) || !('status' in error) || !('expose' in error) || error.expose !== true) return null
  const status = Number(error.status)
  if (!(status >= 400 && status < 500)) return null
  return { status, said: sentence('request.refused', 'The request was refused: {why}', { why: titles[status] ?? String(status) }) }
}

const calm = sentence('bug', 'Something went wrong here, and we have written down what. Tell us the error id if it stays.')

const nothingHere = (status: number) => {
  if (status === 404) return fault(404, 'route.not_found', 'There is nothing at this address.')
  if (status === 405) return fault(405, 'route.no_such_method', 'This address takes other methods; the header Allow names them.')
  return status === 501 ? fault(501, 'route.unknown_method', 'That is not a method we know.') : null
}

/** Answers every error as problem details, and every request that nothing answered. Bugs are logged with the id that the answer shows. */
export const answerErrors =
  (sayIn: SayIn): Door =>
  async (ctx, next) => {
    try {
      await next()
      const unanswered = ctx.respond !== false && !ctx.res.headersSent && ctx.body == null ? nothingHere(ctx.status) : null
      if (unanswered) throw unanswered
    } catch (error) {
      const known = translate(error, ctx.state.actor)
      const errorId = known ? undefined : randomUUID()
      const log = ctx.state.log ?? silent
      if (errorId) log.error({ error, errorId, method: ctx.method, route: ctx._matchedRoute }, 'a request met a bug')
      else if ((known?.status ?? 0) >= 503) log.warn({ error }, 'a request could not be served just now')
      if (ctx.res.headersSent || ctx.res.destroyed) return
      answer(ctx, known ?? { status: 500, said: calm, more: { errorId } }, sayIn)
    }
  }

const answer = (ctx: Context, { status, said, more, headers }: Translated, sayIn: SayIn) => {
  const language = languageOf(ctx)
  const problem: Problem = {
    type: `urn:parley:problem:${said.code}`,
    title: titles[status] ?? 'Refused',
    status,
    code: said.code,
    detail: sayIn(said, language),
    ...more,
  }
  ctx.respond = true
  ctx.status = status
  ctx.set({ 'Content-Language': language, 'Cache-Control': 'no-store', ...headers })
  ctx.vary('Accept-Language')
  ctx.body = JSON.stringify(problem)
  ctx.type = 'application/problem+json'
}
