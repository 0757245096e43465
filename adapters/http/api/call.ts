import type { Context } from 'koa'
import { z } from 'zod'
import type { AnyAction } from '../../../core/kernel/action.ts'
import type { Call } from '../../../core/kernel/ctx.ts'
import { Invalid, NotFound } from '../../../core/kernel/errors.ts'
import type { House } from '../../../core/kernel/house.ts'
import type { Sentence } from '../../../core/kernel/sentence.ts'
import { demandRight } from '../../../core/kernel/step.ts'
import { type BodyLimits, readJson } from '../body.ts'
import { fault } from '../fault.ts'
import { languageOf, type SayIn, type State } from '../state.ts'
import { actorIn, callerIn } from './caller.ts'

/** What a POST to an action may hold. */
export const CallBody = z.strictObject({
  id: z.string().max(100).optional(),
  input: z.record(z.string(), z.unknown()).optional(),
  version: z.int().min(1).optional(),
  override: z.strictObject({ code: z.string().min(1).max(200), reason: z.string().trim().min(1).max(1000) }).optional(),
})

const KEY = /^[\x21-\x7e]{1,200}$/

/** An action by its name in the route. What only the house performs is not there for anybody. Throws NotFound. */
export const actionCalled = (house: House, name: string): AnyAction => {
  const action = house.actions.get(name)
  if (!action || action.inner) throw new NotFound('action', name)
  return action
}

/** `POST /api/v1/actions/{name}`: 200 with what was said, or 202 with the approval that the call waits for. */
export const callAction =
  (house: House, sayIn: SayIn, limits: BodyLimits) => async (ctx: Context & { state: State; params: Record<string, string> }) => {
    const action = actionCalled(house, ctx.params.name ?? '')
    ctx.state.action = action.name
    // Before anything is read or locked for somebody who may not do it anyway.
    demandRight(actorIn(ctx), action)
    const call: Call = { ...keyIn(ctx.get('idempotency-key')), ...parse(await readJson(ctx, limits)) }
    const outcome = await house.perform(callerIn(house, ctx), action, call)
    const language = languageOf(ctx)
    const said = { code: outcome.said.code, text: sayIn(outcome.said, language) }
    ctx.set('Content-Language', language)
    ctx.status = outcome.kind === 'done' ? 200 : 202
    ctx.body = outcome.kind === 'done' ? { said, id: outcome.id, ...onceIn(outcome.said) } : { approvalId: outcome.approvalId, said }
  }

/** What is told this once (a link, a token), by itself, so that a page can offer to copy it. */
const onceIn = ({ terms }: Sentence) => {
  const secret = Object.values(terms).find((term) => typeof term === 'object' && 'secret' in term)
  return typeof secret === 'object' && 'secret' in secret && secret.secret !== '…' ? { once: secret.secret } : {}
}

const parse = (body: unknown) => {
  const parsed = CallBody.safeParse(body)
  if (!parsed.success) throw new Invalid(parsed.error.issues)
  return parsed.data as Omit<Call, 'key'>
}

const keyIn = (key: string) => {
  if (!key) return {}
  if (!KEY.test(key)) throw fault(400, 'request.unfit_key', 'An Idempotency-Key has 1 to 200 characters of ASCII, without blanks.')
  return { key }
}
