import type { Middleware } from 'koa'
import { Counter, Gauge, Registry } from 'prom-client'
import { type Asked, guarded, type Limits, type Outcome } from '../../bots/model/guard.ts'
import type { Model, ModelError } from '../../bots/model/port.ts'
import type { Log } from '../../core/kernel/log.ts'
import { type OpenaiAccount, openaiWire, type Patience } from './wire.ts'

export type StartedModel = {
  model: Model
  /** Puts the model's figures under those of the house at /metrics. */
  figures: Middleware
  /** Ends what runs; who waits for an answer goes on without. */
  stop(): void
}

type Environment = Readonly<Record<string, string | undefined>>

/** What one installation lets the model do, from the environment. Throws an error with a sentence for the operator. */
export const modelLimits = (env: Environment, processes = 1): { limits: Limits; hearing: string } => ({
  limits: {
    perConversation: whole(env, 'OPENAI_CALLS_PER_CONVERSATION', 100),
    // Each process counts for itself, so each has its share.
    perDay: Math.ceil(whole(env, 'OPENAI_CALLS_PER_DAY', 5000) / Math.max(1, processes)),
    abreast: 6,
  },
  hearing: env.OPENAI_TRANSCRIPTION_MODEL?.trim() || 'whisper-1',
})

const whole = (env: Environment, name: string, otherwise: number) => {
  const given = env[name]?.trim()
  if (!given) return otherwise
  if (!/^\d{1,7}$/.test(given)) throw new Error(`${name} should be a whole number from 0 to 9999999.`)
  return Number(given)
}

/** A language model behind OpenAI's API, kept within its limits. Nothing is loaded or asked before the first question. */
export const startModel = (
  account: OpenaiAccount,
  { limits, log, now, patience }: { limits: Limits; log: Log; now: () => Date; patience?: Patience },
): StartedModel => {
  const registry = new Registry()
  const registers = [registry]
  const calls = new Counter({
    name: 'parley_model_calls_total',
    help: 'What became of questions to the language model, by kind and outcome.',
    labelNames: ['asked', 'outcome'],
    registers,
  })
  const paused = new Gauge({
    name: 'parley_model_paused',
    help: 'Whether a kind of question is not asked for a while because the model kept failing.',
    labelNames: ['asked'],
    registers,
  })
  const told = (asked: Asked, outcome: Outcome, error: ModelError | null) => {
    calls.inc({ asked, outcome })
    if (outcome === 'answered') paused.set({ asked }, 0)
    if (outcome === 'paused') paused.set({ asked }, 1)
    if (error && outcome !== 'stopped')
      log.warn({ asked, outcome, status: error.status }, 'the language model did not answer; the rules go on alone')
    else if (outcome === 'over_day') log.warn({ asked, limit: limits.perDay }, 'the language model is over its budget of the day')
  }
  const wire = patience ? openaiWire(account, patience) : openaiWire(account)
  return {
    model: guarded(wire, { limits, now, told }),
    stop: wire.stop,
    figures: async (ctx, next) => {
      await next()
      if (ctx.path === '/metrics' && typeof ctx.body === 'string') ctx.body = `${ctx.body}\n${await registry.metrics()}`
    },
  }
}
